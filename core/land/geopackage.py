"""GeoPackages, read with SQLite in memory: tables of features and nothing else.

Format: OGC GeoPackage 1.3, clauses 1 and 2. Nothing in the file is executed but the reading of stored rows:
no views, no virtual tables, no attached files, no functions of the schema, and no more than so many steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from core.land import crs
from core.land.limits import Limits
from core.land.raw import Layer, Raw, Row
from core.land.report import Note
from core.problem import Problem

MAGIC = b"SQLite format 3\x00"
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes of the envelope by its kind
STEPS = 200_000_000  # of SQLite's machine in all; a table of 2,000 features takes some thousands
TICK = 100_000
LONGEST_VALUE = 50_000_000
ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA})


def read_geopackage(data: bytes, limits: Limits) -> Raw:
    """Every feature table as a layer. Problems: `gpkg_broken`, `gpkg_none`, and those of coordinate systems."""
    if not data.startswith(MAGIC) or len(data) < 512:
        raise Problem("gpkg_broken")
    layers: list[Layer] = []
    notes: list[Note] = []
    try:
        with _opened(data) as connection:
            for table, column, srs in _tables(connection, notes):
                start = sum(len(layer.rows) for layer in layers)
                layers.append(_layer(connection, table, column, srs, start, limits))
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError, ValueError) as error:
        if isinstance(error, Problem):
            raise
        raise Problem("gpkg_broken") from None
    if not layers:
        raise Problem("gpkg_none")
    return Raw("gpkg", tuple(layers), tuple(notes))


@contextmanager
def _opened(data: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        # a database left open elsewhere is marked for a log file beside it, which is not here
        connection.deserialize(data[:18] + b"\x01\x01" + data[20:])
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        budget = iter(range(STEPS // TICK))
        connection.set_progress_handler(lambda: next(budget, None) is None, TICK)
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in ALLOWED else sqlite3.SQLITE_DENY)
        yield connection
    finally:
        connection.close()


def _tables(connection: sqlite3.Connection, notes: list[Note]) -> list[tuple[str, str, int]]:
    """(table, geometry column, srs_id) of the stored feature tables; views and virtual tables are left out and said."""
    schema = connection.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
    stored = {str(name).casefold(): str(name) for name, kind, sql in schema
              if kind == "table" and str(sql).split()[:2] == ["CREATE", "TABLE"]}
    if not {"gpkg_geometry_columns", "gpkg_contents"} <= stored.keys():
        raise Problem("gpkg_none")
    out = []
    listed = connection.execute(
        "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns WHERE table_name IN "
        "(SELECT table_name FROM gpkg_contents WHERE data_type = 'features') LIMIT 1000").fetchall()
    for table, column, srs in listed:
        if str(table).casefold() in stored:
            out.append((stored[str(table).casefold()], str(column), int(srs) if srs is not None else 0))
        else:
            notes.append(Note("not_a_table", 0, (("name", str(table)[:80]),)))
    return out


def _layer(connection: sqlite3.Connection, table: str, column: str, srs: int, start: int, limits: Limits) -> Layer:
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)} LIMIT {limits.features - start + 1}")
    names = [name for name, *_ in cursor.description]
    if len(names) > limits.columns:
        raise Problem("land_columns", count=len(names), limit=limits.columns)
    place = next((at for at, name in enumerate(names) if name.casefold() == column.casefold()), None)
    if place is None:
        raise Problem("gpkg_broken")
    rows: list[Row] = []
    vertices = 0
    for number, values in enumerate(cursor, start=start + 1):
        if number > limits.features:
            raise Problem("geojson_features", count=f"> {limits.features}", limit=limits.features)
        geometry = _geometry(values[place], number)
        vertices += 0 if geometry is None else int(shapely.get_num_coordinates(geometry))
        if vertices > limits.vertices:
            raise Problem("geojson_vertices", limit=limits.vertices)
        attributes = {name: _value(value) for at, (name, value) in enumerate(zip(names, values, strict=True))
                      if at != place}
        rows.append(Row(number, geometry, attributes))
    return Layer(table, _system(connection, srs), tuple(rows))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _value(value: Any) -> Any:
    return None if isinstance(value, bytes) else value


def _geometry(blob: object, number: int) -> BaseGeometry | None:
    """A GeoPackage geometry: `GP`, version, flags, srs, envelope, then WKB."""
    if blob is None:
        return None
    broken = Problem("feature_geometry", feature=number)
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP" or blob[3] & 0x20:
        raise broken
    envelope = ENVELOPES.get(blob[3] >> 1 & 7)
    if envelope is None:
        raise broken
    try:
        geometry = shapely.from_wkb(blob[8 + envelope:])
    except (shapely.errors.ShapelyError, ValueError):
        raise broken from None
    return geometry


def _system(connection: sqlite3.Connection, srs: int) -> int | None:
    """The EPSG code of an srs_id; None for 0 and -1, which mean undefined."""
    if srs in (0, -1):
        return None
    found = connection.execute("SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
                               "WHERE srs_id = ?", (srs,)).fetchone()
    if found is None:
        return None
    organization, code, definition = found
    if str(organization).strip().upper() == "EPSG" and isinstance(code, int):
        return crs.readable(code)
    text = str(definition or "")
    return None if crs.is_local(text) else crs.recognise(text)
