"""Which days are market days: what was traded, what staff said, public holidays, weekends.

Make-up working weekends are no market days. Beyond `known_until` nobody has said which holidays there will be: every
Monday to Friday counts there, so that an alarm built on this comes early, never late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closure:
    """A Monday to Friday without market: the holiday's name, or why else."""

    day: date
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """`traded`: days of which figures are stored, the truth. `said`: day → open, as staff entered it.

    `closures`: by day, to `known_until`.
    """

    traded: frozenset[date]
    closures: Mapping[date, Closure]
    known_until: date
    said: Mapping[date, bool] = field(default_factory=dict)

    def is_market_day(self, day: date) -> bool:
        if day in self.traded:
            return True
        if day in self.said:
            return self.said[day]
        return day.weekday() < SATURDAY and day not in self.closures

    def market_days(self, start: date, end: date) -> tuple[date, ...]:
        """Market days from `start` to `end`, both included."""
        return tuple(day for day in days(start, end) if self.is_market_day(day))

    def missing(self, start: date, until: date) -> tuple[date, ...]:
        """Market days from `start` to `until`, both included, of which no figures are stored."""
        return tuple(day for day in self.market_days(start, until) if day not in self.traded)

    def age(self, last: date, today: date) -> int:
        """Market days after `last` up to and including `today`: how old a price of `last` is."""
        return len(self.market_days(last + DAY, today))

    def days_left(self, today: date) -> int:
        """Calendar days from `today` to the last one whose holidays are known; negative once it is past."""
        return (self.known_until - today).days


def days(start: date, end: date) -> Iterable[date]:
    """Calendar days, both ends included."""
    return (start + timedelta(days=ahead) for ahead in range((end - start).days + 1))


def spans(found: Iterable[date], calendar: Calendar) -> tuple[tuple[date, date, int], ...]:
    """Market days in order as (first, last, how many): days with no other market day between them are one span."""
    out: list[tuple[date, date, int]] = []
    for day in found:
        if out and not any(calendar.is_market_day(one) for one in days(out[-1][1] + DAY, day - DAY)):
            out[-1] = (out[-1][0], day, out[-1][2] + 1)
        else:
            out.append((day, day, 1))
    return tuple(out)
