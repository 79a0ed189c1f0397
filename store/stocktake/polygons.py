"""Geometry of a batch of rows: WKB in any system that is read → sound polygons in EPSG:4543, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.land import to_4543
from store.projection import METRES, project
from store.shipped import county_outline

POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7


@dataclass(frozen=True)
class Outlines:
    """Polygons in metres (None where there is none) and, for each row, whether it was mended and what is wrong."""

    metres: Any
    m2: Any
    mended: Any
    faults: dict[str, Any]  # kind → rows


def outlines(wkb: Any, epsg: int) -> Outlines:
    """Check and mend the rows' geometries; rows with a fault keep the area they have, if any."""
    given = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    kind = shapely.get_type_id(given)
    polygonal = (kind == POLYGON) | (kind == MULTIPOLYGON) | (kind == COLLECTION)
    no_polygon = ~polygonal | shapely.is_empty(given)
    given[no_polygon] = None
    broken = ~no_polygon & ~_finite(given)
    metres = given if epsg == METRES else project(given, epsg, METRES)
    far = ~no_polygon & ~broken & ~_finite(metres)  # no such place, as where x and y are exchanged
    metres[broken | far] = None
    unsound = ~no_polygon & ~broken & ~far & (~shapely.is_valid(metres) | (kind == COLLECTION))
    if unsound.any():
        metres[unsound] = [_ground(one) for one in shapely.make_valid(metres[unsound])]
    m2 = np.nan_to_num(shapely.area(metres))
    broken |= unsound & (m2 == 0)
    no_polygon |= ~broken & ~far & ~unsound & (m2 == 0)
    there = ~no_polygon & ~broken & ~far
    outside = far | (there & ~_inside(metres, there))
    tiny = there & ~outside & (m2 < 0.5)  # nothing at 4 decimals of hm²
    return Outlines(metres, m2, unsound & there & ~outside,
                    {"no_polygon": no_polygon, "broken": broken, "outside": outside, "tiny": tiny})


def _finite(shapes: Any) -> Any:
    return np.isfinite(shapely.bounds(shapes)).all(axis=1)


@lru_cache(maxsize=1)
def _county() -> tuple[BaseGeometry, BaseGeometry]:
    """The county in EPSG:4543, and a part of it that is quick to ask."""
    county = to_4543(county_outline()[0])
    core = county.buffer(-2_000).simplify(1_000).intersection(county)
    shapely.prepare([county, core])
    return county, core


def _inside(metres: Any, there: Any) -> Any:
    """Whether each polygon touches the county: nearly all do, and their first point shows it."""
    county, core = _county()
    points, owner = shapely.get_coordinates(metres, return_index=True)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    found = np.zeros(len(metres), dtype=bool)
    found[owner[first]] = shapely.contains_xy(core, points[first])
    sure = found.copy()
    rest = np.flatnonzero(there & ~sure)
    found[rest] = shapely.intersects(county, metres[rest])
    return found


def _ground(mended: BaseGeometry) -> BaseGeometry:
    """The polygons of a mended geometry, without the lines and points that mending may leave."""
    if mended.geom_type in ("Polygon", "MultiPolygon"):
        return mended
    parts = shapely.get_parts(shapely.get_parts(mended))
    return shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])
