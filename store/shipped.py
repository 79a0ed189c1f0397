"""What ships in data/: national prices, county outline, illustrative layer → the store."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.carbon import Equations, SpeciesTable, load_equations, load_parameters, load_species
from core.landuse import Kind, load_kinds
from core.ledger.state import Books
from core.rules import RuleBook, load_rules
from store import demo_desk, occupations, plot_files, submissions, versions
from store.books import drop_demo, make_room, take_over
from store.database import Cursor
from store.overlaps import find_overlaps
from store.projection import DEGREES, METRES, project

DATA = Path(__file__).resolve().parent.parent / "data"
SUB_COMPARTMENTS = "sub_compartments.geojson"
NUMBER = re.compile(r"\d+(\.\d+)?")
DEMO_TABLES = ("allocation", "purchase", "lot", "plot", "proposal")  # the inventory has versions instead


@lru_cache(maxsize=1)
def shipped_rules() -> RuleBook:
    """The rules, the species' parameters and their mapping, as they ship."""
    parameters = load_parameters(DATA / "carbon_parameters.csv")
    return load_rules(DATA / "rules").extended(parameters).extended(shipped_species().mappings())


@lru_cache(maxsize=1)
def shipped_species() -> SpeciesTable:
    return load_species(DATA / "species.csv")


@lru_cache(maxsize=1)
def shipped_kinds() -> dict[str, Kind]:
    """Kinds of project by id."""
    return load_kinds(DATA / "project_kinds.csv")


@lru_cache(maxsize=1)
def shipped_equations() -> Equations:
    return load_equations(DATA / "allometry.csv")


def load_prices(cursor: Cursor, folder: Path = DATA / "national_price") -> None:
    """Insert the shipped market days, weeks and months; rows already there stay as they are."""
    days = _rows(folder / "daily.csv")
    fields = [name for name in days[0] if name != "note"]
    _insert(cursor, "market_day", [{name: row[name] or None for name in fields}
                                   | {"close_basis": row["close_basis"]} for row in days])
    for kind in ("week", "month"):
        rows = _rows(folder / f"{kind}ly.csv")
        _insert(cursor, "market_period", [
            {"kind": kind, "start_date": row["start"], "end_date": row["end"]}
            | {name: row[name] for name in ("listed_volume_t", "listed_turnover_cny", "total_volume_t",
                                            "total_turnover_cny", "source")}
            for row in rows])


def load_demo(cursor: Cursor) -> None:
    """Fill the illustrative layer anew: plots, lots, past purchases, sub-compartments, proposals, acts of the desk.

    Problem `journal_own` where the journal holds acts of the county's own: both would be in the same books.
    """
    drop_demo(cursor, whole=True)
    remove_demo(cursor)
    books = load_layer(cursor, DATA / "demo", demo=True)
    occupations.keep_demo(cursor, DATA / "demo")
    plot_files.keep_demo(cursor, DATA / "demo" / "desk")
    demo_desk.play(cursor, DATA / "demo" / "desk", books, shipped_rules())
    submissions.keep_demo(cursor, DATA / "demo" / "submissions.yaml")


def load_layer(cursor: Cursor, folder: Path, demo: bool) -> Books:
    """Insert the five files of a folder laid out as data/demo (its README describes them).

    Lots and purchases open the journal: `take_over` writes them down as its first entries. The books it then holds.
    """
    taken = _rows(folder / "allocations.csv")
    purchases = _rows(folder / "orders.csv")
    status = {row["order"]: row["status"] for row in purchases}
    _insert(cursor, "purchase", [
        {("purchase" if name == "order" else name): value for name, value in row.items()} | {"demo": demo}
        for row in purchases])
    _insert(cursor, "allocation", [
        {"purchase": row["order"], "lot": row["lot"], "tonnes": row["tonnes_t"]} for row in taken])
    plots = _features(folder / "plots.geojson")
    _insert(cursor, "plot", [_plot(feature) | {"demo": demo} for feature in plots])
    _insert(cursor, "lot", [_lot(feature["properties"], taken, status) | {"demo": demo} for feature in plots])
    _insert(cursor, "proposal", [_proposal(feature) | {"demo": demo}
                                 for feature in _features(folder / "proposals.geojson")])
    path = folder / SUB_COMPARTMENTS
    _load_sub_compartments(cursor, _features(path), demo, hashlib.sha256(path.read_bytes()).hexdigest())
    return take_over(cursor, demo)


def remove_demo(cursor: Cursor) -> None:
    """Take every illustrative row out; the county's own rows stay. Problem `journal_own` where acts hold on to both."""
    drop_demo(cursor, whole=False)
    cursor.execute("DELETE FROM allocation WHERE purchase IN (SELECT purchase FROM purchase WHERE demo)")
    for table in DEMO_TABLES[1:]:
        cursor.execute(f"DELETE FROM {table} WHERE demo")
    versions.remove_demo(cursor)
    submissions.drop_demo(cursor)


def clear_layer(cursor: Cursor) -> None:
    """Take every row of the books out, illustrative or not, and the illustrative inventory.

    Own inventories of before stay: an assessment may name the version it used. Problem `journal_own` where the
    county has acted in the journal: that is never removed.
    """
    make_room(cursor)
    for table in DEMO_TABLES:
        cursor.execute(f"DELETE FROM {table}")
    versions.remove_demo(cursor)
    submissions.drop_demo(cursor)


@lru_cache(maxsize=1)
def county_outline(path: Path = DATA / "boundary" / "yuanmou.geojson") -> tuple[BaseGeometry, dict[str, str]]:
    """The county's outline (EPSG:4490) and its properties."""
    feature = _features(path)[0]
    return shape(feature["geometry"]), feature["properties"]


@lru_cache(maxsize=1)
def township_names() -> dict[str, str]:
    """The county's townships, Chinese → English."""
    rows = (feature["properties"] for feature in _features(DATA / "demo" / SUB_COMPARTMENTS))
    return {own["township_zh"]: own["township_en"] for own in rows}


def demo_sheet(plot: str) -> bytes | None:
    """The illustrative sheet of sample-plot trees of an illustrative plot (CSV); None where there is none."""
    found = {path.stem: path for path in (DATA / "demo" / "measurements").glob("*.csv")}
    return found[plot].read_bytes() if plot in found else None


@dataclass(frozen=True, slots=True)
class Observed:
    """A published observation of biomass, t d.m./hm², at an age in years; `reference`: link or number, may be empty."""

    species_zh: str
    species_latin: str
    site: str
    variable: str
    age: Decimal
    value: Decimal
    source: str
    reference: str

    @property
    def series(self) -> tuple[str, str, str]:
        """What belongs together: the same species, site and way of measuring."""
        return self.species_latin, self.site, self.variable


@lru_cache(maxsize=1)
def published_growth(path: Path = DATA / "growth_observations.csv") -> tuple[Observed, ...]:
    """The published observations that give an age and a biomass."""
    found = []
    for row in _rows(path):
        whole = re.search(r"biomass|total_wood", row["variable"]) and "root" not in row["variable"]
        numbers = NUMBER.fullmatch(row["age_yr"]) and NUMBER.fullmatch(row["value"])
        if whole and numbers and row["unit"] == "t d.m./ha" and not row["confidence"].startswith("ILLUSTRATIVE"):
            place = row["url_or_ref"] if row["url_or_ref"].startswith(("http", "doi:")) else ""
            found.append(Observed(row["species_zh"], row["species_latin"], row["site"], row["variable"],
                                  Decimal(row["age_yr"]), Decimal(row["value"]), row["source"], place))
    return tuple(found)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _features(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)["features"]


def _plot(feature: dict[str, Any]) -> dict[str, Any]:
    own = feature["properties"]
    names = ("plot", "name_zh", "name_en", "township_zh", "township_en", "area_hm2", "planted_on", "stage")
    return {name: str(own[name]) for name in names} | {
        "species": own["species_latin"], "geometry": _geometry_text(feature)}


def _lot(own: dict[str, Any], taken: list[dict[str, str]], status: dict[str, str]) -> dict[str, Any]:
    lot = f"{own['plot']}-L1"

    def sum_of(kind: str) -> str:
        return str(sum((Decimal(row["tonnes_t"]) for row in taken
                        if row["lot"] == lot and status[row["order"]] == kind), Decimal(0)))

    return {"lot": lot, "batch": own["batch"], "plot": own["plot"], "period_start": own["period_start"],
            "period_end": own["period_end"], "stored_t": str(own["tonnes_t"]), "held_t": sum_of("held"),
            "cancelled_t": sum_of("cancelled")}


def _proposal(feature: dict[str, Any]) -> dict[str, Any]:
    own = feature["properties"]
    names = ("proposal", "name_zh", "name_en", "kind", "occupation", "planned_on", "township_zh",
             "township_en", "probability")
    return {name: str(own[name]) for name in names} | {
        "years": own["years"], "geometry": _geometry_text(feature)}


def _geometry_text(feature: dict[str, Any]) -> str:
    return json.dumps(feature["geometry"], default=float)


def _load_sub_compartments(cursor: Cursor, features: list[dict[str, Any]], demo: bool, sha256: str | None) -> None:
    """The folder's inventory as a new version, in force at once unless it is illustrative beside an own one."""
    degrees = np.array([shape(feature["geometry"]) for feature in features], dtype=object)
    metres = project(degrees, DEGREES, METRES)
    columns: dict[str, Any] = {}
    for name in versions.TEXTS + versions.NUMBERS:
        values = [feature["properties"].get(name) for feature in features]
        missing = "" if name in versions.TEXTS else None
        columns[name] = pa.array([missing if value is None else str(value) for value in values], pa.string())
    batch = pa.record_batch(columns | versions.places(metres))
    order = np.argsort(versions.hilbert(shapely.bounds(metres)), kind="stable")
    overlaps = find_overlaps(batch.column("id").to_pylist(), shapely.bounds(metres), metres.__getitem__)
    versions.add(cursor, [batch.take(pa.array(order))], overlaps, file=SUB_COMPARTMENTS, sha256=sha256,
                 imported_at=datetime.now(UTC).replace(tzinfo=None, microsecond=0), demo=demo)


def _insert(cursor: Cursor, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows of text by column name; DuckDB casts text to the column's type exactly."""
    if not rows:
        return
    cursor.register("incoming", pa.Table.from_pylist(rows))
    names = ", ".join(rows[0])
    cursor.execute(f"INSERT OR IGNORE INTO {table} ({names}) SELECT {names} FROM incoming")
    cursor.unregister("incoming")
