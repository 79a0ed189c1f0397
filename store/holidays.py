"""Public holidays as the installed `chinesecalendar` knows them, and the market's own exceptions: calendar values.

A newer release of that library knows a further year: the calendar then reaches further without a change here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from chinese_calendar import get_holiday_detail
from chinese_calendar.constants import Holiday

from core.market.calendar import SATURDAY, Closure, days
from store.shipped import DATA

OPENED = date(2021, 7, 16)  # the national market's first day


@lru_cache(maxsize=1)
def closures(path: Path = DATA / "market_calendar.csv") -> tuple[Mapping[date, Closure], date]:
    """Mondays to Fridays without market, and the last day whose holidays are known."""
    found: dict[date, Closure] = {}
    year = OPENED.year
    while True:
        try:
            found |= {one.day: one for one in _of_year(year)}
        except NotImplementedError:  # the library knows no further
            break
        year += 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if row["open"] == "yes":
                found.pop(day, None)
            else:
                found[day] = Closure(day, row["name_zh"], row["name_en"])
    return found, date(year - 1, 12, 31)


def _of_year(year: int) -> Iterable[Closure]:
    """NotImplementedError where the library does not know the year."""
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        is_holiday, name = get_holiday_detail(day)
        if is_holiday and day.weekday() < SATURDAY:
            yield Closure(day, Holiday(name).chinese, name)
