"""What a form's inputs say, as the commands want it; an empty one is refused by its name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.problem import Problem


def decimal(key: str, field: str) -> Decimal:
    """A number input as it was typed, nothing rounded; Problem `desk_empty`."""
    value = st.session_state.get(key)
    if value is None:
        raise Problem("desk_empty", field=f"ledger.{field}")
    return Decimal(repr(value))


def day(key: str, field: str) -> date:
    """A date input; Problem `desk_empty`."""
    value = st.session_state.get(key)
    if not isinstance(value, date):
        raise Problem("desk_empty", field=f"ledger.{field}")
    return value


def text(key: str) -> str:
    return str(st.session_state.get(key) or "")
