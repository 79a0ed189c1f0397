"""The engine: a scenario played along thousands of paths in chunks, so that memory stays small whatever their number.

Percentiles of the balance are those of all paths: sorted where one chunk holds them, else counted on a grid of 4096
parts between about the first and the 99th percentile. Floats: odds and bands for the eye; the exact
account of what is expected is core.scenario.plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.scenario.model import Scenario
from core.scenario.paths import CHUNK, Chunk, Setup, play, prepare
from core.scenario.result import FLOWS, PERCENTILES, Array, Result

ENGINE = 1  # raised whenever the same scenario and seed would give other figures
TOGETHER = 4  # chunks between two reports of progress
SHORT = 0.0005  # tCO2e: less than this is no shortage
PARTS = 4096
EDGES = (1, 99)  # percentiles between which the parts lie
SOME = 2000  # paths that tell where
LEAST_SPAN = 0.1  # tCO2e
BY_PATH = ("first", "unmet", "peak", "served", "cost", "villages")


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """For each month where PARTS equal parts begin and end, tCO2e."""

    low: Array
    high: Array

    @property
    def span(self) -> Array:
        return np.asarray(np.maximum(self.high - self.low, LEAST_SPAN))


class Cancelled(Exception):
    """The caller's `progress` said to stop; nothing was kept."""


def simulate(scenario: Scenario, prices: Array | None = None, *, paths: int | None = None, seed: int | None = None,
             progress: Callable[[float], bool] | None = None) -> Result:
    """Play a checked scenario, chunk after chunk: a thread more gains nothing, for the steps are so short that threads
    wait for each other.

    `prices`: trading prices CNY/t, any number of price paths × M, used over and over; None: no money. `progress` is
    told the share done and says whether to go on.
    """
    count = scenario.paths if paths is None else paths
    setup = prepare(scenario, seed)
    by_month = None if prices is None else np.tile(prices.T, (1, max(CHUNK // len(prices), 1)))
    grid, by_path, together = None, [], dict[str, Array]()
    for at in range(-(-count // CHUNK)):
        done = min((at + 1) * CHUNK, count)
        chunk = play(setup, by_month, at, done - at * CHUNK)
        if at == 0 and done < count:
            grid = Grid(*_percentiles(chunk.net[:, :SOME], EDGES).T)
        one, more = _summary(chunk, grid)
        by_path.append(one)
        for name, values in more.items():
            together[name] = np.add(values, together[name], out=values) if at else values
        if progress is not None and (at % TOGETHER == 0 or done == count) and not progress(done / count):
            raise Cancelled
    return _result(setup, count, {name: np.concatenate([one[name] for one in by_path]) for name in BY_PATH}, together,
                   grid)


def first_short(net: Array) -> Array:
    """The first month each path is short in, counted from 0; M where there is none. net: M × n."""
    return _shortages(net)[0]


def _shortages(net: Array) -> tuple[Array, Array]:
    """The first month each path is short in, and how many are in each month."""
    first, never = np.zeros(net.shape[1], dtype=np.int16), np.ones(net.shape[1], dtype=bool)
    count = np.zeros(len(net), dtype=np.int64)
    for month, row in enumerate(net):
        short = row < -SHORT
        count[month] = np.count_nonzero(short)
        first += np.greater(never, short, out=never)
    return first, count


def _summary(chunk: Chunk, grid: Grid | None) -> tuple[dict[str, Array], dict[str, Array]]:
    """What is kept of a chunk: figures by path, seven digits; percentiles, or counts on the grid, and sums by month, to
    be added up."""
    net = chunk.net
    first, short = _shortages(net)
    by_path = {"unmet": np.maximum(-net[-1], 0), "peak": np.maximum(-net.min(axis=0), 0), "served": chunk.served,
               "cost": chunk.years.sum(axis=0), "villages": chunk.villages}
    years = chunk.years if grid is None else chunk.years.astype(np.float32)
    return {"first": first} | {name: values.astype(np.float32) for name, values in by_path.items()}, {
        "balance": _percentiles(net, PERCENTILES) if grid is None else _counts(net, grid),
        "cost_years": _percentiles(years, PERCENTILES) * net.shape[1],
        "short": short, "flows": np.array([chunk.flows[name] for name in FLOWS])}


def _percentiles(values: Array, levels: Sequence[float]) -> Array:
    """Of each row, rows × levels."""
    ordered = np.sort(values, axis=1)
    place = np.array(levels) * (ordered.shape[1] - 1) / 100
    low = place.astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low]))


def _counts(net: Array, grid: Grid) -> Array:
    """How many paths lie in each of a month's parts, M × PARTS; those beyond the grid in the outermost."""
    low, per_tonne = grid.low.astype(np.float32), (PARTS / grid.span).astype(np.float32)
    counts, place = np.empty((len(net), PARTS), dtype=np.int32), np.empty(net.shape[1], dtype=np.float32)
    for month, row in enumerate(net):
        np.subtract(row, low[month], out=place)
        place *= per_tonne[month]
        place.clip(0, PARTS - 1, out=place)
        place += PARTS * month  # rounds it as when all months were counted in one row: the same figures as ever
        counts[month] = np.bincount(place.astype(np.int32) & (PARTS - 1), minlength=PARTS)
    return counts


def _from_counts(counts: Array, grid: Grid) -> Array:
    """PERCENTILES of each row, rows × 5: evenly spread within a part."""
    edges = np.linspace(0, 1, PARTS + 1)
    rows = [np.interp(np.array(PERCENTILES) / 100, np.concatenate([[0], np.cumsum(row) / row.sum()]), edges)
            for row in counts]
    return np.asarray(grid.low[:, None] + grid.span[:, None] * np.array(rows))


def _result(setup: Setup, paths: int, by_path: dict[str, Array], together: dict[str, Array], grid: Grid | None
            ) -> Result:
    balance = together["balance"] if grid is None else _from_counts(together["balance"], grid)
    return Result(
        scenario=setup.scenario, paths=paths, seed=setup.seed, balance=balance,
        waiting=np.maximum(-balance[:, ::-1], 0), short=together["short"], cost_years=together["cost_years"] / paths,
        flows=dict(zip(FLOWS, together["flows"] / paths, strict=True)), **by_path)
