"""What happens to the felling ban and to findings: decisions. What their entries change is in watch_changes.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger import fields
from core.ledger.entry import SHA256, Fact
from core.ledger.numbering import next_number
from core.ledger.state import Books
from core.ledger.watch import (
    KINDS,
    OUTCOMES,
    CloseFinding,
    LiftBan,
    RecordFinding,
    ReopenFinding,
    RestoreBan,
    TakeUpFinding,
)
from core.ledger.watch_changes import (
    CHANGES,
    SERIES,
    banned,
    banned_lots,
    check_lifted,
    check_lost,
    check_settled,
    check_stored,
    finding_in,
    of_plot,
)
from core.problem import Problem
from core.rules.book import RulesAt

__all__ = ["ACTS", "CHANGES", "OFFICES", "REASONED", "banned", "of_plot"]


def record_finding(books: Books, asked: RecordFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R12: on stored plots; the journal gives the number. A patrol that found nothing is closed with it."""
    if asked.kind not in KINDS:
        raise Problem("finding_kind", kind=asked.kind)
    plots = tuple(dict.fromkeys(fields.name(one, "plot") for one in asked.plots))
    if not plots:
        raise Problem("finding_no_plot")
    check_stored(books, plots, asked.demo)
    if asked.seen_on > today:
        raise Problem("finding_date", date=asked.seen_on, today=today)
    if asked.clean and asked.kind != "patrol":
        raise Problem("finding_clean")
    if asked.outline and not SHA256.fullmatch(asked.outline):
        raise Problem("finding_outline")
    return (Fact("finding_recorded", {
        "finding": next_number(SERIES, today.year, list(books.findings)), "kind": asked.kind, "plots": list(plots),
        "seen_on": asked.seen_on.isoformat(), "source": fields.public(asked.source, "source"),
        "subject": fields.public(asked.subject, "subject"), "outline": asked.outline, "clean": asked.clean,
        "demo": asked.demo}),)


def take_up_finding(books: Books, asked: TakeUpFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = finding_in(books, asked.finding, "open")
    return (Fact("finding_taken_up", {"finding": found.finding, "demo": found.demo}),)


def close_finding(books: Books, asked: CloseFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """With what came of it; a loss of tonnes is entered in the books first."""
    found, answer = finding_in(books, asked.finding, "open", "checking"), fields.public(asked.answer, "answer")
    if asked.outcome not in OUTCOMES:
        raise Problem("finding_outcome", finding=found.finding, outcome=asked.outcome)
    check_lost(books, found, asked.outcome)
    return (Fact("finding_closed", {"finding": found.finding, "outcome": asked.outcome, "answer": answer,
                                    "demo": found.demo}),)


def reopen_finding(books: Books, asked: ReopenFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = finding_in(books, asked.finding, "closed")
    return (Fact("finding_reopened", {"finding": found.finding, "demo": found.demo}),)


def lift_ban(books: Books, asked: LiftBan, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """The period of all lots is over, they are settled, and nothing of them is to be made up for."""
    lots = banned_lots(books, asked.plot)
    for one in lots:
        if today <= one.lot.period_end:
            raise Problem("ban_period", plot=asked.plot, lot=one.lot.lot, end=one.lot.period_end)
    check_settled(lots, asked.plot)
    if open_ := [one.finding for one in books.findings.values() if asked.plot in one.plots and one.state != "closed"]:
        raise Problem("ban_findings", plot=asked.plot, finding=open_[0], count=len(open_))
    return (Fact("ban_lifted", {"plot": asked.plot, "demo": lots[0].lot.demo}),)


def restore_ban(books: Books, asked: RestoreBan, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    check_lifted(books, asked.plot)
    return (Fact("ban_restored", {"plot": asked.plot, "demo": of_plot(books, asked.plot)[0].lot.demo}),)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    RecordFinding: record_finding,
    TakeUpFinding: take_up_finding,
    CloseFinding: close_finding,
    ReopenFinding: reopen_finding,
    LiftBan: lift_ban,
    RestoreBan: restore_ban,
}
OFFICES: Mapping[type, tuple[str, ...]] = {
    **dict.fromkeys((RecordFinding, TakeUpFinding, CloseFinding, ReopenFinding), ("registrar", "reviewer")),
    LiftBan: ("reviewer",), RestoreBan: ("reviewer",)}
REASONED: frozenset[type] = frozenset({ReopenFinding, LiftBan, RestoreBan})
