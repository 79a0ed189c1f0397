"""Looking up and correcting: one search over everything in the books, and the history of whatever it finds."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from core.ledger.history import SHELVES, subject, thing
from core.ledger.search import Hit, entry_number, search
from core.ledger.tonnes import certified
from pages.base import Context
from pages.desk_parts import history_entries, history_thing, opening
from pages.desk_parts.named import called, plain
from store import stories
from ui import blocks
from ui.linked import verified

ASKED = "desk:history:q"
LONGEST, SHOWN, LATEST = 60, 20, 10


def _text(text: str) -> str:
    return text[:LONGEST]


def _thing(text: str) -> str:
    """Reader for the address: `plot/YM-01`."""
    about, _, name = text.partition("/")
    if about not in SHELVES or not name:
        raise ValueError(text[:40])
    return text


READERS = {ASKED: ("", _text), opening.THING: ("", _thing)}


def show(ctx: Context) -> None:
    say = ctx.say
    asked = st.text_input(say("history.search"), key=ASKED, max_chars=LONGEST, type="search", icon=":material/search:",
                          placeholder=say("history.placeholder"), persist_state="session", on_change=_anew)
    about, _, name = st.session_state[opening.THING].partition("/")
    if name and thing(ctx.books, about, name) is not None:
        history_thing.show(ctx, about, name)
    elif name:
        blocks.warning(say("history.gone", name=blocks.typed(name)))
    elif asked.strip():
        _found(ctx, asked)
    else:
        _latest(ctx)


def _anew() -> None:
    """A new question: what was open before no longer is."""
    st.session_state[opening.THING] = ""


def _found(ctx: Context, asked: str) -> None:
    """What fits, by kind, the nearest first; an entry by its number."""
    say = ctx.say
    hits = search(ctx.books, asked, {one.plot: (one.name_zh, one.name_en, one.township_zh, one.township_en)
                                     for one in ctx.snapshot.reserve.plots})
    number = entry_number(asked, ctx.books)
    blocks.note(say("history.count", count=len(hits), asked=blocks.typed(asked.strip())))
    if number is not None:
        _entry(ctx, number)
    if not hits and number is None:
        blocks.note(say("history.found_empty"))
    if (order := certified(ctx.books, asked.strip().upper())) is not None:
        number_ = asked.strip().upper()
        blocks.note(say("history.certified", certificate=number_, order=order), verified(number_, say.lang))
    for about, group in groupby(sorted(hits, key=lambda one: (list(SHELVES).index(one.about), one.how)),
                                key=lambda one: one.about):
        _group(ctx, about, list(group))


def _group(ctx: Context, about: str, hits: list[Hit]) -> None:
    say = ctx.say
    st.header(say("history.group", kind=say(f"thing.{about}"), count=len(hits)), anchor=False)
    for one in hits[:SHOWN]:
        st.button(plain(called(ctx, about, one.name)), key=f"desk:history:hit:{about}:{one.name}", type="tertiary",
                  icon=":material/chevron_right:", on_click=opening.open_history, args=(about, one.name))
    if len(hits) > SHOWN:
        blocks.note(say("history.more", count=len(hits) - SHOWN))


def _entry(ctx: Context, number: int) -> None:
    """An entry that was asked for by its number, and the way to what it is about."""
    for entry in stories.entries(ctx.snapshot.store, [number]):
        st.header(ctx.say("history.entry", number=number), anchor=False)
        history_entries.timeline(ctx, (entry,))
        link = subject(entry)
        if link is not None and thing(ctx.books, *link) is not None:
            st.button(plain(ctx.say("history.open", thing=called(ctx, *link))), key="desk:history:subject",
                      on_click=opening.open_history, args=link)


def _latest(ctx: Context) -> None:
    """Before anything is asked: the last acts."""
    say, head = ctx.say, ctx.books.head
    if head is None:
        blocks.note(say("history.journal_empty"))
        return
    st.header(say("history.latest"), anchor=False)
    history_entries.timeline(ctx, stories.entries(
        ctx.snapshot.store, range(max(head.number - LATEST, 0) + 1, head.number + 1)))
