"""A stand before the land use: its stock, its growth by every source there is, and how much of it a use takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.carbon import growth, stock
from core.carbon.growth import Growth
from core.carbon.species import Species, SpeciesTable
from core.carbon.uncertainty import discount_share
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Step

LARGEST = Decimal(1_000_000)  # of any area, volume, biomass or rate: beyond is a slip of the keyboard
KINDS = ("permanent", "temporary", "serving")


@dataclass(frozen=True, slots=True)
class Occupation:
    """What is proposed: kind permanent, temporary or serving (forestry itself); years only for temporary use."""

    kind: str
    years: Decimal | None = None
    long_works: bool = False


@dataclass(frozen=True, slots=True)
class Stratum:
    """A piece of forest of one kind. Give the volume, the age of a young stand, or a measured removal.

    area hm²; volume m³/hm²; age years; biomass t d.m./hm² (whole tree); removal tCO2e/hm²/a (from two
    measurements); cover 0–1 (shrubs); half_width: 90 % half-width of the volume relative to its mean.
    """

    species: str
    area_hm2: Decimal
    volume_m3_hm2: Decimal | None = None
    age: Decimal | None = None
    origin: str | None = None
    biomass_t_hm2: Decimal | None = None
    removal_t_hm2_yr: Decimal | None = None
    cover: Decimal | None = None
    half_width: Decimal | None = None
    label: str = ""


def lost_shares(occupation: Occupation, years: int, rules: RulesAt) -> tuple[Decimal, ...]:
    """Share of the removal lost in each year y = 1 … `years`.

    Permanent or serving forestry: 1. Temporary: 1 for the term τ and the restoration r, then falling linearly to 0
    over λ years; a year's share is the mean over it, so that the shares sum to τ + r + λ/2.
    """
    if occupation.kind != "temporary":
        return (Decimal(1),) * years
    assert occupation.years is not None
    bare = occupation.years + rules.number("restoration_years")
    recovery = rules.number("recovery_years")

    def lost_until(t: Decimal) -> Decimal:
        """Integral of the lost share from 0 to t."""
        if t <= bare:
            return t
        if recovery == 0:
            return bare
        x = min(t - bare, recovery)
        return bare + x - x * x / (2 * recovery)

    return tuple(lost_until(Decimal(y)) - lost_until(Decimal(y - 1)) for y in range(1, years + 1))


def uncut_years(occupation: Occupation, rules: RulesAt) -> int:
    """Whole years until a temporary use has recovered."""
    if occupation.years is None:
        return 0
    end = occupation.years + rules.number("restoration_years") + rules.number("recovery_years")
    return int(end.to_integral_value(rounding="ROUND_CEILING"))


def uncertainty(stratum: Stratum, rules: RulesAt) -> Decimal:
    return ZERO if stratum.half_width is None else discount_share(stratum.half_width, rules)


def standing(stratum: Stratum, species: Species, years: int, rules: RulesAt, table: SpeciesTable,
           parameter_set: str) -> tuple[Step, list[Growth]]:
    """Stock per hm² and every growth source the stratum allows, best first."""
    options: list[Growth] = []
    if stratum.removal_t_hm2_yr is not None:
        options.append(growth.measured(stratum.removal_t_hm2_yr, years))
    if species.form == "shrub":
        cover = stratum.cover if stratum.cover is not None else Decimal(1)
        options.append(growth.none(years, "growth.shrub"))
        return stock.from_shrub_cover(cover, rules), options
    if species.form == "none":
        return stock.nothing(), [*options, growth.none(years, "growth.bare")]
    factors = table.factors(species, parameter_set, rules)
    young = stratum.age is not None and stratum.age < rules.number("young_curve.max_age")
    # inventories write 0 for trees too thin to be measured: a young stand with it is one without volume
    volume = stratum.volume_m3_hm2 if stratum.volume_m3_hm2 or not young else None
    if volume is not None:
        options.append(growth.by_volume_rate(volume, stratum.age, stratum.origin, factors, rules, years))
    if young:
        assert stratum.age is not None
        options.append(growth.by_young_curve(stratum.age, rules, years))
    if stratum.biomass_t_hm2 is not None:
        standing = stock.from_biomass(stratum.biomass_t_hm2, rules, factors)
    elif volume is not None:
        standing = stock.from_volume(volume, factors)
    elif young:
        assert stratum.age is not None
        standing = stock.from_young_curve(stratum.age, rules)
    else:
        raise Problem("stratum_no_stock", max_age=rules.number("young_curve.max_age"))
    if not options:
        raise Problem("stratum_no_growth")
    return standing, options


def check_stratum(stratum: Stratum, oldest: Decimal) -> None:
    if not within(stratum.area_hm2, LARGEST) or stratum.area_hm2 == 0:
        raise Problem("stratum_area", value=stratum.area_hm2)
    for name in ("volume_m3_hm2", "biomass_t_hm2", "age", "removal_t_hm2_yr"):
        value = getattr(stratum, name)
        if value is not None and not within(value, LARGEST):
            raise Problem("stratum_negative", field=name, value=value)
    if stratum.age is not None and stratum.age > oldest:
        raise Problem("stratum_age", value=stratum.age, limit=oldest)
    if stratum.cover is not None and not within(stratum.cover, Decimal(1)):
        raise Problem("stratum_cover", value=stratum.cover)
    if stratum.half_width is not None and not within(stratum.half_width, LARGEST):
        raise Problem("uncertainty_negative", value=stratum.half_width)
    if stratum.origin not in (None, "natural", "planted"):
        raise Problem("stratum_origin", value=stratum.origin)


def within(value: Decimal, most: Decimal) -> bool:
    """Whether a number is one and lies in 0 … `most`."""
    return value.is_finite() and 0 <= value <= most
