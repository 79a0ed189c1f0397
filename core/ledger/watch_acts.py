"""What happens to the felling ban and to findings: decisions, and what their entries change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.ledger import fields
from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import Fact
from core.ledger.numbering import follows, next_number
from core.ledger.state import Books, Stock
from core.ledger.watch import (
    KINDS,
    OUTCOMES,
    Ban,
    CloseFinding,
    Finding,
    LiftBan,
    RecordFinding,
    ReopenFinding,
    RestoreBan,
    TakeUpFinding,
)
from core.problem import Problem
from core.rules.book import RulesAt

SERIES = "W"
SHA256 = re.compile(r"[0-9a-f]{64}")


def of_plot(books: Books, plot: str) -> list[Stock]:
    """The lots of a plot."""
    return [one for one in books.lots.values() if one.lot.plot == plot]


def banned(books: Books, plot: str) -> bool:
    """Whether felling is banned on a plot: from its first lot on, and anew with each further one."""
    lots, ban = of_plot(books, plot), books.bans.get(plot)
    return bool(lots) and not (ban and ban.lifted and all(one.entry < ban.entry for one in lots))


def record_finding(books: Books, asked: RecordFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """R12: on stored plots; the journal gives the number. A patrol that found nothing is closed with it."""
    if asked.kind not in KINDS:
        raise Problem("finding_kind", kind=asked.kind)
    plots = tuple(dict.fromkeys(fields.name(one, "plot") for one in asked.plots))
    if not plots:
        raise Problem("finding_no_plot")
    _stored(books, plots, asked.demo)
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


def _stored(books: Books, plots: tuple[str, ...], demo: bool) -> None:
    """Plots that are in the reserve, illustrative or not as the finding is."""
    for plot in plots:
        lots = of_plot(books, plot)
        if not lots:
            raise Problem("plot_not_stored", plot=plot)
        if any(one.lot.demo != demo for one in lots):
            raise Problem("finding_demo", plot=plot)


def take_up_finding(books: Books, asked: TakeUpFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = _finding(books, asked.finding, "open")
    return (Fact("finding_taken_up", {"finding": found.finding, "demo": found.demo}),)


def close_finding(books: Books, asked: CloseFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """With what came of it; a loss of tonnes is entered in the books first."""
    found, answer = _finding(books, asked.finding, "open", "checking"), fields.public(asked.answer, "answer")
    if asked.outcome not in OUTCOMES:
        raise Problem("finding_outcome", finding=found.finding, outcome=asked.outcome)
    _lost(books, found, asked.outcome)
    return (Fact("finding_closed", {"finding": found.finding, "outcome": asked.outcome, "answer": answer,
                                    "demo": found.demo}),)


def _lost(books: Books, found: Finding, outcome: str) -> None:
    """Problem `finding_loss` where a loss is said that no lot of its plots has had since."""
    days = [one.lost_on for plot in found.plots for one in of_plot(books, plot) if one.lost_on is not None]
    if outcome == "loss" and not any(day >= found.seen_on for day in days):
        raise Problem("finding_loss", finding=found.finding, plots=found.plots, date=found.seen_on)


def reopen_finding(books: Books, asked: ReopenFinding, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    found = _finding(books, asked.finding, "closed")
    return (Fact("finding_reopened", {"finding": found.finding, "demo": found.demo}),)


def _finding(books: Books, name: str, *states: str) -> Finding:
    if name not in books.findings:
        raise Problem("finding_unknown", finding=name)
    found = books.findings[name]
    if found.state not in states:
        raise Problem("finding_state", finding=name, state=f"finding_state.{found.state}",
                      needed=f"finding_state.{states[0]}")
    return found


def lift_ban(books: Books, asked: LiftBan, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """The period of all lots is over, they are settled, and nothing of them is to be made up for."""
    lots = _banned(books, asked.plot)
    for one in lots:
        if today <= one.lot.period_end:
            raise Problem("ban_period", plot=asked.plot, lot=one.lot.lot, end=one.lot.period_end)
    _settled(lots, asked.plot)
    return (Fact("ban_lifted", {"plot": asked.plot, "demo": lots[0].lot.demo}),)


def _banned(books: Books, plot: str) -> list[Stock]:
    """The lots of a plot whose ban is in force."""
    lots = of_plot(books, plot)
    if not lots:
        raise Problem("plot_not_stored", plot=plot)
    if not banned(books, plot):
        raise Problem("ban_not_in_force", plot=plot)
    return lots


def _settled(lots: list[Stock], plot: str) -> None:
    for one in lots:
        if one.measured_t is None:
            raise Problem("ban_unsettled", plot=plot, lot=one.lot.lot)
        if one.shortfall_t:
            raise Problem("ban_short", plot=plot, lot=one.lot.lot, short=one.shortfall_t)


def restore_ban(books: Books, asked: RestoreBan, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    _lifted(books, asked.plot)
    return (Fact("ban_restored", {"plot": asked.plot, "demo": of_plot(books, asked.plot)[0].lot.demo}),)


def _lifted(books: Books, plot: str) -> None:
    if not of_plot(books, plot):
        raise Problem("plot_not_stored", plot=plot)
    if banned(books, plot):
        raise Problem("ban_in_force", plot=plot)


def _recorded(draft: Draft, body: Body, number: int) -> None:
    name, plots, outline = body["finding"], tuple(body["plots"]), body["outline"]
    if not follows(SERIES, name, draft.findings):
        raise Problem("finding_number", finding=name)
    _stored(draft, plots, body["demo"])
    if body["kind"] not in KINDS or not plots or (outline and not SHA256.fullmatch(outline)) or (
            body["clean"] and body["kind"] != "patrol"):
        raise ValueError("no finding that could have been recorded")
    state, outcome = ("closed", "nothing") if body["clean"] else ("open", "")
    draft.findings[name] = Finding(
        name, body["kind"], plots, date.fromisoformat(body["seen_on"]), body["source"], body["subject"], outline,
        body["demo"], number, state, outcome, entries=(number,))


def _taken_up(draft: Draft, body: Body, number: int) -> None:
    _to(draft, _finding(draft, body["finding"], "open"), number, "checking")


def _closed(draft: Draft, body: Body, number: int) -> None:
    found = _finding(draft, body["finding"], "open", "checking")
    if body["outcome"] not in OUTCOMES:
        raise ValueError("no such outcome")
    _lost(draft, found, body["outcome"])
    _to(draft, found, number, "closed", body["outcome"], body["answer"])


def _reopened(draft: Draft, body: Body, number: int) -> None:
    _to(draft, _finding(draft, body["finding"], "closed"), number, "open")


def _to(draft: Draft, found: Finding, number: int, state: str, outcome: str = "", answer: str = "") -> None:
    draft.findings[found.finding] = replace(found, state=state, outcome=outcome, answer=answer,
                                            entries=(*found.entries, number))


def _ban_lifted(draft: Draft, body: Body, number: int) -> None:
    _settled(_banned(draft, body["plot"]), body["plot"])
    _ban(draft, body["plot"], number, lifted=True)


def _ban_restored(draft: Draft, body: Body, number: int) -> None:
    _lifted(draft, body["plot"])
    _ban(draft, body["plot"], number, lifted=False)


def _ban(draft: Draft, plot: str, number: int, lifted: bool) -> None:
    before = draft.bans.get(plot)
    draft.bans[plot] = Ban(plot, lifted, number, (*(before.entries if before else ()), number))


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    RecordFinding: record_finding,
    TakeUpFinding: take_up_finding,
    CloseFinding: close_finding,
    ReopenFinding: reopen_finding,
    LiftBan: lift_ban,
    RestoreBan: restore_ban,
}
CHANGES: Mapping[str, Change] = {
    "finding_recorded": _recorded,
    "finding_taken_up": _taken_up,
    "finding_closed": _closed,
    "finding_reopened": _reopened,
    "ban_lifted": _ban_lifted,
    "ban_restored": _ban_restored,
}
OFFICES: Mapping[type, tuple[str, ...]] = {
    **dict.fromkeys((RecordFinding, TakeUpFinding, CloseFinding, ReopenFinding), ("registrar", "reviewer")),
    LiftBan: ("reviewer",), RestoreBan: ("reviewer",)}
REASONED: frozenset[type] = frozenset({ReopenFinding, LiftBan, RestoreBan})
