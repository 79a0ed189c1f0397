"""Public holidays as the installed `chinesecalendar` knows them, and the market's own exceptions: calendar values.

A newer release of that library knows a further year: the calendar then reaches further without a change here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays

from core.market.calendar import SATURDAY, Closure
from store.shipped import DATA

OPENED = date(2021, 7, 16)  # the national market's first day


@lru_cache(maxsize=1)
def closures(path: Path = DATA / "market_calendar.csv") -> tuple[Mapping[date, Closure], date]:
    """Mondays to Fridays without market, and the last day whose holidays are known."""
    found = {day: Closure(day, Holiday(name).chinese, name) for day, name in sorted(holidays.items())
             if day.year >= OPENED.year and day.weekday() < SATURDAY}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            if row["open"] == "yes":
                found.pop(day, None)
            else:
                found[day] = Closure(day, row["name_zh"], row["name_en"])
    return found, date(max(holidays).year, 12, 31)
