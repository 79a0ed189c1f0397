"""Tables of a scenario that people edit: rows ↔ values, without losing what was typed or a digit of what was not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from pages.base import Context
from pages.depletion_parts.state import EDITION, TABLES
from ui import blocks

DIGITS = 12  # of a typed number
ABSURD = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class _Start:
    """What an open table began with: its edits come from the browser as differences from these rows."""

    stamp: tuple[str, int]
    value: tuple[Any, ...]
    frame: pd.DataFrame


def edited(ctx: Context, section: str, value: tuple[Any, ...], columns: Mapping[str, Any],
           row: Callable[[Any], Sequence[Any]], parse: Callable[..., Any], alt: str) -> tuple[Any, ...]:
    """Draw the table of `value`; the value as it stands there.

    `row`: an entry → its cells; `parse`: cells → an entry, None where one that is needed is missing.
    """
    key = f"depletion:{section}:editor{st.session_state.get(EDITION, 0)}"
    start = _start(ctx, section, key, value, columns, row)
    frame = st.data_editor(start.frame, num_rows="dynamic", hide_index=True, key=key, alt=alt,
                           column_config=dict(columns), height=min(460, 76 + 35 * max(len(start.frame), 2)))
    if frame.equals(start.frame):
        return start.value
    entries = [_entry(parse, cells) for cells in frame.itertuples(index=False)]
    missing = sum(one is None for one in entries)
    if missing:
        blocks.warning(ctx.say("depletion.incomplete", count=missing))
    return tuple(one for one in entries if one is not None)


def _start(ctx: Context, section: str, key: str, value: tuple[Any, ...], columns: Mapping[str, Any],
           row: Callable[[Any], Sequence[Any]]) -> _Start:
    """Where an open table began; a table just opened, or in another language, begins with the value as it is now."""
    tables: dict[str, _Start] = st.session_state.setdefault(TABLES, {})
    stamp = (ctx.say.lang, ctx.snapshot.version)
    kept = tables.get(section)
    if kept is None or kept.stamp != stamp or key not in st.session_state:
        if kept is not None and kept.stamp != stamp:
            st.session_state.pop(key, None)
        frame = pd.DataFrame([list(row(one)) for one in value], columns=list(columns))
        ticks = frame.select_dtypes(bool).columns  # a new row has no tick at first, which a column of bool cannot hold
        tables[section] = _Start(stamp, value, frame.astype(dict.fromkeys(ticks, object)))
    return tables[section]


def _entry(parse: Callable[..., Any], cells: Sequence[Any]) -> Any:
    """An entry; None also where what was typed is no day there is."""
    try:
        return parse(*(None if pd.isna(cell) else cell for cell in cells))
    except (ValueError, OverflowError):
        return None


def decimal(cell: Any, scale: int = 1) -> Decimal:
    """A number as it was typed; `scale` 100 for per cent."""
    return Decimal(f"{float(cell):.{DIGITS}g}") / scale


def whole(cell: Any) -> int:
    """A whole number as it was typed; what is absurd stays absurd enough to be refused."""
    return int(min(max(float(cell), -ABSURD), ABSURD))


def first_of_month(cell: Any) -> date:
    return day(cell).replace(day=1)


def day(cell: Any) -> date:
    return pd.Timestamp(cell).date()
