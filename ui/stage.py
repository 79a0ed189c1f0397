"""Pieces of a screen in a meeting, read from the back row. Every text is escaped here or in ui.blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from ui import blocks
from ui.blocks import Card
from ui.figures import CONFIG, finished
from ui.theme import one_line

STYLE = Path(__file__).with_name("stage.css")
LARGER = 1.8  # text and lines of a chart, against the same on a page


@lru_cache(maxsize=1)
def _sheet() -> str:
    return f"<style>{one_line(STYLE)}</style>"


def style() -> None:
    """What takes the frame of the page away and fits the rest to the screen."""
    st.html(_sheet())


def head(question: str, mark: str) -> None:
    """What this screen answers, and the mark of illustrative data."""
    badge = f' <span class="zb-mark">{escape(mark)}</span>' if mark else ""
    st.html(f'<h1 class="zb-question">{escape(question)}{badge}</h1>')


def cards(items: Iterable[Card]) -> None:
    """Key figures, 96 px where they fit."""
    with st.container(key="meeting-cards"):
        blocks.cards(items)


def giant(one: Card) -> None:
    """The figure that the screen is about."""
    with st.container(key="meeting-giant"):
        blocks.cards((one,))


def shares(parts: Sequence[tuple[str, float]]) -> None:
    """One bar of a whole: (role, part)."""
    whole = sum(part for _, part in parts) or 1
    inner = "".join(f'<i style="width:{100 * part / whole:.3f}%;background:var(--zb-{role})"></i>'
                    for role, part in parts if part > 0)
    st.html(f'<div class="zb-shares" aria-hidden="true">{inner}</div>')


def place(text: str) -> None:
    st.html(f'<span class="zb-place">{escape(text)}</span>', width="content")


def as_of(text: str) -> None:
    st.html(f'<span class="zb-asof">{escape(text)}</span>')


def speaker(title: str, sentences: Iterable[str]) -> None:
    """What may be said to the screen."""
    st.html(f'<h2 class="zb-speaker">{escape(title)}</h2>')
    for one in sentences:
        blocks.answer(one)


def chart(figure: go.Figure, alt: str, key: str) -> None:
    """As high as the screen leaves room."""
    st.plotly_chart(finished(figure), config=CONFIG, alt=alt, key=key, theme=None, height="stretch")


def layers(figures: Sequence[go.Figure], at: int, alt: str, key: str) -> None:
    """Charts in the same place, of which one is seen. All are there from the start: a chart with other values would be
    another chart to the browser, and the screen would blink."""
    with st.container(key="meeting-layers", height="stretch"):
        st.html(f"<style>.st-key-meeting-layer-{at}{{visibility:visible!important}}</style>")
        for number, figure in enumerate(figures):
            with st.container(key=f"meeting-layer-{number}", height="stretch"):
                chart(figure, alt, f"{key}:{number}")


def larger(figure: go.Figure) -> go.Figure:
    """The same chart, its text and lines for the back row; days as text and values as an array, for a chart is copied
    and written anew for every screen."""
    figure.update_layout(height=None, font_size=figure.layout.font.size * LARGER)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        axis.tickfont.size *= LARGER
        axis.title.font.size *= LARGER
    for one in figure.layout.annotations:
        one.font.size = (one.font.size or 13) * LARGER
    for trace in figure.data:
        if trace.type == "scatter" and trace.line.width:
            trace.line.width *= LARGER
        if trace.x is not None and all(isinstance(one, date) for one in trace.x):
            days = [one.isoformat() for one in trace.x]
            figure.layout.xaxis.range = (min(days), max(days))
            trace.update(x=days, y=np.asarray(trace.y))
    return figure
