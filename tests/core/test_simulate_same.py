"""The engine and the plain reference of bench/ draw the same distribution: for each feature alone and for all at once.

Both play 20 runs with other seeds. Each figure of a run (a mean, a percentile of a month, …) then has a spread from run
to run, by which the two are compared; and the paths' own figures are compared as samples (Kolmogorov–Smirnov).
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from depletion_cases import at, county, lot
from scipy.stats import ks_2samp

from bench.depletion_case import EVERYTHING, prices
from bench.depletion_reference import play
from core.scenario.engine import simulate
from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Listed,
    Offsets,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
)
from core.scenario.result import Array, Result

D = Decimal
RUNS, PATHS = 20, 2000
FAR = 5  # standard errors; about 2 · 10⁻⁵ of chance for each of some 2 000 figures
UNLIKELY = 1e-5
OF_PATHS = ("first", "unmet", "peak", "served", "cost", "villages")
M = 36
SEASON = tuple(D(weight) for weight in (1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 1))


def often(sizes: Sizes) -> tuple[Arrivals, ...]:
    return (Arrivals("a", D(60), sizes, growth=D("0.2"), season=SEASON),)


def lots(*ends: int) -> tuple[object, ...]:
    """Each of 200 t, half of it available."""
    return tuple(lot("100", "200", ends=end, name=f"L{number}") for number, end in enumerate(ends))


FIXED = often(Sizes("fixed", D(20)))
# Each with one thing uncertain, but for a supply of certificates, which only matters if demand is.
ALONE: dict[str, Scenario] = {
    "listed": county(M, lots=lots(99), listed=tuple(
        Listed(f"p{n}", at(n), D(20 + n), D("0.1") + D(n) / 50) for n in range(M))),
    "arrivals of one size": county(M, lots=lots(99, 99, 99), arrivals=FIXED, steady_t=D(3)),
    "arrivals of lognormal sizes": county(M, lots=lots(99, 99, 99), arrivals=often(Sizes("lognormal", D(20), D(60)))),
    "rare arrivals of very unlike sizes": county(M, lots=lots(99), steady_t=D(1), arrivals=(
        Arrivals("a", D(6), Sizes("lognormal", D(10), D(500))),)),
    "arrivals for a while": county(M, lots=lots(99), arrivals=(
        Arrivals("a", D(24), Sizes("lognormal", D(20), D(60)), begins=at(3), ends=at(9)),
        Arrivals("b", D(12), Sizes("fixed", D(20)), begins=at(8)))),
    "arrivals from a sample": county(M, lots=lots(99, 99), arrivals=often(
        Sizes("sample", sample=(D(5), D(10), D(10), D("33.3"))))),
    "two kinds of arrivals": county(M, lots=lots(99, 99, 99), arrivals=(
        *FIXED, Arrivals("rare", D(2), Sizes("lognormal", D(80), D(200)), growth=D("-0.5")))),
    "share offset": county(M, lots=lots(*[99] * 10), steady_t=D(60), offsets=Offsets(D("0.5"), D("0.3")),
                           reforms=(Reform("offset_max_share", at(20), D("0.55")),)),
    "a small share offset": county(M, lots=lots(*[99] * 10), steady_t=D(60), offsets=Offsets(D("0.05"), D("0.5"))),
    "certificates": county(M, lots=lots(99, 99, 99), arrivals=FIXED,
                           offsets=Offsets(D("0.7"), supply=Certificates(D(300), D(800), 5))),
    "share and certificates": county(M, lots=lots(99, 99), steady_t=D(50), offsets=Offsets(
        D("0.4"), D("0.6"), Certificates(D(400), D(120), 4))),
    "delays": county(M, lots=lots(99), steady_t=D(30), batches=(
        Batch("a", at(0), D(40), D(8), delay_usual=3, delay_worst=9),
        Batch("b", at(10), D(40), D(8), delay_usual=0, delay_worst=6),
        Batch("c", at(20), D(40), D(8), delay_usual=7, delay_worst=7))),
    "yields": county(M, lots=lots(99), steady_t=D(25), batches=(
        Batch("a", at(3), D(40), D(8), half_width=D("0.2")), Batch("b", at(15), D(50), D(8), half_width=D("0.8")))),
    "settlement": county(M, lots=lots(1, 5, 12, 12, 20, 30), steady_t=D(15),
                         settlement=Settlement(D("0.9"), D("0.3"), D("0.3"))),
    "settlement of uncertain batches": county(
        M, lots=lots(99), steady_t=D(20), settlement=Settlement(D(1), D("0.5"), D("0.8")),
        batches=tuple(Batch(f"b{n}", at(n), D(10), D(8), half_width=D("0.4"), delay_usual=1, delay_worst=8)
                      for n in (0, 4, 9)),
        reforms=(Reform("neutrality_period_years", at(0), D(1)), Reform("neutrality_period_years", at(8), D(2)))),
    "fire": county(M, lots=lots(6, 20, 30, *[50] * 9), steady_t=D(25), settlement=Settlement(D("0.8")),
                   reversals=(Reversal("fire", D("0.4"), D("0.5")),)),
    "fire and felling of batches": county(
        M, lots=lots(99), steady_t=D(12), reversals=(
            Reversal("fire", D("0.3"), D("0.4")), Reversal("felling", D("0.4"), D("0.3"))),
        settlement=Settlement(D("0.9")), reforms=(Reform("neutrality_period_years", at(0), D(1)),),
        batches=tuple(Batch(f"b{n}", at(n), D(10), D(8), delay_usual=3, delay_worst=6) for n in range(0, 16, 2))),
}


def figures(result: Result) -> dict[str, Array]:
    """What is compared from run to run: every figure of a result, the flows added up by quarter."""
    months = len(result.short)
    found: dict[str, Array] = {name: np.add.reduceat(flow, range(0, months, 3)) for name, flow in result.flows.items()}
    found["short"] = result.short / result.paths
    for name in ("balance", "waiting"):
        found[name] = getattr(result, name)[2::11]
    found["cost_years"] = result.cost_years
    for name in OF_PATHS:
        paths = getattr(result, name)
        found[f"mean {name}"], found[f"sd {name}"] = paths.mean(), paths.std()
    return found


def compare(ours: list[Result], theirs: list[Result]) -> list[str]:
    """What differs by more than chance."""
    wrong = []
    tables = [[figures(one) for one in each] for each in (ours, theirs)]
    for name in tables[0][0]:
        a, b = (np.array([one[name] for one in each]) for each in tables)
        error = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / RUNS)
        distance = np.abs(a.mean(axis=0) - b.mean(axis=0)) / np.maximum(error, 1e-9 * np.abs(a).max() + 1e-9)
        if distance.max() > FAR:
            where = np.unravel_index(distance.argmax(), distance.shape)
            wrong.append(f"{name}{where}: {a.mean(axis=0)[where]:.4f}, {b.mean(axis=0)[where]:.4f}")
    for name in OF_PATHS:
        a, b = (np.concatenate([getattr(one, name) for one in each]) for each in (ours, theirs))
        # Rounded, for the same tonnes summed in another order or kept in fewer digits are not two figures.
        if ks_2samp(a.astype(float).round(2), b.round(2)).pvalue < UNLIKELY:
            wrong.append(f"distribution of {name}")
    return wrong


def runs(scenario: Scenario) -> tuple[list[Result], list[Result]]:
    bank = prices(scenario.months)
    return ([simulate(scenario, bank, paths=PATHS, seed=seed) for seed in range(1, RUNS + 1)],
            [play(scenario, bank, PATHS, 1000 + seed)[0] for seed in range(RUNS)])


@pytest.mark.parametrize("feature", ALONE)
def test_one_feature_alone(feature: str) -> None:
    assert compare(*runs(ALONE[feature])) == []


def test_everything_at_once() -> None:
    assert compare(*runs(EVERYTHING)) == []
