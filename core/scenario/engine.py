"""The engine: a scenario played along thousands of paths in chunks, so that memory stays small whatever their number.

Floats: odds and bands for the eye; the exact account of what is expected is core.scenario.plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from core.scenario.model import Scenario
from core.scenario.paths import CHUNK, Setup, play, prepare
from core.scenario.result import FLOWS, PERCENTILES, Array, Result

ENGINE = 1  # raised whenever the same scenario and seed would give other figures
TOGETHER = 4  # chunks between two reports of progress
SHORT = 0.0005  # tCO2e: less than this is no shortage
Mapper = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]


class Cancelled(Exception):
    """The caller's `progress` said to stop; nothing was kept."""


def simulate(scenario: Scenario, prices: Array | None = None, *, paths: int | None = None, seed: int | None = None,
             mapper: Mapper = map, progress: Callable[[float], bool] | None = None) -> Result:
    """Play a checked scenario.

    `prices`: trading prices CNY/t, any number of price paths × M, used over and over; None: no money. `mapper`: map, or
    that of a pool of threads. `progress` is told the share done and says whether to go on.
    """
    count = scenario.paths if paths is None else paths
    setup = prepare(scenario, seed)
    parts: list[dict[str, Array]] = []
    by_month = None if prices is None else np.ascontiguousarray(prices.T)
    work = partial(_summary, setup, by_month, count)
    todo = iter(range(-(-count // CHUNK)))
    while group := list(islice(todo, TOGETHER)):
        parts.extend(mapper(work, group))
        if progress is not None and not progress(min((group[-1] + 1) * CHUNK / count, 1)):
            raise Cancelled
    return _together(setup, count, parts)


def first_short(net: Array) -> Array:
    """The first month each path is short in, counted from 0; M where there is none. net: M × n."""
    short = net < -SHORT
    return np.where(short.any(axis=0), short.argmax(axis=0), len(net)).astype(np.int16)


def _summary(setup: Setup, prices: Array | None, paths: int, at: int) -> dict[str, Array]:
    """What is kept of a chunk: figures by path as float32, percentiles and sums by month."""
    count = min(CHUNK, paths - at * CHUNK)
    chunk = play(setup, prices, at, count)
    net = chunk.net
    by_path = {"unmet": np.maximum(-net[-1], 0), "peak": np.maximum(-net.min(axis=0), 0), "served": chunk.served,
               "cost": chunk.years.sum(axis=0), "villages": chunk.villages}
    return {"count": np.array(count), "first": first_short(net), "short": np.count_nonzero(net < -SHORT, axis=1),
            "balance": _percentiles(net), "cost_years": _percentiles(chunk.years)} | chunk.flows | {
            name: values.astype(np.float32) for name, values in by_path.items()} | {
            "served_by_month": chunk.flows["served"]}


def _percentiles(values: Array) -> Array:
    """PERCENTILES of each row, rows × 5."""
    ordered = np.sort(values, axis=1)
    place = np.array(PERCENTILES) * (ordered.shape[1] - 1) / 100
    low = place.astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low]))


def _together(setup: Setup, paths: int, parts: list[dict[str, Array]]) -> Result:
    """One result of all chunks; percentiles are averaged over them, each counting as many paths as it has."""
    def summed(name: str) -> Array:
        return np.asarray(np.sum([part[name] for part in parts], axis=0))

    def averaged(name: str) -> Array:
        return np.asarray(np.sum([part["count"] / paths * part[name] for part in parts], axis=0))

    def joined(name: str) -> Array:
        return np.concatenate([part[name] for part in parts])

    balance = averaged("balance")
    flows = {name: summed("served_by_month" if name == "served" else name) / paths for name in FLOWS}
    return Result(
        setup.scenario, paths, setup.seed, balance, np.maximum(-balance[:, ::-1], 0), summed("short"),
        joined("first"), joined("unmet"), joined("peak"), joined("served"), joined("cost"), joined("villages"),
        averaged("cost_years"), flows)
