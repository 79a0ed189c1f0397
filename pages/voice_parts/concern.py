"""Saying what one has seen: about a plot, a planned land use, a certificate or something else."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.ledger.fields import serial
from core.problem import Problem
from core.submissions import ABOUTS, LONGEST_LINE, Sent
from pages.base import Context
from pages.desk_parts.typed import days, text
from pages.voice_parts import sending
from ui import blocks, link

ABOUT, PLOT, PROPOSAL = "voice:about", "voice:plot", "voice:proposal"
CERTIFICATE, LIKE = "voice:certificate", "YM-C-2026-0001"


def _name(text: str) -> str:
    return text[:LONGEST_LINE]


READERS: dict[str, object] = {
    ABOUT: (ABOUTS[0], link.one_of(*ABOUTS)), PLOT: ("", _name), PROPOSAL: ("", _name), CERTIFICATE: ("", _name)}


def show(ctx: Context) -> None:
    say, key = ctx.say, sending.form("voice:concern")
    blocks.answer(say("voice.concern.how"))
    about = st.segmented_control(say("voice.about"), ABOUTS, key=ABOUT, required=True, persist_state="session",
                                 format_func=lambda one: say(f"voice.about.{one}"))
    which = _which(ctx, about)
    with st.form(key, border=False, enter_to_submit=False):
        left, right = st.columns(2)
        left.text_input(say("voice.place"), key=f"{key}:place", max_chars=LONGEST_LINE,
                        placeholder=say("voice.place_hint"))
        right.date_input(say("voice.seen_on"), **days(None, f"{key}:seen_on"))
        sending.words(ctx, key, say("voice.text"))

        def make() -> Sent:
            seen = st.session_state.get(f"{key}:seen_on")
            return Sent("concern", about, _checked(ctx, about, which), text(f"{key}:place"), text(f"{key}:text"),
                        seen if isinstance(seen, date) else None, text(f"{key}:contact"))

        sending.button(ctx, key, say("voice.concern_do"), make)


def _which(ctx: Context, about: str) -> str:
    """The number of what it is about, empty where it was not said."""
    say = ctx.say
    if about == "certificate":
        return str(st.text_input(say("voice.certificate"), key=CERTIFICATE, max_chars=LONGEST_LINE,
                                 placeholder=say("voice.certificate_hint", number=LIKE), persist_state="session") or "")
    if about == "other":
        return ""
    if about == "plot":
        key, known = PLOT, {one.plot: (one.name_zh, one.name_en) for one in ctx.snapshot.reserve.plots}
        known |= {one.plot: (one.name_zh, one.name_en) for one in ctx.books.plots.values() if not one.withdrawn}
    else:
        key, known = PROPOSAL, {one.proposal: (one.name_zh, one.name_en) for one in ctx.snapshot.proposals}
    if st.session_state.get(key) not in ("", *known):
        st.session_state[key] = ""
    return str(st.selectbox(
        say(f"voice.which.{about}"), ["", *sorted(known)], key=key, persist_state="session",
        format_func=lambda one: f"{one} {say.pick(*known[one])}" if one else say("voice.which_none")))


def _checked(ctx: Context, about: str, which: str) -> str:
    """A certificate by its number, in any spelling; Problem `voice_certificate`, `ledger_text`."""
    if about != "certificate" or not which.strip():
        return which
    known = {one.certificate for one in ctx.snapshot.reserve.orders if one.certificate} | set(ctx.books.certificates)
    found = next((one for one in known if serial(one) == serial(which)), None)
    if found is None:
        raise Problem("voice_certificate", number=which.strip())
    return found
