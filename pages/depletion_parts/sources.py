"""Where an assumption comes from, beside its field: the entry of the rules with its mark, or whoever changed it."""

from __future__ import annotations

from decimal import Decimal

from core.rules.book import Reading
from pages.base import Context
from ui import working


def reading(ctx: Context, rule: str) -> Reading:
    return ctx.snapshot.rules.at(ctx.today)[rule]


def cited(ctx: Context, rule: str, value: Decimal) -> str:
    """The source of a value that the rules suggest; a value of somebody's own says so."""
    found = reading(ctx, rule)
    if found.number != value:
        return ctx.say("depletion.own_value", shown=found.shown)
    return working.cited(found, ctx.say)
