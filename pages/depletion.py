"""Depletion: when the reserve will not suffice, how surely, and what would prevent it."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from core.problem import Problem
from pages import meeting, parts
from pages.depletion_parts import address, state
from ui import blocks, link

VIEWS = ("outlook", "levers", "solver", "compare", "list", "saved")
MODULES = {"list": "from_list"}  # of the others the module has the name of the view
VIEW = "depletion:view"
FIRST = "answer"  # topic of a meeting


def main() -> None:
    ctx = meeting.context()
    say = ctx.say
    link.restore("depletion", {VIEW: (VIEWS[0], link.one_of(*VIEWS)), state.SCENARIO: (None, state.read)})
    demo, given = ctx.snapshot.reserve.demo, st.session_state[state.SCENARIO]
    refused = given == state.BROKEN or isinstance(given, Problem)
    if meeting.on() and not refused:
        meeting.show(ctx, import_module("pages.meeting_parts.scenarios").TOPICS, demo)
        return
    blocks.title(say("depletion.title"), say(f"depletion.lead.{st.session_state[VIEW]}"), parts.demo_mark(ctx, demo))
    if not refused:
        meeting.way_in(ctx, FIRST)
    view = st.segmented_control(say("depletion.view"), VIEWS, key=VIEW, required=True, label_visibility="collapsed",
                                format_func=lambda name: say(f"depletion.view.{name}"), persist_state="session")
    if given == state.BROKEN:
        blocks.warning(say("depletion.broken"))
    elif isinstance(given, Problem):
        blocks.warning(say("depletion.refused", problem=given))
    part = import_module(f"pages.depletion_parts.{MODULES.get(view, view)}")  # a visitor pays for the view they look at
    link.restore(f"depletion:{view}", part.READERS)
    own = part.show(ctx)
    if own is None:
        own = {key: st.session_state[key] for key in part.READERS}
    packed = address.packed(state.current(ctx)) if state.changed() else None
    if packed == "":
        blocks.note(say("depletion.too_long"))
    parts.end(ctx, "depletion", {VIEW: view if view != VIEWS[0] else None, state.SCENARIO: packed, **own}, demo)


main()
