"""What a proposed land use loses: L_stock, L_flow and L_total per stratum and in all (carbon.md §4).

    L_stock = Σ a · f · s        L_flow = Σ a · Σ_y (g_wo(y) − g_w(y))        L_total = L_stock + L_flow

a hm², s tCO2e/hm², f share removed, g tCO2e/hm²/a. Which of the three is owed is the rule `loss_basis`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.carbon import growth, stock
from core.carbon.growth import Growth
from core.carbon.species import Species, SpeciesTable
from core.carbon.uncertainty import discount_share
from core.numbers import ZERO, tonnes
from core.problem import Problem
from core.rules.book import RuleBook, RulesAt
from core.trace import Given, Name, Step, read

LARGEST = Decimal(1_000_000)  # of any area, volume, biomass or rate: beyond is a slip of the keyboard
OTHER_SET = {"national_table": "measured_density", "measured_density": "national_table"}


@dataclass(frozen=True, slots=True)
class Occupation:
    """What is proposed: kind permanent or temporary; years only for temporary use."""

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


@dataclass(frozen=True, slots=True)
class StratumLoss:
    """Losses of one stratum, tCO2e to 0.001; `alternatives`: flow by each other growth source there is."""

    stratum: Stratum
    species: Species
    stock_t: Decimal
    flow_t: Decimal
    total_t: Decimal
    growth_source: str
    alternatives: tuple[tuple[str, Decimal], ...]
    step: Step


@dataclass(frozen=True, slots=True)
class Loss:
    """Losses of a proposal, tCO2e to 0.001. `owed_t` is the one `basis` names.

    `flow_long_t`: the flow over `long_years`, shown beside; `flow_uncut_t`: temporary use without the
    horizon's cut; `other_set`: (name, owed) under the other parameter set.
    """

    occupation: Occupation
    basis: str
    years: int
    stock_t: Decimal
    flow_t: Decimal
    total_t: Decimal
    owed_t: Decimal
    long_years: int
    flow_long_t: Decimal
    flow_uncut_t: Decimal | None
    strata: tuple[StratumLoss, ...]
    other_set: tuple[str, Decimal]
    step: Step

    @property
    def area_hm2(self) -> Decimal:
        return sum((one.stratum.area_hm2 for one in self.strata), ZERO)


@dataclass(frozen=True, slots=True)
class _Raw:
    """Unrounded losses of one stratum over a span of years."""

    species: Species
    stock: Decimal
    flow: Decimal
    growth: Growth
    others: tuple[Growth, ...]
    step: Step


def assess(strata: Sequence[Stratum], occupation: Occupation, on: date, book: RuleBook,
           species: SpeciesTable) -> Loss:
    """Assess a proposal under the rules of `on`. Problem with the row's number for the first bad stratum."""
    rules = book.at(on)
    _check(strata, occupation, rules)
    years = rules["loss_horizon_years"].years
    long_years = rules["loss_horizon_beside_years"].years
    basis = rules["loss_basis"]
    chosen_set = rules["parameter_set"].text
    oldest = rules.number("stand_age_max")
    raw = []
    for row, one in enumerate(strata, start=1):
        try:
            _check_stratum(one, oldest)
            raw.append(_stratum(one, occupation, years, rules, species, chosen_set))
        except Problem as problem:
            raise Problem("in_row", row=row, problem=problem) from None
    stock_sum = sum((one.stock for one in raw), ZERO)
    flow_sum = sum((one.flow for one in raw), ZERO)
    owed = _by_basis(basis.text, stock_sum, flow_sum)
    losses = tuple(_rounded(stratum, one, occupation, years, rules)
                   for stratum, one in zip(strata, raw, strict=True))
    parts = tuple(one.step for one in losses)
    step = Step(
        "loss.owed", tonnes(owed), "tCO2e", "L = round(Σ strata, 3)",
        (read("basis", basis), read("H", rules["loss_horizon_years"]),
         Given("L_stock", tonnes(stock_sum), "tCO2e"), Given("L_flow", tonnes(flow_sum), "tCO2e"),
         Given("L_total", tonnes(stock_sum + flow_sum), "tCO2e"), read("set", rules["parameter_set"])),
        steps=parts,
    )
    other = OTHER_SET[chosen_set]
    other_raw = [_stratum(one, occupation, years, rules, species, other) for one in strata]
    other_owed = _by_basis(basis.text, sum((one.stock for one in other_raw), ZERO),
                           sum((one.flow for one in other_raw), ZERO))
    return Loss(
        occupation, basis.text, years, tonnes(stock_sum), tonnes(flow_sum), tonnes(stock_sum + flow_sum),
        tonnes(owed), long_years,
        tonnes(_flow_over(strata, occupation, long_years, rules, species, chosen_set)),
        tonnes(_flow_over(strata, occupation, _uncut_years(occupation, rules), rules, species, chosen_set))
        if occupation.kind == "temporary" else None,
        losses, (other, tonnes(other_owed)), step,
    )


def _label(stratum: Stratum, species: Species) -> Name:
    """The stratum's own number, if it has one, and its species."""
    number = f"{stratum.label} " if stratum.label else ""
    return Name(number + species.name_zh, number + species.name_latin)


def lost_shares(occupation: Occupation, years: int, rules: RulesAt) -> tuple[Decimal, ...]:
    """Share of the removal lost in each year y = 1 … `years`.

    Permanent: 1. Temporary: 1 for the term τ and the restoration r, then falling linearly to 0 over λ
    years; a year's share is the mean over it, so that the shares sum to τ + r + λ/2.
    """
    if occupation.kind == "permanent":
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


def _uncut_years(occupation: Occupation, rules: RulesAt) -> int:
    """Whole years until a temporary use has recovered."""
    if occupation.years is None:
        return 0
    end = occupation.years + rules.number("restoration_years") + rules.number("recovery_years")
    return int(end.to_integral_value(rounding="ROUND_CEILING"))


def _by_basis(basis: str, stock_t: Decimal, flow_t: Decimal) -> Decimal:
    return {"stock": stock_t, "flow": flow_t, "total": stock_t + flow_t}[basis]


def _flow_over(strata: Sequence[Stratum], occupation: Occupation, years: int, rules: RulesAt,
               species: SpeciesTable, parameter_set: str) -> Decimal:
    return sum((_stratum(one, occupation, years, rules, species, parameter_set).flow for one in strata), ZERO)


def _stratum(stratum: Stratum, occupation: Occupation, years: int, rules: RulesAt, table: SpeciesTable,
             parameter_set: str) -> _Raw:
    species = table.find(stratum.species)
    standing, (used, *others) = _stand(stratum, species, years, rules, table, parameter_set)
    assert isinstance(standing.value, Decimal)
    removed = rules.number("removed_share")
    lost = lost_shares(occupation, years, rules)
    raised = stratum.area_hm2 * (1 + _uncertainty(stratum, rules))  # the discount raises what is lost
    return _Raw(species, raised * removed * standing.value, raised * used.total(lost), used, tuple(others),
                standing)


def _uncertainty(stratum: Stratum, rules: RulesAt) -> Decimal:
    return ZERO if stratum.half_width is None else discount_share(stratum.half_width, rules)


def _stand(stratum: Stratum, species: Species, years: int, rules: RulesAt, table: SpeciesTable,
           parameter_set: str) -> tuple[Step, list[Growth]]:
    """Stock per hm² and every growth source the stratum allows, best first."""
    options: list[Growth] = []
    if stratum.removal_t_hm2_yr is not None:
        options.append(growth.measured(stratum.removal_t_hm2_yr, years))
    if species.form == "shrub":
        cover = stratum.cover if stratum.cover is not None else Decimal(1)
        options.append(growth.none(years, "growth.shrub"))
        return stock.from_shrub_cover(cover, rules), options
    factors = table.factors(species, parameter_set, rules)
    young = stratum.age is not None and stratum.age < rules.number("young_curve.max_age")
    if stratum.volume_m3_hm2 is not None:
        options.append(growth.by_volume_rate(stratum.volume_m3_hm2, stratum.age, stratum.origin, factors,
                                             rules, years))
    if young:
        assert stratum.age is not None
        options.append(growth.by_young_curve(stratum.age, rules, years))
    if stratum.biomass_t_hm2 is not None:
        standing = stock.from_biomass(stratum.biomass_t_hm2, rules, factors)
    elif stratum.volume_m3_hm2 is not None:
        standing = stock.from_volume(stratum.volume_m3_hm2, factors)
    elif young:
        assert stratum.age is not None
        standing = stock.from_young_curve(stratum.age, rules)
    else:
        raise Problem("stratum_no_stock", max_age=rules.number("young_curve.max_age"))
    if not options:
        raise Problem("stratum_no_growth")
    return standing, options


def _rounded(stratum: Stratum, raw: _Raw, occupation: Occupation, years: int, rules: RulesAt) -> StratumLoss:
    lost = lost_shares(occupation, years, rules)
    assert isinstance(raw.step.value, Decimal)
    lost_inputs = [Given("Σ lost years", sum(lost, ZERO), "a")]
    if occupation.kind == "temporary":
        lost_inputs += [Given("τ", occupation.years or ZERO, "a"), read("r", rules["restoration_years"]),
                        read("λ", rules["recovery_years"])]
    per_hm2 = raw.growth.total(lost)
    k = _uncertainty(stratum, rules)
    discount = [] if stratum.half_width is None else [
        Given("U", stratum.half_width, "1"), Given("k", k, "1"), read("k(U)", rules["uncertainty_discount"])]
    raised = " · (1 + k)" if discount else ""
    step = Step(
        "loss.stratum", _label(stratum, raw.species), steps=(
            Step("loss.stock", tonnes(raw.stock), "tCO2e", f"L_stock = a · f · s{raised}",
                 (Given("a", stratum.area_hm2, "hm²"), read("f", rules["removed_share"]),
                  Given("s", raw.step.value, "tCO2e/hm²"), *discount), steps=(raw.step,)),
            Step("loss.flow", tonnes(raw.flow), "tCO2e", f"L_flow = a · Σ g(y) · lost(y){raised}",
                 (Given("a", stratum.area_hm2, "hm²"), Given("Σ g · lost", per_hm2, "tCO2e/hm²"),
                  *lost_inputs, *discount), steps=(raw.growth.step,)),
        ),
    )
    others = tuple((one.source, tonnes(stratum.area_hm2 * (1 + k) * one.total(lost))) for one in raw.others)
    return StratumLoss(stratum, raw.species, tonnes(raw.stock), tonnes(raw.flow),
                       tonnes(raw.stock + raw.flow), raw.growth.source, others, step)


def _check(strata: Sequence[Stratum], occupation: Occupation, rules: RulesAt) -> None:
    if not strata:
        raise Problem("strata_none")
    if occupation.kind not in ("permanent", "temporary"):
        raise Problem("occupation_kind", value=occupation.kind)
    if occupation.kind == "temporary":
        limit = rules["temporary_long_max_years" if occupation.long_works else "temporary_max_years"]
        if occupation.years is None or not _within(occupation.years, limit.number) or occupation.years == 0:
            raise Problem("occupation_years", value=occupation.years if occupation.years is not None else "–",
                          limit=limit.number)


def _check_stratum(stratum: Stratum, oldest: Decimal) -> None:
    if not _within(stratum.area_hm2, LARGEST) or stratum.area_hm2 == 0:
        raise Problem("stratum_area", value=stratum.area_hm2)
    for name in ("volume_m3_hm2", "biomass_t_hm2", "age", "removal_t_hm2_yr"):
        value = getattr(stratum, name)
        if value is not None and not _within(value, LARGEST):
            raise Problem("stratum_negative", field=name, value=value)
    if stratum.age is not None and stratum.age > oldest:
        raise Problem("stratum_age", value=stratum.age, limit=oldest)
    if stratum.cover is not None and not _within(stratum.cover, Decimal(1)):
        raise Problem("stratum_cover", value=stratum.cover)
    if stratum.half_width is not None and not _within(stratum.half_width, LARGEST):
        raise Problem("uncertainty_negative", value=stratum.half_width)
    if stratum.origin not in (None, "natural", "planted"):
        raise Problem("stratum_origin", value=stratum.origin)


def _within(value: Decimal, most: Decimal) -> bool:
    """Whether a number is one and lies in 0 … `most`."""
    return value.is_finite() and 0 <= value <= most
