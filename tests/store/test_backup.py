"""Backups: of one moment, proved, private, kept by number and age; putting one back loses nothing."""

from __future__ import annotations

import json
import shutil
import stat
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from bench.journal_case import fill, hold
from commands import main
from core.ledger.document import RemoveDocument
from core.problem import Problem
from store import Store, StoreBroken, backup, documents, journal
from store.acts import act, books
from store.copying import folder
from store.proof import Proof, prove, prove_apart
from store.restore import restore

PDF = b"%PDF-1.7 a report"


@pytest.fixture(scope="module")
def began(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with two lots and ten orders, and a document."""
    path = tmp_path_factory.mktemp("began") / "x.duckdb"
    store = Store(path)
    fill(store)
    for number in range(1, 11):
        act(store, hold(number), "registrar", "", f"key {number}")
    act(store, documents.keep(store, "lot", "L1", "monitoring", "r.pdf", PDF), "registrar", "", "attach")
    store.close()
    return path


@pytest.fixture
def path(began: Path, tmp_path: Path) -> Path:
    """A copy of it, with what lies beside it."""
    return copied(began, tmp_path)


@pytest.fixture(scope="module")
def shared(began: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(copied(began, tmp_path_factory.mktemp("shared")))
    yield opened
    opened.close()


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    """An open copy that tests share and act in; its backups are each test's own."""
    yield shared
    shutil.rmtree(folder(shared.path), ignore_errors=True)
    backup._failed.clear()


def copied(began: Path, to: Path) -> Path:
    for one in began.parent.iterdir():
        (shutil.copytree if one.is_dir() else shutil.copy)(one, to / one.name)
    return to / "x.duckdb"


def another(store: Store) -> None:
    """An act more."""
    number = len(books(store).orders) + 1
    act(store, hold(number), "registrar", "", f"key {number}")


def made(store: Store) -> backup.Backup:
    return backup.make(store, prove=prove)


def left(path: Path) -> list[str]:
    return sorted(one.name for one in folder(path).iterdir() if not one.is_dir())


def test_a_backup_is_of_one_moment_while_acts_go_on(store: Store) -> None:
    stop, before = threading.Event(), len(books(store).orders)

    def write() -> None:
        while not stop.is_set():
            another(store)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        one = made(store)
    finally:
        stop.set()
        writer.join()
    found = prove(one.file)  # chain, balances, tables: nothing half
    assert (found.entries, found.hash) == (one.entries, one.hash)
    assert before + 3 <= one.entries <= journal.verify(store).head.number
    assert len(books(store).orders) > before
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder(store.path), *folder(store.path).glob("x-*"))] == [
        0o700, 0o600, 0o600]
    assert not list(folder(store.path).glob(".*"))


def test_the_state_says_which_is_the_last_and_whether_anything_came_since(store: Store) -> None:
    state = backup.backup_state(store)
    assert (state.last, state.current, state.hours, state.problem) == (None, False, 24, None)
    one = made(store)
    state = backup.backup_state(store)
    assert (state.last, state.count, state.current) == (one, 1, True)
    assert (one.entries, one.size) == (journal.verify(store).head.number, one.file.stat().st_size)
    another(store)
    assert not backup.backup_state(store).current


def test_a_copy_that_is_not_as_the_store_gets_no_name_and_is_told(store: Store) -> None:
    def other(path: Path) -> Proof:
        found = prove(path)
        return replace(found, content={**found.content, "lot": (0, "0")})

    with pytest.raises(StoreBroken, match="backup_differs"):
        backup.make(store, prove=other)
    assert left(store.path) == []
    state = backup.backup_state(store)
    assert (state.last, state.problem and state.problem.key) == (None, "backup_differs")
    made(store)
    assert backup.backup_state(store).problem is None


def test_the_running_product_proves_in_a_process_of_its_own(store: Store, tmp_path: Path) -> None:
    one = made(store)
    assert prove_apart(one.file) == prove(one.file)
    with pytest.raises(Problem, match="file_missing"):
        prove_apart(tmp_path / "none.duckdb")


def test_no_backup_where_it_would_fill_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "ROOM", 10**18)
    with pytest.raises(StoreBroken, match="backup_room"):
        made(store)


def test_when_one_is_due(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backup.due(store)  # the first
    one = made(store)
    assert not backup.due(store)  # nothing was written since
    another(store)
    assert not backup.due(store)
    monkeypatch.setattr(backup, "now", lambda: one.made_at + timedelta(hours=24))
    assert backup.due(store)
    monkeypatch.setattr(backup, "now", lambda: one.made_at - timedelta(days=400))
    assert backup.due(store)  # the clock was ahead when that one was made
    monkeypatch.setenv("ZHANBU_BACKUP_HOURS", "0")
    assert not backup.due(store)
    monkeypatch.setenv("ZHANBU_BACKUP_HOURS", "daily")
    with pytest.raises(Problem, match="backup_setting"):
        backup.due(store)
    assert backup.backup_state(store).problem.key == "backup_setting"
    monkeypatch.undo()
    monkeypatch.setattr(backup, "AFTER_WRITES", 1)
    assert backup.due(store)


@pytest.mark.parametrize("name", ["ZHANBU_BACKUP_KEEP", "ZHANBU_BACKUP_DAYS"])
def test_a_setting_that_makes_no_sense_is_told_before_the_disk_fills(
        store: Store, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "two")
    for ask in (lambda: backup.due(store), lambda: made(store)):
        with pytest.raises(Problem, match="backup_setting"):
            ask()
    assert backup.every(store.path) == ()
    problem = backup.backup_state(store).problem
    assert (problem.key, problem.fields["name"]) == ("backup_setting", name)


def test_one_that_cannot_go_costs_nobody_the_new_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_prune", lambda _: (_ for _ in ()).throw(PermissionError("in use")))
    assert made(store).file.exists()
    assert backup.backup_state(store).problem.key == "store_file"


def test_which_go_by_number_and_age() -> None:
    at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    kept = [backup.Backup(Path(f"{days}"), at - timedelta(days=days), 0, "", 0, 0, "", "", 0, ())
            for days in range(0, 120)]

    def stay(newest: int, days: int) -> list[int]:
        gone = backup.surplus(kept, newest, days, at)
        return [int(one.file.name) for one in kept if one not in gone]

    # 2026-11-23 is a Monday: behind the newest ten the Sundays stay, the last day of each week
    assert stay(10, 40) == [*range(0, 10), 15, 22, 29, 36]
    assert stay(0, 0) == [0, 1, 2]  # whatever the settings say


def test_documents_lie_once_for_all_backups_and_go_with_the_last(
        store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = backup.shelf(store.path)
    first = made(store)
    (sha256,) = first.documents
    assert (shelf / sha256).read_bytes() == PDF
    (documents.folder(store) / sha256).rename(documents.folder(store) / "elsewhere")
    (shelf / sha256).unlink()
    made(store)  # a backup without a document is better than none, and says so
    problem = backup.backup_state(store).problem
    assert (problem.key, problem.fields["count"]) == ("backup_documents", 1)
    monkeypatch.setattr(backup, "every", lambda _: ())
    (shelf / ("0" * 64)).write_bytes(b"of a backup that is gone")
    backup._prune(store.path)
    assert list(shelf.iterdir()) == []
    (documents.folder(store) / "elsewhere").rename(documents.folder(store) / sha256)


def test_a_document_that_is_removed_while_the_backup_is_proved_is_not_missing(path: Path) -> None:
    store = Store(path)
    (one,) = documents.living(books(store))

    def meanwhile(made: Path) -> Proof:
        found = prove(made)
        act(store, RemoveDocument(one.about, one.name, one.sha256), "registrar", "by mistake", "remove")
        (documents.folder(store) / one.sha256).unlink(missing_ok=True)
        return found

    backup.make(store, prove=meanwhile)
    assert backup.backup_state(store).problem is None
    store.close()


def test_the_backups_of_a_rehearsal_in_the_same_folder_are_not_ours(
        path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_BACKUPS", str(tmp_path / "both"))
    (tmp_path / "rehearsal").mkdir()
    store, other = Store(path), Store(tmp_path / "rehearsal" / path.name)
    theirs = made(other)
    assert backup.due(store)
    assert backup.backup_state(store).last is None
    ours = made(store)
    assert backup.own(path) == (ours,)
    assert set(backup.every(path)) == {ours, theirs}
    store.close()
    other.close()


def test_putting_one_back_keeps_what_was_there(path: Path) -> None:
    store = Store(path)
    one = made(store)
    another(store)
    store.close()
    shutil.rmtree(path.with_name("x.duckdb.documents"))
    done = restore(path, one.file)
    assert (done.proof.entries, done.missing) == (one.entries, 0)
    store = Store(path)
    journal.start(store)
    assert len(books(store).orders) == 10
    assert documents.read(store, one.documents[0]) == PDF
    store.close()
    was = Store(done.aside)
    assert len(books(was).orders) == 11
    was.close()


def test_what_is_set_aside_takes_no_other_s_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path)
    one = made(store)
    store.close()
    at = one.made_at
    monkeypatch.setattr("store.restore.now", lambda: at)
    first, second = (restore(path, one.file).aside for _ in range(2))
    assert first != second
    assert first.exists() and second.exists()


def test_what_cannot_be_put_back_changes_nothing(path: Path) -> None:
    store = Store(path)
    one, other = made(store), made(store)
    store.close()
    before = path.read_bytes()
    with pytest.raises(Problem, match="restore_same"):
        restore(path, path)
    with duckdb.connect(str(one.file)) as changed:
        changed.execute("UPDATE lot SET stored_t = stored_t + 1")
    with pytest.raises(Problem, match="books_differ"):
        restore(path, one.file)
    with duckdb.connect(str(other.file)) as newer:
        newer.execute("INSERT INTO migration VALUES (9999, '9999_far.sql', 'x')")
    with pytest.raises(StoreBroken, match="store_migration"):
        restore(path, other.file)
    with duckdb.connect(str(other.file)) as newer:
        newer.execute("DELETE FROM migration WHERE number = 9999")
    with pytest.raises(StoreBroken, match="backup_changed"):  # sound, but not what was made
        restore(path, other.file)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*before*"))


def call(path: Path, monkeypatch: pytest.MonkeyPatch, *arguments: object) -> Result:
    monkeypatch.setenv("ZHANBU_STORE", str(path))
    return CliRunner().invoke(main, ["store", *map(str, arguments)])


@pytest.mark.parametrize(("lang", "said"), [("zh", ("没有备份", "由新到旧", "没有需要修复之处")),
                                            ("en", ("no backup in", "newest first", "nothing to repair"))])
def test_what_is_there_is_listed(began: Path, store: Store, monkeypatch: pytest.MonkeyPatch, lang: str,
                                 said: tuple[str, ...]) -> None:
    none, lists, nothing = said
    result = call(store.path, monkeypatch, "restore", "--lang", lang)
    assert (result.exit_code, none in result.stderr) == (1, True)
    one = made(store)
    listed = call(store.path, monkeypatch, "restore", "--lang", lang).stdout
    assert lists in listed
    assert listed.count(one.file.name) == 2
    before = one.file.with_name("x-20261101-120000-before-0017.duckdb")
    shutil.copy(one.file, before)
    assert before.name in call(store.path, monkeypatch, "restore", "--lang", lang).stdout
    result = call(began, monkeypatch, "repair", "--lang", lang)
    assert (result.exit_code, nothing in result.stderr) == (1, True)


def test_there_and_back_by_command(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    to = tmp_path / "stick" / "own.duckdb"
    to.parent.mkdir()
    told = json.loads(call(path, monkeypatch, "backup", to, "--json").stdout)
    assert (told["file"], told["entries"], told["documents"]) == (str(to), 13, 1)
    assert call(path, monkeypatch, "backup", to).exit_code == 1  # nothing is overwritten
    assert json.loads(call(path, monkeypatch, "verify", to, "--json").stdout)["rows"]["journal"] == 13
    shutil.rmtree(path.with_name("x.duckdb.documents"))
    result = call(path, monkeypatch, "restore", to, "--lang", "zh")
    assert "已恢复 own.duckdb：账目流水 13 条" in result.stdout
    assert "份材料" not in result.stdout
    assert "核验通过" in call(path, monkeypatch, "verify", "--lang", "zh").stdout


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("backup", "verify", "repair"):
        assert call(tmp_path / "none.duckdb", monkeypatch, command).exit_code == 1
    assert list(tmp_path.iterdir()) == []
