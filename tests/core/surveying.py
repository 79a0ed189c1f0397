"""Surveys for the tests: made by hand, drawn at random, and reckoned a second time with the referee."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import referee
from hypothesis import strategies as st

from core.carbon import Survey
from core.carbon.removals import Removals
from core.carbon.survey import SamplePlot, SurveyStratum, Tree

D = Decimal
TABLE = Path(__file__).resolve().parents[2] / "data" / "carbon_parameters.csv"
GROUPS = {"台湾相思": "相思类", "印度黄檀": "硬阔类", "余甘子": "软阔类", "云南松": "云南松"}
FIRST, SECOND = date(2022, 1, 1), date(2025, 1, 1)
MILLI = D("0.001")
UNTIL = date(2028, 1, 1)  # six years after the only round
DBHS = ((8, 10), (9, 11), (8, 12))  # three plots of two acacias

TREES = st.builds(
    Tree, species=st.sampled_from(tuple(GROUPS)), dbh_cm=st.decimals(1, 40, places=1),
    height_m=st.decimals(2, 30, places=1), count=st.integers(1, 5))
PLOTS = st.builds(
    SamplePlot, stratum=st.just(""), name=st.just(""), on=st.just(FIRST),
    area_hm2=st.decimals(D("0.04"), D("0.06"), places=4),
    trees=st.lists(TREES, max_size=6).map(tuple), shrub_cover=st.just(D(0)) | st.decimals(0, 1, places=2))


def renamed(plot: SamplePlot, stratum: str, name: str, on: date | None = None) -> SamplePlot:
    return SamplePlot(stratum, name, on or plot.on, plot.area_hm2, plot.trees, plot.shrub_cover)


@st.composite
def surveys(draw: st.DrawFn, rounds: int = 1, planted_on: date | None = date(2016, 7, 1)) -> Survey:
    """One to three strata of two to five plots, each plot measured in every round."""
    strata, plots = [], []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        strata.append(SurveyStratum(str(number), draw(st.decimals(1, 300, places=4)), planted_on))
        count = draw(st.integers(2, 5))
        for on in (FIRST, SECOND)[:rounds]:
            plots += [renamed(draw(PLOTS), str(number), str(at), on) for at in range(count)]
    return Survey(tuple(strata), tuple(plots))


def plot(stratum: str, name: str, *dbhs: object, on: date = FIRST, area: object = "0.05", species: str = "台湾相思",
         shrubs: object = 0) -> SamplePlot:
    """A plot of trees of one species by their DBH."""
    trees = tuple(Tree(species, D(str(dbh))) for dbh in dbhs)
    return SamplePlot(stratum, name, on, D(str(area)), trees, D(str(shrubs)))


def stratum(area: object = 10, **more: object) -> SurveyStratum:
    return SurveyStratum("1", D(str(area)), **({"planted_on": date(2016, 1, 1)} | more))  # type: ignore[arg-type]


def once(*dbhs: tuple[object, ...], on: date = FIRST, **more: object) -> Survey:
    return Survey((stratum(**more),), tuple(plot("1", str(at), *each, on=on) for at, each in enumerate(dbhs)))


def twice(before: tuple[tuple[object, ...], ...], after: tuple[tuple[object, ...], ...], **more: object) -> Survey:
    return Survey((stratum(**more),), once(*before).plots + once(*after, on=SECOND).plots)


# With the referee

def _national() -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["species_zh"] in GROUPS.values() and row["parameter"] in ("D", "BEF", "R", "CF"):
                found.setdefault((row["species_zh"], row["parameter"]), float(row["value"]))
    return found


NATIONAL = _national()


def factor(species: str, name: str) -> float:
    """A factor of a species by the national table."""
    return NATIONAL[GROUPS[species], name]


def trees_t_hm2(plot: SamplePlot, formula: bool = False) -> float:
    """tCO2e/hm² of a plot's trees under the shipped rules; `formula`: root ratio by E6."""
    kg = [tree.count * (referee.emblica(float(tree.dbh_cm)) if tree.species == "余甘子"
                        else referee.zeng(float(tree.dbh_cm), factor(tree.species, "D"))) for tree in plot.trees]
    if not kg:
        return 0.0
    area = float(plot.area_hm2)
    root = [referee.root_ratio(sum(kg) / 1000 / area)] * len(kg) if formula else [
        factor(tree.species, "R") for tree in plot.trees]
    return referee.plot_density(kg, root, [factor(tree.species, "CF") for tree in plot.trees], area)


def plot_t_hm2(plot: SamplePlot) -> float:
    return trees_t_hm2(plot) + referee.shrub_stock(1, float(plot.shrub_cover), 130)


def by_stratum(survey: Survey, plots: Sequence[SamplePlot]) -> list[list[float]]:
    """The plots' tCO2e/hm² stratum by stratum, in the order of the survey's strata."""
    return [[plot_t_hm2(plot) for plot in plots if plot.stratum == one.name] for one in survey.strata]


def areas(survey: Survey) -> list[float]:
    return [float(one.area_hm2) for one in survey.strata]


def claimed(found: Removals) -> float:
    return float(found.removals_t)


def gain(estimate: referee.Estimate) -> float:
    """E1 of an estimate of the change, discounted, before rounding; a net loss keeps all of itself."""
    net = referee.discounted(estimate.total, estimate.u if estimate.total else 0)
    return referee.removals(net) if net > 0 else net
