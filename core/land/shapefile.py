"""Zipped shapefiles, read without GDAL: polygons (.shp), attributes (.dbf), the coordinate system (.prj).

Formats: ESRI Shapefile Technical Description (1998); dBASE III table. Only the lengths that the bytes
themselves allow are believed. Everything is checked before numpy or GEOS see it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePosixPath

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.land import crs
from core.land.archive import Archive, archive
from core.land.dbf import Table, read_table
from core.land.limits import Limits
from core.land.raw import Layer, Raw, Row
from core.land.report import Note
from core.problem import Problem

MAGIC, HEADER, RECORD = 9994, 100, 8
MOST_PAIRS = 4_000_000  # of shells and holes in one feature
POLYGON = (5, 15, 25)  # plain, with heights, with measures
OTHER = {1: "Point", 11: "Point", 21: "Point", 3: "LineString", 13: "LineString", 23: "LineString",
         8: "MultiPoint", 18: "MultiPoint", 28: "MultiPoint", 31: "MultiPatch"}


def read_shapefile(data: bytes, limits: Limits) -> Raw:
    """A zip with one or more shapefiles → layers, numbered through. Problem `shp_none`, `shp_broken` and others."""
    layers: list[Layer] = []
    notes: list[Note] = []
    with archive(data, limits) as files:
        shapes = files.ending(".shp")
        if not shapes:
            raise Problem("shp_none")
        for name in sorted(shapes):
            start = sum(len(layer.rows) for layer in layers)
            layers.append(_layer(files, name, start, limits, notes))
    return Raw("shapefile", tuple(layers), tuple(notes))


def _layer(files: Archive, name: str, start: int, limits: Limits, notes: list[Note]) -> Layer:
    title = PurePosixPath(name).stem
    shapes = _shapes(files.read(name), title, limits, start)
    table = _table(files, name, len(shapes), limits, notes)
    if table is not None and len(table.rows) != len(shapes):
        raise Problem("shp_rows", name=title, shapes=len(shapes), rows=len(table.rows))
    prj = _beside(files, name, ".prj")
    text = "" if prj is None else files.read(prj)[:crs.LARGEST_WKT + 1].decode("utf-8", "replace").strip()
    rows = tuple(Row(start + at, shape, {} if table is None else table.rows[at - 1])
                 for at, shape in enumerate(shapes, start=1)
                 if table is None or not table.deleted[at - 1])
    return Layer(title, None if crs.is_local(text) else crs.recognise(text), rows, table.encoding if table else "")


def _beside(files: Archive, name: str, suffix: str) -> str | None:
    """The entry of the same name with another ending."""
    wanted = (name[:-4] + suffix).casefold()
    return next((one for one in files.entries if one.casefold() == wanted), None)


def _table(files: Archive, name: str, count: int, limits: Limits, notes: list[Note]) -> Table | None:
    dbf, cpg = _beside(files, name, ".dbf"), _beside(files, name, ".cpg")
    title = PurePosixPath(name).stem
    if dbf is None:
        notes.append(Note("no_table", 0, (("name", title),)))
        return None
    said = files.read(cpg)[:40].decode("ascii", "replace").strip() if cpg else ""
    table = read_table(files.read(dbf), title, said, limits, count)
    if table.rows and not table.is_ascii and not table.stated:
        notes.append(Note("encoding_tried", 0, (("name", title), ("encoding", table.encoding.upper()))))
    if table.is_overridden:
        notes.append(Note("encoding_wrong", 0, (
            ("name", title), ("stated", said), ("encoding", table.encoding.upper()))))
    return table


def _shapes(data: bytes, title: str, limits: Limits, start: int) -> list[BaseGeometry]:
    """One geometry per record, in the order of the file."""
    broken = Problem("shp_broken", name=title)
    if len(data) < HEADER or struct.unpack_from(">i", data)[0] != MAGIC:
        raise broken
    out: list[BaseGeometry] = []
    at, vertices = HEADER, 0
    while at + RECORD <= len(data):
        words = struct.unpack_from(">i", data, at + 4)[0]
        end = at + RECORD + 2 * words
        if words < 2 or end > len(data):
            raise broken
        out.append(_shape(data[at + RECORD:end], start + len(out) + 1))
        vertices += int(shapely.get_num_coordinates(out[-1]))
        if len(out) + start > limits.features:
            raise Problem("geojson_features", count=f"> {limits.features}", limit=limits.features)
        if vertices > limits.vertices:
            raise Problem("geojson_vertices", limit=limits.vertices)
        at = end
    return out


def _shape(record: bytes, number: int) -> BaseGeometry:
    broken = Problem("feature_geometry", feature=number)
    kind = struct.unpack_from("<i", record)[0]
    if kind == 0:
        return shapely.GeometryCollection()
    if kind in OTHER:  # kept as a mark of its kind: lines and points are left out anyway
        return {"Point": shapely.Point(0, 0), "LineString": shapely.LineString([(0, 0), (1, 1)]),
                "MultiPoint": shapely.MultiPoint([(0, 0)])}.get(OTHER[kind], shapely.Point(0, 0))
    if kind not in POLYGON or len(record) < 44:
        raise broken
    parts, points = struct.unpack_from("<2i", record, 36)
    if not (0 < parts <= points) or 44 + 4 * parts + 16 * points > len(record):
        raise broken
    starts = np.frombuffer(record, "<i4", parts, 44)
    coordinates = np.frombuffer(record, "<f8", 2 * points, 44 + 4 * parts).reshape(points, 2)
    edges = [*starts.tolist(), points]
    if edges[0] != 0 or any(low >= high for low, high in pairwise(edges)):
        raise broken
    if not np.isfinite(coordinates).all():
        raise broken
    rings = [coordinates[low:high] for low, high in pairwise(edges)]
    if any(len(ring) < 4 or not (ring[0] == ring[-1]).all() for ring in rings):
        raise broken
    return polygons_of(rings, number)


def polygons_of(rings: Sequence[np.ndarray], number: int) -> BaseGeometry:
    """Rings in a shapefile's order → polygon: clockwise is a shell, the other way round a hole in the shell around it.

    Writers that turn every ring the wrong way are common: the largest ring is never a hole.
    """
    outlines = np.asarray(shapely.polygons([shapely.linearrings(ring) for ring in rings]))
    is_hole = shapely.is_ccw(shapely.get_exterior_ring(outlines))
    if is_hole[shapely.area(outlines).argmax()]:
        is_hole = ~is_hole
    shells, inner = np.flatnonzero(~is_hole), np.flatnonzero(is_hole)
    if len(shells) * len(inner) > MOST_PAIRS:
        raise Problem("feature_tangled", feature=number)
    holes: dict[int, list[int]] = {int(shell): [] for shell in shells}
    areas = shapely.area(outlines)
    tips = shapely.get_point(shapely.get_exterior_ring(outlines[inner]), 0)
    around: dict[int, int] = {}  # hole → the smallest shell around it
    for hole, shell in shapely.STRtree(outlines[shells]).query(tips, predicate="intersects").T.tolist():
        one, other = int(inner[hole]), int(shells[shell])
        if areas[other] >= areas[one] and (one not in around or areas[other] < areas[around[one]]):
            around[one] = other
    for hole in inner.tolist():
        holes.setdefault(around.get(hole, hole), []).extend([hole] if hole in around else [])
    made = [shapely.Polygon(rings[shell], [rings[hole] for hole in inside]) for shell, inside in holes.items()]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)
