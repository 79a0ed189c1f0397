"""Acts that are asked for while the writer is busy are done together, and each is answered as if it were alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.journal_case import hold, lot
from core.ledger.commands import CancelTonnes, HoldOrder, RecordPayment, ReleaseOrder, ReverseLot
from core.ledger.entry import Entry
from store import Store
from store import acts as acting
from store.acts import act, books
from store.database import StoreBroken
from store.journal import verify

D = Decimal
Asked = tuple[Any, str] | tuple[Any, str, str]  # command, key, reason


@pytest.fixture
def hundred(tmp_path: Path) -> Iterator[Store]:
    """100 t in two lots; 12.5 t of them held for order 1."""
    store = Store(tmp_path / "x.duckdb")
    act(store, lot("L1", "60.500"), "registrar", "", "a")
    act(store, lot("L2", "39.500"), "registrar", "", "b")
    act(store, hold(1, "12.500"), "registrar", "", "c")
    yield store
    store.close()


def pay(order: HoldOrder) -> RecordPayment:
    return RecordPayment(order.order, date(2026, 11, 23), order.amount_cny, f"V-{order.order}")


def together(store: Store, asked: Sequence[Asked], meanwhile: Callable[[], None] = lambda: None) -> list[Any]:
    """Ask for all of them, in their order, while the writer is busy; what each came to."""
    busy, go = threading.Event(), threading.Event()

    def wait(cursor: Any) -> None:
        busy.set()
        assert go.wait(30)

    def ask(command: Any, key: str, reason: str = "") -> tuple[Entry, ...] | BaseException:
        try:
            return act(store, command, "registrar", reason, key)
        except BaseException as error:
            return error

    with ThreadPoolExecutor(len(asked) + 1) as pool:
        holding = pool.submit(store.write, wait)
        assert busy.wait(30)
        waiting: list[Future[Any]] = []
        for one in asked:
            waiting.append(pool.submit(ask, *one))
            while len(acting._waiting.get(store, ())) < len(waiting):
                time.sleep(0.001)
        meanwhile()
        go.set()
        holding.result()
        return [one.result() for one in waiting]


def test_each_follows_the_one_before_it_in_one_transaction(hundred: Store, ask: Callable[..., Any]) -> None:
    """An order held, paid and cancelled, and one held and released, at once: the tables say what came out."""
    version = hundred.data_version
    said = together(hundred, [
        (hold(2, "60.000"), "d"), (pay(hold(2, "60.000")), "e"), (CancelTonnes("O-000002"), "f"),
        (hold(3, "2.000"), "g"), (ReleaseOrder("O-000003"), "h", "占用者撤回"),
        (ReverseLot("L2", D("9.500"), "fire"), "i", "山火")])
    assert [one[0].kind for one in said] == [
        "order_held", "payment_recorded", "tonnes_cancelled", "order_held", "order_released", "lot_reversed"]
    assert [one[0].number for one in said] == [4, 5, 6, 7, 8, 9]
    assert hundred.data_version == version + 2  # the one that kept the writer busy, and theirs
    assert ask(hundred, "SELECT lot, stored_t, held_t, cancelled_t FROM lot ORDER BY lot") == [
        ("L1", D("60.500"), D("12.500"), D("48.000")), ("L2", D("30.000"), D("0.000"), D("12.000"))]
    assert ask(hundred, "SELECT purchase, status, certificate FROM purchase ORDER BY purchase") == [
        ("O-000001", "held", ""), ("O-000002", "cancelled", "YM-C-2026-0001")]
    assert ask(hundred, "SELECT entry FROM certificate") == [(6,)]
    assert verify(hundred) == books(hundred)


def test_a_refusal_holds_up_nobody_and_sees_what_came_before(hundred: Store) -> None:
    said = together(hundred, [
        (hold(2, "87.500"), "d"), (hold(3, "0.001"), "e"), (ReleaseOrder("O-000002"), "f"),
        (ReleaseOrder("O-000002"), "g", "占用者撤回"), (hold(3, "0.001"), "h")])
    assert [getattr(one, "key", "done") for one in said] == ["done", "reserve_short", "journal_reason", "done", "done"]
    assert said[1].fields == {"wanted": D("0.001"), "available": D("0.000")}
    assert verify(hundred).head == said[4][0]


def test_a_double_click_is_done_once(hundred: Store) -> None:
    said = together(hundred, [(hold(2), "click"), (hold(2), "click"), (hold(3), "click"), (hold(1, "12.500"), "c")])
    assert said[0] == said[1]
    assert (said[2].key, said[2].fields) == ("journal_key", {"key": "click", "number": 4})
    assert said[3][0].number == 3
    assert verify(hundred).head == said[0][0]


def test_where_all_are_refused_nothing_is_written(hundred: Store) -> None:
    version = hundred.data_version
    said = together(hundred, [(hold(1), "d"), (hold(2, "90.000"), "e"), (hold(1, "12.500"), "c")])
    assert [getattr(one, "key", "done") for one in said] == ["order_known", "reserve_short", "done"]
    assert hundred.data_version == version + 1  # the one that kept the writer busy


def test_holds_that_are_over_return_before_the_first_that_needs_tonnes(
        hundred: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_TODAY", (books(hundred).orders["O-000001"].until + timedelta(days=4)).isoformat())
    said = together(hundred, [(lot("L3", "5.000"), "d"), (hold(2, "105.001"), "e"), (hold(2, "105.000"), "f")])
    assert [getattr(one, "key", "done") for one in said] == ["done", "reserve_short", "done"]
    assert [one.status for one in verify(hundred).orders.values()] == ["released", "held"]


def test_one_that_the_database_refuses_fails_alone(hundred: Store) -> None:
    """Its decision was made and the lines of all were written: the others are done again without it."""
    hundred.write(lambda cursor: cursor.execute(  # behind the journal's back
        "INSERT INTO purchase SELECT * REPLACE ('O-000003' AS purchase) FROM purchase"))
    said = together(hundred, [(hold(2), "d"), (hold(3), "e"), (hold(4, "86.500"), "f"), (hold(5), "g")])
    assert [type(one).__name__ for one in said] == ["tuple", "ConstraintException", "tuple", "Problem"]
    assert said[3].fields == {"wanted": D("1.000"), "available": D("0.000")}
    assert list(books(hundred).orders) == ["O-000001", "O-000002", "O-000004"]


def test_after_a_commit_that_failed_the_books_are_as_before(hundred: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = books(hundred)
    with monkeypatch.context() as patch:
        said = together(hundred, [(hold(2), "d"), (hold(3), "e")], lambda: patch.setattr(hundred, "_commit", _full))
    assert [str(one) for one in said] == ["no space left"] * 2
    assert verify(hundred) == books(hundred) == before
    assert act(hundred, hold(2), "registrar", "", "d")[0].number == 4


def _full(cursor: Any, work: Callable[[Any], Any]) -> None:
    cursor.begin()
    work(cursor)
    cursor.rollback()
    raise OSError("no space left")


def test_nobody_waits_for_a_store_that_is_closed(hundred: Store) -> None:
    closing = threading.Thread(target=hundred.close)

    def close() -> None:
        closing.start()
        while not hundred._closed:
            time.sleep(0.001)

    assert [one[0].number for one in together(hundred, [(hold(2), "d"), (hold(3), "e")], close)] == [4, 5]
    closing.join()
    with pytest.raises(StoreBroken):
        act(hundred, hold(4), "registrar", "", "f")
