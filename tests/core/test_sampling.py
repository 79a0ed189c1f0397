"""How many sample plots are needed, and what plots say of the whole, with its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pytest
import referee
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.carbon import Tools
from core.carbon.quantiles import student_t
from core.carbon.sampling import Estimate, Expected, design, estimate, moments
from core.carbon.uncertainty import discount_share, discounted
from core.problem import Problem
from core.rules import RulesAt
from core.trace import Step

D = Decimal
VALUES = st.lists(st.decimals(0, 300, places=3), min_size=2, max_size=8)
STRATA = st.lists(st.tuples(st.decimals(D("0.1"), 900, places=4), VALUES), min_size=1, max_size=5)
EXPECTED = st.lists(st.builds(
    Expected, name=st.uuids().map(str), area_hm2=st.decimals(1, 900, places=2), mean=st.decimals(1, 200, places=2),
    sd=st.decimals(0, 60, places=2)), min_size=1, max_size=5)
Strata = Sequence[tuple[Decimal, Sequence[Decimal]]]


def estimated(strata: Strata, rules: RulesAt) -> Estimate:
    values = {str(at): found for at, (_, found) in enumerate(strata)}
    return estimate(values, {str(at): area for at, (area, _) in enumerate(strata)}, rules, "survey.stock")


def by_referee(strata: Strata, confidence: float = 0.90) -> referee.Estimate:
    return referee.stratified([float(area) for area, _ in strata],
                              [[float(value) for value in found] for _, found in strata], confidence)


# --- Student's t


@pytest.mark.parametrize(("reliability", "degrees", "t"), [
    ("0.90", 1, "6.313752"), ("0.90", 5, "2.015048"), ("0.90", 30, "1.697261"), ("0.95", 10, "2.228139"),
    ("0.90", None, "1.644854"), ("0.95", None, "1.959964"), ("0.99", 4, "4.604095")])
def test_two_sided_quantiles_of_the_printed_table(reliability: str, degrees: int | None, t: str) -> None:
    assert student_t(D(reliability), degrees) == D(t)


@given(reliability=st.decimals(D("0.80"), D("0.99"), places=2), degrees=st.integers(1, 200))
def test_quantiles_are_the_referee_s(reliability: Decimal, degrees: int) -> None:
    expected = stats.t.ppf((1 + float(reliability)) / 2, degrees)
    assert float(student_t(reliability, degrees)) == pytest.approx(expected, abs=6e-7)


# --- estimate


def test_mean_and_spread_by_hand() -> None:
    """2, 4, 9: mean 5; (9 + 1 + 16) ÷ 2 = 13, s = √13."""
    assert moments([D(2), D(4), D(9)]) == (D(5), D(13).sqrt())


def test_two_strata_by_hand(rules: RulesAt) -> None:
    """Stratum 1: 30 hm², plots 10, 12, 14: mean 12, s² = 4. Stratum 2: 10 hm², plots 20, 26: mean 23, s² = 18.
    Total 30 · 12 + 10 · 23 = 590. SE² = 900 · 4 / 3 + 100 · 18 / 2 = 1200 + 900 = 2100, SE = 45.825757.
    df = 5 − 2 = 3, t(90 %) = 2.353363; half 107.8446; U = 0.182787."""
    found = estimated([(D(30), [D(10), D(12), D(14)]), (D(10), [D(20), D(26)])], rules)
    assert (found.total_t, found.degrees, found.t) == (D(590), 3, D("2.353363"))
    assert found.standard_error_t == D(2100).sqrt()
    assert float(found.half_width_t) == pytest.approx(107.8446, abs=1e-4)
    assert float(found.relative) == pytest.approx(0.182787, abs=1e-6)
    assert found.interval_t == (found.total_t - found.half_width_t, found.total_t + found.half_width_t)
    assert [(one.mean, one.plots, one.total_t) for one in found.strata] == [(D(12), 3, D(360)), (D(23), 2, D(230))]


@given(strata=STRATA)
def test_the_estimate_is_the_referee_s(rules: RulesAt, strata: Strata) -> None:
    found, expected = estimated(strata, rules), by_referee(strata)
    area = float(sum(area for area, _ in strata))
    assert found.degrees == expected.df
    assert float(found.total_t) == pytest.approx(expected.total, rel=1e-9)
    unrounded = stats.t.ppf(0.95, expected.df) / float(found.t)  # the product's t has six decimals
    assert unrounded == pytest.approx(1, abs=1e-6)
    assert float(found.half_width_t) * unrounded == pytest.approx(expected.half * area, rel=1e-9, abs=1e-6)


@given(strata=STRATA, reliability=st.sampled_from(("0.80", "0.90", "0.95")))
def test_the_reliability_is_the_rule_s(
    tools_with: Callable[..., Tools], strata: Strata, reliability: str
) -> None:
    found = estimated(strata, tools_with(sampling_reliability=D(reliability)).rules)
    expected = by_referee(strata, float(reliability))
    assert found.reliability == D(reliability)
    assert float(found.half_width_t) == pytest.approx(
        expected.half * float(sum(area for area, _ in strata)), rel=1e-6, abs=1e-6)


@given(strata=STRATA, factor=st.integers(2, 50))
def test_the_area_scales_the_tonnes_and_not_their_certainty(rules: RulesAt, strata: Strata, factor: int) -> None:
    one, many = estimated(strata, rules), estimated([(area * factor, found) for area, found in strata], rules)
    assert many.total_t == pytest.approx(one.total_t * factor, rel=D("1e-24"))
    assert many.half_width_t == pytest.approx(one.half_width_t * factor, rel=D("1e-20"))
    assert many.relative == pytest.approx(one.relative, rel=D("1e-20"))


@given(strata=STRATA, times=st.integers(2, 5))
def test_more_plots_of_the_same_spread_never_widen_the_interval(rules: RulesAt, strata: Strata, times: int) -> None:
    few, many = estimated(strata, rules), estimated([(area, list(found) * times) for area, found in strata], rules)
    assert many.total_t == pytest.approx(few.total_t, rel=D("1e-20"))
    assert many.half_width_t <= few.half_width_t
    assert many.half_width_t < few.half_width_t or not few.standard_error_t


@given(strata=STRATA, data=st.data())
def test_the_order_of_plots_and_strata_changes_nothing(rules: RulesAt, strata: Strata, data: st.DataObject) -> None:
    other = [(area, data.draw(st.permutations(found))) for area, found in data.draw(st.permutations(strata))]
    one, two = estimated(strata, rules), estimated(other, rules)
    assert two.total_t == pytest.approx(one.total_t, rel=D("1e-20"))
    assert two.half_width_t == pytest.approx(one.half_width_t, rel=D("1e-20"), abs=D("1e-12"))


def test_plots_all_alike_leave_no_interval(rules: RulesAt) -> None:
    found = estimated([(D(7), [D(3)] * 4)], rules)
    assert (found.total_t, found.half_width_t, found.relative) == (D(21), 0, 0)


def test_nothing_measured_is_no_division_by_zero(rules: RulesAt) -> None:
    assert estimated([(D(7), [D(0)] * 3)], rules).relative == 0


@pytest.mark.parametrize("found", [[], [D(5)]])
def test_one_plot_tells_no_spread(rules: RulesAt, found: list[Decimal]) -> None:
    with pytest.raises(Problem) as refused:
        estimated([(D(7), [D(1), D(2)]), (D(3), found)], rules)
    assert refused.value.key == "survey_one_plot"
    assert refused.value.fields == {"stratum": "1", "count": len(found)}


def test_a_stratum_without_any_plot_is_refused(rules: RulesAt) -> None:
    values: Mapping[str, Sequence[Decimal]] = {"a": [D(1), D(2)]}
    with pytest.raises(Problem) as refused:
        estimate(values, {"a": D(1), "b": D(1)}, rules, "survey.stock")
    assert refused.value.fields == {"stratum": "b", "count": 0}


# --- discount


@pytest.mark.parametrize(("u", "k"), [
    ("0", "0"), ("0.10", "0"), ("0.1001", "0.025025"), ("0.15", "0.0375"), ("0.1501", "0.07505"), ("0.20", "0.10"),
    ("0.2001", "0.150075"), ("0.30", "0.225"), ("0.3001", "0.3001"), ("1.2", "1.2")])
def test_the_share_taken_off_at_and_after_each_bound(rules: RulesAt, u: str, k: str) -> None:
    assert discount_share(D(u), rules) == D(k)
    assert float(k) == pytest.approx(referee.discount_share(float(u)) * float(u), rel=1e-12)


@given(u=st.decimals(0, D("0.99"), places=4), tonnes=st.decimals(0, 10_000, places=3))
def test_a_gain_is_lowered_and_a_loss_deepened(rules: RulesAt, u: Decimal, tonnes: Decimal) -> None:
    gain = discounted(Step("x", tonnes), u, "gain", rules).value
    loss = discounted(Step("x", -tonnes), u, "loss", rules).value
    assert isinstance(gain, Decimal)
    assert isinstance(loss, Decimal)
    assert gain <= tonnes
    assert loss <= -tonnes
    assert float(gain) == pytest.approx(referee.discounted(float(tonnes), float(u)), rel=1e-9)
    assert float(loss) == pytest.approx(referee.discounted(-float(tonnes), float(u)), rel=1e-9)
    assert (gain < tonnes) == (loss < -tonnes) == (u > D("0.10") and tonnes > 0)


@given(u=st.decimals(0, 2, places=4), more=st.decimals(0, 1, places=4))
def test_less_certainty_never_takes_off_less(rules: RulesAt, u: Decimal, more: Decimal) -> None:
    assert discount_share(u, rules) <= discount_share(u + more, rules)


@pytest.mark.parametrize("u", ["-0.01", "NaN", "Infinity"])
def test_no_uncertainty_is_refused(rules: RulesAt, u: str) -> None:
    with pytest.raises(Problem) as refused:
        discount_share(D(u), rules)
    assert refused.value.key == "uncertainty_negative"


# --- design


def test_a_design_by_hand(rules: RulesAt) -> None:
    """60 and 40 hm² with means 50 and 30, s 15 and 10; plots of 0.06 hm²: N = 1666.667, mean 42, E = 4.2,
    Σ w s = 13, Σ w s² = 0.6 · 225 + 0.4 · 100 = 175, t = 1.644854.
    n = 1666.667 · 2.705545 · 169 ÷ (1666.667 · 17.64 + 2.705545 · 175) = 762061.9 ÷ 29873.47 = 25.5097.
    Shares 9/13 and 4/13: 17.66 → 18 and 7.85 → 8."""
    found = design([Expected("a", D(60), D(50), D(15)), Expected("b", D(40), D(30), D(10))], rules)
    assert float(found.computed) == pytest.approx(25.5097, abs=1e-3)
    assert found.by_stratum == (("a", 18), ("b", 8))
    assert (found.plots, found.step.value) == (26, D(26))


@given(strata=EXPECTED)
def test_the_design_is_the_referee_s(rules: RulesAt, strata: list[Expected]) -> None:
    found = design(strata, rules)
    if not any(one.sd for one in strata):
        assert found.computed == 0
        return
    areas, spreads = [float(one.area_hm2) for one in strata], [float(one.sd) for one in strata]
    mean = sum(float(one.area_hm2 * one.mean) for one in strata) / sum(areas)
    n, shares = referee.plots_needed(areas, spreads, 0.06, mean, stats.norm.ppf(0.95))
    assert float(found.computed) == pytest.approx(n, rel=2e-6)
    for (_, count), share in zip(found.by_stratum, shares, strict=True):
        assert count >= max(3, share * (1 - 2e-6))
        assert count <= max(3, math.ceil(share * (1 + 2e-6)))


@given(strata=EXPECTED)
def test_no_stratum_has_fewer_than_the_minimum(tools_with: Callable[..., Tools], strata: list[Expected]) -> None:
    found = design(strata, tools_with(sampling_min_plots=D(6)).rules)
    assert [name for name, _ in found.by_stratum] == [one.name for one in strata]
    assert min(count for _, count in found.by_stratum) >= 6


@given(strata=EXPECTED)
def test_a_stricter_survey_never_needs_fewer_plots(tools_with: Callable[..., Tools], strata: list[Expected]) -> None:
    usual = design(strata, tools_with().rules)
    assert design(strata, tools_with(sampling_reliability=D("0.95")).rules).plots >= usual.plots
    assert design(strata, tools_with(sampling_relative_error=D("0.05")).rules).plots >= usual.plots
    assert usual.computed <= sum(one.area_hm2 for one in strata) / D("0.06")  # never more plots than there are


@pytest.mark.parametrize(("strata", "key"), [
    ([], "survey_no_strata"),
    ([Expected("a", D(0), D(1), D(1))], "survey_expected"),
    ([Expected("a", D(1), D(-1), D(1))], "survey_expected"),
    ([Expected("a", D(1), D(1), D(-1))], "survey_expected"),
    ([Expected("a", D(1), D(1), D("NaN"))], "survey_expected"),
    ([Expected("a", D("Infinity"), D(1), D(1))], "survey_expected"),
    ([Expected("a", D(1), D(0), D(1))], "survey_mean_zero"),
])
def test_a_design_without_sense_is_refused(rules: RulesAt, strata: list[Expected], key: str) -> None:
    with pytest.raises(Problem) as refused:
        design(strata, rules)
    assert refused.value.key == key


def test_the_discount_takes_the_90_percent_interval_whatever_is_shown(rules: RulesAt):
    """Two strata of two plots, 8 ± √8 each: SE = √(8/2 + 8/2) = √8, total 20 t; t(90 %, 2) = 2.919986."""
    values = {"a": [D(8), D(12)], "b": [D(8), D(12)]}
    areas = {"a": D(1), "b": D(1)}
    strict = rules.book.reform_all({"sampling_reliability": D("0.95")}).at(rules.day)
    usual, wide = (estimate(values, areas, at, "survey.stock") for at in (rules, strict))
    expected = D("2.919986") * D(8).sqrt() / 20
    assert abs(usual.relative_90 - expected) < D("1e-9")
    assert usual.relative_90 == usual.relative == wide.relative_90 < wide.relative
