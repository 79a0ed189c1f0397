"""A form's inputs: numbers and days as the screen shows them, as the commands want them; an empty one is refused by its
name.

Number inputs of the desk have no limits: an input with one says in English that a figure is beyond it and sends the
last good figure instead, which nobody sees any more. What is too much the decision refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.numbers import about
from core.problem import Problem
from pages.accounting_parts import ANYTIME


def days(value: date | None, key: str) -> dict[str, Any]:
    """What a date input of the desk is given: any day may be typed. What is too early or too late the decision says,
    with its rule and in the page's language; a limit of the input's own would say it in English and send nothing."""
    return {"value": value, "key": key, "min_value": ANYTIME[0], "max_value": ANYTIME[1], "format": "YYYY-MM-DD"}


def shown(key: str, places: int = 3) -> Decimal | None:
    """A number input as the screen shows it, with so many places: 3 for tonnes, 2 for money and percent, 4 for hm².
    What was typed beyond them is nowhere to be seen any more, so it does not count. None: empty."""
    value = st.session_state.get(key)
    return None if value is None else about(Decimal(value), Decimal(1).scaleb(-places))


def decimal(key: str, field: str, places: int = 3) -> Decimal:
    """A number input as `shown`; Problem `desk_empty`."""
    value = shown(key, places)
    if value is None:
        raise Problem("desk_empty", field=f"ledger.{field}")
    return value


def day(key: str, field: str) -> date:
    """A date input; Problem `desk_empty`."""
    value = st.session_state.get(key)
    if not isinstance(value, date):
        raise Problem("desk_empty", field=f"ledger.{field}")
    return value


def text(key: str) -> str:
    return str(st.session_state.get(key) or "")
