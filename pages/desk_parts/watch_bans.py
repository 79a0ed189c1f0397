"""The felling ban, plot by plot: in force from the first lot on, lifted and restored by a reviewer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.watch import LiftBan, RestoreBan
from core.ledger.watch_acts import banned, of_plot
from core.numbers import ZERO
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import acting, watch_forms
from ui import blocks
from ui.format import number
from ui.show import drawer
from ui.workbook import Cell, Sheet

ALL = "desk:watch:all_plots"
SHOWN = 30


def show(ctx: Context, plots: Sequence[str]) -> None:
    say = ctx.say
    blocks.note(say("watch.ban_note"))
    rows = _cells(ctx, plots)
    shown = rows if st.session_state.get(ALL) else rows[:SHOWN]
    blocks.table(_headers(ctx), [[number(cell, 3) if at == 4 else "–" if cell is None else str(cell)
                                  for at, cell in enumerate(row)] for row in shown], right=(4, 5))
    if len(rows) > SHOWN:
        st.toggle(say("watch.all_plots", count=len(rows)), key=ALL)
    exports.buttons(ctx, "bans", {"xlsx": lambda: workbooks.book(
        ctx, [Sheet(say("watch.bans"), _headers(ctx), rows, ("",) * 4 + (exports.T3,))],
        demo=watch_forms.illustrative(ctx, tuple(plots)))})
    drawer(say("watch.ban_acts"), "desk:watch:bans", lambda: _acts(ctx, plots))


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"watch.ban.{name}") for name in ("plot", "state", "until", "settled", "short", "open", "patrol")]


def _cells(ctx: Context, plots: Sequence[str]) -> list[Sequence[Cell]]:
    say, findings = ctx.say, ctx.books.findings.values()
    rows: list[Sequence[Cell]] = []
    for plot in plots:
        lots = of_plot(ctx.books, plot)
        rows.append((
            watch_forms.plot_name(ctx, plot), say("watch.in_force" if banned(ctx.books, plot) else "watch.lifted"),
            max(one.lot.period_end for one in lots),
            say("watch.settled", done=sum(one.measured_t is not None for one in lots), lots=len(lots)),
            sum((one.shortfall_t for one in lots), ZERO),
            sum(plot in one.plots and one.state != "closed" for one in findings),
            max((one.seen_on for one in findings if one.kind == "patrol" and plot in one.plots), default=None)))
    return rows


def _acts(ctx: Context, plots: Sequence[str]) -> None:
    """Lift a ban that is in force, restore one that is lifted."""
    say = ctx.say
    plot = st.selectbox(say("watch.plot"), plots, key="desk:watch:ban_plot",
                        format_func=lambda one: watch_forms.plot_name(ctx, one))
    if banned(ctx.books, plot):
        acting.submit(ctx, acting.form(f"desk:watch:lifting:{plot}"), say("watch.lift"), LiftBan, lambda: LiftBan(plot),
                      icon=":material/lock_open:", primary=False, confirm=say("watch.lift_sure"))
    else:
        acting.submit(ctx, acting.form(f"desk:watch:restoring:{plot}"), say("watch.restore"), RestoreBan,
                      lambda: RestoreBan(plot), icon=":material/lock:")
