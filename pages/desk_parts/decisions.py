"""The register of decisions: what the leading group decided, at which meeting, on what, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.decision import EFFECTS, Decision
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import decisions_new, decisions_sheet
from pages.desk_parts.decisions_sheet import effect, scenario
from pages.desk_parts.named import called
from ui import blocks, link
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated

DECISION, DOES, STATE = "desk:decisions:decision", "desk:decisions:does", "desk:decisions:state"
STATES = ("stands", "replaced")
SHOWN, ALL = 30, "desk:decisions:all"
READERS: dict[str, object] = {
    DECISION: ("", str), DOES: ("", link.one_of("", *EFFECTS)), STATE: ("", link.one_of("", *STATES))}


def show(ctx: Context) -> None:
    say = ctx.say
    every = list(ctx.books.decisions.values())[::-1]
    if every:
        stands = [one for one in every if not one.replaced_by]
        blocks.answer(say("decisions.answer", count=len(every), stands=len(stands), date=max(
            one.met_on for one in every)))
    else:
        blocks.answer(say("decisions.empty"))
        blocks.note(say("decisions.empty_note"))
    drawer(say("decisions.new"), decisions_new.DRAWER, lambda: decisions_new.form(ctx, "", _choose))
    if not every:
        return
    found = _filtered(ctx, every)
    _table(ctx, found)
    exports.buttons(ctx, "decisions", {"xlsx": lambda: _workbook(ctx, found),
                                       "csv": lambda: comma_separated(_headers(ctx), _cells(ctx, found))})
    _chosen(ctx, found)


def _choose(name: str) -> None:
    st.session_state[DECISION] = name


def _filtered(ctx: Context, every: Sequence[Decision]) -> list[Decision]:
    say = ctx.say
    does = st.segmented_control(say("decisions.does"), ("", *EFFECTS), key=DOES, required=True,
                                persist_state="session", format_func=lambda one: say(f"field.register.does.{one}")
                                if one else say("decisions.every"))
    state = st.segmented_control(say("decisions.state"), ("", *STATES), key=STATE, required=True,
                                 persist_state="session", format_func=lambda one: say(f"decisions.state.{one}")
                                 if one else say("decisions.every"))
    return [one for one in every if does in ("", one.does) and state in ("", _state(one))]


def _state(one: Decision) -> str:
    return "replaced" if one.replaced_by else "stands"


def _table(ctx: Context, found: Sequence[Decision]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("decisions.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    blocks.table([say(f"decisions.column.{name}") for name in ("decision", "met_on", "matter", "effect", "state")], [
        [one.decision, one.met_on.isoformat(), say.pick(one.matter, one.matter), effect(ctx, one),
         say(f"decisions.state.{_state(one)}")] for one in shown])
    if len(found) > SHOWN:
        st.toggle(say("decisions.all", count=len(found)), key=ALL)


def _chosen(ctx: Context, found: Sequence[Decision]) -> None:
    """The sheet of the one that is picked, from this list or from another view."""
    say, known = ctx.say, ctx.books.decisions
    if st.session_state[DECISION] and st.session_state[DECISION] not in known:
        blocks.note(say("decisions.unknown", decision=blocks.typed(st.session_state[DECISION])))
        st.session_state[DECISION] = ""
    names = [one.decision for one in found]
    chosen = st.session_state[DECISION]
    options = ["", *([chosen] if chosen and chosen not in names else []), *names]
    name = st.selectbox(say("decisions.choose"), options, key=DECISION, persist_state="session",
                        format_func=lambda one: called(ctx, "decision", one) if one else say("decisions.choose_none"))
    if name:
        decisions_sheet.show(ctx, known[name], _choose)


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"decisions.column.{name}") for name in (
        "decision", "meeting", "met_on", "matter", "text", "does", "effect", "basis", "hash", "scenario", "version",
        "replaces", "replaced_by", "entry", "demo")]


def _cells(ctx: Context, found: Sequence[Decision]) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(one.decision, one.meeting, one.met_on, one.matter, one.text, say(f"field.register.does.{one.does}"),
             effect(ctx, one), one.basis, one.basis_sha256, scenario(ctx, one), one.data_version or None,
             one.replaces, one.replaced_by, one.entry, say("frame.demo") if one.demo else "") for one in found]


def _workbook(ctx: Context, found: Sequence[Decision]) -> bytes:
    return workbooks.book(ctx, [Sheet(ctx.say("desk.view.decisions"), _headers(ctx), _cells(ctx, found))],
                          demo=any(one.demo for one in found))
