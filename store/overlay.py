"""Which sub-compartments a footprint covers, and how much of each: a query with DuckDB spatial."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon import Stratum
from core.land import to_4543
from core.numbers import area
from store.database import Store

SLIVER_M2 = 1.0  # what lies along a shared edge by rounding of coordinates is no occupation
TREELESS = ("030301", "030302")  # shrub land: its cover is the parcel's canopy

SQL = """
WITH footprint AS (SELECT ST_GeomFromWKB(?::BLOB) AS g),
cut AS (
    SELECT s.*, ST_Area(ST_Intersection(s.geom_4543, f.g)) AS m2
    FROM sub_compartment s, footprint f WHERE ST_Intersects(s.geom_4543, f.g)
)
SELECT id, township_zh, township_en, land_class, forest_use, origin, species, age, volume_m3_hm2, canopy,
       area_hm2, m2
FROM cut WHERE m2 > ? ORDER BY m2 DESC, id
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one sub-compartment inside a footprint; areas hm²."""

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

    def stratum(self) -> Stratum:
        """The piece as a stratum of the loss assessment."""
        shrub = self.land_class in TREELESS
        return Stratum(
            species="灌木" if shrub else self.species, area_hm2=self.area_hm2,
            volume_m3_hm2=None if shrub else self.volume_m3_hm2,
            age=None if shrub or self.age is None else Decimal(self.age),
            origin=self.origin, cover=self.canopy if shrub else None, label=self.id,
        )


@dataclass(frozen=True, slots=True)
class Overlay:
    """Pieces under a footprint and what of it lies on no forest of the inventory; hm²."""

    footprint_hm2: Decimal
    forest_hm2: Decimal  # rounded from the whole: the pieces, rounded each, may add up to 0.0001 more or less
    pieces: tuple[Piece, ...]

    @property
    def uncovered_hm2(self) -> Decimal:
        return max(self.footprint_hm2 - self.forest_hm2, Decimal(0))


def overlay(store: Store, footprint: BaseGeometry) -> Overlay:
    """Cut `footprint` (EPSG:4490) with the inventory; areas in EPSG:4543."""
    metres = to_4543(footprint)
    with store.read() as cursor:
        rows = cursor.execute(SQL, [shapely.to_wkb(metres), SLIVER_M2]).fetchall()
    pieces = tuple(Piece(*row[:-1], area_hm2=_hm2(row[-1])) for row in rows)
    return Overlay(_hm2(metres.area), _hm2(sum(row[-1] for row in rows)),
                   tuple(piece for piece in pieces if piece.area_hm2 > 0))


def strata_under(store: Store, footprint: BaseGeometry) -> tuple[Stratum, ...]:
    """The forest under a footprint as strata; empty where it covers none."""
    return tuple(piece.stratum() for piece in overlay(store, footprint).pieces)


def _hm2(square_metres: float) -> Decimal:
    return area(Decimal(square_metres) / 10_000)
