"""The business date: Asia/Shanghai, wherever the machine stands."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.problem import Problem

SHANGHAI = ZoneInfo("Asia/Shanghai")
LEAP = timedelta(hours=1)  # more than the time service corrects in one step on a machine that is looked after
# Counts on while the machine sleeps, and nobody sets it.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def now() -> datetime:
    """This moment in Asia/Shanghai."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """Today in Asia/Shanghai; ZHANBU_TODAY=YYYY-MM-DD freezes it for a rehearsal or a test. Problem `today_setting`."""
    frozen = os.environ.get("ZHANBU_TODAY")
    try:
        return date.fromisoformat(frozen) if frozen else now().date()
    except ValueError:
        raise Problem("today_setting", variable="ZHANBU_TODAY", example="2026-11-23") from None


class Watch:
    """Notices that the machine's clock was put forward while the program runs, against one that nobody sets."""

    def __init__(self) -> None:
        self._right = _both()

    def forward(self) -> timedelta:
        """By how much it is ahead, nothing below LEAP. It stays ahead until it is put back or the program started
        anew; small corrections and a clock that is put back are followed."""
        (then, was), (at, steady) = self._right, _both()
        gained = at - then - timedelta(seconds=steady - was)
        if gained < LEAP:
            self._right = at, steady
            return timedelta()
        return gained


def _both() -> tuple[datetime, float]:
    return datetime.now(UTC), time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
