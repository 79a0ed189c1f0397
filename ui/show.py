"""Putting charts and tables on a page, each chart with its table one click away."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from ui import blocks
from ui.figures import CONFIG, finished
from ui.words import Words

MARKDOWN = re.compile(r"[\\`*_$~\[\]]|:(?=[\w/-]+[:\[])")  # what begins a mark of Streamlit's Markdown
Table = tuple[Sequence[str], Sequence[Sequence[str]], Sequence[int]]


def chart(figure: go.Figure, alt: str, say: Words, key: str, table: Callable[[], Table] | None = None,
          source: str = "") -> None:
    """A chart with its source line; its table is only made when somebody opens it."""
    st.plotly_chart(finished(figure), config=CONFIG, alt=alt, key=f"{key}:chart", theme=None)
    if source:
        blocks.note(source)
    if table is not None:
        aside(say("show.table"), f"{key}:table", lambda: _table(table()))


def escaped(text: str) -> str:
    """A text that stands as it was typed where Streamlit reads Markdown."""
    return MARKDOWN.sub(r"\\\g<0>", text)


def drawer(label: str, key: str, body: Callable[[], Any]) -> None:
    """An expander whose body runs only while it is open; its label is no Markdown: names stand as they were typed."""
    box = st.expander(escaped(label), key=key, on_change="rerun")
    if box.open:
        with box:
            body()


def aside(label: str, key: str, body: Callable[[], Any]) -> None:
    """A drawer that is opened without a run of the rest of the page: for what changes nothing outside of it."""
    st.fragment(drawer)(label, key, body)


def _table(content: Table) -> None:
    headers, rows, right = content
    blocks.table(headers, rows, right)
