"""What holds after an entry. `fold` takes many at once; both leave the books they were given as they were.

Entries are believed only as far as the books allow: an order that is not held cannot have been paid, whatever a file
says. One small function for each kind of entry, found through a table at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.ledger import (
    decision_changes,
    document_acts,
    occupation_acts,
    plot_acts,
    plot_changes,
    remedy_acts,
    sharing_acts,
    watch_acts,
)
from core.ledger.draft import Body, Change, Draft, draft_of, finished
from core.ledger.entry import Entry
from core.ledger.fields import certificate_place, corrected, said
from core.ledger.remade import with_status, with_taken, with_used
from core.ledger.remedy_changes import fit
from core.ledger.state import TAKES_TONNES, Booking, Books, Certificate, Invoice, Share, Stock
from core.numbers import ZERO, money, tonnes_down
from core.problem import Problem
from core.reserve import Lot, Order

BEFORE = {"paid": "held", "released": "held", "cancelled": "paid", "refunded": "paid"}  # what an order was before

VOUCHED = ("paid", "refunded")  # money went one way or the other


def evolve(books: Books, entry: Entry) -> Books:
    """The books after one more entry; Problem when it cannot follow from them."""
    return fold(books, (entry,))


def fold(books: Books, entries: Iterable[Entry]) -> Books:
    """The books after these entries, in one pass; the Problem of an entry that cannot follow names its number."""
    draft = draft_of(books)
    head = books.head
    for head in entries:
        step(draft, head.kind, head.body, head.number)
    return finished(draft, head)


def step(draft: Draft, kind: str, body: Body, number: int) -> None:
    """Write into the draft what an entry of this kind and body changes; its Problem names the entry's number."""
    try:
        CHANGES[kind](draft, body, number)
    except Problem as problem:
        raise Problem("journal_entry", number=number, problem=problem) from None
    except (KeyError, ValueError, TypeError, ArithmeticError, AttributeError):
        raise Problem("journal_entry_form", number=number, kind=kind) from None


def _lot_stored(draft: Draft, body: Body, number: int) -> None:
    if body["lot"] in draft.lots:
        raise Problem("lot_known", lot=body["lot"])
    lot = Lot(body["lot"], body["batch"], body["plot"], date.fromisoformat(body["period_start"]),
              date.fromisoformat(body["period_end"]), Decimal(body["stored_t"]), ZERO, ZERO, body["demo"])
    plot_changes.stored(draft, lot, number)
    draft.lots[lot.lot] = Stock(lot, number, entries=(number,))


def _certificate_registered(draft: Draft, body: Body, number: int) -> None:
    if body["serial"] in draft.certificates:
        raise Problem("certificate_known", serial=body["serial"])
    one = Certificate(
        body["serial"], body["kind"], body["issuer"], body["place"], date.fromisoformat(body["valid_until"]),
        Decimal(body["quantity"]), body["unit"], Decimal(body["factor"]), Decimal(body["tonnes"]), body["demo"], number,
        entries=(number,))
    if one.tonnes != tonnes_down(one.quantity * one.factor):
        raise Problem("certificate_unbalanced", serial=one.serial, tonnes=one.tonnes, used=ZERO)
    draft.certificates[one.serial] = one


def _certificate_withdrawn(draft: Draft, body: Body, number: int) -> None:
    found = draft.certificate(body["serial"])
    draft.certificates[found.serial] = replace(found, withdrawn=True, entries=(*found.entries, number))


def _order_opened(draft: Draft, body: Body, number: int) -> None:
    """An order from before the journal, with the status and certificate it had; what offset it is not known."""
    booking = _booking(draft, body, number, body["status"], body["certificate"])
    _count(draft, booking, "", booking.status, number)
    if place := certificate_place(booking.order.certificate):
        draft.numbers[place[0]] = max(draft.numbers.get(place[0], 0), place[1])


def _order_held(draft: Draft, body: Body, number: int) -> None:
    booking = _booking(draft, body, number, "held", "")
    order, offset = booking.order, sum((tonnes for _, tonnes in booking.offsets), ZERO)
    if (order.offset_t != offset or order.amount_cny != money(order.unit_price_cny * order.purchase_t)
            or offset > tonnes_down(order.owed_t * Decimal(body["offset_max_share"]))):
        raise Problem("order_unbalanced", order=order.order)
    _count(draft, booking, "", "held", number)
    for serial, tonnes in booking.offsets:
        found = draft.certificate(serial)
        if found.withdrawn:
            raise Problem("certificate_withdrawn", serial=serial)
        if found.valid_until < order.trade_date:
            raise Problem("certificate_expired", serial=serial, until=found.valid_until)
        _use(draft, serial, tonnes)


def _booking(draft: Draft, body: Body, number: int, status: str, certificate: str) -> Booking:
    """A new order that adds up: offset + purchase = owed, and the lots give what is bought."""
    if body["order"] in draft.orders:
        raise Problem("order_known", order=body["order"])
    order = Order(
        body["order"], body["project_zh"], body["project_en"], body["kind"], body["township_zh"], body["township_en"],
        date.fromisoformat(body["trade_date"]), Decimal(body["owed_t"]), Decimal(body["offset_t"]),
        Decimal(body["purchase_t"]), Decimal(body["unit_price_cny"]), Decimal(body["amount_cny"]), status, certificate,
        body["demo"])
    booking = Booking(order, date.fromisoformat(body["until"]), _shares(body["lots"]), _shares(body["offsets"]), number,
                      body.get("proposal", ""), (), (number,))
    if (order.offset_t + order.purchase_t != order.owed_t or status not in TAKES_TONNES
            or sum((tonnes for _, tonnes in booking.lots), ZERO) != order.purchase_t):
        raise Problem("order_unbalanced", order=order.order)
    draft.orders[order.order] = booking
    occupation_acts.order_taken(draft, booking, number)
    return booking


def _status(status: str) -> Change:
    """The change of an order's status, with its tonnes and what offset it."""
    def change(draft: Draft, body: Body, number: int) -> None:
        booking = draft.order(body["order"], BEFORE[status])
        certificate = _given(draft, body["certificate"]) if status == "cancelled" else ""
        _count(draft, booking, booking.status, status, number)
        if status not in TAKES_TONNES:
            for serial, tonnes in booking.offsets:
                _use(draft, serial, -tonnes)
        occupation_acts.order_moved(draft, booking, status, number)
        order = with_status(booking.order, status, certificate)
        paid_on = date.fromisoformat(body["paid_on"]) if status == "paid" else booking.paid_on
        vouchers = (*booking.vouchers, body["voucher"]) if status in VOUCHED else booking.vouchers
        draft.orders[order.order] = Booking(
            order, booking.until, booking.lots, booking.offsets, booking.entry, booking.proposal, booking.invoices,
            (*booking.entries, number), paid_on, vouchers)

    return change


def _given(draft: Draft, certificate: str) -> str:
    """A certificate of cancellation, which must bear the next number of its year."""
    place = certificate_place(certificate)
    if place is None or place[1] != draft.numbers.get(place[0], 0) + 1:
        raise Problem("cancellation_number", certificate=certificate)
    draft.numbers[place[0]] = place[1]
    return certificate


def _invoice_recorded(draft: Draft, body: Body, number: int) -> None:
    """One invoice of an order that was paid; after a refund one more, which takes it back."""
    booking, name, amount = draft.order(body["order"]), body["number"], Decimal(body["amount_cny"])
    red, due = booking.status == "refunded", booking.order.amount_cny
    if booking.status in ("held", "released") or len(booking.invoices) != red or amount != (-due if red else due):
        raise Problem("order_unbalanced", order=booking.order.order)
    if name in draft.invoices:
        raise Problem("invoice_known", number=name, order=draft.invoices[name])
    draft.invoices[name] = booking.order.order
    invoice = Invoice(name, date.fromisoformat(body["issued_on"]), amount, number)
    draft.orders[booking.order.order] = booking._replace(
        invoices=(*booking.invoices, invoice), entries=(*booking.entries, number))


def _lot_settled(draft: Draft, body: Body, number: int) -> None:
    stock, measured = draft.lot(body["lot"]), Decimal(body["measured_t"])
    if stock.measured_t is not None:
        raise Problem("lot_settled", lot=body["lot"], measured=stock.measured_t)
    _lose(draft, replace(stock, measured_t=measured), max(stock.accounted_t - measured, ZERO), body, number)


def _lot_reversed(draft: Draft, body: Body, number: int) -> None:
    stock, lost = draft.lot(body["lot"]), Decimal(body["lost_t"])
    lost_on = date.fromisoformat(body["lost_on"]) if "lost_on" in body else None
    _lose(draft, replace(stock, lost_t=stock.lost_t + lost, lost_on=lost_on), lost, body, number)


def _lose(draft: Draft, stock: Stock, lost: Decimal, body: Body, number: int) -> None:
    """Tonnes not yet sold are written off, sold ones are a shortfall; the entry must have reckoned the same."""
    off, short = stock.loss(lost)
    if (off, short) != (Decimal(body["written_off_t"]), Decimal(body["shortfall_t"])):
        raise Problem("lot_loss", lot=stock.lot.lot)
    lot = replace(stock.lot, stored_t=stock.lot.stored_t - off)
    draft.lots[lot.lot] = replace(
        stock, lot=lot, shortfall_t=stock.shortfall_t + short, entries=(*stock.entries, number))


def _corrected(draft: Draft, body: Body, number: int) -> None:
    """The thing that the named entry wrote, with the one field as it should have been."""
    shelves: dict[str, dict[str, Any]] = {
        "lot": draft.lots, "certificate": draft.certificates, "order": draft.orders, "plot": draft.plots,
        "occupation": draft.occupations, "finding": draft.findings, "decision": draft.decisions}
    shelf, name, field_ = shelves[body["about"]], body["name"], body["field"]
    if (shelf[name].entry, said(shelf[name], field_)) != (body["entry"], body["was"]):
        raise ValueError("it said something else")
    thing = corrected(shelf[name], field_, body["is"])
    if isinstance(thing, Stock):
        plot_changes.check_corrected(draft, shelf[name].lot, thing.lot)
    entries = (*thing.entries, number)
    shelf[name] = thing._replace(entries=entries) if isinstance(thing, Booking) else replace(thing, entries=entries)


def _count(draft: Draft, booking: Booking, before: str, after: str, number: int) -> None:
    """An order's tonnes, out of where they counted and into where they count now. Tonnes that come back to a lot with
    a shortfall are not there any more: they make up for it and are written off, never sold again."""
    out, into = TAKES_TONNES.get(before), TAKES_TONNES.get(after)
    if out == into:
        return
    for name, tonnes in booking.lots:
        stock = draft.lot(name)
        held, cancelled = stock.lot.held_t, stock.lot.cancelled_t
        gone = ZERO if into else min(tonnes, stock.shortfall_t)
        if out == "held_t":
            held -= tonnes
        if into == "held_t":
            held += tonnes
        elif into == "cancelled_t":
            cancelled += tonnes
        lot = with_taken(stock.lot, stock.lot.stored_t - gone, held, cancelled)
        draft.lots[name] = Stock(lot, stock.entry, stock.measured_t, stock.lost_t, stock.shortfall_t - gone,
                                 stock.replaced_t, stock.lost_on, stock.entries)
        if gone:
            fit(draft, name, number)


def _use(draft: Draft, serial: str, tonnes: Decimal) -> None:
    found = draft.certificate(serial)
    draft.certificates[serial] = with_used(found, found.used_t + tonnes)


def _shares(rows: Iterable[tuple[str, str]]) -> tuple[Share, ...]:
    shares = tuple([(name, Decimal(tonnes)) for name, tonnes in rows])
    if any(tonnes <= 0 for _, tonnes in shares):
        raise ValueError("a share is more than nothing")
    return shares


CHANGES: Mapping[str, Change] = {
    "lot_opened": _lot_stored,
    "lot_stored": _lot_stored,
    "certificate_registered": _certificate_registered,
    "certificate_withdrawn": _certificate_withdrawn,
    "order_opened": _order_opened,
    "order_held": _order_held,
    "hold_expired": _status("released"),
    "order_released": _status("released"),
    "payment_recorded": _status("paid"),
    "tonnes_cancelled": _status("cancelled"),
    "order_refunded": _status("refunded"),
    "invoice_recorded": _invoice_recorded,
    "lot_settled": _lot_settled,
    "lot_reversed": _lot_reversed,
    "corrected": _corrected,
    **plot_acts.CHANGES,
    **occupation_acts.CHANGES,
    **remedy_acts.CHANGES,
    **sharing_acts.CHANGES,
    **watch_acts.CHANGES,
    **document_acts.CHANGES,
    **decision_changes.CHANGES,
}
