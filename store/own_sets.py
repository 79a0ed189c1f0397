"""The county's own parameter sets in the store."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.carbon.own_sets import OwnValue
from core.problem import Problem
from core.rules import RuleBook
from store.clock import now
from store.database import Cursor

SELECT = ("SELECT set_name, who, symbol, value, source, link, status FROM own_parameter"
          " ORDER BY recorded_at, set_name, who, symbol")


def own_values(cursor: Cursor) -> tuple[OwnValue, ...]:
    """Every value of every set, oldest set first."""
    return tuple(OwnValue(name, who, symbol, Decimal(value), *rest)
                 for name, who, symbol, value, *rest in cursor.execute(SELECT).fetchall())


def add_sets(cursor: Cursor, values: Sequence[OwnValue], book: RuleBook) -> None:
    """Keep new sets; belongs in a write. Problem `set_exists` for a name that is taken: a set is never changed."""
    for name in dict.fromkeys(one.set for one in values):
        if name in book["parameter_set"].options:
            raise Problem("set_exists", name=name)
    at = now()
    for one in values:
        cursor.execute("INSERT INTO own_parameter VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                       [one.set, one.who, one.symbol, f"{one.value:f}", one.source, one.link, one.status, at])
