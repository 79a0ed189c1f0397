"""What somebody asks the books to do. A command is a wish: `decide` says what happens, or why not.

Tonnes are tCO2e to 0.001, money CNY to 0.01. Nothing in a command names a person: bodies of entries are public.
`demo`: an illustrative act; illustrative orders take illustrative lots and certificates only, others only others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.ledger.decision import DecisionCommand
from core.ledger.document import DocumentCommand
from core.ledger.entry import Plain
from core.ledger.occupation import OccupationCommand
from core.ledger.plot_file import PlotCommand
from core.ledger.remedy import RemedyCommand
from core.ledger.sharing import SharingCommand
from core.ledger.state import Booking, Share
from core.ledger.watch import WatchCommand
from core.reserve import Lot


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Opening balances of books that were kept before there was a journal; only while the journal is empty.

    `lots` with nothing held or cancelled: the orders say what they took. `Booking.entry` is given by the journal.
    """

    lots: tuple[Lot, ...]
    orders: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreLot:
    """Put tonnes of a plot into the reserve, after its public notice (R1). The period is both days included."""

    lot: str
    batch: str
    plot: str
    period_start: date
    period_end: date
    tonnes: Decimal
    notice_end: date
    open_objections: int = 0
    demo: bool = False


@dataclass(frozen=True, slots=True)
class RegisterCertificate:
    """Enter a certificate that may offset (R6). `place`: six digits of the county where it was issued;
    `unit`: `t`, or `MWh`, which the factor in force turns into tonnes. `valid_until`: its last day."""

    serial: str
    kind: str
    issuer: str
    place: str
    valid_until: date
    quantity: Decimal
    unit: str = "t"
    demo: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawCertificate:
    """What is left of a certificate may no longer be used; what orders used stays used."""

    serial: str


@dataclass(frozen=True, slots=True)
class HoldOrder:
    """An occupier's order: tonnes owed, offset by certificates, the rest held for it until the end of `until`.

    `order`: its number; empty to let the journal give one, YM-O-2026-0001. `offsets`: (serial, tonnes). `proposal`:
    whose notice it settles, in whole or in part. Price and amount as the caller reckoned them for the trade date, with
    the `working`.
    """

    order: str
    project_zh: str
    project_en: str
    kind: str
    township_zh: str
    township_en: str
    trade_date: date
    owed_t: Decimal
    offsets: tuple[Share, ...]
    unit_price_cny: Decimal
    amount_cny: Decimal
    until: date
    working: Mapping[str, Plain] = field(default_factory=dict)
    demo: bool = False
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class ExpireHold:
    """A hold whose last day has passed ends: its tonnes return."""

    order: str


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """The occupier withdraws an order that is not paid: its tonnes return."""

    order: str


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """An order was paid in full. `voucher`: the number of the receipt."""

    order: str
    paid_on: date
    amount_cny: Decimal
    voucher: str


@dataclass(frozen=True, slots=True)
class CancelTonnes:
    """核销: the tonnes of a paid order are used for good; the journal gives the certificate its number."""

    order: str


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A paid order is undone before cancellation: the money went back, the tonnes return. `voucher`: the number of
    the refund."""

    order: str
    refunded_on: date
    voucher: str


@dataclass(frozen=True, slots=True)
class RecordInvoice:
    """The e-invoice (数电发票) that the tax platform issued for an order; of a refunded order the red-letter one, whose
    amount is negative. `number`: its twenty digits."""

    order: str
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class SettleLot:
    """R10: what was measured after the neutrality period against what was accounted. `report`: its number."""

    lot: str
    measured_t: Decimal
    report: str


@dataclass(frozen=True, slots=True)
class ReverseLot:
    """Tonnes of a lot are lost to fire, felling, … (`cause`)."""

    lot: str
    lost_t: Decimal
    cause: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Something an earlier entry said was wrong: its `field` (a name in that entry's body) should say `value`."""

    entry: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class CorrectDecision(Correct):
    """The same for a decision of the leading group: by the offices that record one."""


ReserveCommand = (TakeOver | StoreLot | RegisterCertificate | WithdrawCertificate | HoldOrder | ExpireHold
                  | ReleaseOrder | RecordPayment | CancelTonnes | RefundOrder | RecordInvoice | SettleLot | ReverseLot
                  | Correct | CorrectDecision)
Command = (ReserveCommand | PlotCommand | OccupationCommand | RemedyCommand | SharingCommand | WatchCommand
           | DocumentCommand | DecisionCommand)
