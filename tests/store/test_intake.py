"""The intake of a running app: one file at a time, a thread of its own, nothing left behind."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.problem import Problem
from store import Store
from store.snapshot import current
from store.stocktake import Asked, intake
from store.stocktake.intake import CHECKED, CHECKING, EMPTY, REFUSED, STORED, STORING, Intake, State, intake_of
from store.versions import versions
from tests.store.layers import Write, tree_rows

PATIENCE = 60


@pytest.fixture
def desk(store: Store) -> Iterator[Intake]:
    found = Intake(store)
    yield found
    found.close()


def bring(desk: Intake, path: Path, name: str = "小班.gpkg") -> State:
    with path.open("rb") as content:
        desk.take(name, content)
    return desk.wait(PATIENCE)


def files(store: Store) -> list[Path]:
    return list(store.path.parent.glob("*.intake"))


def numbers(store: Store) -> list[tuple[int, str]]:
    with store.read() as cursor:
        return [(one.number, one.status) for one in versions(cursor)]


class Gate:
    """Holds the reading thread at its first word of progress until it is let go."""

    def __init__(self, desk: Intake, monkeypatch: pytest.MonkeyPatch, step: str):
        self.reached, self.go = threading.Event(), threading.Event()
        told = desk._progress

        def held(at: str, done: int, total: int) -> None:
            told(at, done, total)
            if at == step:
                self.reached.set()
                assert self.go.wait(PATIENCE)

        monkeypatch.setattr(desk, "_progress", held)

    def stop_there(self, desk: Intake) -> State:
        assert self.reached.wait(PATIENCE)
        desk.cancel(desk.state.number)
        assert desk.state.stopping
        self.go.set()
        return desk.wait(PATIENCE)


def test_a_look_writes_nothing_and_then_it_is_stored(store: Store, desk: Intake, write: Write) -> None:
    looked = bring(desk, write())
    assert (looked.phase, looked.report.rows, looked.file, store.data_version) == (CHECKED, 60, "小班.gpkg", 0)
    assert len(files(store)) == 1
    desk.keep(looked.number, strict=True)
    done = desk.wait(PATIENCE)
    assert (done.phase, done.version.number, done.version.file, done.before) == (STORED, 1, "小班.gpkg", None)
    assert current(store).inventory.count == 60
    assert files(store) == []
    again = bring(desk, write(count=40, name="b.gpkg"))
    desk.keep(again.number, strict=False)
    done = desk.wait(PATIENCE)
    assert (done.before.number, numbers(store)) == (1, [(1, "kept"), (2, "in_force")])


def test_one_file_at_a_time_and_only_the_orders_for_it(desk: Intake, write: Write) -> None:
    first = bring(desk, write())
    with pytest.raises(Problem) as busy:
        desk.take("b.gpkg", io.BytesIO(b"x"))
    assert (busy.value.key, busy.value.fields["file"]) == ("forest_busy", "小班.gpkg")
    with pytest.raises(Problem, match="forest_changed"):
        desk.keep(first.number + 1, strict=False)
    assert desk.cancel(first.number + 1).phase == CHECKED
    assert desk.cancel(first.number).phase == EMPTY
    with pytest.raises(Problem, match="forest_changed"):
        desk.check(first.number, Asked())


def test_stopped_while_it_reads(store: Store, desk: Intake, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(desk, monkeypatch, "read")
    with write().open("rb") as content:
        assert desk.take("a.gpkg", content).phase == CHECKING
    after = gate.stop_there(desk)
    assert (after.phase, after.problem.key, files(store), store.data_version) == (EMPTY, "stocktake_cancelled", [], 0)


def test_stopped_while_it_writes(store: Store, desk: Intake, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = bring(desk, write())
    gate = Gate(desk, monkeypatch, "write")
    assert desk.keep(looked.number, strict=False).phase == STORING
    assert gate.reached.wait(PATIENCE)
    assert len(list(files(store)[0].iterdir())) == 2  # what it works with lies there too, for the next start to clear
    after = gate.stop_there(desk)
    assert (after.phase, after.problem.key) == (EMPTY, "stocktake_cancelled")
    assert (numbers(store), store.data_version, files(store)) == ([], 0, [])


def test_strict_stores_nothing_and_the_file_stays(store: Store, desk: Intake, write: Write, rows) -> None:
    looked = bring(desk, write({(tree_rows(rows)[0], "YOU_SHI_SZ"): "银杏树王"}))
    desk.keep(looked.number, strict=True)
    after = desk.wait(PATIENCE)
    assert (after.phase, after.problem.key, after.report.left_out) == (CHECKED, "stocktake_strict", 1)
    assert numbers(store) == []
    desk.keep(after.number, strict=False)
    assert desk.wait(PATIENCE).version.rows == 59


def test_a_file_without_a_system_is_asked_about(desk: Intake, write: Write) -> None:
    refused = bring(desk, write(crs=None))
    assert (refused.phase, refused.problem.key) == (REFUSED, "stocktake_crs")
    best = refused.question.systems[0]
    assert (best.epsg, float(best.share_inside) > 0.9) == (4543, True)
    desk.check(refused.number, Asked(4543))
    assert desk.wait(PATIENCE).phase == CHECKED


def test_columns_and_codes_are_asked_about(desk: Intake, write: Write, rows) -> None:
    path = write()
    renamed = path.with_name("c.gpkg")
    import pyogrio

    frame = pyogrio.read_dataframe(path).rename(columns={"DI_LEI": "X1", "YOU_SHI_SZ": "X2"})
    frame.to_file(renamed, layer="a", engine="pyogrio")
    refused = bring(desk, renamed)
    assert refused.problem.key == "stocktake_columns"
    assert {"X1", "X2"} <= set(refused.question.columns)
    desk.check(refused.number, Asked(columns={"land_class": "X1", "species": "X2"}))
    assert desk.wait(PATIENCE).report.rows == 60
    desk.cancel(refused.number)
    frame.to_file(renamed, layer="b", engine="pyogrio", append=True)
    layers = bring(desk, renamed)
    assert set(layers.question.layers) == {"a", "b"}
    desk.cancel(layers.number)
    mixed = bring(desk, write({(tree_rows(rows)[0], "DI_LEI"): "0111"}, name="d.gpkg"))
    assert (mixed.problem.key, mixed.question.codes) == ("land_codes_mixed", ("2019", "older", "each"))


@pytest.mark.parametrize(("name", "kept"), [("../../etc/a.gpkg", "a.gpkg"), (r"C:\x\小班.zip", "小班.zip"),
                                            ('a"b<c>:\x00.zip', "a_b_c___.zip"), ("..", "_"),
                                            ("林" * 200 + ".gpkg", "林" * 60 + ".gpkg")])
def test_its_name_is_a_name(desk: Intake, store: Store, name: str, kept: str) -> None:
    desk.take(name, io.BytesIO(b"nothing"))
    state = desk.wait(PATIENCE)
    assert (state.file, state.phase) == (kept, REFUSED)
    assert [one.name for one in files(store)[0].iterdir()] == [kept]


def test_too_large_or_unexpected_leaves_nothing_half(store: Store, desk: Intake, write: Write,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(intake, "INVENTORY", type("Small", (), {"bytes": 10}))
        with pytest.raises(Problem, match="forest_size"):
            desk.take("a.gpkg", io.BytesIO(b"x" * 11))
    assert (desk.state.phase, files(store)) == (EMPTY, [])

    def broken(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(desk, "_progress", broken)
        failed = bring(desk, write())
    assert (failed.phase, failed.problem.key, failed.problem.fields) == (REFUSED, "forest_failed",
                                                                         {"what": "MemoryError"})
    desk.check(failed.number, Asked())
    assert desk.wait(PATIENCE).phase == CHECKED


def test_the_next_start_clears_what_a_crash_left(store: Store) -> None:
    left = store.path.with_name(f"{store.path.name}.intake")
    left.mkdir()
    (left / "half.zip").write_bytes(b"x")
    desk = intake_of(store)
    assert not left.exists()
    assert intake_of(store) is desk
