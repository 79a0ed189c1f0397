"""Land files of every kind, as GDAL writes them: the same areas, attributes and notes whatever the kind."""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from typing import Any

import geopandas as gpd
import pytest
import shapely
from landfiles import (
    HOLED,
    PAIR,
    PARCEL,
    frame,
    geojson,
    keys,
    kml,
    packed,
    placemark,
    read,
    refused,
    shapefile,
    written,
    zipped,
)

from core.land import CodesUnclear
from core.problem import Problem

D = Decimal


# --- every kind

KINDS = {
    "a.zip": lambda: zipped(), "a.gpkg": lambda: written(".gpkg", layer="地块"),
    "a.geojson": lambda: written(".geojson"),
    "a.json": lambda: written(".geojson"), "a.kml": lambda: written(".kml", driver="KML"),
    "a.kmz": lambda: packed({"doc.kml": written(".kml", driver="KML"), "icon.png": b"x"}),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_gives_the_same_areas_and_attributes(name: str) -> None:
    land = read(name, KINDS[name]())
    referee = frame().to_crs(4543).area / 10_000
    assert [float(one.area_hm2) for one in land.features] == pytest.approx(list(referee), abs=0.00006)
    assert land.features[0].area_geodesic_hm2 == D("111.2807")
    assert land.area_hm2 == sum(one.area_hm2 for one in land.features)
    assert land.overlap_hm2 == 0
    first, second, third = (one.attributes for one in land.features)
    assert first == {"township": "元马镇", "area_hm2": D("111.28"), "land_class": "030100", "species": "云南松",
                     "volume_m3_hm2": D("85.5"), "volume_m3": D(9514)}
    assert (second["species"], second["land_class"]) == ("云南松", "030401")
    assert (third["species"], third["land_class"]) == ("栎类", "030301")
    assert land.code_system == "older"
    assert keys(land) == ["codes_older"]
    assert land.checks == ()
    assert [one.geometry.geom_type for one in land.features] == ["Polygon", "Polygon", "MultiPolygon"]
    assert len(land.features[1].geometry.interiors) == 1


@pytest.mark.parametrize("name", KINDS)
def test_strata_and_footprint_come_from_any_kind(name: str) -> None:
    land = read(name, KINDS[name]())
    assert [(one.species, one.volume_m3_hm2, one.area_hm2) for one in land.strata()] == [
        ("云南松", D("85.5"), D("111.2817")), ("云南松", D(20), D("106.8302")), ("栎类", D(10), D("50.0776"))]
    assert land.footprint.area_hm2 == land.area_hm2
    assert land.footprint.numbers == (1, 2, 3)


def test_the_kind_is_what_ending_and_content_say_together() -> None:
    data = {name: make() for name, make in KINDS.items()}
    for name in data:
        for other, bytes_of_other in data.items():
            try:
                land = read(name, bytes_of_other)
                assert land.area_hm2 == D("268.1895"), (name, other)
            except Problem as problem:
                assert problem.key in ("land_content", "shp_none", "kmz_none", "kml_broken", "geojson_json")
    assert refused("a.zip", data["a.gpkg"]).key == "land_content"
    assert refused("a.gpkg", data["a.zip"]).key == "land_content"
    assert refused("a.dwg", b"AC1032").key == "land_kind"
    assert refused("a.shp", b"").key == "land_shp_alone"
    assert refused("noending", b"{}").key == "land_kind"


# --- encodings


@pytest.mark.parametrize(("encoding", "without", "used", "notes"), [
    ("GBK", (), "gb18030", []), ("UTF-8", (), "utf-8", []),
    ("GBK", (".cpg",), "gb18030", ["encoding_tried"]), ("UTF-8", (".cpg",), "utf-8", ["encoding_tried"]),
])
def test_chinese_attributes_with_and_without_cpg(encoding: str, without: tuple[str, ...], used: str,
                                                 notes: list[str]) -> None:
    land = read("a.zip", zipped(encoding=encoding, without=without))
    assert land.encoding == used
    assert [one.attributes["township"] for one in land.features] == ["元马镇", "黄瓜园镇", "羊街镇"]
    assert land.fields["species"].startswith("优势树")
    assert keys(land) == [*notes, "codes_older"]


def test_a_cpg_that_is_wrong_is_overruled_and_said() -> None:
    parts = shapefile(encoding="UTF-8") | {".cpg": b"GBK"}
    land = read("a.zip", packed({f"a{ending}": part for ending, part in parts.items()}))
    assert (land.encoding, land.features[0].attributes["township"]) == ("utf-8", "元马镇")
    assert "encoding_wrong" in keys(land)


def test_a_short_gbk_word_that_could_be_utf_8_is_chinese() -> None:
    """联通 in GBK is two valid two-byte letters of UTF-8."""
    land = read("a.zip", zipped(frame(shapes=(PARCEL,), CUN=["联通"]), without=(".cpg",)))
    assert land.features[0].attributes["village"] == "联通"


def test_file_names_in_gbk_without_the_utf_8_mark_are_read() -> None:
    data = zipped(name="zhanyong").replace(b"zhanyong", "占用地块".encode("gbk"))
    assert read("a.zip", data).layers == ("占用地块",)


# --- geometry


def test_overlaps_count_once_and_are_named() -> None:
    """The second square covers the eastern half of the first, the third is the first again."""
    half = shapely.box(101.805, 25.6, 101.815, 25.61)
    land = read("a.geojson", geojson(PARCEL, half, PARCEL, species="云南松", age=5))
    assert land.area_hm2 == read("a.geojson", geojson(PARCEL.union(half))).area_hm2
    assert {(one.key, one.feature, dict(one.fields)["other"]) for one in land.notes} == {
        ("overlap", 2, 1), ("duplicate", 3, 1), ("overlap", 3, 2)}
    (overlap,) = [one for one in land.notes if one.feature == 2]
    assert float(dict(overlap.fields)["area_hm2"]) == pytest.approx(111.2817 / 2, abs=0.01)  # type: ignore[arg-type]
    assert float(land.overlap_hm2) == pytest.approx(111.2817 * 1.5, abs=0.01)
    strata = land.strata()
    assert [one.label for one in strata] == ["1", "2"]
    assert sum(one.area_hm2 for one in strata) == pytest.approx(land.area_hm2, abs=D("0.0002"))


def test_neighbours_that_touch_do_not_overlap() -> None:
    assert read("a.geojson", geojson(PARCEL, shapely.box(101.81, 25.6, 101.82, 25.61))).notes == ()


def test_slivers_are_left_out_and_said() -> None:
    crumb = shapely.box(101.82, 25.6, 101.820001, 25.600001)  # 0.1 m × 0.1 m
    thread = shapely.box(101.83, 25.6, 101.83 + 2e-7, 25.61)  # 2 cm × 1.1 km
    land = read("a.geojson", geojson(shapely.MultiPolygon([PARCEL, crumb, thread])))
    assert [(one.key, dict(one.fields)["count"]) for one in land.notes] == [("slivers", 2)]
    assert land.area_hm2 == D("111.2817")


def test_heights_holes_and_broken_rings_in_a_shapefile() -> None:
    high = shapely.force_3d(HOLED, 1500)
    tie = shapely.Polygon([(101.84, 25.6), (101.85, 25.61), (101.85, 25.6), (101.84, 25.61)])
    land = read("a.zip", zipped(frame(shapes=(high, tie), CUN=["甲", "乙"])))
    assert land.features[0].area_hm2 == D("106.8302")
    assert [(one.key, one.feature) for one in land.notes] == [("repaired", 2)]
    assert float(land.features[1].area_hm2) == pytest.approx(111.28 / 2, abs=0.02)


def test_rings_turned_the_wrong_way_are_the_same_land() -> None:
    data = bytearray(shapefile(frame(shapes=(HOLED,), CUN=["甲"]))[".shp"])
    start = 100 + 8 + 44
    first, = struct.unpack_from("<i", data, start + 4)  # of the second ring
    points = (len(data) - start - 8) // 16
    xy = [struct.unpack_from("<2d", data, start + 8 + 16 * at) for at in range(points)]
    turned = [*reversed(xy[:first]), *reversed(xy[first:])]
    for at, pair in enumerate(turned):
        struct.pack_into("<2d", data, start + 8 + 16 * at, *pair)
    parts = shapefile(frame(shapes=(HOLED,), CUN=["甲"])) | {".shp": bytes(data)}
    assert read("a.zip", packed({f"a{k}": v for k, v in parts.items()})).area_hm2 == D("106.8302")


def test_several_layers_are_read_together_and_numbered_through() -> None:
    one, two = shapefile(frame(shapes=(PARCEL,), CUN=["甲"])), shapefile(frame(4543, (HOLED, PAIR), CUN=["乙", "丙"]))
    land = read("a.zip", packed({f"{name}{ending}": part for name, parts in (("一", one), ("二", two))
                                 for ending, part in parts.items()}))
    assert land.layers == ("一", "二")
    assert [(one.number, one.layer) for one in land.features] == [(1, "一"), (2, "二"), (3, "二")]
    assert land.area_hm2 == D("268.1895")
    assert land.crs is None  # two systems


def test_points_and_lines_beside_polygons_are_left_out_and_said() -> None:
    mixed = gpd.GeoDataFrame({"CUN": ["甲", "乙"]}, geometry=[PARCEL, shapely.Point(101.8, 25.6)], crs=4490)
    for name, data in (("a.gpkg", written(".gpkg", mixed)), ("a.kml", written(".kml", mixed, driver="KML"))):
        land = read(name, data)
        assert [(one.key, one.feature) for one in land.notes] == [("not_polygon", 2)]
        assert land.area_hm2 == D("111.2817")


def test_a_row_without_a_shape_is_left_out_and_said() -> None:
    empty = gpd.GeoDataFrame({"CUN": ["甲", "乙"]}, geometry=[PARCEL, None], crs=4490)
    for name, data in (("a.gpkg", written(".gpkg", empty)), ("a.geojson", empty.to_json().encode())):
        land = read(name, data)
        assert [(one.key, one.feature) for one in land.notes] == [("no_shape", 2)]
        assert land.area_hm2 == D("111.2817")


# --- KML


def test_a_hand_drawn_kml_with_heights_and_data() -> None:
    more = ('<ExtendedData><Data name="YOU_SHI_SZ"><value>230</value></Data><SchemaData><SimpleData name="HUO_LMGQXJ">'
            "85.5</SimpleData></SchemaData></ExtendedData>")
    land = read("a.kml", kml(placemark(more=more, height=",1500")))
    assert land.features[0].attributes == {"species": "云南松", "volume_m3_hm2": D("85.5")}
    assert keys(land) == ["flattened"]
    assert land.features[0].raw["name"] == "甲"


def test_a_kml_in_gb2312() -> None:
    text = kml(placemark(), '<?xml version="1.0" encoding="GB2312"?>').decode().encode("gb18030")
    assert read("a.kml", text).features[0].raw["name"] == "甲"


def test_links_of_a_kml_are_not_followed() -> None:
    link = "<NetworkLink><Link><href>http://example.org/more.kml</href></Link></NetworkLink>"
    assert keys(read("a.kml", kml(link + placemark()))) == ["links_left"]
    assert refused("a.kml", kml(link)).key == "geojson_no_polygons"


# --- attributes


def test_areas_in_mu_are_seen_by_name_or_by_ratio() -> None:
    for column, key in (("面积亩", "area_mu"), ("MIAN_JI", "area_mu_by_ratio")):
        land = read("a.geojson", geojson(PARCEL, **{column: 1669.2, "小班面积": None}), mapping={"area_hm2": column})
        assert land.features[0].attributes["area_hm2"] == D("111.2800")
        assert keys(land) == [key]
        assert land.checks == ()


def test_checks_are_rows_with_what_was_expected() -> None:
    land = read("a.geojson", geojson(PARCEL, XBMJ=113.0, HUO_LMGQXJ=100, SLXJ=12000, YU_BI_DU=60, BH_DJ="5",
                                     DI_LEI="030999", YOU_SHI_SZ="火星树", LING_ZU="9"))
    found = {(one.field, one.what): one for one in land.checks}
    assert set(found) == {("area_hm2", "area"), ("volume_m3", "volume"), ("canopy", "range"),
                          ("protection_grade", "unknown_code"), ("land_class", "unknown_code"),
                          ("species", "unknown_species"), ("age_class", "unknown_code")}
    area = found["area_hm2", "area"]
    assert (area.value, area.expected, area.difference) == (D("113.0"), D("111.2817"), D("0.0154"))
    volume = found["volume_m3", "volume"]
    assert (volume.value, volume.expected, volume.difference) == (D(12000), D("11300.0000"), D("0.0619"))


@pytest.mark.parametrize(("area", "rows"), [(111.28, 0), (112.39, 0), (112.40, 1), (110.17, 0), (110.16, 1)])
def test_one_percent_of_area_passes(area: float, rows: int) -> None:
    """1 % of 111.2817 hm² is 1.1128: 110.1689 … 112.3945."""
    assert len(read("a.geojson", geojson(PARCEL, XBMJ=area)).checks) == rows


def test_the_tolerance_is_a_dated_rule(book: Any, on: Any) -> None:
    strict = book.reform_all({"land_area_difference": D("0.001")}).at(on)
    data = geojson(PARCEL, XBMJ=112)
    assert len(read("a.geojson", data, rules=strict).checks) == 1
    assert read("a.geojson", data, rules=book.at(on)).checks == read("a.geojson", data).checks == ()


def test_two_code_systems_are_asked_about() -> None:
    content = json.loads(geojson(PARCEL, DI_LEI="030100"))
    content["features"].append(json.loads(geojson(HOLED, DI_LEI="0111"))["features"][0])
    data = json.dumps(content).encode()
    with pytest.raises(CodesUnclear) as asked:
        read("a.geojson", data)
    assert asked.value.choices == ("2019", "older", "each")
    assert [one.attributes["land_class"] for one in read("a.geojson", data, codes="each").features] == ["030100"] * 2
    assert [one.what for one in read("a.geojson", data, codes="2019").checks] == ["unknown_code"]


def test_fields_used_and_columns_left_over() -> None:
    land = read("a.geojson", geojson(PARCEL, 树=1, YOU_SHI_SZ="云南松", x="="), mapping={"remarks": "x"})
    assert (dict(land.fields), land.unmatched) == ({"species": "YOU_SHI_SZ", "remarks": "x"}, ("树",))
    assert land.features[0].attributes["remarks"] == "="
