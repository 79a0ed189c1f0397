"""The store on a server: tests of the file's store once more, several processes at once, moving there and back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from bench.journal_case import hold, lot
from bench.postgres import Postgres
from commands.store_copy import copy as copy_command
from core.ledger.chain import parse
from core.problem import Problem
from store import Store, StoreBroken, StoreBusy, documents
from store.acts import act, books
from store.database import MIGRATIONS, load_spatial, migrate
from store.entries import every
from store.house import open_at
from store.journal import verify
from store.moving import copy
from store.overlay import overlays
from store.server import LOCAL
from store.snapshot import current
from tests.store import layers, test_acts, test_journal, test_shipped, test_snapshot
from tests.store.conftest import rows, write  # noqa: F401  fixtures
from tests.store.test_documents import attach

ROOT = Path(__file__).resolve().parents[2]
Ask = Callable[..., list[tuple[Any, ...]]]
SAME = (
    test_acts.test_each_follows_the_one_before_it_in_one_transaction,
    test_acts.test_a_refusal_holds_up_nobody_and_sees_what_came_before,
    test_acts.test_a_double_click_is_done_once,
    test_acts.test_one_that_the_database_refuses_fails_alone,
    test_acts.test_holds_that_are_over_return_before_the_first_that_needs_tonnes,
    test_journal.test_tampering_is_found,
    test_journal.test_an_act_follows_what_is_stored_not_what_was_kept,
    test_shipped.test_every_price_is_the_csv_s_to_the_last_digit,
    test_snapshot.test_a_reserve_is_read_at_one_moment_whatever_is_written_meanwhile,
    test_snapshot.test_every_proposal_is_assessed_under_the_rules_of_its_day,
    test_snapshot.test_a_township_shows_all_or_the_largest,
)
globals().update({one.__name__: one for one in SAME})


@pytest.fixture
def hundred(store: Store) -> Store:
    """As tests.store.test_acts has it: 100 t in two lots, 12.5 t of them held for order 1."""
    act(store, lot("L1", "60.500"), "registrar", "", "a")
    act(store, lot("L2", "39.500"), "registrar", "", "b")
    act(store, hold(1, "12.500"), "registrar", "", "c")
    return store


@pytest.fixture
def held(hundred: Store) -> Store:
    return hundred


# --- several processes


def started(address: str, own: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.seller", address, str(own), str(count), "2"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))})


def test_processes_together_sell_each_tonne_once_and_lose_none(address: str, ask: Ask) -> None:
    """80 t for 40 orders of 1 t from each of three processes, one of which is killed, and ten that all of them send."""
    store = open_at(address)
    act(store, lot("L1", "80.000"), "registrar", "", "a")
    processes = [started(address, 1000 * one, 40) for one in (1, 2, 3)]
    for one in processes:
        assert one.stdout is not None
        assert one.stdin is not None
        assert one.stdout.readline() == "ready\n", one.communicate()
    for one in processes:
        one.stdin.write("go\n")
        one.stdin.flush()
    killed = processes.pop()
    said = [killed.stdout.readline() for _ in range(5)]
    killed.kill()
    said += killed.communicate()[0].splitlines()
    for one in processes:
        out, err = one.communicate(timeout=60)
        assert one.returncode == 0, err
        said += out.splitlines()
    answers = {tuple(line.split()) for line in said if len(line.split()) == 2}
    assert len({number for number, _ in answers}) == len(answers)  # whoever sent an order was told the same
    assert {said for _, said in answers if not said.isdigit()} == {"reserve_short"}
    found = verify(store)
    assert found.lots["L1"].lot.held_t == 80
    assert ask(store, "SELECT count(*), max(number) FROM journal") == [(81, 81)]
    with store.read() as cursor:
        held = {entry.body["order"]: entry.number for entry in map(parse, every(cursor)) if entry.number > 1}
    assert {(f"O-{int(number):06}", int(entry)) for number, entry in answers if entry.isdigit()} <= set(held.items())
    store.close()


def test_two_that_start_at_once_fill_an_empty_database_once(at_once: list[tuple[int, int, str]]) -> None:
    (version, prices, head), (other, *rest) = at_once
    assert {version, other} <= {1, 2}  # one of them may have been done before the other's write
    assert [prices, head] == rest == [1232, head]


def soon(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def test_what_one_writes_the_other_shows_soon(hundred: Store, other: Store, write: layers.Write) -> None:  # noqa: F811
    """Orders, and the inventory, which each keeps for itself."""
    assert soon(lambda: books(other) == books(hundred))
    act(hundred, hold(2), "registrar", "", "d")
    assert "O-000002" in {one.order for one in current(hundred).reserve.orders}
    assert soon(lambda: "O-000002" in {one.order for one in current(other).reserve.orders})
    assert soon(lambda: books(other) == books(hundred))
    act(other, hold(3), "registrar", "", "e")  # on what the first has written
    assert verify(hundred).head == books(other).head
    with pytest.raises(Problem, match="journal_key"):
        act(other, hold(4), "registrar", "", "d")
    layers.stored(hundred, write())
    count = current(hundred).inventory.count
    assert count > 50
    assert soon(lambda: current(other).inventory.count == count)
    outlines = [one.geometry for one in current(other).inventory.largest(3)]
    assert overlays(other, outlines) == overlays(hundred, outlines)
    assert all(one.pieces for one in overlays(other, outlines))


def test_a_host_whose_clock_is_far_off_writes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could keep all others from writing: the journal's time does not go back."""
    right = time.time
    monkeypatch.setattr("store.server.time.time", lambda: right() + 3600)
    with pytest.raises(StoreBroken, match="store_clock"):
        act(store, lot("L1"), "registrar", "", "a")


# --- moving


def test_a_store_is_moved_from_the_server_and_back(full_address: str, address: str, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    """With its documents; not onto what is there, nor where anything differs."""
    file, first = tmp_path / "x.duckdb", open_at(full_address)
    act(first, lot("A-L1"), "registrar", "", "own")
    attach(first)
    answer = CliRunner().invoke(copy_command, [full_address, str(file), "--lang", "en"])
    assert (answer.exit_code, answer.output.count("compared table by table")) == (0, 1), answer.output
    middle, last, other = Store(file), open_at(address), Store(tmp_path / "other.duckdb")
    assert copy(middle, last).entries == books(first).head.number
    assert middle.data_version == last.data_version == first.data_version
    assert verify(last) == verify(middle) == verify(first)
    assert documents.check(last, books(last)) == []
    assert len(list(documents.folder(last).iterdir())) == 1
    with pytest.raises(Problem, match="store_copy_filled"):
        copy(middle, first)
    monkeypatch.setattr("store.moving._fill", lambda *_: None)
    with pytest.raises(Problem, match="store_copy_differs"):
        copy(middle, other)
    assert other.data_version == 0
    for one in (first, middle, last, other):
        one.close()


# --- refusals


def test_every_refusal_says_what_is_wrong_and_never_the_password(server: Postgres, address: str) -> None:
    server.create("latin", more="ENCODING 'LATIN1'")
    newer = server.create("newer", "empty")
    server.sql("INSERT INTO migration VALUES (9999, '9999_later.sql', 'x')", "newer")
    for place, key in (
            (address.replace(str(server.port), "1"), "store_away"), (address + "x", "store_refused"),
            (server.address("latin"), "store_server_text"), (newer, "store_migration"),
            (address + "?search_pth=1", "store_refused"), ("postgresql://zhanbu:hush@h:x/d", "store_address"),
            ("postgresql://", "store_address")):
        with pytest.raises(Problem) as refused:
            open_at(place)
        assert refused.value.key == key, refused.value
        assert "hush" not in "".join(traceback.format_exception(refused.value))


def test_without_a_folder_or_the_extension_a_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "duckdb_extension_postgres_scanner", None)
        with pytest.raises(StoreBroken, match="store_postgres"):
            open_at(address)
    monkeypatch.delenv("ZHANBU_FILES")
    with pytest.raises(StoreBroken, match="store_files"):
        open_at(address)


def test_a_server_that_goes_away_is_told_and_found_again(server: Postgres, address: str) -> None:
    """And one whose data another edition has upgraded is left alone."""
    store = open_at(address)
    act(store, lot("L1"), "registrar", "", "a")
    server.stop()
    for ask in (lambda: act(store, hold(1), "registrar", "", "b"), lambda: verify(store)):
        with pytest.raises(StoreBroken, match="store_away"):
            ask()
    store._looked = 0.0
    with pytest.raises(StoreBroken, match="store_away"):
        assert store.data_version
    server.start()
    act(store, hold(1), "registrar", "", "b")
    assert verify(store).head.number == 2
    server.sql("INSERT INTO migration VALUES (9999, 'later', 'x')", address.rpartition("/")[2])
    with pytest.raises(StoreBroken, match="store_server_moved"):
        act(store, hold(2), "registrar", "", "c")
    store.close()


def test_who_waits_too_long_for_another_write_is_told(store: Store, other: Store) -> None:
    inside, go = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: store.write(lambda _: (inside.set(), go.wait(30))))
    thread.start()
    assert inside.wait(30)
    with pytest.raises(StoreBusy, match="store_waiting"):
        act(other, lot("L1"), "registrar", "", "a")
    go.set()
    thread.join()
    act(other, lot("L1"), "registrar", "", "a")


def test_tables_with_geometries_are_kept_by_each_process() -> None:
    """A server without PostGIS has bytes in their place: a migration that makes another has to say so to LOCAL."""
    connection = duckdb.connect()
    load_spatial(connection)
    migrate(connection, MIGRATIONS)
    found = connection.execute("SELECT table_name FROM duckdb_columns() WHERE data_type = 'GEOMETRY'").fetchall()
    assert {name for name, in found} == set(LOCAL)
    connection.close()
