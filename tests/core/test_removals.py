"""What a project may claim from its sample plots: measured twice, grown on by a curve, or since planting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st
from surveying import (
    DBHS,
    FIRST,
    MILLI,
    SECOND,
    UNTIL,
    areas,
    by_stratum,
    claimed,
    gain,
    once,
    plot,
    renamed,
    surveys,
    trees_t_hm2,
    twice,
)

from core.carbon import Survey, Tools, account
from core.carbon.curve import entered
from core.carbon.survey import SurveyStratum
from core.problem import Problem
from core.trace import walk

D = Decimal


# --- measured twice


def test_two_rounds_by_hand(tools: Tools) -> None:
    """Three plots of one acacia each, 8 → 16, 8 → 16 and 8 → 16 cm. A tree of 8 cm holds c = 0.73027324 tCO2e/hm²
    (test_survey.py), one of 16 cm 2^(7/3) times as much = 5.0396842 c. Change 4.0396842 c = 2.9500733 on 10 hm²:
    29.500733 t, no spread, no discount; × 0.9 = 26.5506597, down to 26.550 t."""
    found = account(twice(((8,),) * 3, ((16,),) * 3), tools)
    assert float(found.change.total_t) == pytest.approx(29.500733, abs=1e-4)
    assert (found.removals_t, found.basis, found.years) == (D("26.550"), "remeasured", D(3))
    assert (found.start, found.end) == (FIRST, SECOND)
    assert found.per_hm2_year(D(10)) == D("26.550") / 10 / 3


@settings(max_examples=40)
@given(survey=surveys(rounds=2))
def test_the_same_plots_twice_are_reckoned_plot_by_plot(tools: Tools, survey: Survey) -> None:
    found = account(survey, tools)
    first, second = (by_stratum(survey, survey.round(at)) for at in (0, 1))
    expected = referee.paired_change(areas(survey), first, second)
    assert float(found.change.total_t) == pytest.approx(expected.total, rel=1e-9, abs=1e-7)
    assert found.change.degrees == expected.df
    assert float(found.change.half_width_t) == pytest.approx(expected.half * sum(areas(survey)), rel=1e-6, abs=1e-6)
    assert claimed(found) == pytest.approx(gain(expected), abs=0.0011 + 1e-5 * abs(expected.total), rel=1e-6)


@settings(max_examples=40)
@given(survey=surveys(rounds=2))
def test_other_plots_are_independent_samples(tools: Tools, survey: Survey) -> None:
    """The half-widths in quadrature; with as many plots in both rounds t is the same, so there is no doubt of it."""
    other = Survey(survey.strata, tuple(
        renamed(one, one.stratum, f"{one.name} b") if one.on == SECOND else one for one in survey.plots))
    found = account(other, tools)
    expected = referee.independent_change(areas(survey), *(by_stratum(other, other.round(at)) for at in (0, 1)))
    assert found.basis == "remeasured"
    assert float(found.change.total_t) == pytest.approx(expected.total, rel=1e-9, abs=1e-7)
    assert float(found.change.half_width_t) == pytest.approx(expected.half * sum(areas(survey)), rel=1e-6, abs=1e-6)


def test_rounds_of_unequal_size_take_the_wider_t(tools: Tools) -> None:
    """Two plots, then five: t of one degree for both, at least as wide as the halves in quadrature."""
    first, second = once((8,), (10,)), once((12,), (12,), (14,), (13,), (15,), on=SECOND)
    survey = Survey(first.strata, first.plots + tuple(renamed(one, "1", f"b{one.name}") for one in second.plots))
    found = account(survey, tools)
    expected = referee.independent_change([10], *(by_stratum(survey, survey.round(at)) for at in (0, 1)))
    assert (found.change.degrees, found.change.t) == (1, D("6.313752"))
    assert float(found.change.half_width_t) >= expected.half * 10 * (1 - 1e-6)
    assert float(found.change.standard_error_t) == pytest.approx(
        10 * np.sqrt(sum(np.var(each, ddof=1) / len(each) for at in (0, 1)
                         for each in by_stratum(survey, survey.round(at)))), rel=1e-9)


def test_permanent_plots_are_surer_than_other_ones(tools: Tools) -> None:
    before, after = ((6,), (9,), (12,)), ((8,), (11,), (14,))
    same = twice(before, after)
    other = Survey(same.strata, tuple(renamed(one, "1", f"b{one.name}") if one.on == SECOND else one
                                      for one in same.plots))
    paired, independent = account(same, tools), account(other, tools)
    assert paired.change.total_t == pytest.approx(independent.change.total_t, rel=D("1e-20"))
    assert paired.change.half_width_t < independent.change.half_width_t
    assert paired.removals_t > independent.removals_t


@settings(max_examples=30)
@given(survey=surveys())
def test_a_tree_measured_twice_cancels(tools: Tools, survey: Survey) -> None:
    again = Survey(survey.strata, survey.plots + tuple(replace(one, on=SECOND) for one in survey.plots))
    found = account(again, tools)
    assert (found.removals_t, found.change.total_t, found.change.half_width_t) == (0, 0, 0)


def test_of_three_rounds_the_first_and_the_last_count(tools: Tools) -> None:
    third = date(2028, 1, 1)
    survey = twice(DBHS, ((9, 12), (10, 13), (9, 13)))
    last = once((11, 13), (12, 14), (11, 14), on=third)
    found = account(Survey(survey.strata, survey.plots + last.plots), tools)
    assert (found.start, found.end, found.years) == (FIRST, third, D(6))
    assert found.removals_t == account(Survey(survey.strata, once(*DBHS).plots + last.plots), tools).removals_t


def test_a_loss_is_deepened_and_the_risk_deducts_nothing_of_it(tools: Tools) -> None:
    """Trees felled between the rounds: the change is negative, U raises it, K_RISK leaves it, and it is rounded away
    from zero."""
    survey = twice(((12, 14), (10, 11), (15, 9)), ((12,), (10,), ()))
    found = account(survey, tools)
    first, second = (by_stratum(survey, survey.round(at)) for at in (0, 1))
    expected = referee.paired_change([10], first, second)
    assert expected.u > 0.10
    exact = D(repr(gain(expected)))
    assert found.removals_t < found.change.total_t < 0
    assert found.removals_t == pytest.approx(exact, abs=D("0.0015"))
    rounded_up = account(twice(((16,),) * 3, ((8,),) * 3), tools).removals_t  # −29.5007…, see above
    assert rounded_up == D("-29.501")


def test_measuring_on_planting_day_and_before_is_no_mistake(tools: Tools) -> None:
    """Empty plots measured on the day of planting, or the year before, and again afterwards."""
    for planted in (FIRST, date(2022, 6, 1)):
        found = account(twice(((), (), ()), DBHS, planted_on=planted), tools)
        assert found.basis == "remeasured"
        assert found.removals_t > 0


# --- grown on by a curve


@settings(max_examples=40)
@given(survey=surveys(planted_on=date(2016, 1, 1)), top=st.integers(20, 300),
       rate=st.decimals(D("0.02"), D("0.3"), places=3))
def test_one_round_grown_on_is_the_referee_s(tools: Tools, survey: Survey, top: int, rate: Decimal) -> None:
    """Planted 2016, measured 2022, until 2028: × y(12) ÷ y(6) − 1 of the trees, the shrubs stay as they are."""
    curve = entered("richards", D(top), rate, D(2))
    found = account(survey, tools, UNTIL, {one.name: curve for one in survey.strata})
    y6, y12 = referee.chapman([6, 12], top, float(rate), 2)
    grown = [[trees_t_hm2(one) * (y12 / y6 - 1) for one in survey.plots if one.stratum == each.name]
             for each in survey.strata]
    expected = referee.stratified(areas(survey), grown)
    assert (found.basis, found.years) == ("projected", 6)
    assert float(found.change.total_t) == pytest.approx(expected.total, rel=1e-9, abs=1e-9)
    assert claimed(found) == pytest.approx(gain(expected), abs=0.0011 + 1e-5 * abs(expected.total), rel=1e-6)


def test_growth_by_hand(tools: Tools) -> None:
    """Three equal plots, curve with k so small that y grows as t²: from 6 to 12 years to fourfold.
    Stock 10 · 0.73027324 = 7.3027324, change nearly 21.908 t, × 0.9 = 19.717 t."""
    found = account(once((8,), (8,), (8,)), tools, UNTIL, {"1": entered("richards", D(90_000), D("0.0000001"), D(2))})
    assert float(found.removals_t) == pytest.approx(19.717, abs=0.002)


def test_without_a_curve_the_illustrative_one_grows(tools: Tools) -> None:
    found = account(once((8,), (8,), (8,)), tools, UNTIL)
    y6, y12 = referee.chapman([6, 12], 60, 0.06579, 2)
    assert claimed(found) == pytest.approx(7.3027324 * (y12 / y6 - 1) * 0.9, abs=0.0011)
    assert any(step.key == "carbon.young_curve" for step in walk(found.step))
    assert [(one.stratum, one.age, one.years, one.share) for one in found.growth] == [("1", D(6), D(6), D(1))]


def test_the_shares_of_growth_add_up(tools: Tools) -> None:
    strata = (SurveyStratum("a", D(10), date(2016, 1, 1)), SurveyStratum("b", D(30), date(2018, 1, 1)))
    plots = tuple(plot(name, str(at), *each) for name in "ab" for at, each in enumerate(DBHS))
    found = account(Survey(strata, plots), tools, UNTIL)
    assert sum(one.share for one in found.growth) == pytest.approx(D(1), rel=D("1e-20"))
    assert [one.age for one in found.growth] == [D(6), D(4)]


def test_shrubs_do_not_grow_by_a_tree_s_curve(tools: Tools) -> None:
    plain = once(*DBHS)
    shrubby = Survey(plain.strata, tuple(replace(one, shrub_cover=D("0.8")) for one in plain.plots))
    assert account(shrubby, tools, UNTIL).removals_t == account(plain, tools, UNTIL).removals_t
    assert account(shrubby, tools).removals_t > account(plain, tools).removals_t  # but they stand there


@pytest.mark.parametrize(("planted", "until", "key"), [
    (None, UNTIL, "survey_no_age"), (date(2022, 1, 1), UNTIL, "survey_order"),
    (date(2023, 1, 1), UNTIL, "survey_order"), (date(2016, 1, 1), FIRST, "survey_order"),
    (date(2016, 1, 1), date(9999, 12, 31), "survey_order")])
def test_what_cannot_be_grown_on(tools: Tools, planted: date | None, until: date, key: str) -> None:
    with pytest.raises(Problem) as refused:
        account(once(*DBHS, planted_on=planted), tools, until)
    assert refused.value.key == key


# --- since planting


def test_since_planting_by_hand(tools: Tools) -> None:
    """10 hm² with 7.3027324 t, planted on land with scattered trees of 1 % cover: 44/12 · 0.47 · 130 · 1.25 · 0.01
    = 2.8004167 tCO2e/hm², 28.004167 t: more than stands there now. Net −20.7014343, not multiplied by 0.9 and rounded
    away from zero."""
    found = account(once((8,), (8,), (8,), cover_before=D("0.01")), tools)
    assert (found.basis, found.removals_t, found.years) == ("since_planting", D("-20.702"), D(6))
    assert account(once((8,), (8,), (8,)), tools).removals_t == D("6.572")  # 7.3027324 · 0.9 = 6.57245916


@given(cover=st.decimals(0, D("0.2"), places=3), shrubs=st.decimals(0, 1, places=2), area=st.integers(1, 500))
def test_what_stood_before_is_taken_off(tools: Tools, cover: Decimal, shrubs: Decimal, area: int) -> None:
    found = account(once((20, 20, 20), (20, 20, 20), area=area, cover_before=cover, shrubs_before=shrubs), tools)
    before = referee.scattered_stock(area, float(cover), 130) + referee.shrub_stock(area, float(shrubs), 130)
    net = float(found.change.total_t) - before
    assert claimed(found) == pytest.approx(referee.removals(net) if net > 0 else net, abs=0.0011)


def test_a_change_of_the_baseline_counts_since_planting_too(tools: Tools) -> None:
    """0.5 tCO2e/a for six years: 3 t less, × 0.9."""
    without, with_it = (account(once(*DBHS, baseline_t_yr=D(yearly)), tools) for yearly in ("0", "0.5"))
    assert without.removals_t - with_it.removals_t == pytest.approx(D("2.7"), abs=MILLI)


def test_a_baseline_of_unknown_duration_is_refused(tools: Tools) -> None:
    with pytest.raises(Problem) as refused:
        account(once(*DBHS, planted_on=None, baseline_t_yr=D(1)), tools)
    assert refused.value.key == "survey_no_age"


def test_a_survey_without_planting_date_still_has_its_stock(tools: Tools) -> None:
    found = account(once(*DBHS, planted_on=None), tools)
    assert (found.basis, found.start) == ("since_planting", None)
    assert found.removals_t == account(once(*DBHS), tools).removals_t


def test_a_plot_that_was_not_found_again_is_left_out_and_counted(tools: Tools) -> None:
    """Three plots, two of them again: the change of the two, as if the third had never been."""
    lost = Survey(twice(((6,), (9,), (12,)), ((8,), (11,), (14,))).strata,
                  once((6,), (9,), (12,)).plots + once((8,), (11,), on=SECOND).plots)
    two = twice(((6,), (9,)), ((8,), (11,)))
    found, expected = account(lost, tools), account(two, tools)
    assert (found.paired, found.not_paired) == (True, 1)
    assert found.removals_t == expected.removals_t
    assert (expected.paired, expected.not_paired) == (True, 0)


def test_one_plot_in_common_is_too_few_to_compare_plot_by_plot(tools: Tools) -> None:
    survey = Survey(once((6,)).strata, once((6,), (9,)).plots + tuple(
        renamed(one, "1", f"b{at}") if at else one for at, one in enumerate(once((8,), (11,), on=SECOND).plots)))
    assert account(survey, tools).paired is False
