"""GeoJSON (RFC 7946, CGCS2000 or WGS84 longitude/latitude) → a checked footprint.

What can be mended is mended and said (self-intersection, third dimension, other geometry beside
polygons); what cannot is refused with the feature's number and the remedy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.carbon.loss import Stratum
from core.land.area import area_4543_hm2
from core.problem import Problem

MAX_BYTES = 20_000_000
MAX_FEATURES = 2_000
MAX_VERTICES = 200_000
MAX_REPAIR_VERTICES, MAX_CROSSINGS = 2_000, 100  # repairing a scribble takes time that grows without bound
CRS_ACCEPTED = ("4490", "4326", "CRS84")
POLYGONS = ("Polygon", "MultiPolygon")
FIELDS = {
    "species": ("species", "species_zh", "you_shi_sz", "树种", "优势树种"),
    "volume_m3_hm2": ("volume_m3_hm2", "huo_lmgqxj", "volume", "每公顷蓄积", "公顷蓄积"),
    "age": ("age", "pingjun_nl", "平均年龄", "年龄"),
    "origin": ("origin",),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was mended or left out; `key` names the sentence `land.<key>`."""

    key: str
    feature: int
    fields: tuple[tuple[str, object], ...] = ()


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


def read_footprint(data: bytes | str, county: BaseGeometry | None = None) -> Footprint:
    """Text of a GeoJSON file → footprint. Problem for what cannot be used."""
    if len(data) > MAX_BYTES:
        raise Problem("geojson_size", limit=MAX_BYTES // 1_000_000)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise Problem("geojson_encoding") from None
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem("geojson_json", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):  # nested thousands deep, or a number of thousands of digits
        raise Problem("geojson_not") from None
    return read_geojson(content, county)


def read_geojson(content: object, county: BaseGeometry | None = None) -> Footprint:
    """Parsed GeoJSON (FeatureCollection, Feature or geometry) → footprint inside `county`."""
    features = _features(content)
    if len(features) > MAX_FEATURES:
        raise Problem("geojson_features", count=len(features), limit=MAX_FEATURES)
    parts: list[BaseGeometry] = []
    properties: list[dict[str, Any]] = []
    notes: list[Note] = []
    numbers: list[int] = []
    vertices = 0
    for number, (geometry, attributes) in enumerate(features, start=1):
        polygon = _polygon(geometry, number, notes)
        if polygon is None:
            continue
        vertices += int(shapely.get_num_coordinates(polygon))
        if vertices > MAX_VERTICES:
            raise Problem("geojson_vertices", limit=MAX_VERTICES)
        _check_place(polygon, number, county, notes)
        parts.append(polygon)
        properties.append(attributes)
        numbers.append(number)
    if not parts:
        raise Problem("geojson_no_polygons")
    return Footprint(tuple(parts), tuple(properties), tuple(notes), tuple(numbers))


def strata_of(footprint: Footprint) -> tuple[Stratum, ...]:
    """The features' own forest attributes as strata; Problem naming the feature and the missing field."""
    out = []
    for number, part, attributes in zip(footprint.numbers, footprint.parts, footprint.properties, strict=True):
        found = _attributes(attributes)
        if not found.get("species"):
            accepted = ", ".join(FIELDS["species"])
            raise Problem("feature_lacks", feature=number, field="species", accepted=accepted)
        if found.get("volume_m3_hm2") in (None, "") and found.get("age") in (None, ""):
            accepted = ", ".join((*FIELDS["volume_m3_hm2"][:2], *FIELDS["age"][:2]))
            raise Problem("feature_lacks", feature=number, field="volume_m3_hm2 / age", accepted=accepted)
        out.append(Stratum(
            species=str(found["species"]), area_hm2=area_4543_hm2(part),
            volume_m3_hm2=_number(found.get("volume_m3_hm2"), number, "volume_m3_hm2"),
            age=_number(found.get("age"), number, "age"), origin=found.get("origin") or None,
            label=str(number),
        ))
    return tuple(out)


def _attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    lower = {str(name).strip().casefold(): value for name, value in attributes.items()}
    return {field: next((lower[name] for name in names if name in lower), None)
            for field, names in FIELDS.items()}


def _number(value: object, feature: int, field: str) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Problem("feature_number", feature=feature, field=field, value=value) from None
    if not number.is_finite():
        raise Problem("feature_number", feature=feature, field=field, value=value)
    return number


def _features(content: object) -> Sequence[tuple[object, dict[str, Any]]]:
    if not isinstance(content, dict) or "type" not in content:
        raise Problem("geojson_not")
    _check_crs(content.get("crs"))
    kind = content["type"]
    if kind == "FeatureCollection":
        members = content.get("features")
        if not isinstance(members, list):
            raise Problem("geojson_not")
        return [_feature(member) for member in members]
    if kind == "Feature":
        return [_feature(content)]
    return [(content, {})]


def _feature(member: object) -> tuple[object, dict[str, Any]]:
    if not isinstance(member, dict) or member.get("type") != "Feature":
        raise Problem("geojson_not")
    attributes = member.get("properties")
    return member.get("geometry"), attributes if isinstance(attributes, dict) else {}


def _check_crs(crs: object) -> None:
    """RFC 7946 has no crs member; older files do. Only longitude/latitude is read here."""
    if crs is None:
        return
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) and isinstance(
        crs.get("properties"), dict) else ""
    if not any(name.endswith(code) for code in CRS_ACCEPTED):
        raise Problem("geojson_crs", crs=name or "?")


def _polygon(geometry: object, number: int, notes: list[Note]) -> BaseGeometry | None:
    """The feature's polygons, mended; None (with a note) where it has none."""
    try:
        return _mended(shape(geometry), number, notes)
    except Problem:
        raise
    except Exception:  # shapely and GEOS raise many kinds for malformed input; all mean the same here
        raise Problem("feature_geometry", feature=number) from None


def _mended(found: BaseGeometry, number: int, notes: list[Note]) -> BaseGeometry | None:
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise Problem("feature_geometry", feature=number)
    if found.has_z:
        found = shapely.force_2d(found)
        notes.append(Note("flattened", number))
    parts = list(_polygons(found))
    if not parts:
        notes.append(Note("not_polygon", number, (("type", found.geom_type),)))
        return None
    if found.geom_type in POLYGONS and found.is_valid:
        return found
    broken = [part for part in (found, *parts) if not part.is_valid]
    if broken:
        _check_repairable(parts, number)
        reason = shapely.is_valid_reason(broken[0]).split("[")[0]
        notes.append(Note("repaired", number, (("reason", reason),)))
    whole = shapely.union_all([piece for part in parts for piece in _polygons(shapely.make_valid(part))])
    if whole.is_empty or whole.area == 0:
        raise Problem("feature_geometry", feature=number)
    return whole


def _polygons(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Every single polygon in a geometry, however deep in collections."""
    if geometry.geom_type == "Polygon":
        if not geometry.is_empty:
            yield geometry
    else:
        for part in getattr(geometry, "geoms", ()):
            yield from _polygons(part)


def _check_repairable(parts: Sequence[BaseGeometry], number: int) -> None:
    """Refuse rings that cross themselves all over: no repair would be what was meant."""
    if sum(int(shapely.get_num_coordinates(part)) for part in parts) > MAX_REPAIR_VERTICES:
        raise Problem("feature_tangled", feature=number)
    rings = [shapely.get_coordinates(ring) for part in parts for ring in shapely.get_rings(part)]
    segments = shapely.linestrings(np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings]))
    crossings = shapely.STRtree(segments).query(segments, predicate="crosses").shape[1] // 2
    if crossings > MAX_CROSSINGS:
        raise Problem("feature_tangled", feature=number)


def _check_place(polygon: BaseGeometry, number: int, county: BaseGeometry | None, notes: list[Note]) -> None:
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
