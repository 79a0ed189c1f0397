"""Holds return by themselves: at the start, soon after midnight, and before any act that needs their tonnes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.journal_case import hold, lot
from core.ledger.commands import RecordPayment
from core.problem import Problem
from store import Store, now
from store.acts import act, books, sweep
from store.expiring import end_holds
from store.journal import start, verify

GRACE = timedelta(days=3)  # hold_grace_days


@pytest.fixture
def sold_out(tmp_path: Path) -> Iterator[Store]:
    """100 t, all of them held until 2026-12-08 or so for orders 1 and 2."""
    store = Store(tmp_path / "x.duckdb")
    act(store, lot("L1", "100.000"), "registrar", "", "a")
    act(store, hold(1, "60.000"), "registrar", "", "b")
    act(store, hold(2, "40.000"), "registrar", "", "c")
    yield store
    store.close()


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setenv("ZHANBU_TODAY", day.isoformat())


def last_day(store: Store) -> date:
    return books(store).orders["O-000001"].until


def test_what_is_over_returns_once_and_says_so(sold_out: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    last = last_day(sold_out)
    on(monkeypatch, last)
    assert sweep(sold_out) == 0  # on its last day it still holds
    act(sold_out, RecordPayment("O-000002", last, books(sold_out).orders["O-000002"].order.amount_cny, "V"),
        "registrar", "", "d")
    on(monkeypatch, last + GRACE)
    assert sweep(sold_out) == 0  # what was paid in time can still be entered
    on(monkeypatch, last + GRACE + timedelta(days=1))
    version = sold_out.data_version
    assert sweep(sold_out) == 1  # what is paid stays
    assert sweep(sold_out) == 0
    assert sold_out.data_version == version + 1  # nothing is written where nothing is over
    after = verify(sold_out)
    assert {name: one.status for name, one in after.orders.items()} == {"O-000001": "released", "O-000002": "paid"}
    assert (f"{after.available_t}", f"{after.held_t}") == ("60.000", "40.000")
    assert after.head is not None
    assert (after.head.role, after.head.kind, after.head.key) == ("system", "hold_expired", "hold over O-000001")


def test_what_was_paid_in_time_is_entered_later(sold_out: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    last, due = last_day(sold_out), books(sold_out).orders["O-000001"].order.amount_cny
    on(monkeypatch, last + GRACE)
    with pytest.raises(Problem, match="hold_over"):
        act(sold_out, RecordPayment("O-000001", last + timedelta(days=1), due, "V"), "registrar", "", "d")
    act(sold_out, RecordPayment("O-000001", last, due, "V"), "registrar", "", "e")
    assert books(sold_out).orders["O-000001"].status == "paid"


def test_nobody_is_refused_because_of_a_hold_that_is_over(sold_out: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, last_day(sold_out) + GRACE + timedelta(days=1))
    with pytest.raises(Problem, match="reserve_short"):
        act(sold_out, hold(3, "100.001"), "registrar", "", "d")
    assert books(sold_out).held_t == 100  # what was refused wrote nothing
    assert [one.kind for one in act(sold_out, hold(3, "100.000"), "registrar", "", "e")] == ["order_held"]
    after = verify(sold_out)
    assert {name: one.status for name, one in after.orders.items()} == {
        "O-000001": "released", "O-000002": "released", "O-000003": "held"}


def test_they_return_when_the_product_starts(sold_out: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = last_day(sold_out)
    sold_out.close()
    again = Store(Path(shutil.copy(tmp_path / "x.duckdb", tmp_path / "y.duckdb")))
    on(monkeypatch, last + GRACE + timedelta(days=1))
    start(again)
    end_holds(again)
    assert books(again).available_t == 100
    again.close()


def test_a_clock_set_back_is_refused_and_keeps_nobody_from_starting(
        sold_out: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, last_day(sold_out) + GRACE + timedelta(days=1))
    monkeypatch.setattr("store.acts.now", lambda: now() - timedelta(hours=1))
    with pytest.raises(Problem, match="journal_clock"):
        act(sold_out, hold(3, "1.000"), "registrar", "", "d")
    end_holds(sold_out)  # logged, not raised
    assert books(sold_out).held_t == 100
    verify(sold_out)
