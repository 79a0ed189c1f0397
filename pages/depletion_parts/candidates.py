"""Batches the solver tries: each species the county has stored so far, at the start of each of the next years."""

from __future__ import annotations

from decimal import Decimal

from core.scenario.model import Batch, Scenario, add_months
from pages.base import Context
from pages.depletion_parts.yields import of_species

YEARS = 5


def candidates(ctx: Context, scenario: Scenario) -> tuple[Batch, ...]:
    """One hectare each; stored a year apart from half a year on, while the horizon lasts.

    Named by their month in every language: luck follows the name.
    """
    rules = ctx.snapshot.rules.at(ctx.today)
    width = rules.number("scenario.batch_half_width")
    usual, worst = (int(rules.number(f"scenario.delay_{name}_months")) for name in ("usual", "worst"))
    least = 12 * int(rules.number("planted_min_years"))
    known = of_species(ctx) or {"": rules.number("batch_yield_t_hm2")}
    months = [add_months(scenario.start, 6 + 12 * at) for at in range(YEARS) if 6 + 12 * at < scenario.months]
    return tuple(Batch(f"{month:%Y-%m}", month, Decimal(1), tonnes, species, add_months(month, -least), width, usual,
                       worst) for species, tonnes in known.items() for month in months)
