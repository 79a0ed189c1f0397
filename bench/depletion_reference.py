"""The model of docs/depletion.md in plain NumPy, as an analyst would write it in an afternoon: the referee of
core.scenario.engine.

Written from the document alone. All paths at once, month after month, every draw straight from NumPy's generator, all
months kept in memory. Tonnes tCO2e, money CNY; arrays of flows are months × paths.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from core.scenario.model import Arrivals, Offsets, Scenario
from core.scenario.result import PERCENTILES, Array, Result

Rng = np.random.Generator
Z90 = 1.645  # half of a 90 % interval in standard deviations
SHORT = 0.0005


def play(scenario: Scenario, prices: Array | None = None, paths: int | None = None, seed: int | None = None
         ) -> tuple[Result, Array]:
    """The result, and the net position X (months × paths).

    prices: trading prices, paths of price × months; path i has row i mod their number. None: money is 0.
    """
    n, months = paths or scenario.paths, scenario.months
    rng = np.random.default_rng(scenario.seed if seed is None else seed)
    owed = owed_in(scenario, n, rng)
    stored, made_good = stored_and_made_good(scenario, n, rng)
    offset = offset_in(scenario, owed, rng)
    purchase = owed - offset
    net = float(scenario.opening_t) + np.cumsum(stored - made_good - purchase, axis=0)

    if prices is None:
        prices = np.zeros((1, months))
    to_villages = by_month(scenario, "village_income_share")
    years = -(-months // 12)
    served = np.zeros((months, n))
    paid, villages, waiting = np.zeros((years, n)), np.zeros(n), np.zeros(n)
    for m in range(months):
        still = np.minimum(np.maximum(-net[m], 0), waiting + purchase[m])
        served[m] = waiting + purchase[m] - still
        money = served[m] * prices[np.arange(n) % len(prices), m]
        paid[m // 12] += money
        villages += money * to_villages[m]
        waiting = still

    missing = np.maximum(-net, 0)
    short = net < -SHORT
    flows = {"stored": stored, "owed": owed, "offset": offset, "purchase": purchase, "made_good": made_good,
             "served": served}
    result = Result(
        scenario=scenario, paths=n, seed=scenario.seed if seed is None else seed,
        balance=np.percentile(net, PERCENTILES, axis=1).T, waiting=np.percentile(missing, PERCENTILES, axis=1).T,
        short=short.sum(axis=1), first=np.where(short.any(axis=0), short.argmax(axis=0), months),
        unmet=missing[-1], peak=missing.max(axis=0), served=served.sum(axis=0), cost=paid.sum(axis=0),
        villages=villages, cost_years=np.percentile(paid, PERCENTILES, axis=1).T,
        flows={name: flow.mean(axis=1) for name, flow in flows.items()})
    return result, net


def by_month(scenario: Scenario, rule: str) -> Array:
    """The value of a rule in each month."""
    return np.array([float(scenario.rule(rule, scenario.month(m))) for m in range(scenario.months)])


def owed_in(scenario: Scenario, n: int, rng: Rng) -> Array:
    """D: listed, steady, random."""
    owed = np.full((scenario.months, n), float(scenario.steady_t))
    for one in scenario.listed:
        m = scenario.index(one.month)
        if one.approved and 0 <= m < scenario.months:
            owed[m] += float(one.owed_t) * (rng.random(n) < float(one.probability))
    for kind in scenario.arrivals:
        season = np.array([float(weight) for weight in kind.season])
        for m in range(scenario.months):
            month = scenario.month(m)
            if (kind.begins and month < kind.begins) or (kind.ends and month > kind.ends):
                continue
            rate = float(kind.per_year) * (1 + float(kind.growth)) ** (m // 12)
            number = rng.poisson(rate * season[month.month - 1] / season.sum(), n)
            sizes = sizes_of(kind, int(number.sum()), rng)
            owed[m] += np.bincount(np.repeat(np.arange(n), number), weights=sizes, minlength=n)
    return owed


def sizes_of(kind: Arrivals, count: int, rng: Rng) -> Array:
    sizes = kind.sizes
    if sizes.kind == "fixed":
        return np.full(count, float(sizes.median_t))
    if sizes.kind == "sample":
        return rng.choice(np.array([float(tonnes) for tonnes in sizes.sample]), count)
    middle = np.log(float(sizes.median_t))
    return rng.lognormal(middle, (np.log(float(sizes.p95_t)) - middle) / Z90, count)


def offset_in(scenario: Scenario, owed: Array, rng: Rng) -> Array:
    """O: what occupiers want to offset, as far as the law and the certificates go."""
    offsets, n = scenario.offsets, owed.shape[1]
    share = share_of(offsets, n, rng)
    most = by_month(scenario, "offset_max_share")
    offset = np.minimum(share, most[:, None]) * owed
    if offsets.supply is None:
        return offset
    supply, pool = offsets.supply, np.full(n, float(offsets.supply.opening_t))
    opening, fresh, valid = float(supply.opening_t), float(supply.per_year_t) / 12, supply.valid_months
    for m in range(scenario.months):
        # Oldest first: what is left is the youngest there is, so never more than has come and not lapsed.
        pool = np.minimum(pool + fresh, fresh * min(m + 1, valid) + opening * (m < valid))
        offset[m] = np.minimum(offset[m], pool)
        pool = pool - offset[m]
    return offset


def share_of(offsets: Offsets, n: int, rng: Rng) -> Array:
    """σ: one draw a path, beta with the mean and the standard deviation given."""
    mean, sd = float(offsets.share), float(offsets.share * offsets.half_width) / Z90
    if sd == 0:
        return np.full(n, mean)
    both = mean * (1 - mean) / sd ** 2 - 1
    return rng.beta(mean * both, (1 - mean) * both, n)


def stored_and_made_good(scenario: Scenario, n: int, rng: Rng) -> tuple[Array, Array]:
    """S and c: batches as they arrive, reversals and settlements of every lot."""
    stored, made_good = np.zeros((2, scenario.months, n))
    growth, weather = rng.standard_normal((2, n))
    years = by_month(scenario, "neutrality_period_years")
    for lot in scenario.lots:
        ends = np.full(n, scenario.index(lot.period_end))
        follow(scenario, made_good, np.full(n, float(lot.stored_t)), np.zeros(n, int), ends, weather, rng)
    for batch in scenario.batches:
        late = np.full(n, float(batch.delay_usual))
        if batch.delay_worst > batch.delay_usual:
            late = np.rint(rng.triangular(0, batch.delay_usual, batch.delay_worst, n))
        when = scenario.index(batch.month) + late.astype(int)
        spread = spread_of(batch.half_width)
        tonnes = float(batch.tonnes) * np.exp(spread * growth - spread ** 2 / 2)
        add(stored, when, tonnes)
        inside = np.clip(when, 0, scenario.months - 1)
        follow(scenario, made_good, tonnes, when, when + (12 * years[inside]).astype(int), weather, rng)
    return stored, made_good


def follow(scenario: Scenario, made_good: Array, accounted: Array, since: Array, ends: Array, weather: Array, rng: Rng
           ) -> None:
    """Add to `made_good` what one lot costs the reserve: struck between `since` and the month before `ends`, and
    measured in the month `ends`."""
    lost, n = np.zeros(len(accounted)), len(accounted)
    lasting = np.maximum(ends - since, 0)
    for reversal in scenario.reversals:
        struck = rng.random(n) < 1 - (1 - float(reversal.per_year)) ** (lasting / 12)
        when = since + np.floor(rng.random(n) * lasting).astype(int)
        gone = np.minimum(float(reversal.share_lost) * accounted, accounted - lost) * struck
        add(made_good, when, gone)
        lost += gone
    settling, spread = scenario.settlement, spread_of(scenario.settlement.half_width)
    common = float(settling.common)
    noise = np.sqrt(common) * weather + np.sqrt(1 - common) * rng.standard_normal(n)
    ratio = float(settling.mean) * np.exp(spread * noise - spread ** 2 / 2)
    add(made_good, ends, (accounted - lost) * np.maximum(0, 1 - ratio))


def add(flows: Array, when: Array, tonnes: Array) -> None:
    """Add each path's tonnes in its month, as far as that is within the horizon."""
    inside = np.flatnonzero((when >= 0) & (when < len(flows)))
    flows[when[inside], inside] += tonnes[inside]


def spread_of(half_width: Decimal) -> float:
    """Standard deviation of the logarithm where `half_width` is half of the 90 % interval relative to the mean."""
    return float(np.sqrt(np.log1p((float(half_width) / Z90) ** 2)))
