"""Averages by calendar year from the official totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.days import MarketPeriod, Series
from core.numbers import ZERO, money


@dataclass(frozen=True, slots=True)
class Year:
    """Volume t and average prices CNY/t (turnover ÷ volume, 0.01) of a year up to `until`."""

    year: int
    until: date
    volume_t: Decimal
    all_trades: Decimal
    listed: Decimal


def by_year(series: Series, months: Iterable[MarketPeriod]) -> tuple[Year, ...]:
    """Year by year: monthly bulletins where they cover a month, the days beyond them."""
    sums: dict[int, list[Decimal]] = {}
    ends: dict[int, date] = {}
    covered: set[tuple[int, int]] = set()
    for month in sorted(months, key=lambda one: (one.start, -one.end.toordinal())):
        key = (month.start.year, month.start.month)
        if key not in covered:  # a month may have a second bulletin for its trading days alone
            covered.add(key)
            _add(sums, month.start.year, month.total_volume_t, month.total_turnover_cny, month.listed_volume_t,
                 month.listed_turnover_cny)
    for day in series:
        year = day.market_date.year
        ends[year] = day.market_date
        if (year, day.market_date.month) not in covered:
            _add(sums, year, day.total_volume_t, day.total_turnover_cny, day.listed_volume_t,
                 day.listed_turnover_cny)
    return tuple(Year(year, ends.get(year, date(year, 12, 31)), total, money(turnover / total),
                      money(listed_turnover / listed))
                 for year, (total, turnover, listed, listed_turnover) in sorted(sums.items()) if total and listed)


def _add(sums: dict[int, list[Decimal]], year: int, *figures: Decimal | None) -> None:
    row = sums.setdefault(year, [ZERO] * len(figures))
    for at, figure in enumerate(figures):
        row[at] += figure or ZERO
