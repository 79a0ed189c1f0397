"""The rules as they are in force: what ships, the county's own parameter sets, the values that were decided."""

from __future__ import annotations

from core.carbon.own_sets import with_sets
from core.rules import RuleBook
from store.database import Cursor
from store.decisions import applied, decisions
from store.own_sets import own_values
from store.shipped import shipped_rules, shipped_species


def rules_in_force(cursor: Cursor) -> RuleBook:
    return applied(with_sets(shipped_rules(), own_values(cursor), shipped_species()), decisions(cursor))[0]
