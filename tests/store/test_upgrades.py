"""A store of every earlier schema opens as one of today, with all that was in it.

There has been no released edition yet, so none of these files came out of one: each is made by that schema's own
migrations and holds what could be entered at that time, by the statements of that time or by the code that has written
those tables ever since.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from core.people import Person
from store import Store, database, journal, submissions, users
from store.books import take_over
from store.copying import folder
from store.database import MIGRATIONS, Cursor, migrate
from store.decisions import decisions
from store.proof import prove

STEPS = sorted(int(path.name[:4]) for path in MIGRATIONS.glob("*.sql"))
BASE = """
UPDATE data_version SET version = 7;
INSERT INTO market_day VALUES ('2026-11-20', 100, 8000, 0, 0, 0, 0, 100, 8000, 80.00, 'close', 'A', 'x');
INSERT INTO market_period VALUES ('month', '2026-10-01', '2026-10-31', 100, 8000, 150, 11000, 'M');
INSERT INTO plot VALUES ('P1', '地块', 'Plot', '老城乡', 'Laocheng', 'Pinus yunnanensis', 12.5, '2010-03-01', 'stored',
    '{"type": "Polygon", "coordinates": [[[101.8, 25.7], [101.81, 25.7], [101.81, 25.71], [101.8, 25.7]]]}', false);
INSERT INTO lot VALUES ('L1', '2025-1', 'P1', '2025-01-01', '2027-12-31', 100, 30, 20, false);
INSERT INTO purchase VALUES
    ('O1', '路', 'Road', 'road', '老城乡', 'Laocheng', '2026-06-01', 30, 0, 30, 25, 750, 'held', '', false),
    ('O2', '桥', 'Bridge', 'road', '老城乡', 'Laocheng', '2026-06-02', 20, 0, 20, 25, 500, 'cancelled', 'C-1', false);
INSERT INTO allocation VALUES ('O1', 'L1', 30), ('O2', 'L1', 20);
INSERT INTO sub_compartment VALUES ('1', '老城乡', 'Laocheng', 1, 2, 4.0000, '乔木林地', '公益林', '水土保持林', '天然',
    'Pinus yunnanensis', 30, 80.5, 0.6, 2, ST_AsWKB(ST_MakeEnvelope(101.8, 25.7, 101.81, 25.71)),
    ST_MakeEnvelope(500000, 2840000, 500200, 2840200), false);
"""
DECISION = """INSERT INTO decision VALUES (1, 'offset_share_max', '2026-01-01', 'number', '0.7', '某号文', '', '', '',
    '2026-01-02', 'admin', NULL)"""
PERSON = Person(0, "a@example.gov.cn", "https://id.example", "s", "甲", frozenset({"registrar"}))


def enter(cursor: Cursor, step: int) -> None:
    """What can be entered from this schema on."""
    if step == 1:
        cursor.execute(BASE)
    elif step == 3:
        cursor.execute(DECISION)
    elif step == 9:
        take_over(cursor)
    elif step == 15:
        users._append(cursor, PERSON, 1)
        users.did(cursor, {"take-over": 1})
    elif step == 16:
        cursor.execute("INSERT INTO submission VALUES ('ABCDEFGHJKLM', 't', 'concern', 'P1', '乙', '老城乡', '有疑问',"
                       " NULL, '2026-11-01', '2026-11-01', 7, false)")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of each schema: `NNNN.duckdb`."""
    place = tmp_path_factory.mktemp("earlier")
    (place / "migrations").mkdir()
    with duckdb.connect(str(place / "now.duckdb"), config=database.CONFIG) as connection:
        database.load_spatial(connection)
        for step in STEPS:
            (script,) = MIGRATIONS.glob(f"{step:04}_*.sql")
            shutil.copy(script, place / "migrations")
            migrate(connection, place / "migrations")
            enter(connection, step)
            connection.execute(f"ATTACH '{place}/{step:04}.duckdb' AS kept")
            connection.execute("COPY FROM DATABASE now TO kept")
            connection.execute("DETACH kept")
    return place


@pytest.fixture(scope="module")
def engine() -> Iterator[Cursor]:
    """One for all files: loading the spatial part takes longer than an upgrade."""
    with duckdb.connect(config=database.CONFIG) as connection:
        database.load_spatial(connection)
        yield connection


def check(cursor: Cursor, step: int, version: int = 7) -> None:
    """All that was entered up to that schema is there."""
    found = journal.check(cursor)
    assert (found.stored_t, found.held_t, found.cancelled_t) == (Decimal(100), Decimal(30), Decimal(20))
    assert found.orders["O2"].order.certificate == "C-1"
    assert cursor.execute("SELECT version FROM data_version").fetchall() == [(version,)]
    assert cursor.execute("SELECT close_cny FROM market_day").fetchall() == [(Decimal("80.00"),)]
    assert cursor.execute("SELECT kind, end_date, total_volume_t FROM market_period").fetchall() == [
        ("month", date(2026, 10, 31), Decimal(150))]
    assert cursor.execute("SELECT inventory, area_hm2, ST_Area(geom_4543) FROM sub_compartment").fetchall() == [
        (1, Decimal("4.0000"), 40_000.0)]
    assert cursor.execute("SELECT rows, area_hm2, status FROM inventory").fetchall() == [
        (1, Decimal("4.0000"), "in_force")]
    assert [(one.rule, one.confirmed.value) for one in decisions(cursor)] == (
        [("offset_share_max", Decimal("0.7"))] if step >= 3 else [])
    assert users._people(cursor) == ({1: replace(PERSON, number=1, change=1)} if step >= 15 else {})
    assert len(submissions._read(cursor, submissions.ONE, [])) == (step >= 16)


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_store_of_an_earlier_schema_is_upgraded_whole(earlier: Path, engine: Cursor, tmp_path: Path,
                                                        step: int) -> None:
    path = shutil.copy(earlier / f"{step:04}.duckdb", tmp_path / "x.duckdb")
    engine.execute(f"ATTACH '{path}' AS x")
    engine.execute("USE x")
    try:
        migrate(engine, MIGRATIONS)
        if step < 9:
            take_over(engine)  # as the first start does
        check(engine, step)
    finally:
        engine.execute("USE memory")
        engine.execute("DETACH x")


def test_the_first_start_after_an_upgrade_takes_over_the_books_of_before(earlier: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(earlier / "0001.duckdb", tmp_path / "x.duckdb"))
    store = Store(path)
    journal.start(store)
    with store.read() as cursor:
        check(cursor, 1, version=8)
    store.close()
    assert prove(earlier / "0001.duckdb").entries == 3  # as does looking at it, in a copy


def test_a_copy_from_before_an_upgrade_can_be_put_back(earlier: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(earlier / "0015.duckdb", tmp_path / "x.duckdb"))
    Store(path).close()
    (kept,) = folder(path).glob("x-*-before-0016.duckdb")
    with duckdb.connect(str(kept), read_only=True) as was:
        assert was.execute("SELECT max(number) FROM migration").fetchall() == [(15,)]
    assert prove(kept).entries == 3  # upgraded in a copy of its own
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


def test_an_upgrade_that_has_no_room_for_the_copy_does_not_begin(earlier: Path, tmp_path: Path,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy(earlier / "0015.duckdb", tmp_path / "x.duckdb"))
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ZHANBU_BACKUPS", str(tmp_path / "file"))
    before = path.read_bytes()
    with pytest.raises(database.StoreBroken, match="store_file"):
        Store(path)
    assert path.read_bytes() == before
