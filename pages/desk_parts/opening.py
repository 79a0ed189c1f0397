"""Opening a thing on the desk: the view that deals with its kind, with this one chosen."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import streamlit as st

VIEW = "desk:view"
THING = "desk:history:thing"  # what the history shows: `plot/YM-01`
PLACES: Mapping[str, tuple[str, str]] = {  # kind of thing → view, the key of what is chosen there
    "plot": ("plots", "desk:plots:plot"),
    "occupation": ("occupations", "desk:occupations:proposal"),
    "order": ("orders", "desk:orders:order"),
    "certificate": ("certificates", "desk:certificates:serial"),
    "lot": ("monitoring", "desk:monitoring:lot"),
    "remedy": ("monitoring", "desk:monitoring:remedy"),
    "finding": ("watch", "desk:watch:finding"),
    "concern": ("watch", "desk:watch:received"),
    "distribution": ("sharing", "desk:sharing:order"),
    "decision": ("decisions", "desk:decisions:decision"),
}


def open_thing(about: str, name: str) -> None:
    """For a button's `on_click`: the next run shows the thing where it is dealt with."""
    view, key = PLACES[about]
    for other in import_module(f"pages.desk_parts.{view}").READERS:  # a filter could hide it
        st.session_state.pop(other, None)
    _show(view, key, name)


def open_history(about: str, name: str) -> None:
    """For a button's `on_click`: the next run shows everything that happened to the thing."""
    _show("history", THING, f"{about}/{name}")


def _show(view: str, key: str, value: str) -> None:
    st.session_state[VIEW] = view
    st.session_state[f"desk:{view}:restored"] = True  # what is chosen here goes before what the address says
    st.session_state[key] = value
