"""Reading GeoJSON: areas against a referee, what is mended and said, strata from attributes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import shape

from core.land import area_4543_hm2, area_geodesic_hm2, read_footprint, read_geojson, strata_of, to_4543
from core.problem import Problem

D = Decimal
ROOT = Path(__file__).resolve().parents[2]
COUNTY = shapely.box(101.58, 25.38, 102.43, 26.10)  # carbon.md §5: 101°35′–102°26′ E, 25°23′–26°06′ N

Geometry = dict[str, Any]


def square(west: float, south: float, side: float = 0.01) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> Geometry:
    return {"type": "Polygon", "coordinates": list(rings)}


def features(*geometries: Geometry | None, **attributes: object) -> Geometry:
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": attributes, "geometry": geometry} for geometry in geometries]}


PARCEL = polygon([[101.8, 25.6], [101.81, 25.6], [101.81, 25.61], [101.8, 25.61], [101.8, 25.6]])
BOW_TIE = polygon([[101.8, 25.6], [101.81, 25.61], [101.81, 25.6], [101.8, 25.61], [101.8, 25.6]])


def by_geopandas(geometry: Geometry) -> float:
    """hm² in EPSG:4543 by another road: geopandas' own transformation."""
    return float(gpd.GeoSeries([shape(geometry)], crs=4490).to_crs(4543).area.iloc[0]) / 10_000


# --- areas


def test_the_test_parcel_of_the_document() -> None:
    """carbon.md §5: geodesic 111.281 hm², EPSG:4543 111.282 (EPSG:3857 would give 137.415)."""
    parcel = shape(PARCEL)
    assert area_geodesic_hm2(parcel).quantize(D("0.001")) == D("111.281")
    assert area_4543_hm2(parcel).quantize(D("0.001")) == D("111.282")
    assert float(area_4543_hm2(parcel)) == pytest.approx(by_geopandas(PARCEL), abs=0.00006)


def test_areas_have_four_decimals_and_do_not_depend_on_the_turn_of_the_ring() -> None:
    parcel, turned = shape(PARCEL), shape(PARCEL).reverse()
    assert area_4543_hm2(parcel).as_tuple().exponent == -4
    assert area_4543_hm2(parcel) == area_4543_hm2(turned)
    assert area_geodesic_hm2(parcel) == area_geodesic_hm2(turned) > 0


def test_a_hole_is_no_area() -> None:
    ring = square(101.802, 25.602, 0.002)
    holed = polygon(PARCEL["coordinates"][0], ring)
    whole, hole = (area_4543_hm2(shape(polygon(one))) for one in (PARCEL["coordinates"][0], ring))
    assert hole > 4
    assert abs(area_4543_hm2(shape(holed)) - (whole - hole)) <= D("0.0002")
    footprint = read_geojson(holed, COUNTY)
    assert footprint.notes == ()
    assert float(footprint.area_hm2) == pytest.approx(by_geopandas(holed), abs=0.00006)
    assert abs(area_geodesic_hm2(shape(holed)) - footprint.area_hm2) < D("0.002")


def test_metres_are_those_of_the_county_s_own_zone() -> None:
    """On the central meridian 102° E the zone's false easting is 500 km, without a zone prefix."""
    x, y = to_4543(shapely.Point(102, 25.6)).coords[0]
    assert x == pytest.approx(500_000, abs=0.001)
    assert y == pytest.approx(2_832_500, abs=1_000)  # 25.6° · 110.6–110.8 km


def test_no_grid_is_fetched_from_the_internet_whatever_the_environment_says() -> None:
    code = "import core.land; from pyproj.network import is_network_enabled; print(is_network_enabled())"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PROJ_NETWORK": "ON"},
                          capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_overlapping_features_count_once() -> None:
    footprint = read_geojson(features(PARCEL, PARCEL), COUNTY)
    assert len(footprint.parts) == 2
    assert footprint.area_hm2 == read_geojson(PARCEL, COUNTY).area_hm2


# --- what is read


@pytest.mark.parametrize("content", [
    PARCEL,
    {"type": "Feature", "properties": None, "geometry": PARCEL},
    features(PARCEL),
    {"type": "MultiPolygon", "coordinates": [PARCEL["coordinates"]]},
    {"type": "GeometryCollection", "geometries": [PARCEL, {"type": "Point", "coordinates": [101.8, 25.6]}]},
    features(PARCEL) | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}},
    features(PARCEL) | {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
    features(PARCEL) | {"crs": {"type": "name", "properties": {"name": "EPSG:4326"}}},
])
@pytest.mark.parametrize("as_bytes", [True, False])
def test_every_shape_of_geojson_gives_the_same_area(content: Geometry, as_bytes: bool) -> None:
    text = json.dumps(content)
    footprint = read_footprint(text.encode() if as_bytes else text, COUNTY)
    assert footprint.notes == ()
    assert footprint.area_hm2.quantize(D("0.001")) == D("111.282")


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert read_footprint(json.dumps(PARCEL).encode("utf-8-sig"), COUNTY).notes == ()


def test_a_single_feature_keeps_its_attributes() -> None:
    content = {"type": "Feature", "geometry": PARCEL, "properties": {"name": "甲"}}
    assert read_geojson(content, COUNTY).properties == ({"name": "甲"},)


def test_attributes_stay_with_their_features() -> None:
    content = features(PARCEL, name="甲")
    content["features"].append({"type": "Feature", "geometry": PARCEL, "properties": {"name": "乙"}})
    assert [one["name"] for one in read_geojson(content, COUNTY).properties] == ["甲", "乙"]


# --- what is mended


def test_a_bow_tie_is_mended_and_said() -> None:
    """Two triangles, each a quarter of the square."""
    footprint = read_geojson(BOW_TIE, COUNTY)
    (note,) = footprint.notes
    assert (note.key, note.feature) == ("repaired", 1)
    assert dict(note.fields)["reason"] == "Self-intersection"
    assert footprint.parts[0].is_valid
    assert float(footprint.area_hm2) == pytest.approx(111.282 / 2, rel=1e-4)


def test_bow_ties_in_a_collection_are_mended_too() -> None:
    tie = polygon([[101.805, 25.6], [101.806, 25.61], [101.806, 25.6], [101.805, 25.61], [101.805, 25.6]])
    content = {"type": "GeometryCollection", "geometries": [BOW_TIE, PARCEL, tie]}
    footprint = read_geojson(content, COUNTY)
    assert "repaired" in {note.key for note in footprint.notes}
    assert footprint.area_hm2.quantize(D("0.001")) == D("111.282")


@pytest.mark.parametrize("more", [[1234.5], [1234.5, 7.0]])  # a height; a height and a measure
def test_heights_are_left_out_and_said(more: list[float]) -> None:
    high = polygon([[*point, *more] for point in PARCEL["coordinates"][0]])
    footprint = read_geojson(features(PARCEL, high), COUNTY)
    assert [(note.key, note.feature) for note in footprint.notes] == [("flattened", 2), ("duplicate", 2)]
    assert not footprint.parts[1].has_z
    assert footprint.parts[0].equals(footprint.parts[1])


@pytest.mark.parametrize("other", [
    {"type": "Point", "coordinates": [101.8, 25.6]},
    {"type": "LineString", "coordinates": [[101.8, 25.6], [101.81, 25.6]]},
    {"type": "Polygon", "coordinates": []},
    {"type": "GeometryCollection", "geometries": []},
])
def test_what_is_no_polygon_is_left_out_and_said(other: Geometry) -> None:
    footprint = read_geojson(features(PARCEL, other), COUNTY)
    assert [(note.key, note.feature) for note in footprint.notes] == [("not_polygon", 2)]
    assert len(footprint.parts) == len(footprint.properties) == 1


def test_what_lies_beyond_the_county_is_said_with_its_share() -> None:
    """The square from 101.57 to 101.59 E: half of it lies west of the county's 101.58."""
    footprint = read_geojson(polygon(square(101.57, 25.6, 0.02)), COUNTY)
    (note,) = footprint.notes
    assert (note.key, note.feature) == ("partly_outside", 1)
    assert float(dict(note.fields)["share"]) == pytest.approx(0.5, abs=1e-9)  # type: ignore[arg-type]


def test_without_a_county_no_place_is_checked() -> None:
    assert read_geojson(polygon(square(103, 27)), None).notes == ()


# --- strata from the features' own attributes


@pytest.mark.parametrize("attributes", [
    {"species": "云南松", "volume_m3_hm2": 85.5, "age": 25, "origin": "planted"},
    {"YOU_SHI_SZ": "云南松", "HUO_LMGQXJ": "85.5", "PINGJUN_NL": "25", "origin": "planted"},
    {"优势树种": "云南松", "每公顷蓄积": 85.5, "平均年龄": 25.0, "ORIGIN": "planted"},
])
def test_strata_from_attributes_under_any_of_their_names(attributes: dict[str, object]) -> None:
    (stratum,) = strata_of(read_geojson(features(PARCEL, **attributes), COUNTY))
    assert (stratum.species, stratum.volume_m3_hm2, stratum.age, stratum.origin) == (
        "云南松", D("85.5"), D(25), "planted")
    assert stratum.area_hm2.quantize(D("0.001")) == D("111.282")


def test_age_or_volume_is_enough() -> None:
    assert strata_of(read_geojson(features(PARCEL, species="桉树", age=4)))[0].volume_m3_hm2 is None
    assert strata_of(read_geojson(features(PARCEL, species="桉树", volume=40)))[0].age is None


@pytest.mark.parametrize(("attributes", "field"), [
    ({}, "species"), ({"species": ""}, "species"), ({"species": None, "age": 4}, "species"),
    ({"species": "桉树"}, "volume_m3_hm2 / age"), ({"species": "桉树", "age": "", "volume": None},
                                                  "volume_m3_hm2 / age"),
])
def test_a_feature_that_lacks_something_is_named(attributes: dict[str, object], field: str) -> None:
    content = features(PARCEL, species="云南松", age=5)
    content["features"].append({"type": "Feature", "geometry": PARCEL, "properties": attributes})
    with pytest.raises(Problem) as refused:
        strata_of(read_geojson(content, COUNTY))
    assert refused.value.key == "feature_lacks"
    assert (refused.value.fields["feature"], refused.value.fields["field"]) == (2, field)
    assert field.split(" ")[0] in str(refused.value.fields["accepted"])


@pytest.mark.parametrize("value", ["many", "NaN", "Infinity", "1,5", True, [3], {"a": 1}])
def test_a_number_that_is_none_is_named(value: object) -> None:
    content = features(PARCEL, species="云南松", age=5)
    content["features"].append(
        {"type": "Feature", "geometry": PARCEL, "properties": {"species": "云南松", "volume": value}})
    with pytest.raises(Problem) as refused:
        strata_of(read_geojson(content, COUNTY))
    assert refused.value.key == "feature_number"
    assert (refused.value.fields["feature"], refused.value.fields["field"]) == (2, "volume_m3_hm2")


def test_features_keep_the_number_they_have_in_the_file() -> None:
    """The first feature is a point and left out: the one that lacks its species is still number 2."""
    footprint = read_geojson(features({"type": "Point", "coordinates": [101.8, 25.6]}, PARCEL), COUNTY)
    with pytest.raises(Problem) as refused:
        strata_of(footprint)
    assert refused.value.fields["feature"] == 2
