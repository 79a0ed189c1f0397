"""Importing a whole inventory: what is stored, what is left out and said, and that stopping leaves nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from bench import layer
from core.problem import Problem
from store import Store
from store.overlay import overlay
from store.projection import degrees
from store.snapshot import current, shipped_species
from store.stocktake import Asked, Cancelled, Report, read_inventory
from store.versions import drop, in_force, use, versions

D = Decimal
COUNT = 3_000
ROOT = Path(__file__).resolve().parents[2]
Write = Callable[..., Path]


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    return layer.table(layer.polygons(COUNT))


@pytest.fixture(scope="module")
def package(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layer") / "小班.gpkg"
    layer.write(rows, path)
    return path


@pytest.fixture
def write(rows: pa.Table, tmp_path: Path) -> Write:
    """A small file of the first rows, some cells changed: {(row from 1, column): value}."""
    def make(changes: dict[tuple[int, str], Any] | None = None, count: int = 60, name: str = "小班.gpkg",
             crs: str | None = layer.CRS, drop: tuple[str, ...] = (), **more: Any) -> Path:
        cells = rows.slice(0, count).to_pydict()
        for (row, column), value in (changes or {}).items():
            cells[column][row - 1] = value
        table = pa.table({column: pa.array(values, rows.schema.field(column).type)
                          for column, values in cells.items() if column not in drop})
        path = tmp_path / name
        layer.write(table, path, crs, **more)
        return path

    return make


def survey(path: Path, asked: Asked | None = None) -> Report:
    with read_inventory(path, shipped_species(), asked, townships={"老城乡": "Laocheng Township"}) as found:
        return found.report


def stored(store: Store, path: Path, **more: Any) -> Report:
    with read_inventory(path, shipped_species(), **more) as found:
        found.store(store)
        return found.report


def told(report: Report) -> dict[str, int]:
    return {one.kind: one.count for one in report.ordered()}


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


def tree_rows(rows: pa.Table, count: int = 60) -> list[int]:
    """Numbers of the rows that bear trees."""
    return [at + 1 for at in range(count) if rows["DI_LEI"][at].as_py() == "030100"]


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
    ("x.gpkg", "stocktake_unreadable"), ("leer", "stocktake_kind")])
def test_what_is_no_layer_is_refused(tmp_path: Path, name: str, key: str) -> None:
    (tmp_path / "leer").mkdir()
    if not name.startswith(("nothing", "leer")):
        (tmp_path / name).write_bytes(b"nothing of use " * 100)
    with pytest.raises(Problem) as refused:
        survey(tmp_path / name)
    assert refused.value.key == key
    assert str(tmp_path) not in str(refused.value)


def test_nothing_to_store_is_refused(store: Store, write: Write) -> None:
    path = write({(at, "geometry"): None for at in range(1, 4)}, count=3)
    with pytest.raises(Problem) as refused:
        stored(store, path)
    assert (refused.value.key, refused.value.fields["left_out"]) == ("stocktake_empty", 3)


# --- overlapping sub-compartments


def test_ground_covered_twice_is_counted_once(store: Store, write: Write, rows: pa.Table) -> None:
    """A polygon over parts of three others, one inside another, and one that stands twice."""
    first = shapely.from_wkb(rows["geometry"][0].as_py())
    over = first.centroid.buffer(first.length / 4)
    inner = shapely.from_wkb(rows["geometry"][1].as_py()).buffer(-20)
    again = rows["geometry"][2].as_py()
    path = write({(58, "geometry"): shapely.to_wkb(over), (59, "geometry"): shapely.to_wkb(inner),
                  (60, "geometry"): again})
    report = stored(store, path)
    frame = gpd.read_file(path)
    pairs = [(a, b) for a in range(60) for b in range(a)
             if frame.geometry.iloc[a].intersection(frame.geometry.iloc[b]).area > 1]
    assert report.findings["overlap"].count == len(pairs) >= 3
    foot = shapely.union_all([over, inner, shapely.from_wkb(again)]).buffer(50)
    found = overlay(store, degrees(foot))
    cut = frame.geometry.intersection(foot)
    once, all_together = shapely.union_all(cut.values).area, cut.area.sum()
    assert float(found.forest_hm2) == pytest.approx(once / 10_000, abs=2e-4)
    assert float(found.doubly_hm2) == pytest.approx((all_together - once) / 10_000, abs=2e-4)
    assert found.doubly_hm2 > 1
    assert float(sum(piece.area_hm2 for piece in found.pieces)) == pytest.approx(all_together / 10_000, abs=1e-3)


def test_a_stand_that_cannot_be_assessed_keeps_nobody_from_the_rest(own: Store, write: Write, rows: pa.Table) -> None:
    """Proposals over stands without volume and age are named; bare forest land has nothing to lose."""
    everywhere = {(at, "HUO_LMGQXJ"): None for at in range(1, 61)} | {(at, "PINGJUN_NL"): None for at in range(1, 61)}
    stored(own, write(everywhere))
    snapshot = current(own)
    assert snapshot.proposal_losses.keys().isdisjoint(snapshot.unassessed)
    assert {problem.key for problem in snapshot.unassessed.values()} == {"in_row"}
    bare = next(one for one in snapshot.inventory.largest(60) if one.piece.land_class == "030405")
    under = overlay(own, bare.geometry)
    assert bare.piece.id in {piece.id for piece in under.pieces}
    assert bare.piece.id not in {stratum.label for stratum in under.strata()}
    assert all(stratum.origin in (None, "natural", "planted") for stratum in under.strata())


# --- versions, stopping, dying


def test_versions_stay_and_can_be_gone_back_to(own: Store, write: Write) -> None:
    stored(own, write(count=50, name="a.gpkg"))
    stored(own, write(count=60, name="b.gpkg"))
    with own.read() as cursor:
        known = versions(cursor)
        assert [(one.number, one.file, one.rows, one.demo, one.status) for one in known] == [
            (1, "sub_compartments.geojson", 4084, True, "kept"), (2, "a.gpkg", 50, False, "kept"),
            (3, "b.gpkg", 60, False, "in_force")]
    assert (current(own).inventory.count, current(own).inventory.has_demo) == (60, False)
    foot = next(iter(current(own).inventory.parcels_of(current(own).inventory.townships[0].zh))).geometry
    assert overlay(own, foot).version == 3
    assert overlay(own, foot, version=2).version == 2
    own.write(lambda cursor: use(cursor, 2))
    assert current(own).inventory.count == 50
    for number, key in ((2, "inventory_in_force"), (7, "inventory_version")):
        with pytest.raises(Problem) as refused:
            own.write(lambda cursor, number=number: drop(cursor, number))
        assert refused.value.key == key
    own.write(lambda cursor: drop(cursor, 3))
    with pytest.raises(Problem) as refused:
        own.write(lambda cursor: use(cursor, 3))
    assert refused.value.key == "inventory_version"
    stored(own, write(count=40, name="c.gpkg"))
    with own.read() as cursor:
        assert [(one.number, one.status) for one in versions(cursor)] == [
            (1, "kept"), (2, "kept"), (3, "dropped"), (4, "in_force")]  # 3 is not given again
        assert cursor.execute("SELECT DISTINCT inventory FROM sub_compartment ORDER BY 1").fetchall() == [
            (1,), (2,), (4,)]


def test_the_demo_does_not_push_an_own_inventory_aside(own: Store, write: Write) -> None:
    from store.shipped import load_demo, remove_demo

    stored(own, write())
    own.write(load_demo)
    assert (current(own).inventory.count, current(own).inventory.has_demo) == (60, False)
    own.write(remove_demo)
    assert current(own).inventory.count == 60


def test_a_survey_writes_nothing(own: Store, package: Path) -> None:
    before = own.data_version
    survey(package)
    assert (own.data_version, current(own).inventory.count) == (before, 4084)


@pytest.mark.parametrize("step", ["read", "compare", "write"])
def test_a_stop_leaves_nothing_behind(own: Store, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                      step: str) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("store.stocktake.staged.WRITE_BATCH", 500)
    monkeypatch.setattr("store.stocktake.source.BATCH", 500)
    heard: list[tuple[str, int]] = []

    def hear(name: str, done: int, total: int) -> None:
        heard.append((name, done))

    with pytest.raises(Cancelled), read_inventory(
            package, shipped_species(), progress=hear,
            cancelled=lambda: bool(heard) and heard[-1][0] == step and heard[-1][1] > 0) as found:
        found.store(own)
    assert heard[-1][0] == step
    assert (own.data_version, current(own).inventory.count) == (1, 4084)
    with own.read() as cursor:
        assert len(versions(cursor)) == 1
    assert list(tmp_path.glob("zhanbu-inventory-*")) == []
    stored(own, package)  # the writer lives on
    assert current(own).inventory.count == COUNT


DIE = """
import os, signal, sys
from pathlib import Path
from store import Store
from store.snapshot import shipped_species
from store.stocktake import read_inventory
store = Store(Path(sys.argv[1]))
when = sys.argv[3]
def progress(step, done, total):
    if when == "amid" and step == "write" and done:
        os.kill(os.getpid(), signal.SIGKILL)
with read_inventory(Path(sys.argv[2]), shipped_species(), progress=progress) as found:
    found.store(store)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(("when", "rows_then"), [("after", COUNT), ("amid", 4084)])
def test_a_process_killed_leaves_all_or_nothing(filled: Path, package: Path, tmp_path: Path, when: str,
                                                rows_then: int) -> None:
    path = Path(shutil.copy(filled, tmp_path / "x.duckdb"))
    done = subprocess.run([sys.executable, "-c", DIE, str(path), str(package), when], cwd=ROOT, timeout=120,
                          env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    store = Store(path)
    inventory = current(store).inventory
    assert inventory.count == rows_then
    with store.read() as cursor:
        now = in_force(cursor)
        assert now is not None
        assert cursor.execute("SELECT count(*) FROM sub_compartment WHERE inventory = ?", [now.number]).fetchall() == [
            (rows_then,)]
    parcel = inventory.largest(1)[0]
    assert overlay(store, parcel.geometry).pieces[0].id == parcel.piece.id
    store.write(lambda cursor: use(cursor, 1))
    store.close()


def test_rows_lie_along_a_curve(store: Store, package: Path) -> None:
    """What is near in the table is near on the ground: the zone maps of bounds and cells depend on it."""
    stored(store, package)
    with store.read() as cursor:
        rows = np.array(cursor.execute("SELECT (xmin + xmax) / 2, (ymin + ymax) / 2 FROM sub_compartment"
                                       " ORDER BY rowid").fetchall())
    steps = np.hypot(*np.diff(rows, axis=0).T)
    assert np.median(steps) < 1_500  # cells are about 800 m; in no order it would be 30 km
