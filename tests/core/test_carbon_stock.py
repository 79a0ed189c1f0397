"""Factors, stocks, young curve, shrubs, uncertainty discount and the paper's headline (carbon.md §2–3).

Expected values are worked out here with fractions or floats, never with the code under test.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import SpeciesTable, discount_share, discounted
from core.carbon.stock import (
    from_biomass,
    from_shrub_cover,
    from_volume,
    from_young_curve,
    young_stand_biomass,
)
from core.numbers import tonnes_down
from core.problem import Problem
from core.rules import RuleBook, RulesAt
from core.trace import Step

D = Decimal
AREA, TONNES = D("321.7011"), D("2471.275")  # the paper's first batch
ATOM = Fraction(44, 12)


def phi(species: SpeciesTable, rules: RulesAt, name: str, parameter_set: str = "national_table") -> Decimal:
    value = species.factors(species.find(name), parameter_set, rules).co2_per_m3().value
    assert isinstance(value, Decimal)
    return value


def to(places: str, value: Decimal | Fraction) -> Decimal:
    if isinstance(value, Fraction):
        value = D(value.numerator) / D(value.denominator)
    return value.quantize(D(places), "ROUND_HALF_UP")


# --- φ


@pytest.mark.parametrize(("name", "parameter_set", "expected"), [
    ("相思类", "national_table", "1.4063"),
    ("硬阔类", "national_table", "2.3004"),
    ("软阔类", "national_table", "1.6105"),
    ("云南松", "national_table", "1.6791"),
    ("台湾相思", "measured_density", "2.4679"),
])
def test_phi_of_the_document(species: SpeciesTable, rules: RulesAt, name: str, parameter_set: str,
                             expected: str) -> None:
    assert to("0.0001", phi(species, rules, name, parameter_set)) == D(expected)


def test_phi_of_yunnan_pine_by_hand(species: SpeciesTable, rules: RulesAt) -> None:
    """44/12 · 0.511 · 1.619 · 0.483 · (1 + 0.146) = 1.679078217894 exactly."""
    by_hand = ATOM * Fraction("0.511") * Fraction("1.619") * Fraction("0.483") * Fraction("1.146")
    assert by_hand == Fraction("1.679078217894")
    assert phi(species, rules, "云南松") == D("1.679078217894")


def test_the_three_planted_species_use_their_groups(species: SpeciesTable, rules: RulesAt) -> None:
    """carbon.md §2: 相思 → Acacia confusa, 硬阔类 → Dalbergia sissoo, 软阔类 → Phyllanthus emblica."""
    groups = {"Acacia confusa": "相思类", "印度黄檀": "硬阔类", "phyllanthus emblica": "软阔类"}
    for name, group in groups.items():
        assert phi(species, rules, name) == phi(species, rules, group)
        factors = species.factors(species.find(name), "national_table", rules)
        assert factors.group.rule is not None
        assert (factors.group.rule.text, factors.group.rule.status) == (group, "design_choice")
        assert {one.status for one in (factors.cf, factors.bef, factors.d, factors.r)} == {"unverified"}


def test_the_measured_set_takes_what_was_measured_and_keeps_the_rest(species: SpeciesTable, rules: RulesAt) -> None:
    acacia = species.factors(species.find("台湾相思"), "measured_density", rules)
    assert [one.number for one in (acacia.cf, acacia.bef, acacia.d, acacia.r)] == [
        D("0.483"), D("1.479"), D("0.727"), D("0.296")]
    sissoo = species.factors(species.find("印度黄檀"), "measured_density", rules)  # only its density was measured
    assert [one.number for one in (sissoo.cf, sissoo.bef, sissoo.d, sissoo.r)] == [
        D("0.497"), D("1.674"), D("0.622"), D("0.261")]
    assert species.factors(species.find("余甘子"), "measured_density", rules).d.number == D("0.632")


def test_the_set_alone_moves_a_total_by_75_percent(species: SpeciesTable, rules: RulesAt) -> None:
    """2.4679 ÷ 1.4063 = 1.7549."""
    ratio = phi(species, rules, "台湾相思", "measured_density") / phi(species, rules, "台湾相思")
    assert to("0.01", ratio) == D("1.75")


@pytest.mark.parametrize("name", [
    "云南松", "Yunnan pine", "PINUS YUNNANENSIS", " 云南松 ", "230", "pinus_yunnanensis"])
def test_a_species_is_found_by_any_of_its_names(species: SpeciesTable, name: str) -> None:
    assert species.find(name).id == "pinus_yunnanensis"


@pytest.mark.parametrize(("code", "group"), [
    ("220", "马尾松"), ("230", "云南松"), ("240", "思茅松"), ("310", "杉木"), ("410", "栎类"),
    ("490", "硬阔类"), ("550", "桉树"), ("560", "相思类"), ("570", "木麻黄"), ("580", "楝树"),
    ("590", "软阔类"),
])
def test_inventory_codes_lead_to_their_groups(species: SpeciesTable, code: str, group: str) -> None:
    """carbon.md §5, YOU_SHI_SZ."""
    assert species.find(code).national_group == group


def test_an_unknown_species_is_named(species: SpeciesTable) -> None:
    with pytest.raises(Problem) as refused:
        species.find("银杏")
    assert (refused.value.key, refused.value.fields) == ("species_unknown", {"name": "银杏"})


def test_a_shrub_has_no_volume_factors(species: SpeciesTable, rules: RulesAt) -> None:
    with pytest.raises(Problem) as refused:
        species.factors(species.find("灌木"), "national_table", rules)
    assert refused.value.key == "species_no_factors"


def test_every_tree_of_the_table_has_factors_under_both_sets(species: SpeciesTable, rules: RulesAt) -> None:
    trees = [one for one in species.all if one.form == "tree"]
    assert len(trees) >= 30
    for one in trees:
        for parameter_set in ("national_table", "measured_density"):
            assert D("0.8") < phi(species, rules, one.id, parameter_set) < D("4"), one.id


# --- stocks


def test_stock_by_volume_by_hand(species: SpeciesTable, rules: RulesAt) -> None:
    """1 hm² of Yunnan pine with 100 m³: 100 · 1.679078217894 = 167.908 tCO2e."""
    step = from_volume(D(100), species.factors(species.find("云南松"), "national_table", rules))
    assert step.value == D("167.9078217894")


def test_stock_by_biomass_by_hand(species: SpeciesTable, rules: RulesAt) -> None:
    """44/12 · 60 · 0.47 = 103.4; with the species' own 0.511 it is 112.42."""
    assert from_biomass(D(60), rules).value == D("103.4")
    factors = species.factors(species.find("云南松"), "national_table", rules)
    assert from_biomass(D(60), rules, factors).value == D("112.42")


@pytest.mark.parametrize("age", ["0", "0.5", "3", "6", "9.999", "30", "300"])
def test_the_young_curve_by_floats(rules: RulesAt, age: str) -> None:
    """B(t) = 60 · (1 − e^(−0.06579 t))²."""
    expected = 60 * (1 - math.exp(-0.06579 * float(age))) ** 2
    assert float(young_stand_biomass(D(age), rules)) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_young_curve_s_stock(rules: RulesAt) -> None:
    expected = 44 / 12 * 0.47 * 60 * (1 - math.exp(-0.06579 * 5)) ** 2
    assert float(from_young_curve(D(5), rules).value) == pytest.approx(expected, rel=1e-12)


# --- shrubs


def test_shrub_stock_by_hand(rules: RulesAt) -> None:
    """E8: 44/12 · 0.47 · 1.40 · 0.10 · 130 · 0.6 = 18.8188 tCO2e/hm²."""
    expected = ATOM * Fraction("0.47") * Fraction("1.40") * Fraction("0.10") * 130 * Fraction("0.6")
    assert expected == Fraction("18.8188")
    assert from_shrub_cover(D("0.6"), rules).value == D("18.8188")


@pytest.mark.parametrize(("cover", "expected"), [
    ("0", "0"), ("0.0499", "0"),
    ("0.05", "1.5682333"),  # 44/12 · 0.47 · 1.4 · 0.1 · 130 · 0.05 = 1.568233…
    ("1", "31.3646667"),
])
def test_shrub_stock_begins_at_five_percent_cover(rules: RulesAt, cover: str, expected: str) -> None:
    value = from_shrub_cover(D(cover), rules).value
    assert isinstance(value, Decimal)
    assert to("0.0000001", value) == D(expected)


# --- uncertainty


@pytest.mark.parametrize(("half_width", "share"), [
    ("0", "0"), ("0.05", "0"), ("0.10", "0"),
    ("0.1001", "0.025025"), ("0.12", "0.03"), ("0.15", "0.0375"),  # 25 % of U
    ("0.1501", "0.07505"), ("0.20", "0.1"),  # 50 %
    ("0.2001", "0.150075"), ("0.30", "0.225"),  # 75 %
    ("0.3001", "0.3001"), ("0.8", "0.8"),  # all of it
])
def test_the_discount_at_its_bounds(rules: RulesAt, half_width: str, share: str) -> None:
    assert discount_share(D(half_width), rules) == D(share)


def test_the_discount_lowers_a_gain_and_raises_a_loss(rules: RulesAt) -> None:
    """U = 20 % → 10 %: 200 t gained count as 180, 200 t lost as 220."""
    step = Step("some", D(200), "tCO2e")
    gain, loss = (discounted(step, D("0.20"), sign, rules) for sign in ("gain", "loss"))  # type: ignore[arg-type]
    assert (gain.value, gain.formula) == (180, "C · (1 − k)")
    assert (loss.value, loss.formula) == (220, "C · (1 + k)")
    assert [(one.symbol, one.value) for one in loss.inputs[:2]] == [("U", D("0.20")), ("k", D("0.1"))]
    assert (loss.key, loss.unit, loss.steps) == ("carbon.discount", "tCO2e", (step,))


@pytest.mark.parametrize("half_width", ["-0.01", "NaN", "Infinity"])
def test_an_impossible_half_width_is_refused(rules: RulesAt, half_width: str) -> None:
    with pytest.raises(Problem) as refused:
        discount_share(D(half_width), rules)
    assert refused.value.key == "uncertainty_negative"


@given(a=st.decimals(0, 1, places=4), b=st.decimals(0, 1, places=4))
def test_less_certainty_never_discounts_less(rules: RulesAt, a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    assert 0 <= discount_share(low, rules) <= discount_share(high, rules) <= high


# --- the paper's headline (carbon.md §3)


def test_tonnes_per_hectare_of_the_first_batch(rules: RulesAt) -> None:
    assert to("0.000001", TONNES / AREA) == D("7.681898")
    assert rules.number("batch_yield_t_hm2") == D("7.681898")


def test_the_batch_s_tonnes_come_back_from_its_yield(rules: RulesAt) -> None:
    """321.7011 · 7.681898 = 2471.275 036…, rounded down."""
    assert tonnes_down(AREA * rules.number("batch_yield_t_hm2")) == TONNES


def test_the_headline_per_year(rules: RulesAt) -> None:
    yearly = TONNES / AREA / rules.number("neutrality_period_years")
    carbon = yearly * 12 / 44
    assert to("0.000001", yearly) == D("2.560633")
    assert to("0.000001", carbon) == D("0.698354")
    assert to("0.000001", carbon / rules.number("carbon_fraction_tree")) == D("1.485860")
    assert to("0.000001", yearly / (1 - rules.number("non_permanence_risk"))) == D("2.845147")
    biomass = from_biomass(D("1.485860"), rules).value  # and back: 44/12 · 1.485860 · 0.47
    assert isinstance(biomass, Decimal)
    assert to("0.00001", biomass) == D("2.56063")


@pytest.mark.parametrize(("name", "parameter_set", "volume"), [
    ("相思类", "national_table", "1.8208"),
    ("硬阔类", "national_table", "1.1131"),
    ("台湾相思", "measured_density", "1.0376"),
])
def test_the_headline_as_volume(species: SpeciesTable, rules: RulesAt, name: str, parameter_set: str,
                                volume: str) -> None:
    assert to("0.0001", TONNES / AREA / 3 / phi(species, rules, name, parameter_set)) == D(volume)


def test_the_illustrative_curve_meets_the_headline(rules: RulesAt, book: RuleBook) -> None:
    """B(6) − B(3) = 3 × 1.48586 lies between what half a unit less and more in the rate's last place give."""
    def grown(rate: str) -> Decimal:
        other = book.reform_all({"young_curve.rate": D(rate)}).at(rules.day)
        return young_stand_biomass(D(6), other) - young_stand_biomass(D(3), other)

    assert rules.number("young_curve.rate") == D("0.06579")
    assert grown("0.065785") < 3 * D("1.48586") < grown("0.065795")


def test_soil_at_its_cap_would_exceed_the_published_total(rules: RulesAt, book: RuleBook) -> None:
    """321.7011 · 0.8 · 44/12 · 3 = 2830.97 t > 2471.275 t, so soil is not in it."""
    soil = AREA * rules.number("soil_max_tc_hm2_yr") * 44 / 12 * rules.number("neutrality_period_years")
    assert to("0.01", soil) == D("2830.97")
    assert rules["soil_counted"].value is False
    assert "2830.97" in book["soil_counted"].values[0].reference.title_en
