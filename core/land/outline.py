"""From a file's shapes to outlines in CGCS2000 degrees: coordinate system, repair, place, overlaps. All kinds alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.land import crs as systems
from core.land import mend
from core.land.area import area_4543_hm2
from core.land.crs import CrsUnknown
from core.land.limits import Limits
from core.land.overlaps import overlaps
from core.land.raw import Layer, Raw
from core.land.report import Note
from core.problem import Problem

MOSTLY = Decimal("0.5")  # share inside the county that makes another system the likelier one


@dataclass(frozen=True)
class Footprint:
    """Polygons of a proposal in EPSG:4490, what was mended, and the features' own attributes."""

    parts: tuple[BaseGeometry, ...]
    properties: tuple[dict[str, Any], ...]
    notes: tuple[Note, ...]
    numbers: tuple[int, ...] = (1,)  # of each part: the feature's place in the file

    @property
    def geometry(self) -> BaseGeometry:
        return shapely.union_all(self.parts)

    @property
    def area_hm2(self) -> Decimal:
        """Area in EPSG:4543, overlaps counted once."""
        return area_4543_hm2(self.geometry)


@dataclass(frozen=True, slots=True)
class Outline:
    """A feature's polygons in EPSG:4490, with its number, its layer and its attributes as written."""

    number: int
    layer: Layer
    geometry: BaseGeometry
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """What reading the outlines had to say: notes, the area counted twice, the systems the layers were read in."""

    notes: tuple[Note, ...]
    overlap_hm2: Decimal
    crs: tuple[int, ...]


def outlined(raw: Raw, county: BaseGeometry | None, crs: int | None, limits: Limits, *,
             ask: bool = True) -> tuple[tuple[Outline, ...], Said]:
    """Every feature that has polygons. `crs`: the caller's choice for the whole file.

    `ask`: CrsUnknown where no system is stated or another one fits better; else only the Problem of the feature.
    Problems: `geojson_no_polygons`, `geojson_vertices`, `feature_…`.
    """
    notes = list(raw.notes)
    found: list[Outline] = []
    used: list[int] = []
    vertices = 0
    for layer in raw.layers:
        native: list[tuple[int, BaseGeometry, Mapping[str, Any]]] = []
        for row in layer.rows:
            if row.shape is None:  # GeoJSON has them as well: "geometry": null
                notes.append(Note("no_shape", row.number))
                continue
            polygon = mend.polygon(row.shape, row.number, notes, limits)
            if polygon is not None:
                vertices += int(shapely.get_num_coordinates(polygon))
                if vertices > limits.vertices:
                    raise Problem("geojson_vertices", limit=limits.vertices)
                native.append((row.number, polygon, row.attributes))
        if native:
            epsg = _system(layer, native, county, crs, ask, notes)
            used.append(epsg)
            found += _placed(layer, native, epsg, county, ask, notes)
    if not found:
        raise Problem("geojson_no_polygons")
    more, doubled = overlaps([(one.number, one.geometry) for one in found], limits)
    return tuple(found), Said((*notes, *more), doubled, tuple(dict.fromkeys(used)))


def footprint_of(outlines: Sequence[Outline], said: Said) -> Footprint:
    """The outlines as the pages and the API take them."""
    return Footprint(tuple(one.geometry for one in outlines), tuple(dict(one.attributes) for one in outlines),
                     said.notes, tuple(one.number for one in outlines))


def _system(layer: Layer, native: Sequence[tuple[int, BaseGeometry, Mapping[str, Any]]], county: BaseGeometry | None,
            crs: int | None, ask: bool, notes: list[Note]) -> int:
    if crs is not None:
        if layer.crs not in (None, crs) and not layer.by_format:
            notes.append(Note("crs_given", 0, (("stated", layer.crs), ("given", crs), ("layer", layer.name))))
        return crs
    whole = shapely.GeometryCollection([polygon for _, polygon, _ in native])
    guessed = layer.by_format and ask and not systems.is_degrees(whole) and not _reads_swapped(whole, county)
    if layer.crs is None or guessed:
        likely = systems.choices(whole, county)
        raise CrsUnknown("crs_unknown", likely) if likely else CrsUnknown("crs_unknown_far")
    return layer.crs


def _reads_swapped(whole: BaseGeometry, county: BaseGeometry | None) -> bool:
    return county is not None and bool(shapely.box(*systems.swapped(whole).bounds).intersects(county))


def _placed(layer: Layer, native: Sequence[tuple[int, BaseGeometry, Mapping[str, Any]]], epsg: int,
            county: BaseGeometry | None, ask: bool, notes: list[Note]) -> list[Outline]:
    """The layer's features in degrees, each where it can be; slivers left out."""
    out = []
    for number, polygon, attributes in native:
        there = systems.to_4490(polygon, epsg)
        try:
            if not np.isfinite(shapely.get_coordinates(there)).all():
                raise Problem("feature_outside", feature=number)
            if not there.is_valid:
                there = shapely.union_all(list(mend.polygons(shapely.make_valid(there))))
            mend.check_place(there, number, county, notes)
        except Problem as problem:
            if ask and county is not None and problem.key in ("feature_outside", "feature_projected"):
                _ask_again(polygon, number, epsg, county)
            raise
        out.append(Outline(number, layer, mend.without_slivers(there, number, notes), attributes))
    return out


def _ask_again(polygon: BaseGeometry, number: int, epsg: int, county: BaseGeometry) -> None:
    """Problem where exchanging x and y, or another system, brings a feature home that lies outside the county."""
    back = systems.to_4490(systems.swapped(polygon), epsg)
    if np.isfinite(shapely.get_coordinates(back)).all() and shapely.box(*county.bounds).covers(
            shapely.box(*back.bounds)):
        raise Problem("feature_exchanged", feature=number)
    likelier = [one for one in systems.choices(polygon, county) if (one.share_inside or 0) >= MOSTLY]
    if likelier:
        raise CrsUnknown("crs_contradicts", likelier, stated=f"EPSG:{epsg}")
