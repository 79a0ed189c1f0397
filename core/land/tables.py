"""The names, codes and species of land files, from data/land/*.csv and data/species.csv."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
IN_BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
IGNORED = re.compile(r"[\s_\-·.、,:*/#\"']")


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields: kind text, code, species, number, area or volume_per_area; the first alias is preferred."""

    name: str
    kind: str
    unit: str
    code_table: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a table; `value` is what it becomes ("" where the newer system has no counterpart)."""

    table: str
    system: str
    code: str
    value: str
    name_zh: str
    name_en: str


def plain_name(text: object) -> str:
    """A column's or code's name without case, width, blanks and punctuation: `YOU_SHI_SZ` → `youshisz`."""
    return IGNORED.sub("", unicodedata.normalize("NFKC", str(text)).casefold())


def bare_name(text: object) -> str:
    """The same without what stands in brackets: `面积（公顷）` → `面积`."""
    return plain_name(IN_BRACKETS.sub("", unicodedata.normalize("NFKC", str(text))))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Field]:
    """Our fields by name, in the order of data/land/fields.csv."""
    return {row["field"]: Field(row["field"], row["kind"], row["unit"], row["code_table"],
                                tuple(row["aliases"].split("|")))
            for row in _rows(DATA / "land" / "fields.csv")}


@lru_cache(maxsize=1)
def codes() -> tuple[Code, ...]:
    """Every row of data/land/codes.csv."""
    return tuple(Code(*(row[name] for name in ("table", "system", "code", "value", "name_zh", "name_en")))
                 for row in _rows(DATA / "land" / "codes.csv"))


@lru_cache(maxsize=1)
def code_names() -> Mapping[str, Mapping[str, Code]]:
    """table → code or name as `plain_name` has it → the row. The first row of a name wins: newer codes stand first."""
    out: dict[str, dict[str, Code]] = {}
    for row, code in zip(_rows(DATA / "land" / "codes.csv"), codes(), strict=True):
        known = out.setdefault(code.table, {})
        for name in (code.code, code.name_zh, code.name_en, *row["also"].split("|")):
            if name:
                known.setdefault(plain_name(name), code)
    return out


@lru_cache(maxsize=1)
def species_names() -> Mapping[str, str]:
    """Chinese, English or Latin name, alias or inventory code, casefolded → Chinese name in data/species.csv."""
    out: dict[str, str] = {}
    for row in _rows(DATA / "species.csv"):
        names = (row["id"], row["name_zh"], row["name_en"], row["name_latin"], row["inventory_code"],
                 *row["aliases"].split("|"))
        for name in names:
            if name:
                out.setdefault(name.strip().casefold(), row["name_zh"])
    return out
