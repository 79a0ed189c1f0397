"""What pages and the API ask of one version of the forest inventory, however large: queries, none of which reads
it all into memory, with bounded caches. A version's rows never change, so answers stay true while it is kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from store.database import Store
from store.overlay import COLUMNS, Piece, piece_of
from store.projection import DEGREES, METRES, degrees, project
from store.versions import Version

PARCELS_KEPT = 5_000
TOWNSHIPS_KEPT = 16
TOWNSHIP_LIMIT = 2_000  # sub-compartments of a township that a page draws and lists
GROUPS = frozenset({"township_zh", "land_class", "species", "origin", "forest_category", "forest_use"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Township:
    """A township with its sub-compartments; `bounds` EPSG:4490 west, south, east, north."""

    zh: str
    en: str
    count: int
    area_hm2: Decimal
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A whole sub-compartment with its polygon (EPSG:4490)."""

    piece: Piece
    geometry: BaseGeometry


class Inventory:
    """The sub-compartments of one version; `version` None means there are none."""

    def __init__(self, store: Store, version: Version | None):
        self.store = store
        self.version = version
        self._number = version.number if version else None
        self._parcels: _Bounded[Parcel | None] = _Bounded(PARCELS_KEPT)
        self._townships: _Bounded[tuple[Parcel, ...]] = _Bounded(TOWNSHIPS_KEPT)

    @property
    def count(self) -> int:
        return self.version.rows if self.version else 0

    @property
    def has_demo(self) -> bool:
        """Whether it is the illustrative inventory."""
        return self.version is not None and self.version.rows > 0 and self.version.demo

    def parcel(self, name: str) -> Parcel | None:
        """The sub-compartment of that number; None where there is none."""
        return self.parcels([name]).get(name)

    def parcels(self, names: Iterable[str]) -> dict[str, Parcel]:
        """Those of `names` that there are, in the order asked, by one query at most."""
        asked = list(dict.fromkeys(names))
        found = {name: self._parcels.get(name) for name in asked if name in self._parcels}
        missing = [name for name in asked if name not in found]
        if missing:
            read = {one.piece.id: one for one in self._read("AND id IN (SELECT unnest(?))", [missing])}
            for name in missing:
                found[name] = read.get(name)
                self._parcels.put(name, found[name])
        return {name: one for name in asked if (one := found[name]) is not None}

    def parcel_geometry(self, name: str) -> BaseGeometry:
        """The polygon (EPSG:4490) of a sub-compartment; KeyError where there is none."""
        one = self.parcel(name)
        if one is None:
            raise KeyError(name)
        return one.geometry

    def parcels_of(self, township_zh: str, limit: int = TOWNSHIP_LIMIT) -> tuple[Parcel, ...]:
        """The sub-compartments of a township by number; of more than `limit` the largest."""
        return self._townships.get_or((township_zh, limit), lambda: tuple(self._read(
            "AND township_zh = ?", [township_zh], limit)))

    def largest(self, limit: int) -> tuple[Parcel, ...]:
        """All sub-compartments by number; of more than `limit` the largest."""
        return tuple(self._read("", [], limit))

    @cached_property
    def townships(self) -> tuple[Township, ...]:
        """Townships in the order of their names."""
        rows = self._rows("SELECT township_zh, min(township_en), count(*), sum(area_hm2), min(xmin), min(ymin),"
                          " max(xmax), max(ymax) FROM sub_compartment WHERE inventory = ? GROUP BY 1 ORDER BY 1", [])
        return tuple(Township(*row[:4], degrees(shapely.box(*row[4:])).bounds) for row in rows)

    def holdings(self, by: str) -> dict[str, tuple[int, Decimal]]:
        """Number and hm² of the sub-compartments by one of GROUPS, largest area first."""
        if by not in GROUPS:
            raise ValueError(by)
        rows = self._rows(f"SELECT {by}, count(*), sum(area_hm2) FROM sub_compartment WHERE inventory = ?"
                          " GROUP BY 1 ORDER BY 3 DESC, 1", [])
        return {name: (count, hectares) for name, count, hectares in rows}

    def _read(self, where: str, values: list[Any], limit: int | None = None) -> list[Parcel]:
        chosen = f"WHERE inventory = ? {where}"
        if limit is not None:  # picked by number first, so that no outline is read in vain
            chosen = (f"WHERE rowid IN (SELECT rowid FROM sub_compartment {chosen}"
                      f" ORDER BY area_hm2 DESC, id LIMIT {int(limit)})")
        rows = self._rows(f"SELECT {COLUMNS}, area_hm2, ST_AsWKB(geom_4543) FROM sub_compartment {chosen} ORDER BY id",
                          values)
        outlines = project(shapely.from_wkb([bytes(row[-1]) for row in rows]), METRES, DEGREES)
        return [Parcel(piece_of(row[:-2], row[-2]), outline) for row, outline in zip(rows, outlines, strict=True)]

    def _rows(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        if self._number is None:
            return []
        with self.store.read() as cursor:
            return cursor.execute(sql, [self._number, *values]).fetchall()


class _Bounded(OrderedDict[Hashable, T]):
    """The values asked for last, at most `most`, shared by threads."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most
        self._lock = threading.Lock()

    def put(self, key: Hashable, value: T) -> None:
        with self._lock:
            self[key] = value
            self.move_to_end(key)
            while len(self) > self._most:
                self.popitem(last=False)

    def get_or(self, key: Hashable, build: Callable[[], T]) -> T:
        try:
            return self[key]
        except KeyError:
            value = build()
            self.put(key, value)
            return value
