"""Pieces of a page as HTML: cards, answers, tables, notes. Every text is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape

import streamlit as st

from ui.linked import Link

STAR = "\ue02a"  # stands for an asterisk that was typed: no name may hold it
DATE = re.compile(r"\d{4}-\d\d-\d\d")
SENTENCE = 20  # letters; a cell with as many is read, not looked up
_together: ContextVar[list[str] | None] = ContextVar("together", default=None)


@dataclass(frozen=True)
class Card:
    """A key figure. `role` is a colour of the palette (available, held, …)."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    role: str = "line"


@contextmanager
def together() -> Iterator[None]:
    """Pieces of this module that follow each other are sent as one: what a run of a page costs goes by how many
    elements it has. Nothing else of Streamlit's may stand between them: it would come first."""
    pieces: list[str] = []
    token = _together.set(pieces)
    try:
        yield
    finally:
        _together.reset(token)
    if pieces:
        st.html(f'<div class="zb-together">{"".join(pieces)}</div>')


def _put(html: str) -> None:
    pieces = _together.get()
    if pieces is None:
        st.html(html)
    else:
        pieces.append(html)


def cards(items: Iterable[Card]) -> None:
    """Key figures side by side, two a row on a phone; all as large as the longest of them allows."""
    items = tuple(items)
    fit = 100 / max(0.58 * len(one.value) + 0.27 * len(one.unit) + 0.2 for one in items)
    inner = "".join(
        f'<div class="zb-card" style="--zb-role:var(--zb-{one.role})"><div class="l">{escape(one.label)}</div>'
        f'<div class="v">{escape(one.value)}<span class="u">{escape(one.unit)}</span></div>'
        f'<div class="n">{escape(one.note)}</div></div>'
        for one in items
    )
    _put(f'<div class="zb-wrap"><div class="zb-cards" style="--zb-fit:{fit:.1f}">{inner}</div></div>')


def title(text: str, lead: str, mark: str = "") -> None:
    """The page's question, what it answers, and the mark of illustrative data."""
    st.title(text, anchor=False)
    badge = f' <span class="zb-mark">{escape(mark)}</span>' if mark else ""
    _put(f'<p class="zb-lead">{escape(lead)}{badge}</p>')


def heading(text: str) -> None:
    """A part of the page begins; as st.header, and can be sent together with what follows."""
    _put(f"<h2>{escape(text)}</h2>")


def step(number: int, text: str) -> None:
    """The heading of one question in a short row of them."""
    st.header(f"{number}  {text}", anchor=False)


def answer(text: str, link: Link | str = "") -> None:
    """The answer in words, before any chart. `**bold**` marks figures; what it says of `link` leads there."""
    _put(f'<p class="zb-answer" role="status">{_leading(_bold(text), link)}</p>')


def note(text: str, link: Link | str = "") -> None:
    """A line below; what it says of `link` leads there."""
    _put(f'<p class="zb-note">{_leading(_bold(text), link)}</p>')


def warning(text: str) -> None:
    """Something to know before relying on the page."""
    _put(f'<div class="zb-warn" role="note">{_bold(text)}</div>')


def refusal(text: str) -> None:
    """What could not be done, where, and the remedy."""
    _put(f'<div class="zb-bad" role="alert">{escape(text)}</div>')


def table(headers: Sequence[str], rows: Iterable[Sequence[str | Link]], right: Iterable[int] = (),
          sum_row: bool = False) -> None:
    """A small table; `right` are the numeric columns; `sum_row`: the last row is a total."""
    _put(table_html(headers, rows, right, sum_row))


def table_html(headers: Sequence[str], rows: Iterable[Sequence[str | Link]], right: Iterable[int] = (),
               sum_row: bool = False) -> str:
    numeric = set(right)

    def cells(row: Sequence[str | Link], tag: str) -> str:
        return "".join(f'<{tag}{" class=r" if at in numeric else _width(str(cell))}>{_anchor(cell)}</{tag}>'
                       for at, cell in enumerate(row))

    body = [cells(row, "td") for row in rows]
    lines = "".join(
        f'<tr{" class=sum" if sum_row and at == len(body) - 1 else ""}>{row}</tr>' for at, row in enumerate(body)
    )
    return (f'<div class="zb-scroll" tabindex="0"><table class="zb"><thead><tr>{cells(headers, "th")}</tr></thead>'
            f"<tbody>{lines}</tbody></table></div>")


def _anchor(cell: str | Link) -> str:
    """A cell's text; a link opens a tab of its own, so that nothing typed on the page is lost."""
    if isinstance(cell, str):
        return escape(cell)
    return f'<a href="{escape(cell.path)}" target="_blank" rel="noopener">{escape(cell.text)}</a>'


def _leading(html: str, link: Link | str) -> str:
    return html if isinstance(link, str) else html.replace(escape(link.text), _anchor(link))


def _width(cell: str) -> str:
    """A date stays in one line; a sentence gets room on a phone."""
    return " class=d" if DATE.fullmatch(cell) else " class=w" if len(cell) >= SENTENCE else ""


def legend(entries: Iterable[tuple[str, str]]) -> None:
    """Colour → words, under a map."""
    inner = "".join(f'<span><i class="zb-key" style="background:{colour}"></i>{escape(text)}</span>'
                    for colour, text in entries)
    _put(f'<div class="zb-legend">{inner}</div>')


def foot(lines: Iterable[str]) -> None:
    """As-of line, sources, versions."""
    inner = "<br>".join(escape(line) for line in lines)
    _put(f'<div class="zb-foot">{inner}</div>')


def typed(text: str) -> str:
    """What somebody typed, for a sentence on the page: its asterisks are no marks of ours."""
    return text.replace("*", STAR)


def unmarked(text: str) -> str:
    """A sentence for where nothing is bold."""
    return text.replace("**", "").replace(STAR, "*")


def _bold(text: str) -> str:
    parts = escape(text).split("**")
    return "".join(f"<b>{part}</b>" if at % 2 else part for at, part in enumerate(parts)).replace(STAR, "*")
