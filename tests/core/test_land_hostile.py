"""Uploads that mean harm or are broken: refused with a Problem before they do any."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity
from landfiles import COUNTY, PARCEL, frame, kml, packed, placemark, shapefile, workbook, written, zipped

from core.land import PROPOSAL, Limits, read_land
from core.land.overlaps import overlaps
from core.problem import Problem

SMALL = replace(PROPOSAL, bytes=200_000, unpacked=400_000, text=100_000, features=20, vertices=500, entries=12)


def refused(name: str, data: bytes, limits: Limits | None = None, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        read_land(name, data, county=COUNTY, limits=limits, **more)
    return caught.value


# --- how much


def test_sizes_are_checked_before_anything_is_read() -> None:
    for name in ("a.zip", "a.gpkg", "a.geojson", "a.kml", "a.kmz", "a.xlsx"):
        assert refused(name, bytes(SMALL.bytes + 1), SMALL).key == "geojson_size"


@pytest.mark.parametrize("kind", [".zip", ".gpkg", ".geojson", ".kml"])
def test_too_many_features_in_any_kind(kind: str) -> None:
    squares = tuple(shapely.box(101.8 + at / 1000, 25.6, 101.8005 + at / 1000, 25.6005) for at in range(21))
    for count, expected in ((20, None), (21, "geojson_features")):
        data = frame(shapes=squares[:count], CUN=["甲"] * count)
        made = zipped(data) if kind == ".zip" else written(kind, data, **({"driver": "KML"} if kind == ".kml" else {}))
        limits = replace(SMALL, bytes=20_000_000)
        if expected:
            assert refused(f"a{kind}", made, limits).key == expected
        else:
            assert len(read_land(f"a{kind}", made, county=COUNTY, limits=limits).features) == count


@pytest.mark.parametrize("kind", [".zip", ".gpkg", ".geojson", ".kml"])
def test_too_many_vertices_in_any_kind(kind: str) -> None:
    circle = shapely.Point(101.9, 25.7).buffer(0.01, quad_segs=200)
    data = frame(shapes=(circle,), CUN=["甲"])
    made = zipped(data) if kind == ".zip" else written(kind, data, **({"driver": "KML"} if kind == ".kml" else {}))
    assert refused(f"a{kind}", made, replace(SMALL, bytes=20_000_000)).key == "geojson_vertices"


def test_a_million_vertices_are_refused_as_they_ship() -> None:
    angles = np.linspace(0, 2 * np.pi, 1_000_001)
    ring = np.column_stack([101.9 + np.cos(angles) / 100, 25.7 + np.sin(angles) / 100])
    ring[-1] = ring[0]
    body = struct.pack("<i4d2i", 5, 101.8, 25.6, 102, 25.8, 1, len(ring)) + struct.pack("<i", 0) + ring.tobytes()
    shp = struct.pack(">i", 9994) + bytes(96) + struct.pack(">2i", 1, len(body) // 2) + body
    assert refused("a.zip", packed({"a.shp": shp})).key == "geojson_vertices"


def comb(teeth: int, turned: bool) -> Any:
    at = np.arange(teeth) * (1e-2 / teeth)
    up = np.column_stack([np.repeat(101.8 + at, 2), np.tile([25.6, 25.61, 25.61, 25.6], teeth // 2)])
    ring = np.vstack([up, [[up[-1, 0], 25.599], [101.8, 25.599]]])
    if turned:
        ring = np.column_stack([101.8 + (ring[:, 1] - 25.6), 25.6 + (ring[:, 0] - 101.8)])
    return shapely.Polygon(ring)


@pytest.mark.parametrize(("teeth", "pairs"), [(20_000, 1), (1_000, 20)])
def test_combs_that_cross_millions_of_times_are_refused(teeth: int, pairs: int) -> None:
    combs = [comb(teeth, turned) for _ in range(pairs) for turned in (False, True)]
    with pytest.raises(Problem) as caught:
        overlaps(list(enumerate(combs, start=1)), PROPOSAL)
    assert caught.value.key == "features_tangled"
    assert caught.value.fields["feature"] != caught.value.fields["other"]


def test_large_neighbours_that_hardly_touch_are_measured() -> None:
    wheel = shapely.Point(101.9, 25.7).buffer(0.01, quad_segs=5_000)
    notes, doubled = overlaps([(1, wheel), (2, shapely.affinity.translate(wheel, 0.019))], PROPOSAL)
    assert [one.key for one in notes] == ["overlap"]
    assert doubled > 0


def test_many_features_on_one_place_are_summed_up() -> None:
    same = [(at, PARCEL) for at in range(1, 201)]
    notes, doubled = overlaps(same, PROPOSAL)
    assert len(notes) == 51
    assert notes[-1].key == "overlaps_more"
    assert float(doubled) == pytest.approx(111.2817 * 199, abs=0.1)


# --- shapefiles


def rebuilt(shp: bytes = b"", dbf: bytes = b"") -> bytes:
    parts = shapefile(frame(shapes=(PARCEL,), CUN=["甲"]))
    changed = {".shp": shp or parts[".shp"], ".dbf": dbf or parts[".dbf"], ".prj": parts[".prj"]}
    return packed({f"a{ending}": part for ending, part in changed.items()})


@pytest.mark.parametrize(("place", "form", "value", "key"), [
    (0, ">i", 1, "shp_broken"), (104, ">i", 1 << 30, "shp_broken"), (104, ">i", -5, "shp_broken"),
    (108, "<i", 99, "feature_geometry"), (144, "<i", 1 << 30, "feature_geometry"), (144, "<i", 0, "feature_geometry"),
    (148, "<i", 1 << 30, "feature_geometry"), (148, "<i", -1, "feature_geometry"), (152, "<i", 4, "feature_geometry"),
    (156, "<d", float("nan"), "feature_geometry"), (156, "<d", float("inf"), "feature_geometry"),
    (156, "<d", 1e300, "feature_geometry"),
])
def test_numbers_in_a_shp_are_not_believed(place: int, form: str, value: Any, key: str) -> None:
    data = bytearray(shapefile(frame(shapes=(PARCEL,), CUN=["甲"]))[".shp"])
    struct.pack_into(form, data, place, value)
    assert refused("a.zip", rebuilt(shp=bytes(data))).key == key


@pytest.mark.parametrize(("place", "form", "value", "key"), [
    (4, "<I", 1 << 31, "dbf_broken"), (4, "<I", 0, "shp_rows"), (8, "<H", 65535, "dbf_broken"),
    (10, "<H", 0, "dbf_broken"), (10, "<H", 65535, "dbf_broken"), (48, "<B", 0, "dbf_broken"),
])
def test_numbers_in_a_dbf_are_not_believed(place: int, form: str, value: int, key: str) -> None:
    data = bytearray(shapefile(frame(shapes=(PARCEL,), CUN=["甲"]))[".dbf"])
    struct.pack_into(form, data, place, value)
    assert refused("a.zip", rebuilt(dbf=bytes(data))).key == key


# --- GeoPackages


def gpkg(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        path.write_bytes(written(".gpkg", frame(shapes=(PARCEL,), CUN=["甲"])))
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return path.read_bytes()


def test_views_and_virtual_tables_of_a_geopackage_are_not_read() -> None:
    endless = ("CREATE VIEW v AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) "
               "SELECT n AS fid, NULL AS geom FROM r")
    listed = ("INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES('v','features','v',4490)",
              "INSERT INTO gpkg_geometry_columns VALUES('v','geom','POLYGON',4490,0,0)")
    land = read_land("a.gpkg", gpkg(endless, *listed), county=COUNTY)
    assert [one.key for one in land.notes] == ["not_a_table"]
    fts = "CREATE VIRTUAL TABLE v USING rtree(fid, a, b)"
    assert [one.key for one in read_land("a.gpkg", gpkg(fts, *listed), county=COUNTY).notes] == ["not_a_table"]


def test_tables_that_a_geopackage_only_pretends_to_have_take_no_time() -> None:
    """The listing itself as an endless view."""
    data = gpkg("DROP TABLE gpkg_geometry_columns",
                "CREATE VIEW gpkg_geometry_columns AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) "
                "SELECT 'x' AS table_name, 'geom' AS column_name, n AS srs_id FROM r")
    assert refused("a.gpkg", data).key == "gpkg_none"


def test_a_geopackage_left_open_elsewhere_is_read() -> None:
    data = bytearray(gpkg())
    data[18:20] = b"\x02\x02"  # journal mode WAL
    assert len(read_land("a.gpkg", bytes(data), county=COUNTY).features) == 1


@pytest.mark.parametrize("blob", ["x'00'", "x'4750000300000000'", "x'47500001'", "'text'", "5",
                                  "x'4750000100000000010300000001000000ffffffff'"])
def test_geometry_that_is_none(blob: str) -> None:
    trigger = "DROP TRIGGER IF EXISTS "
    data = gpkg(*(trigger + f'"{name}"' for name in triggers()), f"UPDATE x SET geom = {blob}")
    assert refused("a.gpkg", data).key == "feature_geometry"


def triggers() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        path.write_bytes(gpkg())
        connection = sqlite3.connect(path)
        names = [name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        connection.close()
        return names


def test_another_database_is_no_geopackage() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t(a)")
    assert refused("a.gpkg", connection.serialize()).key == "gpkg_none"


# --- XML

LAUGHS = ('<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {one} "{f"&{other};" * 10}">' for one, other in zip("bcdefghi", "abcdefgh", strict=True)) + "]>")
OUTSIDE = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, "<!DOCTYPE kml>"])
def test_a_doctype_is_refused_in_kml_kmz_and_xlsx(head: str) -> None:
    text = kml(placemark(), '<?xml version="1.0"?>' + head)
    assert refused("a.kml", text).key == "xml_doctype"
    assert refused("a.kmz", packed({"doc.kml": text})).key == "xml_doctype"
    parts = zipfile.ZipFile(io.BytesIO(workbook()))
    files = {name: parts.read(name) for name in parts.namelist()}
    for victim in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        body = files[victim].decode().removeprefix('<?xml version="1.0"?>')
        assert refused("a.xlsx", packed(files | {victim: f"{head}{body}".encode()})).key == "xml_doctype"
        wide = ('<?xml version="1.0" encoding="UTF-16"?>' + head + body).encode("utf-16")
        assert refused("a.xlsx", packed(files | {victim: wide})).key == "xml_doctype"


def test_kml_nested_without_end_is_refused_or_read() -> None:
    deep = "<MultiGeometry>" * 20_000 + "</MultiGeometry>" * 20_000
    assert refused("a.kml", kml(f"<Placemark>{deep}</Placemark>")).key == "feature_geometry"
    folders = "<Folder>" * 20_000 + placemark() + "</Folder>" * 20_000
    assert len(read_land("a.kml", kml(folders), county=COUNTY).features) == 1


@pytest.mark.parametrize("points", ["101.8,25.6 x,y 101.81,25.61", "nan,25.6 101.8,25.6 101.81,25.61", "101.8", "",
                                    "1e999,25 101,25 102,26", "101.8,25.6,1,2 101.81,25.6,1,2 101.81,25.61,1,2"])
def test_coordinates_that_are_none(points: str) -> None:
    broken = ("<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>" + points
              + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>")
    problem = refused("a.kml", kml(placemark() + broken))
    assert (problem.key, problem.fields) == ("feature_geometry", {"feature": 2})


# --- workbooks


def test_a_sheet_that_says_it_is_a_million_rows_long() -> None:
    parts = zipfile.ZipFile(io.BytesIO(workbook()))
    files = {name: parts.read(name) for name in parts.namelist()}
    sheet = files["xl/worksheets/sheet1.xml"]
    assert b'<row r="5"' in sheet
    for old, new in ((b'<row r="5"', b'<row r="1048576"'), (b'r="A5"', b'r="XFD5"'), (b'r="A5"', b'r="A99999999999"')):
        data = packed(files | {"xl/worksheets/sheet1.xml": sheet.replace(old, new)})
        try:
            read_land("a.xlsx", data)
        except Problem as problem:
            assert problem.key in ("xlsx_none", "xlsx_broken", "geojson_features")


# --- JSON


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_coordinates_in_json_that_are_no_numbers(number: str) -> None:
    text = json.dumps(shapely.geometry.mapping(PARCEL)).replace("101.81", number)
    assert refused("a.geojson", text.encode()).key == "feature_geometry"


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::2379", "+proj=longlat +nadgrids=@/etc/passwd", "EPSG:99999999",
                                  "file:///etc/passwd", "EPSG:", "x" * 100_000])
def test_a_crs_member_cannot_name_files_or_pipelines(name: str) -> None:
    content = {"type": "Polygon", "coordinates": [list(map(list, PARCEL.exterior.coords))],
               "crs": {"type": "name", "properties": {"name": name}}}
    assert refused("a.geojson", json.dumps(content).encode()).key in ("crs_datum", "crs_unsupported")
