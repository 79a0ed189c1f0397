"""Tables that people fill in: an editor, its complete rows, and their place in the address."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui import link

MOST_ROWS, LARGEST = 200, 1e9


def editor(key: str, columns: dict[str, Any], alt: str) -> list[list[Any]]:
    """The table as it stands, empty rows left out.

    What it starts from stands in the session under `key`, what it holds now beside it: Streamlit forgets an editor
    that a run does not show.
    """
    if f"{key}:editor" not in st.session_state and f"{key}:now" in st.session_state:
        st.session_state[key] = st.session_state[f"{key}:now"]
    frame = pd.DataFrame(st.session_state[key], columns=list(columns))
    edited = st.data_editor(frame, num_rows="dynamic", hide_index=True, key=f"{key}:editor", alt=alt,
                            column_config=columns, height=min(460, 76 + 35 * max(len(frame), 3)))
    rows = [[None if pd.isna(value) else value for value in row] for row in edited.itertuples(index=False)]
    found = [row for row in rows if any(value not in (None, "") for value in row)]
    st.session_state[f"{key}:now"] = found
    return found


def start(key: str, rows: Sequence[Sequence[Any]]) -> None:
    """Begin the table anew with these rows."""
    st.session_state[key] = [list(row) for row in rows]
    st.session_state.pop(f"{key}:editor", None)
    st.session_state.pop(f"{key}:now", None)


def complete(rows: Sequence[Sequence[Any]], first: int) -> list[list[Any]]:
    """The rows whose numbers, from column `first` on, are all there and finite."""
    return [[*(str(text or "") for text in row[:first]), *(float(value) for value in row[first:])] for row in rows
            if all(value is not None and math.isfinite(value) and abs(value) <= LARGEST for value in row[first:])]


def read(text: str, width: int, first: int) -> list[list[Any]]:
    """Rows from the address; ValueError for anything else."""
    rows = link.unpack(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise ValueError(text[:40])
    number = link.between(-LARGEST, LARGEST)
    return [[*(str(part)[:80] for part in row[:first]), *(number(value) for value in row[first:])]
            for row in rows[:MOST_ROWS]]
