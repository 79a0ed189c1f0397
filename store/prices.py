"""Market days and periods as the store holds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.market import MarketDay, MarketPeriod, Series
from store.database import Cursor

DAY_FIGURES = ("listed_volume_t", "listed_turnover_cny", "block_volume_t", "block_turnover_cny", "auction_volume_t",
               "auction_turnover_cny", "total_volume_t", "total_turnover_cny", "close_cny")
PERIOD_FIGURES = ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny")
DAYS = (f"SELECT market_date, quality, source, {', '.join(DAY_FIGURES)}, close_basis FROM market_day"
        " ORDER BY market_date")
PERIODS = (f"SELECT start_date, end_date, {', '.join(PERIOD_FIGURES)}, source FROM market_period WHERE kind = ?"
           " ORDER BY start_date, end_date")
Rows = list[tuple[Any, ...]]


def day_rows(cursor: Cursor) -> Rows:
    """What `series_of` takes."""
    return cursor.execute(DAYS).fetchall()


def periods(cursor: Cursor, kind: str) -> tuple[MarketPeriod, ...]:
    """Weeks, months or years in order."""
    return tuple(MarketPeriod(*row) for row in cursor.execute(PERIODS, [kind]).fetchall())


def series_of(days: Rows, weeks: Sequence[MarketPeriod]) -> Series:
    """The days, those of quality W with their week."""
    return Series(MarketDay(*row, week=_week_of(row[0], weeks) if row[1] == "W" else None) for row in days)


def _week_of(day: date, weeks: Sequence[MarketPeriod]) -> MarketPeriod:
    return next(week for week in weeks if week.start <= day <= week.end)
