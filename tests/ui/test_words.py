"""The two catalogues: the same keys and fields, nothing missing, nothing left over, each in its own language."""

from __future__ import annotations

import csv
import json
import re
import string
from functools import cache
from pathlib import Path

import pytest
import yaml
from keys_in_code import ROOT, first_arguments, spoken, texts

from ui.words import LANGUAGES, LOCALE, catalogue

CODE = ("pages", "ui", "api", "kiosk", "commands", "store")
KEYS = catalogue("zh")
WORD_IN_SYMBOL = re.compile(r"[a-z]{3,}")
ANYWHERE = {  # Latin words that a Chinese text may hold: units, formats, standards, what is typed
    "tCO₂e", "tCO2e", "CEA", "hm²", "m³/hm²", "t", "t/hm²", "MB", "GB", "v", "CSV", "GeoJSON", "EPSG", "CGCS2000", "WGS84",
    "API", "Parquet", "Word", "PowerPoint", "WPS", "pptx", "PDF", "ZIP",
    "GeoPackage", "KML", "GCJ-02", "GBK", "DOCTYPE", "zip", "shp", "dbf", "prj", "cpg", "kml", "m²", "m³",
    "Excel", "JSON", "xlsx", "cm", "m", "km", "KML/KMZ", "A.1", "tCO₂e/hm²", "hm2", "DBH", "Zeng", "Chave", "AR-TOOL14",
    "BEF", "CF", "D", "R",
    "Git", "Python", "pip", "release",
    "MWh", "shx", "crs", "map", "layer", "strict", "land_class",
    "store", "restore", "repair", "backup", "accept", "verify", "wal", "mark", "SHA-256",
    "ZHANBU_STORE", "ZHANBU_BACKUPS",
    "CDM", "UTF-8", "python", "manage.py", "demo", "FeatureCollection", "Feature", "Polygon"}
IN_REQUESTS = {  # names in the API's requests, where only its refusals and its page say them
    "application/json", "api/docs", "reform", "strata", "geometry", "permanent", "temporary", "natural", "planted",
    "serving", "by", "trade_date", "market_day", "OpenAPI", "RFC", "detail", "Accept-Language", "ETag", "If-None-Match",
    "Link", "Retry-After", "Content-Type", "true", "journal", "verify", "YM-C-2026-0001"}
FILES = re.compile(r"[\w/]+\.(csv|md|geojson)|L1")  # as an import's refusals name them
REQUESTS = re.compile(r"problem\.(request_.+|estimate_strata_or_geometry|occupation_kind|stratum_origin)"
                      r"|call\..+|api\.page\..+")


def fields(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name is not None})


@cache
def matching(pattern: str) -> list[str]:
    plain = re.sub(r"\\(.)", r"\1", pattern)
    if re.escape(plain) == pattern:  # most are: a whole search for each would take half a minute
        return [plain] if plain in KEYS else []
    return [key for key in KEYS if re.fullmatch(pattern, key)]


def test_both_have_the_same_keys():
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_a_key_stands_in_the_same_file_in_both():
    def places(lang: str) -> dict[str, set[str]]:
        return {path.name: set(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE))
                for path in (LOCALE / LANGUAGES[lang]).glob("*.po")}

    assert places("zh") == places("en")


def test_both_have_the_same_fields():
    different = {key: (fields(KEYS[key]), fields(text)) for key, text in catalogue("en").items()
                 if fields(KEYS[key]) != fields(text)}
    assert different == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_empty_or_loose(lang: str):
    loose = {key: text for key, text in catalogue(lang).items()
             if not text.strip() or (text != text.strip() and key != "estimate.stratum")}
    assert loose == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bold_marks_come_in_pairs_and_only_around_figures(lang: str):
    odd = {key: text for key, text in catalogue(lang).items()
           if text.count("**") % 2 or any("{" not in part for part in text.split("**")[1::2])}
    assert odd == {}


def test_the_search_finds_the_calls():
    found = {pattern for _, pattern in spoken(*CODE)}
    assert len(found) > 200
    assert {r"loss\.question", r"shell\.page\.[^{}]+", r"working\.assumption", r"problem\.[^{}]+"} <= found


def test_every_key_in_the_code_has_its_text():
    missing = sorted({(where, pattern) for where, pattern in spoken(*CODE) if not matching(pattern)})
    assert missing == []


def test_every_text_is_used():
    used = {key for pattern in set(texts(*CODE)) for key in matching(pattern)}
    assert set(KEYS) - used == set()


def test_every_step_of_core_has_its_name_and_every_name_its_step():
    made = {pattern.replace("\\", "") for _, pattern in first_arguments("Step")}
    of_price = {key for pattern in made if "[" in pattern for key in matching(re.escape("step.") + pattern)}
    literal = {f"step.{key}" for key in made if "[" not in key}
    assert literal - set(KEYS) == set()
    assert {key for key in KEYS if key.startswith("step.")} == literal | of_price


def test_every_symbol_that_is_a_word_has_its_name():
    """Formula letters stand as they are; `_max` and `_min` are letters' indices."""
    symbols = {re.sub(r"\\(.)", r"\1", pattern) for _, pattern in first_arguments("Given", "read")}
    assert {"species", "basis", "no_trade", "Σ lost years"} <= symbols
    words = {one for one in symbols if WORD_IN_SYMBOL.search(re.sub(r"_(max|min)$", "", one))}
    assert {one for one in words if f"symbol.{one}" not in KEYS} == set()
    assert {key for key in KEYS if key.startswith("symbol.")} - {f"symbol.{one}" for one in symbols} == set()


def rules() -> list[dict]:
    return [rule for path in sorted((ROOT / "data" / "rules").glob("*.yaml"))
            for rule in yaml.safe_load(path.read_text("utf-8")).values()]


def csv_values(name: str, *columns: str) -> set[str]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file) for column in columns if row[column]}


def properties(name: str, field: str) -> set[str]:
    features = json.loads((ROOT / "data" / "demo" / name).read_text("utf-8"))["features"]
    return {feature["properties"][field] for feature in features}


def growth_sources() -> set[str]:
    from core.carbon.growth import SOURCES

    return set(SOURCES)


@pytest.mark.parametrize(("prefix", "values"), [
    ("status", lambda: {rule["status"] for rule in rules()} | csv_values("carbon_parameters.csv", "status")),
    ("value", lambda: {option for rule in rules() for option in rule.get("options", [])}),
    ("growth", growth_sources),
    ("price.quality", lambda: csv_values("national_price/daily.csv", "quality")),
    ("price.close", lambda: csv_values("national_price/daily.csv", "close_basis")),
    ("order", lambda: csv_values("demo/orders.csv", "status")),
    ("inventory.step", lambda: properties("plots.geojson", "stage")),
    ("land_class", lambda: properties("sub_compartments.geojson", "land_class")),
    ("shell.page", lambda: {path.stem for path in (ROOT / "pages").glob("*.py")
                            if "blocks.title(" in path.read_text("utf-8")}),
])
def test_every_value_that_the_data_hold_has_its_word(prefix: str, values):
    assert {one for one in values() if f"{prefix}.{one}" not in KEYS} == set()


def test_the_classes_of_ages_have_words_too():
    """A working shows which class an age falls in: `young` must be a word in both languages."""
    classes = {name for rule in rules() for dated in rule["values"].values() if isinstance(dated, list)
               for _, name in dated if isinstance(name, str)}
    assert "near_mature" in classes
    assert {one for one in classes if f"value.{one}" not in KEYS} == set()


def test_chinese_texts_hold_no_english():
    found = {(key, word) for key, text in KEYS.items()
             for word in re.findall(r"[A-Za-z][A-Za-z0-9_₀-₉²³./-]*", re.sub(r"\{[^}]*\}", " ", text))
             if word not in ANYWHERE and not FILES.fullmatch(word)
             and not (word in IN_REQUESTS and REQUESTS.fullmatch(key))}
    assert found == set()


def test_english_texts_hold_no_chinese():
    """Full-width punctuation counts as Chinese."""
    found = {key: text for key, text in catalogue("en").items() if re.search(r"[\u3000-\u9fff\uff00-\uffef]", text)}
    assert found == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_end_as_sentences_do(lang: str):
    """Refusals, what was mended and empty states are sentences: they end with a full stop."""
    stop = "。" if lang == "zh" else "."
    wrong = {key: text for key, text in catalogue(lang).items()
             if re.match(r"problem\.|land\.|.*empty$|.*_note$", key) and len(text) > 40
             and not text.endswith((stop, "}"))}
    assert wrong == {}


def test_a_catalogue_with_a_key_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import ui.words

    folder = tmp_path / "en"
    folder.mkdir()
    for name in ("a.po", "b.po"):
        (folder / name).write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
                                   'msgid "x.y"\nmsgstr "z"\n', encoding="utf-8")
    monkeypatch.setattr(ui.words, "LOCALE", tmp_path)
    ui.words.catalogue.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"b\.po: x\.y stands twice"):
            ui.words.catalogue("en")
    finally:
        ui.words.catalogue.cache_clear()
