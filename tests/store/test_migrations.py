"""Opening files: new ones, old ones, those of another program, and what is no store at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from store import Store, StoreBroken
from store import database as module
from store.proof import prove

Ask = Callable[..., list[tuple[Any, ...]]]
APPLIED = "SELECT number, name, checksum FROM migration ORDER BY number"
TABLES = "SELECT table_name FROM duckdb_tables() ORDER BY table_name"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations that a test may change."""
    copy = tmp_path / "migrations"
    shutil.copytree(module.MIGRATIONS, copy)
    monkeypatch.setattr(module, "MIGRATIONS", copy)
    return copy


@pytest.fixture
def path(folder: Path, tmp_path: Path) -> Path:
    """A file with the shipped migrations and one write of its own."""
    path = tmp_path / "x.duckdb"
    store = Store(path)
    store.write(lambda cursor: cursor.execute("INSERT INTO allocation VALUES ('O1', 'L1', 12.345)"))
    store.close()
    return path


@pytest.fixture
def content(ask: Ask) -> Iterator[Callable[[Path], list[Any]]]:
    """What a file holds that a failed opening must not change; opened with the migrations it was made with."""
    def read(path: Path) -> list[Any]:
        store = Store(path)
        found = [ask(store, sql) for sql in (APPLIED, TABLES, "FROM allocation", "FROM data_version")]
        store.close()
        return found

    return read


def test_a_fresh_file_has_every_migration_and_table(store: Store, ask: Ask) -> None:
    shipped = sorted(path.name for path in module.MIGRATIONS.glob("*.sql"))
    assert [name for _, name, _ in ask(store, APPLIED)] == shipped
    assert {"data_version", "market_day", "market_period", "plot", "lot", "purchase", "allocation",
            "sub_compartment", "proposal", "migration"} <= {name for name, in ask(store, TABLES)}
    assert all(len(checksum) == 64 for _, _, checksum in ask(store, APPLIED))


def test_opening_again_applies_nothing_twice(path: Path, content: Callable[[Path], list[Any]]) -> None:
    first = content(path)
    assert content(path) == first
    assert first[3] == [(1,)]


def test_a_folder_that_does_not_exist_yet_is_made(tmp_path: Path) -> None:
    Store(tmp_path / "new" / "deep" / "x.duckdb").close()
    assert (tmp_path / "new" / "deep" / "x.duckdb").is_file()


def test_a_new_migration_is_applied_once(path: Path, folder: Path, ask: Ask) -> None:
    last = max(int(script.name[:4]) for script in folder.glob("*.sql"))
    (folder / "0101_more.sql").write_text("CREATE TABLE more (n INTEGER); INSERT INTO more VALUES (7);", "utf-8")
    for _ in range(2):
        store = Store(path)
        assert [number for number, _, _ in ask(store, APPLIED)][-2:] == [last, 101]
        assert ask(store, "FROM more") == [(7,)]
        assert ask(store, "SELECT lot FROM allocation") == [("L1",)]
        store.close()


def test_a_migration_with_other_text_is_refused(
    path: Path, folder: Path, content: Callable[[Path], list[Any]]
) -> None:
    before = content(path)
    script = folder / "0001_base.sql"
    original = script.read_bytes()
    script.write_bytes(original + b"\n-- one remark more\n")
    with pytest.raises(StoreBroken) as refused:
        Store(path)
    assert (refused.value.key, refused.value.fields) == ("store_migration", {"migration": "0001_base.sql"})
    script.write_bytes(original)
    assert content(path) == before


def test_line_ends_of_windows_are_no_other_text(path: Path, folder: Path, ask: Ask) -> None:
    script = folder / "0001_base.sql"
    original = script.read_bytes()
    script.write_bytes(original.replace(b"\n", b"\r\n"))
    assert script.read_bytes() != original
    store = Store(path)
    assert store.data_version == 1
    store.close()


def test_a_file_of_a_newer_program_is_refused(
    path: Path, folder: Path, content: Callable[[Path], list[Any]]
) -> None:
    script = folder / "0101_more.sql"
    script.write_text("CREATE TABLE more (n INTEGER);", "utf-8")
    before = content(path)
    text = script.read_text("utf-8")
    script.unlink()
    with pytest.raises(StoreBroken) as refused:
        Store(path)
    assert (refused.value.key, refused.value.fields) == ("store_migration", {"migration": "0101_more.sql"})
    script.write_text(text, "utf-8")
    assert content(path) == before


def test_a_newer_file_is_refused_before_anything_is_applied_to_it(path: Path, folder: Path) -> None:
    """A file with 109 meets a folder with 101 and no 109: 101 must not be applied first."""
    (folder / "0109_far.sql").write_text("CREATE TABLE far (n INTEGER);", "utf-8")
    Store(path).close()
    (folder / "0109_far.sql").unlink()
    (folder / "0101_more.sql").write_text("CREATE TABLE more (n INTEGER);", "utf-8")
    with pytest.raises(StoreBroken):
        Store(path)
    plain = duckdb.connect(str(path))
    assert [name for name, in plain.execute(TABLES).fetchall() if name in ("far", "more")] == ["far"]
    plain.close()


def test_a_failing_migration_leaves_the_file_as_it_was(
    path: Path, folder: Path, content: Callable[[Path], list[Any]]
) -> None:
    before = content(path)
    bad = folder / "0102_bad.sql"
    bad.write_text("CREATE TABLE half (n INTEGER); DELETE FROM allocation; SELECT * FROM nowhere;", "utf-8")
    with pytest.raises((duckdb.Error, StoreBroken)):
        Store(path)
    bad.unlink()
    assert content(path) == before
    assert "half" not in [name for name, in before[1]]


def test_of_two_new_migrations_the_sound_one_stays(path: Path, folder: Path, ask: Ask) -> None:
    (folder / "0101_good.sql").write_text("CREATE TABLE good (n INTEGER);", "utf-8")
    (folder / "0102_bad.sql").write_text("CREATE TABLE half (n INTEGER); SELECT * FROM nowhere;", "utf-8")
    with pytest.raises((duckdb.Error, StoreBroken)):
        Store(path)
    (folder / "0102_bad.sql").write_text("CREATE TABLE mended (n INTEGER);", "utf-8")
    store = Store(path)
    assert [name for name, in ask(store, TABLES) if name in ("good", "half", "mended")] == ["good", "mended"]
    store.close()


@pytest.mark.parametrize(("data", "key"), [
    (b"", "store_empty"), (b"garbage " * 1000, "store_foreign"), (b"PK\x03\x04" + bytes(5000), "store_foreign")])
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, data: bytes, key: str) -> None:
    path = tmp_path / "x.duckdb"
    path.write_bytes(data)
    with pytest.raises(StoreBroken) as refused:
        Store(path)
    assert (refused.value.key, refused.value.fields["file"]) == (key, "x.duckdb")
    assert path.read_bytes() == data


@pytest.mark.parametrize(("name", "data"), [("x.csv", b"a,b\n1,2\n"), ("x.json", b'[{"a": 1}]')])
def test_a_table_is_not_taken_for_a_store_that_is_in_memory(tmp_path: Path, name: str, data: bytes) -> None:
    """DuckDB makes a view of such a file, and keeps whatever is written until the process ends."""
    (tmp_path / name).write_bytes(data)
    for look in (Store, prove):
        with pytest.raises(StoreBroken, match="store_foreign"):
            look(tmp_path / name)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreBroken, match="store_file"):
        Store(tmp_path / "file" / "x.duckdb")


def test_a_broken_file_is_not_called_busy_for_its_name(tmp_path: Path) -> None:
    """DuckDB's message names the path, and a path may well contain the word lock."""
    path = tmp_path / "block" / "clock.duckdb"
    path.parent.mkdir()
    path.write_bytes(b"garbage " * 1000)
    with pytest.raises(StoreBroken) as refused:
        Store(path)
    assert refused.value.key == "store_foreign"


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").mkdir()
    with pytest.raises(StoreBroken) as refused:
        Store(tmp_path / "x.duckdb")
    assert refused.value.key == "store_unreadable"


def test_another_duckdb_file_is_refused_or_kept(tmp_path: Path) -> None:
    """A DuckDB file that is not ours may gain our tables but loses nothing."""
    path = tmp_path / "x.duckdb"
    other = duckdb.connect(str(path))
    other.execute("CREATE TABLE theirs AS SELECT 42 AS n")
    other.close()
    Store(path).close()
    other = duckdb.connect(str(path))
    assert other.execute("FROM theirs").fetchall() == [(42,)]
    other.close()
