"""What a result says: odds with their intervals, dates, bands, and differences between two runs on the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from core.scenario.result import PERCENTILES, Array, Result

Z = 1.959964  # half-width of a normal 95 % interval in standard deviations


@dataclass(frozen=True, slots=True)
class Odds:
    """A probability and its 95 % interval (Wilson 1927, doi:10.1080/01621459.1927.10502953): of the paths drawn, not of
    the assumptions."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of second − first over the same paths, and its 95 % interval."""

    mean: float
    low: float
    high: float


def odds(count: int, of: int) -> Odds:
    """`count` of `of` paths."""
    share = count / of
    middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of)
    half = Z / (1 + Z ** 2 / of) * float(np.sqrt(share * (1 - share) / of + Z ** 2 / (4 * of ** 2)))
    return Odds(share, min(max(middle - half, 0.0), share), max(min(middle + half, 1.0), share))


def depleted_by(result: Result) -> tuple[Odds, ...]:
    """For each month the probability that it or an earlier one was short."""
    return tuple(odds(int(count), result.paths) for count in np.cumsum(began(result)))


def short_in(result: Result) -> tuple[Odds, ...]:
    """For each month the probability that it is short."""
    return tuple(odds(int(count), result.paths) for count in result.short)


def began(result: Result) -> Array:
    """How many paths are short for the first time in each month."""
    return np.bincount(result.first, minlength=result.scenario.months + 1)[:-1]


def depletion(result: Result) -> Odds:
    """The probability of a shortage by the end of the horizon."""
    return odds(int((result.first < result.scenario.months).sum()), result.paths)


def date_at(result: Result, share: float) -> date | None:
    """The month by which `share` of all paths have run short; None: fewer do so within the horizon."""
    counts = np.cumsum(began(result))
    if counts[-1] < share * result.paths:
        return None
    return result.scenario.month(int(np.searchsorted(counts, share * result.paths)))


def months_enough(result: Result) -> float:
    """Months without shortage before the first one, mean over the paths; at most the horizon."""
    return float(result.first.mean())


def bands(values: Array) -> tuple[float, ...]:
    """PERCENTILES of figures by path."""
    return tuple(float(one) for one in np.percentile(values, PERCENTILES))


def paired(first: Array, second: Array) -> Difference:
    """second − first path by path, for two runs on the same luck."""
    change = second.astype(np.float64) - first.astype(np.float64)
    mean, half = float(change.mean()), Z * float(change.std(ddof=1)) / float(np.sqrt(len(change)))
    return Difference(mean, mean - half, mean + half)


def paired_odds(first: Result, second: Result) -> Difference:
    """Change of the probability of a shortage within the horizon."""
    return paired(first.first < first.scenario.months, second.first < second.scenario.months)
