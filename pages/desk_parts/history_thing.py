"""One thing: what it is now, what it hangs together with, where its tonnes went, and every entry about it."""

from __future__ import annotations

import streamlit as st

from core.ledger.history import documents, numbers, relations
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import history_entries, history_tonnes, opening
from pages.desk_parts.named import called, plain
from pages.desk_parts.sentences import sentence, state, time
from store import stories
from ui import blocks
from ui.linked import verified
from ui.workbook import Cell, Sheet

SHOWN, LINKS = 30, 24


def show(ctx: Context, about: str, name: str) -> None:
    say = ctx.say
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("history.back"), key="desk:history:back", icon=":material/arrow_back:", type="tertiary",
                  on_click=_back)
        st.button(say("history.deal_here"), key="desk:history:deal", icon=":material/open_in_new:",
                  on_click=opening.open_thing, args=(about, name))
    st.header(plain(say("history.thing", kind=say(f"thing.{about}"), name=called(ctx, about, name))), anchor=False)
    number_ = ctx.books.orders[name].order.certificate if about == "order" else ""
    blocks.answer(state(ctx, about, name), verified(number_, say.lang))
    _relations(ctx, about, name)
    if about == "lot":
        history_tonnes.lot(ctx, name)
    elif about == "order":
        history_tonnes.order(ctx, name)
    _documents(ctx, about, name)
    _timeline(ctx, about, name)


def _back() -> None:
    st.session_state[opening.THING] = ""


def _relations(ctx: Context, about: str, name: str) -> None:
    """Buttons to the things it comes from and that came from it."""
    say, links = ctx.say, relations(ctx.books, about, name)
    if not links:
        return
    blocks.note(say("history.related"))
    with st.container(horizontal=True):
        for kind, one in links[:LINKS]:
            st.button(plain(say("history.link", kind=say(f"thing.{kind}"), name=one)),
                      key=f"desk:history:link:{kind}:{one}", on_click=opening.open_history, args=(kind, one))
    if len(links) > LINKS:
        blocks.note(say("history.more", count=len(links) - LINKS))


def _documents(ctx: Context, about: str, name: str) -> None:
    say, papers = ctx.say, documents(ctx.books, about, name)
    if papers:
        st.subheader(say("history.documents"), anchor=False)
        blocks.table([say(f"history.document.{one}") for one in ("kind", "size", "hash", "entry")], [
            [" ".join((say(f"entry.value.{one.kind}"), *([say("history.document.removed")] if one.removed else []))),
             f"{one.size:,}", one.sha256[:12], str(one.entry)] for one in papers], (1, 3))


@st.cache_resource(max_entries=64, show_spinner=False)
def _numbers(version: int, path: str, about: str, name: str, _ctx: Context) -> tuple[int, ...]:
    """The numbers of the thing's entries: those that the books know of, and whatever else names it."""
    return tuple(sorted({*numbers(_ctx.books, about, name), *stories.naming(_ctx.snapshot.store, about, name)}))


def _timeline(ctx: Context, about: str, name: str) -> None:
    """Every entry, the latest first; the older ones of a long history when somebody asks for them."""
    say, store = ctx.say, ctx.snapshot.store
    all_ = _numbers(ctx.snapshot.version, str(store.path), about, name, ctx)
    st.subheader(say("history.timeline", count=len(all_)), anchor=False)
    whole = len(all_) <= SHOWN or st.toggle(say("history.all", count=len(all_)), key="desk:history:all")
    history_entries.timeline(ctx, stories.entries(store, all_ if whole else all_[-SHOWN:]))
    exports.buttons(ctx, f"history-{about}", {
        "xlsx": lambda: _workbook(ctx, about, name, all_),
        "ndjson": lambda: "".join(f"{one}\n" for one in stories.lines(store, all_)).encode()})


def _workbook(ctx: Context, about: str, name: str, all_: tuple[int, ...]) -> bytes:
    say = ctx.say
    rows: list[tuple[Cell, ...]] = [
        (one.number, time(one), say(f"field.role.{one.role}"), sentence(say, one), one.reason, one.hash)
        for one in stories.entries(ctx.snapshot.store, all_)]
    head = [say(f"history.column.{one}") for one in ("number", "time", "office", "what", "reason", "hash")]
    asked = [(say("export.about_thing"), called(ctx, about, name))]
    return workbooks.book(ctx, [Sheet(say("history.timeline_sheet"), head, rows)], asked=asked, demo=ctx.snapshot.demo)
