"""Bands of removals: sampling error, equations and factors, and the growth curve."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import referee
from spreads import marks, silent, width
from surveying import FIRST, SECOND, plot

from core.carbon import (
    Survey,
    Tools,
    account,
    removal_band,
)
from core.carbon.curve import entered
from core.carbon.survey import SurveyStratum
from core.rules import RuleBook

D = Decimal


def survey(*, equal: bool = False, on: date = FIRST, **more: object) -> Survey:
    dbhs = ((12, 14),) * 4 if equal else ((12, 14), (11, 15), (13, 14), (12, 13))
    strata = (SurveyStratum("1", D(100), date(2016, 1, 1), **more),)  # type: ignore[arg-type]
    return Survey(strata, tuple(plot("1", str(at), *each, on=on) for at, each in enumerate(dbhs)))


def quiet(book: RuleBook, tools: Tools, on: date, **spreads: str) -> Tools:
    return Tools(silent(book, **spreads).at(on), tools.species, tools.equations)


def test_removals_with_one_uncertain_factor_have_the_lognormal_s_quantiles(
    book: RuleBook, tools: Tools, on: date
) -> None:
    """Equal plots, so that only the equation is uncertain, by 20 %."""
    one = quiet(book, tools, on, f="0.20")
    removals = account(survey(equal=True), one)
    found = removal_band(removals, one.rules, draws=40_000)
    value = float(removals.removals_t)
    assert [float(found.p5), float(found.p95)] == pytest.approx(
        [value * mark for mark in referee.lognormal_quantiles(0.20)], rel=0.01)
    assert float(found.mean) == pytest.approx(value, rel=0.005)


@pytest.mark.parametrize("reliability", ["0.90", "0.95"])
def test_the_sampling_error_is_the_same_whatever_reliability_is_asked_for(
    book: RuleBook, tools: Tools, on: date, reliability: str
) -> None:
    """Only the sample is uncertain: the band of 5–95 % is the 90 % interval, about t(95 %)/z(95 %) wider for 95 %."""
    rules = silent(book).reform_all({"sampling_reliability": D(reliability),
                                     "uncertainty_discount": ((None, D(0)),)}).at(on)
    removals = account(survey(), Tools(rules, tools.species, tools.equations))
    found = removal_band(removals, rules, draws=40_000)
    wide = {"0.90": removals.change.t / D("1.644854"), "0.95": removals.change.t / D("1.959964")}[reliability]
    expected = 2 * 1.644854 * float(wide * removals.change.standard_error_t) * 0.9
    assert width(found) == pytest.approx(expected, rel=0.02)


def test_the_removals_lie_in_their_band(tools: Tools) -> None:
    later = tuple(replace(one, on=SECOND, trees=tuple(replace(tree, dbh_cm=tree.dbh_cm * D("1.4"))
                                                      for tree in one.trees)) for one in survey().plots)
    twice = Survey(survey().strata, survey().plots + later)
    for removals in (account(survey(), tools), account(twice, tools), account(survey(), tools, date(2025, 1, 1))):
        found = removal_band(removals, tools.rules, draws=4_000)
        assert marks(found) == sorted(marks(found))
        assert found.p5 < removals.removals_t < found.p95
        assert found == removal_band(removals, tools.rules, draws=4_000)
        assert found != removal_band(removals, tools.rules, draws=4_000, seed=2)


def test_what_is_deducted_does_not_narrow_the_band(tools: Tools) -> None:
    """The uncertainty is of the measured stock: taking off what stood before leaves its tonnes as wide as they were."""
    plain, less = (account(survey(cover_before=cover), tools) for cover in (D(0), D("0.005")))
    assert 0 < less.removals_t < plain.removals_t * D("0.8")
    assert width(removal_band(less, tools.rules, draws=4_000)) == pytest.approx(
        width(removal_band(plain, tools.rules, draws=4_000)), rel=1e-6)


def test_growing_on_is_less_sure_than_what_stands(tools: Tools) -> None:
    stands, grows = account(survey(), tools), account(survey(), tools, date(2025, 1, 1))
    relative = [width(removal_band(one, tools.rules, draws=4_000)) / float(one.removals_t) for one in (stands, grows)]
    assert relative[1] > relative[0]


def test_the_band_of_growth_goes_by_the_rule_for_young_stands(book: RuleBook, tools: Tools, on: date) -> None:
    curve = {"1": entered("richards", D(80), D("0.07"), D(2))}
    widths = []
    for young in ("0", "0.25", "0.50"):
        one = quiet(book, tools, on, young=young)
        removals = account(survey(equal=True), one, date(2025, 1, 1), curve)
        widths.append(width(removal_band(removals, one.rules, draws=4_000)))
    assert widths[0] == pytest.approx(0, abs=0.0021)
    assert widths[0] < widths[1] < widths[2]
