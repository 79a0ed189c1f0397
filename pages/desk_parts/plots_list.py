"""Listing: the lot that the file proposes; afterwards, what is stored and when its period ends."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.ledger.commands import StoreLot
from core.ledger.decision import Approval
from core.ledger.decision_changes import approval, approvals
from core.ledger.fields import LONGEST_NAME
from core.ledger.plot_file import PlotFile
from core.ledger.reserve_acts import REQUIRED, last_day
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting, opening, plots_agree, plots_notice, received_acts
from pages.desk_parts.typed import day, days, decimal, text
from ui import blocks
from ui.format import number


def form(ctx: Context, file: PlotFile) -> None:
    """Name, batch, period and tonnes as the file and the rules propose them; whoever stores confirms them."""
    say, key = ctx.say, f"desk:plots:list:{file.plot}"
    notice, measured = file.notice, file.measurement
    assert notice is not None and measured is not None  # the step says so
    st.header(say("plots.list"), anchor=False)
    left, right = st.columns(2)
    left.text_input(say("field.ledger.lot"), value=f"{file.plot}-L{len(file.lots) + 1}", key=f"{key}:lot",
                    max_chars=LONGEST_NAME)
    batch = right.text_input(say("field.ledger.batch"), value=_batch(ctx, file), key=f"{key}:batch",
                             max_chars=LONGEST_NAME)
    start = left.date_input(say("field.ledger.period_start"), **days(_start(ctx, file), f"{key}:start"))
    right.number_input(say("plots.list.tonnes"), value=float(measured.removals_t), step=1.0,
                       format="%.3f", key=f"{key}:tonnes")
    blocks.note(say("plots.list.period", end=_end(ctx, start) if start else "–", years=_years(ctx, start or ctx.today),
                    measured=number(measured.removals_t, 3), report=measured.report, notice=notice.end))
    _approved(ctx, file, batch.strip())
    if not file.outline:
        blocks.warning(say.problem(Problem("listing_outline", plot=file.plot)))

    def make() -> StoreLot:
        received_acts.check_read(ctx, file.plot)
        first = day(f"{key}:start", "period_start")
        return StoreLot(text(f"{key}:lot"), text(f"{key}:batch"), file.plot, first, _end(ctx, first),
                        decimal(f"{key}:tonnes", "stored_t"), notice.end, notice.open_objections, file.demo)

    acting.submit(ctx, key, say("plots.list.do"), StoreLot, make, icon=":material/inventory_2:",
                  confirm=say("plots.list.sure"))
    plots_notice.running(ctx, file)


def _batch(ctx: Context, file: PlotFile) -> str:
    """The batch that it was approved in; before that, the first of the year."""
    for one in approvals(ctx.books, file.plot):
        if isinstance(one.effect, Approval):
            return one.effect.batch
    return f"{ctx.today.year}-1"


def _approved(ctx: Context, file: PlotFile, batch: str) -> None:
    """Whether the leading group has approved the plot in this batch; where it has not, what the rule makes of that."""
    one = approval(ctx.books, batch, file.plot)
    if one is not None:
        blocks.note(ctx.say("plots.list.approved", batch=blocks.typed(batch), decision=one.decision))
    elif ctx.snapshot.rules.at(ctx.today)["batch_approval"].text == REQUIRED:
        blocks.refusal(ctx.say.problem(Problem("batch_unapproved", batch=batch, plot=file.plot)))
    else:
        blocks.warning(ctx.say("plots.list.unapproved", batch=blocks.typed(batch)))


def _years(ctx: Context, start: date) -> int:
    return ctx.snapshot.rules.at(start)["neutrality_period_years"].years


def _start(ctx: Context, file: PlotFile) -> date:
    """The day after the last period there was, else the first of this year."""
    ends = [ctx.books.lots[name].lot.period_end for name in file.lots]
    return max(ends) + timedelta(days=1) if ends else date(ctx.today.year, 1, 1)


def _end(ctx: Context, start: date) -> date:
    return last_day(start, _years(ctx, start))


def _left(ctx: Context, end: date) -> str:
    days = (end - ctx.today).days
    return ctx.say("plots.stored.days" if days >= 0 else "plots.stored.over", days=abs(days))


def unagreed(ctx: Context, file: PlotFile) -> None:
    """Stored before it had a file: its agreement comes first."""
    plots_agree.form(ctx, file)
    stored(ctx, file)


def stored(ctx: Context, file: PlotFile) -> None:
    """The lots, when their periods end, and where they are measured."""
    say = ctx.say
    st.header(say("plots.stored"), anchor=False)
    stocks = [ctx.books.lots[name] for name in file.lots]
    blocks.table([say(f"plots.stored.{name}") for name in ("lot", "start", "end", "left", "stored", "measured")],
                 [(one.lot.lot, one.lot.period_start.isoformat(), one.lot.period_end.isoformat(),
                   _left(ctx, one.lot.period_end),
                   number(one.lot.stored_t, 3), "–" if one.measured_t is None else number(one.measured_t, 3))
                  for one in stocks], (3, 4, 5))
    blocks.note(say("plots.stored.note", years=ctx.snapshot.rules.at(ctx.today)["monitoring_cycle_years"].years))
    st.button(say("plots.stored.open"), key="desk:plots:monitoring", icon=":material/open_in_new:",
              on_click=opening.open_thing, args=("lot", file.lots[0]))
