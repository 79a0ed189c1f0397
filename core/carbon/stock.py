"""Carbon stock of a stand per hectare: volume route, direct biomass route, shrubs."""

from __future__ import annotations

from decimal import Decimal

from core.carbon.species import Factors, co2
from core.rules.book import RulesAt
from core.trace import Given, Step, read


def from_volume(volume_m3_hm2: Decimal, factors: Factors) -> Step:
    """E3 with E4b: C = V · φ, tCO2e/hm²."""
    phi = factors.co2_per_m3()
    assert isinstance(phi.value, Decimal)
    return Step("carbon.stock.volume", volume_m3_hm2 * phi.value, "tCO2e/hm²", "C = V · φ",
                (Given("V", volume_m3_hm2, "m³/hm²"), Given("φ", phi.value, phi.unit)), steps=(phi,))


def from_biomass(biomass_t_hm2: Decimal, rules: RulesAt, factors: Factors | None = None) -> Step:
    """E3: C = 44/12 · B · CF for whole-tree biomass B in t d.m./hm², tCO2e/hm².

    CF is the species' own where `factors` are given, else the default for trees.
    """
    cf = factors.cf if factors is not None else rules["carbon_fraction_tree"]
    return Step("carbon.stock.biomass", co2(biomass_t_hm2 * cf.number), "tCO2e/hm²", "C = 44/12 · B · CF",
                (Given("B", biomass_t_hm2, "t d.m./hm²"), read("CF", cf)))


def from_shrub_cover(cover: Decimal, rules: RulesAt) -> Step:
    """E8: C = 44/12 · CF_S · (1 + R_S) · BDR · b_FOREST · CC, tCO2e/hm²; 0 below the threshold cover."""
    cf, r = rules["shrub_carbon_fraction"], rules["shrub_root_ratio"]
    ratio, forest = rules["shrub_biomass_ratio"], rules["forest_biomass_t_hm2"]
    threshold = rules["shrub_cover_threshold"]
    counted = cover if cover >= threshold.number else Decimal(0)
    value = co2(cf.number * (1 + r.number) * ratio.number * forest.number * counted)
    return Step("carbon.stock.shrub", value, "tCO2e/hm²", "C = 44/12 · CF_S · (1 + R_S) · BDR · b · CC",
                (Given("CC", cover, "1"), read("CC_min", threshold), read("CF_S", cf), read("R_S", r),
                 read("BDR", ratio), read("b", forest)))


def young_stand_biomass(age: Decimal, rules: RulesAt) -> Decimal:
    """Illustrative whole-tree biomass B(t) = B∞ · (1 − e^(−k·t))², t d.m./hm² (carbon.md §3)."""
    asymptote = rules.number("young_curve.asymptote_t_hm2")
    rate = rules.number("young_curve.rate")
    return asymptote * (1 - (-rate * age).exp()) ** 2


def from_young_curve(age: Decimal, rules: RulesAt) -> Step:
    """Stock of a young planted stand by the illustrative curve, tCO2e/hm²."""
    biomass = young_stand_biomass(age, rules)
    curve = Step("carbon.young_curve", biomass, "t d.m./hm²", "B(t) = B∞ · (1 − e^(−k·t))²",
                 (Given("t", age, "a"), read("B∞", rules["young_curve.asymptote_t_hm2"]),
                  read("k", rules["young_curve.rate"])))
    stock = from_biomass(biomass, rules)
    return Step(stock.key, stock.value, stock.unit, stock.formula, stock.inputs, steps=(curve,))


def root_ratio(above_t_hm2: Decimal, rules: RulesAt) -> Decimal:
    """E6: R = exp(−1.085 + 0.9256 · ln b) ÷ b for above-ground biomass b > 0 in t d.m./hm² (AR-TOOL14)."""
    intercept, slope = rules.number("root_ratio_intercept"), rules.number("root_ratio_slope")
    return (intercept + slope * above_t_hm2.ln()).exp() / above_t_hm2


def scattered_trees(cover: Decimal, rules: RulesAt) -> Step:
    """E10: C = 44/12 · CF · b_FOREST · (1 + R) · CC of scattered trees before planting, tCO2e/hm²."""
    cf, root, forest = rules["carbon_fraction_tree"], rules["root_ratio_baseline"], rules["forest_biomass_t_hm2"]
    return Step("carbon.stock.scattered", co2(cf.number * forest.number * (1 + root.number) * cover), "tCO2e/hm²",
                "C = 44/12 · CF · b · (1 + R) · CC",
                (Given("CC", cover, "1"), read("CF", cf), read("b", forest), read("R", root)))


def nothing() -> Step:
    """Land without trees or shrubs: no stock."""
    return Step("carbon.stock.none", Decimal(0), "tCO2e/hm²")
