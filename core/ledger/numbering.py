"""Numbers that the journal gives, one series for each kind of thing and year: YM-W-2026-0001."""

from __future__ import annotations

import re
from collections.abc import Reversible

NUMBER = re.compile(r"YM-([A-Z])-(\d{4})-(\d{4,})")


def is_number(series: str, name: str) -> bool:
    """Whether a name looks like one of a series' numbers."""
    found = NUMBER.fullmatch(name)
    return found is not None and found[1] == series


def next_number(series: str, year: int, names: Reversible[str]) -> str:
    """The next number of a year. `names`: all that were given so far, in that order, among others perhaps."""
    for name in reversed(names):
        found = NUMBER.fullmatch(name)
        if found and found[1] == series:
            return f"YM-{series}-{year:04}-{int(found[3]) + 1 if int(found[2]) == year else 1:04}"
    return f"YM-{series}-{year:04}-0001"


def follows(series: str, name: str, names: Reversible[str]) -> bool:
    """Whether a number is the next of its year."""
    found = NUMBER.fullmatch(name)
    return found is not None and name == next_number(series, int(found[2]), names)
