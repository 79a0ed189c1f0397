"""What came of something that was sent, for whoever has its reference: state, days, answer; never the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.problem import Problem
from core.reference import EXAMPLE, LONGEST, read
from core.submissions import Step
from pages.base import Context
from pages.desk_parts.typed import text
from pages.voice_parts import sending
from store import submissions
from store.clock import SHANGHAI
from ui import blocks

NUMBER, FOUND, REFUSED = "voice:reference", "voice:found", "voice:status:refused"


@dataclass(frozen=True, slots=True)
class Found:
    """What may be said of a submission."""

    kind: str
    state: str
    received_on: date
    steps: tuple[Step, ...]


def show(ctx: Context) -> None:
    say = ctx.say
    blocks.answer(say("voice.status.how"))
    with st.form("voice:asking", border=False):
        st.text_input(say("voice.reference"), key=NUMBER, max_chars=LONGEST, placeholder=EXAMPLE,
                      autocomplete="off")
        st.form_submit_button(say("voice.status.do"), key="voice:asking:do", type="primary",
                              icon=":material/search:", on_click=_ask, args=(ctx,))
    refused = st.session_state.get(REFUSED)
    if refused is not None:
        blocks.refusal(say.problem(refused))
    found = st.session_state.get(FOUND)
    if found is not None:
        _found(ctx, found)


def _ask(ctx: Context) -> None:
    """What was found before goes, whatever comes of it."""
    for name in (FOUND, REFUSED):
        st.session_state.pop(name, None)
    try:
        reference = read(text(NUMBER))
        sending.not_too_often(sending.ASKING)
        one = submissions.find(ctx.snapshot.store, reference)
        if one is None:
            raise Problem("voice_unknown")
    except Problem as problem:
        st.session_state[REFUSED] = problem
        return
    st.session_state[FOUND] = Found(one.sent.kind, one.state, one.received_on, one.steps)


def _found(ctx: Context, found: Found) -> None:
    """The answer in full width: on a phone it is read, not scrolled."""
    say = ctx.say
    blocks.answer(say(f"voice.state.{found.state}", kind=say(f"voice.kind.{found.kind}")))
    last = found.steps[-1].note if found.steps else ""
    if last:
        with st.container(border=True):
            blocks.answer(blocks.typed(say.pick(last, last)))
    rows = [(found.received_on.isoformat(), say("voice.step.received"))]
    for one in found.steps:
        entry = say("voice.entry", number=one.entry) if one.entry else ""
        rows.append((f"{one.at.astimezone(SHANGHAI):%Y-%m-%d}",
                     " · ".join(part for part in (say(f"voice.step.{one.state}"), entry) if part)))
    blocks.table([say(f"voice.column.{name}") for name in ("day", "state")], rows)
