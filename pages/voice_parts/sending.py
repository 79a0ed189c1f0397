"""Sending a form of the public: once, not too often, with a sentence for whatever came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import streamlit as st

from core.problem import Problem
from core.rate import Rate
from core.reference import grouped
from core.submissions import LONGEST_LINE, Sent, check_notice, checked
from pages.base import Context
from store import now, submissions, today
from store.acts import books
from ui import blocks, staff
from ui.limits import Limit

SECOND = 1000  # ms
# Of each kind by itself: a flood of concerns must keep nobody from objecting in time.
SENDING = {kind: Limit(each=Rate(10, 300 * SECOND), together=Rate(300, 10 * SECOND))
           for kind in ("concern", "objection")}
ASKING = Limit(each=Rate(20, 20 * SECOND), together=Rate(300, SECOND))
DRAWN = "voice:form:"  # how many times a form was sent
SENT = "voice:sent"  # the references of what was sent, until their sender has noted them


def form(key: str) -> str:
    """The key of a form as it is drawn now: another one after each sending, so that nothing is sent twice."""
    return f"{key}:{st.session_state.setdefault(f'{DRAWN}{key}', 0)}"


def not_too_often(limit: Limit) -> None:
    """Problem `voice_wait` says when to try again. Staff are not counted; the address is that of the connection, or
    what a proxy of ZHANBU_PROXIES says it is."""
    if not staff.may("page.desk") and (wait := limit.wait(st.context.ip_address)):
        raise Problem("voice_wait", at=f"{now() + timedelta(seconds=wait + 59):%H:%M}")


def words(ctx: Context, key: str, label: str) -> None:
    """What one has to say, and how one can be reached."""
    say = ctx.say
    # No `max_chars`: the box would drop a longer text that is pasted, without a word. `checked` says how long it is.
    st.text_area(label, key=f"{key}:text", height=150, help=say("voice.text_help"))
    st.text_input(say("voice.contact"), key=f"{key}:contact", max_chars=LONGEST_LINE,
                  placeholder=say("voice.contact_hint"))
    blocks.note(say("voice.privacy", days=ctx.snapshot.rules.at(ctx.today)[submissions.KEEP].number))


def button(ctx: Context, key: str, label: str, make: Callable[[], Sent]) -> None:
    """The last lines of a form: what the last try was refused for, the button. What was typed stays when it is."""
    refused = st.session_state.pop(f"{key}:refused", None)
    if refused is not None:
        blocks.refusal(ctx.say.problem(refused))
    token = st.session_state.setdefault(f"{key}:token", uuid4().hex)
    st.form_submit_button(label, key=f"{key}:do", type="primary", icon=":material/send:", on_click=_send,
                          args=(ctx, key, make, token))


def _send(ctx: Context, key: str, make: Callable[[], Sent], token: str) -> None:
    """The page may have been open for long: day and books are those of the click."""
    store = ctx.snapshot.store
    try:
        if not staff.may("send.submissions"):
            raise staff.not_yours("send.submissions")
        reference = submissions.known(store, token)
        if reference is None:
            sent = checked(make(), today())
            if sent.kind == "objection":
                check_notice(books(store), sent.name, today())
            not_too_often(SENDING[sent.kind])
            reference = submissions.send(store, sent, token)
    except Problem as problem:
        st.session_state[f"{key}:refused"] = problem
        return
    for name in [name for name in st.session_state if str(name).startswith(f"{key}:")]:
        del st.session_state[name]
    st.session_state[f"{DRAWN}{key.rpartition(':')[0]}"] += 1
    st.session_state[SENT] = (*st.session_state.get(SENT, ()), reference)


def received(ctx: Context) -> None:
    """The references of what was sent: they are shown until their sender says that they are noted."""
    say, sent = ctx.say, st.session_state.get(SENT, ())
    if not sent:
        return
    with st.container(border=True):
        st.success(say("voice.sent"), icon=":material/check:")
        for reference in dict.fromkeys(sent):
            st.code(grouped(reference), language=None)
        blocks.note(say("voice.keep_it"))
        st.button(say("voice.noted"), key="voice:noted", on_click=_noted)


def _noted() -> None:
    del st.session_state[SENT]
