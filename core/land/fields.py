"""Columns and codes of forest-land files: which column is which of our fields, and what its values mean.

    found = match(columns)                          # {"species": "YOU_SHI_SZ", "area_hm2": "MIAN_JI", …}
    system = code_system(row[found["land_class"]] for row in rows)
    values, checks = normalise(row, found, feature=1, system=system)

Names and codes are data: data/land/fields.csv and codes.csv (carbon.md §5). Species become the Chinese
name of data/species.csv, land classes the six-digit code of 2019, numbers Decimals, areas hm².
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from core.land.report import Check
from core.land.tables import Field, bare_name, code_names, fields, plain_name, species_names
from core.numbers import area
from core.problem import Problem

SYSTEMS = ("2019", "older")
EACH = "each"  # `codes=` for files that hold both systems on purpose: each code by its own length
EMPTY = frozenset({"", "/", "\\", "-", "--", "—", "——", "无", "null", "none", "<null>", "<空>"})
MU_PER_HM2 = Decimal(15)
UNITS = {"hm2": Decimal(1), "mu": MU_PER_HM2, "m2": Decimal(10_000)}  # of one hm²
UNIT_WORDS = (("mu", re.compile(r"亩|\bmu\b|_mu$")), ("hm2", re.compile(r"公顷|hm2|hm²|\bha\b|_ha$")),
              ("m2", re.compile(r"平方米|㎡|(?<!h)m2|(?<!h)m²")))
RATIO_LOW, RATIO_HIGH = Decimal("0.8"), Decimal("1.25")  # how far areas may stray and still show their unit
CHINESE = re.compile(r"[\u4e00-\u9fff]{3,}")
DIGITS = re.compile(r"\d+(\.0*)?")
LARGEST_EXPONENT, SIGNIFICANT, FLOAT_DIGITS = 15, 14, Context(prec=12)
LONGEST_TEXT = 500  # of a value that is kept or said


class CodesUnclear(Problem):
    """Land classes of both code systems stand in one file; `choices` are the values `codes=` takes."""

    def __init__(self, key: str, /, **found: object) -> None:
        super().__init__(key, **found)
        self.choices = (*SYSTEMS, EACH)


def match(columns: Iterable[str], mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field → column. `mapping` (our field → column, "" for none) goes before the aliases.

    A column is used once; among several the field's first alias wins. Chinese names that a shapefile cut off
    (ten bytes) count where only one field begins so. Problem `land_mapping_field` or `land_mapping_column`.
    """
    columns = [str(column) for column in columns]
    found = _mapped(columns, mapping or {})
    free = [column for column in columns if column not in found.values()]
    by_name: dict[str, str] = {}
    for column in free:
        for name in (bare_name(column), plain_name(column)):
            by_name.setdefault(name, column)
    for name, field in fields().items():
        if name not in found and name not in (mapping or {}):
            known = (by_name.get(key) for alias in field.aliases for key in (plain_name(alias), bare_name(alias)))
            best = next((one for one in known if one and one not in found.values()), None)
            if best:
                found[name] = best
    for column in free:
        if column not in found.values() and CHINESE.fullmatch(column):
            cut = {name for name, field in fields().items()
                   if any(plain_name(alias).startswith(plain_name(column)) for alias in field.aliases)}
            if len(cut) == 1 and not (cut & (found.keys() | (mapping or {}).keys())):
                found[cut.pop()] = column
    return {name: found[name] for name in fields() if name in found}


def _mapped(columns: list[str], mapping: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, column in mapping.items():
        if name not in fields():
            raise Problem("land_mapping_field", field=name, fields=", ".join(fields()))
        if column and column not in columns:
            raise Problem("land_mapping_column", field=name, column=column, columns=", ".join(columns)[:LONGEST_TEXT])
        if column:
            found[name] = column
    return found


def code_system(values: Iterable[object], codes: str | None = None) -> str | None:
    """`2019`, `older` or None (no land-class code at all) for a column's values; `codes` is the caller's choice.

    CodesUnclear where both systems occur and nobody chose; Problem `land_codes_choice` for another choice.
    """
    if codes is not None:
        if codes not in (*SYSTEMS, EACH):
            raise Problem("land_codes_choice", codes=codes, choices=", ".join((*SYSTEMS, EACH)))
        return codes
    known = code_names()["land_class"]
    count = dict.fromkeys(SYSTEMS, 0)
    for value in values:
        text = _land_class_code(value)
        if text in known and known[text].code == text:
            count[known[text].system] += 1
    if all(count.values()):
        raise CodesUnclear("land_codes_mixed", newer=count["2019"], older=count["older"])
    return next((system for system in SYSTEMS if count[system]), None)


def header_unit(column: str) -> str | None:
    """`hm2`, `mu` or `m2` where the column's name says it: 面积（亩）, MIANJI_MU, 每公顷蓄积."""
    name = unicodedata.normalize("NFKC", column).casefold()
    return next((unit for unit, words in UNIT_WORDS if words.search(name)), None)


def ratio_unit(pairs: Iterable[tuple[Decimal, Decimal]]) -> str | None:
    """The unit in which (file's area, geometry's hm²) pairs agree in the middle, or None."""
    ratios = sorted(file / hm2 for file, hm2 in pairs if file > 0 and hm2 > 0)
    if not ratios:
        return None
    middle = ratios[len(ratios) // 2]
    return next((unit for unit, size in UNITS.items() if RATIO_LOW <= middle / size <= RATIO_HIGH), None)


def normalise(row: Mapping[str, Any], found: Mapping[str, str], *, feature: int, system: str | None = None,
              unit: str = "hm2") -> tuple[dict[str, Any], list[Check]]:
    """One feature's attributes as our values, and what could not be understood.

    Only fields with a value are in the result. `unit`: of the area column. Values per 亩 (by the column's name)
    become values per hm². An unknown code or species stays as its text beside a Check; a bad number is left out.
    """
    values: dict[str, Any] = {}
    checks: list[Check] = []
    for name, column in found.items():
        field, text = fields()[name], text_of(row.get(column))
        if text is None:
            continue
        if field.kind == "text":
            values[name] = _whole(text)
        elif field.kind == "species":
            values[name] = _species(text, feature, checks)
        elif field.kind == "code":
            values[name] = _code(field, text, system, feature, checks)
        elif (number := decimal_of(text)) is None:
            checks.append(Check(feature, name, "no_number", text))
        else:
            values[name] = _scaled(field, column, number, unit)
    return {name: value for name, value in values.items() if value is not None}, checks


def text_of(value: object) -> str | None:
    """A cell as text without blanks around it; None for what means empty."""
    if value is None:
        return None
    text = unicodedata.normalize("NFKC", str(value)).replace("\x00", "").strip()[:LONGEST_TEXT]
    return None if text.casefold() in EMPTY else text


def decimal_of(value: object) -> Decimal | None:
    """A finite Decimal, or None. Separators of thousands are not guessed at."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        return None
    if len(number.as_tuple().digits) <= SIGNIFICANT:
        return number
    number = FLOAT_DIGITS.plus(number).normalize()  # 111.280000000000001: a float that a program wrote out
    return number if number.as_tuple().exponent <= 0 else number.quantize(Decimal(1))  # type: ignore[operator]


def _whole(text: str) -> str:
    """`12.0` of a number column as `12`."""
    return text.partition(".")[0] if DIGITS.fullmatch(text) else text


def _scaled(field: Field, column: str, number: Decimal, unit: str) -> Decimal:
    if field.kind == "area":
        return number if unit == "hm2" else area(number / UNITS[unit])
    if field.kind == "volume_per_area" and header_unit(column) == "mu":
        return number * MU_PER_HM2
    return number


def _species(text: str, feature: int, checks: list[Check]) -> str | None:
    name = species_names().get(_whole(text).casefold())
    if name is None:
        if _whole(text).strip("0") == "":  # 0 and 000: no species
            return None
        checks.append(Check(feature, "species", "unknown_species", text))
    return name or text


def _land_class_code(value: object) -> str:
    """The digits of a land class with the zero that a number column has lost: 30100 → 030100, 111 → 0111."""
    digits = _whole(text_of(value) or "")
    if digits.isascii() and digits.isdigit() and len(digits) in (3, 5):
        return "0" + digits
    return digits


def _code(field: Field, text: str, system: str | None, feature: int, checks: list[Check]) -> str | None:
    known = code_names()[field.code_table]
    key = _land_class_code(text) if field.name == "land_class" else plain_name(_whole(text))
    code = known.get(key) or known.get(plain_name(text))
    written = code is not None and code.code == key  # a code, not a name: only codes belong to a system
    if code is None or (written and code.system and system in SYSTEMS and code.system != system):
        if key.strip("0") == "":
            return None
        checks.append(Check(feature, field.name, "unknown_code", text))
        return key if field.name == "land_class" and key.isdigit() else text
    return code.value or code.code
