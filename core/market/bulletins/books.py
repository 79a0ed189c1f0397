"""What stored days add up to, from the opening to any day: how totals of periods and since the opening are checked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.market.bulletins.checks import OPENED
from core.market.calendar import Calendar
from core.market.days import MarketPeriod, Series
from core.numbers import ZERO

SUMMED = ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny")  # t, CNY
Sums = tuple[Decimal, ...]  # in the order of SUMMED
NOTHING: Sums = (ZERO,) * len(SUMMED)


@dataclass(frozen=True, slots=True)
class Books:
    """Sums from the opening to each stored day. `exact`: None within a week of which only the totals are known;
    `least`: of the days with figures of their own. `gaps`: market days without any figures.
    """

    dates: tuple[date, ...]
    exact: tuple[Sums | None, ...]
    least: tuple[Sums, ...]
    gaps: tuple[date, ...]

    def between(self, start: date, end: date) -> Sums | None:
        """What the stored days of a period add up to; None where a week's totals cannot be split."""
        before, until = self._at(start - timedelta(days=1)), self._at(end)
        first = self.exact[before] if before >= 0 else NOTHING
        last = self.exact[until] if until >= 0 else NOTHING
        return None if first is None or last is None else _less(last, first)

    def at_least(self, start: date, end: date) -> Sums:
        """What the days with figures of their own add up to."""
        before, until = self._at(start - timedelta(days=1)), self._at(end)
        return _less(self.least[until] if until >= 0 else NOTHING, self.least[before] if before >= 0 else NOTHING)

    def missing(self, start: date, end: date) -> tuple[date, ...]:
        return self.gaps[bisect_left(self.gaps, start):bisect_right(self.gaps, end)]

    def against(self, period: MarketPeriod) -> tuple[tuple[str, Decimal, Decimal], ...]:
        """(field, sum of the days, stated) where the days contradict a period's totals."""
        stated = tuple(getattr(period, name) for name in SUMMED)
        least = self.at_least(period.start, period.end)
        more = tuple(one for one in zip(SUMMED, least, stated, strict=True) if one[1] > one[2])
        exact = self.between(period.start, period.end)
        if more or exact is None or self.missing(period.start, period.end):
            return more
        return tuple(one for one in zip(SUMMED, exact, stated, strict=True) if one[1] != one[2])

    def complete(self, start: date, end: date) -> bool:
        """Whether every market day of the period is known, so that its sum can be told."""
        return self.between(start, end) is not None and not self.missing(start, end)

    def _at(self, day: date) -> int:
        """The place of the last stored day not after `day`; -1 before the first."""
        return bisect_right(self.dates, day) - 1


def books_of(series: Series, calendar: Calendar, until: date) -> Books:
    """The books of a series; gaps are looked for from the opening to `until`."""
    weeks = [one.week for one in series if one.week is not None]
    open_weeks = {(week.start, week.end): week for week in weeks}
    week_of = {day.market_date: week for week in open_weeks.values() for day in series.between(week.start, week.end)}
    last_of = {series.between(*span)[-1].market_date for span in open_weeks}
    exact: list[Sums | None] = []
    least: list[Sums] = []
    reached, known = NOTHING, NOTHING
    for day in series:
        own = NOTHING if day.week is not None else tuple(getattr(day, name) or ZERO for name in SUMMED)
        known = _plus(known, own)
        week = week_of.get(day.market_date)
        if week is None:
            reached = _plus(reached, own)
        elif day.market_date in last_of:
            reached = _plus(reached, tuple(getattr(week, name) for name in SUMMED))
        exact.append(reached if week is None or day.market_date in last_of else None)
        least.append(known)
    gaps = tuple(day for day in calendar.market_days(OPENED, until) if series.on(day) is None)
    return Books(tuple(day.market_date for day in series), tuple(exact), tuple(least), gaps)


def _plus(one: Sums, other: Sums) -> Sums:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _less(one: Sums, other: Sums) -> Sums:
    return tuple(a - b for a, b in zip(one, other, strict=True))
