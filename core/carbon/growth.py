"""Yearly removal of a stand without the project, g_wo, from the best source there is (carbon.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.carbon.species import Factors, co2
from core.carbon.stock import young_stand_biomass
from core.rules.book import Reading, RulesAt
from core.trace import Given, Step, read

SOURCES = ("measured", "volume_rate", "young_curve", "none")


@dataclass(frozen=True, slots=True)
class Growth:
    """Removal per year y = 1, 2, …: tCO2e/hm²/a, and where it comes from (one of SOURCES)."""

    source: str
    yearly: tuple[Decimal, ...]
    step: Step

    def total(self, lost: tuple[Decimal, ...]) -> Decimal:
        """Σ lost share of year y × removal of year y, tCO2e/hm²."""
        return sum((share * g for share, g in zip(lost, self.yearly, strict=False)), Decimal(0))


def measured(removal_t_hm2_yr: Decimal, years: int) -> Growth:
    """From two measurements (E2) or a fitted curve, entered as a yearly rate."""
    step = Step("growth.measured", removal_t_hm2_yr, "tCO2e/hm²/a", "g = (C₂ − C₁) ÷ (t₂ − t₁)")
    return Growth("measured", (removal_t_hm2_yr,) * years, step)


def by_volume_rate(volume_m3_hm2: Decimal, age: Decimal | None, origin: str | None, factors: Factors,
                   rules: RulesAt, years: int) -> Growth:
    """Standing volume × yearly growth rate of its age class × φ, constant over the years."""
    phi = factors.co2_per_m3()
    assert isinstance(phi.value, Decimal)
    rate, choices = growth_rate(age, origin, factors.species.age_group, rules)
    g = volume_m3_hm2 * rate.number * phi.value
    step = Step("growth.volume_rate", g, "tCO2e/hm²/a", "g = V · p · φ",
                (Given("V", volume_m3_hm2, "m³/hm²"), read("p", rate), Given("φ", phi.value, phi.unit),
                 *choices), steps=(phi,))
    return Growth("volume_rate", (g,) * years, step)


def growth_rate(age: Decimal | None, origin: str | None, age_group: str,
                rules: RulesAt) -> tuple[Reading, tuple[Given, ...]]:
    """The volume growth rate for an age, and the inputs that led to it."""
    if age is None:
        return rules["volume_growth_rate.age_unknown"], ()
    assumed = rules["default_origin"]
    limits = rules[f"age_class_limits.{age_group}.{origin or assumed.text}"]
    age_class = limits.bracket(age)
    given = [Given("age", age, "a"), read("class", limits)]
    if origin is None:
        given.insert(1, read("origin", assumed))
    return rules[f"volume_growth_rate.{age_class}"], tuple(given)


def by_young_curve(age: Decimal, rules: RulesAt, years: int) -> Growth:
    """Illustrative curve: g(y) = 44/12 · CF · (B(age + y) − B(age + y − 1))."""
    cf = rules["carbon_fraction_tree"]
    biomass = [young_stand_biomass(age + y, rules) for y in range(years + 1)]
    yearly = tuple(co2((biomass[y + 1] - biomass[y]) * cf.number) for y in range(years))
    step = Step("growth.young_curve", yearly[0] if yearly else Decimal(0), "tCO2e/hm²/a",
                "g(y) = 44/12 · CF · (B(t + y) − B(t + y − 1))",
                (Given("t", age, "a"), read("CF", cf), read("B∞", rules["young_curve.asymptote_t_hm2"]),
                 read("k", rules["young_curve.rate"]), read("t_max", rules["young_curve.max_age"])))
    return Growth("young_curve", yearly, step)


def none(years: int, key: str) -> Growth:
    """A stand that is taken not to grow any more (shrub); `key` names the sentence that says why."""
    return Growth("none", (Decimal(0),) * years, Step(key, Decimal(0), "tCO2e/hm²/a"))
