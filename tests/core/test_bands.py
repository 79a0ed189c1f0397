"""Bands: how sure a loss is, by Monte Carlo, reproducible by seed."""

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
from spreads import SPREADS, marks, silent, width
from surveying import GROUPS

from core.carbon import (
    Band,
    Bands,
    Loss,
    Occupation,
    SpeciesTable,
    Stratum,
    assess,
    bands,
)
from core.carbon.bands import PERCENTILES, Pool, band
from core.rules import RuleBook, RulesAt

D = Decimal
PERMANENT = Occupation("permanent")
Assess = Callable[..., Loss]


@pytest.fixture(scope="module")
def loss_of(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def run(strata: Stratum | Sequence[Stratum], occupation: Occupation = PERMANENT,
            rules: RuleBook | None = None) -> Loss:
        given = [strata] if isinstance(strata, Stratum) else strata
        return assess(given, occupation, on, rules or book, species)

    return run


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
