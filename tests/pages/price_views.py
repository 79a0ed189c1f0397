"""A view of the price page on its own, without the shell."""

from __future__ import annotations

from driving import run
from streamlit.testing.v1 import AppTest

SCRIPT = """
import importlib
import streamlit as st
from pages.base import context
from ui import link
st.session_state["lang"] = st.query_params.get("lang", "zh")
ctx = context()
part = importlib.import_module("pages.price_parts.{view}")
link.restore("price:{view}", part.READERS)
part.show(ctx)
link.write({{key: st.session_state[key] for key in part.READERS}})
"""


def open_view(view: str, lang: str = "zh", **address: str) -> AppTest:
    """The view as a visitor gets it who comes with this address."""
    at = AppTest.from_string(SCRIPT.format(view=view), default_timeout=60)
    at.query_params["lang"] = lang
    for name, value in address.items():
        at.query_params[name] = value
    return run(at)
