"""All plots of the books beside what their sheets show, with the sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from api.plots import Accounted, Together, accounted
from core.problem import Problem
from pages import exports, workbooks
from pages.accounting_parts import signed, where
from pages.base import Context
from pages.exports import T3
from ui import blocks
from ui.format import number, percent, tonnes_book
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated, live

NAMES = ("number", "removals", "stored", "difference", "share", "relative")


@st.cache_resource(max_entries=4, show_spinner=False)
def _together(version: int, day: date, _ctx: Context) -> Together:
    return accounted(_ctx.snapshot, day)


def together(ctx: Context) -> None:
    """The drawer; everything in it is reckoned when it is opened."""
    if any(plot.demo for plot in ctx.snapshot.reserve.plots):
        drawer(ctx.say("accounting.all"), "accounting:all", lambda: _table(ctx))


def _table(ctx: Context) -> None:
    say = ctx.say
    found = _together(ctx.snapshot.version, ctx.today, ctx)
    difference, share = found.difference
    blocks.note(say("accounting.all_note", count=len(found.plots), removals=tonnes_book(found.removals_t),
                    stored=tonnes_book(found.stored_t), difference=signed(tonnes_book(abs(difference)), difference),
                    share="–" if share is None else signed(percent(abs(share), 1), share)))
    for one in found.plots:
        if isinstance(one.problem, Problem):
            blocks.refusal(f"{where.name(ctx, one.plot)}: {say.problem(one.problem)}")
    rows = [_row(ctx, one) for one in found.plots if one.difference is not None]
    rows.append([say("accounting.sum"), number(found.removals_t, 3), number(found.stored_t, 3),
                 signed(number(abs(difference), 3), difference),
                 "–" if share is None else signed(percent(abs(share), 1), share), "", ""])
    headers = [*(say(f"accounting.column.{name}") for name in NAMES), say("inventory.column.township")]
    blocks.table(headers, rows, range(1, len(headers)), sum_row=True)
    exact = [(one.plot.plot, one.removals_t, one.books.stored_t, *(one.difference or (None, None)), one.relative,
              say.pick(one.plot.township_zh, one.plot.township_en))
             for one in found.plots]
    exports.buttons(ctx, "all-plots", {
        "xlsx": lambda: workbooks.book(
            ctx, [Sheet(say("export.plots"), headers, [_live(row) for row in exact], ("", T3, T3, T3, "0.0%", "0.0%"),
                        total=say("export.sum"), sums=(1, 2, 3))],
            read=("parameter_set", "non_permanence_risk", "leakage_t", "sampling_reliability"), demo=True),
        "csv": lambda: comma_separated(headers, exact)})


def _live(row: Sequence[Cell]) -> Sequence[Cell]:
    """The difference is computed: accounted − stored."""
    made, held, more = row[1:4]
    if isinstance(made, Decimal) and isinstance(held, Decimal) and isinstance(more, Decimal):
        return (*row[:3], live("=B{row}-C{row}", made - held, more), *row[4:])
    return row


def _row(ctx: Context, one: Accounted) -> list[str]:
    assert one.difference is not None and one.removals_t is not None and one.relative is not None
    more, share = one.difference
    return [one.plot.plot, number(one.removals_t, 3), number(one.books.stored_t, 3),
            signed(number(abs(more), 3), more), "–" if share is None else signed(percent(abs(share), 1), share),
            percent(one.relative, 1), ctx.say.pick(one.plot.township_zh, one.plot.township_en)]
