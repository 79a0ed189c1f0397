"""The history a model is fitted to: one national average per market day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.market.days import MarketDay
from core.problem import Problem

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Market days that have an average, in order, with the average's logarithm (of CNY/t)."""

    days: tuple[date, ...]
    logs: Array

    def __len__(self) -> int:
        return len(self.days)

    def until(self, count: int) -> Sample:
        """The first `count` days: what was known then."""
        return replace(self, days=self.days[:count], logs=self.logs[:count])

    def last(self, count: int | None) -> Sample:
        """The last `count` days, all for None."""
        return self if count is None else replace(self, days=self.days[-count:], logs=self.logs[-count:])

    def between(self, start: date, end: date) -> Sample:
        """The days from `start` to `end`, both included."""
        kept = [at for at, day in enumerate(self.days) if start <= day <= end]
        return replace(self, days=tuple(self.days[at] for at in kept), logs=self.logs[kept])


def sample(prices: Sequence[tuple[MarketDay, Decimal, Decimal]]) -> Sample:
    """Of the rows of `price_history`; Problem `ahead_no_prices` when there is none.

    A week of which only the totals are known stands in those rows once a day with the same average. Here it counts
    as one day, its last: five equal prices in a row would say that nothing moved.
    """
    days: list[date] = []
    logs: list[float] = []
    week = None
    for day, average, _ in prices:
        if day.week is not None and day.week == week:
            days.pop()
            logs.pop()
        week = day.week
        days.append(day.market_date)
        logs.append(float(average.ln()))
    if not days:
        raise Problem("ahead_no_prices")
    return Sample(tuple(days), np.array(logs))
