"""One chunk of paths, played month after month (docs/depletion.md).

Every step is one operation on a month of all the chunk's paths. A path is the same whatever the number of paths,
months, cores or other scenarios: all chance comes from named streams (core.scenario.draws).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.scenario import draws
from core.scenario.model import Arrivals, Batch, Scenario
from core.scenario.result import FLOWS, Array

CHUNK = 5000
TOLD_BY = {"lot": "lot", "listed": "proposal", "arrivals": "use", "batch": "name"}


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What is the same for all paths, by month: the most that may be offset, the villages' share, months a neutrality
    period lasts that begins then, and for each kind of arrivals the tables of what they owe."""

    scenario: Scenario
    seed: int
    caps: Array
    villages: Array
    periods: Array
    arrivals: tuple[tuple[Array, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """M months × n paths. net: M × n, net position in tCO2e, float32; served: n, tCO2e; villages: n, years: years × n,
    CNY; flows: sums over the paths by month, of FLOWS."""

    net: Array
    served: Array
    villages: Array
    years: Array
    flows: dict[str, Array]


def prepare(scenario: Scenario, seed: int | None = None) -> Setup:
    """Read the scenario once; `seed` in place of its own."""
    months = [scenario.month(at) for at in range(scenario.months)]

    def by_month(rule: str) -> Array:
        return np.array([float(scenario.rule(rule, month)) for month in months])

    tables = tuple(tuple(draws.compound(expected(kind, scenario, at), kind.sizes) for at in range(scenario.months))
                   for kind in scenario.arrivals)
    return Setup(scenario, scenario.seed if seed is None else seed, by_month("offset_max_share"),
                 by_month("village_income_share"), (12 * by_month("neutrality_period_years")).astype(np.int64), tables)


def expected(one: Arrivals, scenario: Scenario, month: int) -> float:
    """λ: expected number of arrivals in a month."""
    season = one.season[scenario.month(month).month - 1] / sum(one.season)
    return float(one.per_year * (1 + one.growth) ** (month // 12) * season)


def play(setup: Setup, prices: Array | None, at: int, count: int) -> Chunk:
    """The first `count` paths of chunk `at`. `prices`: trading prices CNY/t, M × paths of prices, or None."""
    months, even = setup.scenario.months, setup.villages.min() == setup.villages.max()
    demand, offset_of = _demand(setup, at, count), _offsetting(setup, at, count)
    stored, made_good = reserve(setup, at, count)
    row = None if prices is None else (at * CHUNK + np.arange(count)) % prices.shape[1]
    position = np.full(count, float(setup.scenario.opening_t))
    zero, short, waiting, served, villages = np.zeros((5, count))
    queue = False
    years = np.zeros((-(-months // 12), count))
    net = np.empty((months, count), dtype=np.float32)
    flows = {name: np.zeros(months) for name in FLOWS}
    for month, owed in enumerate(demand):
        purchase = owed - offset_of(month, owed)
        flows["owed"][month], flows["purchase"][month] = owed.sum(), purchase.sum()
        position += stored[month]
        position -= made_good[month]
        position -= purchase
        net[month] = position
        if queue or position.min() < 0:
            purchase += waiting
            np.maximum(np.negative(position, out=short), zero, out=short)
            np.minimum(short, purchase, out=waiting)
            purchase -= waiting  # now what is served of it and of what waited
            queue = bool(waiting.max() > 0)
        served += purchase
        flows["served"][month] = purchase.sum()
        if prices is not None:
            purchase *= prices[month].take(row)
            years[month // 12] += purchase
            if not even:
                villages += purchase * setup.villages[month]
    flows |= {"stored": stored.sum(axis=1), "made_good": made_good.sum(axis=1),
              "offset": flows["owed"] - flows["purchase"]}
    return Chunk(net, served, years.sum(axis=0) * setup.villages[0] if even else villages, years, flows)


def reserve(setup: Setup, at: int, count: int) -> tuple[Array, Array]:
    """Two of M × n, tCO2e: stored by batches; made good at settlements and after fire or felling."""
    scenario = setup.scenario
    stored, made_good = (np.zeros((scenario.months, count)) for _ in range(2))
    common = draws.stream(setup.seed, "settlement", at).standard_normal(CHUNK)[:count]
    beginning = np.zeros(count, dtype=np.int64)
    for lot, name in named("lot", scenario.lots):
        end = np.full(count, scenario.index(lot.period_end))
        _obligations(setup, made_good, name, beginning, end, np.full(count, float(lot.stored_t)), common, at)
    for batch, name in named("batch", scenario.batches):
        begin, tonnes = arrival(setup, batch, name, at, count)
        _add(stored, begin, np.arange(count), tonnes)
        end = begin + setup.periods[np.clip(begin, 0, scenario.months - 1)]
        _obligations(setup, made_good, name, begin, end, tonnes, common, at)
    return stored, made_good


def arrival(setup: Setup, batch: Batch, name: str, at: int, count: int) -> tuple[Array, Array]:
    """By path the month a batch is stored in, counted from 0, and its tonnes.

    The factor of the tonnes is one draw for all batches: they share the growth curve.
    """
    late = draws.stream(setup.seed, f"delay:{name}", at).random(CHUNK)[:count]
    normal = draws.stream(setup.seed, "yield", at).standard_normal(CHUNK)[:count]
    begin = setup.scenario.index(batch.month) + draws.triangular(late, batch.delay_usual, batch.delay_worst)
    return begin, float(batch.tonnes) * draws.lognormal(normal, float(batch.half_width))


def named(kind: str, things: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Each thing with the name of its stream: what tells it from others of its kind, and which of those it is."""
    seen: Counter[str] = Counter()
    for one in things:
        name = getattr(one, TOLD_BY[kind]) or one.name
        yield one, f"{kind}:{name}:{seen[name]}"
        seen[name] += 1


def _demand(setup: Setup, at: int, count: int) -> Iterator[Array]:
    """Month after month what the paths owe, tCO2e."""
    scenario = setup.scenario
    listed: dict[int, Array] = {}
    for one, name in named("listed", scenario.listed):
        month = scenario.index(one.month)
        if one.approved and 0 <= month < scenario.months:
            drawn = draws.cells(draws.stream(setup.seed, name, at), CHUNK)[:count]
            row = listed.setdefault(month, np.zeros(count))
            row += float(one.owed_t) * (drawn < float(one.probability) * draws.CELLS)
    kinds = [(draws.stream(setup.seed, name, at), tables)
             for (_, name), tables in zip(named("arrivals", scenario.arrivals), setup.arrivals, strict=True)]
    for month in range(scenario.months):
        owed = np.full(count, float(scenario.steady_t))
        for draw, tables in kinds:
            owed += tables[month].take(draws.cells(draw, CHUNK)[:count], mode="clip")
        if month in listed:
            owed += listed[month]
        yield owed


def _offsetting(setup: Setup, at: int, count: int) -> Callable[[int, Array], Array]:
    """What is offset of what is owed in a month, to be asked month after month: what occupiers would, at most what the
    rule lets them and what certificates there are."""
    offsets = setup.scenario.offsets
    drawn = draws.stream(setup.seed, "offset", at).random(CHUNK)[:count]
    wish = draws.beta(drawn, float(offsets.share), float(offsets.half_width))
    shares = {cap: np.minimum(wish, cap) for cap in set(setup.caps.tolist())}
    if offsets.supply is None:
        return lambda month, owed: owed * shares[setup.caps[month]]
    opening, new = float(offsets.supply.opening_t), float(offsets.supply.per_year_t) / 12
    valid = offsets.supply.valid_months
    left = np.full(count, opening)

    def bounded(month: int, owed: Array) -> Array:
        kept = new * min(month + 1, valid) + (opening if month < valid else 0)  # the older ones have lapsed
        np.minimum(left + new, kept, out=left)
        offset: Array = np.minimum(owed * shares[setup.caps[month]], left)
        np.subtract(left, offset, out=left)
        return offset

    return bounded


def _obligations(setup: Setup, made_good: Array, name: str, begin: Array, end: Array, accounted: Array, common: Array,
                 at: int) -> None:
    """Add what a lot makes the reserve make good: struck from `begin` to the month before `end`, settled in `end`."""
    scenario, count = setup.scenario, len(begin)
    if begin.min() >= scenario.months or end.max() < 0:
        return
    left, exposed = np.ones(count), np.maximum(end - begin, 0)
    for kind in scenario.reversals:
        drawn = draws.stream(setup.seed, f"{kind.kind}:{name}", at).random(CHUNK)[:count]
        odds = (1 - (1 - float(kind.per_year)) ** (np.arange(exposed.max() + 1) / 12)).take(exposed)
        struck = np.flatnonzero(drawn < odds)
        part = drawn[struck] / odds[struck]  # of those struck evenly drawn again: says when
        when = begin[struck] + (part * exposed[struck]).astype(np.int64)
        left[struck] -= float(kind.share_lost)
        _add(made_good, when, struck, float(kind.share_lost) * accounted[struck])
    if end.min() >= scenario.months:
        return
    own = draws.stream(setup.seed, f"settlement:{name}", at).standard_normal(CHUNK)[:count]
    shared = float(scenario.settlement.common)
    ratio = float(scenario.settlement.mean) * draws.lognormal(
        np.sqrt(shared) * common + np.sqrt(1 - shared) * own, float(scenario.settlement.half_width))
    _add(made_good, end, np.arange(count), accounted * left * np.maximum(1 - ratio, 0))


def _add(rows: Array, month: Array, path: Array, amount: Array) -> None:
    """Add to M × n each path's amount in its month, a path at most once; what lies outside the horizon is left out."""
    if len(month) and month.min() == month.max() and len(month) == rows.shape[1]:
        if 0 <= month[0] < len(rows):
            rows[month[0]] += amount
        return
    inside = (month >= 0) & (month < len(rows))
    rows[month[inside], path[inside]] += amount[inside]
