"""Batches the solver tries: each species the county has stored so far, at the start of each of the next years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core.numbers import ZERO
from core.scenario.model import Batch, Scenario, add_months
from pages.base import Context

YEARS = 5
YIELD = Decimal("0.0001")


def candidates(ctx: Context, scenario: Scenario) -> tuple[Batch, ...]:
    """One hectare each; stored a year apart from half a year on, while the horizon lasts.

    Named by their month in every language: luck follows the name.
    """
    rules = ctx.snapshot.rules.at(ctx.today)
    width = rules.number("scenario.batch_half_width")
    usual, worst = (int(rules.number(f"scenario.delay_{name}_months")) for name in ("usual", "worst"))
    least = 12 * int(rules.number("planted_min_years"))
    months = [add_months(scenario.start, 6 + 12 * at) for at in range(YEARS) if 6 + 12 * at < scenario.months]
    return tuple(Batch(f"{month:%Y-%m}", month, Decimal(1), tonnes, species, add_months(month, -least), width, usual,
                       worst) for species, tonnes in _yields(ctx) for month in months)


def _yields(ctx: Context) -> Iterator[tuple[str, Decimal]]:
    """Species and its t/hm² in the books, largest first; the first batch's where nothing is stored."""
    stored: dict[str, Decimal] = defaultdict(lambda: ZERO)
    areas: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for plot in ctx.snapshot.reserve.plots:
        tonnes = sum((lot.stored_t for lot in ctx.snapshot.reserve.of_plot(plot.plot)), ZERO)
        if tonnes:
            stored[plot.species] += tonnes
            areas[plot.species] += plot.area_hm2
    if not stored:
        yield "", ctx.snapshot.rules.at(ctx.today).number("batch_yield_t_hm2")
    for species in sorted(stored, key=lambda one: stored[one] / areas[one], reverse=True):
        yield species, (stored[species] / areas[species]).quantize(YIELD)
