"""Buy now or wait: what the same tonnes cost under each strategy on the same paths, and what one regrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from core.market.ahead.fan import PERCENTILES
from core.market.ahead.sample import Array
from core.numbers import money

STRATEGIES = ("now", "monthly", "dip", "deadline")


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to buy: t, today's trading price in CNY/t, market days to the deadline.

    `tranches`: market days from today at which equal parts are bought, the first 0, the last the deadline. `dip`: how
    far below today's the price must fall for the third strategy (0.1 for 10 %).
    """

    tonnes: Decimal
    price_cny: Decimal
    days: int
    tranches: tuple[int, ...]
    dip: Decimal

    @property
    def trigger_cny(self) -> Decimal:
        """The price at which a dip is bought, CNY/t."""
        return money(self.price_cny * (1 - self.dip))

    @property
    def now_cny(self) -> Decimal:
        """What all of it costs today, to the fen."""
        return money(self.tonnes * self.price_cny)


@dataclass(frozen=True, slots=True)
class Cost:
    """A strategy's cost over the paths, CNY. `cheaper`: share of paths on which it costs less than buying now.

    `regret`: what it costs more than the strategy that proves best on the same path: mean and 95th percentile.
    """

    strategy: str
    mean: float
    percentiles: tuple[float, ...]
    cheaper: float
    regret_mean: float
    regret_p95: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """The strategies in their order, and how often the price dips before the deadline."""

    costs: tuple[Cost, ...]
    dips: float

    def of(self, strategy: str) -> Cost:
        return next(one for one in self.costs if one.strategy == strategy)


def plan(tonnes: Decimal, price_cny: Decimal, days: int, month_days: int, dip: Decimal) -> Plan:
    """Tranches about a month (`month_days` market days) apart; ValueError unless the deadline lies ahead."""
    if days < 1:
        raise ValueError("the deadline must lie ahead")
    parts = max((2 * days + month_days) // (2 * month_days), 1)
    tranches = tuple((2 * days * at + parts) // (2 * parts) for at in range(parts + 1))
    return Plan(tonnes, price_cny, days, tranches, dip)


def unit_costs(plan: Plan, prices: Array) -> dict[str, Array]:
    """Average price paid for a tonne on each path, CNY/t; `prices`: trading prices, paths × days after today."""
    now = np.full(len(prices), float(plan.price_cny))
    last = prices[:, plan.days - 1]
    parts = [now if day == 0 else prices[:, day - 1] for day in plan.tranches]
    dipped = prices[:, :plan.days] <= float(plan.trigger_cny)
    first = dipped.argmax(axis=1)
    at_dip = prices[np.arange(len(prices)), first]
    return {"now": now, "monthly": np.mean(parts, axis=0), "deadline": last,
            "dip": np.where(dipped.any(axis=1), at_dip, last)}


def waiting(plan: Plan, prices: Array) -> Waiting:
    """The strategies on the same paths."""
    per_tonne = unit_costs(plan, prices)
    best = np.min(list(per_tonne.values()), axis=0)
    tonnes = float(plan.tonnes)
    dips = float((prices[:, :plan.days] <= float(plan.trigger_cny)).any(axis=1).mean())
    return Waiting(tuple(_cost(name, per_tonne, best, tonnes) for name in STRATEGIES), dips)


def _cost(name: str, per_tonne: Mapping[str, Array], best: Array, tonnes: float) -> Cost:
    cost = per_tonne[name] * tonnes
    regret = (per_tonne[name] - best) * tonnes
    return Cost(name, float(cost.mean()), _floats(np.percentile(cost, PERCENTILES)),
                float((per_tonne[name] < per_tonne["now"]).mean()), float(regret.mean()),
                float(np.percentile(regret, 95)))


def _floats(values: Sequence[float] | Array) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
