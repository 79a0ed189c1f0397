"""The engine: a scenario played along thousands of paths in chunks, so that memory stays small whatever their number.

Percentiles of the balance are those of all paths: sorted where one chunk holds them, else counted on a grid of 4096
parts between about the first and the 99th percentile. Floats: odds and bands for the eye; the exact
account of what is expected is core.scenario.plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import islice
from typing import Any

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
PARTS = 4096
EDGES = (1, 99)  # percentiles between which the parts lie
LEAST_SPAN = 0.1  # tCO2e
BY_PATH = ("first", "unmet", "peak", "served", "cost", "villages")
Mapper = Callable[[Callable[[Chunk], Any], Iterable[Chunk]], Iterable[Any]]


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
             mapper: Mapper = map, progress: Callable[[float], bool] | None = None) -> Result:
    """Play a checked scenario.

    `prices`: trading prices CNY/t, any number of price paths × M, used over and over; None: no money. `mapper`: map, or
    that of a pool of threads, which then sums up one chunk while the next is played (to play two at once gains nothing:
    the steps are so short that the threads wait for each other). `progress` is told the share done and says whether to
    go on.
    """
    count = scenario.paths if paths is None else paths
    setup = prepare(scenario, seed)
    by_month = None if prices is None else np.tile(prices.T, (1, max(CHUNK // len(prices), 1)))
    first = play(setup, by_month, 0, min(CHUNK, count))
    grid = Grid(*_percentiles(first.net[:, :SOME], EDGES).T) if count > CHUNK else None
    done = [_summary(first, grid)]

    todo = iter(range(1, -(-count // CHUNK)))
    while progress is None or progress(len(done[0]["first"]) / count):
        group = list(islice(todo, TOGETHER))
        if not group:
            return _result(setup, count, done[0], grid)
        played = (play(setup, by_month, at, min(CHUNK, count - at * CHUNK)) for at in group)
        done = [_together([*done, *mapper(partial(_summary, grid=grid), played)])]
    raise Cancelled


def first_short(net: Array) -> Array:
    """The first month each path is short in, counted from 0; M where there is none. net: M × n."""
    return _first(net < -SHORT)


def _first(short: Array) -> Array:
    return np.where(short.any(axis=0), short.argmax(axis=0), len(short)).astype(np.int16)


def _summary(chunk: Chunk, grid: Grid | None) -> dict[str, Array]:
    """What is kept of a chunk: figures by path as float32; percentiles, or counts on the grid, and sums by month."""
    net = chunk.net
    by_path = {"unmet": np.maximum(-net[-1], 0), "peak": np.maximum(-net.min(axis=0), 0), "served": chunk.served,
               "cost": chunk.years.sum(axis=0), "villages": chunk.villages}
    short = net < -SHORT
    years = chunk.years if grid is None else chunk.years.astype(np.float32)
    together = {"balance": _percentiles(net, PERCENTILES) if grid is None else _counts(net, grid),
                "cost_years": _percentiles(years, PERCENTILES) * net.shape[1],
                "short": np.count_nonzero(short, axis=1), "flows": np.array([chunk.flows[name] for name in FLOWS])}
    kept = {name: values.astype(np.float32) for name, values in by_path.items()}
    return {"first": _first(short)} | kept | together


def _percentiles(values: Array, levels: Sequence[float]) -> Array:
    """Of each row, rows × levels."""
    ordered = np.sort(values, axis=1)
    place = np.array(levels) * (ordered.shape[1] - 1) / 100
    low = place.astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low]))


def _counts(net: Array, grid: Grid) -> Array:
    """How many paths lie in each of a month's parts, M × PARTS; those beyond the grid in the outermost."""
    place = net - grid.low[:, None].astype(np.float32)
    place *= (PARTS / grid.span)[:, None].astype(np.float32)
    np.clip(place, 0, PARTS - 1, out=place)
    place += PARTS * np.arange(len(net), dtype=np.float32)[:, None]
    return np.bincount(place.reshape(-1).astype(np.intp), minlength=PARTS * len(net)).reshape(len(net), PARTS)


def _from_counts(counts: Array, grid: Grid) -> Array:
    """PERCENTILES of each row, rows × 5: evenly spread within a part."""
    edges = np.linspace(0, 1, PARTS + 1)
    rows = [np.interp(np.array(PERCENTILES) / 100, np.concatenate([[0], np.cumsum(row) / row.sum()]), edges)
            for row in counts]
    return np.asarray(grid.low[:, None] + grid.span[:, None] * np.array(rows))


def _together(parts: Sequence[dict[str, Array]]) -> dict[str, Array]:
    """Several chunks as one: figures by path one after the other, all else added up."""
    return {name: np.concatenate([part[name] for part in parts]) if name in BY_PATH else
            reduce(np.add, [part[name] for part in parts]) for name in parts[0]}


def _result(setup: Setup, paths: int, found: dict[str, Array], grid: Grid | None) -> Result:
    balance = found["balance"] if grid is None else _from_counts(found["balance"], grid)
    by_path = {name: found[name] for name in BY_PATH}
    return Result(
        scenario=setup.scenario, paths=paths, seed=setup.seed, balance=balance,
        waiting=np.maximum(-balance[:, ::-1], 0), short=found["short"], cost_years=found["cost_years"] / paths,
        flows=dict(zip(FLOWS, found["flows"] / paths, strict=True)), **by_path)
