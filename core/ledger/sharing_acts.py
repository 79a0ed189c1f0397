"""What happens to income that is shared: decisions, and what their entries change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger import fields
from core.ledger.entry import Fact
from core.ledger.personal import check_public
from core.ledger.portions import check_unpaid, part_of, portions_of, row, shared, whose
from core.ledger.sharing import RecordPayout, ShareIncome, UndoPayout, UndoSharing
from core.ledger.sharing_entries import CHANGES
from core.ledger.state import Books
from core.problem import Problem
from core.rules.book import RulesAt

__all__ = ["ACTS", "CHANGES", "OFFICES", "REASONED"]


def share_income(books: Books, asked: ShareIncome, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R13: what a cancelled order brought in, by the agreements of the plots that its tonnes came from, once."""
    booking = books.order(asked.order)
    order = booking.order
    if order.order in books.distributions:
        raise Problem("sharing_known", order=order.order, date=books.distributions[order.order].shared_on)
    portions = portions_of(books, booking)
    return (Fact("income_shared", {
        "order": order.order, "amount_cny": f"{order.amount_cny:.2f}", "shared_on": today.isoformat(),
        "portions": [row(one) for one in portions], "demo": order.demo}),)


def record_payout(books: Books, asked: RecordPayout, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """All that a village group or a party gets of an order was paid out, on a day since it was shared."""
    found = shared(books, asked.order)
    mine = part_of(found, asked.party, asked.group_zh)
    if mine[0].paid_on is not None:
        raise Problem("payout_known", order=found.order, date=mine[0].paid_on, voucher=mine[0].voucher)
    if not found.shared_on <= asked.paid_on <= today:
        raise Problem("payout_date", order=found.order, date=asked.paid_on, first=found.shared_on, last=today)
    return (Fact("payout_recorded", {
        **whose(found, mine), "paid_on": asked.paid_on.isoformat(),
        "voucher": fields.name(check_public(asked.voucher), "payout_voucher")}),)


def undo_payout(books: Books, asked: UndoPayout, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """It was entered by mistake, or the money came back."""
    found = shared(books, asked.order)
    mine = part_of(found, asked.party, asked.group_zh)
    if mine[0].paid_on is None:
        raise Problem("payout_none", order=found.order)
    return (Fact("payout_undone", whose(found, mine)),)


def undo_sharing(books: Books, asked: UndoSharing, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = shared(books, asked.order)
    check_unpaid(found)
    return (Fact("sharing_undone", {
        "order": found.order, "amount_cny": f"{found.amount_cny:.2f}", "demo": found.demo}),)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    ShareIncome: share_income,
    RecordPayout: record_payout,
    UndoPayout: undo_payout,
    UndoSharing: undo_sharing,
}
OFFICES: Mapping[type, tuple[str, ...]] = {}
REASONED: frozenset[type] = frozenset({UndoPayout, UndoSharing})
