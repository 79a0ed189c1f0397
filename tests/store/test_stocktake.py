"""Importing a whole inventory: what is stored, and what is left out and said."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely

from core.problem import Problem
from store import Store
from store.overlay import overlay
from store.projection import degrees
from store.snapshot import current, shipped_species
from store.stocktake import Asked, read_inventory
from tests.store.layers import COUNT, Write, stored, survey, told, tree_rows

D = Decimal


# --- what a sound file gives


def test_every_row_with_its_area_and_its_values(store: Store, package: Path, rows: pa.Table) -> None:
    report = stored(store, package)
    frame = gpd.read_file(package)
    assert (report.read, report.rows, report.left_out, told(report)) == (COUNT, COUNT, 0, {})
    assert float(report.area_hm2) == pytest.approx(frame.area.sum() / 10_000, rel=1e-6)
    snapshot = current(store)
    assert (snapshot.inventory.count, snapshot.demo, len(snapshot.inventory.townships)) == (COUNT, False, 10)
    for at in range(0, COUNT, 301):
        row = {name: rows[name][at].as_py() for name in rows.column_names}
        piece = snapshot.inventory.parcel("-".join(row[name] for name in ("XIANG", "CUN", "LIN_BAN", "XIAO_BAN"))).piece
        names = {"230": "云南松", "240": "思茅松", "550": "桉树", "410": "栎类"}
        species = piece.species if row["YOU_SHI_SZ"] == "410" else names.get(row["YOU_SHI_SZ"], "")
        volume = row["HUO_LMGQXJ"]
        assert (piece.land_class, piece.species, piece.age, piece.volume_m3_hm2) == (
            row["DI_LEI"], species, row["PINGJUN_NL"], None if volume is None else D(str(volume)))
        assert (piece.forest_category, piece.forest_use, piece.canopy, piece.protection_grade) == (
            row["SEN_LIN_LB"], row["LIN_ZHONG"], D(str(row["YU_BI_DU"])), int(row["BH_DJ"]))
        assert (piece.origin, piece.village, piece.compartment, piece.sub_compartment) == (
            "natural" if row["QI_YUAN"] == "11" else "planted", row["CUN"], row["LIN_BAN"], row["XIAO_BAN"])
        assert float(piece.area_hm2) == pytest.approx(frame.geometry.iloc[at].area / 10_000, abs=5.1e-5)


def test_the_overlay_over_it_is_geopandas_s(store: Store, package: Path) -> None:
    stored(store, package)
    frame = gpd.read_file(package)
    frame["id"] = frame[["XIANG", "CUN", "LIN_BAN", "XIAO_BAN"]].agg("-".join, axis=1)
    feet = gpd.GeoDataFrame(geometry=[frame.geometry.iloc[at].centroid.buffer(1_500) for at in (5, 50, 500)], crs=4543)
    for foot in feet.geometry:
        cut = gpd.overlay(frame, gpd.GeoDataFrame(geometry=[foot], crs=4543), keep_geom_type=True)
        expected = cut.set_index("id").geometry.area
        found = overlay(store, degrees(foot))
        assert {piece.id for piece in found.pieces} == set(expected[expected > 1].index)
        assert float(found.forest_hm2) == pytest.approx(expected.sum() / 10_000, rel=1e-6, abs=1e-4)
        assert found.doubly_hm2 == 0


def test_kinds_of_files_give_the_same(write: Write, tmp_path: Path) -> None:
    """GeoPackage, GeoJSON in degrees, a folder with a shapefile in GBK without .cpg, and that folder zipped."""
    table = survey(write())
    geojson = tmp_path / "小班.geojson"
    gpd.read_file(tmp_path / "小班.gpkg").to_crs(4490).to_file(geojson, driver="GeoJSON")
    folder = tmp_path / "资料"
    folder.mkdir()
    write(name="资料/小班.shp", encoding="GB18030")
    (folder / "小班.cpg").unlink()
    zipped = tmp_path / "小班.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for one in folder.iterdir():
            archive.write(one, f"2025/森林资源/{one.name}")
    for path in (geojson, folder, folder / "小班.shp", zipped):
        other = survey(path)
        assert (other.rows, other.townships, told(other)) == (table.rows, table.townships, told(table))
        assert abs(other.area_hm2 - table.area_hm2) <= D("0.0005")


def test_other_systems_are_brought_to_metres_of_the_county(store: Store, write: Write, tmp_path: Path) -> None:
    expected = survey(write()).area_hm2
    for epsg in (4490, 4522, 3857):
        path = tmp_path / f"{epsg}.gpkg"
        gpd.read_file(tmp_path / "小班.gpkg").to_crs(epsg).to_file(path)
        assert abs(survey(path).area_hm2 - expected) <= D("0.0005")


def test_a_file_without_a_system_is_asked_about(write: Write) -> None:
    path = write(name="小班.shp", crs=None, encoding="UTF-8")
    with pytest.raises(Problem) as refused:
        survey(path)
    assert (refused.value.key, refused.value.fields) == ("stocktake_crs", {"file": "小班.shp"})
    assert survey(path, Asked(crs=4543)).rows == 60
    with pytest.raises(Problem) as wrong:
        survey(path, Asked(crs=4610))
    assert wrong.value.key == "crs_datum"


def test_columns_by_other_names_can_be_named(write: Write, tmp_path: Path) -> None:
    frame = gpd.read_file(write()).rename(columns={"DI_LEI": "A1", "YOU_SHI_SZ": "A2"})
    frame.to_file(tmp_path / "x.gpkg")
    with pytest.raises(Problem) as refused:
        survey(tmp_path / "x.gpkg")
    assert refused.value.key == "stocktake_columns"
    report = survey(tmp_path / "x.gpkg", Asked(columns={"land_class": "A1", "species": "A2"}))
    assert (report.rows, report.columns["species"], told(report)) == (60, "A2", {})


# --- rows that do not fit


def test_faults_are_named_by_row_column_and_value(store: Store, write: Write, rows: pa.Table) -> None:
    trees = tree_rows(rows)
    a, b, c, d, e, f = trees[:6]
    path = write({(a, "YOU_SHI_SZ"): "银杏树王", (b, "PINGJUN_NL"): 4000, (c, "HUO_LMGQXJ"): 99999.0,
                  (d, "geometry"): None, (e, "YOU_SHI_SZ"): "", (f, "DI_LEI"): "0101", (f, "HUO_LMGQXJ"): None})
    report = survey(path)
    assert told(report) == {"no_polygon": 1, "not_forest": 1, "species_unknown": 1, "species_missing": 1,
                            "age_impossible": 1, "volume_impossible": 1}
    first = {one.kind: (one.first[0].number, one.first[0].column, one.first[0].value) for one in report.ordered()}
    assert first == {"no_polygon": (d, "", ""), "not_forest": (f, "DI_LEI", "0101"),
                     "species_unknown": (a, "YOU_SHI_SZ", "银杏树王"), "species_missing": (e, "YOU_SHI_SZ", ""),
                     "age_impossible": (b, "PINGJUN_NL", "4000"), "volume_impossible": (c, "HUO_LMGQXJ", "99999.0")}
    assert (report.rows, report.left_out, report.faults) == (54, 6, 5)
    left = [rows["geometry"][at - 1].as_py() for at in (a, b, c, e, f)]
    m2 = float(shapely.area(shapely.from_wkb(left)).sum())
    assert float(report.left_out_hm2) == pytest.approx(m2 / 10_000, abs=0.001)
    with read_inventory(path, shipped_species()) as found:
        with pytest.raises(Problem) as strict:
            found.store(store, strict=True)
        assert (strict.value.key, strict.value.fields["count"]) == ("stocktake_strict", 5)
        assert store.data_version == 0
        version = found.store(store)
    assert (version.rows, version.left_out, version.left_out_hm2) == (54, 6, report.left_out_hm2)


def test_outlines_are_mended_or_left_out(write: Write, rows: pa.Table) -> None:
    x, y = shapely.from_wkb(rows["geometry"][0].as_py()).centroid.coords[0]
    tie = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    flat = shapely.Polygon([(x, y), (x + 100, y), (x + 50, y)])
    far = shapely.box(x + 400_000, y, x + 400_100, y + 100)
    dot = shapely.box(x, y, x + 0.5, y + 0.5)
    changes = {(at, "geometry"): shapely.to_wkb(one) for at, one in enumerate((tie, flat, far, dot), start=1)}
    report = survey(write(changes))
    kinds = told(report)
    assert {name: kinds[name] for name in ("mended", "broken", "outside", "tiny")} == dict.fromkeys(
        ("mended", "broken", "outside", "tiny"), 1)
    assert [report.findings[name].first[0].number for name in ("mended", "broken", "outside", "tiny")] == [1, 2, 3, 4]
    assert report.rows == 57


def test_remarks_do_not_keep_a_row_out(write: Write, rows: pa.Table) -> None:
    a, b, c, d, e = tree_rows(rows)[:5]
    area = rows["MIAN_JI"][a - 1].as_py()
    report = survey(write({(a, "MIAN_JI"): area * 1.1, (b, "YU_BI_DU"): 60.0, (c, "XIANG"): "",
                           (d, "SEN_LIN_LB"): "77", (e, "HUO_LMGQXJ"): None, (e, "PINGJUN_NL"): None}))
    assert told(report) == {"code_unknown": 1, "canopy_impossible": 1, "unmeasured": 1, "area_differs": 1,
                            "township_filled": 1}
    assert report.rows == 60
    assert report.findings["area_differs"].first[0].number == a
    assert report.findings["township_filled"].first[0].number == c


def test_areas_in_mu_are_understood(write: Write, rows: pa.Table) -> None:
    changes = {(at + 1, "MIAN_JI"): rows["MIAN_JI"][at].as_py() * 15 for at in range(60)}
    assert told(survey(write(changes))) == {}


def test_without_any_township_there_is_a_dash(store: Store, write: Write) -> None:
    report = stored(store, write(drop=("XIANG",)))
    assert (told(report), report.townships) == ({"township_missing": 60}, {"—": 60})
    assert [one.zh for one in current(store).inventory.townships] == ["—"]


def test_numbers_that_stand_twice_are_told_apart(store: Store, write: Write, rows: pa.Table) -> None:
    same = {(2, name): rows[name][0].as_py() for name in ("XIANG", "CUN", "LIN_BAN", "XIAO_BAN")}
    report = stored(store, write(same))
    assert told(report) == {"number_twice": 1}
    row = report.findings["number_twice"].first[0]
    assert (row.number, row.value[-2:]) == (2, "~2")
    assert current(store).inventory.parcel(row.value) is not None


@pytest.mark.parametrize(("name", "key"), [
    ("nothing.gpkg", "stocktake_file"), ("x.txt", "stocktake_kind"), ("x.zip", "stocktake_zip"),
    ("x.gpkg", "stocktake_kind"), ("leer", "stocktake_kind"), ("broken.gpkg", "stocktake_unreadable")])
def test_what_is_no_layer_is_refused(tmp_path: Path, name: str, key: str) -> None:
    (tmp_path / "leer").mkdir()
    if not name.startswith(("nothing", "leer")):
        head = b"SQLite format 3\0" if name == "broken.gpkg" else b""
        (tmp_path / name).write_bytes(head + b"nothing of use " * 100)
    with pytest.raises(Problem) as refused:
        survey(tmp_path / name)
    assert refused.value.key == key
    assert str(tmp_path) not in str(refused.value)


def test_nothing_to_store_is_refused(store: Store, write: Write) -> None:
    path = write({(at, "geometry"): None for at in range(1, 4)}, count=3)
    with pytest.raises(Problem) as refused:
        stored(store, path)
    assert (refused.value.key, refused.value.fields["left_out"]) == ("stocktake_empty", 3)


@pytest.mark.parametrize("name", ["小班", "gpkg_extensions"])
def test_a_view_without_end_is_no_layer(write: Write, name: str) -> None:
    """GDAL would count its rows for ever."""
    path = write(count=3)
    with closing(sqlite3.connect(path)) as package:
        for kind, named in package.execute("SELECT type, name FROM sqlite_master WHERE type = 'trigger' "
                                           "OR name = 'gpkg_extensions'").fetchall():
            package.execute(f'DROP {kind} "{named}"')
        layer, column = package.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchone()
        view = layer if name == "小班" else name
        package.execute(f'ALTER TABLE "{layer}" RENAME TO kept')
        package.execute(f'CREATE VIEW "{view}" AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) '
                        f'SELECT n AS fid, (SELECT "{column}" FROM kept LIMIT 1) AS "{column}" FROM r')
        package.execute("UPDATE gpkg_geometry_columns SET table_name = ?", (layer,))
        package.execute("UPDATE gpkg_contents SET table_name = ?", (layer,))
        package.commit()
    with pytest.raises(Problem, match="stocktake_kind"):
        survey(path)


def test_exchanged_axes_lie_outside_the_county(tmp_path: Path) -> None:
    square = shapely.Polygon([(25.7, 101.87), (25.71, 101.87), (25.71, 101.88), (25.7, 101.88)])
    frame = gpd.GeoDataFrame({"DI_LEI": ["030100"], "YOU_SHI_SZ": ["230"]}, geometry=[square], crs=4490)
    path = tmp_path / "a.gpkg"
    frame.to_file(path)
    assert told(survey(path)) == {"outside": 1}


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.gpkg", "a.shp", "a.zip"])
def test_a_virtual_layer_by_another_name_is_not_followed(package: Path, tmp_path: Path, name: str) -> None:
    """GDAL would open it, whatever its name, and read the file it points to."""
    virtual = (f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{package}</SrcDataSource></OGRVRTLayer>'
               "</OGRVRTDataSource>").encode()
    path = tmp_path / name
    if name == "a.zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("inside.geojson", virtual)
    else:
        path.write_bytes(virtual)
    with pytest.raises(Problem, match="stocktake_kind"):
        survey(path)
