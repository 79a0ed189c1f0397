"""Taking up what the public sent: the journal's own acts, with the words proposed and rewritten by whoever does it.

The act's key is the token by which the thing was sent: two who take it up write it once.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_NAME, LONGEST_TEXT
from core.ledger.plot_file import PLACES, PlotFile, RaiseObjection
from core.ledger.watch import RecordFinding
from core.problem import Problem
from core.submissions import Submission, unread
from pages.base import Context
from pages.desk_parts import acting, watch_forms
from pages.desk_parts.typed import day, days, text
from store import submissions
from ui import blocks
from ui.show import drawer

Then = Callable[[tuple[Entry, ...]], None]


def find(ctx: Context, one: Submission, then: Then) -> None:
    """A concern becomes a finding on stored plots; what concerns none is answered without the journal."""
    say, key = ctx.say, _form(one)
    stored = watch_forms.stored(ctx)

    def body() -> None:
        blocks.note(say("received.take_up_note"))
        left, right = st.columns([3, 1])
        left.multiselect(say("watch.column.plots"), stored, [one.sent.name] if one.sent.name in stored else [],
                         key=f"{key}:plots", format_func=lambda plot: watch_forms.plot_name(ctx, plot),
                         placeholder=say("watch.choose_plots"))
        right.date_input(say("watch.column.seen_on"), **days(one.sent.seen_on or one.received_on, f"{key}:seen_on"))
        st.text_area(say("watch.column.subject"), _line(one), key=f"{key}:words", max_chars=LONGEST_TEXT,
                     help=say("watch.public_help"))
        st.text_input(say("watch.column.source"), say("received.source"), key=f"{key}:source", max_chars=LONGEST_NAME)
        acting.submit(ctx, key, say("received.take_up"), RecordFinding, make, icon=":material/record_voice_over:",
                      then=then)

    def make() -> RecordFinding:
        _check(ctx, one)
        plots = tuple(st.session_state.get(f"{key}:plots") or ())
        return RecordFinding("concern", plots, day(f"{key}:seen_on", "seen_on"), text(f"{key}:source"),
                             " ".join(text(f"{key}:words").split()), "", False, watch_forms.illustrative(ctx, plots))

    drawer(say("received.drawer.take_up"), f"{key}:drawer", body)


def object_(ctx: Context, one: Submission, file: PlotFile, then: Then) -> None:
    """An objection enters the plot's file on the day it came, which may have been the last of the notice."""
    say, key = ctx.say, _form(one)

    def body() -> None:
        blocks.note(say("received.object_note", date=one.received_on))
        st.selectbox(say("received.place"), PLACES, key=f"{key}:place",
                     format_func=lambda place: say(f"plots.place.{place}"))
        st.text_area(say("field.ledger.ground"), _line(one), key=f"{key}:words", max_chars=LONGEST_TEXT, height=80,
                     help=say("desk.reason_help"))
        acting.submit(ctx, key, say("plots.object.do"), RaiseObjection, make, icon=":material/front_hand:", then=then)

    def make() -> RaiseObjection:
        _check(ctx, one)
        return RaiseObjection(file.plot, one.received_on, text(f"{key}:place"), text(f"{key}:words"))

    drawer(say("received.drawer.object"), f"{key}:drawer", body)


def answered(ctx: Context, one: Submission, file: PlotFile | None) -> str:
    """What the journal says came of it, to begin an answer with; empty where it says nothing yet."""
    if not one.entry:
        return ""
    objections = file.notice.objections if file is not None and file.notice is not None else ()
    return next((each.answer for each in objections if each.entry == one.entry), "") or next(
        (each.answer for each in ctx.books.findings.values() if one.entry in each.entries), "")


def check_read(ctx: Context, plot: str) -> None:
    """Nothing is stored while an objection that came from outside lies unread; Problem `objection_unread`."""
    if count := unread(submissions.every(ctx.snapshot.store), plot):
        raise Problem("objection_unread", plot=plot, count=count)


def _form(one: Submission) -> str:
    """A form that can be done once, whoever does it."""
    key = f"desk:received:{one.reference}:up"
    st.session_state[f"{key}:token"] = one.token
    return key


def _check(ctx: Context, one: Submission) -> None:
    """Somebody may have dealt with it meanwhile; Problem `submission_state`."""
    known = submissions.find(ctx.snapshot.store, one.reference)
    if known is None or known.state != "received":
        raise Problem("submission_state", state=f"submission_state.{known.state if known else one.state}")


def _line(one: Submission) -> str:
    return " ".join(one.sent.text.split())[:LONGEST_TEXT]
