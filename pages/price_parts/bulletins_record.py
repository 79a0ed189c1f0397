"""The bulletins recorded last, with their text and what they changed; for staff, withdrawing one."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal

import streamlit as st

from core.problem import Problem
from pages.base import Context
from store.bulletins import Recorded, recorded, withdraw
from store.clock import SHANGHAI
from ui import blocks, staff
from ui.bulletin import marked
from ui.format import number
from ui.show import drawer

LAST = 10
REFUSED = "price:bulletins_withdraw_refused"


def record_of(ctx: Context) -> None:
    """Newest first."""
    say = ctx.say
    st.header(say("bulletins.recorded"), anchor=False)
    with ctx.snapshot.store.read() as cursor:
        found = recorded(cursor, LAST)
    if not found:
        blocks.note(say("bulletins.recorded_none"))
    for one in found:
        bulletin = one.bulletin
        label = say("bulletins.record", number=one.number, did=say(f"bulletins.did.{one.did}"), day=bulletin.start,
                    title=bulletin.title or bulletin.file or "–")
        if not one.counts:
            label = say("bulletins.record_withdrawn", record=label)
        drawer(label, f"price:bulletins_record:{one.number}", lambda one=one: _one(ctx, one))


def _one(ctx: Context, one: Recorded) -> None:
    say, bulletin = ctx.say, one.bulletin
    on = one.recorded_at.replace(tzinfo=UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    blocks.note(say("bulletins.recorded_at", on=on, role=say(f"field.role.{one.role}"), file=bulletin.file or "–"))
    st.html(marked(bulletin.text, ()))
    if one.before is not None:
        rows = [[say(f"field.{name}"), _figure(name, one.before[name]), _figure(name, getattr(bulletin, name))]
                for name in one.before if hasattr(bulletin, name) and name.endswith(("_t", "_cny"))]
        blocks.table([say("bulletins.column.figure"), say("bulletins.column.before"), say("bulletins.column.read")],
                     rows, (1, 2))
    if one.reason:
        blocks.note(say("bulletins.because", reason=one.reason))
    if not one.counts:
        blocks.note(say("bulletins.withdrawn_because", reason=one.withdrawn_because))
    elif staff.may("write.bulletins"):
        _withdraw_form(ctx, one.number)


def _withdraw_form(ctx: Context, record: int) -> None:
    say, key = ctx.say, f"price:bulletins_why:{record}"
    refused = st.session_state.pop(f"{REFUSED}:{record}", None)
    if refused is not None:
        blocks.refusal(say.problem(refused))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(say("bulletins.withdraw_reason"), key=key, max_chars=500)
        st.button(say("bulletins.withdraw"), key=f"price:bulletins_withdraw:{record}", icon=":material/undo:",
                  on_click=_withdraw, args=(ctx, record, key))


def _withdraw(ctx: Context, record: int, key: str) -> None:
    reason = st.session_state.get(key, "")
    try:
        role = staff.require("write.bulletins")
        ctx.snapshot.store.write(lambda cursor: withdraw(cursor, record, reason, role))
    except Problem as problem:
        st.session_state[f"{REFUSED}:{record}"] = problem


def _figure(name: str, value: object) -> str:
    return "–" if value is None else number(Decimal(str(value)), 0 if name.endswith("_t") else 2)
