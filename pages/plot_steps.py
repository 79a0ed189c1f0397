"""The six steps of a plot's file in words, for the desk and for the public sheet of a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.ledger.plot_board import standing
from core.ledger.plot_file import STEPS, PlotFile, PublicNotice
from pages.base import Context
from ui.format import listed, number, percent


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
        objections=_objections(ctx, one)), (one.entry, *(each.entry for each in one.objections))


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
    text = listed([ctx.say("plots.record.lot", lot=one.lot.lot, tonnes=number(one.lot.stored_t, 3))
                   for one in stocks], ctx.say)
    return min(one.lot.period_start for one in stocks).isoformat(), text, tuple(one.entry for one in stocks)


def _monitoring(ctx: Context, file: PlotFile) -> tuple[str, str, tuple[int, ...]]:
    parts: Sequence[str] = [
        ctx.say("plots.record.period", lot=one.lot.lot, end=one.lot.period_end) if one.measured_t is None
        else ctx.say("plots.record.settled", lot=one.lot.lot, measured=number(one.measured_t, 3))
        for one in (ctx.books.lots[name] for name in file.lots)]
    return "", listed(parts, ctx.say), ()
