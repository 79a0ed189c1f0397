"""The engine: a scenario played along thousands of paths (docs/depletion.md), in chunks, so that memory stays small.

Within a chunk every step is one operation on a month of all its paths. A path is the same whatever the number of paths,
months, cores or other scenarios: all chance comes from named streams (core.scenario.draws). Floats: odds and bands; the
exact account of what is expected is core.scenario.plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from core.scenario import draws
from core.scenario.model import Arrivals, Batch, Scenario
from core.scenario.result import FLOWS, PERCENTILES, Array, Result

ENGINE = 1  # raised whenever the same scenario and seed would give other figures
CHUNK = 2500
TOGETHER = 8  # chunks between two reports of progress
SHORT = 0.0005  # tCO2e: less than this is no shortage
Mapper = Callable[[Callable[[int], Any], Iterable[int]], Iterable[Any]]


class Cancelled(Exception):
    """The caller's `progress` said to stop; nothing was kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """M months × n paths: the net position, what is bought, what comes in less what is made good, all in tCO2e.

    `flows`: sums over the paths by month, of FLOWS without `served`.
    """

    net: Array
    purchase: Array
    flows: dict[str, Array]


def simulate(scenario: Scenario, prices: Array | None = None, *, paths: int | None = None, seed: int | None = None,
             mapper: Mapper = map, progress: Callable[[float], bool] | None = None) -> Result:
    """Play a checked scenario.

    `prices`: trading prices CNY/t, any number of price paths × M, used over and over; None: no money. `mapper`: map, or
    that of a pool of threads. `progress` is told the share done and says whether to go on.
    """
    count, sown = scenario.paths if paths is None else paths, scenario.seed if seed is None else seed
    parts: list[dict[str, Array]] = []
    work = partial(_summary, scenario, prices, count, sown)
    todo = iter(range(-(-count // CHUNK)))
    while group := list(islice(todo, TOGETHER)):
        parts.extend(mapper(work, group))
        if progress is not None and not progress(min((group[-1] + 1) * CHUNK / count, 1.0)):
            raise Cancelled
    return _together(scenario, count, sown, parts)


def chunks(scenario: Scenario, paths: int, seed: int) -> Iterator[Chunk]:
    """The paths themselves, chunk by chunk: for those who ask more than a Result tells."""
    for at in range(-(-paths // CHUNK)):
        yield play(scenario, at, min(CHUNK, paths - at * CHUNK), seed)


def play(scenario: Scenario, at: int, count: int, seed: int) -> Chunk:
    """The first `count` paths of chunk `at`."""
    owed = _owed(scenario, at, count, seed)
    offset = _offset(scenario, owed, at, count, seed)
    stored, made_good = _reserve(scenario, at, count, seed)
    flows = {"stored": stored.sum(axis=1), "owed": owed.sum(axis=1), "offset": offset.sum(axis=1),
             "made_good": made_good.sum(axis=1)}
    purchase = np.subtract(owed, offset, out=owed)
    flows["purchase"] = purchase.sum(axis=1)
    net = stored
    net -= made_good
    net -= purchase
    net[0] += float(scenario.opening_t)
    for month in range(1, scenario.months):  # row by row: twice as fast as cumsum down the columns
        net[month] += net[month - 1]
    return Chunk(net, purchase, flows)


def rates(scenario: Scenario, month: int) -> tuple[draws.Term, ...]:
    """Expected number and sizes of each kind of arrival in the month `month` after the first."""
    return tuple((expected(one, scenario, month), one.sizes) for one in scenario.arrivals)


def expected(one: Arrivals, scenario: Scenario, month: int) -> float:
    """λ: expected number of arrivals in a month."""
    season = one.season[scenario.month(month).month - 1] / sum(one.season)
    return float(one.per_year * (1 + one.growth) ** (month // 12) * season)


def delay_months(batch: Batch, at: int, count: int, seed: int) -> Array:
    """Months the batch comes late, by path."""
    drawn = draws.stream(seed, f"delay:{batch.name}", at).random(CHUNK)[:count]
    return draws.triangular(drawn, batch.delay_usual, batch.delay_worst)


def yield_factor(batch: Batch, at: int, count: int, seed: int) -> Array:
    """Accounted ÷ planned tonnes by path: one draw for all batches, which share the growth curve."""
    normal = draws.stream(seed, "yield", at).standard_normal(CHUNK)[:count]
    return draws.lognormal(normal, float(batch.half_width))


def _owed(scenario: Scenario, at: int, count: int, seed: int) -> Array:
    """M × n, tCO2e owed."""
    out = np.full((scenario.months, count), float(scenario.steady_t))
    if scenario.arrivals:
        drawn = draws.stream(seed, "arrivals", at)
        for month in range(scenario.months):
            out[month] += draws.compound(rates(scenario, month))[draws.cells(drawn, CHUNK)[:count]]
    for one, name in _named("listed", scenario.listed):
        month = scenario.index(one.month)
        if one.approved and 0 <= month < scenario.months:
            drawn = draws.cells(draws.stream(seed, name, at), CHUNK)[:count]
            out[month] += float(one.owed_t) * (drawn < float(one.probability) * draws.CELLS)
    return out


def _offset(scenario: Scenario, owed: Array, at: int, count: int, seed: int) -> Array:
    """M × n, tCO2e offset: what occupiers would, at most what the rule lets them and what certificates there are."""
    wish = draws.beta(draws.stream(seed, "offset", at).random(CHUNK)[:count], float(scenario.offsets.share),
                      float(scenario.offsets.half_width))
    caps = np.array([float(scenario.rule("offset_max_share", scenario.month(month)))
                     for month in range(scenario.months)])
    if caps.min() == caps.max():
        out = owed * np.minimum(wish, caps[0])
    else:
        out = owed * np.minimum(wish, caps[:, None])
    supply = scenario.offsets.supply
    if supply is None:
        return np.asarray(out)
    opening, new, valid = float(supply.opening_t), float(supply.per_year_t) / 12, supply.valid_months
    pool = np.full(count, opening)
    for month in range(scenario.months):
        limit = new * min(month + 1, valid) + (opening if month < valid else 0.0)
        pool = np.minimum(pool + new, limit)
        np.minimum(out[month], pool, out=out[month])
        pool -= out[month]
    return np.asarray(out)


def _reserve(scenario: Scenario, at: int, count: int, seed: int) -> tuple[Array, Array]:
    """Two of M × n, tCO2e: stored by batches; made good at settlements and after fire or felling."""
    stored, made_good = np.zeros((2, scenario.months, count))
    period = [12 * int(scenario.rule("neutrality_period_years", scenario.month(month)))
              for month in range(scenario.months)]
    common = draws.stream(seed, "settlement", at).standard_normal(CHUNK)[:count]
    beginning = np.zeros(count, dtype=np.int64)
    for lot, name in _named("lot", scenario.lots):
        end = np.full(count, scenario.index(lot.period_end))
        _obligations(scenario, made_good, name, beginning, end, np.full(count, float(lot.stored_t)), common, at, seed)
    for batch, name in _named("batch", scenario.batches):
        begin = scenario.index(batch.month) + delay_months(batch, at, count, seed)
        tonnes = float(batch.tonnes) * yield_factor(batch, at, count, seed)
        inside = np.flatnonzero((begin >= 0) & (begin < scenario.months))
        stored[begin[inside], inside] += tonnes[inside]
        end = begin + np.array(period)[np.clip(begin, 0, scenario.months - 1)]
        _obligations(scenario, made_good, name, begin, end, tonnes, common, at, seed)
    return stored, made_good


def _obligations(scenario: Scenario, made_good: Array, name: str, begin: Array, end: Array, accounted: Array,
                 common: Array, at: int, seed: int) -> None:
    """Add what a lot makes the reserve make good: struck from `begin` to the month before `end`, settled in `end`."""
    if begin.min() >= scenario.months or end.max() < 0:
        return
    count, lost = len(begin), np.zeros(len(begin))
    for kind in scenario.reversals:
        drawn = draws.stream(seed, f"{kind.kind}:{name}", at).random((2, CHUNK))[:, :count]
        odds = 1 - (1 - float(kind.per_year)) ** (np.maximum(end - begin, 0) / 12)
        struck = np.flatnonzero(drawn[0] < odds)
        when = begin[struck] + np.floor(drawn[1, struck] * (end - begin)[struck]).astype(np.int64)
        lost[struck] += float(kind.share_lost)
        seen = when < scenario.months
        made_good[when[seen], struck[seen]] += float(kind.share_lost) * accounted[struck[seen]]
    due = np.flatnonzero((end >= 0) & (end < scenario.months))
    if not len(due):
        return
    own = draws.stream(seed, f"settlement:{name}", at).standard_normal(CHUNK)[:count]
    shared = float(scenario.settlement.common)
    normal = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    ratio = float(scenario.settlement.mean) * draws.lognormal(normal, float(scenario.settlement.half_width))
    missing = accounted * (1 - lost) * np.maximum(1 - ratio, 0)
    made_good[end[due], due] += missing[due]


def _named(kind: str, things: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Each thing with the name of its stream: its own name, and which of that name it is."""
    seen: Counter[str] = Counter()
    for one in things:
        name = one.lot if kind == "lot" else one.name
        yield one, f"{kind}:{name}:{seen[name]}"
        seen[name] += 1


def _summary(scenario: Scenario, prices: Array | None, paths: int, seed: int, at: int) -> dict[str, Array]:
    """What is kept of a chunk."""
    count = min(CHUNK, paths - at * CHUNK)
    chunk = play(scenario, at, count, seed)
    net, months = chunk.net, scenario.months
    short = net < -SHORT
    first = np.where(short.any(axis=0), short.argmax(axis=0), months).astype(np.int16)
    out = {"count": np.array(count), "short": short.sum(axis=1), "first": first,
           "unmet": np.maximum(-net[-1], 0), "peak": np.maximum(-net.min(axis=0), 0),
           "balance": _percentiles(net)}
    served, cost, villages, years, by_month = _money(scenario, chunk, prices, at)
    out |= {"served": served, "cost": cost, "villages": villages, "cost_years": _percentiles(years)}
    flows = chunk.flows | {"served": by_month}
    return out | {name: flows[name] for name in FLOWS}


def _money(scenario: Scenario, chunk: Chunk, prices: Array | None, at: int) -> tuple[Array, Array, Array, Array, Array]:
    """By path tonnes served, CNY paid, what of it is the villages', CNY by year (years × n); served by month."""
    months, count = chunk.net.shape
    served, cost, villages, waiting = np.zeros((4, count))
    years = np.zeros((-(-months // 12), count))
    by_month = np.zeros(months)
    bank = None if prices is None else np.ascontiguousarray(
        prices[(at * CHUNK + np.arange(count)) % len(prices)].T)
    for month in range(months):
        wanted = waiting + chunk.purchase[month]
        waiting = np.minimum(np.maximum(-chunk.net[month], 0), wanted)
        bought = wanted - waiting
        by_month[month] = bought.sum()
        served += bought
        if bank is not None:
            bought *= bank[month]
            years[month // 12] += bought
            villages += bought * float(scenario.rule("village_income_share", scenario.month(month)))
    cost = years.sum(axis=0)
    return served, cost, villages, years, by_month


def _percentiles(values: Array) -> Array:
    """PERCENTILES of each row, rows × 5."""
    ordered = np.sort(values.astype(np.float32), axis=1)
    place = np.array(PERCENTILES) / 100 * (ordered.shape[1] - 1)
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, ordered.shape[1] - 1)
    return np.asarray(ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low]), dtype=np.float64)


def _together(scenario: Scenario, paths: int, seed: int, parts: list[dict[str, Array]]) -> Result:
    """One result of all chunks; percentiles are averaged over them, each counting as many paths as it has."""
    weights = [float(part["count"]) / paths for part in parts]

    def averaged(name: str) -> Array:
        return np.asarray(sum(weight * part[name] for weight, part in zip(weights, parts, strict=True)))

    def joined(name: str) -> Array:
        return np.concatenate([part[name] for part in parts]).astype(np.float32)

    balance = averaged("balance")
    return Result(
        scenario, paths, seed, balance, np.maximum(-balance[:, ::-1], 0), sum(part["short"] for part in parts),
        np.concatenate([part["first"] for part in parts]), joined("unmet"), joined("peak"), joined("served"),
        joined("cost"), joined("villages"), averaged("cost_years"),
        {name: sum(part[name] for part in parts) / paths for name in FLOWS})
