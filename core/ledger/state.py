"""The books at one entry: every lot, order and certificate as the journal's entries left them. A frozen value.

The parts check themselves: a lot that does not balance, an order that does not add up or a certificate used beyond its
quantity cannot exist, whoever wrote the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.ledger.decision import Decisions
from core.ledger.document import Documents
from core.ledger.entry import Entry
from core.ledger.occupation import Occupations
from core.ledger.plot_file import PlotFiles
from core.ledger.remedy import Remedies
from core.ledger.sharing import Distributions
from core.ledger.watch import Bans, Findings
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot, Order

Share = tuple[str, Decimal]  # (lot or serial, tonnes)

TAKES_TONNES = {"held": "held_t", "paid": "held_t", "cancelled": "cancelled_t"}  # an order's status → where they count
STATUSES = (*TAKES_TONNES, "released", "refunded")


@dataclass(frozen=True, slots=True)
class Stock:
    """A lot in the books. `entry`: the number of the entry that stored it; `measured_t`: what its settlement found,
    None before; `lost_t`: reversed, last on `lost_on`; `shortfall_t`: sold tonnes that nothing stands behind, to be
    replaced; `replaced_t`: cancelled tonnes that those of other lots stand behind; `entries`: numbers of the entries
    about it (the orders that took from it have their own)."""

    lot: Lot
    entry: int
    measured_t: Decimal | None = None
    lost_t: Decimal = ZERO
    shortfall_t: Decimal = ZERO
    replaced_t: Decimal = ZERO
    lost_on: date | None = None
    entries: tuple[int, ...] = ()

    @property
    def accounted_t(self) -> Decimal:
        """Tonnes that were accounted and not lost since: those that grow on the plot."""
        return self.lot.stored_t - self.shortfall_t - self.replaced_t

    @property
    def replaceable_t(self) -> Decimal:
        """Tonnes of the shortfall that other lots may make up for: cancelled ones. What is only held may come back."""
        return min(self.shortfall_t, self.lot.cancelled_t - self.replaced_t)

    def loss(self, lost: Decimal) -> tuple[Decimal, Decimal]:
        """(tonnes written off because they are not sold, tonnes sold that have to be replaced)."""
        if not ZERO <= lost <= self.accounted_t:
            raise Problem("lot_lost_more", lot=self.lot.lot, lost=lost, there=self.accounted_t)
        off = min(lost, self.lot.available_t)
        return off, lost - off


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that offsets. `quantity` in `unit`; `factor` tCO2e per unit; `tonnes` = round down of both;
    `entries`: numbers of the entries about it (the orders that used it have their own)."""

    serial: str
    kind: str
    issuer: str
    place: str
    valid_until: date
    quantity: Decimal
    unit: str
    factor: Decimal
    tonnes: Decimal
    demo: bool
    entry: int
    used_t: Decimal = ZERO
    withdrawn: bool = False
    entries: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not ZERO <= self.used_t <= self.tonnes:
            raise Problem("certificate_unbalanced", serial=self.serial, tonnes=self.tonnes, used=self.used_t)

    @property
    def left_t(self) -> Decimal:
        return ZERO if self.withdrawn else self.tonnes - self.used_t


@dataclass(frozen=True, slots=True)
class Invoice:
    """An e-invoice of an order; a red-letter one, which takes the first back, has a negative amount."""

    number: str
    issued_on: date
    amount_cny: Decimal
    entry: int


class Booking(NamedTuple):
    """An order in the books: its terms and status, how long it is held, the lots it takes and what offsets it.
    `proposal`: whose notice it settles, empty where there is none; `invoices`: the one, then the red-letter one;
    `entries`: numbers of all entries about it; `paid_on`, `vouchers`: when it was paid, the number of the receipt and,
    after a refund, that of the money going back."""

    order: Order
    until: date
    lots: tuple[Share, ...]
    offsets: tuple[Share, ...] = ()
    entry: int = 0
    proposal: str = ""
    invoices: tuple[Invoice, ...] = ()
    entries: tuple[int, ...] = ()
    paid_on: date | None = None
    vouchers: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        return self.order.status


Lots = Mapping[str, Stock]
Orders = Mapping[str, Booking]
Certificates = Mapping[str, Certificate]


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the journal says, up to `head`. `numbers`: the last certificate number given in each year;
    `invoices`: number → order."""

    lots: Lots = field(default_factory=dict)
    orders: Orders = field(default_factory=dict)
    certificates: Certificates = field(default_factory=dict)
    numbers: Mapping[int, int] = field(default_factory=dict)
    notices: Mapping[int, int] = field(default_factory=dict)  # the last number of a notice of loss in each year
    invoices: Mapping[str, str] = field(default_factory=dict)
    plots: PlotFiles = field(default_factory=dict)
    occupations: Occupations = field(default_factory=dict)
    remedies: Remedies = field(default_factory=dict)
    distributions: Distributions = field(default_factory=dict)
    findings: Findings = field(default_factory=dict)
    bans: Bans = field(default_factory=dict)
    documents: Documents = field(default_factory=dict)
    decisions: Decisions = field(default_factory=dict)
    head: Entry | None = None

    @property
    def stored_t(self) -> Decimal:
        return sum((one.lot.stored_t for one in self.lots.values()), ZERO)

    @property
    def held_t(self) -> Decimal:
        return sum((one.lot.held_t for one in self.lots.values()), ZERO)

    @property
    def cancelled_t(self) -> Decimal:
        return sum((one.lot.cancelled_t for one in self.lots.values()), ZERO)

    @property
    def available_t(self) -> Decimal:
        return self.stored_t - self.held_t - self.cancelled_t

    @property
    def shortfall_t(self) -> Decimal:
        return sum((one.shortfall_t for one in self.lots.values()), ZERO)

    def lot(self, name: str) -> Stock:
        """Problem `lot_unknown`."""
        if name not in self.lots:
            raise Problem("lot_unknown", lot=name)
        return self.lots[name]

    def order(self, name: str, *statuses: str) -> Booking:
        """The order, if its status is one of these (any if none is given); Problem `order_unknown`, `order_final` (once
        cancelled, nothing more happens to it), `order_status`."""
        if name not in self.orders:
            raise Problem("order_unknown", order=name)
        found = self.orders[name]
        if statuses and found.status == "cancelled":
            raise Problem("order_final", order=name, certificate=found.order.certificate)
        if statuses and found.status not in statuses:
            raise Problem("order_status", order=name, status=f"order_status.{found.status}",
                          needed=f"order_status.{statuses[0]}")
        return found

    def certificate(self, serial: str) -> Certificate:
        """Problem `certificate_unknown`."""
        if serial not in self.certificates:
            raise Problem("certificate_unknown", serial=serial)
        return self.certificates[serial]


EMPTY = Books()
