"""The illustrative sample-plot sheets: each gives about its plot's stored tonnes, and all are made again alike."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.carbon import Removals, SpeciesTable, Tools, account, load_equations, load_parameters, load_species
from core.carbon.sheets import read_survey
from core.rules import load_rules
from data.demo.make import table
from data.demo.measurements import make_measurements

DATA = Path(__file__).resolve().parents[2] / "data"
SHEETS = DATA / "demo" / "measurements"
NAMES = [f"YM-{number:02}" for number in range(1, 14)]
FIRST_BATCH_T = Decimal("2471.275")

Own = dict[str, Any]


@pytest.fixture(scope="module")
def own() -> dict[str, Own]:
    """plot → its properties."""
    features = json.loads((DATA / "demo" / "plots.geojson").read_text("utf-8"), parse_float=Decimal)["features"]
    return {feature["properties"]["plot"]: feature["properties"] for feature in features}


@pytest.fixture(scope="module")
def species() -> SpeciesTable:
    return load_species(DATA / "species.csv")


@pytest.fixture(scope="module")
def accounts(own: dict[str, Own], species: SpeciesTable) -> dict[str, Removals]:
    """plot → what its sheet gives in the three years of its period, with the rules of the period's first day."""
    book = load_rules(DATA / "rules").extended(load_parameters(DATA / "carbon_parameters.csv"))
    book = book.extended(species.mappings())
    equations = load_equations(DATA / "allometry.csv")
    found = {}
    for name in NAMES:
        start = date.fromisoformat(own[name]["period_start"])
        survey = read_survey(f"{name}.csv", (SHEETS / f"{name}.csv").read_bytes(), species)
        found[name] = account(survey, Tools(book.at(start), species, equations), start.replace(year=start.year + 3))
    return found


def test_there_is_one_sheet_for_each_plot(own: dict[str, Own]) -> None:
    assert sorted(path.stem for path in SHEETS.glob("*.csv")) == NAMES == sorted(own)


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_gives_about_its_plot_s_stored_tonnes(
    name: str, accounts: dict[str, Removals], own: dict[str, Own]
) -> None:
    removals = accounts[name]
    assert float(removals.removals_t) == pytest.approx(float(own[name]["tonnes_t"]), rel=0.08)
    assert (removals.basis, removals.years, removals.plots_below_minimum) == ("projected", 3, ())


def test_the_sheets_together_give_about_the_first_batch(accounts: dict[str, Removals]) -> None:
    total = sum(removals.removals_t for removals in accounts.values())
    assert float(total) == pytest.approx(float(FIRST_BATCH_T), rel=0.05)


def test_the_sheets_differ_from_the_stored_tonnes(accounts: dict[str, Removals], own: dict[str, Own]) -> None:
    """A settlement has something to settle: some plots come out above, some below."""
    above = [removals.removals_t > own[name]["tonnes_t"] for name, removals in accounts.items()]
    assert any(above)
    assert not all(above)


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_says_what_its_plot_says(name: str, own: dict[str, Own], species: SpeciesTable) -> None:
    survey = read_survey(f"{name}.csv", (SHEETS / f"{name}.csv").read_bytes(), species)
    (stratum,) = survey.strata
    planted = date.fromisoformat(own[name]["planted_on"])
    assert (stratum.area_hm2, stratum.planted_on) == (own[name]["area_hm2"], planted)
    assert survey.rounds == (date.fromisoformat(own[name]["period_start"]),)
    assert [(plot.name, plot.area_hm2) for plot in survey.plots] == [(str(at), Decimal("0.04")) for at in range(1, 7)]
    trees = [tree for plot in survey.plots for tree in plot.trees]
    assert {species.find(tree.species).name_zh for tree in trees} == {own[name]["species_zh"]}
    assert all(tree.height_m is not None and tree.dbh_cm >= Decimal("0.5") for tree in trees)


def test_making_the_sheets_again_gives_the_same_rows(own: dict[str, Own]) -> None:
    """Every third plot: each sheet is made by itself, from the plot's properties alone."""
    made = make_measurements([(own[name], None) for name in NAMES[::3]])
    assert list(made) == NAMES[::3]
    for name, rows in made.items():
        text = (SHEETS / f"{name}.csv").read_text("utf-8")
        assert list(csv.DictReader(io.StringIO(text))) == rows
        assert table(rows) == text
