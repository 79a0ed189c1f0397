"""What an occupier's project owes and what became of it: for the statement per project (对账单).

The journal names no occupier; a project is known by its proposal and notice, or, before there were notices, by its name
and township in its orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.ledger.occupation import LossNotice
from core.ledger.occupation_checks import living, noticed
from core.ledger.state import TAKES_TONNES, Booking, Books
from core.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Account:
    """`orders`: all of them, earliest first; sums are over those that take tonnes (held, paid, cancelled). `owed_t`: of
    the notice; without one, what the orders make good. tCO2e and CNY."""

    project_zh: str
    project_en: str
    township_zh: str
    township_en: str
    proposal: str
    notice: LossNotice | None
    owed_t: Decimal
    orders: tuple[Booking, ...]
    demo: bool

    @property
    def living(self) -> tuple[Booking, ...]:
        return tuple(one for one in self.orders if one.status in TAKES_TONNES)

    @property
    def offset_t(self) -> Decimal:
        return sum((one.order.offset_t for one in self.living), ZERO)

    @property
    def purchase_t(self) -> Decimal:
        return sum((one.order.purchase_t for one in self.living), ZERO)

    @property
    def settled_t(self) -> Decimal:
        """Of what is owed, made good for good: by what is cancelled and what offsets beside it."""
        return sum((one.order.owed_t for one in self.living if one.status == "cancelled"), ZERO)

    @property
    def cancelled_t(self) -> Decimal:
        """Tonnes of the reserve that are cancelled."""
        return sum((one.order.purchase_t for one in self.living if one.status == "cancelled"), ZERO)

    @property
    def open_t(self) -> Decimal:
        return self.owed_t - self.settled_t

    @property
    def amount_cny(self) -> Decimal:
        return sum((one.order.amount_cny for one in self.living), ZERO)

    @property
    def paid_cny(self) -> Decimal:
        """Of living orders: what is held still is to be paid; what is cancelled was paid."""
        return sum((one.order.amount_cny for one in self.living if one.status != "held"), ZERO)

    @property
    def open_cny(self) -> Decimal:
        return self.amount_cny - self.paid_cny


def of_notice(books: Books, proposal: str) -> Account:
    """The account of a proposal whose notice is signed; Problem `proposal_unknown`,
    `proposal_withdrawn`, `notice_none`."""
    one = living(books, proposal)
    notice = noticed(one)
    return Account(one.project_zh, one.project_en, one.township_zh, one.township_en, proposal, notice, notice.owed_t,
                   _sorted(booking for booking in books.orders.values() if booking.proposal == proposal), one.demo)


def of_order(books: Books, name: str) -> Account:
    """The account of the project that an order is of; Problem `order_unknown`."""
    booking = books.order(name)
    if booking.proposal:
        return of_notice(books, booking.proposal)
    order = booking.order
    found = _sorted(one for one in books.orders.values() if not one.proposal and (
        one.order.project_zh, one.order.township_zh) == (order.project_zh, order.township_zh))
    owed = sum((one.order.owed_t for one in found if one.status in TAKES_TONNES), ZERO)
    return Account(order.project_zh, order.project_en, order.township_zh, order.township_en, "", None, owed, found,
                   any(one.order.demo for one in found))


def _sorted(found: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(sorted(found, key=lambda one: (one.order.trade_date, one.entry)))
