"""What a command does to the books, or why not: `decide(books, command, rules, today) → facts`, pure.

One small function for each command, found through a table: orders in order_acts.py, lots and certificates in
reserve_acts.py, the other things in a module each, corrections here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger import (
    commands,
    decision_acts,
    document_acts,
    occupation_acts,
    order_acts,
    plot_acts,
    remedy_acts,
    reserve_acts,
    sharing_acts,
    watch_acts,
)
from core.ledger.commands import Command, Correct
from core.ledger.decision import Decision
from core.ledger.entry import Fact
from core.ledger.fields import CORRECTABLE, Thing, corrected, said
from core.ledger.personal import check_command
from core.ledger.plot_changes import check_corrected
from core.ledger.plot_file import PlotFile
from core.ledger.portions import owner
from core.ledger.state import Booking, Books, Stock
from core.numbers import ZERO
from core.problem import Problem
from core.rules.book import RulesAt

OWNER = ("group_zh", "township_zh")  # what a village group's name is made of


def decide(books: Books, command: Command, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """What happens; Problem with the rule and the remedy when the books do not allow it. `rules`: as of today."""
    check_command(command)
    return ACTS[type(command)](books, command, rules, today)


def correct(books: Books, asked: Correct, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A further entry says what an earlier one should have said; the earlier one stays as it is."""
    about, name, thing = _written_by(books, asked.entry)
    if (about == "decision") != isinstance(asked, commands.CorrectDecision):
        raise Problem("correct_office", entry=asked.entry)
    if asked.field not in CORRECTABLE[about]:
        raise Problem("correct_field", entry=asked.entry, field=asked.field)
    before, value = said(thing, asked.field), asked.value.strip()
    try:
        after = corrected(thing, asked.field, value)
    except Problem as problem:
        if problem.key not in ("lot_unbalanced", "certificate_unbalanced"):
            raise
        raise Problem("correct_below", name=name, value=value) from None
    now = said(after, asked.field)
    if now == before:
        raise Problem("correct_same", entry=asked.entry, field=f"ledger.{asked.field}", value=now)
    if isinstance(after, PlotFile) and after.planted_on > today:
        raise Problem("plot_future", field="ledger.planted_on", date=after.planted_on, today=today)
    if isinstance(after, Decision) and after.met_on > today:
        raise Problem("register_future", date=after.met_on, today=today)
    if isinstance(thing, PlotFile) and asked.field in OWNER:
        _unshared(books, thing)
    if isinstance(thing, Stock) and isinstance(after, Stock):
        check_corrected(books, thing.lot, after.lot)
    return (Fact("corrected", {"entry": asked.entry, "about": about, "name": name, "field": asked.field,
                               "was": before, "is": now, "demo": _demo(thing)}),)


def _unshared(books: Books, file: PlotFile) -> None:
    """Income was shared to the owner as the file names it now: the name stays with what was paid."""
    shared = sum((part.amount_cny for one in books.distributions.values() for part in one.portions
                  if part.plot == file.plot and part.group_zh), ZERO)
    if shared:
        raise Problem("correct_shared", plot=file.plot, group=owner(file), amount=shared)


def _written_by(books: Books, number: int) -> tuple[str, str, Thing]:
    """What an entry wrote into the books: kind of thing, its name, the thing."""
    shelves: dict[str, Mapping[str, Thing]] = {
        "lot": books.lots, "certificate": books.certificates, "order": books.orders, "plot": books.plots,
        "occupation": books.occupations, "finding": books.findings, "decision": books.decisions}
    for about, shelf in shelves.items():
        for name, thing in shelf.items():
            if thing.entry == number:
                return about, name, thing
    if books.head is None or not 0 < number <= books.head.number:
        raise Problem("correct_unknown", entry=number, last=books.head.number if books.head else 0)
    raise Problem("correct_kind", entry=number)


def _demo(thing: Thing) -> bool:
    part = thing.lot if isinstance(thing, Stock) else thing.order if isinstance(thing, Booking) else thing
    return part.demo


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    commands.TakeOver: reserve_acts.take_over,
    commands.StoreLot: reserve_acts.store_lot,
    commands.RegisterCertificate: reserve_acts.register_certificate,
    commands.WithdrawCertificate: reserve_acts.withdraw_certificate,
    commands.HoldOrder: order_acts.hold_order,
    commands.ExpireHold: order_acts.expire_hold,
    commands.ReleaseOrder: order_acts.release_order,
    commands.RecordPayment: order_acts.record_payment,
    commands.CancelTonnes: order_acts.cancel_tonnes,
    commands.RefundOrder: order_acts.refund_order,
    commands.RecordInvoice: order_acts.record_invoice,
    commands.SettleLot: reserve_acts.settle_lot,
    commands.ReverseLot: reserve_acts.reverse_lot,
    commands.Correct: correct,
    commands.CorrectDecision: correct,
    **plot_acts.ACTS,
    **occupation_acts.ACTS,
    **remedy_acts.ACTS,
    **sharing_acts.ACTS,
    **watch_acts.ACTS,
    **document_acts.ACTS,
    **decision_acts.ACTS,
}
