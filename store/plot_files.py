"""Plots that have a file: their outlines by SHA-256, and their rows in the table `plot`, which pages read.

Everything here but `outline` belongs in a transaction of the caller's.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.ledger.entry import canonical
from core.ledger.plot_file import PlotFile
from core.ledger.state import Books
from core.problem import Problem
from store.database import Cursor, Store

NAMES = ("plot", "name_zh", "name_en", "township_zh", "township_en", "species", "area_hm2", "planted_on", "demo")
PLACES = 8  # of a degree: a millimetre

Row = tuple[Any, ...]


def body_of(geometry: BaseGeometry) -> str:
    """An outline (EPSG:4490) as it is kept: GeoJSON in one way only."""
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, PLACES))
    return canonical(json.loads(shapely.to_geojson(rounded)))


def geometry_of(body: str) -> BaseGeometry:
    """The outline that GeoJSON says."""
    return shapely.from_geojson(body)


def keep(cursor: Cursor, body: str) -> str:
    """Keep an outline; its SHA-256."""
    name = hashlib.sha256(body.encode()).hexdigest()
    cursor.execute("INSERT INTO plot_outline VALUES (?, ?) ON CONFLICT DO NOTHING", [name, body])
    return name


def keep_demo(cursor: Cursor, folder: Path) -> None:
    """The outlines that the illustrative acts of `folder` name."""
    for feature in json.loads((folder / "plots.geojson").read_text("utf-8"))["features"]:
        keep(cursor, canonical(feature["geometry"]))


def outline(store: Store, sha256: str) -> str | None:
    """GeoJSON of an outline; None where there is none."""
    with store.read() as cursor:
        found = cursor.execute("SELECT body FROM plot_outline WHERE sha256 = ?", [sha256]).fetchall()
    return found[0][0] if found else None


def stage(books: Books, name: str) -> str | None:
    """What the row of a plot must say: listed, after a settlement monitoring. None where the file says nothing: it has
    no lots, or the plot came with the county's layer and nothing was measured since."""
    file = books.plots.get(name)
    if file is None or not file.lots:
        return None
    if any(books.lots[lot].measured_t is not None for lot in file.lots):
        return "monitoring"
    return None if file.opened else "listed"


def project(cursor: Cursor, before: Books, after: Books) -> None:
    """Bring the rows of `plot` from `before` to `after`: a plot that was listed gets one, one that is there follows its
    file's stage and what was corrected in it."""
    for name, file in after.plots.items():
        old, now = before.plots.get(name), stage(after, name)
        if now is not None and not file.opened and stage(before, name) is None:
            _list(cursor, file, now)
            continue
        changes = {column: getattr(file, column) for column in NAMES
                   if file.lots and old and getattr(old, column) != getattr(file, column)}
        if now != stage(before, name):
            changes["stage"] = now
        for column, value in changes.items():
            cursor.execute(f"UPDATE plot SET {column} = ? WHERE plot = ?", [value, name])


def _list(cursor: Cursor, file: PlotFile, now: str) -> None:
    found = cursor.execute("SELECT body FROM plot_outline WHERE sha256 = ?", [file.outline]).fetchall()
    if not found:
        raise Problem("plot_outline_gone", plot=file.plot)
    columns = (*NAMES, "stage", "geometry")
    cursor.execute(f"INSERT OR REPLACE INTO plot ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                   [*_row(file), now, found[0][0]])


def compare(cursor: Cursor, books: Books) -> None:
    """Problem `books_differ` where a row of `plot` is not what the plot's file says."""
    said = {name: now for name in books.plots if (now := stage(books, name)) is not None}
    rows = {row[0]: row for row in cursor.execute(
        f"SELECT {', '.join(NAMES)}, stage, geometry::VARCHAR FROM plot WHERE plot IN (SELECT unnest(?))",
        [list(said)]).fetchall()}
    bodies = dict(cursor.execute("SELECT sha256, body FROM plot_outline WHERE sha256 IN (SELECT unnest(?))", [
        [books.plots[name].outline for name in said]]).fetchall())
    for name, now in sorted(said.items()):
        file, row = books.plots[name], rows.get(name)
        same = (row is None or row[len(NAMES)] == now) if file.opened else (
            row == (*_row(file), now, bodies.get(file.outline)))
        if not same:
            raise Problem("books_differ", table="plot", name=name)


def _row(file: PlotFile) -> Row:
    return tuple(getattr(file, name) for name in NAMES)
