"""One lot under monitoring: what it is, its settlement, its losses, its shortfall, what happened to it."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.ledger.commands import ReverseLot, SettleLot
from core.ledger.monitoring import Watched
from core.ledger.reserve_acts import CAUSES
from core.ledger.state import Stock
from core.numbers import ZERO
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting, monitoring_remedies, opening
from pages.desk_parts.documents import documents
from pages.desk_parts.told import told
from pages.desk_parts.typed import decimal, shown, text
from ui import blocks
from ui.format import number, tonnes_book
from ui.show import drawer


def show(ctx: Context, one: Watched) -> None:
    say, stock, lot = ctx.say, one.stock, one.stock.lot
    form = f"desk:monitoring:{lot.lot}"
    mark = f" · {say('frame.demo')}" if lot.demo else ""
    blocks.answer(say(f"monitoring.lot.{one.state}", lot=blocks.typed(lot.lot), end=lot.period_end, next=one.next_on,
                      accounted=tonnes_book(stock.accounted_t),
                      measured="–" if stock.measured_t is None else tonnes_book(stock.measured_t)) + mark)
    rows = [["stored", lot.stored_t], ["available", lot.available_t], ["held", lot.held_t],
            ["cancelled", lot.cancelled_t]]
    blocks.table([*(say(f"reserve.{name}") for name, _ in rows), say("monitoring.column.lost"),
                  say("monitoring.column.short"), say("monitoring.column.replaced")],
                 [[number(value, 3) for value in (*(value for _, value in rows), stock.lost_t, stock.shortfall_t,
                                                  stock.replaced_t)]], right=range(7))
    if stock.measured_t is None:
        drawer(say("monitoring.settle"), f"{form}:settle", lambda: _settle(ctx, one, acting.form(f"{form}:settling")))
    drawer(say("monitoring.reverse"), f"{form}:reverse", lambda: _reverse(
        ctx, stock, acting.form(f"{form}:reversing")))
    monitoring_remedies.of_lot(ctx, one)
    documents(ctx, "lot", lot.lot)
    st.header(say("monitoring.history"), anchor=False)
    told(ctx, stock.entries)
    st.button(say("desk.history_of"), key=f"{form}:history", icon=":material/history:", type="tertiary",
              on_click=opening.open_history, args=("lot", lot.lot))


def _settle(ctx: Context, one: Watched, form: str) -> None:
    """What was measured against what was accounted; what follows is shown before it is done."""
    say, stock = ctx.say, one.stock
    if one.state != "over":
        blocks.note(say("monitoring.settle_later", end=stock.lot.period_end))
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(say("monitoring.measured"), value=None, step=1.0, format="%.3f",
                      key=f"{form}:measured")
    right.text_input(say("monitoring.report"), key=f"{form}:report", max_chars=60)
    st.page_link("accounting.py", label=say("monitoring.to_accounting"), icon=":material/forest:")
    measured = shown(f"{form}:measured")
    if measured is not None and measured >= 0:
        _against(ctx, stock, measured)
    acting.submit(ctx, form, say("monitoring.settle_do"), SettleLot, lambda: SettleLot(
        stock.lot.lot, decimal(f"{form}:measured", "measured_t"), text(f"{form}:report")),
        icon=":material/fact_check:", confirm=say("monitoring.settle_once"), disabled=one.state != "over")


def _against(ctx: Context, stock: Stock, measured: Decimal) -> None:
    """Measured against accounted, with what is written off and what becomes a shortfall."""
    say, there = ctx.say, stock.accounted_t
    rows = [[say("monitoring.column.accounted"), number(there, 3)], [say("monitoring.measured"), number(measured, 3)]]
    if measured >= there:
        rows += [[say("monitoring.surplus"), number(measured - there, 3)]]
        blocks.table([say("export.what"), "t"], rows, (1,))
        blocks.note(say("monitoring.surplus_note"))
        return
    off, short = stock.loss(there - measured)
    rows += [[say("monitoring.missing"), number(there - measured, 3)], *_follows(ctx, off, short)]
    blocks.table([say("export.what"), "t"], rows, (1,))
    _short_note(ctx, short)


def _follows(ctx: Context, off: Decimal, short: Decimal) -> list[list[str]]:
    return [[ctx.say("monitoring.off"), number(off, 3)], [ctx.say("monitoring.becomes_short"), number(short, 3)]]


def _short_note(ctx: Context, short: Decimal) -> None:
    if short:
        blocks.warning(ctx.say("monitoring.short_follows", short=tonnes_book(short)))


def _reverse(ctx: Context, stock: Stock, form: str) -> None:
    """Fire, felling and the like; what follows is shown before it is done."""
    say = ctx.say
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(say("monitoring.lost"), value=None, step=1.0, format="%.3f", key=f"{form}:lost")
    right.selectbox(say("monitoring.cause"), CAUSES, key=f"{form}:cause",
                    format_func=lambda cause: say(f"entry.value.{cause}"))
    if st.session_state.get(f"{form}:lost"):
        try:
            off, short = stock.loss(decimal(f"{form}:lost", "lost_t"))
        except Problem as problem:
            blocks.refusal(say.problem(problem))
        else:
            blocks.table([say("export.what"), "t"], [
                [say("monitoring.column.accounted"), number(stock.accounted_t, 3)],
                [say("monitoring.lost"), number(off + short, 3)], *_follows(ctx, off, short)], (1,))
            _short_note(ctx, short)
    acting.submit(ctx, form, say("monitoring.reverse_do"), ReverseLot, lambda: ReverseLot(
        stock.lot.lot, decimal(f"{form}:lost", "lost_t"), text(f"{form}:cause")),
        icon=":material/local_fire_department:", confirm=say("monitoring.reverse_sure"),
        disabled=stock.accounted_t == ZERO)

