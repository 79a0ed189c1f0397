"""What would prevent a shortage: the fewest hectares, and the largest yearly occupation the reserve bears.

The net position grows in proportion to a batch's hectares. So every path has one number of hectares from which on it is
never short, and the fewest hectares that keep the odds at x are the one that all but x of the paths need at most: no
search, and exact for the paths drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal

import numpy as np

from core.numbers import TONNE, ZERO
from core.scenario.engine import SHORT, first_short
from core.scenario.model import Arrivals, Batch, Scenario
from core.scenario.paths import CHUNK, play, prepare, reserve
from core.scenario.plan import expected_arrivals, mean_size
from core.scenario.result import Array

ODDS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
UNIT = Decimal(1000)  # hm² a candidate is tried with: large, so that rounding its tonnes down does not count
AREA_STEP = Decimal("0.0001")
MOST = 10_000_000  # hm²: more is as good as never
FACTORS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Needed:
    """hm² of one more batch that keep the probability of a shortage at each of ODDS; None: this batch cannot."""

    batch: Batch
    hectares: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Bearable:
    """`factor` times today's unlisted demand, what it owes a year on average (tCO2e), and the probability of a shortage
    within the horizon."""

    factor: float
    owed_t: Decimal
    share: float


def needed(scenario: Scenario, candidates: Sequence[Batch], odds: Sequence[float] = ODDS,
           paths: int | None = None) -> tuple[Needed, ...]:
    """The fewest hectares of each candidate batch (its own area does not count) that keep the odds."""
    count = scenario.paths if paths is None else paths
    base = prepare(scenario)
    alone = [prepare(replace(scenario, lots=(), listed=(), arrivals=(), batches=(replace(one, area_hm2=UNIT),)))
             for one in candidates]
    areas: list[list[Array]] = [[] for _ in candidates]
    for at in range(-(-count // CHUNK)):
        size = min(CHUNK, count - at * CHUNK)
        net = play(base, None, at, size).net
        for place, setup in enumerate(alone):
            areas[place].append(_needed_by_path(net, np.cumsum(reserve(setup, at, size)[0], axis=0)))
    return tuple(Needed(one, tuple(_at(np.concatenate(found), share, one.yield_t_hm2) for share in odds))
                 for one, found in zip(candidates, areas, strict=True))


def bearable(scenario: Scenario, at_most: float, paths: int | None = None,
             factors: Sequence[float] = FACTORS) -> tuple[Bearable, ...]:
    """The odds at several multiples of the unlisted demand, and at the largest one that keeps them `at_most`; in order.

    The last one cannot be told where even no unlisted demand is too much, or the largest factor still little enough.
    """
    found = {factor: _odds(scenario, factor, paths) for factor in factors}
    low = max((factor for factor, share in found.items() if share <= at_most), default=None)
    high = min((factor for factor, share in found.items() if share > at_most), default=None)
    if low is not None and high is not None:
        while high - low > 0.01:
            middle = round((low + high) / 2, 4)
            found[middle] = _odds(scenario, middle, paths)
            low, high = (middle, high) if found[middle] <= at_most else (low, middle)
        found = {factor: share for factor, share in found.items() if factor in factors or factor == low}
    return tuple(Bearable(factor, yearly(scaled(scenario, factor)), found[factor]) for factor in sorted(found))


def scaled(scenario: Scenario, factor: float) -> Scenario:
    """So many times the demand that nobody has listed."""
    by = Decimal(str(factor))
    kinds: tuple[Arrivals, ...] = tuple(replace(one, per_year=one.per_year * by) for one in scenario.arrivals)
    return replace(scenario, arrivals=kinds, steady_t=scenario.steady_t * by)


def yearly(scenario: Scenario) -> Decimal:
    """tCO2e the unlisted demand is expected to owe a year, on average over the horizon."""
    return 12 * scenario.steady_t + sum((
        expected_arrivals(one, scenario, at) * mean_size(one.sizes) * 12 / scenario.months
        for one in scenario.arrivals for at in range(scenario.months)), ZERO)


def _needed_by_path(net: Array, gained: Array) -> Array:
    """hm² each path needs: the most of any month; infinite where a month is short before the batch gives anything."""
    short = net < -SHORT
    with np.errstate(divide="ignore", invalid="ignore"):
        area = np.where(short, np.where(gained > 0, -net / gained, np.inf), 0.0)
    return np.asarray(area.max(axis=0) * float(UNIT))


def _at(areas: Array, share: float, yield_t_hm2: Decimal) -> Decimal | None:
    """The fewest hectares that all but `share` of the paths need at most, rounded up; so are their tonnes, for those
    of a batch are rounded down."""
    allowed = int(share * len(areas))
    found = float(np.sort(areas)[len(areas) - 1 - allowed]) if allowed < len(areas) else 0.0
    if found > MOST:
        return None
    tonnes = (Decimal(repr(found)) * yield_t_hm2).quantize(TONNE, ROUND_UP)
    return (tonnes / yield_t_hm2).quantize(AREA_STEP, ROUND_UP)


def _odds(scenario: Scenario, factor: float, paths: int | None) -> float:
    count = scenario.paths if paths is None else paths
    setup = prepare(scaled(scenario, factor))
    short = 0
    for at in range(-(-count // CHUNK)):
        net = play(setup, None, at, min(CHUNK, count - at * CHUNK)).net
        short += int((first_short(net) < scenario.months).sum())
    return short / count
