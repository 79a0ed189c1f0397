"""What happens to orders: hold, expiry, withdrawal, payment, cancellation, refund."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from core.compensation.mix import mix
from core.ledger import fields, numbering, occupation_acts
from core.ledger.commands import (
    CancelTonnes,
    ExpireHold,
    HoldOrder,
    RecordInvoice,
    RecordPayment,
    RefundOrder,
    ReleaseOrder,
    ReverseLot,
    SettleLot,
)
from core.ledger.entry import Fact, Plain
from core.ledger.remedy import ReplaceShortfall
from core.ledger.state import Booking, Books, Share, Stock
from core.numbers import CENT, ZERO, money
from core.problem import Problem
from core.reserve import Lot, Order
from core.rules.book import RulesAt

INVOICE = re.compile(r"[0-9]{20}")  # 全面数字化的电子发票


def _oldest(lots: list[Lot]) -> list[Lot]:
    return sorted(lots, key=lambda lot: (lot.period_start, lot.lot))


def _newest(lots: list[Lot]) -> list[Lot]:
    return sorted(lots, key=lambda lot: (-lot.period_start.toordinal(), lot.lot))


ORDERS: Mapping[str, Callable[[list[Lot]], list[Lot]]] = {"oldest_first": _oldest, "newest_first": _newest}


def hold_order(books: Books, asked: HoldOrder, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R5–R8: split by the rule of the trade date, offsets checked one by one, tonnes taken from the lots in order."""
    name = fields.name(asked.order or numbering.next_number("O", today.year, list(books.orders)), "order")
    if name in books.orders:
        raise Problem("order_known", order=name)
    check_days(asked.trade_date, asked.until, name, rules, today)
    owed = fields.tonnes(asked.owed_t, "owed_t")
    occupation_acts.check_order(books, asked)
    offsets = check_offsets(books, asked.offsets, name, asked.demo, today)
    on_trade_date = rules.book.at(asked.trade_date)
    split = mix(owed, sum((tonnes for _, tonnes in offsets), ZERO), on_trade_date)
    price = fields.money(asked.unit_price_cny, "unit_price_cny", CENT)
    amount, due = fields.money(asked.amount_cny, "amount_cny"), money(price * split.purchase_t)
    if amount != due:
        raise Problem("order_amount", order=name, amount=amount, due=due, price=price, tonnes=split.purchase_t)
    rule = rules["allocation_order"].text
    taken = allocate(_offered(books, asked, split.purchase_t, rules, today), split.purchase_t, rule)
    order = Order(
        name, fields.name(asked.project_zh, "project_zh"), fields.name(asked.project_en, "project_en"),
        fields.name(asked.kind, "kind"), fields.name(asked.township_zh, "township_zh"),
        fields.name(asked.township_en, "township_en"), asked.trade_date, owed, split.offset_t, split.purchase_t, price,
        amount, "held", "", asked.demo)
    return (Fact("order_held", {
        **terms(Booking(order, asked.until, taken, offsets, proposal=asked.proposal)), "allocation": rule,
        "offset_max_share": f"{on_trade_date.number('offset_max_share'):f}", "working": dict(asked.working)}),)


def check_days(trade_date: date, until: date, order: str, rules: RulesAt, today: date) -> None:
    """The price is that of today or of a trade date not long ago; the hold ends today or not long after."""
    oldest = today - timedelta(days=int(rules["quote_valid_days"].number))
    latest = today + timedelta(days=int(rules["hold_max_days"].number))
    if not oldest <= trade_date <= today:
        raise Problem("order_trade_date", order=order, date=trade_date, first=oldest, last=today)
    if not today <= until <= latest:
        raise Problem("order_until", order=order, until=until, first=today, last=latest)


def check_offsets(books: Books, asked: tuple[Share, ...], order: str, demo: bool, today: date) -> tuple[Share, ...]:
    """The certificates that offset: known, valid today, with enough left, each once."""
    shares: dict[str, Decimal] = {}
    for number, tonnes in asked:
        found = books.certificate(fields.serial(number))
        wanted = fields.tonnes(tonnes, "offset_t")
        if found.serial in shares:
            raise Problem("offset_twice", serial=found.serial, order=order)
        if found.withdrawn:
            raise Problem("certificate_withdrawn", serial=found.serial)
        if found.valid_until < today:
            raise Problem("certificate_expired", serial=found.serial, until=found.valid_until)
        if found.demo != demo:
            raise Problem("certificate_demo", serial=found.serial)
        if wanted > found.left_t:
            raise Problem("certificate_used", serial=found.serial, wanted=wanted, left=found.left_t)
        shares[found.serial] = wanted
    return tuple(shares.items())


def _offered(books: Books, asked: HoldOrder, wanted: Decimal, rules: RulesAt, today: date) -> list[Lot]:
    """The lots that may give; Problem `reserve_unsettled` where those that wait for their settlement are missed."""
    lots = for_sale(books.lots.values(), asked.demo, rules, today)
    available = sum((lot.available_t for lot in lots), ZERO)
    waiting = sum((one.lot.available_t for one in books.lots.values() if one.lot.demo == asked.demo), ZERO) - available
    if waiting and wanted > available:
        raise Problem("reserve_unsettled", wanted=wanted, available=available, waiting=waiting)
    return lots


def for_sale(stocks: Iterable[Stock], demo: bool, rules: RulesAt, today: date) -> list[Lot]:
    """The lots that may give tonnes. Those whose period is over and that nobody measured since may turn out short: the
    rule `unsettled_lots` holds them back until they are settled."""
    hold_back = rules["unsettled_lots"].text == "hold_back"
    return [one.lot for one in stocks if one.lot.demo == demo
            and not (hold_back and one.measured_t is None and one.lot.period_end < today)]


def allocate(lots: list[Lot], tonnes: Decimal, rule: str) -> tuple[Share, ...]:
    """Which lots give how much, in the order of the rule `allocation_order`; Problem `reserve_short`."""
    taken, missing = [], tonnes
    for lot in ORDERS[rule]([lot for lot in lots if lot.available_t > 0]):
        if not missing:
            break
        part = min(lot.available_t, missing)
        taken.append((lot.lot, part))
        missing -= part
    if missing:
        raise Problem("reserve_short", wanted=tonnes, available=tonnes - missing)
    return tuple(taken)


def terms(booking: Booking) -> dict[str, Plain]:
    """An order as entries have it."""
    order = booking.order
    return {
        "order": order.order, "project_zh": order.project_zh, "project_en": order.project_en, "kind": order.kind,
        "township_zh": order.township_zh, "township_en": order.township_en,
        "trade_date": order.trade_date.isoformat(), "owed_t": f"{order.owed_t:.3f}",
        "offset_t": f"{order.offset_t:.3f}", "purchase_t": f"{order.purchase_t:.3f}",
        "unit_price_cny": f"{order.unit_price_cny:.2f}", "amount_cny": f"{order.amount_cny:.2f}",
        "until": booking.until.isoformat(), "lots": _rows(booking.lots), "offsets": _rows(booking.offsets),
        "demo": order.demo, **({"proposal": booking.proposal} if booking.proposal else {})}


def _rows(shares: tuple[Share, ...]) -> list[Plain]:
    return [[name, f"{tonnes:.3f}"] for name, tonnes in shares]


def expire_hold(books: Books, asked: ExpireHold, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    booking = books.order(asked.order, "held")
    if today <= booking.until:
        raise Problem("hold_runs", order=asked.order, until=booking.until)
    return (_back("hold_expired", booking),)


def release_order(books: Books, asked: ReleaseOrder, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    return (_back("order_released", books.order(asked.order, "held")),)


def refund_order(books: Books, asked: RefundOrder, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Invariant 6: a cancelled tonne is never available again, so only a paid order can be refunded."""
    booking = books.order(asked.order, "paid")
    first = booking.paid_on or booking.order.trade_date
    if not first <= asked.refunded_on <= today:
        raise Problem("refund_date", order=asked.order, date=asked.refunded_on, first=first, last=today)
    return (_back("order_refunded", booking, refunded_on=asked.refunded_on.isoformat(),
                  voucher=_voucher(books, asked.voucher)),)


def _back(kind: str, booking: Booking, **more: Plain) -> Fact:
    order = booking.order
    return Fact(kind, {"order": order.order, "tonnes": f"{order.purchase_t:.3f}", **more, "demo": order.demo})


def _voucher(books: Books, given: str) -> str:
    """The number of a receipt; each stands for one payment."""
    number = fields.name(given, "voucher")
    same = fields.serial(number)
    for name, one in books.orders.items():
        if any(fields.serial(known) == same for known in one.vouchers):
            raise Problem("voucher_known", voucher=number, order=name)
    return number


def record_payment(books: Books, asked: RecordPayment, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """In full and while the hold runs: a hold that has run out gives its tonnes back, paid or not."""
    booking = books.order(asked.order, "held")
    order, paid = booking.order, fields.money(asked.amount_cny, "amount_cny")
    if not order.trade_date <= asked.paid_on <= today:
        raise Problem("payment_date", order=order.order, date=asked.paid_on, first=order.trade_date, last=today)
    if asked.paid_on > booking.until:
        raise Problem("hold_over", order=order.order, until=booking.until)
    if paid != order.amount_cny:
        raise Problem("payment_amount", order=order.order, paid=paid, due=order.amount_cny)
    return (Fact("payment_recorded", {
        "order": order.order, "paid_on": asked.paid_on.isoformat(), "amount_cny": f"{paid:.2f}",
        "voucher": _voucher(books, asked.voucher), "demo": order.demo}),)


def cancel_tonnes(books: Books, asked: CancelTonnes, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """核销 with the next number of the year."""
    order = books.order(asked.order, "paid").order
    number = fields.certificate_number(today.year, books.numbers.get(today.year, 0) + 1)
    return (Fact("tonnes_cancelled", {
        "order": order.order, "certificate": number,
        "cancelled_on": today.isoformat(), "tonnes": f"{order.purchase_t:.3f}", "demo": order.demo}),)


def record_invoice(books: Books, asked: RecordInvoice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """One invoice of an order that was paid, with its whole amount; of a refunded order the red-letter one."""
    booking, number = books.order(asked.order), fields.serial(asked.number)
    order, red = booking.order, booking.status == "refunded"
    if booking.status in ("held", "released"):
        raise Problem("order_status", order=order.order, status=f"order_status.{booking.status}",
                      needed="order_status.paid")
    if INVOICE.fullmatch(number) is None:
        raise Problem("invoice_number", number=number)
    if number in books.invoices:
        raise Problem("invoice_known", number=number, order=books.invoices[number])
    if red and not booking.invoices:
        raise Problem("invoice_none", order=order.order)
    if len(booking.invoices) > red:
        raise Problem("invoice_there", order=order.order, number=booking.invoices[-1].number)
    first = booking.invoices[-1].issued_on if red else order.trade_date
    if not first <= asked.issued_on <= today:
        raise Problem("invoice_date", number=number, date=asked.issued_on, first=first, last=today)
    amount = -order.amount_cny if red else order.amount_cny
    return (Fact("invoice_recorded", {
        "order": order.order, "number": number, "issued_on": asked.issued_on.isoformat(),
        "amount_cny": f"{amount:.2f}", "demo": order.demo}),)


def overdue(books: Books, rules: RulesAt, today: date) -> tuple[ExpireHold, ...]:
    """The holds that return by themselves: their last day has passed, and so have the days within which a payment that
    was made in time may still be entered."""
    over = today - timedelta(days=int(rules["hold_grace_days"].number))
    return tuple(ExpireHold(name) for name, one in books.orders.items() if one.status == "held" and one.until < over)


# Whoever does one of these must not be refused, nor run short, because of tonnes whose hold is over.
NEEDS_TONNES: frozenset[type] = frozenset({HoldOrder, SettleLot, ReverseLot, ReplaceShortfall})
