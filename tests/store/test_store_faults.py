"""Drills: a killed process, a full disk, a damaged log or file. What is acknowledged is there, or it is
said in a sentence that it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import shapely
from click.testing import CliRunner

from bench.journal_case import fill
from commands import main
from core.problem import Problem
from store import Store, StoreBroken, backup, faults, journal, mark, recover
from store.acts import books
from store.copying import folder
from store.proof import prove
from store.restore import repair, restore
from store.stocktake.staged import Staged
from ui import safety
from ui.words import words

ROOT = Path(__file__).resolve().parents[2]
ACTS = 8
WRITER = f"""
import os, sys
from pathlib import Path
from bench.journal_case import fill, hold
from store import Store
from store.acts import act
store = Store(Path(sys.argv[1]))
fill(store)
for number in range(1, {ACTS} + 1):
    act(store, hold(number), "registrar", "", f"key {{number}}")
os.kill(os.getpid(), 9)
"""
FULL = """
import resource, signal, sys
from pathlib import Path
from bench.journal_case import hold
from core.problem import Problem
from store import Store, backup, database
from store.acts import act, books
from store.proof import prove
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
wal = Path(sys.argv[1] + ".wal")
usual = resource.getrlimit(resource.RLIMIT_FSIZE)
def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
def told(job):
    try:
        job()
        print("done")
    except Problem as problem:
        print(problem.key)
told(lambda: act(store, hold(100), "registrar", "", "first"))
limit(wal.stat().st_size + 50)
told(lambda: act(store, hold(101), "registrar", "", "second"))
limit(100_000)
told(lambda: backup.make(store, prove=prove))
limit(wal.stat().st_size + 5_000)
def grow(cursor):
    cursor.execute("CREATE TABLE big AS SELECT hash(range) AS n FROM range(20000)")
told(lambda: store.write(grow))
limit(usual[0])
print(len(books(store).orders), store.data_version)
told(lambda: act(store, hold(101), "registrar", "", "second"))
store.close()
database.CONFIG["checkpoint_threshold"] = "1KB"
store = Store(Path(sys.argv[1]))
limit(Path(sys.argv[1]).stat().st_size + 10)
told(lambda: act(store, hold(102), "registrar", "", "third"))
limit(usual[0])
told(lambda: act(store, hold(102), "registrar", "", "third"))
store.close()
"""


def run(code: str, path: Path) -> str:
    return subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}).stdout


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a killed process left it, all of it in the log."""
    path = tmp_path_factory.mktemp("killed") / "x.duckdb"
    run(WRITER, path)
    assert recover.log_of(path).stat().st_size > 10_000
    return path


@pytest.fixture
def path(killed: Path, tmp_path: Path) -> Path:
    for one in killed.parent.iterdir():
        shutil.copy(one, tmp_path / one.name)
    return tmp_path / "x.duckdb"


def state(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}


def refused(path: Path) -> Problem:
    """Why the store does not open; opening it must change nothing."""
    before = state(path)
    with pytest.raises(StoreBroken) as broken:
        Store(path)
    assert state(path) == before
    return broken.value


def orders(path: Path) -> int:
    store = Store(path)
    journal.start(store)
    count = len(books(store).orders)
    store.close()
    return count


CUT: list[Callable[[bytes], bytes]] = [
    lambda log: log[:-1], lambda log: log[:-3000], lambda log: b"", lambda log: os.urandom(2000)]


@pytest.mark.parametrize("change", CUT, ids=["a byte", "some acts", "empty", "garbage"])
def test_a_log_that_was_cut_is_noticed_and_nothing_of_it_is_lost(path: Path, change: Callable[[bytes], bytes]) -> None:
    """DuckDB itself opens each of these without a word, and deletes the log."""
    log = recover.log_of(path)
    log.write_bytes(change(log.read_bytes()))
    problem = refused(path)
    assert problem.key == "store_behind"
    assert problem.fields["written"] == ACTS + 2
    assert 0 < problem.fields["missing"] <= ACTS + 2


def test_what_is_left_of_a_cut_log_can_be_gone_on_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = recover.log_of(path)
    log.write_bytes(log.read_bytes()[:-3000])
    before = state(path)
    told = repair(path, accept=False)
    assert state(path) == before
    assert (told.lost > 0, told.aside) == (True, None)
    monkeypatch.setenv("ZHANBU_STORE", str(path))
    said = CliRunner().invoke(main, ["store", "repair", "--accept", "--lang", "zh"])
    assert f"最后 {told.lost} 次找不回来" in said.stdout
    assert orders(path) == ACTS - told.lost
    (aside,) = path.parent.glob("x.before-*.duckdb.wal")  # what was there is kept, log and all
    assert aside.read_bytes() == before["x.duckdb.wal"]


def test_a_log_that_is_gone_is_noticed_by_the_start_and_by_a_check(path: Path) -> None:
    recover.log_of(path).unlink()
    assert refused(path).key == "store_behind"
    with pytest.raises(StoreBroken, match="store_behind"):
        prove(path)


def test_what_a_killed_process_left_can_be_put_back_with_its_log(path: Path, tmp_path: Path) -> None:
    """As what was set aside can be: all that it holds may stand in the log."""
    before, to = state(path), tmp_path / "new" / "y.duckdb"
    assert restore(to, path).proof.entries == ACTS + 2
    assert orders(to) == ACTS
    assert state(path) == before
    assert sorted(one.name for one in to.parent.iterdir()) == ["y.duckdb", "y.duckdb.mark"]


def test_the_mark_is_never_empty(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut while it is opened must not cost the number."""
    monkeypatch.setattr(mark.Mark, "set", lambda *_: None)
    mark.Mark(path, 99).close()
    assert mark.read(path) == ACTS + 2


def test_a_log_with_a_damaged_end_costs_nothing_that_was_acknowledged(path: Path) -> None:
    """As a power cut leaves it: the file longer, the block not written."""
    with recover.log_of(path).open("ab") as log:
        log.write(bytes(4096))
    assert refused(path).key == "store_wal"
    assert repair(path, accept=True).lost == 0
    assert orders(path) == ACTS


def test_a_log_that_is_damaged_in_its_middle_is_refused(path: Path) -> None:
    log = recover.log_of(path)
    data = bytearray(log.read_bytes())
    data[len(data) // 2] ^= 0xFF
    log.write_bytes(data)
    assert refused(path).key == "store_wal"
    assert repair(path, accept=False).lost > 0


def test_a_full_disk_refuses_acts_and_backups_and_keeps_what_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = Store(path)
    fill(store)
    store.close()
    assert run(FULL, path).split() == [
        "done", *["store_full"] * 3, "1", "3", "done",
        "store_halted", "store_halted"]  # while the log is folded in: the engine ends, nothing acknowledged goes
    assert orders(path) == 2
    assert [one for one in folder(path).rglob("*") if one.is_file()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full_while_an_inventory_is_read(tmp_path: Path) -> None:
    (tmp_path / "rows.arrow").symlink_to("/dev/full")
    staged = Staged(tmp_path)
    squares = shapely.box(range(5000), 0, range(1, 5001), 1)
    with pytest.raises(StoreBroken, match="store_full"):
        staged.add({"id": ["1"] * 5000}, squares, shapely.bounds(squares))
        staged.finish()
    staged.close()


def test_a_write_leaves_the_disk_some_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "x.duckdb")
    monkeypatch.setattr(faults, "RESERVE", 10**18)
    with pytest.raises(StoreBroken, match="store_full"):
        fill(store)
    assert books(store).head is None
    monkeypatch.undo()
    fill(store)
    store.close()


def test_a_damaged_page_is_found_by_the_start_or_by_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = Store(path)
    store.write(lambda cursor: cursor.execute("CREATE TABLE unread AS SELECT hash(range) AS n FROM range(60000)"))
    store.close()
    data = path.read_bytes()
    for at in (100, 4096 + 10, 8192 + 50):  # the headers
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:])
        assert refused(path).key == "store_page"
    path.write_bytes(data[:len(data) // 2])
    assert refused(path).key == "store_page"
    found, sound = set(), 0
    for at in range(12288 + 1000, len(data), 262144):  # a block each: some are first read by the backup
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:])
        try:
            store = Store(path)
        except StoreBroken as broken:
            found.add(("start", broken.key))
            continue
        try:
            backup.make(store, prove=prove)
            sound += 1  # a block that nothing lies in
        except StoreBroken as broken:
            found.add(("backup", broken.key))
            break
        finally:
            store.close()
    assert ("backup", "store_page") in found
    assert {key for _, key in found} == {"store_page"}
    assert len(list(folder(path).rglob("*.duckdb"))) == sound


def test_a_file_that_is_gone_is_no_reason_to_begin_anew(path: Path) -> None:
    path.unlink()
    assert refused(path).key == "store_missing"
    recover.log_of(path).unlink()
    assert refused(path).key == "store_missing"
    mark.place(path).unlink()
    assert orders(path) == 0  # nothing speaks of an earlier one


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_disk_says_is_said_in_the_language_of_the_reader(lang: str) -> None:
    path = Path("/srv/denied/full.duckdb")
    said = {"IO Error: Cannot open file \"/srv/denied/full.duckdb\": Read-only file system": "store_denied",
            "IO Error: Cannot open file \"/srv/denied/full.duckdb\": Permission denied": "store_denied",
            "Could not set lock on file \"/srv/denied/full.duckdb\"": "store_busy"}
    for text, key in said.items():
        problem = faults.opening(path, duckdb.IOException(text))
        assert problem.key == key
        sentence = words(lang).problem(problem)
        assert "full.duckdb" in sentence
        assert not any(word in sentence for word in ("Error", "/srv"))
    assert faults.known(path, duckdb.ConstraintException("CHECK constraint failed")) is None


def test_a_start_that_fails_ends_with_both_sentences(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "_exit", lambda code: (_ for _ in ()).throw(SystemExit(code)))
    with pytest.raises(SystemExit, match="1"):
        safety.end(StoreBroken("store_empty", file="x.duckdb"))
    said = capsys.readouterr().err
    assert "is empty" in said
    assert "是空的" in said
