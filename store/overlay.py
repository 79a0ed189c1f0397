"""Which sub-compartments footprints cover, and how much of each: one query with DuckDB spatial.

How the few candidates among up to a million are found: each row knows the square kilometre (`cell`) of its middle
and its bounds, and the rows lie in Hilbert order, so that an equality join on the squares and four comparisons
leave only what is near. DuckDB's R-tree was tried and left: it was slower for one footprint (25 ms, this 7 ms, over
1 000 000 polygons), serves no join (300 footprints 1.0 s, this 0.6 s), and after a kill -9 with inserts and deletes
in the log the first question that used it ended in an internal error of the extension. docs/inventory.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon import Stratum
from core.land import to_4543
from core.numbers import area
from core.problem import Problem
from store.database import Cursor, Store
from store.versions import CELL_M, WIDE, cell_of, in_force

SLIVER_M2 = 1.0  # what lies along a shared edge by rounding of coordinates is no occupation
TREELESS = ("030301", "030302")  # shrub land: its cover is the parcel's canopy
POLYGON = 3
FARTHEST_M = 3_000_000  # wider, and the projection of the county means nothing
MOST = 50_000  # sub-compartments near one footprint; cutting them takes some seconds

COLUMNS = ("id, township_zh, township_en, land_class, forest_use, origin, species, age, volume_m3_hm2, canopy,"
           " area_hm2, forest_category, protection_grade, village, compartment, sub_compartment")
NEAR = """
WITH piece AS MATERIALIZED (
    SELECT part, footprint, ST_GeomFromWKB(wkb) AS g, xmin, ymin, xmax, ymax FROM parts
)
SELECT p.footprint, {columns}
FROM squares q JOIN piece p ON q.part = p.part
JOIN {table} s ON s.cell = q.cell AND s.xmin <= p.xmax AND s.xmax >= p.xmin AND s.ymin <= p.ymax AND s.ymax >= p.ymin
WHERE s.inventory = ?
"""
# Most of what lies under a wide footprint lies wholly under it: its own area spares the cutting.
COMMON = ("ST_Area(CASE WHEN ST_Contains(p.g, s.geom_4543) THEN s.geom_4543"
          " ELSE ST_Intersection(s.geom_4543, p.g) END)")
CUT = (NEAR.format(table="sub_compartment", columns=f"{COLUMNS}, sum({COMMON}) AS m2")
       + "GROUP BY ALL HAVING m2 > ? ORDER BY footprint, m2 DESC, id")
HOW_MANY = "SELECT max(n) FROM (SELECT count(*) AS n FROM (" + NEAR.format(
    table="sub_compartment", columns="s.id") + ") GROUP BY footprint)"
TWICE = NEAR.format(table="sub_compartment_overlap", columns="s.a, s.b") + "AND ST_Intersects(s.geom_4543, p.g)"
OUTLINES = "SELECT id, ST_AsWKB(geom_4543) FROM sub_compartment WHERE inventory = ? AND id IN (SELECT unnest(?))"


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one sub-compartment inside a footprint; areas hm². Empty text: the inventory does not say."""

    id: str
    township_zh: str
    township_en: str
    land_class: str
    forest_use: str
    origin: str
    species: str
    age: int | None
    volume_m3_hm2: Decimal | None
    canopy: Decimal | None
    parcel_hm2: Decimal
    area_hm2: Decimal
    forest_category: str = ""
    protection_grade: int | None = None
    village: str = ""
    compartment: str = ""
    sub_compartment: str = ""

    @property
    def has_stand(self) -> bool:
        """Whether trees or shrubs stand on it: nursery, cut-over and bare forest land name no species."""
        return bool(self.species) or self.land_class in TREELESS

    def stratum(self) -> Stratum:
        """The piece as a stratum of the loss assessment."""
        shrub = self.land_class in TREELESS
        return Stratum(
            species="灌木" if shrub else self.species, area_hm2=self.area_hm2,
            volume_m3_hm2=None if shrub else self.volume_m3_hm2,
            age=None if shrub or self.age is None else Decimal(self.age),
            origin=self.origin or None, cover=self.canopy if shrub else None, label=self.id,
        )


@dataclass(frozen=True, slots=True)
class Overlay:
    """Pieces under a footprint and what of it lies on no forest of the inventory; hm².

    Where polygons of the inventory lie over one another, each piece keeps its own area, `forest_hm2` counts the
    ground once, and `doubly_hm2` is what the pieces together have too much.
    """

    footprint_hm2: Decimal
    forest_hm2: Decimal  # rounded from the whole: the pieces, rounded each, may add up to 0.0001 more or less
    pieces: tuple[Piece, ...]
    doubly_hm2: Decimal = Decimal(0)
    version: int | None = None  # of the inventory; None where there is none

    @property
    def uncovered_hm2(self) -> Decimal:
        return max(self.footprint_hm2 - self.forest_hm2, Decimal(0))

    def strata(self) -> tuple[Stratum, ...]:
        """The pieces that bear trees or shrubs as strata: bare forest land has nothing to lose."""
        return tuple(piece.stratum() for piece in self.pieces if piece.has_stand)


def overlay(store: Store, footprint: BaseGeometry, version: int | None = None) -> Overlay:
    """Cut `footprint` (EPSG:4490) with the inventory in force, or with `version`; areas in EPSG:4543."""
    return overlays(store, [footprint], version)[0]


def overlays(store: Store, footprints: Sequence[BaseGeometry], version: int | None = None) -> list[Overlay]:
    """Each of `footprints` cut as by `overlay`, all in one query; pieces largest first.

    Problem `overlay_too_wide` where more than MOST sub-compartments lie near one of them: nobody waits for that;
    `overlay_far` where one reaches so far that it cannot be drawn in metres of the county.
    """
    metres = [_sound(to_4543(one)) for one in footprints]
    with store.read() as cursor:
        cursor.begin()
        if version is None and (now := in_force(cursor)) is not None:
            version = now.number
        near = _near(cursor, HOW_MANY, metres, version)
        if near and (near[0][0] or 0) > MOST:
            raise Problem("overlay_too_wide", count=near[0][0], limit=MOST)
        rows = cut(cursor, metres, version)
        doubly = _doubly(cursor, metres, version)
        cursor.rollback()
    under: list[list[tuple[Any, ...]]] = [[] for _ in metres]
    for row in rows:
        under[row[0]].append(row)
    return [Overlay(_hm2(whole.area), _hm2(sum(row[-1] for row in found) - twice),
                    tuple(piece for row in found if (piece := piece_of(row[1:-1], _hm2(row[-1]))).area_hm2 > 0),
                    _hm2(twice), version)
            for whole, found, twice in zip(metres, under, doubly, strict=True)]


def cut(cursor: Cursor, metres: Sequence[BaseGeometry], version: int | None) -> list[tuple[Any, ...]]:
    """(place in `metres`, COLUMNS …, m²) of each sub-compartment under each footprint (EPSG:4543)."""
    return _near(cursor, CUT, metres, version, SLIVER_M2)


def piece_of(row: Sequence[Any], area_hm2: Decimal) -> Piece:
    """COLUMNS of a sub-compartment, and how much of it is meant."""
    return Piece(*row[:11], area_hm2, *row[11:])


def strata_under(store: Store, footprint: BaseGeometry) -> tuple[Stratum, ...]:
    """The forest under a footprint as strata; empty where it covers none."""
    return overlay(store, footprint).strata()


def _near(cursor: Cursor, sql: str, metres: Sequence[BaseGeometry], version: int | None,
          *more: object) -> list[tuple[Any, ...]]:
    tables = _looked_up(cursor, metres, version)
    if tables is None:
        return []
    for name, table in tables.items():
        cursor.register(name, table)
    try:
        return cursor.execute(sql, [version, *more]).fetchall()
    finally:
        for name in tables:
            cursor.unregister(name)


def _looked_up(cursor: Cursor, metres: Sequence[BaseGeometry],
               version: int | None) -> dict[str, pa.Table] | None:
    """The footprints' polygons one by one, and the squares in which their sub-compartments can lie."""
    extent = cursor.execute("SELECT xmin, ymin, xmax, ymax FROM inventory WHERE number = ?", [version]).fetchone()
    if extent is None or extent[0] is None:
        return None
    parts, owner = shapely.get_parts(np.array(metres, dtype=object), return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)  # collections may hold polygons a level deeper
    owner = owner[inner]
    bounds = shapely.bounds(parts).reshape(-1, 4)
    # A footprint may reach round the world; the squares looked up end where the inventory ends.
    near = np.clip(bounds, [*extent[:2], *extent[:2]], [*extent[2:], *extent[2:]])
    keep = (shapely.get_type_id(parts) == POLYGON) & (bounds[:, 0] <= extent[2]) & (bounds[:, 2] >= extent[0]) & (
        bounds[:, 1] <= extent[3]) & (bounds[:, 3] >= extent[1])
    parts, owner, bounds, near = parts[keep], owner[keep], bounds[keep], near[keep]
    if not len(parts):
        return None
    squares = [_squares(one) for one in near]
    return {
        "parts": pa.table({
            "part": np.arange(len(parts)), "footprint": owner, "wkb": pa.array(shapely.to_wkb(parts), pa.binary()),
            **dict(zip(("xmin", "ymin", "xmax", "ymax"), bounds.T.copy(), strict=True))}),
        "squares": pa.table({"part": np.repeat(np.arange(len(parts)), [len(one) for one in squares]),
                             "cell": np.concatenate(squares)}),
    }


def _squares(bounds: Any) -> Any:
    """Cells whose rows may reach into `bounds`: a row no larger than a square has its middle half a square away."""
    west, south = bounds[:2] - CELL_M / 2
    east, north = bounds[2:] + CELL_M / 2
    x, y = np.meshgrid(np.arange(west // CELL_M, east // CELL_M + 1), np.arange(south // CELL_M, north // CELL_M + 1))
    return np.append(cell_of(x.ravel() * CELL_M, y.ravel() * CELL_M), WIDE)


def _doubly(cursor: Cursor, metres: Sequence[BaseGeometry], version: int | None) -> list[float]:
    """m² of each footprint that its pieces count more than once. Which polygons overlap is known since the import."""
    named: dict[int, set[str]] = {}
    for footprint, a, b in _near(cursor, TWICE, metres, version):
        named.setdefault(footprint, set()).update((a, b))
    out = [0.0] * len(metres)
    if named:
        ids = sorted(set().union(*named.values()))
        outline = {name: shapely.from_wkb(bytes(wkb)) for name, wkb
                   in cursor.execute(OUTLINES, [version, ids]).fetchall()}
        for footprint, names in named.items():
            pieces = shapely.intersection([outline[name] for name in sorted(names)], metres[footprint])
            out[footprint] = float(shapely.area(pieces).sum() - shapely.area(shapely.union_all(pieces)))
    return out


def _sound(metres: BaseGeometry) -> BaseGeometry:
    """A footprint that projecting has not folded over itself: rounding is mended, half the globe is refused."""
    if metres.is_empty:
        return metres
    west, south, east, north = metres.bounds
    if not max(east - west, north - south) < FARTHEST_M:  # nan is not, either
        raise Problem("overlay_far")
    return metres if metres.is_valid else shapely.make_valid(metres)


def _hm2(square_metres: float) -> Decimal:
    return area(Decimal(square_metres) / 10_000)
