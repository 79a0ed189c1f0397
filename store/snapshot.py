"""Everything the pages and the API read, as values, once per data version."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon import Loss, Occupation, SpeciesTable, assess, load_parameters, load_species
from core.land import read_footprint
from core.market import MarketDay, MarketPeriod, Series, Year, by_year, price_history
from core.reserve import Lot, Order, Plot, Reserve
from core.rules import RuleBook, load_rules
from store.database import Store
from store.overlay import Piece, strata_under
from store.shipped import DATA, county_outline

# Kinds that may be temporary for longer: energy, transport and water works (土地管理法实施条例 Art. 20).
LONG_WORKS = frozenset({"solar_farm", "power_line", "substation", "road", "reservoir", "canal"})

BOOKS = (
    "SELECT plot, name_zh, name_en, township_zh, township_en, species, area_hm2, planted_on, stage, geometry, demo"
    " FROM plot ORDER BY plot",
    "SELECT lot, batch, plot, period_start, period_end, stored_t, held_t, cancelled_t, demo FROM lot ORDER BY lot",
    "SELECT purchase, project_zh, project_en, kind, township_zh, township_en, trade_date, owed_t, offset_t,"
    " purchase_t, unit_price_cny, amount_cny, status, certificate, demo FROM purchase"
    " ORDER BY trade_date, purchase",
    "SELECT purchase, lot, tonnes FROM allocation ORDER BY purchase, lot",
    "SELECT proposal, name_zh, name_en, kind, occupation, years, planned_on, township_zh, township_en,"
    " probability, geometry, demo FROM proposal ORDER BY planned_on, proposal",
)
PERIOD = ("SELECT start_date, end_date, listed_volume_t, listed_turnover_cny, total_volume_t, total_turnover_cny,"
          " source FROM market_period WHERE kind = '{kind}' ORDER BY start_date, end_date")
PRICES = (
    "SELECT market_date, quality, source, listed_volume_t, listed_turnover_cny, block_volume_t, block_turnover_cny,"
    " auction_volume_t, auction_turnover_cny, total_volume_t, total_turnover_cny, close_cny, close_basis"
    " FROM market_day ORDER BY market_date",
    PERIOD.format(kind="week"),
    PERIOD.format(kind="month"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned land use with its footprint (GeoJSON text, EPSG:4490)."""

    proposal: str
    name_zh: str
    name_en: str
    kind: str
    occupation: str
    years: int | None
    planned_on: date
    township_zh: str
    township_en: str
    probability: Decimal
    geometry: str
    demo: bool


@lru_cache(maxsize=1)
def shipped_rules() -> RuleBook:
    """The rules, the species' parameters and their mapping, as they ship."""
    parameters = load_parameters(DATA / "carbon_parameters.csv")
    return load_rules(DATA / "rules").extended(parameters).extended(shipped_species().mappings())


@lru_cache(maxsize=1)
def shipped_species() -> SpeciesTable:
    return load_species(DATA / "species.csv")


class Snapshot:
    """The store at one data version. What it holds is shared by all readers: never change it.

    The books and the prices are read at once, in one transaction. The inventory, which only an import
    changes, is read when first asked for.
    """

    def __init__(self, store: Store):
        self.store = store
        self.rules = shipped_rules()
        self.species = shipped_species()
        with store.read() as cursor:
            cursor.begin()
            self.version: int = cursor.execute("SELECT version FROM data_version").fetchall()[0][0]
            plots, lots, orders, taken, proposals = (cursor.execute(sql).fetchall() for sql in BOOKS)
            self._days, weeks, months = (cursor.execute(sql).fetchall() for sql in PRICES)
            cursor.rollback()
        self.reserve = Reserve(tuple(Plot(*row) for row in plots), tuple(Lot(*row) for row in lots),
                               tuple(Order(*row) for row in orders))
        self.allocations: tuple[tuple[str, str, Decimal], ...] = tuple(taken)  # order, lot, tonnes
        self.proposals = tuple(Proposal(*row) for row in proposals)
        self._weeks = [MarketPeriod(*row) for row in weeks]
        self._months = [MarketPeriod(*row) for row in months]

    @property
    def county(self) -> BaseGeometry:
        return county_outline()[0]

    @property
    def county_source(self) -> tuple[str, str]:
        """Attribution of the outline, Chinese and English."""
        own = county_outline()[1]
        return own["attribution_zh"], own["attribution_en"]

    @cached_property
    def series(self) -> Series:
        return Series(MarketDay(*row, week=_week_of(row[0], self._weeks) if row[1] == "W" else None)
                      for row in self._days)

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Averages by year."""
        return by_year(self.series, self._months)

    @cached_property
    def prices(self) -> tuple[tuple[MarketDay, Decimal, Decimal], ...]:
        """(day, national average, trading price) under the rules in force."""
        return price_history(self.series, self.rules)

    @cached_property
    def proposal_losses(self) -> dict[str, Loss]:
        """Each proposal that covers forest, assessed under the rules of its planned date."""
        losses = {}
        for one in self.proposals:
            strata = strata_under(self.store, read_footprint(one.geometry, self.county).geometry)
            if strata:
                years = None if one.years is None else Decimal(one.years)
                occupation = Occupation(one.occupation, years, long_works=one.kind in LONG_WORKS)
                losses[one.proposal] = assess(strata, occupation, one.planned_on, self.rules, self.species)
        return losses

    @cached_property
    def parcels(self) -> dict[str, Piece]:
        """Each whole sub-compartment as a piece, by id."""
        rows = self._rows("SELECT id, township_zh, township_en, land_class, forest_use, origin, species, age,"
                          " volume_m3_hm2, canopy, area_hm2, area_hm2 FROM sub_compartment ORDER BY id")
        return {row[0]: Piece(*row) for row in rows}

    @cached_property
    def inventory(self) -> pd.DataFrame:
        """Sub-compartments without geometry; decimals as Decimal objects."""
        with self.store.read() as cursor:
            table = cursor.execute(
                "SELECT id, township_zh, township_en, compartment, sub_compartment, area_hm2, land_class,"
                " forest_category, forest_use, origin, species, age, volume_m3_hm2, canopy,"
                " protection_grade, demo FROM sub_compartment ORDER BY id").to_arrow_table()
        return table.to_pandas()

    @cached_property
    def parcel_numbers(self) -> dict[str, int]:
        """Sub-compartment id → its place in `inventory` and `inventory_geometries`."""
        return {name: at for at, name in enumerate(self.parcels)}

    @cached_property
    def inventory_geometries(self) -> list[dict[str, Any]]:
        """Per sub-compartment of `inventory`, in its order: its GeoJSON geometry (EPSG:4490)."""
        rows = self._rows("SELECT wkb FROM sub_compartment ORDER BY id")
        return [json.loads(text) for text in shapely.to_geojson(shapely.from_wkb([row[0] for row in rows]))]

    @property
    def demo(self) -> bool:
        """Whether any figure of the reserve or the inventory is illustrative."""
        return self.reserve.demo or bool(len(self.inventory) and self.inventory["demo"].any())

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.store.read() as cursor:
            return cursor.execute(sql).fetchall()


_lock = threading.Lock()
_current: list[Snapshot] = []


def current(store: Store) -> Snapshot:
    """The snapshot of the store's present data version, shared by all readers until the next write."""
    if _current and _current[0].version == store.data_version and _current[0].store is store:
        return _current[0]
    with _lock:
        if not (_current and _current[0].version == store.data_version and _current[0].store is store):
            _current[:] = [Snapshot(store)]
        return _current[0]


def _week_of(day: date, weeks: list[MarketPeriod]) -> MarketPeriod:
    return next(week for week in weeks if week.start <= day <= week.end)
