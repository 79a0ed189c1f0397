"""Timing two ways of doing one thing in turn, so that a busy moment of the machine falls on both."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any


def in_turn(ways: dict[str, Callable[[], Any]], rounds: int, warm: int = 2) -> dict[str, float]:
    """Median milliseconds of each way, called in turn; `warm` rounds come first and are not counted."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm + rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            if number >= warm:
                spent[name].append(time.perf_counter() - started)
    return {name: median(values) * 1000 for name, values in spent.items()}
