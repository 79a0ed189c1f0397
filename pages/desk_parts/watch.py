"""Patrols and supervision: what was seen on stored plots and what came of it, and the felling ban."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.watch import KINDS, STATES, Finding
from core.ledger.watch_acts import banned
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import received, watch_alerts, watch_bans, watch_forms, watch_map, watch_sheet
from ui import blocks, link
from ui.blocks import Card
from ui.format import listed
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated

FINDING, STATE, KIND, PLOT = "desk:watch:finding", "desk:watch:state", "desk:watch:kind", "desk:watch:plot"
ALL, UNDONE = "desk:watch:all", "undone"
SHOWN = 30
READERS: dict[str, object] = {
    FINDING: ("", str), STATE: (UNDONE, link.one_of("", UNDONE, *STATES)), KIND: ("", link.one_of("", *KINDS)),
    PLOT: ("", str), **received.READERS}


def show(ctx: Context) -> None:
    say, plots = ctx.say, watch_forms.stored(ctx)
    received.concerns(ctx)
    if not plots:
        blocks.answer(say("watch.empty"))
        return
    every = tuple(reversed(ctx.books.findings.values()))
    _summary(ctx, every, plots)
    drawer(say("watch.patrol"), "desk:watch:patrol", lambda: watch_forms.patrol(ctx))
    drawer(say("watch.concern"), "desk:watch:concern", lambda: watch_forms.concern(ctx))
    drawer(say("watch.alerts"), "desk:watch:alerts", lambda: watch_alerts.show(ctx))
    if every:
        st.header(say("watch.findings"), anchor=False)
        found = _filtered(ctx, every, plots)
        _table(ctx, found)
        exports.buttons(ctx, "watch", {"xlsx": lambda: _workbook(ctx, found),
                                       "csv": lambda: comma_separated(_headers(ctx), _cells(ctx, found))})
        watch_map.findings(ctx, found)
        watch_sheet.choose(ctx, [one.finding for one in found], FINDING)
    else:
        blocks.note(say("watch.no_findings"))
    st.header(say("watch.bans"), anchor=False)
    watch_bans.show(ctx, plots)


def _summary(ctx: Context, every: Sequence[Finding], plots: Sequence[str]) -> None:
    say = ctx.say
    count = {state: sum(one.state == state for one in every) for state in STATES}
    bans = sum(banned(ctx.books, plot) for plot in plots)
    last = max((one.seen_on for one in every if one.kind == "patrol"), default=None)
    blocks.answer(say("watch.answer", open=count["open"], checking=count["checking"], bans=bans, plots=len(plots)))
    blocks.cards([
        Card(say("field.finding_state.open"), str(count["open"]), "", say("watch.open_note"),
             "loss" if count["open"] else "line"),
        Card(say("field.finding_state.checking"), str(count["checking"]), "", "", "held"),
        Card(say("watch.banned"), str(bans), "", say("watch.banned_note", plots=len(plots)), "available"),
        Card(say("watch.last_patrol"), last.isoformat() if last else "–", "",
             say("watch.no_patrol") if last is None else say("watch.today") if last == ctx.today
             else say("watch.days_ago", days=(ctx.today - last).days), "line")])


def _filtered(ctx: Context, every: Sequence[Finding], plots: Sequence[str]) -> list[Finding]:
    say = ctx.say
    state = st.segmented_control(
        say("watch.filter"), (UNDONE, *STATES, ""), key=STATE, required=True, persist_state="session",
        format_func=lambda one: say("watch.every") if not one else say("watch.undone") if one == UNDONE
        else say(f"field.finding_state.{one}"))
    left, right = st.columns(2)
    kind = left.selectbox(say("watch.kind"), ("", *KINDS), key=KIND, persist_state="session",
                          format_func=lambda one: say(f"entry.value.{one}") if one else say("watch.every"))
    if st.session_state.get(PLOT) not in ("", *plots):
        st.session_state[PLOT] = ""
    plot = right.selectbox(say("watch.plot"), ("", *plots), key=PLOT, persist_state="session",
                           format_func=lambda one: watch_forms.plot_name(ctx, one) if one else say("watch.every"))
    return [one for one in every if (state in ("", one.state) or (state == UNDONE and one.state != "closed"))
            and kind in ("", one.kind) and (not plot or plot in one.plots)]


def _table(ctx: Context, found: Sequence[Finding]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("watch.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    head = [say(f"watch.column.{name}") for name in ("finding", "kind", "seen_on", "plots", "subject", "state")]
    blocks.table(head, [
        [one.finding, say(f"entry.value.{one.kind}"), one.seen_on.isoformat(), listed(one.plots, say),
         say.pick(one.subject, one.subject), say(f"field.finding_state.{one.state}")
         + (f" · {say(f'entry.value.{one.outcome}')}" if one.outcome else "")] for one in shown])
    if len(found) > SHOWN:
        st.toggle(say("watch.all", count=len(found)), key=ALL)


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"watch.column.{name}") for name in (
        "finding", "kind", "seen_on", "plots", "subject", "source", "state", "outcome", "answer", "demo")]


def _cells(ctx: Context, found: Sequence[Finding]) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(one.finding, say(f"entry.value.{one.kind}"), one.seen_on, listed(one.plots, say),
             say.pick(one.subject, one.subject), say.pick(one.source, one.source),
             say(f"field.finding_state.{one.state}"), say(f"entry.value.{one.outcome}") if one.outcome else "–",
             say.pick(one.answer, one.answer) or "–", say("frame.demo") if one.demo else "") for one in found]


def _workbook(ctx: Context, found: Sequence[Finding]) -> bytes:
    say = ctx.say
    return workbooks.book(
        ctx, [Sheet(say("desk.view.watch"), _headers(ctx), _cells(ctx, found))], demo=any(one.demo for one in found),
        asked=workbooks.filters(
            ctx, (say("watch.filter"), STATE, lambda one: say("watch.undone") if one == UNDONE
                  else say(f"field.finding_state.{one}")),
            (say("watch.kind"), KIND, lambda one: say(f"entry.value.{one}")), (say("watch.plot"), PLOT, None)))
