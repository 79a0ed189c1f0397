"""Growth curves: their values, fitting them to observations, entering them."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st

from core.carbon.curve import FORMULAS, SHAPES, Curve, entered, fit, illustrative
from core.problem import Problem
from core.rules import RulesAt
from core.trace import assumptions

D = Decimal
AGES = (2, 4, 6, 9, 12, 16, 21, 27)
FORMS = {"richards": referee.chapman, "logistic": referee.logistic,
         "gompertz": lambda age, a, k, c: a * np.exp(-c * np.exp(-k * np.asarray(age, float)))}
STARTS = [(a, k, c) for a in (60.0, 200.0) for k in (0.03, 0.1, 0.3) for c in (0.8, 2.0, 6.0)]
Seen = list[tuple[Decimal, Decimal]]


def seen(shape: str, a: float, k: float, c: float, noise: float = 0.0, seed: int = 1) -> Seen:
    """Observations of a curve with a relative error."""
    errors = 1 + noise * np.random.default_rng(seed).standard_normal(len(AGES))
    return [(D(age), D(repr(round(float(value), 9))))
            for age, value in zip(AGES, FORMS[shape](AGES, a, k, c) * errors, strict=True)]


def rss(shape: str, curve: Curve, observations: Seen) -> float:
    return sum((float(curve.at(age)) - float(value)) ** 2 for age, value in observations)


# --- values


def test_richards_by_hand() -> None:
    """100 · (1 − e^(−0.1 · 10))² = 100 · 0.632121² = 39.9576."""
    curve = entered("richards", D(100), D("0.1"), D(2))
    assert float(curve.at(D(10))) == pytest.approx(39.957640, abs=1e-6)
    assert curve.at(D(0)) == 0


def test_logistic_and_gompertz_by_hand() -> None:
    """100 ÷ (1 + 9 · e^−1) = 23.1969; 100 · exp(−3 · e^−1) = 33.1662; at age 0: 10 and 100 · e^−3 = 4.9787."""
    logistic, gompertz = entered("logistic", D(100), D("0.1"), D(9)), entered("gompertz", D(100), D("0.1"), D(3))
    assert float(logistic.at(D(10))) == pytest.approx(23.196932, abs=1e-5)
    assert float(gompertz.at(D(10))) == pytest.approx(33.1662, abs=1e-3)
    assert (logistic.at(D(0)), round(gompertz.at(D(0)), 4)) == (D(10), D("4.9787"))


@pytest.mark.parametrize("shape", SHAPES)
@given(a=st.integers(1, 500), k=st.decimals(D("0.005"), 1, places=3), c=st.decimals(D("0.5"), 20, places=1),
       age=st.decimals(D("0.1"), 100, places=1))
def test_a_curve_is_the_referee_s(shape: str, a: int, k: Decimal, c: Decimal, age: Decimal) -> None:
    curve = entered(shape, D(a), k, c)
    expected = float(FORMS[shape](float(age), a, float(k), float(c)))
    assert float(curve.at(age)) == pytest.approx(expected, rel=1e-9)
    drawn = np.array([[a, float(k), float(c)]])
    assert float(curve.values(drawn, float(age))[0]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@given(k=st.decimals(D("0.005"), 1, places=3), c=st.decimals(D("0.5"), 20, places=1),
       age=st.decimals(D("0.1"), 100, places=1), years=st.decimals(0, 30, places=1))
def test_a_stand_never_shrinks(shape: str, k: Decimal, c: Decimal, age: Decimal, years: Decimal) -> None:
    curve = entered(shape, D(100), k, c)
    assert curve.at(age) <= curve.at(age + years) <= 100
    assert curve.ratio(age, age + years) >= 1


def test_a_curve_that_has_not_begun_grows_nothing_on() -> None:
    with pytest.raises(Problem) as refused:
        entered("richards", D(100), D("0.1"), D(2)).ratio(D(0), D(3))
    assert refused.value.key == "curve_zero"


def test_the_illustrative_curve_gives_the_first_batch_s_growth(rules: RulesAt) -> None:
    """B(6) − B(3) = 3 · 1.48586 t d.m./hm² with B(t) = 60 · (1 − e^(−0.06579 t))²."""
    curve = illustrative(rules)
    assert (curve.a, curve.k, curve.c, curve.covariance) == (D(60), D("0.06579"), D(2), ())
    assert float(curve.at(D(6)) - curve.at(D(3))) == pytest.approx(3 * 1.48586, abs=5e-4)
    assert [one.id for one in assumptions(curve.step)] == ["young_curve.asymptote_t_hm2", "young_curve.rate"]


# --- entered


@pytest.mark.parametrize("shape", SHAPES)
def test_an_entered_curve_says_its_formula(shape: str) -> None:
    step = entered(shape, D(90), D("0.05"), D(3)).step
    assert (step.key, step.value, step.formula) == ("curve.entered", shape, FORMULAS[shape])
    assert [(one.symbol, one.value) for one in step.inputs] == [("A", D(90)), ("k", D("0.05")), ("c", D(3))]


@pytest.mark.parametrize(("shape", "a", "k", "c"), [
    ("linear", "1", "1", "1"), ("richards", "0", "1", "1"), ("richards", "1", "-1", "1"), ("richards", "1", "1", "NaN"),
    ("logistic", "Infinity", "1", "1"), ("gompertz", "100000", "1", "1")])
def test_parameters_without_sense_are_refused(shape: str, a: str, k: str, c: str) -> None:
    with pytest.raises(Problem) as refused:
        entered(shape, D(a), D(k), D(c))
    assert refused.value.key == "curve_parameters"


# --- fitted


@pytest.mark.parametrize(("shape", "a", "k", "c"), [
    ("richards", 120, 0.08, 2.2), ("richards", 45, 0.15, 1.2), ("logistic", 150, 0.2, 12), ("gompertz", 90, 0.12, 4)])
def test_a_curve_comes_back_from_its_own_values(shape: str, a: float, k: float, c: float) -> None:
    curve = fit(seen(shape, a, k, c), shape)
    assert [float(one) for one in (curve.a, curve.k, curve.c)] == pytest.approx([a, k, c], rel=1e-4)
    assert curve.rmse is not None
    assert curve.rmse < D("0.01")
    assert len(curve.observations) == len(AGES)


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), shape=st.sampled_from(SHAPES))
def test_no_other_curve_lies_closer(seed: int, shape: str) -> None:
    """Least squares from one start are the least of those from 18 (six digits of the parameters apart)."""
    truth = {"richards": (120, 0.09, 2.0), "logistic": (150, 0.2, 12), "gompertz": (90, 0.12, 4)}[shape]
    observations = seen(shape, *truth, noise=0.04, seed=seed)
    curve = fit(observations, shape)
    _, best = referee.fit(FORMS[shape], [float(age) for age, _ in observations],
                          [float(value) for _, value in observations], STARTS)
    assert rss(shape, curve, observations) <= best * (1 + 1e-5) + 1e-9
    assert curve.rmse is not None
    assert float(curve.rmse) == pytest.approx(math.sqrt(rss(shape, curve, observations) / (len(AGES) - 3)), rel=1e-4)


def test_a_fixed_power_stays_fixed() -> None:
    curve = fit(seen("richards", 120, 0.08, 2, noise=0.03), power=D(2))
    assert curve.c == 2
    assert curve.covariance[2] == (0, 0, 0)
    assert [one.symbol for one in curve.step.inputs] == ["n", "A", "k", "c", "SE(A)", "SE(k)", "RMSE"]


@given(data=st.data())
@settings(max_examples=15)
def test_the_order_of_observations_changes_nothing(data: st.DataObject) -> None:
    observations = seen("richards", 120, 0.08, 2, noise=0.03)
    one, two = fit(observations), fit(data.draw(st.permutations(observations)))
    assert [float(getattr(two, name)) for name in "akc"] == pytest.approx(
        [float(getattr(one, name)) for name in "akc"], rel=1e-4)


def test_noisier_observations_leave_wider_errors() -> None:
    calm, wild = (fit(seen("richards", 120, 0.08, 2, noise=noise), power=D(2)) for noise in (0.01, 0.08))
    assert all(wild.covariance[at][at] > calm.covariance[at][at] for at in (0, 1))


def test_the_parameters_have_six_digits() -> None:
    curve = fit(seen("richards", 120, 0.08, 2, noise=0.03))
    assert all(len(one.as_tuple().digits) <= 6 for one in (curve.a, curve.k, curve.c, curve.rmse or D(0)))


@pytest.mark.parametrize(("ages", "values", "shape", "key"), [
    ([2, 5, 9], [5, 15, 30], "richards", "curve_few"),  # three parameters need four observations
    ([2, 2, 5, 5, 5], [5, 6, 15, 14, 15], "richards", "curve_few"),  # of two ages
    ([10, 11, 12, 13, 14], [5, 6, 7, 8, 9], "richards", "curve_few"),  # the oldest not half as old again
    ([2, 5, 9, 14], [0, 0, 0, 0], "richards", "curve_few"),
    ([0, 5, 9, 14], [1, 2, 3, 4], "richards", "curve_observation"),
    ([2, 5, 9, 501], [1, 2, 3, 4], "richards", "curve_observation"),
    ([2, 5, 9, 14], [1, 2, -3, 4], "richards", "curve_observation"),
    ([2, 5, 9, "NaN"], [1, 2, 3, 4], "richards", "curve_observation"),
    ([2, 5, 9, 14], [1, 2, 3, "Infinity"], "richards", "curve_observation"),
    ([2, 5, 9, 14], [1, 2, 3, 4], "linear", "curve_parameters"),
    ([5, 10, 20, 40, 80], [10, 20, 40, 80, 160], "richards", "curve_not_found"),  # no end of growth in sight
    ([], [], "richards", "curve_few"),
])
def test_observations_that_no_curve_follows_from(
    ages: list[object], values: list[object], shape: str, key: str
) -> None:
    with pytest.raises(Problem) as refused:
        fit([(D(str(age)), D(str(value))) for age, value in zip(ages, values, strict=True)], shape)
    assert refused.value.key == key


# --- drawn


def test_an_entered_curve_is_drawn_as_it_is() -> None:
    drawn = entered("richards", D(100), D("0.1"), D(2)).draws(5, np.random.default_rng(1))
    assert drawn.tolist() == [[100, 0.1, 2]] * 5


def test_a_fitted_curve_is_drawn_as_unsure_as_the_fit() -> None:
    curve = fit(seen("richards", 120, 0.08, 2, noise=0.02), power=D(2))
    drawn = curve.draws(40_000, np.random.default_rng(1))
    assert drawn.mean(axis=0) == pytest.approx([float(curve.a), float(curve.k), 2], rel=0.01)
    assert np.cov(drawn.T)[:2, :2] == pytest.approx(np.array(curve.covariance)[:2, :2], rel=0.05)
    assert (drawn > 0).all()
