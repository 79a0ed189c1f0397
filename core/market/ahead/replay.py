"""Buy now or wait, played through the real history: what each strategy would have cost from every past month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.ahead.waiting import STRATEGIES, Plan
from core.numbers import ZERO, money


@dataclass(frozen=True, slots=True)
class Past:
    """A strategy over all past starts, with the plan's tonnes. `saved_cny`: against buying at once, mean of the starts.

    `cheaper` of `starts` were below buying at once; `best_cny`, `worst_cny`: the largest saving and the largest extra
    cost (negative), with the days they began.
    """

    strategy: str
    starts: int
    cheaper: int
    saved_cny: Decimal
    best_cny: Decimal
    best_on: date
    worst_cny: Decimal
    worst_on: date


def replay(plan: Plan, prices: Sequence[tuple[date, Decimal]]) -> tuple[Past, ...]:
    """Started on the first market day of each past month whose deadline is past too; empty when there is none.

    `prices`: (market day, trading price it sets) in order. The plan's tranches and days are counted in these rows, and
    a dip is measured from the price at the start.
    """
    starts = [at for at, (day, _) in enumerate(prices) if at + plan.days < len(prices)
              and (at == 0 or prices[at - 1][0].month != day.month)]
    if not starts:
        return ()
    saved: dict[str, list[tuple[Decimal, date]]] = {name: [] for name in STRATEGIES}
    for at in starts:
        span = [price for _, price in prices[at:at + plan.days + 1]]
        costs = cost_of(plan, span)
        for name in STRATEGIES:
            saved[name].append((costs["now"] - costs[name], prices[at][0]))
    return tuple(_past(name, found) for name, found in saved.items())


def cost_of(plan: Plan, span: Sequence[Decimal]) -> dict[str, Decimal]:
    """Each strategy's cost in CNY to the fen; `span`: prices from the start (0) to the deadline (plan.days)."""
    trigger = money(span[0] * (1 - plan.dip))
    dip = next((price for price in span[1:plan.days + 1] if price <= trigger), span[plan.days])
    parts = [span[day] for day in plan.tranches]
    each = plan.tonnes / len(parts)
    return {"now": money(plan.tonnes * span[0]), "monthly": money(sum((each * price for price in parts), ZERO)),
            "dip": money(plan.tonnes * dip), "deadline": money(plan.tonnes * span[plan.days])}


def _past(name: str, found: Sequence[tuple[Decimal, date]]) -> Past:
    best, worst = max(found), min(found)
    total = sum((one for one, _ in found), ZERO)
    return Past(name, len(found), sum(1 for one, _ in found if one > 0), money(total / len(found)), *best, *worst)
