"""The market days that a price is averaged over: which count, and turnover and volume of each.

The average of a window is Σ turnover ÷ Σ volume, so a day weighs as much as was traded on it. Under `close` a day's
"turnover" is close × total volume. A day of which only the week is known brings its share of the week: the week's
totals ÷ the number of the week's market days, so that no week weighs more than what was traded in it; alone, it still
has the week's average.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from core.market.days import MarketDay, MarketPeriod, Series
from core.market.terms import Counting, Terms, special_rule
from core.numbers import ZERO, money
from core.problem import Problem

DEFINITIONS = ("all_trades", "listed", "close")
PARTS = 420  # every number of days a week can have divides it: shares of a week stay exact decimals


@dataclass(frozen=True, slots=True)
class Weighed:
    """A day in an average: CNY and t, both × PARTS. `shared`: among how many days its week's totals are divided."""

    day: MarketDay
    turnover: Decimal
    volume: Decimal
    shared: int = 1


def average_of(day: MarketDay, definition: str) -> Decimal | None:
    """Average price of one day in CNY/t to 0.01, or None if the definition has no figure that day.

    all_trades: total turnover ÷ total volume; listed: listed turnover ÷ listed volume; close: the
    published close. A day of which only the week is known takes the week's average; the close of
    those days was a listed average, so the week's listed average stands for it.
    """
    found = figures(day, definition)
    return money(found[0] / found[1]) if found is not None else None


def figures(day: MarketDay, definition: str) -> tuple[Decimal, Decimal] | None:
    """Turnover CNY and volume t whose quotient is the day's average, the week's where only that is known.

    Under `close`: close × total volume, and total volume.
    """
    source: MarketDay | MarketPeriod = day.week or day
    if definition == "all_trades":
        return _pair(source.total_turnover_cny, source.total_volume_t)
    listed = _pair(source.listed_turnover_cny, source.listed_volume_t)
    if definition == "listed":
        return listed
    if definition == "close":
        close = day.close_cny if day.week is None else money(listed[0] / listed[1]) if listed else None
        return _pair(close * (source.total_volume_t or ZERO) if close is not None else None, source.total_volume_t)
    raise Problem("price_definition", value=definition, options=", ".join(DEFINITIONS))


def weigh(day: MarketDay, counting: Counting, series: Series) -> Weighed | None:
    """The day in an average if the rules let it count and there is a figure, else None."""
    special = special_rule(day)
    if special is not None and special in counting.skips:
        return None
    found = figures(day, counting.definition)
    if found is None:
        return None
    turnover, volume = found
    shared = max(1, len(series.between(day.week.start, day.week.end))) if day.week is not None else 1
    part = PARTS // shared
    return Weighed(day, turnover * part, volume * part, shared)


def average(weighed: Iterable[Weighed]) -> Decimal:
    """Σ turnover ÷ Σ volume in CNY/t, rounded once to 0.01."""
    found = tuple(weighed)
    return money(sum((one.turnover for one in found), ZERO) / sum((one.volume for one in found), ZERO))


def window_before(series: Series, day: date, terms: Terms) -> tuple[Weighed, ...]:
    """The last counting days strictly before `day`, latest first: as many as the window has, fewer where the market
    is younger; none before its first."""
    found: list[Weighed] = []
    for one in series.before(day):
        weighed = weigh(one, terms.counting, series)
        if weighed is not None:
            found.append(weighed)
            if len(found) == terms.window:
                break
    return tuple(found)


class Lane:
    """Every counting day of a series under one way of counting, with running sums: any window costs the same."""

    def __init__(self, series: Series, counting: Counting):
        found = [one for day in series if (one := weigh(day, counting, series)) is not None]
        self.days = tuple(one.day for one in found)
        self.dates = [one.day.market_date for one in found]
        self._turnover = [ZERO, *accumulate(one.turnover for one in found)]
        self._volume = [ZERO, *accumulate(one.volume for one in found)]

    @cached_property
    def counted(self) -> frozenset[date]:
        return frozenset(self.dates)

    def before(self, day: date) -> int:
        """How many counting days lie strictly before `day`."""
        return bisect_left(self.dates, day)

    def average(self, end: int, window: int) -> Decimal:
        """Of the last `window` days among the first `end` (at least 1), as `average` has it."""
        start = max(0, end - window)
        return money((self._turnover[end] - self._turnover[start]) / (self._volume[end] - self._volume[start]))


def _pair(turnover: Decimal | None, volume: Decimal | None) -> tuple[Decimal, Decimal] | None:
    return (turnover, volume) if turnover is not None and volume else None
