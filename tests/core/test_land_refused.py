"""Land files that cannot be used: each is refused with its reason and place, and nothing else ever raises."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from core.land import Footprint, limits, read_footprint, read_geojson, strata_of
from core.problem import Problem

COUNTY = shapely.box(101.58, 25.38, 102.43, 26.10)
RING = [[101.8, 25.6], [101.81, 25.6], [101.81, 25.61], [101.8, 25.61], [101.8, 25.6]]
PARCEL = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: object, **attributes: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": attributes, "geometry": geometry}


def features(*geometries: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [feature(one) for one in geometries]}


def refused(content: object) -> Problem:
    with pytest.raises(Problem) as caught:
        read_geojson(content, COUNTY)
    return caught.value


def refused_text(data: bytes | str) -> Problem:
    with pytest.raises(Problem) as caught:
        read_footprint(data, COUNTY)
    return caught.value


def ring(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}


def allow(monkeypatch: pytest.MonkeyPatch, **changed: int) -> None:
    monkeypatch.setattr(limits, "PROPOSAL", dataclasses.replace(limits.PROPOSAL, **changed))


# --- the text


def test_text_that_is_no_json_is_refused_with_its_line() -> None:
    problem = refused_text('{\n "type": "Polygon",\n "coordinates": [[[1, 2\n}')
    assert problem.key == "geojson_json"
    assert problem.fields == {"line": 4, "column": 1}


@pytest.mark.parametrize("data", [b"", "", b"PK\x03\x04", "<kml/>"])
def test_other_files_are_no_json(data: bytes | str) -> None:
    assert refused_text(data).key == "geojson_json"


@pytest.mark.parametrize("data", ["甲".encode("gb18030"), json.dumps(PARCEL).encode("utf-16")])
def test_another_encoding_is_refused(data: bytes) -> None:
    assert refused_text(data).key == "geojson_encoding"


def test_too_large_a_file_is_refused_before_it_is_read() -> None:
    problem = refused_text(b"[" * (limits.PROPOSAL.bytes + 1))
    assert (problem.key, problem.fields) == ("geojson_size", {"limit": 20})


def test_a_file_of_just_the_largest_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(PARCEL)
    allow(monkeypatch, bytes=len(text))
    assert len(read_footprint(text, COUNTY).parts) == 1
    assert refused_text(text + " ").key == "geojson_size"


def test_nesting_without_end_is_refused() -> None:
    assert refused_text("[" * 200_000).key == "geojson_not"
    deep = '{"type":"GeometryCollection","geometries":['
    assert refused_text(deep * 50_000 + "]}" * 50_000).key == "geojson_not"


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    """Python refuses to read whole numbers of more than 4300 digits, with an error of its own."""
    assert refused_text('{"type": "Polygon", "coordinates": [[[' + "1" * 5000 + ", 25.6]]]}").key in (
        "geojson_json", "geojson_not", "feature_geometry")


# --- what it says


@pytest.mark.parametrize("content", [
    None, 3, "Polygon", [], [PARCEL], {}, {"coordinates": [RING]},
    {"type": "FeatureCollection"}, {"type": "FeatureCollection", "features": PARCEL},
    {"type": "FeatureCollection", "features": [PARCEL]},
    {"type": "FeatureCollection", "features": [feature(PARCEL), None]},
])
def test_json_that_is_no_geojson_is_refused(content: object) -> None:
    assert refused(content).key == "geojson_not"


@pytest.mark.parametrize("content", [
    features(), features({"type": "Point", "coordinates": [101.8, 25.6]}),
    {"type": "LineString", "coordinates": RING}, {"type": "GeometryCollection", "geometries": []},
])
def test_a_file_without_polygons_is_refused(content: object) -> None:
    assert refused(content).key == "geojson_no_polygons"


@pytest.mark.parametrize("geometry", [
    [], "Polygon", {"type": "Circle", "coordinates": RING}, {"type": "Polygon"},
    {"type": "Polygon", "coordinates": RING}, {"type": "Polygon", "coordinates": [[[101.8, 25.6]]]},
    {"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]},
    {"type": "Polygon", "coordinates": [[[101.8, float("nan")], *RING[1:]]]},
    {"type": "Polygon", "coordinates": [[[101.8, float("inf")], *RING[1:]]]},
    {"type": "Polygon", "coordinates": [[[10**400, 25.6], *RING[1:]]]},
    ring((101.8, 25.6), (101.81, 25.6), (101.82, 25.6)),  # no area
])
def test_a_shape_that_cannot_be_mended_is_refused_with_its_number(geometry: object) -> None:
    problem = refused(features(PARCEL, geometry))
    assert (problem.key, problem.fields["feature"]) == ("feature_geometry", 2)


# --- where it lies


def test_land_outside_the_county_is_refused() -> None:
    problem = refused(features(PARCEL, ring((103, 27), (103.01, 27), (103.01, 27.01))))
    assert (problem.key, problem.fields["feature"]) == ("feature_outside", 2)


def test_latitude_before_longitude_is_recognised() -> None:
    """25.6, 101.8: read as longitude and latitude it lies beyond the pole, yet the remedy is to swap."""
    swapped = {"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]}
    problem = refused(features(PARCEL, swapped))
    assert (problem.key, problem.fields["feature"]) == ("feature_swapped", 2)


@pytest.mark.parametrize("corner", [
    (480_000.0, 2_832_500.0),  # EPSG:4543
    (34_480_000.0, 2_832_500.0),  # EPSG:4522, with the zone's prefix
    (11_332_000.0, 2_950_000.0),  # EPSG:3857
])
def test_metres_are_recognised(corner: tuple[float, float]) -> None:
    x, y = corner
    problem = refused(features(PARCEL, ring((x, y), (x + 100, y), (x + 100, y + 100))))
    assert (problem.key, problem.fields["feature"]) == ("feature_projected", 2)


@pytest.mark.parametrize(("corner", "key"), [
    ((-180.0, -90.0), "feature_outside"), ((179.0, 89.0), "feature_outside"),
    ((-180.001, 0.0), "feature_projected"), ((179.001, 0.0), "feature_projected"),
    ((0.0, -90.001), "feature_projected"), ((0.0, 89.001), "feature_projected"),
])
def test_degrees_end_at_the_poles_and_the_date_line(corner: tuple[float, float], key: str) -> None:
    x, y = corner
    assert refused(features(PARCEL, ring((x, y), (x + 1, y), (x + 1, y + 1)))).key == key


@pytest.mark.parametrize("crs", [
    {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4543"}},
    {"type": "name", "properties": {"name": "EPSG:3857"}},
    {"type": "name", "properties": {}}, {"type": "name"}, "EPSG:4543", {"properties": "EPSG:4490"}, 4490, [],
])
def test_another_coordinate_system_is_refused(crs: object) -> None:
    assert refused(features(PARCEL) | {"crs": crs}).key == "geojson_crs"


# --- how much there is


def test_too_many_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, features=3)
    assert len(read_geojson(features(*[PARCEL] * 3), COUNTY).parts) == 3
    problem = refused(features(*[PARCEL] * 4))
    assert (problem.key, problem.fields) == ("geojson_features", {"count": 4, "limit": 3})


def test_too_many_vertices_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, vertices=10)
    assert len(read_geojson(features(PARCEL, PARCEL), COUNTY).parts) == 2  # 5 + 5
    problem = refused(features(PARCEL, PARCEL, PARCEL))
    assert (problem.key, problem.fields) == ("geojson_vertices", {"limit": 10})


def scribble(turns: int) -> dict[str, Any]:
    """A zigzag that comes back through itself: each of its strokes is crossed once on the way back."""
    out = [(101.8 + 0.001 * at, 25.6 + 0.001 * (at % 2)) for at in range(turns + 1)]
    return ring(*out, (101.8 + 0.001 * turns, 25.6005), (101.8, 25.6005))


def test_a_shape_that_crosses_itself_all_over_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, crossings=10)
    (note,) = read_geojson(scribble(10), COUNTY).notes
    assert note.key == "repaired"
    problem = refused(features(PARCEL, scribble(11)))
    assert (problem.key, problem.fields) == ("feature_tangled", {"feature": 2})


def test_a_broken_shape_of_too_many_vertices_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    allow(monkeypatch, repair_vertices=14)
    assert read_geojson(scribble(10), COUNTY).notes[0].key == "repaired"  # 11 + 2 + 1 vertices
    assert refused(features(PARCEL, scribble(11))).key == "feature_tangled"
    sound = ring(*((102 + math.cos(at / 10) / 100, 25.6 + math.sin(at / 10) / 100) for at in range(60)))
    assert read_geojson(sound, COUNTY).notes == ()  # a sound shape may have as many as it likes


def test_the_limits_that_ship() -> None:
    most = limits.PROPOSAL
    assert (most.bytes, most.features, most.vertices) == (20_000_000, 2_000, 200_000)
    assert (most.repair_vertices, most.crossings) == (2_000, 100)
    problem = refused(features(*[{}] * 2_001))
    assert (problem.key, problem.fields["count"]) == ("geojson_features", 2_001)


# --- whatever comes

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(("type", "features", "geometry", "properties", "coordinates", "crs", "name")), inner,
        max_size=5), max_leaves=20)
NUMBERS = st.floats() | st.floats(101.58, 102.43) | st.floats(25.38, 26.1) | st.integers(-400, 400)
POSITIONS = st.lists(NUMBERS, min_size=2, max_size=3) | st.tuples(
    st.floats(101.6, 102.4), st.floats(25.4, 26.0)).map(list)
RINGS = st.lists(POSITIONS, min_size=3, max_size=9).map(lambda points: [*points, points[0]])
POLYGONS = st.builds(lambda rings: {"type": "Polygon", "coordinates": rings}, st.lists(RINGS, max_size=3))
GEOMETRIES = POLYGONS | st.builds(
    lambda rings: {"type": "MultiPolygon", "coordinates": rings}, st.lists(st.lists(RINGS, max_size=2), max_size=3)
) | st.builds(lambda shapes: {"type": "GeometryCollection", "geometries": shapes}, st.lists(POLYGONS, max_size=3)) | (
    ANY_JSON)
ATTRIBUTES = st.dictionaries(st.sampled_from(("species", "age", "volume", "origin", "树种")), SCALARS, max_size=4)
COLLECTIONS = st.builds(
    lambda pairs: {"type": "FeatureCollection", "features": [feature(one, **more) for one, more in pairs]},
    st.lists(st.tuples(GEOMETRIES, ATTRIBUTES), max_size=4))


def attempt(data: bytes | str) -> None:
    try:
        footprint = read_footprint(data, COUNTY)
        assert isinstance(footprint, Footprint)
        assert all(part.is_valid and part.area > 0 for part in footprint.parts)
        assert footprint.area_hm2 >= 0
        strata_of(footprint)
    except Problem as problem:
        assert problem.key.startswith(("geojson_", "feature_"))


@given(ANY_JSON | GEOMETRIES | COLLECTIONS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # shapely's, for coordinates near 1e308
def test_any_json_is_read_or_refused_with_a_problem(content: object) -> None:
    attempt(json.dumps(content))


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_text_is_refused_with_a_problem(data: bytes | str) -> None:
    attempt(data)


FOUND_BY_FUZZING = {
    "rings of two and of three dimensions": {"type": "Polygon", "coordinates": [
        [[0, 0]] * 4, [[0, 1, 0], [0, 2, 0], [1, 0, 0], [0, 1, 0]]]},
    "a collection of polygons without area": {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "coordinates": [[[0, 0]] * 4, [[0, 0], [102, 26], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [102, 26], [0, 0], [0, 0]]]}]},
}


@pytest.mark.parametrize("kind", FOUND_BY_FUZZING)
def test_shapes_that_once_broke_the_reader(kind: str) -> None:
    attempt(json.dumps(FOUND_BY_FUZZING[kind]))
