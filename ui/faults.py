"""What nobody foresaw, on a page: the visitor reads a sentence with a reference; the log says where it happened
(watching.errors) and no more."""

from __future__ import annotations

import streamlit as st

from core.problem import Problem
from ui import blocks
from ui.words import words
from watching.errors import reference


def on_page(error: Exception) -> bool:
    """Tell a visitor of a page that failed; True: Streamlit need not. Of the store it is said what is wrong."""
    say = words(str(st.session_state.get("lang", "zh")))
    if isinstance(error, Problem) and error.key.startswith("store_"):
        blocks.refusal(say.problem(error))
        return True
    blocks.refusal(say("fault.page", reference=reference(error)))
    return True
