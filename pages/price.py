"""Price: what a tonne costs on any day and why; the history, other rules, the time ahead, the bulletins."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from pages import parts
from pages.base import context
from ui import blocks, link

VIEWS = ("day", "history", "rules", "ahead", "wait", "basket", "bulletins")
VIEW = "price:view"


def main() -> None:
    ctx = context()
    say = ctx.say
    link.restore("price", {VIEW: (VIEWS[0], link.one_of(*VIEWS))})
    blocks.title(say("price.question"), say(f"price.lead.{st.session_state[VIEW]}"))
    view = st.segmented_control(say("price.view"), VIEWS, key=VIEW, required=True, label_visibility="collapsed",
                                format_func=lambda name: say(f"price.view.{name}"), persist_state="session")
    part = import_module(f"pages.price_parts.{view}")  # a visitor pays for the view they look at
    link.restore(f"price:{view}", part.READERS)
    state = part.show(ctx)
    if state is None:
        state = {key: st.session_state[key] for key in part.READERS}
    parts.end(ctx, "price", {VIEW: view, **state}, demo=False)


main()
