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
from core.scenario.model import REVERSALS, Arrivals, Scenario
from core.scenario.result import FLOWS, Array

CHUNK = 10_000
TOLD_BY = {"lot": "lot", "listed": "proposal", "batch": "name"}


@dataclass(frozen=True, slots=True, eq=False)
class Setup:
    """What is the same for all paths, by month: the most that may be offset, the villages' share, months a neutrality
    period lasts that begins then; and the tables of what arrivals owe, by the name of their stream."""

    scenario: Scenario
    seed: int
    caps: Array
    villages: Array
    periods: Array
    arrivals: dict[str, tuple[Array, ...]]


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

    return Setup(scenario, scenario.seed if seed is None else seed, by_month("offset_max_share"),
                 by_month("village_income_share"), (12 * by_month("neutrality_period_years")).astype(np.int64),
                 dict(_tables(scenario)))


def _tables(scenario: Scenario) -> Iterator[tuple[str, tuple[Array, ...]]]:
    """What arrivals owe by month: all whose sizes are multiples of something, and all others, as if of one kind."""
    for name, even in (("arrivals:even", True), ("arrivals:any", False)):
        some = [one for one in scenario.arrivals if (draws.common_part([one.sizes]) is not None) == even]
        if some:
            yield name, tuple(draws.compound(tuple((expected(one, scenario, at), one.sizes) for one in some))
                              for at in range(scenario.months))


def expected(one: Arrivals, scenario: Scenario, month: int) -> float:
    """λ: expected number of arrivals in a month."""
    day = scenario.month(month)
    if not one.come_in(day):
        return 0
    season = one.season[day.month - 1] / sum(one.season)
    return float(one.per_year * (1 + one.growth) ** (month // 12) * season)


def play(setup: Setup, prices: Array | None, at: int, count: int) -> Chunk:
    """The first `count` paths of chunk `at`. `prices`: trading prices CNY/t, M × paths of prices, or None."""
    months, even = setup.scenario.months, setup.villages.min() == setup.villages.max()
    demand, offset_of = _demand(setup, at, count), _offsetting(setup, at, count)
    inflow, stored, made_good = reserve(setup, at, count)
    row = None if prices is None else _rows(prices.shape[1], at, count)
    position = np.full(count, float(setup.scenario.opening_t))
    one, zero = np.ones(count), np.zeros(count)  # sums as products, and no scalars: both are faster
    purchase, short, waiting, served, villages = np.zeros((5, count))
    queue = False
    years = np.zeros((-(-months // 12), count))
    net = np.empty((months, count), dtype=np.float32)
    flows = {name: np.zeros(months) for name in FLOWS}
    for month, owed in enumerate(demand):
        np.subtract(owed, offset_of(month, owed), out=purchase)
        flows["owed"][month], flows["purchase"][month] = one.dot(owed), one.dot(purchase)
        position += inflow[month]
        position -= purchase
        net[month] = position
        queue = queue or position.min() < 0
        if queue:
            purchase += waiting
            np.maximum(np.negative(position, out=short), zero, out=short)
            np.minimum(short, purchase, out=waiting)
            purchase -= waiting  # now what is served of it and of what waited
        served += purchase
        flows["served"][month] = one.dot(purchase)
        if prices is not None:
            purchase *= prices[month][row]
            years[month // 12] += purchase
            if not even:
                purchase *= setup.villages[month]
                villages += purchase
    flows |= {"stored": stored, "made_good": made_good, "offset": flows["owed"] - flows["purchase"]}
    return Chunk(net, served, years.sum(axis=0) * setup.villages[0] if even else villages, years, flows)


def _rows(bank: int, at: int, count: int) -> slice | Array:
    """Which of `bank` price paths the paths of a chunk use."""
    first = at * CHUNK % bank
    return slice(first, first + count) if first + count <= bank else (first + np.arange(count)) % bank


def reserve(setup: Setup, at: int, count: int) -> tuple[Array, Array, Array]:
    """What batches store less what is made good at settlements and after fire or felling, M × n tCO2e; and the sums of
    both over the paths by month."""
    scenario = setup.scenario
    inflow, stored, made_good = np.zeros((scenario.months, count)), *np.zeros((2, scenario.months))
    common = draws.stream(setup.seed, "settlement", at).standard_normal(CHUNK)[:count]
    grown = draws.stream(setup.seed, "yield", at).standard_normal(CHUNK)[:count]  # all batches share the growth curve
    for lot, name in named("lot", scenario.lots):
        last = scenario.index(lot.period_end)
        if last >= 0:
            due = _due(setup, draws.stream(setup.seed, name, at), np.zeros(1, dtype=np.int64), np.array([last]),
                       np.array([float(lot.stored_t)]), common)
            for month, path, amount in due:
                _add(inflow, made_good, month, path, amount, -1)
    for batch, name in named("batch", scenario.batches):
        draw = draws.stream(setup.seed, name, at)
        late = draws.triangular(draw.random(CHUNK)[:count], batch.delay_usual, batch.delay_worst)
        begin = scenario.index(batch.month) + late
        tonnes = float(batch.tonnes) * draws.lognormal(grown, float(batch.half_width))
        _add(inflow, stored, begin, np.arange(count), tonnes, 1)
        if begin.min() < scenario.months:
            end = begin + setup.periods[np.minimum(begin, scenario.months - 1)]
            for month, path, amount in _due(setup, draw, begin, end, tonnes, common):
                _add(inflow, made_good, month, path, amount, -1)
    return inflow, stored, made_good


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
            row = listed.setdefault(month, np.full(count, float(scenario.steady_t)))
            row += float(one.owed_t) * (drawn < float(one.probability) * draws.CELLS)
    kinds = [(draws.stream(setup.seed, name, at), tables) for name, tables in setup.arrivals.items()]
    steady, owed = float(scenario.steady_t), np.empty(count)
    random, more = np.zeros((2, count), dtype=np.float32)
    for month in range(scenario.months):
        for kind, (draw, tables) in enumerate(kinds):
            tables[month].take(draws.cells(draw, CHUNK)[:count], mode="wrap", out=more if kind else random)
            if kind:
                random += more
        owed[:] = random
        owed += listed.get(month, steady)
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
    left, kept, offset = np.full(count, opening), np.empty(count), np.empty(count)

    def bounded(month: int, owed: Array) -> Array:
        if month <= valid:
            kept.fill(new * min(month + 1, valid) + (opening if month < valid else 0))  # the older ones have lapsed
        np.add(left, new, out=left)
        np.minimum(left, kept, out=left)
        np.multiply(owed, shares[setup.caps[month]], out=offset)
        np.minimum(offset, left, out=offset)
        np.subtract(left, offset, out=left)
        return offset

    return bounded


def _due(setup: Setup, draw: np.random.Generator, begin: Array, end: Array, accounted: Array,
         common: Array) -> Iterator[tuple[Array, Array, Array]]:
    """What a lot makes the reserve make good, as months, paths, tCO2e: struck from `begin` to the month before `end`,
    settled in `end`.

    These three are by path, or one for all paths. What is drawn does not depend on which reversals there are.
    """
    scenario, count = setup.scenario, len(common)
    left, exposed = np.ones(count), np.maximum(end - begin, 0)
    reversals = {one.kind: one for one in scenario.reversals}
    for kind in REVERSALS:
        drawn = draw.random(CHUNK)[:count]
        if kind in reversals:
            lost = float(reversals[kind].share_lost)
            odds = (1 - (1 - float(reversals[kind].per_year)) ** (np.arange(exposed.max() + 1) / 12)).take(exposed)
            struck = np.flatnonzero(drawn < odds)
            first, span, tonnes, chance = (np.broadcast_to(one, count)[struck]
                                           for one in (begin, exposed, accounted, odds))
            part = drawn[struck] / chance  # of those struck evenly drawn again: says when
            left[struck] -= lost
            yield first + (part * span).astype(np.int64), struck, lost * tonnes
    if end.min() < scenario.months:
        shared = float(scenario.settlement.common)
        normal = np.sqrt(1 - shared) * draw.standard_normal(CHUNK)[:count]
        normal += np.sqrt(shared) * common
        ratio = draws.lognormal(normal, float(scenario.settlement.half_width))
        missing = np.maximum(1 - float(scenario.settlement.mean) * ratio, 0)
        missing *= left
        missing *= accounted
        yield end, np.arange(count), missing


def _add(inflow: Array, sums: Array, month: Array, path: Array, amount: Array, sign: int) -> None:
    """Add each path's amount in its month (or in the one month), a path at most once; what lies outside the horizon is
    left out."""
    months, count = inflow.shape
    if len(month) == 1 and len(path) == count:
        if 0 <= month[0] < months:
            inflow[month[0]] += sign * amount
            sums[month[0]] += amount.sum()
        return
    if len(month) and not 0 <= month.min() <= month.max() < months:
        inside = np.flatnonzero((month >= 0) & (month < months))
        month, path, amount = month[inside], path[inside], amount[inside]
    inflow.reshape(-1)[month * count + path] += sign * amount
    sums += np.bincount(month, amount, months)
