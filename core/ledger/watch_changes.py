"""What entries about findings and the felling ban change. What the books do not allow is refused, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import SHA256
from core.ledger.numbering import follows
from core.ledger.state import Books, Stock
from core.ledger.watch import KINDS, OUTCOMES, Ban, Finding
from core.problem import Problem

SERIES = "W"


def of_plot(books: Books, plot: str) -> list[Stock]:
    """The lots of a plot."""
    return [one for one in books.lots.values() if one.lot.plot == plot]


def banned(books: Books, plot: str) -> bool:
    """Whether felling is banned on a plot: from its first lot on, and anew with each further one."""
    lots, ban = of_plot(books, plot), books.bans.get(plot)
    return bool(lots) and not (ban and ban.lifted and all(one.entry < ban.entry for one in lots))


def check_stored(books: Books, plots: tuple[str, ...], demo: bool) -> None:
    """Plots that are in the reserve, illustrative or not as the finding is."""
    for plot in plots:
        lots = of_plot(books, plot)
        if not lots:
            raise Problem("plot_not_stored", plot=plot)
        if any(one.lot.demo != demo for one in lots):
            raise Problem("finding_demo", plot=plot)


def check_lost(books: Books, found: Finding, outcome: str) -> None:
    """Problem `finding_loss` where a loss is said that no lot of its plots has had since."""
    days = [one.lost_on for plot in found.plots for one in of_plot(books, plot) if one.lost_on is not None]
    if outcome == "loss" and not any(day >= found.seen_on for day in days):
        raise Problem("finding_loss", finding=found.finding, plots=found.plots, date=found.seen_on)


def finding_in(books: Books, name: str, *states: str) -> Finding:
    if name not in books.findings:
        raise Problem("finding_unknown", finding=name)
    found = books.findings[name]
    if found.state not in states:
        raise Problem("finding_state", finding=name, state=f"finding_state.{found.state}",
                      needed=f"finding_state.{states[0]}")
    return found


def banned_lots(books: Books, plot: str) -> list[Stock]:
    """The lots of a plot whose ban is in force."""
    lots = of_plot(books, plot)
    if not lots:
        raise Problem("plot_not_stored", plot=plot)
    if not banned(books, plot):
        raise Problem("ban_not_in_force", plot=plot)
    return lots


def check_settled(lots: list[Stock], plot: str) -> None:
    for one in lots:
        if one.measured_t is None:
            raise Problem("ban_unsettled", plot=plot, lot=one.lot.lot)
        if one.shortfall_t:
            raise Problem("ban_short", plot=plot, lot=one.lot.lot, short=one.shortfall_t)


def check_lifted(books: Books, plot: str) -> None:
    if not of_plot(books, plot):
        raise Problem("plot_not_stored", plot=plot)
    if banned(books, plot):
        raise Problem("ban_in_force", plot=plot)


def _recorded(draft: Draft, body: Body, number: int) -> None:
    name, plots, outline = body["finding"], tuple(body["plots"]), body["outline"]
    if not follows(SERIES, name, draft.findings):
        raise Problem("finding_number", finding=name)
    check_stored(draft, plots, body["demo"])
    if body["kind"] not in KINDS or not plots or (outline and not SHA256.fullmatch(outline)) or (
            body["clean"] and body["kind"] != "patrol"):
        raise ValueError("no finding that could have been recorded")
    state, outcome = ("closed", "nothing") if body["clean"] else ("open", "")
    draft.findings[name] = Finding(
        name, body["kind"], plots, date.fromisoformat(body["seen_on"]), body["source"], body["subject"], outline,
        body["demo"], number, state, outcome, entries=(number,))


def _taken_up(draft: Draft, body: Body, number: int) -> None:
    _to(draft, finding_in(draft, body["finding"], "open"), number, "checking")


def _closed(draft: Draft, body: Body, number: int) -> None:
    found = finding_in(draft, body["finding"], "open", "checking")
    if body["outcome"] not in OUTCOMES:
        raise ValueError("no such outcome")
    check_lost(draft, found, body["outcome"])
    _to(draft, found, number, "closed", body["outcome"], body["answer"])


def _reopened(draft: Draft, body: Body, number: int) -> None:
    _to(draft, finding_in(draft, body["finding"], "closed"), number, "open")


def _to(draft: Draft, found: Finding, number: int, state: str, outcome: str = "", answer: str = "") -> None:
    draft.findings[found.finding] = replace(found, state=state, outcome=outcome, answer=answer,
                                            entries=(*found.entries, number))


def _ban_lifted(draft: Draft, body: Body, number: int) -> None:
    check_settled(banned_lots(draft, body["plot"]), body["plot"])
    _ban(draft, body["plot"], number, lifted=True)


def _ban_restored(draft: Draft, body: Body, number: int) -> None:
    check_lifted(draft, body["plot"])
    _ban(draft, body["plot"], number, lifted=False)


def _ban(draft: Draft, plot: str, number: int, lifted: bool) -> None:
    before = draft.bans.get(plot)
    draft.bans[plot] = Ban(plot, lifted, number, (*(before.entries if before else ()), number))


CHANGES: Mapping[str, Change] = {
    "finding_recorded": _recorded,
    "finding_taken_up": _taken_up,
    "finding_closed": _closed,
    "finding_reopened": _reopened,
    "ban_lifted": _ban_lifted,
    "ban_restored": _ban_restored,
}
