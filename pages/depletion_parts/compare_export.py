"""Scenarios set side by side, as a workbook: figures, months, what differs, each scenario whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.numbers import tonnes
from core.scenario.compare import Comparison
from core.scenario.model import Scenario
from core.scenario.plan import plan
from pages import exports, workbooks
from pages.base import Context
from pages.depletion_parts.export import whole
from ui.format import month
from ui.workbook import Cell, Sheet

MIDDLE = 2  # of the percentiles


def buttons(ctx: Context, scenarios: Sequence[Scenario], found: Comparison, *, tables: Sequence[Sheet]) -> None:
    """`tables`: what the page shows: figures of each, less the first, what differs."""
    exports.buttons(ctx, "compared", {"xlsx": lambda: book(ctx, scenarios, found, tables)})


def book(ctx: Context, scenarios: Sequence[Scenario], found: Comparison, tables: Sequence[Sheet]) -> bytes:
    say, results = ctx.say, found.results
    letters = "ABCD"[:len(scenarios)]
    months: list[Sequence[Cell]] = [
        (month(results[0].scenario.month(at)), *(tonnes(Decimal(f"{one.balance[at][MIDDLE]:.6f}")) for one in results))
        for at in range(min(one.scenario.months for one in results))]
    full: list[Sequence[Cell]] = [(letter, *row) for letter, one in zip(letters, scenarios, strict=True)
                                  for row in whole(ctx, one)]
    return workbooks.book(ctx, [
        *tables,
        Sheet(say("export.medians"), [say("column.month"), *letters], months, ("",) + (exports.T3,) * len(letters)),
        Sheet(say("depletion.sheet.scenario"), [say("depletion.column.scenario"), *(
            say(f"depletion.sheet.{name}") for name in ("table", "row", "field")), say("export.value")], full)],
        [plan(one).step for one in scenarios],
        asked=[*((letter, one.name) for letter, one in zip(letters, scenarios, strict=True)),
               (say("depletion.paths"), results[0].paths), (say("depletion.seed"), results[0].seed)],
        demo=ctx.snapshot.reserve.demo)
