"""The county's own data: five files laid out as data/demo, checked row by row before anything is stored."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from shapely.errors import ShapelyError
from shapely.geometry import box, shape

from core.carbon import SpeciesTable
from core.problem import Problem
from store.database import Cursor
from store.shipped import clear_layer, county_outline, load_layer

WORLD = box(-180, -90, 180, 90)
Text = Annotated[str, Field(min_length=1, max_length=120)]


def _digits(value: object) -> object:
    """A number's digits are those of every program: １ is one to Python and nothing to the store."""
    if isinstance(value, str) and not value.isascii():
        raise ValueError("a number is written with the digits 0 to 9")
    return value


Plain = BeforeValidator(_digits)
Hectares = Annotated[Decimal, Plain, Field(gt=0, le=1_000_000, decimal_places=4)]
Tonnes = Annotated[Decimal, Plain, Field(ge=0, le=100_000_000, decimal_places=3)]
Money = Annotated[Decimal, Plain, Field(ge=0, le=1_000_000_000, decimal_places=2)]
Number = Annotated[int, Plain, Field(ge=0, le=1_000_000_000)]


def _written(value: object) -> object:
    """A day is text, year first: a number would be taken for seconds since 1970, and could not be stored."""
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII)):
        raise ValueError("a day is written as 2026-11-23")
    return value


Day = Annotated[date, BeforeValidator(_written)]


class _Place(BaseModel):
    township_zh: Text
    township_en: Text


class PlotRow(_Place):
    """plots.geojson: one stored plot, with the tonnes of its lot."""

    plot: Text
    name_zh: Text
    name_en: Text
    species_latin: Text
    area_hm2: Hectares
    tonnes_t: Tonnes
    planted_on: Day
    stage: Literal["screening", "measurement", "agreement", "notice", "listed", "monitoring"]
    batch: Text
    period_start: Day
    period_end: Day


class ParcelRow(_Place):
    """sub_compartments.geojson: one polygon of the forest inventory."""

    id: Text
    compartment: Number
    sub_compartment: Number
    area_hm2: Hectares
    land_class: Text
    forest_category: Text
    forest_use: Text
    origin: Literal["natural", "planted"]
    species: Text
    age: Annotated[int, Plain, Field(ge=0, le=1000)] | None
    volume_m3_hm2: Annotated[Decimal, Plain, Field(ge=0, le=2000)] | None
    canopy: Annotated[Decimal, Plain, Field(ge=0, le=1)] | None
    protection_grade: Annotated[int, Plain, Field(ge=1, le=4)] | None


class ProposalRow(_Place):
    """proposals.geojson: one planned land use."""

    proposal: Text
    name_zh: Text
    name_en: Text
    kind: Text
    occupation: Literal["permanent", "temporary"]
    years: Annotated[int, Plain, Field(ge=1, le=4)] | None
    planned_on: Day
    probability: Annotated[Decimal, Plain, Field(ge=0, le=1)]


class OrderRow(_Place):
    """orders.csv: one past or running purchase."""

    order: Text
    project_zh: Text
    project_en: Text
    kind: Text
    trade_date: Day
    owed_t: Tonnes
    offset_t: Tonnes
    purchase_t: Tonnes
    unit_price_cny: Money
    amount_cny: Money
    status: Literal["held", "cancelled"]
    certificate: str


class AllocationRow(BaseModel):
    """allocations.csv: tonnes of an order taken from a lot (plot id and -L1)."""

    order: Text
    lot: Text
    tonnes_t: Annotated[Decimal, Plain, Field(gt=0, decimal_places=3)]


FILES: dict[str, tuple[type[BaseModel], str]] = {
    "plots.geojson": (PlotRow, "plot"), "sub_compartments.geojson": (ParcelRow, "id"),
    "proposals.geojson": (ProposalRow, "proposal"), "orders.csv": (OrderRow, "order"),
    "allocations.csv": (AllocationRow, ""),
}


def check(folder: Path, species: SpeciesTable) -> dict[str, int]:
    """Rows per file if everything can be stored; Problem with file, row and field for the first that cannot."""
    rows = {name: list(_rows(folder / name, model, unique)) for name, (model, unique) in FILES.items()}
    for name, field in (("plots.geojson", "species_latin"), ("sub_compartments.geojson", "species")):
        for number, row in enumerate(rows[name], start=1):
            try:
                species.find(getattr(row, field))
            except Problem as problem:
                raise Problem("import_row", file=name, row=number, field=field, problem=problem) from None
    _check_books(rows)
    return {name: len(found) for name, found in rows.items()}


def replace_layer(cursor: Cursor, folder: Path) -> None:
    """Store the files of a checked folder instead of what there is, illustrative or not."""
    clear_layer(cursor)
    load_layer(cursor, folder, demo=False)


def _rows(path: Path, model: type[BaseModel], unique: str) -> Iterator[Any]:
    seen: set[object] = set()
    for number, raw in enumerate(_raw(path), start=1):
        try:
            row = model.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            raise Problem("import_value", file=path.name, row=number, field=first["loc"][0],
                          value=str(first["input"])[:60], why=first["msg"]) from None
        if unique:
            name = getattr(row, unique)
            if name in seen:
                raise Problem("import_twice", file=path.name, row=number, field=unique, value=name)
            seen.add(name)
        yield row


def _raw(path: Path) -> Iterable[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Problem("import_file_missing", file=path.name) from None
    except UnicodeDecodeError:
        raise Problem("import_encoding", file=path.name) from None
    if path.suffix == ".csv":
        try:
            return list(csv.DictReader(io.StringIO(text, newline="")))
        except csv.Error:
            raise Problem("sheet_broken", file=path.name) from None
    try:
        features = list(json.loads(text, parse_float=Decimal)["features"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Problem("import_geojson", file=path.name) from None
    return [_feature(path, number, feature) for number, feature in enumerate(features, start=1)]


def _feature(path: Path, number: int, feature: Any) -> dict[str, Any]:
    """A feature's properties, once its geometry is known to be a sound polygon inside the county."""
    if not (isinstance(feature, dict) and isinstance(feature.get("properties"), dict)):
        raise Problem("import_geojson", file=path.name)
    try:
        geometry = shape(feature["geometry"])
        good = (geometry.geom_type in ("Polygon", "MultiPolygon") and geometry.is_valid and not geometry.is_empty
                and WORLD.contains(geometry))  # nowhere without end, either
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
        good = False
    if not good or not county_outline()[0].intersects(geometry):
        raise Problem("import_geometry", file=path.name, row=number)
    properties: dict[str, Any] = feature["properties"]
    return properties


def _check_books(rows: dict[str, list[Any]]) -> None:
    """What the files say of each other: every tonne sold came from a lot that had it."""
    stored = {f"{row.plot}-L1": row.tonnes_t for row in rows["plots.geojson"]}
    taken: dict[str, Decimal] = {}
    orders = {row.order: row for row in rows["orders.csv"]}
    given: set[str] = set()
    for number, row in enumerate(rows["orders.csv"], start=1):
        if row.offset_t + row.purchase_t != row.owed_t:
            raise Problem("import_order_sum", row=number, order=row.order)
        if row.certificate and row.certificate in given:
            raise Problem("import_twice", file="orders.csv", row=number, field="certificate", value=row.certificate)
        given.add(row.certificate)
    for number, row in enumerate(rows["allocations.csv"], start=1):
        if row.order not in orders or row.lot not in stored:
            raise Problem("import_allocation", row=number, order=row.order, lot=row.lot)
        taken[row.order] = taken.get(row.order, Decimal(0)) + row.tonnes_t
        stored[row.lot] -= row.tonnes_t
        if stored[row.lot] < 0:
            raise Problem("import_oversold", row=number, lot=row.lot)
    for number, row in enumerate(rows["orders.csv"], start=1):
        if taken.get(row.order, Decimal(0)) != row.purchase_t:
            raise Problem("import_order_sum", row=number, order=row.order)
