"""Outlines: what can be mended is mended and said, what cannot is refused with the feature's number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.land.area import to_4543
from core.land.limits import Limits
from core.land.report import Note
from core.problem import Problem

POLYGONS = ("Polygon", "MultiPolygon")
SLIVER_M2 = 1
SLIVER_WIDTH = 20  # perimeter : area in metres from which a part is narrower than 0.1 m


def polygon(geometry: object, number: int, notes: list[Note], limits: Limits) -> BaseGeometry | None:
    """The feature's polygons, mended; None (with a note) where it has none. Takes shapely or parsed GeoJSON."""
    try:
        with np.errstate(invalid="ignore"):  # a warning of numbers that are refused below
            found = geometry if isinstance(geometry, BaseGeometry) else shape(_without_measures(geometry))
        return _mended(found, number, notes, limits)
    except Problem:
        raise
    except Exception:  # shapely and GEOS raise many kinds for malformed input; all mean the same here
        raise Problem("feature_geometry", feature=number) from None


def _without_measures(geometry: Any) -> Any:
    """Parsed GeoJSON whose positions hold more than three numbers, cut to three: some programs append a measure."""
    if not isinstance(geometry, dict) or not isinstance(geometry.get("coordinates"), list):
        return geometry
    first = geometry["coordinates"]
    while isinstance(first, list) and first and isinstance(first[0], list):
        first = first[0]
    if not isinstance(first, list) or len(first) < 4:
        return geometry

    def cut(part: Any) -> Any:
        if isinstance(part, list) and part and isinstance(part[0], list):
            return [cut(one) for one in part]
        return part[:3] if isinstance(part, list) else part

    return {**geometry, "coordinates": cut(geometry["coordinates"])}


def _mended(found: BaseGeometry, number: int, notes: list[Note], limits: Limits) -> BaseGeometry | None:
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise Problem("feature_geometry", feature=number)
    if found.has_z or shapely.has_m(found):
        found = shapely.force_2d(found)
        notes.append(Note("flattened", number))
    if shapely.get_num_coordinates(found) > limits.vertices:
        raise Problem("geojson_vertices", limit=limits.vertices)
    parts = list(polygons(found))
    if not parts:
        notes.append(Note("not_polygon", number, (("type", found.geom_type),)))
        return None
    if found.geom_type in POLYGONS and found.is_valid:
        return parts[0] if len(parts) == 1 else found
    broken = [part for part in (found, *parts) if not part.is_valid]
    if broken:
        _check_repairable(parts, number, limits)
        reason = shapely.is_valid_reason(broken[0]).split("[")[0]
        notes.append(Note("repaired", number, (("reason", reason),)))
    whole = shapely.union_all([piece for part in parts for piece in polygons(shapely.make_valid(part))])
    if whole.is_empty or whole.area == 0:
        raise Problem("feature_geometry", feature=number)
    return whole


def polygons(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Every single polygon in a geometry, however deep in collections."""
    waiting = [geometry]
    while waiting:
        one = waiting.pop()
        if one.geom_type == "Polygon":
            if not one.is_empty:
                yield one
        else:
            waiting.extend(reversed(getattr(one, "geoms", ())))


def _check_repairable(parts: Sequence[BaseGeometry], number: int, limits: Limits) -> None:
    """Refuse rings that cross themselves all over: no repair would be what was meant."""
    if sum(int(shapely.get_num_coordinates(part)) for part in parts) > limits.repair_vertices:
        raise Problem("feature_tangled", feature=number)
    rings = [shapely.get_coordinates(ring) for part in parts for ring in shapely.get_rings(part)]
    segments = shapely.linestrings(np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings]))
    crossings = shapely.STRtree(segments).query(segments, predicate="crosses").shape[1] // 2
    if crossings > limits.crossings:
        raise Problem("feature_tangled", feature=number)


def without_slivers(whole: BaseGeometry, number: int, notes: list[Note]) -> BaseGeometry:
    """Parts below 1 m² or narrower than 0.1 m left out and said, as long as another part remains."""
    parts = list(polygons(whole))
    if len(parts) < 2:
        return whole
    flat = [to_4543(part) for part in parts]
    thin = [one.area < SLIVER_M2 or one.length > SLIVER_WIDTH * one.area for one in flat]
    kept = [part for part, is_thin in zip(parts, thin, strict=True) if not is_thin]
    if not kept or len(kept) == len(parts):
        return whole
    notes.append(Note("slivers", number, (("count", sum(thin)),)))
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


def check_place(polygon: BaseGeometry, number: int, county: BaseGeometry | None, notes: list[Note]) -> None:
    """Problem where the outline cannot be where it says; a note where part of it lies outside the county."""
    west, south, east, north = polygon.bounds
    if county is not None:
        c_west, c_south, c_east, c_north = county.bounds
        if c_west <= south and north <= c_east and c_south <= west and east <= c_north:
            raise Problem("feature_swapped", feature=number)
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise Problem("feature_projected", feature=number)
    if county is None:
        return
    if county.intersects(polygon):
        if not county.covers(polygon):
            inside = shapely.intersection(county, polygon).area / polygon.area
            notes.append(Note("partly_outside", number, (("share", Decimal(1 - inside)),)))
        return
    raise Problem("feature_outside", feature=number)
