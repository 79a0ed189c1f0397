"""Months ahead counted in market days from the last known price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Horizon:
    """`lead` market days from the last known one to where the first month begins, then each month's market days.

    `months`: the first of each month.
    """

    lead: int
    lengths: tuple[int, ...]
    months: tuple[date, ...]


def horizon(last: date, start: date, months: int, per_year: int) -> Horizon:
    """`months` months from the one of `start` on, whose first is only the rest of it from `start`.

    No calendar of holidays reaches far ahead, so that market days are `per_year` spread evenly over the year. Every
    month has at least one.
    """
    firsts = [date(start.year + (start.month - 1 + at) // 12, (start.month - 1 + at) % 12 + 1, 1)
              for at in range(months + 1)]
    ends = [market_days(last, first - timedelta(days=1), per_year) for first in firsts[1:]]
    lead = market_days(last, start, per_year)
    lengths = [max(end - before, 1) for before, end in zip([lead, *ends[:-1]], ends, strict=True)]
    return Horizon(lead, tuple(lengths), tuple(firsts[:-1]))


def market_days(start: date, end: date, per_year: int) -> int:
    """Market days after `start` up to `end` as the year's even share; 0 when `end` is not later."""
    return max(int((end - start).days * per_year / DAYS_A_YEAR + 0.5), 0)


def month_lengths(months: int, per_year: int) -> tuple[int, ...]:
    """Market days of months of equal length: 20 or 21 each at 242 a year."""
    ends = np.floor(np.arange(months + 1) * per_year / 12 + 0.5).astype(int)
    return tuple(int(length) for length in np.diff(ends))
