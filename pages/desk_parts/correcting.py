"""Correcting names and dates that an entry got wrong: a further entry says so, the first stays as it is."""

from __future__ import annotations

import streamlit as st

from core.ledger.commands import Correct, CorrectDecision
from core.ledger.fields import CORRECTABLE, Thing, said
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.typed import text
from ui import blocks
from ui.show import drawer

LONGEST = 500


def correction(ctx: Context, key: str, about: str, thing: Thing) -> None:
    """A drawer with one field at a time; `about`: a kind that can be corrected; `key`: begins with the view's."""
    drawer(ctx.say("history.correct"), f"{key}:correct", lambda: form(ctx, f"{key}:correction", about, thing))


def form(ctx: Context, key: str, about: str, thing: Thing) -> None:
    """One field at a time, what it says and what it will say, and why."""
    say, key = ctx.say, acting.form(key)
    left, right = st.columns(2, vertical_alignment="bottom")
    field = left.selectbox(say("history.field"), list(CORRECTABLE[about]), key=f"{key}:field",
                           format_func=lambda name: say(f"field.ledger.{name}"))
    now = said(thing, field)
    value = right.text_input(say("history.value"), value=now, key=f"{key}:value:{field}", max_chars=LONGEST).strip()
    if value != now:
        blocks.note(say("history.change", was=blocks.typed(say.pick(now, now)),
                        now=blocks.typed(say.pick(value, value))))
    kind = CorrectDecision if about == "decision" else Correct
    acting.submit(ctx, key, say("history.correct_do"), kind,
                  lambda: kind(thing.entry, field, text(f"{key}:value:{field}")), primary=False,
                  icon=":material/edit:")
