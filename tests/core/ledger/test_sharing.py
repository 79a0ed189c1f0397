"""Sharing of income beyond its tables: forged entries, the working, no tonne moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_tables import HERE, cases, play

from core.ledger.chain import verify
from core.ledger.entry import Entry, Fact, line, next_entry
from core.ledger.plot_file import Agreement, PlotFile
from core.ledger.portions import portions_of, share_of, working
from core.ledger.state import Booking, Books, Stock
from core.problem import Problem
from core.reserve import Lot, Order
from core.rules import RuleBook
from core.trace import walk


@pytest.fixture(scope="module")
def shared(written: RuleBook) -> tuple[list[Entry], Books]:
    """The first passing case of the table: 151.50 over two plots."""
    return play(next(case for case in cases(HERE / "share_income.feature") if case.after).acts, written)


def forged(entries: list[Entry], **changed: Any) -> list[bytes]:
    """The journal with another last body, its hash made anew."""
    last = entries[-1]
    new = next_entry(entries[-2], Fact(last.kind, {**last.body, **changed}), at=last.at, role=last.role,
                     reason=last.reason, key=last.key)
    return [line(entry).encode() for entry in (*entries[:-1], new)]


def moved(portions: Any) -> Any:
    """A fen from the first to the second."""
    first, second, *rest = (dict(one) for one in portions)
    first["amount_cny"] = f"{Decimal(first['amount_cny']) - Decimal('0.01'):.2f}"
    second["amount_cny"] = f"{Decimal(second['amount_cny']) + Decimal('0.01'):.2f}"
    return [first, second, *rest]


@pytest.mark.parametrize("change", [
    lambda body: {"portions": moved(body["portions"])},
    lambda body: {"portions": body["portions"][1:]},
    lambda body: {"amount_cny": "151.51"},
    lambda body: {"demo": True},
])
def test_an_entry_that_shares_otherwise_is_not_believed(shared: tuple[list[Entry], Books], change: Any) -> None:
    entries, _ = shared
    with pytest.raises(Problem) as refused:
        verify(forged(entries, **change(entries[-1].body)))
    assert refused.value.fields["problem"].key == "sharing_unbalanced"


def test_the_working_says_of_every_fen_where_it_went(shared: tuple[list[Entry], Books]) -> None:
    """60.60 × 0.605 = 36.6630, × 0.25 = 15.1500, × 0.145 = 8.7870: 36.66, 15.15, 8.78 and the last fen to the costs."""
    _, books = shared
    steps = list(walk(working(books, books.orders["O-1"].order, books.distributions["O-1"].portions)))
    assert [(one.key, one.value) for one in steps][:5] == [
        ("sharing.order", Decimal("151.50")), ("sharing.lot", Decimal("60.60")), ("sharing.party", Decimal("36.66")),
        ("sharing.party", Decimal("15.15")), ("sharing.party", Decimal("8.79"))]
    assert steps[4].inputs[-1].value == Decimal("8.7870")


def test_no_tonne_moves(shared: tuple[list[Entry], Books], written: RuleBook) -> None:
    entries, books = shared
    before = verify([line(entry).encode() for entry in entries[:-1]])
    assert (before.lots, before.orders) == (books.lots, books.orders)
    assert replace(books, distributions={}, head=None) == replace(before, head=None)


CUTS = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(sorted)


@given(fen=st.integers(1, 10**10), lots=st.lists(st.tuples(st.integers(1, 10**7), CUTS), min_size=1, max_size=6))
def test_any_sharing_gives_out_the_whole_amount(fen: int, lots: list[tuple[int, list[int]]]) -> None:
    """Whatever the tonnes and shares: it adds up to the amount, each within a fen of its share."""
    shares = {f"L{at}": [Decimal(part) / 10_000 for part in (low, high - low, 10_000 - high)]
              for at, (_, (low, high)) in enumerate(lots)}
    taken = tuple((f"L{at}", Decimal(kilos) / 1000) for at, (kilos, _) in enumerate(lots))
    day, amount = date(2026, 1, 1), Decimal(fen) / 100
    order = Order("O", "", "", "", "", "", day, *(sum((t for _, t in taken), Decimal(0)),) * 3, Decimal(1), amount,
                  "cancelled", "", False)
    books = Books(
        lots={name: Stock(Lot(name, "1", name, day, day, tonnes, Decimal(0), tonnes, False), 1)
              for name, tonnes in taken},
        plots={name: PlotFile(name, "", "", "乡", "", "组", "", Decimal(1), day, "", False, 1, agreement=Agreement(
            name, "joint", day, *parts, "", 1)) for name, parts in shares.items()})
    portions = portions_of(books, Booking(order, day, taken))
    assert sum(one.amount_cny for one in portions) == amount
    for lot in shares:
        mine = [one for one in portions if one.lot == lot]
        part = sum(one.amount_cny for one in mine)
        assert all(abs(one.amount_cny - part * share_of(books, one)) < Decimal("0.01") for one in mine)
