"""What a proposed land use loses: L_stock, L_flow and L_total per stratum and in all (carbon.md §4).

    L_stock = Σ a · f · s        L_flow = Σ a · Σ_y (g_wo(y) − g_w(y))        L_total = L_stock + L_flow

a hm², s tCO2e/hm², f share removed, g tCO2e/hm²/a. Which of the three is owed is the rule `loss_basis`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.carbon.growth import Growth
from core.carbon.species import Species, SpeciesTable
from core.carbon.stand import (
    KINDS,
    Occupation,
    Stratum,
    check_stratum,
    lost_shares,
    standing,
    uncertainty,
    uncut_years,
    within,
)
from core.numbers import ZERO, tonnes
from core.problem import Problem
from core.rules.book import RuleBook, RulesAt
from core.trace import Given, Name, Step, read


@dataclass(frozen=True, slots=True)
class StratumLoss:
    """Losses of one stratum, tCO2e to 0.001; `alternatives`: flow by each other growth source there is.

    `owed_raw`: its unrounded part of what is owed, so that leaving it out can be reckoned exactly; `phi`: tCO2e per m³
    of its species, None for shrubs and bare land.
    """

    stratum: Stratum
    species: Species
    stock_t: Decimal
    flow_t: Decimal
    total_t: Decimal
    growth_source: str
    alternatives: tuple[tuple[str, Decimal], ...]
    owed_raw: Decimal
    phi: Decimal | None
    step: Step


@dataclass(frozen=True, slots=True)
class Loss:
    """Losses of a proposal, tCO2e to 0.001. `owed_t` is the one `basis` names.

    `flow_long_t`: the flow over `long_years`, shown beside; `flow_uncut_t`: temporary use without the
    horizon's cut; `other_sets`: (name, owed) under each other parameter set. `beside`: the working of these.
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
    other_sets: tuple[tuple[str, Decimal], ...]
    step: Step
    beside: tuple[Step, ...]

    @property
    def area_hm2(self) -> Decimal:
        return sum((one.stratum.area_hm2 for one in self.strata), ZERO)

    @property
    def without_stock(self) -> tuple[int, ...]:
        """Numbers (from 1) of stands of trees that count nothing, because their volume is 0: to be said."""
        return tuple(at for at, one in enumerate(self.strata, start=1)
                     if one.species.form == "tree" and not one.stock_t)

    def without(self, number: int) -> Decimal:
        """What would be owed if stratum `number` (from 0) were left out, tCO2e."""
        return tonnes(sum((one.owed_raw for at, one in enumerate(self.strata) if at != number), ZERO))


@dataclass(frozen=True, slots=True)
class _Raw:
    """Unrounded losses of one stratum over a span of years."""

    species: Species
    stock: Decimal
    flow: Decimal
    growth: Growth
    others: tuple[Growth, ...]
    step: Step


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every stratum of a proposal is reckoned with."""

    occupation: Occupation
    rules: RulesAt
    species: SpeciesTable

    def all(self, strata: Sequence[Stratum], years: int, parameter_set: str) -> list[_Raw]:
        lost = lost_shares(self.occupation, years, self.rules)
        removed = self.rules.number("removed_share")
        return [self._one(one, years, parameter_set, lost, removed) for one in strata]

    def phi(self, species: Species) -> Decimal | None:
        """tCO2e per m³ of standing volume under the set in force."""
        if species.form != "tree":
            return None
        return _value(self.species.factors(species, self.rules["parameter_set"].text, self.rules).co2_per_m3())

    def _one(self, stratum: Stratum, years: int, parameter_set: str, lost: tuple[Decimal, ...],
             removed: Decimal) -> _Raw:
        species = self.species.find(stratum.species)
        stock, (used, *others) = standing(stratum, species, years, self.rules, self.species, parameter_set)
        assert isinstance(stock.value, Decimal)
        raised = stratum.area_hm2 * (1 + uncertainty(stratum, self.rules))  # the discount raises what is lost
        return _Raw(species, raised * removed * stock.value, raised * used.total(lost), used, tuple(others), stock)


def assess(strata: Sequence[Stratum], occupation: Occupation, on: date, book: RuleBook,
           species: SpeciesTable) -> Loss:
    """Assess a proposal under the rules of `on`. Problem with the row's number for the first bad stratum."""
    rules = book.at(on)
    _check(strata, occupation, rules)
    frame = _Frame(occupation, rules, species)
    years = rules["loss_horizon_years"].years
    long_years = rules["loss_horizon_beside_years"].years
    basis = rules["loss_basis"]
    chosen = rules["parameter_set"].text
    raw = []
    for row, one in enumerate(strata, start=1):
        try:
            check_stratum(one, rules.number("stand_age_max"))
            raw += frame.all([one], years, chosen)
        except Problem as problem:
            raise Problem("in_row", row=row, problem=problem) from None
    owes = rules["serving_forestry_owes"] if occupation.kind == "serving" else None
    stock_sum, flow_sum = _sum(raw)
    counted = basis.text if owes is None or owes.value is True else "none"
    owed = _by_basis(counted, stock_sum, flow_sum)
    losses = tuple(_rounded(stratum, one, frame, years, counted) for stratum, one in zip(strata, raw, strict=True))
    step = Step(
        "loss.owed", tonnes(owed), "tCO2e", "L = round(Σ strata, 3)",
        (read("basis", basis), *([read("owes", owes)] if owes else []), read("H", rules["loss_horizon_years"]),
         Given("L_stock", tonnes(stock_sum), "tCO2e"), Given("L_flow", tonnes(flow_sum), "tCO2e"),
         Given("L_total", tonnes(stock_sum + flow_sum), "tCO2e"), read("set", rules["parameter_set"])),
        steps=tuple(one.step for one in losses),
    )
    long_t, long_step = _flow_over(strata, frame, long_years, chosen, "loss.long",
                                   read("H", rules["loss_horizon_beside_years"]))
    uncut_t, uncut_step = None, None
    if occupation.kind == "temporary":
        whole = uncut_years(occupation, rules)
        uncut_t, uncut_step = _flow_over(strata, frame, whole, chosen, "loss.uncut",
                                         Given("τ + r + λ", Decimal(whole), "a"))
    others = [_other_set(strata, frame, years, name, counted)
              for name in rules.book["parameter_set"].options if name != chosen]
    beside = [long_step, *([uncut_step] if uncut_step else []), *(one for _, one in others),
              *(other.step for one in raw for other in one.others)]
    return Loss(
        occupation, basis.text, years, tonnes(stock_sum), tonnes(flow_sum), tonnes(stock_sum + flow_sum),
        tonnes(owed), long_years, long_t, uncut_t, losses,
        tuple((name, _value(one)) for name, one in others), step, tuple(beside))


def owed_t(strata: Sequence[Stratum], occupation: Occupation, on: date, book: RuleBook,
           species: SpeciesTable) -> Decimal:
    """Only the tonnes owed, unrounded and unchecked: for what-ifs that ask thousands of times."""
    rules = book.at(on)
    raw = _Frame(occupation, rules, species).all(strata, rules["loss_horizon_years"].years,
                                                 rules["parameter_set"].text)
    if occupation.kind == "serving" and rules["serving_forestry_owes"].value is not True:
        return ZERO
    return _by_basis(rules["loss_basis"].text, *_sum(raw))


def _sum(raw: Sequence[_Raw]) -> tuple[Decimal, Decimal]:
    return sum((one.stock for one in raw), ZERO), sum((one.flow for one in raw), ZERO)


def _by_basis(basis: str, stock_t: Decimal, flow_t: Decimal) -> Decimal:
    return {"stock": stock_t, "flow": flow_t, "total": stock_t + flow_t, "none": ZERO}[basis]


def _value(step: Step) -> Decimal:
    assert isinstance(step.value, Decimal)
    return step.value


def _flow_over(strata: Sequence[Stratum], frame: _Frame, years: int, parameter_set: str, key: str,
               span: Given) -> tuple[Decimal, Step]:
    """The flow over another span of years, and its working."""
    raw = frame.all(strata, years, parameter_set)
    total = tonnes(_sum(raw)[1])
    return total, Step(key, total, "tCO2e", "L_flow = Σ a · Σ g(y) · lost(y)", (span,),
                       steps=tuple(_part(stratum, one, one.flow) for stratum, one in zip(strata, raw, strict=True)))


def _other_set(strata: Sequence[Stratum], frame: _Frame, years: int, name: str, basis: str) -> tuple[str, Step]:
    """What would be owed under another set of parameters."""
    raw = frame.all(strata, years, name)
    total = tonnes(_by_basis(basis, *_sum(raw)))
    return name, Step("loss.other_set", total, "tCO2e", "L = round(Σ strata, 3)", (Given("set", name),), steps=tuple(
        _part(stratum, one, _by_basis(basis, one.stock, one.flow), stock=basis != "flow")
        for stratum, one in zip(strata, raw, strict=True)))


def _part(stratum: Stratum, raw: _Raw, value: Decimal, stock: bool = False) -> Step:
    """One stratum's tonnes in a figure that stands beside."""
    return Step("loss.part", tonnes(value), "tCO2e", "",
                (Given("stratum", _label(stratum, raw.species)), Given("a", stratum.area_hm2, "hm²")),
                steps=(*((raw.step,) if stock else ()), raw.growth.step))


def _label(stratum: Stratum, species: Species) -> Name:
    """The stratum's own number, if it has one, and its species."""
    number = f"{stratum.label} " if stratum.label else ""
    return Name(number + species.name_zh, number + species.name_latin)


def _rounded(stratum: Stratum, raw: _Raw, frame: _Frame, years: int, basis: str) -> StratumLoss:
    rules, occupation = frame.rules, frame.occupation
    lost = lost_shares(occupation, years, rules)
    lost_inputs = [Given("Σ lost years", sum(lost, ZERO), "a")]
    if occupation.kind == "temporary":
        lost_inputs += [Given("τ", occupation.years or ZERO, "a"), read("r", rules["restoration_years"]),
                        read("λ", rules["recovery_years"])]
    per_hm2 = raw.growth.total(lost)
    k = uncertainty(stratum, rules)
    discount = [] if stratum.half_width is None else [
        Given("U", stratum.half_width, "1"), Given("k", k, "1"), read("k(U)", rules["uncertainty_discount"])]
    raised = " · (1 + k)" if discount else ""
    step = Step(
        "loss.stratum", _label(stratum, raw.species), steps=(
            Step("loss.stock", tonnes(raw.stock), "tCO2e", f"L_stock = a · f · s{raised}",
                 (Given("a", stratum.area_hm2, "hm²"), read("f", rules["removed_share"]),
                  Given("s", _value(raw.step), "tCO2e/hm²"), *discount), steps=(raw.step,)),
            Step("loss.flow", tonnes(raw.flow), "tCO2e", f"L_flow = a · Σ g(y) · lost(y){raised}",
                 (Given("a", stratum.area_hm2, "hm²"), Given("Σ g · lost", per_hm2, "tCO2e/hm²"),
                  *lost_inputs, *discount), steps=(raw.growth.step,)),
        ),
    )
    others = tuple((one.source, tonnes(stratum.area_hm2 * (1 + k) * one.total(lost))) for one in raw.others)
    return StratumLoss(stratum, raw.species, tonnes(raw.stock), tonnes(raw.flow), tonnes(raw.stock + raw.flow),
                       raw.growth.source, others, _by_basis(basis, raw.stock, raw.flow), frame.phi(raw.species), step)


def _check(strata: Sequence[Stratum], occupation: Occupation, rules: RulesAt) -> None:
    if not strata:
        raise Problem("strata_none")
    if occupation.kind not in KINDS:
        raise Problem("occupation_kind", value=occupation.kind)
    if occupation.kind == "temporary":
        limit = rules["temporary_long_max_years" if occupation.long_works else "temporary_max_years"]
        if occupation.years is None or not within(occupation.years, limit.number) or occupation.years == 0:
            raise Problem("occupation_years", value=occupation.years if occupation.years is not None else "–",
                          limit=limit.number)
