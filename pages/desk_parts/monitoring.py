"""Monitoring and shortfall: which lots are to be measured, what is short and who makes up for it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.monitoring import STATES, Watched, due, shortfalls, watched
from core.ledger.remedy import Remedy
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import monitoring_lot, monitoring_remedies
from pages.desk_parts.named import called
from ui import blocks, link
from ui.blocks import Card
from ui.format import T, number
from ui.workbook import Cell, Sheet

LOT, REMEDY, STATE = "desk:monitoring:lot", "desk:monitoring:remedy", "desk:monitoring:state"
ALL = "desk:monitoring:all"
SHOWN = 30
READERS: dict[str, object] = {LOT: ("", str), REMEDY: ("", str), STATE: ("", link.one_of("", *STATES, "short"))}


def show(ctx: Context) -> None:
    say = ctx.say
    found = watched(ctx.books, ctx.snapshot.rules.at(ctx.today), ctx.today)
    if not found:
        blocks.answer(say("monitoring.empty"))
        return
    _summary(ctx, found)
    shown = _filtered(ctx, found)
    chosen = _choose(ctx, found, [one.stock.lot.lot for one in shown])  # before the list, which may be long
    if chosen is not None:
        monitoring_lot.show(ctx, chosen)
    _table(ctx, shown)
    exports.buttons(ctx, "monitoring", {"xlsx": lambda: _workbook(ctx, found)})
    monitoring_remedies.overview(ctx, tuple(reversed(ctx.books.remedies.values())))


def _summary(ctx: Context, found: tuple[Watched, ...]) -> None:
    say, count = ctx.say, due(found)
    short, planned = shortfalls(found)
    days = ctx.snapshot.rules.at(ctx.today)["monitoring_notice_days"]
    nearest = min(one.next_on for one in found)
    if count["over"] or count["soon"] or short:
        blocks.answer(say("monitoring.answer", over=count["over"], soon=count["soon"], days=days.number,
                          short=number(short, 3), planned=number(planned, 3)))
    else:
        blocks.answer(say("monitoring.answer_calm", date=nearest))
    blocks.cards([
        Card(say("monitoring.state.over"), str(count["over"]), "", say("monitoring.over_note"),
             "loss" if count["over"] else "line"),
        Card(say("monitoring.state.soon"), str(count["soon"]), "", say("monitoring.soon_note", days=days.number),
             "held"),
        Card(say("monitoring.short"), number(short, 3), T, say("monitoring.short_note"), "loss" if short else "line"),
        Card(say("monitoring.planned"), number(planned, 3), T, say("monitoring.planned_note"), "available")])
    cycle = ctx.snapshot.rules.at(ctx.today)["monitoring_cycle_years"]
    blocks.note(say("monitoring.rules", days=days.number, years=cycle.years))


def _filtered(ctx: Context, found: tuple[Watched, ...]) -> list[Watched]:
    say = ctx.say
    state = st.segmented_control(
        say("monitoring.filter"), ("", *STATES, "short"), key=STATE, required=True, persist_state="session",
        format_func=lambda one: say(f"monitoring.state.{one}") if one else say("monitoring.every"))
    return [one for one in found if state in ("", one.state) or (state == "short" and one.stock.shortfall_t)]


def _table(ctx: Context, found: Sequence[Watched]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("monitoring.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    blocks.table(_headers(ctx), [[_text(cell) for cell in row] for row in _cells(ctx, shown)], right=range(4, 10))
    if len(found) > SHOWN:
        st.toggle(say("monitoring.all", count=len(found)), key=ALL)


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"monitoring.column.{name}") for name in (
        "lot", "plot", "state", "next", "stored", "accounted", "measured", "lost", "short", "planned", "demo")]


def _cells(ctx: Context, found: Sequence[Watched]) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(one.stock.lot.lot, one.stock.lot.plot, say(f"monitoring.state.{one.state}"), one.next_on,
             one.stock.lot.stored_t, one.stock.accounted_t, one.stock.measured_t, one.stock.lost_t,
             one.stock.shortfall_t, one.planned_t, say("frame.demo") if one.stock.lot.demo else "") for one in found]


def _text(cell: Cell) -> str:
    return "–" if cell is None else number(cell, 3) if not isinstance(cell, str) and hasattr(cell, "quantize") else str(
        cell)


def _choose(ctx: Context, found: tuple[Watched, ...], shown: Sequence[str]) -> Watched | None:
    """The lot that is picked, or that of the plan that another view opened."""
    say, known = ctx.say, {one.stock.lot.lot: one for one in found}
    remedy = st.session_state.get(REMEDY)
    if remedy:
        st.session_state[REMEDY] = ""
        if remedy in ctx.books.remedies:
            st.session_state[LOT] = ctx.books.remedies[remedy].lot
        else:
            blocks.note(say("monitoring.unknown", name=remedy))
    chosen = st.session_state.get(LOT)
    if chosen and chosen not in known:
        blocks.note(say("monitoring.unknown", name=chosen))
        st.session_state[LOT] = ""
    options = ["", *([chosen] if chosen in known and chosen not in shown else []), *shown]
    lot = st.selectbox(say("monitoring.choose"), options, key=LOT, persist_state="session",
                       format_func=lambda one: called(ctx, "lot", one) if one else say("monitoring.choose_none"))
    return known.get(lot)


def _workbook(ctx: Context, found: tuple[Watched, ...]) -> bytes:
    say, t3 = ctx.say, exports.T3
    plans: Sequence[Remedy] = tuple(ctx.books.remedies.values())
    return workbooks.book(ctx, [
        Sheet(say("desk.view.monitoring"), _headers(ctx), _cells(ctx, found), ("",) * 4 + (t3,) * 6,
              total=say("export.sum"), sums=range(4, 10)),
        Sheet(say("monitoring.plans"), monitoring_remedies.headers(ctx), monitoring_remedies.cells(ctx, plans),
              ("",) * 4 + (t3,) * 3)],
        asked=workbooks.filters(ctx, (say("monitoring.filter"), STATE, lambda one: say(f"monitoring.state.{one}"))),
        read=("neutrality_period_years", "monitoring_cycle_years", "monitoring_notice_days"),
        demo=any(one.stock.lot.demo for one in found))
