"""Where a tonne went: whatever happens to orders and lots, the parts add up to the whole, forwards and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_tables import play, words

from core.ledger.state import Books
from core.ledger.tonnes import certified, origin, spread
from core.numbers import ZERO, money
from core.problem import Problem
from core.rules import RuleBook

PRICE = Decimal("15.15")  # as usual.txt has it


def after(book: RuleBook, *acts: str) -> Books:
    return play(tuple((line.split()[0], words(line)) for line in acts), book)[1]


def test_forwards_and_back(written: RuleBook):
    """A-L1 has 15 t, all sold; 5 of them burn and B-L1 makes up for them. Another order takes 3 t of B-L1."""
    books = after(
        written, "StoreLot tonnes=15", "StoreLot lot=B-L1 plot=B tonnes=20 period_start=2025-02-01 "
        "period_end=2028-01-31", "RegisterCertificate", "HoldOrder owed_t=20 offsets=TP-1:8 amount_cny=181.80",
        "RecordPayment amount_cny=181.80", "CancelTonnes", "HoldOrder order=O-2 owed_t=6 amount_cny=90.90",
        "RecordPayment order=O-2 voucher=S-2 amount_cny=90.90", "CancelTonnes order=O-2", "ReverseLot lost_t=5",
        "PlanRemedy planned_t=5", "ReplaceShortfall tonnes=5")
    assert [(one.state, one.tonnes, one.order, one.certificate) for one in spread(books, "A-L1").parts] == [
        ("cancelled", 12, "O-1", "YM-C-2026-0001"), ("cancelled", 3, "O-2", "YM-C-2026-0002"), ("available", 0, "", "")]
    assert (spread(books, "A-L1").replaced_t, spread(books, "A-L1").lost_t) == (5, 5)
    assert [(one.state, one.tonnes, one.order, one.instead_of) for one in spread(books, "B-L1").parts] == [
        ("cancelled", 3, "O-2", ""), ("replacing", 5, "", "A-L1"), ("available", 12, "", "")]
    found = origin(books, "O-1")
    assert [(one.lot, one.plot, one.tonnes) for one in found.bought] == [("A-L1", "A", 12)]
    assert (found.offset, found.offset_before_t) == ((("TP-1", Decimal(8)),), 0)
    assert certified(books, "YM-C-2026-0002") == "O-2"
    assert certified(books, "") is None


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(("hold", "pay", "cancel", "release", "refund", "burn", "plan", "replace")),
                          st.integers(0, 4), st.integers(1, 30_000)), max_size=20))
def test_the_parts_add_up_whatever_happens(written: RuleBook, steps: list[tuple[str, int, int]]):
    lines = ["StoreLot tonnes=30", "StoreLot lot=B-L1 plot=B tonnes=20", "RegisterCertificate"]
    done = [(line.split()[0], words(line)) for line in lines]
    books = play(tuple(done), written)[1]
    for at, (act, which, kilograms) in enumerate(steps):
        order, tonnes = f"O-{which}", Decimal(kilograms) / 1000
        amount = books.orders[order].order.amount_cny if order in books.orders else money(PRICE * tonnes)
        line = {
            "hold": f"HoldOrder order={order} owed_t={tonnes} amount_cny={amount}",
            "pay": f"RecordPayment order={order} voucher=S-{order} amount_cny={amount}",
            "cancel": f"CancelTonnes order={order}",
            "release": f"ReleaseOrder order={order}", "refund": f"RefundOrder order={order} voucher=T-{order}",
            "burn": f"ReverseLot lot={'AB'[which % 2]}-L1 lost_t={tonnes}",
            "plan": f"PlanRemedy remedy=R-{at} lot={'AB'[which % 2]}-L1 planned_t={tonnes}",
            "replace": f"ReplaceShortfall remedy={next(iter(books.remedies), 'R-0')} tonnes={tonnes}"}[act]
        try:
            books = play((*done, (line.split()[0], words(line))), written)[1]
        except Problem:
            continue
        done.append((line.split()[0], words(line)))
    for name, stock in books.lots.items():
        found = spread(books, name)
        assert sum((part.tonnes for part in found.parts), ZERO) == found.stored_t == stock.lot.stored_t
        assert min(part.tonnes for part in found.parts) >= 0
    for name, booking in books.orders.items():
        back = origin(books, name)
        assert sum((one.tonnes for one in back.bought), ZERO) + sum(
            (tonnes for _, tonnes in back.offset), back.offset_before_t) == booking.order.owed_t


def test_an_unknown_lot_or_order_is_refused(written: RuleBook):
    books = after(written, "StoreLot")
    with pytest.raises(Problem, match="lot_unknown"):
        spread(books, "X")
    with pytest.raises(Problem, match="order_unknown"):
        origin(books, "X")
