"""The scenario a page starts from: the reserve as it is, the listed proposals, the pace so far."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.numbers import ZERO, tonnes
from core.reserve import Reserve
from core.scenario import Occupying, Outcome, Scenario, run
from core.scenario.depletion import add_months
from pages.base import Context

MONTHS = 96


def listed(ctx: Context) -> tuple[Occupying, ...]:
    """The store's proposals that owe anything, from this month on."""
    start = ctx.today.replace(day=1)
    losses = ctx.snapshot.proposal_losses
    return tuple(
        Occupying(ctx.say.pick(one.name_zh, one.name_en), max(one.planned_on.replace(day=1), start),
                  losses[one.proposal].owed_t)
        for one in ctx.snapshot.proposals if one.proposal in losses
    )


def past_offset_share(reserve: Reserve) -> Decimal:
    """Share of the tonnes owed so far that was offset, to 0.01; 0 before the first purchase."""
    owed = sum((one.owed_t for one in reserve.orders), ZERO)
    offset = sum((one.offset_t for one in reserve.orders), ZERO)
    return (offset / owed).quantize(Decimal("0.01")) if owed else ZERO


def past_monthly_owed(reserve: Reserve, today: date) -> Decimal:
    """Tonnes owed a month over the last twelve, from all kinds of projects."""
    since = add_months(today.replace(day=1), -12)
    return tonnes(sum((one.owed_t for one in reserve.orders if since <= one.trade_date <= today), ZERO) / 12)


def present(ctx: Context) -> Outcome:
    """The outlook if everything listed goes ahead and the rest goes on as in the last year."""
    reserve = ctx.snapshot.reserve
    scenario = Scenario(
        start=ctx.today.replace(day=1), months=MONTHS, opening_t=reserve.available_t, occupations=listed(ctx),
        monthly_owed_t=past_monthly_owed(reserve, ctx.today), offset_share=past_offset_share(reserve),
    )
    return run(scenario, ctx.snapshot.rules.at(ctx.today).number("batch_yield_t_hm2"))
