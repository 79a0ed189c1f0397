"""What is known of each market day: a daily bulletin, a secondary table, only its week, nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.market.days import MarketDay, MarketPeriod, Series
from core.numbers import ZERO

STATES = ("A", "B", "W", "silent", "block_only", "missing")


@dataclass(frozen=True, slots=True)
class Month:
    """Volume of a month by trade type, t, as far as the days tell; `week_only`: of days with the week's totals only."""

    month: date
    listed_t: Decimal
    block_t: Decimal
    auction_t: Decimal
    week_only_t: Decimal


def state_of(day: MarketDay) -> str:
    """One of STATES; a day on which nothing, or only blocks, traded is that, whoever told it."""
    if day.week is None and not day.traded:
        return "silent"
    return "block_only" if day.block_only else day.quality


def coverage(series: Series, missing: Iterable[date]) -> tuple[tuple[date, str], ...]:
    """(market day, one of STATES), in order of date; `missing`: market days without figures."""
    return tuple(sorted([(day.market_date, state_of(day)) for day in series] + [(day, "missing") for day in missing]))


def volumes_by_month(series: Series) -> tuple[Month, ...]:
    """Month by month, in order. A week that only its totals are known of is split evenly over its market days."""
    sums: dict[date, list[Decimal]] = {}
    for day in series:
        row = sums.setdefault(day.market_date.replace(day=1), [ZERO] * 4)
        if day.week is not None:
            row[3] += _share(day.week, series)
        else:
            for at, volume in enumerate((day.listed_volume_t, day.block_volume_t, day.auction_volume_t)):
                row[at] += volume or ZERO
    return tuple(Month(month, *row) for month, row in sorted(sums.items()))


def _share(week: MarketPeriod, series: Series) -> Decimal:
    """A day's part of what its week traded on the days without figures of their own."""
    days = series.between(week.start, week.end)
    known = sum((day.total_volume_t or ZERO for day in days if day.week is None), ZERO)
    return (week.total_volume_t - known) / sum(1 for day in days if day.week is not None)
