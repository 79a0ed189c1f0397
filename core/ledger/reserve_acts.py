"""What happens to lots and certificates: storing, registering, withdrawing, settling, reversing, taking over."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal

from core.ledger import fields, plot_acts
from core.ledger.commands import RegisterCertificate, ReverseLot, SettleLot, StoreLot, TakeOver, WithdrawCertificate
from core.ledger.decision_changes import approval
from core.ledger.entry import Fact
from core.ledger.order_acts import terms
from core.ledger.state import Booking, Books, Stock
from core.numbers import TONNE, ZERO, tonnes_down
from core.problem import Problem
from core.reserve import Lot
from core.rules.book import RulesAt

KINDS = ("carbon_ticket", "green_certificate", "green_power", "other")  # of certificates that offset
UNITS = ("t", "MWh")
# What each kind is issued in: tickets in tonnes, what comes of power in megawatt hours.
UNITS_OF = {"carbon_ticket": ("t",), "green_certificate": ("MWh",), "green_power": ("MWh",), "other": UNITS}
REQUIRED = "required"  # a value of the rule batch_approval
CAUSES = ("fire", "felling", "pest", "other")  # of lost tonnes


def take_over(books: Books, asked: TakeOver, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Lots as if nothing had been taken, then the orders with what they took."""
    if books.head is not None:
        raise Problem("journal_not_empty", entries=books.head.number)
    return (*(Fact("lot_opened", _lot(one)) for one in asked.lots), *(_opened(one) for one in asked.orders))


def _opened(booking: Booking) -> Fact:
    return Fact("order_opened", {**terms(booking), "status": booking.status, "certificate": booking.order.certificate})


def store_lot(books: Books, asked: StoreLot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R1, invariant 5: nothing enters the reserve before its public notice ended without an open objection. A plot
    that has a file has its notice there."""
    lot = Lot(fields.name(asked.lot, "lot"), fields.name(asked.batch, "batch"), fields.name(asked.plot, "plot"),
              asked.period_start, asked.period_end, fields.tonnes(asked.tonnes, "stored_t"), ZERO, ZERO, asked.demo)
    if lot.lot in books.lots:
        raise Problem("lot_known", lot=lot.lot)
    _period(lot, rules)
    if asked.notice_end >= today:
        raise Problem("notice_open", lot=lot.lot, end=asked.notice_end)
    if asked.open_objections:
        raise Problem("notice_objections", lot=lot.lot, count=asked.open_objections)
    file = plot_acts.listing(books, lot, asked.notice_end, today)
    if rules["batch_approval"].text == REQUIRED and approval(books, lot.batch, lot.plot) is None:
        raise Problem("batch_unapproved", batch=lot.batch, plot=lot.plot)
    return (Fact("lot_stored", {**_lot(lot), "notice_end": asked.notice_end.isoformat(), **file}),)


def _period(lot: Lot, rules: RulesAt) -> None:
    """A lot is accounted for one neutrality period, both days included."""
    years = rules.book.at(lot.period_start)["neutrality_period_years"].years
    if lot.period_end != last_day(lot.period_start, years):
        raise Problem("lot_period", lot=lot.lot, start=lot.period_start, end=last_day(lot.period_start, years),
                      years=years)


def last_day(start: date, years: int) -> date:
    """The last of a number of years from a day on; those from 29 February on end with 28 February."""
    year = start.year + years
    leap_day = (start.month, start.day) == (2, 29)
    after = date(year, 3, 1) if leap_day and not isleap(year) else start.replace(year=year)
    return after - timedelta(days=1)


def _lot(lot: Lot) -> dict[str, str | int | bool | None]:
    return {"lot": lot.lot, "batch": lot.batch, "plot": lot.plot, "period_start": lot.period_start.isoformat(),
            "period_end": lot.period_end.isoformat(), "stored_t": f"{lot.stored_t.quantize(TONNE):f}",
            "demo": lot.demo}


def register_certificate(
        books: Books, asked: RegisterCertificate, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R6: issued within the county, still valid, not known yet. MWh become tonnes by the factor in force."""
    serial, issuer = fields.serial(asked.serial), fields.name(asked.issuer, "issuer")
    quantity = fields.tonnes(asked.quantity, "quantity")
    if serial in books.certificates:
        raise Problem("certificate_known", serial=serial)
    if asked.kind not in KINDS:
        raise Problem("certificate_kind", serial=serial, kind=asked.kind)
    if asked.unit not in UNITS:
        raise Problem("certificate_unit", serial=serial, unit=asked.unit)
    if asked.unit not in UNITS_OF[asked.kind]:
        raise Problem("certificate_unit_kind", serial=serial, unit=asked.unit, wanted=UNITS_OF[asked.kind][0])
    if asked.place != rules["certificate_county"].text:
        raise Problem("certificate_foreign", serial=serial, place=asked.place, county=rules["certificate_county"].text)
    if asked.valid_until < today:
        raise Problem("certificate_expired", serial=serial, until=asked.valid_until)
    factor = rules["green_power_t_per_mwh"].number if asked.unit == "MWh" else Decimal(1)
    return (Fact("certificate_registered", {
        "serial": serial, "kind": asked.kind, "issuer": issuer, "place": asked.place,
        "valid_until": asked.valid_until.isoformat(), "quantity": f"{quantity:f}", "unit": asked.unit,
        "factor": f"{factor:f}", "tonnes": f"{tonnes_down(quantity * factor):f}", "demo": asked.demo}),)


def withdraw_certificate(
        books: Books, asked: WithdrawCertificate, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = books.certificate(fields.serial(asked.serial))
    if found.withdrawn:
        raise Problem("certificate_withdrawn", serial=found.serial)
    return (Fact("certificate_withdrawn", {
        "serial": found.serial, "left_t": f"{found.left_t:f}", "demo": found.demo}),)


def settle_lot(books: Books, asked: SettleLot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R10: measured against accounted, once, after the period. A surplus is not stored by this."""
    stock = books.lot(asked.lot)
    measured, report = fields.tonnes(asked.measured_t, "measured_t", ZERO), fields.name(asked.report, "report")
    if stock.measured_t is not None:
        raise Problem("lot_settled", lot=asked.lot, measured=stock.measured_t)
    if today <= stock.lot.period_end:
        raise Problem("lot_period_open", lot=asked.lot, end=stock.lot.period_end)
    if any(file.measurement and fields.serial(file.measurement.report) == fields.serial(report)
           for file in books.plots.values()):
        raise Problem("settle_report", lot=asked.lot, report=report)
    found = stock.accounted_t
    return (Fact("lot_settled", {
        "lot": asked.lot, "accounted_t": f"{found:f}", "measured_t": f"{measured:f}",
        "surplus_t": f"{max(measured - found, ZERO):.3f}", **_loss(stock, max(found - measured, ZERO)),
        "report": report, "demo": stock.lot.demo}),)


def reverse_lot(books: Books, asked: ReverseLot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Lost tonnes come out of what is available; what was sold already is a shortfall to be replaced."""
    stock, lost = books.lot(asked.lot), fields.tonnes(asked.lost_t, "lost_t")
    if asked.cause not in CAUSES:
        raise Problem("lot_cause", lot=asked.lot, cause=asked.cause)
    return (Fact("lot_reversed", {
        "lot": asked.lot, "lost_t": f"{lost:f}", "lost_on": today.isoformat(), "cause": asked.cause,
        **_loss(stock, lost), "demo": stock.lot.demo}),)


def _loss(stock: Stock, lost: Decimal) -> dict[str, str]:
    off, short = stock.loss(lost)
    return {"written_off_t": f"{off:.3f}", "shortfall_t": f"{short:.3f}"}
