"""What a stand would have taken up: by measurement, by volume and rate, by the young curve (carbon.md §4)."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from core.carbon import Loss, Occupation, SpeciesTable, Stratum, assess
from core.carbon.growth import growth_rate
from core.rules import RuleBook, RulesAt

D = Decimal
PERMANENT = Occupation("permanent")
RATES = {"young": "0.08", "middle_aged": "0.055", "near_mature": "0.035", "mature": "0.02", "over_mature": "0.01"}
LIMITS = {  # the oldest ages of young, middle-aged, near-mature and mature stands
    ("pine", "natural"): (20, 30, 40, 60), ("pine", "planted"): (10, 20, 30, 50),
    ("fir", "natural"): (10, 20, 25, 35), ("fir", "planted"): (10, 20, 25, 35),
    ("hard_broadleaf", "natural"): (40, 60, 80, 120), ("hard_broadleaf", "planted"): (20, 40, 50, 70),
    ("soft_broadleaf", "natural"): (20, 40, 50, 70), ("soft_broadleaf", "planted"): (5, 10, 15, 25),
}
MEMBER = {"pine": "云南松", "fir": "杉木", "hard_broadleaf": "硬阔类", "soft_broadleaf": "软阔类"}
PINE_PHI = Fraction("1.679078217894")  # test_carbon_stock.py works it out by hand
BOUNDS = [(group, origin, at) for group, origin in LIMITS for at in range(4)]

Assess = Callable[..., Loss]


@pytest.fixture
def loss_of(book: RuleBook, species: SpeciesTable, on: date) -> Assess:
    def run(stratum: Stratum, occupation: Occupation = PERMANENT, rules: RuleBook | None = None) -> Loss:
        return assess([stratum], occupation, on, rules or book, species)

    return run


def t(value: Fraction | float) -> Decimal:
    """Tonnes to 0.001 from a fraction or a float."""
    exact = D(value.numerator) / D(value.denominator) if isinstance(value, Fraction) else D(value)
    return exact.quantize(D("0.001"), "ROUND_HALF_UP")


# --- by volume and rate


@pytest.mark.parametrize(("group", "origin", "at"), BOUNDS)
def test_each_age_class_ends_with_its_last_year(rules: RulesAt, group: str, origin: str, at: int) -> None:
    last = D(LIMITS[group, origin][at])
    classes = list(RATES)
    at_the_end, _ = growth_rate(last, origin, group, rules)
    after_it, _ = growth_rate(last + D("0.001"), origin, group, rules)
    assert (at_the_end.id, at_the_end.value) == (
        f"volume_growth_rate.{classes[at]}", D(RATES[classes[at]]))
    assert (after_it.id, after_it.value) == (
        f"volume_growth_rate.{classes[at + 1]}", D(RATES[classes[at + 1]]))


@pytest.mark.parametrize(("age", "rate"), [
    ("20", "0.08"), ("21", "0.055"), ("30", "0.055"), ("31", "0.035"), ("40", "0.035"), ("41", "0.02"),
    ("60", "0.02"), ("61", "0.01"), ("300", "0.01"),
])
def test_flow_of_natural_pine_by_hand(
    loss_of: Assess, pine: Callable[..., Stratum], age: str, rate: str
) -> None:
    """3 years · 100 m³ · rate · φ; young: 3 · 100 · 0.08 · 1.679078… = 40.298."""
    loss = loss_of(pine(age=D(age), origin="natural"))
    assert loss.flow_t == t(3 * 100 * Fraction(rate) * PINE_PHI)
    assert loss.strata[0].growth_source == "volume_rate"


@pytest.mark.parametrize("group", MEMBER)
def test_a_planted_stand_of_each_group_grows_by_its_own_limits(
    loss_of: Assess, pine: Callable[..., Stratum], group: str
) -> None:
    """At the last middle-aged year natural and planted stands stand in other classes, except fir."""
    age = D(LIMITS[group, "planted"][1])
    planted, natural = (loss_of(pine(species=MEMBER[group], age=age, origin=origin)).flow_t
                        for origin in ("planted", "natural"))
    if group == "fir":
        assert planted == natural
    else:
        assert planted == pytest.approx(natural * D("0.055") / D("0.08"), abs=D("0.001"))


def test_an_unknown_origin_counts_as_natural(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    flows = {origin: loss_of(pine(age=D(15), origin=origin)).flow_t for origin in (None, "natural", "planted")}
    assert flows[None] == flows["natural"] == t(3 * 100 * Fraction("0.08") * PINE_PHI)
    assert flows["planted"] == t(3 * 100 * Fraction("0.055") * PINE_PHI)


def test_an_unknown_age_takes_the_national_mean(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """3 · 100 · 0.0503 · 1.679078… = 25.337."""
    assert loss_of(pine()).flow_t == t(3 * 100 * Fraction("0.0503") * PINE_PHI) == D("25.337")


# --- by the young curve


def young_years(age: float, years: int) -> float:
    """44/12 · 0.47 · (B(age + years) − B(age)) with floats."""
    biomass = [60 * (1 - math.exp(-0.06579 * (age + y))) ** 2 for y in (0, years)]
    return 44 / 12 * 0.47 * (biomass[1] - biomass[0])


@pytest.mark.parametrize("age", ["0", "3", "5.5", "9.999"])
def test_flow_of_a_young_plantation_by_floats(
    loss_of: Assess, pine: Callable[..., Stratum], age: str
) -> None:
    loss = loss_of(pine(volume_m3_hm2=None, age=D(age), area_hm2=D(10)))
    assert loss.strata[0].growth_source == "young_curve"
    assert float(loss.flow_t) == pytest.approx(10 * young_years(float(age), 3), abs=0.0006)
    stock = 10 * 44 / 12 * 0.47 * 60 * (1 - math.exp(-0.06579 * float(age))) ** 2
    assert float(loss.stock_t) == pytest.approx(stock, abs=0.0006)


def test_the_first_batch_s_growth_comes_back(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """321.7011 hm² of stands of 3 years lose within 0.01 % of the 2471.275 t the first batch stores."""
    loss = loss_of(pine(volume_m3_hm2=None, age=D(3), area_hm2=D("321.7011")))
    assert float(loss.flow_t) == pytest.approx(2471.275, rel=1e-4)


# --- which source is used


def test_a_measurement_comes_before_volume_and_volume_before_the_curve(
    loss_of: Assess, pine: Callable[..., Stratum]
) -> None:
    measured, volume, age = D("4.5"), D(30), D(5)
    both = loss_of(pine(removal_t_hm2_yr=measured, volume_m3_hm2=volume, age=age)).strata[0]
    assert both.growth_source == "measured"
    assert both.flow_t == D("13.500")  # 3 · 4.5
    by_rate = t(3 * 30 * Fraction("0.08") * PINE_PHI)
    by_curve = t(young_years(5, 3))
    assert both.alternatives == (("volume_rate", by_rate), ("young_curve", by_curve))

    second = loss_of(pine(volume_m3_hm2=volume, age=age)).strata[0]
    assert (second.growth_source, second.flow_t, second.alternatives) == (
        "volume_rate", by_rate, (("young_curve", by_curve),))

    third = loss_of(pine(volume_m3_hm2=None, age=age)).strata[0]
    assert (third.growth_source, third.flow_t, third.alternatives) == ("young_curve", by_curve, ())


def test_a_volume_of_nothing_in_a_young_stand_is_no_volume(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """Databases write 0 m³ for trees below 5 cm; from ten years on it is a volume like any other."""
    young, grown = (loss_of(pine(volume_m3_hm2=D(0), age=D(age))).strata[0] for age in ("3", "10"))
    same = loss_of(pine(volume_m3_hm2=None, age=D(3))).strata[0]
    assert (young.growth_source, young.flow_t, young.stock_t, young.alternatives) == (
        "young_curve", same.flow_t, same.stock_t, ())
    assert young.flow_t > 0
    assert (grown.growth_source, grown.flow_t) == ("volume_rate", 0)


def test_the_curve_is_no_alternative_from_ten_years_on(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    assert [loss_of(pine(age=D(age))).strata[0].alternatives != () for age in ("9.999", "10", "30")] == [
        True, False, False]


def test_alternatives_are_lost_like_the_flow_itself(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """Temporary use of one year, U = 20 % and 2 hm²: 2 · 1.10 · 2.95 years of the curve's or the rate's."""
    loss = loss_of(pine(removal_t_hm2_yr=D("4.5"), area_hm2=D(2), half_width=D("0.20")),
                   Occupation("temporary", D(1)))
    rate = Fraction(2) * Fraction("1.10") * Fraction("2.95") * 100 * Fraction("0.0503") * PINE_PHI
    assert loss.strata[0].alternatives == (("volume_rate", t(rate)),)
    assert loss.flow_t == t(Fraction(2) * Fraction("1.10") * Fraction("2.95") * Fraction("4.5"))


def test_given_biomass_replaces_the_volume_s_stock_with_the_species_own_carbon(
    loss_of: Assess, pine: Callable[..., Stratum]
) -> None:
    """44/12 · 60 · 0.511 = 112.42, while the flow still comes from the volume."""
    loss = loss_of(pine(biomass_t_hm2=D(60)))
    assert (loss.stock_t, loss.flow_t) == (D("112.420"), D("25.337"))


# --- shrubs


def test_shrubs_lose_their_stock_and_no_growth(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """2 hm² at 60 % cover: 2 · 18.8188 t (test_carbon_stock.py)."""
    loss = loss_of(pine(species="灌木", volume_m3_hm2=None, cover=D("0.6"), area_hm2=D(2)))
    assert (loss.stock_t, loss.flow_t, loss.strata[0].growth_source) == (D("37.638"), D(0), "none")


def test_measured_growth_of_shrubs_counts(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    loss = loss_of(pine(species="灌木", volume_m3_hm2=None, cover=D("0.6"), removal_t_hm2_yr=D("0.5")))
    assert (loss.flow_t, loss.strata[0].growth_source) == (D("1.500"), "measured")


def test_shrubs_of_unknown_cover_count_as_closed(loss_of: Assess, pine: Callable[..., Stratum]) -> None:
    """44/12 · 0.47 · 1.4 · 0.1 · 130 · 1 = 31.365: unknown cover must not understate the loss."""
    assert loss_of(pine(species="灌木", volume_m3_hm2=None)).stock_t == D("31.365")
