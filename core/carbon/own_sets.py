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
from core.sheet import Column, read_sheet

D = Decimal
NAME = re.compile(r"[\w-]{1,30}")
BOUNDS = {"CF": (D("0.3"), D("0.6")), "BEF": (D(1), D(6)), "D": (D("0.1"), D("1.4")), "R": (D("0.02"), D(3))}
UNITS = {"CF": "tC/t d.m.", "BEF": "1", "D": "t d.m./m³", "R": "1"}
STATUSES = ("sourced", "weak", "assumption")
COLUMNS = (
    Column("set", ("参数组", "参数组名称"), required=True),
    Column("species", ("树种", "树种或优势树种组"), required=True),
    Column("parameter", ("参数",), required=True),
    Column("value", ("值", "数值"), required=True),
    Column("source", ("出处", "来源"), required=True),
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
    groups = {one.national_group for one in species.all}
    found: dict[tuple[str, str, str], OwnValue] = {}
    for row in read_sheet(name, data, COLUMNS):
        def wrong(key: str, field: str, at: int = row.line, **more: object) -> Problem:
            return Problem(key, file=name, row=at, field=field, **more)

        set_name = row.need("set")
        if not NAME.fullmatch(set_name):
            raise wrong("set_name", "set", value=set_name[:40])
        symbol = row.need("parameter").upper()
        if symbol not in FACTORS:
            raise wrong("set_parameter", "parameter", value=symbol[:20], options=", ".join(FACTORS))
        value = row.number("value", *BOUNDS[symbol])
        if value is None:
            raise wrong("sheet_missing", "value")
        status = row.text("status") or "assumption"
        if status not in STATUSES:
            raise wrong("set_parameter", "status", value=status[:20], options=", ".join(STATUSES))
        who = row.need("species")
        if who not in groups:
            try:
                one = species.find(who)
            except Problem:
                raise Problem("sheet_species", file=name, row=row.line, value=who[:40]) from None
            who = one.national_group if one.name_zh == one.national_group else one.id  # its group by another name
        key = (set_name, who, symbol)
        if key in found:
            raise wrong("sheet_differs", "species", what=who, other="–")
        found[key] = OwnValue(set_name, who, symbol, value, row.need("source")[:300], row.text("link")[:300], status)
    return tuple(found.values())


def with_sets(book: RuleBook, values: Iterable[OwnValue]) -> RuleBook:
    """The book with these sets to choose from."""
    rules, names = [], []
    for one in values:
        low, high = BOUNDS[one.symbol]
        reference = Reference(one.source, one.source, one.link)
        rules.append(Rule(f"set.{one.set}.{one.who}.{one.symbol}", f"{one.set}：{one.who} {one.symbol}",
                          f"{one.set}: {one.who} {one.symbol}", UNITS[one.symbol], one.status,
                          (Dated(SINCE, one.value, reference),), (), low, high, "own"))
        names.append(one.set)
    chosen = book["parameter_set"]
    options = tuple(dict.fromkeys((*chosen.options, *names)))
    return book.extended([replace(chosen, options=options), *rules])
