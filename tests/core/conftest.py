"""What the tests of core share: the shipped rules, species and prices, read from data/ without a store."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.carbon import (
    Equations,
    SpeciesTable,
    Stratum,
    Survey,
    Tools,
    load_equations,
    load_parameters,
    load_species,
)
from core.carbon.sheets import read_survey
from core.market import MarketDay, MarketPeriod, Series
from core.rules import RuleBook, RulesAt, load_rules
from core.rules.book import RuleValue

DATA = Path(__file__).resolve().parents[2] / "data"
FIGURES = tuple(f"{kind}_{what}" for kind in ("listed", "block", "auction", "total")
                for what in ("volume_t", "turnover_cny"))
WEEKLY = ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny")


Row = dict[str, str]


@pytest.fixture(scope="session")
def written() -> RuleBook:
    """The rules of data/rules alone."""
    return load_rules(DATA / "rules")


@pytest.fixture(scope="session")
def book(written: RuleBook, species: SpeciesTable) -> RuleBook:
    """All there is: the rules, the species' parameters and their mapping."""
    return written.extended(load_parameters(DATA / "carbon_parameters.csv")).extended(species.mappings())


@pytest.fixture(scope="session")
def on() -> date:
    """The day the assessments of these tests are made."""
    return date(2026, 9, 1)


@pytest.fixture(scope="session")
def rules(book: RuleBook, on: date) -> RulesAt:
    return book.at(on)


@pytest.fixture(scope="session")
def species() -> SpeciesTable:
    return load_species(DATA / "species.csv")


@pytest.fixture(scope="session")
def equations() -> Equations:
    return load_equations(DATA / "allometry.csv")


@pytest.fixture(scope="session")
def tools(rules: RulesAt, species: SpeciesTable, equations: Equations) -> Tools:
    """What surveys are reckoned with, as shipped."""
    return Tools(rules, species, equations)


@pytest.fixture(scope="session")
def tools_with(book: RuleBook, species: SpeciesTable, equations: Equations, on: date) -> Callable[..., Tools]:
    """The same under other values of some rules; a double underscore in a name stands for a dot."""
    def make(**changes: RuleValue) -> Tools:
        reform = {name.replace("__", "."): value for name, value in changes.items()}
        return Tools(book.reform_all(reform).at(on), species, equations)

    return make


@pytest.fixture(scope="session")
def survey_in(species: SpeciesTable) -> Callable[..., Survey]:
    """The survey in a sheet's text or bytes."""
    def run(data: bytes | str, name: str = "样地.csv", area: Decimal | None = None,
            planted_on: date | None = None) -> Survey:
        return read_survey(name, data.encode() if isinstance(data, str) else data, species, area, planted_on)

    return run


@pytest.fixture(scope="session")
def pine() -> Callable[..., Stratum]:
    """One hm² of Yunnan pine with 100 m³, or whatever else is said."""
    def make(**given: object) -> Stratum:
        usual = {"species": "云南松", "area_hm2": Decimal(1), "volume_m3_hm2": Decimal(100)}
        return Stratum(**(usual | given))  # type: ignore[arg-type]

    return make


def read_csv(name: str) -> list[Row]:
    with (DATA / "national_price" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def day_rows() -> list[Row]:
    return read_csv("daily")


@pytest.fixture(scope="session")
def week_rows() -> list[Row]:
    return read_csv("weekly")


@pytest.fixture(scope="session")
def month_rows() -> list[Row]:
    return read_csv("monthly")


@pytest.fixture(scope="session")
def series(day_rows: list[Row], week_rows: list[Row]) -> Series:
    """The shipped days as values of core; a day of quality W carries its week."""
    weeks = [MarketPeriod(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
                        *(Decimal(row[name]) for name in WEEKLY), row["source"]) for row in week_rows]

    def week_of(day: date) -> MarketPeriod:
        return next(week for week in weeks if week.start <= day <= week.end)

    days = []
    for row in day_rows:
        day = date.fromisoformat(row["market_date"])
        figures = {name: Decimal(row[name]) if row[name] else None for name in (*FIGURES, "close_cny")}
        days.append(MarketDay(day, row["quality"], row["source"], close_basis=row["close_basis"],
                              week=week_of(day) if row["quality"] == "W" else None, **figures))
    return Series(days)
