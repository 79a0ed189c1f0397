"""GeoJSON (RFC 7946): text → features. The API and pages read outlines through here, in degrees only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from core.land import crs, limits
from core.land.limits import Limits
from core.land.outline import Footprint, footprint_of, outlined
from core.land.raw import Layer, Raw, Row
from core.land.strata import FIELDS
from core.problem import Problem

MAX_BYTES = limits.PROPOSAL.bytes
CRS_ACCEPTED = ("4490", "4326", "CRS84")
DEGREES = 4326


def read_footprint(data: bytes | str, county: BaseGeometry | None = None) -> Footprint:
    """Text of a GeoJSON file → footprint. Problem for what cannot be used."""
    return read_geojson(parsed(data, limits.PROPOSAL), county)


def read_geojson(content: object, county: BaseGeometry | None = None) -> Footprint:
    """Parsed GeoJSON (FeatureCollection, Feature or geometry) in CGCS2000 or WGS84 degrees → footprint inside `county`.

    Problem `geojson_crs` or `feature_projected` for other coordinates: `read_land` reads those.
    """
    features = _features(content)
    name = _crs_name(content)
    if name is not None and not any(name.endswith(code) for code in CRS_ACCEPTED):
        raise Problem("geojson_crs", crs=name or "?")
    layer = Layer("", DEGREES, _rows(features, limits.PROPOSAL))
    outlines, notes = outlined(Raw("geojson", (layer,)), county, None, limits.PROPOSAL, ask=False)
    return footprint_of(outlines, notes)


def read_text(data: bytes, at_most: Limits) -> Raw:
    """A GeoJSON file whose crs member (older than RFC 7946) may name any system that is read."""
    content = parsed(data, at_most)
    features = _features(content)
    name = _crs_name(content)
    stated = None if name is None else crs.recognise(name)
    rows = _rows(features, at_most)
    return Raw("geojson", (Layer("", stated or DEGREES, rows, "utf-8", by_format=stated is None),))


def parsed(data: bytes | str, at_most: Limits) -> object:
    """JSON; Problem `geojson_size`, `geojson_encoding`, `geojson_json` or `geojson_not`."""
    if len(data) > at_most.bytes:
        raise Problem("geojson_size", limit=at_most.bytes // 1_000_000)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise Problem("geojson_encoding") from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Problem("geojson_json", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):  # nested thousands deep, or a number of thousands of digits
        raise Problem("geojson_not") from None


def _rows(features: Sequence[tuple[object, dict[str, Any]]], at_most: Limits) -> tuple[Row, ...]:
    if len(features) > at_most.features:
        raise Problem("geojson_features", count=len(features), limit=at_most.features)
    return tuple(Row(number, geometry, attributes)
                 for number, (geometry, attributes) in enumerate(features, start=1))


def _features(content: object) -> Sequence[tuple[object, dict[str, Any]]]:
    if not isinstance(content, dict) or "type" not in content:
        raise Problem("geojson_not")
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


def _crs_name(content: object) -> str | None:
    """The name in the crs member; "" for one that cannot be read, None where there is none."""
    found = content.get("crs") if isinstance(content, dict) else None
    if found is None:
        return None
    properties = found.get("properties") if isinstance(found, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


__all__ = ["FIELDS", "MAX_BYTES", "Footprint", "parsed", "read_footprint", "read_geojson", "read_text"]
