"""Doing what a form on the desk asks for: once, with its reason, and with a sentence for whatever came of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.ledger.act import REASONED
from core.ledger.commands import Command
from core.ledger.entry import Entry
from core.ledger.four_eyes import RESTS_ON
from core.problem import Problem
from pages.base import Context
from store.acts import act
from ui import blocks, staff

DRAWN = "desk:form:"  # how many acts a form has done
REFUSED = ":refused"  # ends the key of what a form was refused for
SAID = "desk:said"  # what the last act did, said once
LONGEST_REASON = 500


def said(ctx: Context) -> None:
    """What the last act did."""
    text = st.session_state.pop(SAID, None)
    if text is not None:
        st.success(text, icon=":material/check:")


def unsaid(ctx: Context, top: DeltaGenerator) -> None:
    """Refusals whose form is no longer there, at the top: somebody else has done something to the thing meanwhile."""
    for name, found in list(st.session_state.items()):
        if isinstance(found, Problem) and str(name).startswith("desk:") and str(name).endswith(REFUSED):
            del st.session_state[name]
            with top:
                blocks.refusal(ctx.say.problem(found))


def form(key: str) -> str:
    """The key of a form as it is drawn now: another one after each act. Under the same key a browser keeps what was
    typed and sends it again, whatever the session forgot; the next click would do the next thing with it."""
    return f"{key}:{st.session_state.setdefault(f'{DRAWN}{key}', 0)}"


def submit(ctx: Context, key: str, label: str, kind: type[Command], make: Callable[[], Command], *, icon: str = "",
           confirm: str = "", primary: bool = True, disabled: bool = False,
           then: Callable[[tuple[Entry, ...]], None] | None = None) -> None:
    """The last lines of a form: a reason where one is needed, what the last try was refused for, the button.

    `key`: of `form`. The form's inputs have keys that begin with it and a colon: they are forgotten once the act is
    done and kept when it is refused. `make` reads them when the button is clicked. `confirm`: what cannot be undone,
    to be ticked.
    """
    say = ctx.say
    if not staff.may(kind):
        blocks.note(say.problem(staff.not_yours(kind)))
        return
    if kind in REASONED:
        st.text_input(say("desk.reason"), key=f"{key}:reason", max_chars=LONGEST_REASON, help=say("desk.reason_help"))
    if kind in RESTS_ON:
        known = "" if staff.who() else f" {say('people.four_eyes_unknown')}"
        blocks.note(say(f"people.four_eyes.{kind.__name__}") + known)
    sure = not confirm or st.checkbox(confirm, key=f"{key}:sure")
    refused = st.session_state.pop(f"{key}{REFUSED}", None)
    if refused is not None:
        blocks.refusal(say.problem(refused))
    token = st.session_state.setdefault(f"{key}:token", uuid4().hex)
    st.button(label, key=f"{key}:do", type="primary" if primary else "secondary", icon=icon or None,
              disabled=disabled or not sure, on_click=_do, args=(ctx, key, kind, make, token, then))


def _do(ctx: Context, key: str, kind: type[Command], make: Callable[[], Command], token: str,
        then: Callable[[tuple[Entry, ...]], None] | None) -> None:
    """`token` is the key of the act: a double click sends the same one and changes nothing more."""
    reason = st.session_state.get(f"{key}:reason", "")
    try:
        office = staff.require(kind)
        entries = act(ctx.snapshot.store, make(), office, reason, token, staff.who())
    except Problem as problem:
        st.session_state[f"{key}{REFUSED}"] = problem
        return
    for name in [name for name in st.session_state if str(name).startswith(f"{key}:")]:
        del st.session_state[name]
    drawn = f"{DRAWN}{key.rpartition(':')[0]}"
    if drawn in st.session_state:
        st.session_state[drawn] += 1
    st.session_state[SAID] = ctx.say(f"desk.did.{entries[-1].kind}", number=entries[-1].number)
    if then is not None:
        then(entries)
