"""Coordinate systems of land files: read, refused, asked about; drawings in GCJ-02."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pytest
import shapely
from landfiles import (
    COUNTY,
    HOLED,
    PAIR,
    PARCEL,
    frame,
    geojson,
    keys,
    packed,
    read,
    refused,
    shapefile,
    written,
    zipped,
)
from pyproj import Transformer

from core.land import CrsUnknown
from core.land import gcj as gcj02
from core.land.tables import DATA

D = Decimal
READ = (4490, 4543, 4522, 4544, 4523, 4506, 4495, 4507, 4496, 4326, 32647, 32648, 3857)
REFUSED = (4610, 2379, 2358, 2331, 2342, 4214, 2431, 2410, 21417, 21458)


# --- coordinate systems


@pytest.mark.parametrize("epsg", READ)
@pytest.mark.parametrize("kind", [".zip", ".gpkg", ".geojson"])
def test_systems_that_are_read(epsg: int, kind: str) -> None:
    data = frame(epsg)
    made = zipped(data) if kind == ".zip" else written(kind, data)
    land = read(f"a{kind}", made)
    assert land.features[0].area_hm2 == D("111.2817")
    assert land.crs in (epsg, 4326 if kind == ".geojson" else epsg)


@pytest.mark.parametrize("epsg", REFUSED)
def test_old_datums_are_refused(epsg: int) -> None:
    assert refused("a.zip", zipped(frame(epsg))).key == "crs_datum"
    assert refused("a.gpkg", written(".gpkg", frame(epsg))).fields == {"crs": f"EPSG:{epsg}"}
    assert refused("a.zip", zipped(), crs=epsg).key == "crs_datum"


def test_proj_indeed_knows_no_way_from_the_old_datums() -> None:
    """Why they are refused: all that PROJ offers without grids is to do nothing, of unknown accuracy."""
    for epsg in REFUSED:
        assert Transformer.from_crs(epsg, 4490, always_xy=True).accuracy == -1


def test_another_system_is_refused_by_name() -> None:
    assert refused("a.zip", zipped(frame(27700))).key == "crs_unsupported"


PRJ = ('PROJCS["元谋独立",GEOGCS["x",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
       'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
       'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",102.0],'
       'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]')


@pytest.mark.parametrize(("old", "new", "key"), [
    ("", "", None), ("元谋独立", "CGCS2000_3_Degree_GK_CM_102E", None),
    ("元谋独立", "CGCS2000_3_Degree_GK_CM_105E", None),
    ("102.0", "101.5", "crs_unsupported"), ('UNIT["Meter",1.0]]', 'UNIT["Kilometer",1000.0]]', "crs_unsupported"),
    ("500000.0", "400000.0", "crs_unsupported"), (PRJ, "+proj=tmerc +lon_0=102", "crs_unsupported"),
    (PRJ, PRJ.replace("元谋独立", "CGCS2000_3_Degree_GK_CM_102E").replace("102.0", "101.5"), "crs_parameters"),
    ('"Greenwich",0.0', '"Paris",2.337', "crs_unsupported"),
    (PRJ, "EPSG:4543", None), (PRJ, 'LOCAL_CS["unknown"]', "crs_unknown"), (PRJ, "乱码[", "crs_unsupported"),
])
def test_a_prj_counts_by_its_parameters_not_by_its_name(old: str, new: str, key: str | None) -> None:
    parts = shapefile(frame(4543)) | {".prj": PRJ.replace(old, new).encode() if old else PRJ.encode()}
    data = packed({f"a{ending}": part for ending, part in parts.items()})
    if key is None:
        assert read("a.zip", data).features[0].area_hm2 == D("111.2817")
    else:
        assert refused("a.zip", data).key == key


@pytest.mark.parametrize("epsg", [4490, 4543, 4522, 4544, 3857, 32647, 4506])
def test_no_system_is_asked_about(epsg: int) -> None:
    data = zipped(frame(epsg, (PARCEL,)), without=(".prj",))
    with pytest.raises(CrsUnknown) as asked:
        read("a.zip", data)
    by_code = {one.epsg: one for one in asked.value.choices}
    assert (by_code[epsg].area_hm2, by_code[epsg].share_inside) == (D("111.2817"), 1)
    assert by_code[epsg].name_zh and by_code[epsg].name_en
    assert f"EPSG:{epsg}" in str(asked.value.fields["codes"])
    assert len(by_code) <= 3
    land = read("a.zip", data, crs=epsg)
    assert (land.crs, land.area_hm2) == (epsg, D("111.2817"))


def test_choices_that_differ_show_different_areas() -> None:
    """UTM 47N and the 6-degree zone of 99° E differ by the scale on the meridian, 0.9996: 0.08 % of the area."""
    with pytest.raises(CrsUnknown) as asked:
        read("a.zip", zipped(frame(32647, (PARCEL,)), without=(".prj",)))
    found = {one.epsg: one.area_hm2 for one in asked.value.choices}
    assert found[32647] - found[4506] == pytest.approx(D("0.0889"), abs=D("0.0005"))


def test_the_areas_of_the_document_in_other_systems() -> None:
    """What would come out in metres of the wrong system; the same parcel in each is read as 111.282 hm²."""
    for epsg, planar in ((32647, 111.410), (4544, 111.564), (3857, 137.415), (4543, 111.282)):
        data = frame(epsg, (PARCEL,))
        assert float(data.area.iloc[0]) / 10_000 == pytest.approx(planar, abs=0.001)
        assert read("a.zip", zipped(data)).area_hm2 == D("111.2817")


def test_nothing_near_the_county_is_said() -> None:
    problem = refused("a.zip", zipped(frame(4490, (shapely.box(10, 50, 10.1, 50.1),)), without=(".prj",)))
    assert (problem.key, problem.choices) == ("crs_unknown_far", ())


def test_an_undefined_system_of_a_geopackage_and_metres_in_geojson_are_asked_about() -> None:
    metres = gpd.GeoDataFrame(geometry=[frame(4543).geometry.iloc[0]])
    for name, data in (("a.gpkg", written(".gpkg", metres)),
                       ("a.geojson", geojson(frame(4543).geometry.iloc[0]))):
        with pytest.raises(CrsUnknown) as asked:
            read(name, data)
        assert [one.epsg for one in asked.value.choices] == [4543]
        assert read(name, data, crs=4543).area_hm2 == D("111.2817")


def test_a_stated_system_that_another_one_contradicts_is_asked_about() -> None:
    """The most common slip: x with the zone prefix 34, a .prj without."""
    parts = shapefile(frame(4522)) | {".prj": shapefile(frame(4543))[".prj"]}
    data = packed({f"a{ending}": part for ending, part in parts.items()})
    with pytest.raises(CrsUnknown) as asked:
        read("a.zip", data)
    assert asked.value.key == "crs_contradicts"
    assert [one.epsg for one in asked.value.choices] == [4522]
    land = read("a.zip", data, crs=4522)
    assert land.features[0].area_hm2 == D("111.2817")
    assert keys(land) == ["crs_given", "codes_older"]


@pytest.mark.parametrize("epsg", [4490, 4543, 4522])
def test_exchanged_coordinates_are_recognised(epsg: int) -> None:
    turned = frame(epsg, (PARCEL,))
    turned.geometry = [shapely.transform(turned.geometry.iloc[0], lambda xy: xy[:, ::-1])]
    problem = refused("a.zip", zipped(turned))
    assert (problem.key, problem.fields) == (
        "feature_swapped" if epsg == 4490 else "feature_exchanged", {"feature": 1})


# --- GCJ-02


def drawn_on_a_phone(shape: Any) -> Any:
    """As data/boundary/make.py shifts: forward formula."""
    return shapely.transform(shape, lambda xy: xy + gcj02.offset(xy))


def test_the_shift_is_that_of_the_boundarys_own_script() -> None:
    spec = importlib.util.spec_from_file_location("boundary", DATA / "boundary" / "make.py")
    assert spec and spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    points = shapely.get_coordinates(COUNTY)
    assert gcj02.offset(points) == pytest.approx(make.gcj_offset(points), abs=1e-12)
    back = gcj02.from_gcj02(drawn_on_a_phone(COUNTY))
    assert shapely.get_coordinates(back) == pytest.approx(points, abs=1e-9)


def test_a_drawing_from_a_phone_map_is_recognised_and_left_where_it_is() -> None:
    land = read("a.geojson", geojson(drawn_on_a_phone(PARCEL)), reference=[PARCEL, HOLED])
    (note,) = land.notes
    fields = dict(note.fields)
    assert (note.key, fields["after"]) == ("gcj02", 1)
    assert 350 <= fields["distance_m"] <= 420  # type: ignore[operator]
    assert land.features[0].geometry.equals(drawn_on_a_phone(PARCEL))


def test_the_whole_county_drawn_on_a_phone_is_recognised() -> None:
    assert "gcj02" in keys(read("a.geojson", geojson(drawn_on_a_phone(COUNTY)), reference=[COUNTY]))


def test_what_leaves_the_county_by_the_shift_is_suspicious() -> None:
    """A strip along the eastern edge, which the shift to the south-east moves across it; no reference."""
    _, south, east, north = COUNTY.bounds
    edge = shapely.box(east - 0.02, south, east, north).intersection(COUNTY)
    (note,) = [one for one in read("a.geojson", geojson(drawn_on_a_phone(edge))).notes if one.key == "gcj02"]
    assert dict(note.fields)["after"] == 1


@pytest.mark.parametrize("shape", [PARCEL, HOLED, PAIR, COUNTY])
def test_a_true_drawing_raises_no_suspicion(shape: Any) -> None:
    assert "gcj02" not in keys(read("a.geojson", geojson(shape), reference=[PARCEL, HOLED, PAIR, COUNTY]))
    assert "gcj02" not in keys(read("a.geojson", geojson(shape)))
