"""A list of proposals: what is ticked there becomes the scenario's proposals."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.base import Context
from pages.depletion_parts import listing, state

READERS: dict[str, object] = {}


def show(ctx: Context) -> None:
    scenario = state.current(ctx)
    found = listing.show(ctx, scenario)
    if found is not None:
        state.load(replace(scenario, listed=found))
        st.rerun()
