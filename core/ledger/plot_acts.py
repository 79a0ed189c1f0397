"""What happens to a plot's file, R1: decisions of the six steps. What their entries change is in plot_changes.py.

Storing is `StoreLot` (reserve_acts.py); `listing` here says what a file asks of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.carbon.eligibility import Land, screen
from core.ledger import fields, plot_changes
from core.ledger.draft import Change
from core.ledger.entry import Fact, Plain
from core.ledger.plot_checks import at_step, bearer, living, noticed, outline, past, unlisted, waiting_in, wrong_step
from core.ledger.plot_file import (
    MODES,
    PLACES,
    STEPS,
    AgreePlot,
    AnswerObjection,
    MeasurePlot,
    OpenPlotFile,
    PlotFile,
    PostNotice,
    RaiseObjection,
    RenewPlot,
    ReturnPlot,
    ScreenPlot,
    WithdrawPlot,
)
from core.ledger.state import Books
from core.numbers import ZERO
from core.numbers import area as hectares
from core.problem import Problem
from core.reserve import Lot
from core.rules.book import RulesAt

VERDICTS = ("pass", "fail", "unknown")
BETWEEN = "、"  # between the institutes of a joint report
LARGEST = Decimal(1_000_000)  # hm², more than the county has
FACTS = re.compile(r"[a-z0-9_~!.-]{0,500}")  # what the screening went by, as an address says it


def open_file(books: Books, asked: OpenPlotFile, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A plot is offered. One that had lots before there were files keeps them."""
    name = fields.name(asked.plot, "plot")
    if name in books.plots:
        raise Problem("plot_known", plot=name)
    lots = [one.lot for one in books.lots.values() if one.lot.plot == name]
    if asked.stored and not lots:
        raise Problem("plot_no_lots", plot=name)
    if lots and not asked.stored:
        raise Problem("plot_stored", plot=name, lots=len(lots))
    if any(lot.demo != asked.demo for lot in lots):
        raise Problem("plot_demo", plot=name)
    size = asked.area_hm2
    if not (size.is_finite() and 0 < size <= LARGEST and size == hectares(size)):
        raise Problem("plot_area", plot=name, value=size, most=LARGEST)
    names = {field: fields.name(getattr(asked, field), field) for field in (
        "name_zh", "name_en", "township_zh", "township_en", "group_zh", "species")}
    return (Fact("plot_opened", {
        "plot": name, **names, "area_hm2": f"{size:.4f}", "planted_on": past(asked.planted_on, "planted_on", today),
        "outline": outline(asked.outline), "lots": [*sorted(lot.lot for lot in lots)], "demo": asked.demo}),)


def screen_plot(books: Books, asked: ScreenPlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Every condition of the methodology and the scheme; a screening that failed can be done again."""
    file = waiting_in(books, asked.plot, "screening")
    wanted = [one.id for one in screen(Land(), today, rules)]
    if [name for name, _ in asked.checks] != wanted or any(verdict not in VERDICTS for _, verdict in asked.checks):
        raise Problem("screening_checks", plot=file.plot, count=len(wanted))
    if not FACTS.fullmatch(asked.facts):
        raise Problem("screening_facts", plot=file.plot)
    return (_fact("plot_screened", file, {
        "on": past(asked.on, "screened_on", today), "passed": plot_changes.passed(asked.checks),
        "checks": [list(one) for one in asked.checks], "outline": outline(asked.outline),
        **({"facts": asked.facts} if asked.facts else {})}),)


def measure(books: Books, asked: MeasurePlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A report of the institutes of the rule, by as many standards, with the interval it gives."""
    file = waiting_in(books, asked.plot, "measurement")
    allowed = rules["measurement_institutes"].text.split(BETWEEN)
    by = asked.institute.split(BETWEEN)
    if not set(by) <= set(allowed) or len(by) != len(set(by)):
        raise Problem("measurement_institute", institute=asked.institute, allowed=BETWEEN.join(allowed))
    report = fields.name(asked.report, "report")
    if other := bearer(((one.plot, one.measurement.report) for one in books.plots.values() if one.measurement), report):
        raise Problem("measurement_known", report=report, plot=other)
    standards = tuple(fields.name(one, "standard", fields.LONGEST_TEXT) for one in asked.standards)
    least = int(rules["measurement_standards"].number)
    if len(set(standards)) < max(least, len(standards)):
        raise Problem("measurement_standards", count=len(set(standards)), least=least)
    removals, low, high = (fields.tonnes(getattr(asked, field), field) for field in ("removals_t", "low_t", "high_t"))
    if not low <= removals <= high:
        raise Problem("measurement_interval", removals=removals, low=low, high=high)
    if asked.measured_on < file.planted_on:
        raise Problem("measurement_date", plot=file.plot, date=asked.measured_on, planted=file.planted_on)
    return (_fact("plot_measured", file, {
        "institute": asked.institute, "report": report, "standards": list(standards),
        "measured_on": past(asked.measured_on, "measured_on", today), "removals_t": f"{removals:.3f}",
        "low_t": f"{low:.3f}", "high_t": f"{high:.3f}"}),)


def agree(books: Books, asked: AgreePlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """On the measured tonnes; for a plot stored before there were files, whenever its agreement is entered."""
    file = living(books, asked.plot)
    if not plot_changes.late_agreement(file):
        at_step(file, "agreement")
    if asked.mode not in MODES:
        raise Problem("agreement_mode", plot=file.plot, value=asked.mode)
    shares = {field: fields.share(getattr(asked, field), field)
              for field in ("collective_share", "company_share", "cost_share")}
    if sum(shares.values()) != 1:
        raise Problem("agreement_shares", plot=file.plot, total=sum(shares.values(), ZERO))
    if file.measurement is not None and asked.signed_on < file.measurement.measured_on:
        raise Problem("agreement_date", plot=file.plot, date=asked.signed_on, measured=file.measurement.measured_on)
    number = fields.name(asked.number, "agreement")
    if other := bearer(((one.plot, one.agreement.number) for one in books.plots.values() if one.agreement), number):
        raise Problem("agreement_known", number=number, plot=other)
    return (_fact("plot_agreed", file, {
        "number": number, "mode": asked.mode,
        "signed_on": past(asked.signed_on, "signed_on", today),
        **{field: f"{value:f}" for field, value in shares.items()}, "right": fields.name(asked.right, "right")}),)


def first_end(start: date, rules: RulesAt) -> date:
    """The earliest last day of a public notice that begins on `start`."""
    return start + timedelta(days=int(rules["notice_min_days"].number) - 1)


def post(books: Books, asked: PostNotice, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """After the agreement, at all three places, for as many days as the rule asks."""
    file = waiting_in(books, asked.plot, "notice")
    assert file.agreement is not None  # the step says so
    if asked.start < file.agreement.signed_on:
        raise Problem("plot_notice_start", plot=file.plot, start=asked.start, signed=file.agreement.signed_on)
    earliest = first_end(asked.start, rules)
    if asked.end < earliest:
        raise Problem("plot_notice_days", plot=file.plot, start=asked.start, end=asked.end, earliest=earliest)
    if sorted(asked.places) != sorted(PLACES):
        raise Problem("plot_notice_places", plot=file.plot)
    return (_fact("notice_posted", file, {
        "review": fields.name(asked.review, "review"), "start": asked.start.isoformat(), "end": asked.end.isoformat(),
        "places": list(asked.places)}),)


def object_(books: Books, asked: RaiseObjection, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    file, notice = noticed(books, asked.plot)
    if asked.place not in PLACES:
        raise Problem("objection_place", plot=file.plot, value=asked.place)
    if not notice.start <= asked.received_on <= notice.end:
        raise Problem("objection_date", plot=file.plot, date=asked.received_on, start=notice.start, end=notice.end)
    return (_fact("objection_raised", file, {
        "number": len(notice.objections) + 1, "received_on": past(asked.received_on, "received_on", today),
        "place": asked.place, "ground": fields.public(asked.ground, "ground")}),)


def answer(books: Books, asked: AnswerObjection, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """An objection that is upheld stops the plot: its file must go back."""
    file, notice = noticed(books, asked.plot)
    if not 1 <= asked.number <= len(notice.objections):
        raise Problem("objection_unknown", plot=file.plot, number=asked.number)
    if notice.objections[asked.number - 1].answer:
        raise Problem("objection_answered", plot=file.plot, number=asked.number)
    return (_fact("objection_answered", file, {
        "number": asked.number, "answer": fields.public(asked.answer, "answer"), "upheld": asked.upheld}),)


def return_plot(books: Books, asked: ReturnPlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    file = unlisted(books, asked.plot)
    if file.renewed and asked.step in plot_changes.KEPT:
        raise Problem("plot_kept", plot=file.plot)
    if asked.step not in back(file):
        raise Problem("plot_back", plot=file.plot, step=f"plot_step.{file.step}")
    return (_fact("plot_returned", file, {"step": asked.step, "was": file.step}),)


def back(file: PlotFile) -> tuple[str, ...]:
    """The steps a file may be sent back to: those with a record. On the way into a further period the agreement stays:
    income of the lots there are is shared by it."""
    before = STEPS[:STEPS.index(file.step)]
    return tuple(step for step in before if step not in plot_changes.KEPT) if file.renewed else before


def renew(books: Books, asked: RenewPlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    file = living(books, asked.plot)
    if not file.stands:
        raise wrong_step(file, "monitoring")
    if not plot_changes.settled(books, file):
        raise Problem("plot_unsettled", plot=file.plot)
    return (_fact("plot_renewed", file, {}),)


def withdraw(books: Books, asked: WithdrawPlot, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A file that never came into the reserve ends; one on its way into a further period goes back to stand there."""
    file = unlisted(books, asked.plot)
    return (_fact("plot_withdrawn", file, {"step": file.step}),)


def listing(books: Books, lot: Lot, notice_end: date, today: date) -> dict[str, Plain]:
    """What a lot's entry says of the plot's file, if it has one: a lot needs a notice that ended without an objection
    that is open or upheld, and no more tonnes than were measured for the period."""
    if lot.plot not in books.plots:
        return {}
    file = living(books, lot.plot)
    notice = file.notice
    if notice is None:
        raise wrong_step(file, "listing")
    if file.demo != lot.demo:
        raise Problem("plot_demo", plot=file.plot)
    if notice_end != notice.end:
        raise Problem("listing_notice", plot=file.plot, given=notice_end, end=notice.end)
    if lot.period_end < today:
        raise Problem("listing_period", plot=file.plot, end=lot.period_end)
    if not file.outline:
        raise Problem("listing_outline", plot=file.plot)
    plot_changes.check_listing(books, file, lot)
    return {"file": file.plot}


def _fact(kind: str, file: PlotFile, body: Mapping[str, Plain]) -> Fact:
    return Fact(kind, {"plot": file.plot, **body, "demo": file.demo})


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    OpenPlotFile: open_file,
    ScreenPlot: screen_plot,
    MeasurePlot: measure,
    AgreePlot: agree,
    PostNotice: post,
    RaiseObjection: object_,
    AnswerObjection: answer,
    ReturnPlot: return_plot,
    RenewPlot: renew,
    WithdrawPlot: withdraw,
}
CHANGES: Mapping[str, Change] = plot_changes.CHANGES
REVIEWER = ("reviewer",)
OFFICES: Mapping[type, tuple[str, ...]] = {
    PostNotice: REVIEWER,
    RaiseObjection: ("registrar", "reviewer"),
    AnswerObjection: REVIEWER,
    ReturnPlot: REVIEWER,
    WithdrawPlot: REVIEWER,
}
REASONED: frozenset[type] = frozenset({ReturnPlot, WithdrawPlot})
