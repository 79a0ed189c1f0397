"""Versions of the forest inventory: which is in force, going back to one, taking an old one out.

Every function here but `versions` and `in_force` belongs in a write: it takes the writer's cursor and counts
with its transaction. The rows of a version never change once stored, so what was read of one stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from core.problem import Problem
from store.database import Cursor

IN_FORCE, KEPT, DROPPED = "in_force", "kept", "dropped"
CELL_M = 1000  # side of the squares the overlay looks up; store/overlay.py
WIDE = -1  # the cell of what is larger than a square
HILBERT_LEVEL = 16

# Name in `sub_compartment`: what stands for not known.
TEXTS = ("id", "township_zh", "township_en", "village", "compartment", "sub_compartment", "land_class",
         "forest_category", "forest_use", "origin", "species")
NUMBERS = ("area_hm2", "age", "volume_m3_hm2", "canopy", "protection_grade")
# By place, and not by name: on a server the bounds bear other names (store/migrations/server).
BOUNDS = ("xmin", "ymin", "xmax", "ymax")
STORED = (*TEXTS[:6], "area_hm2", *TEXTS[6:], *NUMBERS[1:])
INSERT = (f"INSERT INTO sub_compartment SELECT {{number}}, {', '.join(STORED)}, ST_GeomFromWKB(metres),"
          f" {', '.join(BOUNDS)}, cell FROM incoming")
INSERT_OVERLAPS = ("INSERT INTO sub_compartment_overlap SELECT {number}, a, b, m2, ST_GeomFromWKB(metres),"
                   f" {', '.join(BOUNDS)}, cell FROM incoming")
SELECT = "SELECT number, file, sha256, imported_at, rows, area_hm2, left_out, left_out_hm2, demo, status FROM inventory"


@dataclass(frozen=True, slots=True)
class Version:
    """One inventory as it was imported; hm². `imported_at` is UTC, None (as `sha256`) where that is not known."""

    number: int
    file: str
    sha256: str | None
    imported_at: datetime | None
    rows: int
    area_hm2: Decimal
    left_out: int
    left_out_hm2: Decimal
    demo: bool
    status: str  # in_force, kept or dropped


def versions(cursor: Cursor) -> tuple[Version, ...]:
    """Every version there ever was, oldest first."""
    return tuple(Version(*row) for row in cursor.execute(f"{SELECT} ORDER BY number").fetchall())


def in_force(cursor: Cursor) -> Version | None:
    """The version that answers questions now; None before the first."""
    row = cursor.execute(f"{SELECT} WHERE status = '{IN_FORCE}'").fetchone()
    return Version(*row) if row else None


def use(cursor: Cursor, number: int) -> Version:
    """Put version `number` in force, older or newer; Problem `inventory_version` where its rows are not there."""
    found = _stored(cursor, number)
    cursor.execute(f"UPDATE inventory SET status = '{KEPT}' WHERE status = '{IN_FORCE}' AND number <> ?", [number])
    cursor.execute(f"UPDATE inventory SET status = '{IN_FORCE}' WHERE number = ?", [number])
    return found


def drop(cursor: Cursor, number: int) -> Version:
    """Take the rows of an old version out; its record stays. Problem for the one in force or one not there."""
    found = _stored(cursor, number)
    if found.status == IN_FORCE:
        raise Problem("inventory_in_force", version=number)
    _delete(cursor, number)
    return found


def add(cursor: Cursor, batches: Iterable[pa.RecordBatch], overlaps: pa.Table, *, file: str, sha256: str | None,
        imported_at: datetime | None, demo: bool, left_out: int = 0,
        left_out_hm2: Decimal = Decimal(0)) -> Version:
    """Store a version and put it in force; Problem `inventory_twice` where a number stands twice.

    `batches` have the columns TEXTS, NUMBERS and those of `places`; NUMBERS may be text, which is cast exactly.
    `overlaps` is what store.overlaps finds in them.
    The illustrative inventory does not push aside one of the county's own.
    """
    highest = cursor.execute("SELECT coalesce(max(number), 0) FROM inventory").fetchall()[0][0]
    number = highest + 1
    extent: list[Any] = []
    stream = _measured(batches, extent)
    first = next(stream, None)
    if first is not None:
        cursor.register("incoming", pa.RecordBatchReader.from_batches(first.schema, chain((first,), stream)))
        cursor.execute(INSERT.format(number=number))
        cursor.unregister("incoming")
    cursor.register("incoming", overlaps)
    cursor.execute(INSERT_OVERLAPS.format(number=number))
    cursor.unregister("incoming")
    twice = cursor.execute("SELECT id FROM sub_compartment WHERE inventory = ? GROUP BY id HAVING count(*) > 1"
                           " ORDER BY id LIMIT 1", [number]).fetchone()
    if twice:
        raise Problem("inventory_twice", id=twice[0], file=file)
    cursor.execute(
        "INSERT INTO inventory SELECT ?, ?, ?, ?, count(*), coalesce(sum(area_hm2), 0), ?, ?, ?, ?, ?, ?, ?, ?"
        " FROM sub_compartment WHERE inventory = ?",
        [number, file, sha256, imported_at, left_out, left_out_hm2, demo, KEPT, *(extent or [None] * 4), number])
    now = in_force(cursor)
    if now is None or now.demo or not demo:
        use(cursor, number)
    return next(one for one in versions(cursor) if one.number == number)


def remove_demo(cursor: Cursor) -> None:
    """Take the rows of illustrative versions out; the county's newest own version comes in force."""
    for one in versions(cursor):
        if one.demo and one.status != DROPPED:
            _delete(cursor, one.number)
    if in_force(cursor) is None:
        own = [one.number for one in versions(cursor) if one.status == KEPT]
        if own:
            use(cursor, own[-1])


def places(metres: Any) -> dict[str, Any]:
    """Columns that place polygons (EPSG:4543, array of n) in the table: WKB, bounds in metres, cell."""
    bounds = shapely.bounds(metres).reshape(-1, 4)
    wide = ((bounds[:, 2:] - bounds[:, :2]) > CELL_M).any(axis=1)
    cell = cell_of((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2)
    return {"metres": pa.array(shapely.to_wkb(metres), pa.binary()),
            **dict(zip(("xmin", "ymin", "xmax", "ymax"), bounds.T.copy(), strict=True)),
            "cell": np.where(wide, WIDE, cell)}


def cell_of(x: Any, y: Any) -> Any:
    """Number of the square a point (EPSG:4543) lies in."""
    return (np.floor(x / CELL_M) * 100_000 + np.floor(y / CELL_M)).astype(np.int64)


def hilbert(bounds: Any) -> Any:
    """Place of the middle of each of `bounds` (n × west, south, east, north) on a Hilbert curve over all of them."""
    if not len(bounds):
        return np.zeros(0, np.int64)
    low = bounds[:, :2].min(axis=0)
    side = (bounds[:, 2:].max(axis=0) - low).max() or 1.0
    middle = ((bounds[:, :2] + bounds[:, 2:]) / 2 - low) / side * (2**HILBERT_LEVEL - 1)
    return _curve(*middle.astype(np.int64).T)


def _curve(x: Any, y: Any) -> Any:
    """Distance along the curve, by the textbook's loop over bits, for whole arrays at once."""
    distance = np.zeros_like(x)
    for bit in range(HILBERT_LEVEL - 1, -1, -1):
        step = 1 << bit
        right, up = (x & step) > 0, (y & step) > 0
        distance += step * step * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, step - 1 - (x & (step - 1)), x & (step - 1)), np.where(
            flip, step - 1 - (y & (step - 1)), y & (step - 1))
        x, y = np.where(up, x, y), np.where(up, y, x)
    return distance


def _measured(batches: Iterable[pa.RecordBatch], extent: list[Any]) -> Iterator[pa.RecordBatch]:
    """The same batches; `extent` becomes the bounds of all that have passed."""
    for batch in batches:
        if len(batch):
            own = [batch.column(name).to_numpy() for name in BOUNDS]
            low, high = extent[:2] or [np.inf] * 2, extent[2:] or [-np.inf] * 2
            extent[:] = [float(min(one.min(), was)) for one, was in zip(own[:2], low, strict=True)] + [
                float(max(one.max(), was)) for one, was in zip(own[2:], high, strict=True)]
        yield batch


def _stored(cursor: Cursor, number: int) -> Version:
    for one in versions(cursor):
        if one.number == number and one.status != DROPPED:
            return one
    raise Problem("inventory_version", version=number)


def _delete(cursor: Cursor, number: int) -> None:
    for table in ("sub_compartment", "sub_compartment_overlap"):
        cursor.execute(f"DELETE FROM {table} WHERE inventory = ?", [number])
    cursor.execute(f"UPDATE inventory SET status = '{DROPPED}' WHERE number = ?", [number])
