"""Inventories in the store: overlaps, versions, and that stopping or dying leaves all or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from core.problem import Problem
from store import Store
from store.overlay import overlay
from store.projection import degrees
from store.snapshot import current, shipped_species
from store.stocktake import Cancelled, read_inventory
from store.versions import drop, in_force, use, versions
from tests.store.layers import COUNT, Write, stored, survey

ROOT = Path(__file__).resolve().parents[2]


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
