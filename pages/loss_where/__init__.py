"""The three ways to say where: areas by forest type, an outline, parcels on the map.

Each asks and gives a Site; nothing is assessed here. `site_of_…` make the same Site again from what an address says.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from core.carbon import Stratum
from core.landuse import Parcel
from core.problem import Problem
from store.overlay import Piece


@dataclass(frozen=True)
class Site:
    """Where: strata, or why there are none. Areas hm² where a footprint was cut with the inventory.

    `parcels`: the same land as the law sees it; `geometry` (EPSG:4490): what can be drawn; `version` of the inventory;
    `under`: numbers of the sub-compartments beneath, for nobody's eyes but staff's.
    """

    strata: tuple[Stratum, ...] = ()
    problem: Problem | None = None
    footprint_hm2: Decimal | None = None
    uncovered_hm2: Decimal | None = None
    doubly_hm2: Decimal = Decimal(0)
    demo: bool = False
    parcels: tuple[Parcel, ...] = ()
    geometry: BaseGeometry | None = None
    version: int | None = None
    under: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the strata that can be left out: those with one of their own."""
        return tuple(dict.fromkeys(one.label for one in self.strata if one.label))

    def without(self, labels: Collection[str]) -> Site:
        """The site with some of its strata left out; all of it where nothing would be left."""
        strata = tuple(one for one in self.strata if one.label not in labels)
        if not labels or not strata:
            return self
        return replace(self, strata=strata, parcels=tuple(one for one in self.parcels if one.label not in labels))


def parcel_of(piece: Piece) -> Parcel:
    """A piece of the inventory as the law sees it."""
    return Parcel(piece.id, piece.area_hm2, piece.land_class, piece.forest_category, piece.protection_grade)
