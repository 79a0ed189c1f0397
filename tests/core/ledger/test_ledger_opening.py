"""Books that were kept before there was a journal are taken over into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.ledger import chain
from core.ledger.act import act
from core.ledger.commands import CancelTonnes, Command, HoldOrder, RecordPayment, TakeOver
from core.ledger.entry import Entry, line
from core.ledger.state import EMPTY, Booking, Books
from core.problem import Problem
from core.reserve import Lot, Order
from core.rules import RuleBook
from ui.words import words

D = Decimal
TODAY = date(2026, 11, 23)
LOT = Lot("A-L1", "2025-1", "A", date(2025, 1, 1), date(2027, 12, 31), D("234.366"), D(0), D(0), False)
DONE = Order("O-2025-001", "农村公路", "Rural road", "road", "物茂乡", "Wumao", date(2025, 9, 23), D("62.480"),
             D("40.000"), D("22.480"), D("16.54"), D("371.82"), "cancelled", "YM-C-2026-0007", False)
HELD = DONE._replace(order="O-2026-004", status="held", certificate="")
BOOKS = TakeOver((LOT, replace(LOT, lot="B-L1")), (
    Booking(DONE, date(2025, 9, 23), (("A-L1", D("22.480")),)),
    Booking(HELD, date(2026, 12, 31), (("A-L1", D("22")), ("B-L1", D("0.480"))))))


def do(books: Books, command: Command, rules: RuleBook, role: str = "registrar") -> tuple[tuple[Entry, ...], Books]:
    return act(books, command, rules.at(TODAY), TODAY, at=datetime(2026, 11, 23, tzinfo=UTC), role=role, key="k")


def test_lots_and_orders_are_as_they_were(written: RuleBook) -> None:
    entries, books = do(EMPTY, BOOKS, written, "admin")
    first, second = books.lots["A-L1"].lot, books.lots["B-L1"].lot
    assert (first.held_t, first.cancelled_t, first.available_t) == (D("22.000"), D("22.480"), D("189.886"))
    assert (second.held_t, second.cancelled_t) == (D("0.480"), 0)
    assert [one.order for one in books.orders.values()] == [DONE, HELD]
    assert [entry.kind for entry in entries] == ["lot_opened", "lot_opened", "order_opened", "order_opened"]
    assert chain.verify(line(entry).encode() for entry in entries) == books


def test_business_goes_on_from_them_and_numbers_too(written: RuleBook) -> None:
    _, books = do(EMPTY, BOOKS, written, "admin")
    _, books = do(books, RecordPayment("O-2026-004", TODAY, D("371.82"), "S-1"), written)
    _, books = do(books, CancelTonnes("O-2026-004"), written)
    assert books.orders["O-2026-004"].order.certificate == "YM-C-2026-0008"
    assert books.lots["A-L1"].lot.cancelled_t == D("44.480")
    short = HoldOrder("O-3", "路", "Road", "road", "物茂乡", "Wumao", TODAY, D("423.773"), (), D("1.00"), D("423.77"),
                      TODAY)
    with pytest.raises(Problem, match="reserve_short"):
        do(books, short, written)
    _, books = do(books, replace(short, owed_t=D("423.772")), written)  # 2 · 234.366 − 2 · 22.480
    assert books.available_t == 0


def test_opening_balances_come_first_or_not_at_all(written: RuleBook) -> None:
    _, books = do(EMPTY, BOOKS, written, "admin")
    with pytest.raises(Problem) as refused:
        do(books, BOOKS, written, "admin")
    assert words("zh").problem(refused.value) == "台账已有 4 条记录，只能在空台账上录入期初余额。"
    assert words("en").problem(refused.value) == (
        "The journal has 4 entries already; opening balances are only taken over into an empty one.")


@pytest.mark.parametrize(("lots", "why"), [
    ((("A-L1", D("22.479")),), "order_unbalanced"), ((("A-L1", D("22.480")), ("C-L1", D("1"))), "order_unbalanced"),
    ((("C-L1", D("22.480")),), "lot_unknown")])
def test_opening_balances_balance(written: RuleBook, lots: tuple[tuple[str, Decimal], ...], why: str) -> None:
    with pytest.raises(Problem) as refused:
        do(EMPTY, TakeOver((LOT,), (Booking(DONE, TODAY, lots),)), written, "admin")
    inner = refused.value.fields["problem"]
    assert isinstance(inner, Problem)
    assert inner.key == why


@pytest.mark.parametrize("role", ["planner", "public", ""])
def test_not_everybody_opens_books(written: RuleBook, role: str) -> None:
    assert do(EMPTY, BOOKS, written, "system")[1].available_t == D("423.772")
    with pytest.raises(Problem, match="journal_role"):
        do(EMPTY, BOOKS, written, role)
