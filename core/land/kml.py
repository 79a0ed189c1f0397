"""KML and KMZ: the polygons of placemarks. Longitude and latitude by the format's definition (OGC 07-147r2).

Links to other places (NetworkLink, overlays, icons) are never followed; documents with a DOCTYPE are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from shapely.geometry.base import BaseGeometry

from core.land.archive import archive
from core.land.limits import Limits
from core.land.raw import Layer, Raw, Row
from core.land.report import Note
from core.problem import Problem

DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,30})[\"'][^>]{0,100}\?>")
CHINESE = ("gbk", "gb2312", "gb18030", "cp936")
SHAPES = ("Polygon", "LineString", "LinearRing", "Point", "MultiGeometry", "Model", "Track", "MultiTrack")
DEEPEST = 50


def read_kml(data: bytes, limits: Limits, name: str = "") -> Raw:
    """The text of a KML file. Problem `kml_broken`, `xml_doctype` and others."""
    notes: list[Note] = []
    return Raw("kml", (_layer(data, name, 0, limits, notes),), tuple(notes))


def read_kmz(data: bytes, limits: Limits) -> Raw:
    """Every KML document in a KMZ as a layer; what else lies in it is left alone."""
    layers: list[Layer] = []
    notes: list[Note] = []
    with archive(data, limits) as files:
        documents = files.ending(".kml")
        if not documents:
            raise Problem("kmz_none")
        for document in documents:
            start = sum(len(layer.rows) for layer in layers)
            layers.append(_layer(files.read(document), document, start, limits, notes))
    return Raw("kmz", tuple(layers), tuple(notes))


def _layer(data: bytes, name: str, start: int, limits: Limits, notes: list[Note]) -> Layer:
    if len(data) > limits.text:
        raise Problem("geojson_size", limit=limits.text // 1_000_000)
    root = parsed(data)
    if _tag(root) not in ("kml", "Document", "Folder", "Placemark"):
        raise Problem("kml_broken", name=name or "KML")
    links = sum(_tag(one) == "NetworkLink" for one in root.iter())
    if links:
        notes.append(Note("links_left", 0, (("count", links),)))
    rows = []
    vertices = 0
    for number, mark in enumerate((one for one in root.iter() if _tag(one) == "Placemark"), start=start + 1):
        if number > limits.features:
            raise Problem("geojson_features", count=f"> {limits.features}", limit=limits.features)
        geometry = _geometry(mark, number)
        vertices += 0 if geometry is None else int(shapely.get_num_coordinates(geometry))
        if vertices > limits.vertices:
            raise Problem("geojson_vertices", limit=limits.vertices)
        rows.append(Row(number, geometry, _attributes(mark, limits)))
    return Layer(name, 4326, tuple(rows), by_format=True)


def parsed(data: bytes) -> Element:
    """XML without DOCTYPE and entities; Chinese encodings, which expat does not know, are converted first."""
    declared = DECLARED.match(data)
    try:
        if declared and declared.group(1).decode().casefold() in CHINESE:
            data = data[declared.end():].decode("gb18030").encode()
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise Problem("xml_doctype") from None
    except (ParseError, UnicodeError, LookupError, ValueError, RecursionError):
        raise Problem("kml_broken", name="KML") from None
    return root


def _tag(element: Element) -> str:
    """The name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(element: Element, *names: str) -> Iterator[Element]:
    return (child for child in element if _tag(child) in names)


def _geometry(mark: Element, number: int) -> BaseGeometry | None:
    try:
        found = [_shape(one, 0) for one in _children(mark, *SHAPES)]
        return None if not found else found[0] if len(found) == 1 else shapely.GeometryCollection(found)
    except (ValueError, shapely.errors.ShapelyError):
        raise Problem("feature_geometry", feature=number) from None


def _shape(element: Element, depth: int) -> BaseGeometry:
    """One geometry; ValueError for what cannot be read."""
    name = _tag(element)
    if depth > DEEPEST:
        raise ValueError(name)
    if name == "Polygon":
        shells = [ring for side in _children(element, "outerBoundaryIs") for ring in _rings(side)]
        holes = [ring for side in _children(element, "innerBoundaryIs") for ring in _rings(side)]
        if len(shells) != 1:
            raise ValueError(name)
        return shapely.Polygon(shells[0], holes)
    if name == "MultiGeometry":
        return shapely.GeometryCollection([_shape(one, depth + 1) for one in _children(element, *SHAPES)])
    if name in ("LineString", "LinearRing"):
        points = [point for one in _children(element, "coordinates") for point in _points(one)]
        return shapely.LineString(points) if len(points) > 1 else shapely.Point(0, 0)
    return shapely.Point(0, 0)  # a mark of its kind: only polygons are used


def _rings(side: Element) -> Iterator[list[tuple[Any, ...]]]:
    for ring in _children(side, "LinearRing"):
        points = [point for one in _children(ring, "coordinates") for point in _points(one)]
        if len(points) < 3:
            raise ValueError("ring")
        yield points if points[0] == points[-1] else [*points, points[0]]


def _points(coordinates: Element) -> list[tuple[Any, ...]]:
    """`lon,lat[,height]` between blanks; the height is left out unless every point has one."""
    out = []
    for word in (coordinates.text or "").split():
        numbers = [_number(part) for part in word.split(",") if part]
        if len(numbers) not in (2, 3):
            raise ValueError(word)
        out.append(tuple(numbers))
    return out if len({len(point) for point in out}) < 2 else [point[:2] for point in out]


def _number(text: str) -> np.float64:
    number = np.float64(text)
    if not np.isfinite(number):
        raise ValueError(text)
    return number


def _attributes(mark: Element, limits: Limits) -> dict[str, Any]:
    """Name and extended data. The description is text for people, often a table in HTML: not read."""
    out: dict[str, Any] = {}
    for one in mark.iter():
        tag = _tag(one)
        if tag == "SimpleData" and one.get("name"):
            out[str(one.get("name"))] = one.text
        elif tag == "Data" and one.get("name"):
            out[str(one.get("name"))] = next((child.text for child in _children(one, "value")), None)
    for name in _children(mark, "name"):
        out.setdefault("name", name.text)
    if len(out) > limits.columns:
        raise Problem("land_columns", count=len(out), limit=limits.columns)
    return out
