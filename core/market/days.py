"""The series of market days as the exchange's bulletins state them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

PUBLISHER_ZH = "上海环境能源交易所"
PUBLISHER_EN = "Shanghai Environment and Energy Exchange"
PUBLISHER_URL = "https://www.cneeex.com"


@dataclass(frozen=True, slots=True)
class MarketPeriod:
    """Totals of one weekly or monthly bulletin: t, CNY."""

    start: date
    end: date
    listed_volume_t: Decimal
    listed_turnover_cny: Decimal
    total_volume_t: Decimal
    total_turnover_cny: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class MarketDay:
    """One market day: volumes in t, turnovers in CNY, close in CNY/t; None where no figure was found.

    `quality`: A daily bulletin, B secondary table whose months equal the official ones, W only the
    week's totals are known (`week` holds them).
    """

    market_date: date
    quality: str
    source: str
    listed_volume_t: Decimal | None = None
    listed_turnover_cny: Decimal | None = None
    block_volume_t: Decimal | None = None
    block_turnover_cny: Decimal | None = None
    auction_volume_t: Decimal | None = None
    auction_turnover_cny: Decimal | None = None
    total_volume_t: Decimal | None = None
    total_turnover_cny: Decimal | None = None
    close_cny: Decimal | None = None
    close_basis: str = ""
    week: MarketPeriod | None = None

    @property
    def traded(self) -> bool:
        """Whether anything changed hands, as far as is known."""
        figures = self.week or self
        return bool(figures.total_volume_t)

    @property
    def block_only(self) -> bool:
        return self.quality != "W" and self.traded and not self.listed_volume_t and not self.auction_volume_t


class Series:
    """Market days in order of date, with look-up by date."""

    def __init__(self, days: Iterable[MarketDay]):
        self.days = tuple(sorted(days, key=lambda day: day.market_date))
        self._dates = [day.market_date for day in self.days]

    def __len__(self) -> int:
        return len(self.days)

    def __iter__(self) -> Iterator[MarketDay]:
        return iter(self.days)

    @cached_property
    def first_date(self) -> date:
        return self._dates[0]

    @cached_property
    def last_date(self) -> date:
        return self._dates[-1]

    def on(self, day: date) -> MarketDay | None:
        at = bisect_left(self._dates, day)
        return self.days[at] if at < len(self.days) and self._dates[at] == day else None

    def before(self, day: date) -> Iterator[MarketDay]:
        """Days strictly before `day`, latest first."""
        for at in range(bisect_left(self._dates, day) - 1, -1, -1):
            yield self.days[at]

    def between(self, start: date, end: date) -> tuple[MarketDay, ...]:
        """Days from `start` to `end`, both included."""
        return self.days[bisect_left(self._dates, start):bisect_right(self._dates, end)]
