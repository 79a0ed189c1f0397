"""What a hectare of a batch is likely to be accounted at, where nobody has said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.problem import Problem
from core.scenario.yields import age_at, batch_yield
from pages.base import Context


def suggested(ctx: Context, planted: date | None, stored: date) -> Decimal:
    """t/hm² along the growth curve; without a year of planting, or nothing growing, what the first batch was."""
    rules = ctx.snapshot.rules.at(ctx.today)
    if planted is not None:
        try:
            found = batch_yield(age_at(planted, stored), rules.number("neutrality_period_years"), rules).value
            assert isinstance(found, Decimal)
            return found
        except Problem:
            pass
    return rules.number("batch_yield_t_hm2")
