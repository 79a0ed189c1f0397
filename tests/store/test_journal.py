"""Acting on the books: nothing lost, nothing sold twice, nothing changed behind the journal's back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.crash import crash
from bench.journal_case import hold, lot
from core.ledger import chain
from core.ledger.commands import (
    CancelTonnes,
    Correct,
    HoldOrder,
    RecordPayment,
    RefundOrder,
    ReleaseOrder,
    ReverseLot,
)
from core.ledger.entry import Entry
from core.problem import Problem
from store import Store
from store import entries as rows
from store.acts import act, books
from store.journal import cancelled, check, export, start, verify

Ask = Callable[..., list[tuple[Any, ...]]]
D = Decimal
BALANCE = "SELECT sum(stored_t), sum(held_t), sum(cancelled_t) FROM lot"


def do(store: Store, command: Any, key: str, reason: str = "") -> tuple[Entry, ...]:
    return act(store, command, "registrar", reason, key)


def pay(order: HoldOrder) -> RecordPayment:
    return RecordPayment(order.order, date(2026, 11, 23), order.amount_cny, f"V-{order.order}")


@pytest.fixture(scope="session")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with 100 t in two lots, to be copied."""
    path = tmp_path_factory.mktemp("journal") / "x.duckdb"
    store = Store(path)
    do(store, lot("L1", "60.500"), "a")
    do(store, lot("L2", "39.500"), "b")
    store.close()
    return path


@pytest.fixture
def held(hundred: Path, tmp_path: Path) -> Iterator[Store]:
    """100 t in two lots, 12.5 t of them held for order 1."""
    store = Store(Path(shutil.copy(hundred, tmp_path / "x.duckdb")))
    do(store, hold(1, "12.500"), "c")
    yield store
    store.close()


def refused(store: Store, command: Any, key: str = "x", reason: str = "") -> Problem:
    """The refusal of an act that must leave everything as it was."""
    with store.read() as cursor:
        before = rows.head(cursor)
    with pytest.raises(Problem) as problem:
        do(store, command, key, reason)
    with store.read() as cursor:
        assert rows.head(cursor) == before
    verify(store)
    return problem.value


# --- acts and the tables that pages read


def test_an_order_goes_through_all_its_steps_and_the_tables_follow(held: Store, ask: Ask) -> None:
    """By hand: 60.5 + 39.5 stored; 12.5 t × 29.48 = 368.50 CNY."""
    assert ask(held, BALANCE) == [(D("100.000"), D("12.500"), D("0.000"))]
    assert ask(held, "SELECT purchase, purchase_t, amount_cny, status, certificate, demo FROM purchase") == [
        ("O-000001", D("12.500"), D("368.50"), "held", "", False)]
    do(held, pay(hold(1, "12.500")), "d")
    assert ask(held, "SELECT status FROM purchase") == [("held",)]
    given = do(held, CancelTonnes("O-000001"), "e")
    assert ask(held, BALANCE) == [(D("100.000"), D("0.000"), D("12.500"))]
    assert ask(held, "SELECT status, certificate FROM purchase") == [("cancelled", "YM-C-2026-0001")]
    assert ask(held, "FROM allocation") == [("O-000001", "L1", D("12.500"))]
    found = cancelled(held, "YM-C-2026-0001")
    assert (found.order, found.tonnes, found.lots, found.entry) == (
        "O-000001", D("12.500"), (("L1", D("12.500")),), given[0])
    assert [entry.number for entry in given] == [5]
    verify(held)


def test_an_order_over_two_lots_comes_back_to_both_when_it_is_released(held: Store, ask: Ask) -> None:
    do(held, hold(2, "60.000"), "d")
    assert ask(held, "SELECT lot, tonnes FROM allocation WHERE purchase = 'O-000002' ORDER BY lot") == [
        ("L1", D("48.000")), ("L2", D("12.000"))]
    do(held, ReleaseOrder("O-000002"), "e", "占用者撤回")
    assert ask(held, BALANCE) == [(D("100.000"), D("12.500"), D("0.000"))]
    assert ask(held, "SELECT purchase FROM purchase UNION ALL SELECT purchase FROM allocation") == [("O-000001",)] * 2
    assert books(held).orders["O-000002"].status == "released"
    verify(held)


def test_a_paid_order_is_refunded_and_a_cancelled_one_is_not(held: Store, ask: Ask) -> None:
    do(held, pay(hold(1, "12.500")), "d")
    do(held, RefundOrder("O-000001", date(2026, 11, 23), "T-1"), "e", "项目取消")
    assert ask(held, BALANCE) == [(D("100.000"), D("0.000"), D("0.000"))]
    do(held, hold(2, "1.000"), "f")
    do(held, pay(hold(2, "1.000")), "g")
    do(held, CancelTonnes("O-000002"), "h")
    assert refused(held, RefundOrder("O-000002", date(2026, 11, 23), "T-2"), reason="项目取消").key == "order_final"


def test_lost_tonnes_and_corrections_reach_the_tables(held: Store, ask: Ask) -> None:
    do(held, ReverseLot("L2", D("9.500"), "fire"), "d", "山火")
    do(held, Correct(1, "batch", "2025-2"), "e", "批次写错")
    do(held, Correct(3, "project_zh", "示例公路"), "f", "名称写错")
    assert ask(held, "SELECT lot, batch, stored_t FROM lot ORDER BY lot") == [
        ("L1", "2025-2", D("60.500")), ("L2", "2025-1", D("30.000"))]
    assert ask(held, "SELECT project_zh, demo FROM purchase") == [("示例公路", False)]
    verify(held)


def test_what_is_refused_leaves_no_trace(held: Store) -> None:
    version = held.data_version
    assert refused(held, hold(2, "87.501")).fields == {"wanted": D("87.501"), "available": D("87.500")}
    assert refused(held, hold(1)).key == "order_known"
    assert refused(held, lot("L1")).key == "lot_known"
    assert held.data_version == version
    do(held, hold(2, "87.500"), "x")  # the key of a refused act is still free


def test_every_number_of_a_person_is_kept_out(held: Store) -> None:
    for reason in ("请联系 13887812345", "电话 138-8781-2345", "身份证53232819800101123X",
                   "卡号 6222 0212 3456 7890 123"):
        assert refused(held, ReleaseOrder("O-000001"), reason=reason).key == "journal_personal"
    reason = "云发改〔2026〕13号，2026-11-23 2026-11-24，O-2026-000000123456，532328"
    assert do(held, ReleaseOrder("O-000001"), "d", reason)[0].reason == reason


# --- the same thing asked twice, and by many at once


def test_the_same_key_changes_nothing_and_says_the_same(held: Store, ask: Ask) -> None:
    first = do(held, hold(2), "click")
    for _ in range(2):
        assert do(held, hold(2), "click") == first
        assert do(held, hold(2), " click\n") == first
    assert (len(ask(held, "FROM journal")), ask(held, "SELECT sum(held_t) FROM lot")) == (4, [(D("13.500"),)])
    assert refused(held, hold(3), "click").fields == {"key": "click", "number": 4}


def test_an_act_needs_a_key(held: Store) -> None:
    assert refused(held, hold(2), "  ").key == "ledger_text"


def test_the_last_tonnes_are_sold_once(store: Store, ask: Ask) -> None:
    """Eight threads, 200 orders of 1 t for 100 t in two lots; each order is sent twice."""
    do(store, lot("L1", "60.500"), "a")
    do(store, lot("L2", "39.500"), "b")

    def buy(number: int) -> Problem | str:
        try:
            return do(store, hold(number % 200), f"key {number % 200}")[0].hash
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(buy, range(400)))
    sold, short = ([one for one in said[:200] if isinstance(one, kind)] for kind in (str, Problem))
    assert (len(set(sold)), len(short)) == (100, 100)
    assert {(one.key, one.fields["wanted"], one.fields["available"]) for one in short} == {
        ("reserve_short", D("1.000"), D("0.000"))}
    assert [one for one in said[200:] if isinstance(one, str)] == sold
    assert ask(store, BALANCE) == [(D("100.000"), D("100.000"), D("0.000"))]
    assert ask(store, "SELECT count(*), sum(purchase_t) FROM purchase") == [(100, D("100.000"))]
    assert ask(store, "SELECT lot, sum(tonnes) FROM allocation GROUP BY lot ORDER BY lot") == [
        ("L1", D("60.500")), ("L2", D("39.500"))]
    assert verify(store).head.number == 102


def test_every_acknowledged_act_survives_kill_9(tmp_path: Path) -> None:
    assert crash(tmp_path / "x.duckdb", 3) >= 3


# --- opening, verifying, tampering


def test_books_are_there_after_closing(held: Store, tmp_path: Path) -> None:
    before = books(held)
    held.close()
    again = Store(tmp_path / "x.duckdb")
    assert books(again) == before
    assert do(again, hold(2), "d")[0].previous == before.head.hash
    start(again)
    again.close()


TAMPERED = (
    "UPDATE journal SET line = replace(line, '\"12.500\"', '\"12.400\"') WHERE number = 3",
    "UPDATE journal SET line = replace(line, '老城乡', '物茂乡') WHERE number = 3",
    "DELETE FROM journal WHERE number = 2",
    "DELETE FROM journal WHERE number = 3",
    "INSERT INTO journal SELECT 4, line FROM journal WHERE number = 3",
    "UPDATE journal_act SET hash = repeat('a', 64) WHERE key = 'c'",
    "UPDATE journal_act SET first = 2 WHERE key = 'c'",
    "UPDATE lot SET held_t = 0 WHERE lot = 'L1'",
    "UPDATE lot SET stored_t = stored_t + 0.001 WHERE lot = 'L2'",
    "UPDATE lot SET period_end = DATE '2028-12-31' WHERE lot = 'L2'",
    "DELETE FROM lot WHERE lot = 'L2'",
    "INSERT INTO lot SELECT * REPLACE ('L3' AS lot) FROM lot WHERE lot = 'L2'",
    "UPDATE purchase SET unit_price_cny = 1",
    "UPDATE purchase SET project_zh = '别的项目'",
    "DELETE FROM purchase",
    "UPDATE allocation SET lot = 'L2'",
    "INSERT INTO certificate VALUES ('YM-C-2026-0009', 'O-000001', 3)",
    "DELETE FROM journal_act WHERE key = 'c'",
)


def test_tampering_is_found(held: Store) -> None:
    """Each way alone, and taken back."""
    with held.read() as cursor:
        for sql in TAMPERED:
            cursor.begin()
            check(cursor)
            cursor.execute(sql)
            with pytest.raises(Problem):
                check(cursor)
            cursor.rollback()


def test_an_act_follows_what_is_stored_not_what_was_kept(held: Store) -> None:
    """Somebody took the last line out behind the journal's back: the next act goes on from what is there."""
    kept = books(held)
    for sql in ("DELETE FROM journal WHERE number = 3", "DELETE FROM journal_act WHERE key = 'c'"):
        held.write(lambda cursor, sql=sql: cursor.execute(sql))
    assert books(held).head.hash == kept.head.previous
    with pytest.raises(duckdb.ConstraintException):  # the order's row is still there
        do(held, hold(1, "12.500"), "d")


def test_the_database_itself_refuses_what_cannot_be(held: Store) -> None:
    for sql in ("UPDATE lot SET held_t = 61 WHERE lot = 'L1'",
                "INSERT INTO journal SELECT number, line FROM journal WHERE number = 1",
                "INSERT INTO journal_act VALUES ('a', '', 9, 9, '')"):
        with pytest.raises(duckdb.ConstraintException):
            held.write(lambda cursor, sql=sql: cursor.execute(sql))


def test_an_export_verifies_alone(held: Store, tmp_path: Path) -> None:
    file = tmp_path / "流水.ndjson"
    file.write_text("old", "utf-8")
    assert export(held, file) == 3
    found = chain.verify(file.read_bytes().splitlines())
    assert found == books(held)
    assert sorted(path.name for path in tmp_path.iterdir() if "ndjson" in path.name) == [file.name]
    with pytest.raises(Problem) as problem:
        export(held, tmp_path / "nowhere" / "x.ndjson")
    assert problem.value.key == "file_unwritable"
