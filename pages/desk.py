"""The desk (业务办理): staff keep the books here. Everybody else is told where the public pages are."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from pages import parts
from pages.base import context
from pages.desk_parts import acting
from ui import blocks, link

VIEWS: tuple[str, ...] = (
    "today", "plots", "occupations", "orders", "certificates", "monitoring", "watch", "sharing", "decisions", "history")
VIEW = "desk:view"


def main() -> None:
    ctx = context()
    say = ctx.say
    link.restore("desk", {VIEW: (VIEWS[0], link.one_of(*VIEWS))})
    demo = ctx.snapshot.demo
    blocks.title(say("desk.title"), say(f"desk.lead.{st.session_state[VIEW]}"), parts.demo_mark(ctx, demo))
    view = st.segmented_control(say("desk.view"), VIEWS, key=VIEW, required=True, label_visibility="collapsed",
                                format_func=lambda name: say(f"desk.view.{name}"), persist_state="session")
    acting.said(ctx)
    top = st.container()
    part = import_module(f"pages.desk_parts.{view}")
    link.restore(f"desk:{view}", part.READERS)
    part.show(ctx)
    acting.unsaid(ctx, top)
    own = {key: st.session_state[key] for key in part.READERS}
    parts.end(ctx, "desk", {VIEW: view if view != VIEWS[0] else None, **own}, demo)


main()
