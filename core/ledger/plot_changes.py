"""What the entries about a plot change in its file. One that the file does not allow is refused, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.ledger.draft import Body, Change, Draft
from core.ledger.plot_file import (
    PLACES,
    STEPS,
    Agreement,
    Measurement,
    Objection,
    PlotFile,
    PublicNotice,
    Screening,
)
from core.ledger.state import Books
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from core.reserve import Lot

RECORDS = STEPS[:4]  # the steps that leave a record in the file, each in the field of its name
KEPT = ("screening", "agreement")  # what a further period does not need anew


def passed(checks: Sequence[Sequence[str]]) -> bool:
    """What is not known does not pass."""
    return all(verdict == "pass" for _, verdict in checks)


def check_listing(books: Books, file: PlotFile, lot: Lot) -> None:
    """That the file's notice lets a lot in, and that there are tonnes left of what was measured: a measurement is of
    one period.

    What burned since was listed all the same: it is not listed again.
    """
    notice, measured = file.notice, file.measurement
    assert notice is not None and measured is not None  # the step says so
    if notice.open_objections:
        raise Problem("notice_objections", lot=lot.lot, count=notice.open_objections)
    if notice.upheld:
        raise Problem("listing_upheld", plot=file.plot)
    others = [books.lots[name] for name in file.lots if name != lot.lot]
    before = [one.lot for one in others if one.entry < measured.entry]  # listed on an earlier measurement
    if before and lot.period_start <= (end := max(one.period_end for one in before)):
        raise Problem("listing_overlap", plot=file.plot, start=lot.period_start, end=end)
    listed = sum((one.accounted_t + one.lost_t for one in others if one.entry > measured.entry), ZERO)
    most = tonnes_down(measured.removals_t)
    if listed + lot.stored_t > most:
        raise Problem("listing_tonnes", plot=file.plot, wanted=lot.stored_t, listed=listed, measured=most)


def check_corrected(books: Books, before: Lot, after: Lot) -> None:
    """That a lot corrected to `after` is still one that its plot's file let in; Problem `correct_plot`,
    `listing_tonnes`."""
    file = books.plots.get(before.plot)
    if after.plot != before.plot and (file is not None or after.plot in books.plots):
        raise Problem("correct_plot", lot=before.lot, plot=before.plot)
    if file is not None and file.measurement is not None and books.lots[before.lot].entry > file.measurement.entry:
        check_listing(books, file, after)


def settled(books: Books, file: PlotFile) -> bool:
    """Whether all its lots were measured after their period."""
    return all(books.lots[name].measured_t is not None for name in file.lots)


def late_agreement(file: PlotFile) -> bool:
    """Whether its agreement may be entered although it is stored: it was, before there were files."""
    return file.opened and file.agreement is None and file.stands


def stored(draft: Draft, lot: Lot, number: int) -> None:
    """A lot of the plot entered the reserve."""
    file = draft.plots.get(lot.plot)
    if file is None:
        return
    if file.withdrawn or file.notice is None or file.demo != lot.demo:
        raise ValueError("the file does not allow it")
    check_listing(draft, file, lot)
    _keep(draft, replace(file, lots=(*file.lots, lot.lot), renewed=False), number)


def _opened(draft: Draft, body: Body, number: int) -> None:
    lots = tuple(body["lots"])
    if body["plot"] in draft.plots:
        raise Problem("plot_known", plot=body["plot"])
    if lots != tuple(sorted(name for name, one in draft.lots.items() if one.lot.plot == body["plot"])):
        raise ValueError("its lots are others")
    draft.plots[body["plot"]] = PlotFile(
        body["plot"], body["name_zh"], body["name_en"], body["township_zh"], body["township_en"], body["group_zh"],
        body["species"], Decimal(body["area_hm2"]), date.fromisoformat(body["planted_on"]), body["outline"],
        body["demo"], number, opened=bool(lots), lots=lots, entries=(number,))


def _screened(draft: Draft, body: Body, number: int) -> None:
    file = _at(draft, body, "screening")
    checks = tuple((name, verdict) for name, verdict in body["checks"])
    if body["passed"] != passed(checks) or not checks:
        raise ValueError("the checks say something else")
    _keep(draft, replace(file, outline=body["outline"] or file.outline, screening=Screening(
        date.fromisoformat(body["on"]), body["passed"], checks, number)), number)


def _measured(draft: Draft, body: Body, number: int) -> None:
    file = _at(draft, body, "measurement")
    one = Measurement(body["institute"], body["report"], tuple(body["standards"]),
                      date.fromisoformat(body["measured_on"]), Decimal(body["removals_t"]), Decimal(body["low_t"]),
                      Decimal(body["high_t"]), number)
    if not ZERO < one.low_t <= one.removals_t <= one.high_t:
        raise Problem("measurement_interval", removals=one.removals_t, low=one.low_t, high=one.high_t)
    _keep(draft, replace(file, measurement=one), number)


def _agreed(draft: Draft, body: Body, number: int) -> None:
    file = draft.plots[body["plot"]]
    if not late_agreement(file):
        file = _at(draft, body, "agreement")
    one = Agreement(body["number"], body["mode"], date.fromisoformat(body["signed_on"]),
                    Decimal(body["collective_share"]), Decimal(body["company_share"]), Decimal(body["cost_share"]),
                    body["right"], number)
    shares = (one.collective_share, one.company_share, one.cost_share)
    if sum(shares) != 1 or min(shares) < 0:
        raise Problem("agreement_shares", plot=file.plot, total=sum(shares, ZERO))
    _keep(draft, replace(file, agreement=one), number)


def _posted(draft: Draft, body: Body, number: int) -> None:
    file = _at(draft, body, "notice")
    one = PublicNotice(body["review"], date.fromisoformat(body["start"]), date.fromisoformat(body["end"]),
                       tuple(body["places"]), number)
    if one.end < one.start or sorted(one.places) != sorted(PLACES):
        raise ValueError("no such notice")
    _keep(draft, replace(file, notice=one), number)


def _raised(draft: Draft, body: Body, number: int) -> None:
    file = _at(draft, body, "listing")
    assert file.notice is not None  # the step says so
    one = Objection(
        body["number"], date.fromisoformat(body["received_on"]), body["place"], body["ground"], entry=number)
    if one.number != len(file.notice.objections) + 1 or not file.notice.start <= one.received_on <= file.notice.end:
        raise ValueError("no objection to this notice")
    _keep(draft, replace(file, notice=replace(file.notice, objections=(*file.notice.objections, one))), number)


def _answered(draft: Draft, body: Body, number: int) -> None:
    file = _at(draft, body, "listing")
    assert file.notice is not None  # the step says so
    objections = list(file.notice.objections)
    at = body["number"] - 1
    if at < 0 or objections[at].answer or not body["answer"]:
        raise ValueError("it is answered")
    objections[at] = replace(objections[at], answer=body["answer"], upheld=bool(body["upheld"]))
    _keep(draft, replace(file, notice=replace(file.notice, objections=tuple(objections))), number)


def _returned(draft: Draft, body: Body, number: int) -> None:
    """The records from the step on no longer count."""
    file = _unlisted(draft, body)
    at = RECORDS.index(body["step"])
    if at >= STEPS.index(file.step):
        raise ValueError("it is not beyond that step")
    if file.renewed and body["step"] in KEPT:
        raise ValueError("it keeps that record")
    gone: dict[str, Any] = dict.fromkeys(step for step in RECORDS[at:] if not (file.renewed and step in KEPT))
    _keep(draft, replace(file, **gone), number)


def _renewed(draft: Draft, body: Body, number: int) -> None:
    file = draft.plots[body["plot"]]
    if file.withdrawn or not file.stands or not settled(draft, file):
        raise ValueError("it stands in the reserve for its period")
    _keep(draft, replace(file, renewed=True, measurement=None, notice=None), number)


def _withdrawn(draft: Draft, body: Body, number: int) -> None:
    file = _unlisted(draft, body)
    if file.renewed:
        _keep(draft, replace(file, renewed=False, measurement=None, notice=None), number)
    else:
        _keep(draft, replace(file, withdrawn=True), number)


def _at(draft: Draft, body: Body, step: str) -> PlotFile:
    file = draft.plots[body["plot"]]
    if file.withdrawn or file.step != step:
        raise Problem("plot_step", plot=file.plot, step=f"plot_step.{file.step}", needed=f"plot_step.{step}")
    return file


def _unlisted(draft: Draft, body: Body) -> PlotFile:
    file = draft.plots[body["plot"]]
    if file.withdrawn or file.stands:
        raise ValueError("withdrawn, or in the reserve")
    return file


def _keep(draft: Draft, file: PlotFile, number: int) -> None:
    draft.plots[file.plot] = replace(file, entries=(*file.entries, number))


CHANGES: Mapping[str, Change] = {
    "plot_opened": _opened,
    "plot_screened": _screened,
    "plot_measured": _measured,
    "plot_agreed": _agreed,
    "notice_posted": _posted,
    "objection_raised": _raised,
    "objection_answered": _answered,
    "plot_returned": _returned,
    "plot_renewed": _renewed,
    "plot_withdrawn": _withdrawn,
}
