"""What a hectare of a batch is likely to be accounted at, where nobody has said."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from core.numbers import ZERO
from core.problem import Problem
from core.scenario.yields import age_at, batch_yield
from pages.base import Context

YIELD = Decimal("0.0001")


def of_species(ctx: Context) -> dict[str, Decimal]:
    """Species stored so far and their t/hm² in the books, largest first."""
    stored: dict[str, Decimal] = defaultdict(lambda: ZERO)
    areas: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for plot in ctx.snapshot.reserve.plots:
        tonnes = sum((lot.stored_t for lot in ctx.snapshot.reserve.of_plot(plot.plot)), ZERO)
        if tonnes:
            stored[plot.species] += tonnes
            areas[plot.species] += plot.area_hm2
    found = {species: (stored[species] / areas[species]).quantize(YIELD) for species in stored}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def suggested(ctx: Context, species: str, planted: date | None, stored: date) -> Decimal:
    """t/hm² of the species in the books, of the first batch where it is not in them, along the growth curve to the age
    it will have; without a year of planting, or nothing growing, as it was."""
    rules, known = ctx.snapshot.rules.at(ctx.today), of_species(ctx).get(species)
    if planted is not None:
        try:
            found = batch_yield(age_at(planted, stored), rules.number("neutrality_period_years"), rules,
                                known=known).value
            assert isinstance(found, Decimal)
            return found
        except Problem:
            pass
    return rules.number("batch_yield_t_hm2") if known is None else known
