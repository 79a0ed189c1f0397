"""Storing the bulletins that were read: for staff, with what is asked about, and the way back at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.market.bulletins import Planned, digest
from core.market.bulletins.plan import ASKED, STORED
from core.problem import Problem
from pages.base import Context
from store.bulletins import record, withdraw
from ui import blocks, staff

DONE = "price:bulletins_done"  # numbers of the records the last click made
REFUSED = "price:bulletins_refused"  # why the last click did nothing, said once
REASON = "price:bulletins_reason"
ASKED_AT_MOST = 30  # contradictions that can be ticked at a time


def said(ctx: Context) -> None:
    """What became of the last click, and the way back from it."""
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        blocks.refusal(ctx.say.problem(refused))
    done: tuple[int, ...] = st.session_state.get(DONE, ())
    if done and staff.may("write.bulletins"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(ctx.say("bulletins.stored", count=len(done), last=ctx.snapshot.series.last_date))
            st.button(ctx.say("bulletins.undo"), key="price:bulletins_undo", icon=":material/undo:", on_click=_undo,
                      args=(ctx, done))


def storing(ctx: Context, planned: Sequence[Planned], turn: str) -> None:
    """Ticks for what contradicts, the reason, the button. `turn`: the key that clears the input when it grows."""
    say = ctx.say
    if not staff.may("write.bulletins"):
        blocks.note(say("bulletins.staff_note"))
        return
    asked = [one for one in planned if one.state in ASKED]
    ticked: list[str] = []
    if asked:
        blocks.warning(say("bulletins.asked", count=len(asked)))
        for one in asked[:ASKED_AT_MOST]:
            key = digest(one.bulletin)
            label = say("bulletins.tick", state=say(f"bulletins.state.{one.state}"), day=one.bulletin.start,
                        title=one.bulletin.title or one.bulletin.file or "–")
            if st.checkbox(label, key=f"price:bulletins_tick:{key}"):
                ticked.append(key)
        st.text_input(say("bulletins.reason"), key=REASON, max_chars=500)
    count = sum(1 for one in planned if one.state in STORED) + len(set(ticked))
    if not count:
        blocks.note(say("bulletins.nothing"))
    st.button(say("bulletins.store", count=count), key="price:bulletins_store", type="primary", disabled=not count,
              icon=":material/check:", on_click=_store, args=(ctx, tuple(planned), frozenset(ticked), turn))


def _store(ctx: Context, planned: tuple[Planned, ...], ticked: frozenset[str], turn: str) -> None:
    """Store what is shown. A second click finds it stored and changes nothing."""
    reason = st.session_state.get(REASON, "")
    try:
        role = staff.require("write.bulletins")
        numbers = ctx.snapshot.store.write(lambda cursor: record(
            cursor, [one.bulletin for one in planned], ctx.today, [one.state for one in planned], role, ticked,
            reason))
    except Problem as problem:
        st.session_state[REFUSED] = problem
        return
    if numbers:
        st.session_state[DONE] = numbers
    st.session_state[turn] += 1


def _undo(ctx: Context, numbers: tuple[int, ...]) -> None:
    """Withdraw what the last click stored, latest first."""
    reason = ctx.say("bulletins.undone")

    def back(cursor) -> None:
        for number in reversed(numbers):
            withdraw(cursor, number, reason, role)

    try:
        role = staff.require("write.bulletins")
        ctx.snapshot.store.write(back)
    except Problem as problem:
        st.session_state[REFUSED] = problem
    st.session_state.pop(DONE, None)
