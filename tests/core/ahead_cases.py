"""Made-up histories for the tests of the time ahead."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from core.market.ahead import Sample


def history(logs: np.ndarray | list[float], start: date = date(2022, 1, 3)) -> Sample:
    """Mondays to Fridays with these logarithms of prices."""
    days: list[date] = []
    day = start
    while len(days) < len(logs):
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return Sample(tuple(days), np.asarray(logs, dtype=float))


def walk(days: int, seed: int = 5, sd: float = 0.02, noise: float = 0.0) -> Sample:
    """A random walk from 50 CNY/t; `noise`: what only its own day sees."""
    draw = np.random.default_rng(seed)
    return history(np.log(50) + np.cumsum(sd * draw.standard_normal(days)) + noise * draw.standard_normal(days))
