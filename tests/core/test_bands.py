"""Bands: how sure a loss or a removal is, by Monte Carlo; and the losses themselves by the second implementation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
import referee
from hypothesis import given, settings
from hypothesis import strategies as st
from surveying import FIRST, GROUPS, SECOND, factor, plot

from core.carbon import (
    Band,
    Bands,
    Loss,
    Occupation,
    SpeciesTable,
    Stratum,
    Survey,
    Tools,
    account,
    assess,
    bands,
    removal_band,
)
from core.carbon.bands import PERCENTILES, Pool, band
from core.carbon.curve import entered
from core.carbon.survey import SurveyStratum
from core.rules import RuleBook, RulesAt

D = Decimal
PERMANENT = Occupation("permanent")
SPREADS = ("V", "B", "g", "p", "D", "BEF", "CF", "R", "f", "young", "CC", "b", "BDR", "CF_S", "R_S")
Assess = Callable[..., Loss]


@pytest.fixture(scope="module")
def loss_of(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def run(strata: Stratum | Sequence[Stratum], occupation: Occupation = PERMANENT,
            rules: RuleBook | None = None) -> Loss:
        given = [strata] if isinstance(strata, Stratum) else strata
        return assess(given, occupation, on, rules or book, species)

    return run


def silent(book: RuleBook, **spreads: str) -> RuleBook:
    """The book with every spread at 0 but those given, and no parameter with a plausible range of its own."""
    quiet = book.extended(replace(rule, plausible=None) for rule in book)
    return quiet.reform_all({f"spread.{name}": D(spreads.get(name, "0")) for name in SPREADS})


def marks(one: Band) -> list[float]:
    return [float(getattr(one, name)) for name in ("p5", "p25", "p50", "p75", "p95")]


def width(one: Band) -> float:
    return float(one.p95 - one.p5)


# --- the losses, by the referee


@given(area=st.decimals(D("0.01"), 500, places=4), volume=st.decimals(0, 400, places=1),
       species=st.sampled_from(tuple(GROUPS)), half=st.none() | st.decimals(0, 1, places=3))
def test_permanent_loss_is_the_referee_s(
    loss_of: Assess, area: Decimal, volume: Decimal, species: str, half: Decimal | None
) -> None:
    """Age unknown: 5.03 % of the volume a year, three years."""
    found = loss_of(Stratum(species, area, volume_m3_hm2=volume, half_width=half))
    phi = referee.phi(*(factor(species, name) for name in ("D", "BEF", "R", "CF")))
    expected = referee.lost_permanently(float(area), float(volume) * phi, float(volume) * 0.0503 * phi)
    raised = [referee.discounted(one, float(half or 0), loss=True) for one in expected]
    assert [float(one) for one in (found.stock_t, found.flow_t, found.total_t)] == pytest.approx(raised, abs=0.00051)


@given(area=st.decimals(1, 500, places=4), yearly=st.decimals(0, 20, places=2), term=st.decimals(D("0.1"), 2, places=1))
def test_temporary_loss_is_the_referee_s(loss_of: Assess, area: Decimal, yearly: Decimal, term: Decimal) -> None:
    """Bare for the term and the year of restoration, then back linearly; within three years, and uncut."""
    found = loss_of(Stratum("云南松", area, D(100), removal_t_hm2_yr=yearly), Occupation("temporary", term))
    recovery = float(next(given.value for step in found.strata[0].step.steps for given in step.inputs
                          if given.symbol == "λ"))  # type: ignore[arg-type]
    cut, uncut = (referee.lost_for_a_time(float(area), 0, float(yearly), float(term), 1, recovery, horizon=horizon)[1]
                  for horizon in (3, None))
    assert float(found.flow_t) == pytest.approx(cut, rel=1e-9, abs=0.00051)
    assert found.flow_uncut_t is not None
    assert float(found.flow_uncut_t) == pytest.approx(uncut, rel=1e-9, abs=0.00051)
    assert uncut == pytest.approx(float(area * yearly) * (float(term) + 1 + recovery / 2), rel=1e-9)


@given(area=st.decimals(D("0.01"), 500, places=4), cover=st.decimals(0, 1, places=3))
def test_the_loss_of_shrubs_is_the_referee_s(loss_of: Assess, area: Decimal, cover: Decimal) -> None:
    found = loss_of(Stratum("灌木", area, cover=cover))
    assert float(found.stock_t) == pytest.approx(referee.shrub_stock(float(area), float(cover), 130), abs=0.00051)


def test_the_factor_per_cubic_metre_by_hand() -> None:
    """φ of pine: 44/12 · 0.511 · 1.619 · 0.483 · 1.146 = 1.6791 tCO2e/m³; acacias 1.4063, hard broadleaf 2.3004, soft
    broadleaf 1.6105."""
    factors = {name: [factor(name, part) for part in ("D", "BEF", "R", "CF")] for name in GROUPS}
    found = {name: referee.phi(*given) for name, given in factors.items()}
    printed = {"台湾相思": 1.4063, "印度黄檀": 2.3004, "余甘子": 1.6105, "云南松": 1.6791}
    assert found == pytest.approx(printed, abs=1e-4)
    assert referee.phi(0.727, factor("台湾相思", "BEF"), 0.296, 0.483) == pytest.approx(2.4679, abs=1e-4)
    assert referee.volume_stock(2, 50, *factors["云南松"]) == pytest.approx(100 * found["云南松"])


# --- one factor


@pytest.mark.parametrize(("symbol", "u"), [("V", "0.20"), ("D", "0.15"), ("BEF", "0.40"), ("CF", "0.04")])
def test_one_stratum_with_one_uncertain_factor_has_the_lognormal_s_quantiles(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum], symbol: str, u: str
) -> None:
    """40 000 draws: the 5 % and 95 % quantiles within 1 % of the band's width, the mean the value itself."""
    rules = silent(book, **{symbol: u})
    loss = loss_of(pine(), rules=rules)
    found = bands(loss, rules.at(on), draws=40_000)
    low, high = referee.lognormal_quantiles(float(u))
    for one, value in ((found.stock, loss.stock_t), (found.flow, loss.flow_t), (found.total, loss.total_t)):
        expected = [float(value) * low, float(value) * high]
        assert [float(one.p5), float(one.p95)] == pytest.approx(expected, abs=0.02 * (expected[1] - expected[0]))
        assert float(one.mean) == pytest.approx(float(value), abs=0.02 * (expected[1] - expected[0]))
    assert found.drivers == ((symbol, pytest.approx(1.0)),)


def test_the_growth_rate_moves_the_flow_and_not_the_stock(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    rules = silent(book, p="0.40")
    found = bands(loss_of(pine(), rules=rules), rules.at(on), draws=2_000)
    assert width(found.stock) == 0
    assert width(found.flow) > 0


def test_a_stand_s_own_interval_comes_before_the_rule_for_volumes(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    rules = silent(book, V="0.20")
    narrow, usual = (bands(loss_of(pine(half_width=half), rules=rules), rules.at(on), draws=4_000)
                     for half in (D("0.05"), None))
    assert width(narrow.stock) == pytest.approx(width(usual.stock) / 4, rel=0.05)


def test_the_root_ratio_enters_as_one_plus_r(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    """R = 0.146 uncertain by 30 %: the stand by about 0.3 · 0.146 / 1.146 = 3.8 %."""
    rules = silent(book, R="0.30")
    loss = loss_of(pine(), rules=rules)
    found = bands(loss, rules.at(on), draws=40_000)
    low, high = ((1 + 0.146 * mark) / 1.146 for mark in referee.lognormal_quantiles(0.30))
    assert [float(found.stock.p5), float(found.stock.p95)] == pytest.approx(
        [float(loss.stock_t) * low, float(loss.stock_t) * high], rel=1e-3)


def test_the_share_removed_is_decided_and_not_drawn(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    """It shares the symbol f with the single-tree equations, and no more than everything can be removed."""
    rules = silent(book, f="0.20")
    loss = loss_of(pine(), rules=rules)
    assert marks(bands(loss, rules.at(on), draws=100).stock) == [float(loss.stock_t)] * 5
    assert "f" not in dict(bands(loss_of(pine()), book.at(on), draws=500).drivers)


def test_nothing_uncertain_leaves_no_band(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    rules = silent(book)
    loss = loss_of(pine(), rules=rules)
    found = bands(loss, rules.at(on), draws=100)
    assert marks(found.owed) == [float(loss.owed_t)] * 5
    assert found.drivers == ()


# --- what holds of all bands


STANDS = st.lists(st.builds(
    Stratum, species=st.sampled_from(tuple(GROUPS)), area_hm2=st.decimals(D("0.1"), 300, places=2),
    volume_m3_hm2=st.decimals(10, 400, places=1), age=st.none() | st.decimals(1, 60, places=0),
    half_width=st.none() | st.decimals(D("0.05"), D("0.5"), places=2)), min_size=1, max_size=4)


@settings(max_examples=30)
@given(strata=STANDS, seed=st.integers(0, 1_000))
def test_a_band_holds_the_value_and_ascends(
    loss_of: Assess, rules: RulesAt, strata: list[Stratum], seed: int
) -> None:
    loss = loss_of(strata)
    found = bands(loss, rules, draws=500, seed=seed)
    each = zip(found.strata, (part.flow_t for part in loss.strata), strict=True)
    for one, value in ((found.stock, loss.stock_t), (found.flow, loss.flow_t), (found.total, loss.total_t),
                       (found.owed, loss.owed_t), *each):
        assert marks(one) == sorted(marks(one))
        assert one.p5 <= value <= one.p95
    assert found.owed == found.flow  # the basis as shipped
    assert [share for _, share in found.drivers] == sorted((share for _, share in found.drivers), reverse=True)


@settings(max_examples=20)
@given(strata=STANDS)
def test_doubling_every_uncertainty_widens_the_band(
    loss_of: Assess, book: RuleBook, on: date, strata: list[Stratum]
) -> None:
    single = {f"spread.{name}": book[f"spread.{name}"].at(on).number for name in SPREADS}
    double = book.extended(
        replace(rule, plausible=(2 * low - high / 2 - low / 2, 2 * high - high / 2 - low / 2))
        for rule in book if rule.plausible is not None
        for low, high in [rule.plausible]).reform_all({name: 2 * value for name, value in single.items()})
    sure = [replace(one, half_width=None) for one in strata]
    one, two = (bands(loss_of(sure, rules=rules), rules.at(on), draws=1_000) for rules in (book, double))
    for name in ("stock", "flow", "total", "owed"):
        assert width(getattr(two, name)) > width(getattr(one, name))


def test_the_same_seed_the_same_band_and_another_another(
    loss_of: Assess, rules: RulesAt, pine: Callable[..., Stratum]
) -> None:
    loss = loss_of([pine(), pine(species="台湾相思", area_hm2=D(7))])
    first, again, other = (bands(loss, rules, draws=1_000, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert other.owed != first.owed
    assert width(other.owed) == pytest.approx(width(first.owed), rel=0.15)


def test_dropping_a_stratum_leaves_the_draws_of_the_others(
    loss_of: Assess, rules: RulesAt, pine: Callable[..., Stratum]
) -> None:
    """Common random numbers: labelled strata keep their draws whoever stands beside them and in whatever order."""
    a, b, c = (pine(label=label, volume_m3_hm2=D(volume)) for label, volume in (("a", 80), ("b", 100), ("c", 130)))
    whole = bands(loss_of([a, b, c]), rules, draws=500)
    less = bands(loss_of([c, a]), rules, draws=500)
    assert (whole.strata[0], whole.strata[2]) == (less.strata[1], less.strata[0])
    assert len({whole.strata[0].p5 / 80, whole.strata[1].p5 / 100}) == 2  # each measured by itself


def test_strata_without_a_label_are_drawn_apart(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    """Two alike, each unsure of its volume: independent errors partly cancel, a shared parameter's do not."""
    alike = [pine(), pine()]

    def relative(rules: RuleBook, strata: list[Stratum]) -> float:
        found = bands(loss_of(strata, rules=rules), rules.at(on), draws=20_000)
        return width(found.stock) / float(found.stock.mean)

    volume, density = silent(book, V="0.20"), silent(book, D="0.20")
    assert relative(volume, alike) == pytest.approx(relative(volume, alike[:1]) / np.sqrt(2), rel=0.03)
    assert relative(density, alike) == pytest.approx(relative(density, alike[:1]), rel=1e-3)
    same_label = [pine(label="x"), pine(label="x")]
    assert relative(volume, same_label) == pytest.approx(relative(volume, alike), rel=0.05)


def test_a_parameter_is_drawn_once_for_stock_and_flow(
    loss_of: Assess, book: RuleBook, on: date, pine: Callable[..., Stratum]
) -> None:
    """Only D uncertain: stock, flow and total all move together, so their bands are one another's multiples."""
    rules = silent(book, D="0.15")
    loss = loss_of(pine(area_hm2=D(1000)), rules=rules)
    found: Bands = bands(loss, rules.at(on), draws=500)
    assert np.array(marks(found.flow)) / float(loss.flow_t) == pytest.approx(
        np.array(marks(found.stock)) / float(loss.stock_t), rel=1e-6)


def test_drivers_name_the_symbols_and_their_shares(
    loss_of: Assess, rules: RulesAt, pine: Callable[..., Stratum]
) -> None:
    found = bands(loss_of(pine()), rules, draws=5_000)
    shares = dict(found.drivers)
    assert set(shares) == {"V", "p", "D", "BEF", "CF", "R"}
    assert found.drivers[0][0] == "p"  # 40 % of the growth rate, the widest of them
    assert sum(shares.values()) == pytest.approx(1, abs=0.1)
    assert (found.draws, found.seed) == (5_000, 1)


def test_percentiles_of_known_numbers() -> None:
    assert PERCENTILES == (5, 25, 50, 75, 95)
    assert band(np.arange(101.0)) == Band(D("5.000"), D("25.000"), D("50.000"), D("75.000"), D("95.000"), D("50.000"))


def test_a_stream_does_not_depend_on_those_before_it(rules: RulesAt) -> None:
    one, two = Pool(rules, 50, 3), Pool(rules, 50, 3)
    two.normal("another")
    assert one.normal("x").tolist() == two.normal("x").tolist()
    assert one.normal("x").tolist() != one.normal("y").tolist()


# --- removals


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
