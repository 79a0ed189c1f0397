"""Illustrative sample-plot sheets for the 13 plots: trees whose removals come near the stored tonnes of each plot.

One CSV a plot, laid out as the product's own template (core/carbon/sheets.py). Each plot is one stratum with six
sample plots of 0.04 hm², measured on the first day of its period.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np

from core.carbon import SpeciesTable, Tools, account, load_equations, load_parameters, load_species
from core.carbon.survey import SamplePlot, Survey, SurveyStratum, Tree
from core.rules import load_rules
from data.demo.geometry import Feature
from data.demo.places import DATA

SAMPLE_PLOTS, PLOT_AREA = 6, Decimal("0.04")
STEMS_PER_HM2 = (1050, 1350)
TREE_SPREAD, PLOT_SPREAD, SHEET_SPREAD = 0.22, 0.06, 0.05  # relative, of DBH, of a plot's DBH, of the whole sheet
START_DBH = 4.0  # cm; from here the sheet is scaled to its tonnes
POWER = 7 / 3  # about the exponent of DBH in the equations
HEADERS = ("stratum", "stratum_area_hm2", "planted_on", "sample_plot", "plot_area_hm2", "date", "species", "dbh_cm",
           "height_m")


def make_measurements(plots: list[Feature]) -> dict[str, list[dict[str, str]]]:
    """plot → rows of its sheet."""
    species = load_species(DATA / "species.csv")
    book = load_rules(DATA / "rules").extended(load_parameters(DATA / "carbon_parameters.csv"))
    tools = Tools(book.extended(species.mappings()).at(date(2025, 1, 1)), species,
                  load_equations(DATA / "allometry.csv"))
    return {str(own["plot"]): list(_sheet(own, tools, species)) for own, _ in plots}


def _sheet(own: dict[str, object], tools: Tools, species: SpeciesTable) -> Iterator[dict[str, str]]:
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(f"measurements {own['plot']}".encode())))
    trees = _trees(rng)
    start = date.fromisoformat(str(own["period_start"]))
    until = start.replace(year=start.year + 3)
    wished = float(str(own["tonnes_t"])) * (1 + SHEET_SPREAD * rng.uniform(-1, 1))
    scale = 1.0
    for _ in range(6):  # the discount for uncertainty makes it not quite a power
        survey = _survey(own, trees, scale, start, species)
        scale *= (wished / float(account(survey, tools, until).removals_t)) ** (1 / POWER)
    for plot in _survey(own, trees, scale, start, species).plots:
        for tree in plot.trees:
            cells = ("1", own["area_hm2"], own["planted_on"], plot.name, PLOT_AREA, start, own["species_zh"],
                     tree.dbh_cm, tree.height_m)
            yield dict(zip(HEADERS, map(str, cells), strict=True))


def _trees(rng: np.random.Generator) -> list[np.ndarray]:
    """Per sample plot: DBH of its trees before scaling, cm."""
    stems = rng.integers(*STEMS_PER_HM2, SAMPLE_PLOTS) * float(PLOT_AREA)
    sites = START_DBH * (1 + PLOT_SPREAD * rng.standard_normal(SAMPLE_PLOTS))
    return [np.clip(site * (1 + TREE_SPREAD * rng.standard_normal(int(count))), 0.8, None)
            for site, count in zip(sites, stems, strict=True)]


def _survey(own: dict[str, object], trees: list[np.ndarray], scale: float, start: date,
            species: SpeciesTable) -> Survey:
    name = species.find(str(own["species_zh"])).id
    stratum = SurveyStratum("1", Decimal(str(own["area_hm2"])), date.fromisoformat(str(own["planted_on"])))
    return Survey((stratum,), tuple(
        SamplePlot("1", str(number), start, PLOT_AREA, tuple(_tree(name, float(dbh) * scale) for dbh in found))
        for number, found in enumerate(trees, start=1)))


def _tree(species: str, dbh: float) -> Tree:
    return Tree(species, Decimal(f"{max(dbh, 0.5):.1f}"), Decimal(f"{1.3 + 0.55 * dbh:.1f}"))
