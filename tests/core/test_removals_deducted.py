"""What is deducted from removals, how they are rounded, and surveys nothing can be claimed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st
from surveying import (
    DBHS,
    FIRST,
    MILLI,
    SECOND,
    once,
    plot,
    stratum,
    surveys,
    twice,
)

from core.carbon import Survey, Tools, account
from core.carbon.removals import Fire
from core.carbon.survey import SamplePlot, SurveyStratum
from core.problem import Problem
from core.trace import walk

D = Decimal


# --- what is deducted, of any basis


def test_the_baseline_is_deducted_for_the_years_between(tools: Tools) -> None:
    """1.5 tCO2e/a in three years: 4.5 t, × 0.9 = 4.05 t less."""
    after = ((11, 13), (12, 14), (11, 15))
    plain, less = (account(twice(DBHS, after, baseline_t_yr=D(yearly)), tools) for yearly in ("0", "1.5"))
    assert plain.removals_t - less.removals_t == pytest.approx(D("4.05"), abs=MILLI)


def test_a_fire_by_hand(tools: Tools) -> None:
    """2 hm², 40 t d.m./hm², 8 years: COMF 0.67; 0.001 · 2 · 40 · 0.67 · (4.7 · 28 + 0.26 · 265) = 0.0536 · 200.5
    = 10.7468 tCO2e; × 0.9 = 9.67212 t less."""
    after = ((16, 18), (17, 19), (16, 20))
    plain = account(twice(DBHS, after), tools)
    burnt = account(twice(DBHS, after), tools, fires=(Fire(D(2), D(40), D(8)),))
    assert referee.fire_release(2, 40, 0.67, 4.7, 0.26, 28, 265) == pytest.approx(10.7468)
    assert plain.removals_t - burnt.removals_t == pytest.approx(D("9.67212"), abs=MILLI)


@pytest.mark.parametrize(("age", "comf"), [
    ("5", "0.46"), ("5.1", "0.67"), ("10", "0.67"), ("17", "0.50"), ("18", "0.32")])
def test_the_combustion_factor_goes_by_age(tools: Tools, age: str, comf: str) -> None:
    found = account(once(*DBHS), tools, fires=(Fire(D(1), D(100), D(age)), Fire(D(2), D(50), D(age))))
    fire = next(step for step in walk(found.step) if step.key == "removals.fire")
    assert fire.value == pytest.approx(2 * D(100) * D(comf) * D("200.5") / 1000, rel=D("1e-20"))


@pytest.mark.parametrize("fire", [Fire(D(0), D(1), D(1)), Fire(D(1), D(-1), D(1)), Fire(D(1), D(1), D(-1))])
def test_a_fire_without_sense_is_refused(tools: Tools, fire: Fire) -> None:
    with pytest.raises(Problem) as refused:
        account(once(*DBHS), tools, fires=(fire,))
    assert refused.value.key == "fire_values"


def test_soil_is_off_and_at_most_the_cap_when_on(tools: Tools, tools_with: Callable[..., Tools]) -> None:
    """E12: 44/12 · 10 hm² · 0.8 · 3 a = 88 t, × 0.9 = 79.2 t more; planted 2016, so 2022–2025 are years 7 to 9."""
    survey = twice(DBHS, ((11, 13), (12, 14), (11, 15)))
    plain, counted = account(survey, tools), account(survey, tools_with(soil_counted=True))
    assert referee.soil_gain(10, 3) == pytest.approx(88)
    assert counted.removals_t - plain.removals_t == pytest.approx(D("79.2"), abs=MILLI)
    assert not any(step.key == "removals.soil" for step in walk(plain.step))


@pytest.mark.parametrize(("planted", "years"), [(2016, 3), (2003, 1), (1990, 0)])
def test_soil_counts_for_twenty_years_only(
    tools: Tools, tools_with: Callable[..., Tools], planted: int, years: int
) -> None:
    survey = twice(DBHS, ((11, 13), (12, 14), (11, 15)), planted_on=date(planted, 1, 1))
    more = account(survey, tools_with(soil_counted=True)).removals_t - account(survey, tools).removals_t
    assert more == pytest.approx(D(44) / 12 * 10 * D("0.8") * years * D("0.9"), abs=MILLI)


def test_dead_wood_leakage_and_risk_by_hand(tools: Tools, tools_with: Callable[..., Tools]) -> None:
    """29.500733 t (see above): with 5 % dead wood, 2 t leakage and K 0.2: (29.500733 · 1.05 − 2) · 0.8 = 23.180615."""
    survey = twice(((8,),) * 3, ((16,),) * 3)
    rules = {"dead_wood_factor": D("0.05"), "leakage_t": D(2), "non_permanence_risk": D("0.2")}
    assert account(survey, tools_with(**rules)).removals_t == D("23.180")
    trees = account(survey, tools).change.total_t
    assert float(trees) + referee.dead_stock(float(trees), 0.05) == pytest.approx(29.500733 * 1.05, abs=1e-4)


@settings(max_examples=30)
@given(survey=surveys(rounds=2), low=st.decimals(0, 1, places=2), high=st.decimals(0, 1, places=2))
def test_removals_never_grow_with_the_risk(
    tools_with: Callable[..., Tools], survey: Survey, low: Decimal, high: Decimal
) -> None:
    less, more = (account(survey, tools_with(non_permanence_risk=risk)).removals_t for risk in sorted((low, high)))
    assert more <= less


@settings(max_examples=30)
@given(survey=surveys(rounds=2), factor=st.integers(2, 40))
def test_the_area_scales_the_tonnes(tools: Tools, survey: Survey, factor: int) -> None:
    larger = Survey(tuple(replace(one, area_hm2=one.area_hm2 * factor) for one in survey.strata), survey.plots)
    one, many = account(survey, tools), account(larger, tools)
    assert many.change.total_t == pytest.approx(one.change.total_t * factor, rel=D("1e-20"), abs=D("1e-12"))
    assert abs(many.removals_t - one.removals_t * factor) <= MILLI * (factor + 1)


@settings(max_examples=30)
@given(survey=surveys(rounds=2), data=st.data())
def test_the_order_of_plots_and_strata_changes_nothing(tools: Tools, survey: Survey, data: st.DataObject) -> None:
    other = Survey(tuple(data.draw(st.permutations(survey.strata))), tuple(data.draw(st.permutations(survey.plots))))
    assert abs(account(other, tools).removals_t - account(survey, tools).removals_t) <= MILLI


@settings(max_examples=40)
@given(survey=surveys(rounds=2))
def test_the_result_is_rounded_down_once(tools: Tools, survey: Survey) -> None:
    """From the parts in the working, unrounded, the result is less than a thousandth below what they give."""
    found = account(survey, tools)
    counted, *_ = (step.value for step in found.step.steps)
    assert isinstance(counted, Decimal)
    exact = counted * D("0.9") if counted > 0 else counted
    assert 0 <= exact - found.removals_t < MILLI
    assert found.removals_t == found.step.value == found.removals_t.quantize(MILLI)


def test_the_parameter_set_moves_the_claim(tools_with: Callable[..., Tools]) -> None:
    national, measured = (account(once(*DBHS), tools_with(parameter_set=name)).removals_t
                          for name in ("national_table", "measured_density"))
    assert measured > national * D("1.5")


def test_few_plots_are_named_and_still_reckoned(tools: Tools) -> None:
    assert account(once((8,), (9,)), tools).plots_below_minimum == ("1",)
    assert account(once((8,), (9,), (9,)), tools).plots_below_minimum == ()


@pytest.mark.parametrize(("planted", "measured", "years"), [
    (date(2020, 1, 1), date(2023, 1, 1), D(3)), (date(2020, 2, 29), date(2023, 2, 28), D(3)),
    (date(2020, 1, 1), date(2020, 7, 1), D(182) / 366), (date(2021, 7, 1), date(2023, 1, 1), 1 + D(184) / 365)])
def test_years_are_calendar_years(tools: Tools, planted: date, measured: date, years: Decimal) -> None:
    assert account(once(*DBHS, on=measured, planted_on=planted), tools).years == years


@pytest.mark.parametrize(("survey", "key"), [
    (Survey((), ()), "survey_empty"),
    (Survey((stratum(),), ()), "survey_stratum_empty"),
    (once((8,)), "survey_one_plot"),
    (once(*DBHS, planted_on=FIRST), "survey_order"),
])
def test_what_cannot_be_reckoned(tools: Tools, survey: Survey, key: str) -> None:
    with pytest.raises(Problem) as refused:
        account(survey, tools)
    assert refused.value.key == key


def test_a_stratum_measured_in_one_round_only_is_refused(tools: Tools) -> None:
    strata = (SurveyStratum("1", D(1)), SurveyStratum("2", D(1)))
    plots: tuple[SamplePlot, ...] = tuple(plot(name, at, 8) for name in "12" for at in "ab")
    plots += tuple(plot("1", at, 9, on=SECOND) for at in "ab")
    with pytest.raises(Problem) as refused:
        account(Survey(strata, plots), tools)
    assert refused.value.key == "survey_one_plot"
    assert refused.value.fields == {"stratum": "2", "count": 0}


# --- the first batch


def test_the_paper_s_figure_is_within_what_a_young_stand_stores() -> None:
    """2471.275 t on 321.7011 hm² in three years. The illustrative curve from three to six years gives it before
    K_RISK; soil at its cap alone would be 2830.97 t, more than all of it."""
    y3, y6 = referee.chapman([3, 6], 60, 0.06579, 2)
    assert referee.planned(321.7011, y3, y6, k_risk=0) == pytest.approx(2471.275, rel=1e-4)
    assert referee.soil_gain(321.7011, 3) == pytest.approx(2830.97, abs=0.01)
