"""Removals of a project from its sample plots: E1 with stock difference (E2), dead wood, soil, fire; rounded once.

Order (carbon accounting, the product's own statement of it): plots → biomass per pool → stratum mean and interval →
change → uncertainty discount → minus baseline → minus leakage and fire → × (1 − K_RISK) → down to 0.001 t.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from core.carbon import stock
from core.carbon.curve import Curve, illustrative
from core.carbon.sampling import Estimate, estimate
from core.carbon.species import co2
from core.carbon.survey import SamplePlot, Survey, SurveyStratum, Tools, check, densities
from core.carbon.uncertainty import discounted
from core.numbers import TONNE, ZERO
from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Given, Step, read

BASES = ("remeasured", "projected", "since_planting")


@dataclass(frozen=True, slots=True)
class Fire:
    """A fire: area hm², above-ground biomass before it t d.m./hm², stand age years."""

    area_hm2: Decimal
    biomass_t_hm2: Decimal
    age: Decimal


@dataclass(frozen=True, slots=True)
class Growth:
    """How a stratum is grown on: its curve from `age` for `years`; `share` of the projected change."""

    stratum: str
    curve: Curve
    age: Decimal
    years: Decimal
    share: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Removals:
    """What a project may claim, tCO2e. `basis` is one of BASES; `change`: before discount and deductions.

    `paired`: whether two rounds were compared plot by plot; `not_paired`: plots that stand in one round alone and
    were left out of that.
    """

    basis: str
    start: date | None
    end: date
    years: Decimal
    removals_t: Decimal
    change: Estimate
    stocks: tuple[Estimate, ...]
    plots_below_minimum: tuple[str, ...]
    step: Step
    growth: tuple[Growth, ...] = ()
    paired: bool = True
    not_paired: int = 0

    def per_hm2_year(self, area_hm2: Decimal) -> Decimal:
        """tCO2e/hm²/a."""
        return self.removals_t / area_hm2 / self.years


def account(survey: Survey, tools: Tools, until: date | None = None, curves: Mapping[str, Curve] | None = None,
            fires: Sequence[Fire] = ()) -> Removals:
    """The removals a survey shows.

    Measured twice or more: the change from the first round to the last (ex-post). Measured once and `until` given:
    the measured stock grown on by each stratum's curve (ex-ante; the illustrative one where there is none). Measured
    once: everything since planting. Problem for what cannot be reckoned.
    """
    check(survey)
    if not survey.plots:
        raise Problem("survey_empty")
    areas = {one.name: one.area_hm2 for one in survey.strata}
    rounds = survey.rounds
    first, last = survey.round(0), survey.round(-1)
    if len(rounds) > 1:
        return _remeasured(survey, first, last, areas, tools, fires)
    stock_now = _stock(first, areas, tools)
    if until is not None:
        return _projected(survey, first, stock_now, until, curves or {}, tools, fires)
    return _since_planting(survey, first, stock_now, tools, fires)


def _stock(plots: Sequence[SamplePlot], areas: Mapping[str, Decimal], tools: Tools) -> Estimate:
    found = densities(plots, tools)
    values = {name: [_number(step) for step in by_plot.values()] for name, by_plot in found.items()}
    result = estimate(values, areas, tools.rules, "survey.stock")
    plot_steps = tuple(step for by_plot in found.values() for step in by_plot.values())
    return _with_steps(result, plot_steps)


def _remeasured(survey: Survey, first: Sequence[SamplePlot], last: Sequence[SamplePlot],
                areas: Mapping[str, Decimal], tools: Tools, fires: Sequence[Fire]) -> Removals:
    before, after = densities(first, tools), densities(last, tools)
    stocks = (_stock(first, areas, tools), _stock(last, areas, tools))
    both = {name: sorted(before.get(name, {}).keys() & after.get(name, {}).keys()) for name in areas}
    paired = all(len(plots) > 1 for plots in both.values())
    alone = sum(len(before.get(name, {}).keys() ^ after.get(name, {}).keys()) for name in areas) if paired else 0
    if paired:
        differences = {name: [_number(after[name][plot]) - _number(before[name][plot]) for plot in both[name]]
                       for name in areas}
        change = _with_steps(estimate(differences, areas, tools.rules, "survey.change"),
                             tuple(one.step for one in stocks))
    else:
        change = _difference(stocks[0], stocks[1])
    start, end = survey.rounds[0], survey.rounds[-1]
    years = _years(start, end)
    result = _result("remeasured", survey, start, end, years, change, stocks, tools.rules, fires,
                     _baseline_change(survey, years), _first_age(survey, start))
    return replace(result, paired=paired, not_paired=alone)


def _difference(first: Estimate, second: Estimate) -> Estimate:
    """Two rounds with other plots: independent samples, so the squares of the errors add up."""
    total = second.total_t - first.total_t
    error = (first.standard_error_t ** 2 + second.standard_error_t ** 2).sqrt()
    degrees = min(first.degrees, second.degrees)
    t = max(first.t, second.t)
    step = Step("survey.change", total, "tCO2e", "ΔC = C₂ − C₁;  SE = √(SE₁² + SE₂²);  U = t · SE ÷ |ΔC|", (
        Given("C₁", first.total_t, "tCO2e"), Given("C₂", second.total_t, "tCO2e"), Given("SE", error, "tCO2e"),
        Given("t", t), Given("U", t * error / abs(total) if total else ZERO)), steps=(first.step, second.step))
    return Estimate(total, error, degrees, t, first.reliability, second.strata, step)


def _projected(survey: Survey, plots: Sequence[SamplePlot], now: Estimate, until: date, curves: Mapping[str, Curve],
               tools: Tools, fires: Sequence[Fire]) -> Removals:
    start = survey.rounds[0]
    years = _years(start, until)
    growth: dict[str, Decimal] = {}
    grown: list[Growth] = []
    steps = []
    for one in survey.strata:
        if one.planted_on is None:
            raise Problem("survey_no_age", stratum=one.name)
        age = _years(one.planted_on, start)
        curve = curves.get(one.name) or illustrative(tools.rules)
        growth[one.name] = curve.ratio(age, age + years) - 1
        grown.append(Growth(one.name, curve, age, years))
        steps.append(Step("survey.growth", growth[one.name], "", "q = y(t + T) ÷ y(t) − 1", (
            Given("stratum", one.name), Given("t", age, "a"), Given("T", years, "a")), steps=(curve.step,)))
    values = {name: [_trees(step) * growth[name] for step in by_plot.values()]
              for name, by_plot in densities(plots, tools).items()}
    areas = {one.name: one.area_hm2 for one in survey.strata}
    change = _with_steps(estimate(values, areas, tools.rules, "survey.projected"), (now.step, *steps))
    shares = {one.name: one.total_t / change.total_t if change.total_t else ZERO for one in change.strata}
    result = _result("projected", survey, start, until, years, change, (now,), tools.rules, fires,
                     _baseline_change(survey, years), _first_age(survey, start))
    return replace(result, growth=tuple(replace(one, share=shares[one.stratum]) for one in grown))


def _since_planting(survey: Survey, plots: Sequence[SamplePlot], now: Estimate, tools: Tools,
                    fires: Sequence[Fire]) -> Removals:
    end = survey.rounds[0]
    planted = [one.planted_on for one in survey.strata if one.planted_on]
    years = _years(min(planted), end) if planted else Decimal(1)
    steps = tuple(step for one in survey.strata for step in _before(one, tools.rules))
    before = sum((_number(step) for step in steps), ZERO)
    base = Step("removals.before", before, "tCO2e", "Σ A · (C_scattered + C_shrub)", steps=steps)
    later = sum((_baseline_since(one, end) for one in survey.strata), ZERO)
    if later:
        base = Step("removals.baseline", before + later, "tCO2e", "C_before + Σ ΔC_BSL · T", steps=(base,))
    return _result("since_planting", survey, min(planted) if planted else None, end, years, now, (now,), tools.rules,
                   fires, base, ZERO)


def _baseline_since(one: SurveyStratum, end: date) -> Decimal:
    """Change of a stratum's baseline from its planting on, tCO2e."""
    if not one.baseline_t_yr:
        return ZERO
    if one.planted_on is None:
        raise Problem("survey_no_age", stratum=one.name)
    return one.baseline_t_yr * _years(one.planted_on, end)


def _before(one: SurveyStratum, rules: RulesAt) -> list[Step]:
    """What stood before planting: scattered trees (E10) and shrubs (E8), tCO2e of the stratum."""
    out = []
    for cover, made in ((one.cover_before, stock.scattered_trees), (one.shrubs_before, stock.from_shrub_cover)):
        if cover:
            per_hm2 = made(cover, rules)
            out.append(Step("removals.before_stratum", one.area_hm2 * _number(per_hm2), "tCO2e", "A · C", (
                Given("stratum", one.name), Given("A", one.area_hm2, "hm²")), steps=(per_hm2,)))
    return out


def _baseline_change(survey: Survey, years: Decimal) -> Step:
    yearly = sum((one.baseline_t_yr for one in survey.strata), ZERO)
    return Step("removals.baseline", yearly * years, "tCO2e", "ΔC_BSL · T",
                (Given("ΔC_BSL", yearly, "tCO2e/a"), Given("T", years, "a")))


def _result(basis: str, survey: Survey, start: date | None, end: date, years: Decimal, change: Estimate,
            stocks: tuple[Estimate, ...], rules: RulesAt, fires: Sequence[Fire], baseline: Step,
            age: Decimal) -> Removals:
    """Everything after the change of the trees' stock, in the order this module's head states."""
    counted = discounted(change.step, change.relative_90, "gain" if change.total_t >= 0 else "loss", rules)
    dead_factor = rules["dead_wood_factor"]
    parts = [counted, baseline]
    dead = _number(counted) * dead_factor.number
    soil, burnt = _soil(survey, years, age, rules), _fire(fires, rules)
    parts += [step for step in (soil, burnt) if step is not None]
    leakage, risk = rules["leakage_t"], rules["non_permanence_risk"]
    net = (_number(counted) + dead + (_number(soil) if soil else ZERO) - _number(baseline) - leakage.number
           - (_number(burnt) if burnt else ZERO))
    claimed = net * (1 - risk.number) if net > 0 else net  # the deduction never makes a loss smaller
    rounded = claimed.quantize(TONNE, ROUND_FLOOR)  # down, so that rounding never makes a loss smaller either
    step = Step("removals.claimed", rounded, "tCO2e",
                "CDR = (ΔC · (1 + DW) + ΔSOC − ΔC_BSL − LK − GHG) · (1 − K_RISK), ⌊0.001⌋", (
                    Given("ΔC", _number(counted), "tCO2e"), read("DW", dead_factor),
                    Given("ΔC_BSL", _number(baseline), "tCO2e"), read("LK", leakage),
                    read("soil", rules["soil_counted"]), read("K_RISK", risk), Given("T", years, "a")),
                steps=tuple(parts))
    least = int(rules.number("sampling_min_plots"))
    few = tuple(one.name for one in change.strata if one.plots < least)
    return Removals(basis, start, end, years, rounded, change, stocks, few, step)


def _soil(survey: Survey, years: Decimal, age: Decimal, rules: RulesAt) -> Step | None:
    """E12: 44/12 · A · dSOC over the years that may still count; None where soil is switched off."""
    switch = rules["soil_counted"]
    if switch.value is not True:
        return None
    cap, most = rules["soil_max_tc_hm2_yr"], rules["soil_max_years"]
    counted = max(min(years, most.number - age), ZERO)
    return Step("removals.soil", co2(survey.area_hm2 * cap.number) * counted, "tCO2e", "44/12 · A · dSOC · T", (
        Given("A", survey.area_hm2, "hm²"), read("dSOC", cap), read("T_max", most), Given("T", counted, "a")))


def _fire(fires: Sequence[Fire], rules: RulesAt) -> Step | None:
    """E13: 0.001 · Σ A · b · COMF · (EF_CH4 · GWP_CH4 + EF_N2O · GWP_N2O); None without fires."""
    if not fires:
        return None
    ch4, n2o, warm4, warm2 = (rules[name] for name in ("fire_ch4_g_kg", "fire_n2o_g_kg", "gwp_ch4", "gwp_n2o"))
    shares = rules["fire_combustion_share"]
    per_tonne = (ch4.number * warm4.number + n2o.number * warm2.number) / 1000
    total = ZERO
    for one in fires:
        if not (one.area_hm2 > 0 and one.biomass_t_hm2 >= 0 and one.age >= 0):
            raise Problem("fire_values")
        share = shares.bracket(one.age)
        assert isinstance(share, Decimal)
        total += one.area_hm2 * one.biomass_t_hm2 * share * per_tonne
    return Step("removals.fire", total, "tCO2e", "0.001 · Σ A · b · COMF · (EF_CH4 · GWP_CH4 + EF_N2O · GWP_N2O)", (
        Given("n", Decimal(len(fires))), read("COMF", shares), read("EF_CH4", ch4), read("GWP_CH4", warm4),
        read("EF_N2O", n2o), read("GWP_N2O", warm2)))


def _first_age(survey: Survey, start: date) -> Decimal:
    planted = [one.planted_on for one in survey.strata if one.planted_on]
    return max((_years(day, start) for day in planted if day < start), default=ZERO)


def _years(start: date, end: date) -> Decimal:
    """Calendar years between two days, the rest as days of its year; Problem `survey_order` where it is none."""
    if end <= start or end.year == date.max.year:
        raise Problem("survey_order", start=start, end=end)
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    last, following = _anniversary(start, whole), _anniversary(start, whole + 1)
    return whole + Decimal((end - last).days) / (following - last).days


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _number(step: Step | None) -> Decimal:
    assert step is not None and isinstance(step.value, Decimal)
    return step.value


def _trees(plot: Step) -> Decimal:
    """A plot's carbon without its shrubs, which no tree's curve grows on."""
    return sum((_number(step) for step in plot.steps if step.key == "survey.species"), ZERO)


def _with_steps(result: Estimate, steps: tuple[Step, ...]) -> Estimate:
    own = result.step
    step = Step(own.key, own.value, own.unit, own.formula, own.inputs, own.source, own.steps + steps)
    return Estimate(result.total_t, result.standard_error_t, result.degrees, result.t, result.reliability,
                    result.strata, step)
