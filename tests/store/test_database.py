"""One file, one writer: transactions, versions, threads, and what the tables themselves refuse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from store import Store, StoreBroken
from store.database import Cursor

Ask = Callable[..., list[tuple[Any, ...]]]
LOT = ("INSERT INTO lot VALUES ('L1', '2025-1', 'P1', DATE '2025-01-01', DATE '2027-12-31', {stored}, {held},"
       " {cancelled}, false)")


class Halt(BaseException):
    """Like Streamlit's own control exceptions: no Exception, so `except Exception` lets it pass."""


def tally(cursor: Cursor) -> None:
    cursor.execute("CREATE TABLE tally (n INTEGER NOT NULL)")
    cursor.execute("INSERT INTO tally VALUES (0)")


def count_one(cursor: Cursor) -> int:
    """Read, then write what was read plus one: two at the same time would lose one."""
    ((n,),) = cursor.execute("SELECT n FROM tally").fetchall()
    cursor.execute("UPDATE tally SET n = ?", [n + 1])
    return n + 1


# --- transactions and versions


def test_a_write_gives_its_result_and_one_version_more(store: Store, ask: Ask) -> None:
    assert store.data_version == 0
    store.write(tally)
    assert store.data_version == 1
    assert [store.write(count_one) for _ in range(3)] == [1, 2, 3]
    assert store.data_version == 4
    assert ask(store, "SELECT n FROM tally") == [(3,)]


def test_the_version_is_the_file_s_own(tmp_path: Path, ask: Ask) -> None:
    first = Store(tmp_path / "v.duckdb")
    first.write(tally)
    first.write(count_one)
    first.close()
    second = Store(tmp_path / "v.duckdb")
    assert second.data_version == 2
    assert ask(second, "SELECT version FROM data_version") == [(2,)]
    assert ask(second, "SELECT n FROM tally") == [(1,)]
    second.close()


def test_what_a_failed_write_did_is_undone(store: Store, ask: Ask) -> None:
    store.write(tally)
    for error in (ValueError, KeyboardInterrupt, SystemExit, Halt):
        def fail(cursor: Cursor, error: type[BaseException] = error) -> None:
            count_one(cursor)
            cursor.execute("CREATE TABLE half_done (n INTEGER)")
            raise error("stop")

        with pytest.raises(error, match="stop"):
            store.write(fail)
    assert store.data_version == 1
    assert ask(store, "SELECT version FROM data_version") == [(1,)]
    assert ask(store, "SELECT n FROM tally") == [(0,)]
    assert ask(store, "SELECT table_name FROM duckdb_tables() WHERE table_name = 'half_done'") == []
    assert store.write(count_one) == 1  # the writer lives on
    assert store.data_version == 2


def test_a_statement_that_fails_undoes_the_ones_before_it(store: Store, ask: Ask) -> None:
    store.write(tally)
    with pytest.raises(duckdb.ConstraintException):
        store.write(lambda cursor: (count_one(cursor), cursor.execute("INSERT INTO tally VALUES (NULL)")))
    assert (store.data_version, ask(store, "SELECT n FROM tally")) == (1, [(0,)])


def test_a_write_within_a_write_is_refused(store: Store) -> None:
    """It would wait for itself for ever."""
    with pytest.raises(RuntimeError, match="must not start another write"):
        store.write(lambda cursor: store.write(tally))
    assert store.data_version == 0


def test_a_write_after_closing_is_refused(tmp_path: Path) -> None:
    """It must not wait for ever for a writer that is gone."""
    closed = Store(tmp_path / "closed.duckdb")
    closed.close()
    answers: list[BaseException | None] = []

    def late() -> None:
        try:
            closed.write(tally)
            answers.append(None)
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=late, daemon=True)
    thread.start()
    thread.join(timeout=5)
    assert len(answers) == 1
    assert answers[0] is not None


def test_what_is_queued_before_closing_is_kept(tmp_path: Path, ask: Ask) -> None:
    store = Store(tmp_path / "q.duckdb")
    store.write(tally)
    started = threading.Event()

    def slow(cursor: Cursor) -> None:
        started.set()
        count_one(cursor)

    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(store.write, slow) for _ in range(4)]
        started.wait()
        for write in writes:
            write.result()
        store.close()
    again = Store(tmp_path / "q.duckdb")
    assert ask(again, "SELECT n FROM tally") == [(4,)]
    again.close()


# --- many at once


def test_eight_threads_writing_lose_nothing(store: Store, ask: Ask) -> None:
    store.write(tally)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: store.write(count_one), range(200)))
    assert sorted(seen) == list(range(1, 201))
    assert ask(store, "SELECT n FROM tally") == [(200,)]
    assert store.data_version == 201


def test_eight_buyers_at_once_never_oversell(store: Store, ask: Ask) -> None:
    """Each wants 30 of 100 t: three are served, five refused."""
    store.write(lambda cursor: cursor.execute(LOT.format(stored=100, held=0, cancelled=0)))

    def buy(_: int) -> bool:
        try:
            store.write(lambda cursor: cursor.execute("UPDATE lot SET held_t = held_t + 30"))
        except duckdb.ConstraintException:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        served = list(pool.map(buy, range(8)))
    assert sorted(served) == [False] * 5 + [True] * 3
    assert ask(store, "SELECT held_t FROM lot") == [(Decimal("90.000"),)]
    assert store.data_version == 1 + 3


def test_readers_see_each_write_whole_or_not_at_all(store: Store, ask: Ask) -> None:
    """A writer moves tonnes from one row to another; no reader ever finds a sum other than 100."""
    store.write(lambda cursor: cursor.execute(
        "CREATE TABLE pot AS SELECT * FROM (VALUES ('a', 100), ('b', 0)) t(name, n)"))
    done = threading.Event()

    def move(cursor: Cursor) -> None:
        cursor.execute("UPDATE pot SET n = n - 1 WHERE name = 'a'")
        cursor.execute("UPDATE pot SET n = n + 1 WHERE name = 'b'")

    def watch(_: int) -> list[int]:
        sums = []
        while not done.is_set():
            sums.append(int(ask(store, "SELECT sum(n) FROM pot")[0][0]))
        return sums

    with ThreadPoolExecutor(4) as pool:
        watching = [pool.submit(watch, at) for at in range(4)]
        for _ in range(100):
            store.write(move)
        done.set()
        sums = [one for watcher in watching for one in watcher.result()]
    assert set(sums) == {100}
    assert ask(store, "SELECT n FROM pot ORDER BY name") == [(0,), (100,)]


def test_each_read_has_a_cursor_of_its_own(store: Store) -> None:
    with store.read() as one, store.read() as two:
        assert one is not two
        one.execute("SELECT 1")
        two.execute("SELECT 2")
        assert (one.fetchall(), two.fetchall()) == ([(1,)], [(2,)])


# --- what the tables themselves refuse


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store in which every write of these tests fails."""
    opened = Store(tmp_path_factory.mktemp("untouched") / "x.duckdb")
    yield opened
    assert opened.data_version == 0
    opened.close()


@pytest.mark.parametrize(("stored", "held", "cancelled"), [
    ("100", "60", "40.001"), ("100", "-1", "0"), ("100", "0", "-0.001"), ("-1", "0", "0"), ("100", "101", "-1"),
])
def test_a_lot_that_does_not_balance_cannot_be_stored(
    untouched: Store, ask: Ask, stored: str, held: str, cancelled: str
) -> None:
    with pytest.raises(duckdb.ConstraintException):
        untouched.write(lambda cursor: cursor.execute(LOT.format(stored=stored, held=held, cancelled=cancelled)))
    assert ask(untouched, "SELECT count(*) FROM lot") == [(0,)]


def test_a_lot_cannot_be_oversold(store: Store, ask: Ask) -> None:
    store.write(lambda cursor: cursor.execute(LOT.format(stored=100, held=60, cancelled=40)))
    for column in ("held_t", "cancelled_t"):
        with pytest.raises(duckdb.ConstraintException):
            store.write(lambda cursor, column=column: cursor.execute(f"UPDATE lot SET {column} = {column} + 0.001"))
    assert ask(store, "SELECT held_t, cancelled_t FROM lot") == [(Decimal(60), Decimal(40))]


PURCHASE = ("INSERT INTO purchase VALUES ('O1', '甲', 'A', 'road', '乙', 'B', DATE '2026-09-01', {owed}, {offset},"
            " {bought}, 12.86, 1.00, '{status}', '', false)")


@pytest.mark.parametrize(("owed", "offset", "bought", "status"), [
    ("100", "80", "19.999", "held"), ("100", "-1", "101", "held"), ("100", "80", "20", "sold"),
])
def test_a_purchase_that_does_not_add_up_cannot_be_stored(
    untouched: Store, owed: str, offset: str, bought: str, status: str
) -> None:
    with pytest.raises(duckdb.ConstraintException):
        untouched.write(lambda cursor: cursor.execute(
            PURCHASE.format(owed=owed, offset=offset, bought=bought, status=status)))


def test_a_purchase_cannot_be_stored_twice(store: Store, ask: Ask) -> None:
    sound = PURCHASE.format(owed=100, offset=80, bought=20, status="held")
    store.write(lambda cursor: cursor.execute(sound))
    with pytest.raises(duckdb.ConstraintException):
        store.write(lambda cursor: cursor.execute(sound))
    assert ask(store, "SELECT count(*) FROM purchase") == [(1,)]


def test_closing_twice_is_closing_once(tmp_path: Path):
    store = Store(tmp_path / "x.duckdb")
    store.close()
    store.close()
    with pytest.raises(StoreBroken):
        store.write(lambda cursor: None)


def test_writes_that_race_with_the_close_are_done_or_refused_and_never_wait(tmp_path: Path):
    store = Store(tmp_path / "x.duckdb")
    outcome: list[str] = []

    def write() -> None:
        try:
            store.write(lambda cursor: None)
            outcome.append("done")
        except StoreBroken:
            outcome.append("refused")

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    store.close()
    for thread in threads:
        thread.join(timeout=20)
    assert len(outcome) == 20
