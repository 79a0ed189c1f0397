"""What a proposal loses and owes: bases, temporary use, discount, refusals (carbon.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.carbon.stand import lost_shares
from core.problem import Problem
from core.rules import RuleBook, RulesAt

D = Decimal
PERMANENT = Occupation("permanent")
PINE_PHI = Fraction("1.679078217894")  # test_carbon_stock.py works it out by hand
YEARLY = 100 * Fraction("0.0503") * PINE_PHI  # tCO2e/hm²/a of 100 m³ of Yunnan pine of unknown age

Assess = Callable[..., Loss]
Make = Callable[..., Stratum]


@pytest.fixture(scope="module")
def loss_of(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def run(*strata: Stratum, occupation: Occupation = PERMANENT, **reform: object) -> Loss:
        rules = book.reform_all(reform) if reform else book  # type: ignore[arg-type]
        return assess(strata, occupation, on, rules, species)

    return run


def temporary(years: str, long_works: bool = False) -> Occupation:
    return Occupation("temporary", D(years), long_works)


def t(value: Fraction) -> Decimal:
    return (D(value.numerator) / D(value.denominator)).quantize(D("0.001"), "ROUND_HALF_UP")


# --- the three bases


def test_one_hectare_of_yunnan_pine_by_hand(loss_of: Assess, pine: Make) -> None:
    """Stock 100 · 1.679078… = 167.908; flow 3 · 8.445763… = 25.337; beside it 20 years: 168.915."""
    loss = loss_of(pine())
    assert (loss.stock_t, loss.flow_t, loss.total_t) == (D("167.908"), D("25.337"), D("193.245"))
    assert (loss.basis, loss.years, loss.owed_t) == ("flow", 3, loss.flow_t)
    assert (loss.long_years, loss.flow_long_t) == (20, t(20 * YEARLY))
    assert (loss.flow_uncut_t, loss.area_hm2) == (None, 1)


def test_the_first_batch_covers_14_7_hectares_of_its_stock(loss_of: Assess, pine: Make) -> None:
    """2471.275 ÷ 167.908 = 14.718: carbon.md §4 on how much the choice of basis matters."""
    assert (D("2471.275") / loss_of(pine()).stock_t).quantize(D("0.1")) == D("14.7")


@pytest.mark.parametrize(("basis", "owed"), [("flow", "25.337"), ("stock", "167.908"), ("total", "193.245")])
def test_what_is_owed_follows_the_basis(loss_of: Assess, pine: Make, basis: str, owed: str) -> None:
    loss = loss_of(pine(), loss_basis=basis)
    assert (loss.basis, loss.owed_t) == (basis, D(owed))
    assert (loss.stock_t, loss.flow_t) == (D("167.908"), D("25.337"))  # shown all the same


def test_the_horizon_is_a_rule(loss_of: Assess, pine: Make) -> None:
    assert loss_of(pine(), loss_horizon_years=D(20)).flow_t == t(20 * YEARLY)
    assert loss_of(pine(), loss_horizon_years=D(1)).flow_t == t(YEARLY)


def test_a_horizon_of_part_years_is_not_cut_silently(loss_of: Assess, pine: Make) -> None:
    """2.5 years are 2.5 years in the working; they must not be 2 in the tonnes."""
    try:
        loss = loss_of(pine(), loss_horizon_years=D("2.5"))
    except Problem:
        return
    assert loss.flow_t == t(Fraction("2.5") * YEARLY)


def test_the_share_removed_lowers_the_stock_lost(loss_of: Assess, pine: Make) -> None:
    loss = loss_of(pine(), removed_share=D("0.4"))
    assert (loss.stock_t, loss.flow_t) == (t(Fraction("0.4") * 100 * PINE_PHI), D("25.337"))


def test_the_risk_deduction_never_lowers_a_loss(loss_of: Assess, pine: Make) -> None:
    assert loss_of(pine(), non_permanence_risk=D("0.5")).owed_t == D("25.337")


def test_the_other_parameter_set_is_named_with_what_it_would_give(loss_of: Assess, pine: Make) -> None:
    """φ of A. confusa: table 1.4063, measured 2.4679; 3 · 100 · 0.0503 · φ."""
    acacia = pine(species="台湾相思")
    measured = Fraction(44, 12) * Fraction("0.483") * Fraction("1.479") * Fraction("0.727") * Fraction("1.296")
    table = Fraction(44, 12) * Fraction("0.485") * Fraction("1.479") * Fraction("0.443") * Fraction("1.207")
    by_table, by_measured = (t(300 * Fraction("0.0503") * phi) for phi in (table, measured))
    loss = loss_of(acacia)
    assert (loss.owed_t, loss.other_sets) == (by_table, (("measured_density", by_measured),))
    turned = loss_of(acacia, parameter_set="measured_density")
    assert (turned.owed_t, turned.other_sets) == (by_measured, (("national_table", by_table),))
    assert (by_measured / by_table).quantize(D("0.01")) == D("1.75")


def test_several_strata_are_added_before_rounding(loss_of: Assess, pine: Make) -> None:
    """Three times 0.0001 hm² · 25.337 = 0.00253 t make 0.008 t, not 3 · 0.003 = 0.009."""
    loss = loss_of(*(pine(area_hm2=D("0.0001")) for _ in range(3)))
    assert [one.flow_t for one in loss.strata] == [D("0.003")] * 3
    assert loss.owed_t == t(3 * Fraction("0.0001") * 3 * YEARLY) == D("0.008")


# --- temporary use


def test_one_year_of_temporary_use_by_hand(loss_of: Assess, pine: Make, rules: RulesAt) -> None:
    """Bare in years 1 and 2; in year 3 the lost share falls from 1 to 0.9, mean 0.95: 2.95 years are lost.

    Uncut: 1 + 1 + 10 ÷ 2 = 7 years.
    """
    assert lost_shares(temporary("1"), 3, rules) == (1, 1, D("0.95"))
    loss = loss_of(pine(), occupation=temporary("1"))
    assert loss.flow_t == loss.owed_t == t(Fraction("2.95") * YEARLY)
    assert loss.flow_uncut_t == t(7 * YEARLY)
    assert loss.stock_t == D("167.908")


def test_half_a_year_of_temporary_use_by_hand(rules: RulesAt) -> None:
    """Bare to 1.5; lost to 2: 1.5 + 0.5 − 0.5² ÷ 20 = 1.9875; to 3: 1.5 + 1.5 − 1.5² ÷ 20 = 2.8875."""
    assert lost_shares(temporary("0.5"), 3, rules) == (1, D("0.9875"), D("0.9"))


@pytest.mark.parametrize("years", ["2", "3", "4"])
def test_from_two_years_on_temporary_costs_what_permanent_does(
    loss_of: Assess, pine: Make, years: str
) -> None:
    """τ + r ≥ 3 = H: carbon.md §4 warns that the page must not suggest otherwise."""
    loss = loss_of(pine(), occupation=temporary(years, long_works=True))
    assert loss.flow_t == loss_of(pine()).flow_t == D("25.337")


@given(term=st.decimals(D("0.01"), 4, places=2), recovery=st.integers(0, 30), restoration=st.integers(0, 5))
def test_lost_years_uncut_are_term_and_restoration_and_half_the_recovery(
    book: RuleBook, on: date, term: Decimal, recovery: int, restoration: int
) -> None:
    rules = book.reform_all({"recovery_years": D(recovery), "restoration_years": D(restoration)}).at(on)
    shares = lost_shares(temporary(str(term)), 45, rules)
    assert abs(sum(shares) - (term + restoration + D(recovery) / 2)) < D("1e-20")
    assert all(0 <= later <= earlier <= 1 for earlier, later in pairwise(shares))


def test_without_recovery_the_loss_ends_with_the_restoration(book: RuleBook, on: date) -> None:
    rules = book.reform_all({"recovery_years": D(0)}).at(on)
    assert lost_shares(temporary("1"), 4, rules) == (1, 1, 0, 0)


def test_permanent_use_loses_every_year_whole(rules: RulesAt) -> None:
    assert lost_shares(PERMANENT, 20, rules) == (1,) * 20


# --- the uncertainty discount


@pytest.mark.parametrize(("half_width", "share"), [("0.10", "0"), ("0.12", "0.03"), ("0.20", "0.1"), ("0.5", "0.5")])
def test_uncertainty_raises_stock_and_flow(loss_of: Assess, pine: Make, half_width: str, share: str) -> None:
    loss = loss_of(pine(half_width=D(half_width)))
    assert loss.stock_t == t((1 + Fraction(share)) * 100 * PINE_PHI)
    assert loss.flow_t == loss.owed_t == t((1 + Fraction(share)) * 3 * YEARLY)


# --- what is refused


def refused(run: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        run()
    return caught.value


def test_no_strata(loss_of: Assess) -> None:
    assert refused(loss_of).key == "strata_none"


def test_an_unknown_kind_of_occupation(loss_of: Assess, pine: Make) -> None:
    problem = refused(lambda: loss_of(pine(), occupation=Occupation("forever")))
    assert (problem.key, problem.fields) == ("occupation_kind", {"value": "forever"})


@pytest.mark.parametrize(("years", "long_works", "limit"), [
    (None, False, 2), ("0", False, 2), ("-1", False, 2), ("2.01", False, 2), ("NaN", False, 2),
    ("Infinity", False, 2), ("4.01", True, 4),
])
def test_a_term_that_is_not_allowed(
    loss_of: Assess, pine: Make, years: str | None, long_works: bool, limit: int
) -> None:
    occupation = Occupation("temporary", None if years is None else D(years), long_works)
    problem = refused(lambda: loss_of(pine(), occupation=occupation))
    assert (problem.key, problem.fields["limit"]) == ("occupation_years", limit)


BAD_ROWS: Sequence[tuple[dict[str, object], str | None]] = [
    ({"area_hm2": D(0)}, "stratum_area"),
    ({"area_hm2": D(-1)}, "stratum_area"),
    ({"area_hm2": D("NaN")}, "stratum_area"),
    ({"area_hm2": D("Infinity")}, "stratum_area"),
    ({"area_hm2": D("1e30")}, None),
    ({"volume_m3_hm2": D("-0.1")}, "stratum_negative"),
    ({"volume_m3_hm2": D("NaN")}, "stratum_negative"),
    ({"biomass_t_hm2": D(-1)}, "stratum_negative"),
    ({"age": D(-1)}, "stratum_negative"),
    ({"age": D("NaN")}, "stratum_negative"),
    ({"age": D("300.1")}, "stratum_age"),
    ({"removal_t_hm2_yr": D(-1)}, None),
    ({"removal_t_hm2_yr": D("NaN")}, None),
    ({"removal_t_hm2_yr": D("Infinity")}, None),
    ({"cover": D("1.01")}, "stratum_cover"),
    ({"cover": D("-0.01")}, "stratum_cover"),
    ({"cover": D("NaN")}, "stratum_cover"),
    ({"origin": "wild"}, "stratum_origin"),
    ({"half_width": D("-0.1")}, "uncertainty_negative"),
    ({"half_width": D("NaN")}, "uncertainty_negative"),
    ({"species": "银杏"}, "species_unknown"),
    ({"species": ""}, "species_unknown"),
    ({"volume_m3_hm2": None}, "stratum_no_stock"),
    ({"volume_m3_hm2": None, "age": D(10)}, "stratum_no_stock"),
    ({"volume_m3_hm2": None, "biomass_t_hm2": D(50)}, "stratum_no_growth"),
]


@pytest.mark.parametrize(("given_", "key"), BAD_ROWS, ids=lambda value: str(value))
def test_a_bad_row_is_refused_with_its_number(
    loss_of: Assess, pine: Make, given_: dict[str, object], key: str | None
) -> None:
    problem = refused(lambda: loss_of(pine(), pine(**given_), pine(area_hm2=D(-5))))
    assert (problem.key, problem.fields.get("row")) == ("in_row", 2)
    inner = problem.fields["problem"]
    assert isinstance(inner, Problem)
    assert key in (None, inner.key)


def test_the_greatest_values_allowed_are_allowed(loss_of: Assess, pine: Make) -> None:
    assert loss_of(pine(age=D(300), cover=D(1), half_width=D(0))).owed_t == t(300 * Fraction("0.01") * PINE_PHI)
    assert loss_of(pine(volume_m3_hm2=D(0))).owed_t == 0
    assert loss_of(pine(), occupation=temporary("2")).owed_t == D("25.337")
