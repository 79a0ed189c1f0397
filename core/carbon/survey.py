"""A survey of sample plots: trees in plots, plots in strata, and the carbon per hm² of one plot (E3, E4, E8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.carbon import stock
from core.carbon.allometry import Equation, Equations, above_ground_kg
from core.carbon.species import Factors, SpeciesTable, co2
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import Reading, RulesAt
from core.trace import Given, Name, Step, read

KG_PER_T = 1000
ROUND_DAYS = 366  # what is measured later than this after a round's first day is another round


@dataclass(frozen=True, slots=True)
class Tree:
    """A measured tree, or several alike. DBH cm, height m; `row`: its line in the sheet, for messages."""

    species: str
    dbh_cm: Decimal
    height_m: Decimal | None = None
    count: int = 1
    row: int = 0


@dataclass(frozen=True, slots=True)
class SamplePlot:
    """One sample plot on one day; area hm², cover of shrubs 0–1. A plot without trees counts as well."""

    stratum: str
    name: str
    on: date
    area_hm2: Decimal
    trees: tuple[Tree, ...] = ()
    shrub_cover: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class SurveyStratum:
    """A part of the land that is sampled and reckoned by itself.

    area hm²; planted_on; before planting: crown cover of scattered trees and of shrubs, 0–1; yearly change of the
    baseline, tCO2e/a.
    """

    name: str
    area_hm2: Decimal
    planted_on: date | None = None
    cover_before: Decimal = ZERO
    shrubs_before: Decimal = ZERO
    baseline_t_yr: Decimal = ZERO


@dataclass(frozen=True)
class Survey:
    """Strata with their sample plots; the same plot may have been measured on several days."""

    strata: tuple[SurveyStratum, ...]
    plots: tuple[SamplePlot, ...]

    @property
    def rounds(self) -> tuple[date, ...]:
        """The first day of each round: a plot measured again begins a new one, and so does more than a year's gap."""
        days: list[date] = []
        seen: set[tuple[str, str]] = set()
        for plot in sorted(self.plots, key=lambda one: one.on):
            key = (plot.stratum, plot.name)
            if not days or key in seen or (plot.on - days[-1]).days > ROUND_DAYS:
                days.append(plot.on)
                seen = set()
            seen.add(key)
        return tuple(days)

    def round(self, number: int) -> tuple[SamplePlot, ...]:
        """The plots of one round (0 is the first, -1 the last)."""
        starts = self.rounds
        start = starts[number]
        later = [day for day in starts if day > start]
        return tuple(plot for plot in self.plots if plot.on >= start and (not later or plot.on < later[0]))

    @property
    def area_hm2(self) -> Decimal:
        return sum((one.area_hm2 for one in self.strata), ZERO)


@dataclass(frozen=True)
class Tools:
    """What a survey is reckoned with: rules of a day, species, equations."""

    rules: RulesAt
    species: SpeciesTable
    equations: Equations


def plot_stock(plot: SamplePlot, tools: Tools) -> Step:
    """Carbon of a sample plot, tCO2e/hm²: Σ species 44/12 · CF · B, B = Σ f/1000 · (1 + R) / A_plot; and its shrubs."""
    by_species: dict[str, list[Tree]] = defaultdict(list)
    for tree in plot.trees:
        try:
            by_species[tools.species.find(tree.species).id].append(tree)
        except Problem as problem:
            raise Problem("sheet_row", row=tree.row, problem=problem) from None
    grown = [_above_ground(trees, tools) for _, trees in sorted(by_species.items())]
    stand = sum((one.kilograms for one in grown), ZERO) / KG_PER_T / plot.area_hm2
    steps = [_species_stock(plot, one, stand, tools.rules) for one in grown]
    if plot.shrub_cover:
        steps.append(stock.from_shrub_cover(plot.shrub_cover, tools.rules))
    value = sum((step.value for step in steps if isinstance(step.value, Decimal)), ZERO)
    label = f"{plot.stratum} {plot.name} {plot.on.isoformat()}"
    return Step("survey.plot", value, "tCO2e/hm²", "C = Σ C_j", (Given("plot", Name(label, label)),),
                steps=tuple(steps))


@dataclass(frozen=True, slots=True)
class _Above:
    """The trees of one species in a plot, kg d.m. above ground, and what that was reckoned with."""

    trees: int
    kilograms: Decimal
    factors: Factors
    equation: Equation
    chosen: tuple[Reading, ...]


def _above_ground(trees: Sequence[Tree], tools: Tools) -> _Above:
    species = tools.species.find(trees[0].species)
    rules = tools.rules
    factors = tools.species.factors(species, rules["parameter_set"].text, rules)
    equation, chosen = tools.equations.choose(species, rules)
    kilograms = ZERO
    for tree in trees:
        try:
            kilograms += tree.count * above_ground_kg(equation, tree.dbh_cm, tree.height_m, factors)
        except Problem as problem:
            raise Problem("sheet_row", row=tree.row, problem=problem) from None
    return _Above(sum(tree.count for tree in trees), kilograms, factors, equation, chosen)


def _species_stock(plot: SamplePlot, found: _Above, stand_t_hm2: Decimal, rules: RulesAt) -> Step:
    """Carbon of one species; `stand_t_hm2`: above-ground biomass of all trees, which E6 goes by."""
    factors, equation = found.factors, found.equation
    root, root_inputs = _root_ratio(stand_t_hm2, factors.r.number, rules)
    biomass = found.kilograms / KG_PER_T / plot.area_hm2 * (1 + root)
    inputs = [Given("species", factors.species.name), Given("n", Decimal(found.trees)),
              Given("Σ AGB", found.kilograms, "kg d.m."), Given("A_plot", plot.area_hm2, "hm²"),
              read("f", equation.reading), *(read("route", one) for one in found.chosen),
              read("set", rules["parameter_set"])]
    if equation.rho or equation.what == "volume_m3":
        inputs.append(read("D", factors.d))
    if equation.what == "volume_m3":
        inputs.append(read("BEF", factors.bef))
    inputs += [*(root_inputs or (factors.group, read("R", factors.r))), read("CF", factors.cf)]
    return Step("survey.species", co2(biomass * factors.cf.number), "tCO2e/hm²",
                "C_j = 44/12 · CF · Σ f/1000 · (1 + R) ÷ A_plot", tuple(inputs))


def _root_ratio(above_t_hm2: Decimal, own: Decimal, rules: RulesAt) -> tuple[Decimal, tuple[Given, ...]]:
    """R of the species table, or by E6 where the rules say so; the inputs where it is E6."""
    source = rules["root_ratio_source"]
    if source.value == "species_table" or not above_t_hm2:
        return own, ()
    root = stock.root_ratio(above_t_hm2, rules)
    return root, (read("R by", source), Given("b", above_t_hm2, "t d.m./hm²"),
                  read("R₀", rules["root_ratio_intercept"]), read("R₁", rules["root_ratio_slope"]), Given("R", root))


def check(survey: Survey) -> None:
    """Problem naming stratum and plot for what cannot be reckoned."""
    names = {one.name for one in survey.strata}
    if len(names) != len(survey.strata):
        raise Problem("survey_stratum_twice")
    for plot in survey.plots:
        if plot.stratum not in names:
            raise Problem("survey_stratum_unknown", stratum=plot.stratum, plot=plot.name)
        if not 0 < plot.area_hm2 <= 10:
            raise Problem("survey_plot_area", plot=plot.name, value=plot.area_hm2)
    sampled = {plot.stratum for plot in survey.plots}
    for one in survey.strata:
        if not 0 < one.area_hm2 <= 1_000_000:
            raise Problem("survey_area", stratum=one.name, value=one.area_hm2)
        if one.name not in sampled:
            raise Problem("survey_stratum_empty", stratum=one.name)


def densities(plots: Iterable[SamplePlot], tools: Tools) -> dict[str, dict[str, Step]]:
    """stratum → plot → its carbon, tCO2e/hm²."""
    out: dict[str, dict[str, Step]] = defaultdict(dict)
    for plot in plots:
        out[plot.stratum][plot.name] = plot_stock(plot, tools)
    return dict(out)
