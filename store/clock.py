"""The business date: Asia/Shanghai, wherever the machine stands."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment in Asia/Shanghai."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """Today in Asia/Shanghai; ZHANBU_TODAY=YYYY-MM-DD freezes it for a rehearsal or a test."""
    frozen = os.environ.get("ZHANBU_TODAY")
    return date.fromisoformat(frozen) if frozen else now().date()
