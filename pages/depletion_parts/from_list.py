"""A list of proposals: what is ticked there becomes the scenario's proposals."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.base import Context
from pages.depletion_parts import listing, state
from ui import blocks

TAKEN = "depletion:taken"  # how many proposals a list has just put in place of how many
READERS: dict[str, object] = {}


def show(ctx: Context) -> None:
    scenario = state.current(ctx)
    taken = st.session_state.pop(TAKEN, None)
    if taken is not None:
        blocks.note(ctx.say("depletion.list_taken", count=taken[0], before=taken[1]))
    found = listing.show(ctx, scenario)
    if found is not None:
        state.load(replace(scenario, listed=found))
        st.session_state[TAKEN] = (len(found), len(scenario.listed))
        st.rerun()
