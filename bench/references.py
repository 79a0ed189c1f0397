"""The plain ways of doing what core and store do: references to measure against and to agree with.

Each is what one would write for that one result alone: no working, no rule versions, no refusals.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon import SpeciesTable, Stratum
from core.carbon.growth import growth_rate
from core.rules import RuleBook
from store.database import Store

CENT = Decimal("0.01")
CRS = "EPSG:4543"


# --- the price history

Day = tuple[date, Decimal, Decimal]  # market date, turnover CNY, volume t: the week's where only that is known


def read_days(folder: Path) -> list[Day]:
    """Turnover and volume of every market day, straight from the shipped CSV."""
    def rows(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    weeks = [(row["start"], row["end"], row) for row in rows("weekly.csv")]
    days = []
    for row in rows("daily.csv"):
        from_ = row
        if row["quality"] == "W":
            from_ = next(week for start, end, week in weeks if start <= row["market_date"] <= end)
        days.append((date.fromisoformat(row["market_date"]), Decimal(from_["total_turnover_cny"] or 0),
                     Decimal(from_["total_volume_t"] or 0)))
    return sorted(days)


def price_loop(days: Sequence[Day], multiplier: Decimal) -> list[tuple[date, Decimal, Decimal]]:
    """(day, national average, trading price) for each day with trade, CNY/t."""
    out = []
    for day, turnover, volume in days:
        if volume:
            average = (turnover / volume).quantize(CENT, ROUND_HALF_UP)
            out.append((day, average, (average * multiplier).quantize(CENT, ROUND_HALF_UP)))
    return out


# --- the loss of strata with a known volume

@dataclass(frozen=True)
class Bare:
    """A stratum's numbers and nothing else: area, volume, growth rate, tCO2e/m³ by both parameter sets."""

    area: Any
    volume: Any
    rate: Any
    phi: Any
    phi_other: Any


def bare_strata(strata: Sequence[Stratum], on: date, book: RuleBook, table: SpeciesTable, sets: tuple[str, str],
                kind: Callable[[Decimal], Any]) -> list[Bare]:
    """Strata with their parameters looked up beforehand, as `kind` of number (float or Decimal)."""
    out = []
    for one in strata:
        species = table.find(one.species)
        assert one.volume_m3_hm2 is not None
        rate, _ = growth_rate(one.age, one.origin, species.age_group, book.at(on))
        phi, phi_other = (table.factors(species, name, book.at(on)).co2_per_m3().value for name in sets)
        numbers = (one.area_hm2, one.volume_m3_hm2, rate.number, phi, phi_other)
        out.append(Bare(*(kind(number) for number in numbers if isinstance(number, Decimal))))
    return out


def loss_loop(strata: Sequence[Bare], years: int, long_years: int, removed: Any, zero: Any) -> tuple[Any, ...]:
    """Stock, flow, flow over the long span, and flow under the other set, for a permanent use; tCO2e."""
    stock = flow = long_flow = other = zero
    for one in strata:
        stock += one.area * removed * one.volume * one.phi
        yearly = one.area * one.volume * one.rate
        flow += yearly * one.phi * years
        long_flow += yearly * one.phi * long_years
        other += yearly * one.phi_other * years
    return stock, flow, long_flow, other


# --- the overlay

def inventory_frame(store: Store) -> geopandas.GeoDataFrame:
    """The sub-compartments of the store in EPSG:4543, in memory."""
    with store.read() as cursor:
        rows = cursor.execute("SELECT id, ST_AsWKB(geom_4543) FROM sub_compartment ORDER BY id").fetchall()
    return geopandas.GeoDataFrame({"id": [row[0] for row in rows]},
                                  geometry=shapely.from_wkb([bytes(row[1]) for row in rows]), crs=CRS)


def overlay_frame(inventory: geopandas.GeoDataFrame, metres: BaseGeometry) -> dict[str, float]:
    """m² of each sub-compartment under `metres` (EPSG:4543), by geopandas."""
    proposal = geopandas.GeoDataFrame(geometry=[metres], crs=CRS)
    cut = geopandas.overlay(inventory, proposal, how="intersection", keep_geom_type=True)
    return cut.geometry.area.groupby(cut["id"]).sum().to_dict()
