"""Parameter sets of the county's own: D, BEF, R and CF of species or groups, each with its source.

A set is the national table with the values it gives itself. It becomes one more option of the rule `parameter_set`;
its values are rules `set.<name>.<species id or group>.<symbol>`, so that a working shows and cites them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from core.carbon.species import FACTORS, SINCE, SpeciesTable
from core.problem import Problem
from core.rules.book import Dated, Reference, Rule, RuleBook
from core.sheet import Column, Row, read_sheet

D = Decimal
NAME = re.compile(r"[\w-]{1,30}")
BOUNDS = {"CF": (D("0.3"), D("0.6")), "BEF": (D(1), D(6)), "D": (D("0.1"), D("1.4")), "R": (D("0.02"), D(3))}
UNITS = {"CF": "tC/t d.m.", "BEF": "1", "D": "t d.m./m³", "R": "1"}
STATUSES = {"sourced": "sourced", "有出处": "sourced", "weak": "weak", "外地资料": "weak",
            "assumption": "assumption", "假设": "assumption"}
COLUMNS = (
    Column("set", ("参数组", "参数组名称", "name of the set"), required=True),
    Column("species", ("树种", "树种或优势树种组"), required=True),
    Column("parameter", ("参数",), required=True),
    Column("value", ("值", "数值"), required=True),
    Column("source", ("出处", "来源", "source document"), required=True),
    Column("link", ("链接",)),
    Column("status", ("性质",)),
)


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One value of a set: `who` is a species id, or the Chinese name of a group of the national table."""

    set: str
    who: str
    symbol: str
    value: Decimal
    source: str
    link: str
    status: str


def read_own_sets(name: str, data: bytes, species: SpeciesTable) -> tuple[OwnValue, ...]:
    """The sets in a CSV or xlsx file. Problem with file, row and field for the first value that cannot be used."""
    found: dict[tuple[str, str, str], OwnValue] = {}
    for row in read_sheet(name, data, COLUMNS):
        one = _value(row, species)
        if (one.set, one.who, one.symbol) in found:
            raise Problem("sheet_differs", file=name, row=row.line, other="–", what=one.who)
        found[one.set, one.who, one.symbol] = one
    return tuple(found.values())


def _value(row: Row, species: SpeciesTable) -> OwnValue:
    name = row.need("set")
    if not NAME.fullmatch(name):
        raise Problem("set_name", file=row.file, row=row.line, value=name[:40])
    symbol = _one_of(row, "parameter", row.need("parameter").upper(), FACTORS)
    value = row.number("value", *BOUNDS[symbol])
    if value is None:
        raise Problem("sheet_missing", file=row.file, row=row.line, field="value")
    status = STATUSES[_one_of(row, "status", row.text("status") or "assumption", tuple(STATUSES))]
    return OwnValue(name, _who(row, species), symbol, value, row.need("source")[:300], row.text("link")[:300], status)


def _one_of(row: Row, field: str, value: str, options: tuple[str, ...]) -> str:
    if value not in options:
        raise Problem("set_parameter", file=row.file, row=row.line, field=field, value=value[:20],
                      options=", ".join(options))
    return value


def _who(row: Row, species: SpeciesTable) -> str:
    """The group the cell names, else the species; a species that is its own group is its group."""
    who = row.need("species")
    if who in {one.national_group for one in species.all}:
        return who
    try:
        found = species.find(who)
    except Problem:
        raise Problem("sheet_species", file=row.file, row=row.line, value=who[:40]) from None
    return found.national_group if found.name_zh == found.national_group else found.id


def with_sets(book: RuleBook, values: Iterable[OwnValue], species: SpeciesTable) -> RuleBook:
    """The book with these sets to choose from."""
    rules, names = [], []
    for one in values:
        low, high = BOUNDS[one.symbol]
        reference = Reference(one.source, one.source, one.link)
        who = species.find(one.who)
        rules.append(Rule(f"set.{one.set}.{one.who}.{one.symbol}", f"{one.set}：{who.name_zh} {one.symbol}",
                          f"{one.set}: {who.name_en} {one.symbol}", UNITS[one.symbol], one.status,
                          (Dated(SINCE, one.value, reference),), (), low, high, "own"))
        names.append(one.set)
    chosen = book["parameter_set"]
    options = tuple(dict.fromkeys((*chosen.options, *names)))
    return book.extended([replace(chosen, options=options), *rules])
