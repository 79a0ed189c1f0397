"""The six steps of a plot's file in words, for the desk and for the public sheet of a plot."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.ledger.entry import Entry
from core.ledger.plot_board import standing
from core.ledger.plot_file import STEPS, PlotFile, PublicNotice
from core.ledger.state import Stock
from core.numbers import ZERO
from pages.base import Context
from store import stories
from ui.format import listed, number, percent
from ui.sentences import time


@dataclass(frozen=True, slots=True)
class Record:
    """A step: done, now or ahead; its day and what was recorded; the entries that did it."""

    step: str
    state: str
    on: str
    text: str
    entries: tuple[int, ...]

    def named(self, ctx: Context) -> str:
        """Its mark, number and name."""
        mark = {"done": "✓", "now": "●", "ahead": "○"}[self.state]
        return f"{mark} {STEPS.index(self.step) + 1} {ctx.say(f'field.plot_step.{self.step}')}"

    def said(self, ctx: Context) -> str:
        """Its day and what was recorded."""
        return ctx.say("plots.record.on", date=self.on, text=self.text) if self.on else self.text or "–"

    @property
    def numbers(self) -> str:
        return " ".join(str(one) for one in self.entries) or "–"


def records(ctx: Context, file: PlotFile) -> tuple[Record, ...]:
    """All six, in order. What the objections say is not among it."""
    now = STEPS.index(standing(ctx.books, file, ctx.today).column)
    made = {"screening": _screening, "measurement": _measurement, "agreement": _agreement, "notice": _notice,
            "listing": _listing, "monitoring": _monitoring}
    out = []
    for at, step in enumerate(STEPS):
        on, text, entries = made[step](ctx, file)
        state = "done" if at < now else "now" if at == now else "ahead"
        if not text and state == "done":  # stored before it had a file
            state, text = ("ahead", ctx.say("plots.waits.agreement_missing")) if step == "agreement" else (
                "done", ctx.say("plots.record.before"))
        out.append(Record(step, state, on, text, entries))
    return tuple(out)


def _screening(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    say, one = ctx.say, file.screening
    if one is None:
        return "", "", () if file.opened else (file.entry,)
    open_ = [say(f"screen.condition.{name}") for name, verdict in one.checks if verdict != "pass"]
    text = say("plots.record.passed", count=len(one.checks)) if one.passed else say(
        "plots.record.failed", names=listed(open_, say))
    return one.on.isoformat(), text, (file.entry, one.entry)


def _measurement(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    one = file.measurement
    if one is None:
        return "", "", ()
    return one.measured_on.isoformat(), ctx.say(
        "plots.record.measured", removals=number(one.removals_t, 3), low=number(one.low_t, 3),
        high=number(one.high_t, 3), institute=institute(ctx, one.institute), report=one.report,
        count=len(one.standards)), (one.entry,)


def institute(ctx: Context, name: str) -> str:
    """In the page's language, where it is known in both."""
    return ctx.say(f"value.{name}") if ctx.say.has(f"value.{name}") else name


def _agreement(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    one = file.agreement
    if one is None:
        return "", "", ()
    return one.signed_on.isoformat(), ctx.say(
        "plots.record.agreed", number=one.number, mode=ctx.say(f"plots.mode.{one.mode}"),
        collective=percent(one.collective_share, 2), company=percent(one.company_share, 2),
        costs=percent(one.cost_share, 2)), (one.entry,)


def _notice(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    one = file.notice
    if one is None:
        return "", "", ()
    return one.start.isoformat(), ctx.say(
        "plots.record.noticed", review=one.review, start=one.start, end=one.end,
        places=listed([ctx.say(f"plots.place.{place}") for place in one.places], ctx.say),
        objections=_objected(ctx, file, one)), (
            one.entry, *(each.entry for each in one.objections))


def _objected(ctx: Context, file: PlotFile, notice: PublicNotice) -> str:
    """What was objected to this notice, and to those before it, which the file went back from."""
    before = stories.entries(ctx.snapshot.store, [one for one in file.entries if one < notice.entry])
    raised = sum(one.kind == "objection_raised" for one in before)
    now = _objections(ctx, notice)
    if not raised:
        return now
    upheld = sum(one.kind == "objection_answered" and one.body["upheld"] for one in before)
    return ctx.say("plots.record.earlier", now=now, count=raised, upheld=upheld)


def _objections(ctx: Context, notice: PublicNotice) -> str:
    say, count = ctx.say, len(notice.objections)
    if not count:
        return say("plots.record.unopposed")
    upheld = sum(one.upheld for one in notice.objections)
    return say("plots.record.objections", count=count, open=notice.open_objections, upheld=upheld)


def _listing(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    if not file.lots:
        return "", "", ()
    stocks = [ctx.books.lots[name] for name in file.lots]
    listed_on, texts = "", []
    for one in stocks:
        first, tonnes = listing(ctx, one)
        if first.kind == "lot_stored":  # what was there before the journal was only taken over
            listed_on = listed_on or time(first)[:10]
        texts.append(ctx.say("plots.record.lot", lot=one.lot.lot, tonnes=number(tonnes, 3)))
    return listed_on, listed(texts, ctx.say), tuple(one.entry for one in stocks)


def listing(ctx: Context, stock: Stock) -> tuple[Entry, Decimal]:
    """The entry that brought a lot into the reserve, and its tonnes then, as corrected since: what was written off
    later is still among them."""
    written = stories.entries(ctx.snapshot.store, stock.entries)
    changed = (Decimal(one.body["is"]) - Decimal(one.body["was"]) for one in written
               if one.kind == "corrected" and one.body["field"] == "stored_t")
    return written[0], Decimal(written[0].body["stored_t"]) + sum(changed, ZERO)


def _monitoring(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    parts: list[str] = []
    settled: list[int] = []
    for stock in (ctx.books.lots[name] for name in file.lots):
        lot = stock.lot
        parts.append(ctx.say("plots.record.period", lot=lot.lot, end=lot.period_end) if stock.measured_t is None
                     else ctx.say("plots.record.settled", lot=lot.lot, measured=number(stock.measured_t, 3)))
        off = listing(ctx, stock)[1] - lot.stored_t
        if off:
            parts.append(ctx.say("plots.record.off", tonnes=number(off, 3)))
        if short := stock.shortfall_t + stock.replaced_t:
            parts.append(ctx.say("plots.record.short", tonnes=number(short, 3), made=number(stock.replaced_t, 3)))
        settled += [one.number for one in stories.entries(ctx.snapshot.store, stock.entries)
                    if one.kind in ("lot_settled", "lot_reversed")]
    return "", listed(parts, ctx.say), tuple(settled)
