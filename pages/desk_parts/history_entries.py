"""A timeline of entries: each in a sentence, opened for its hash, its text, its correction or how it is undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.ledger.entry import Entry, line
from core.ledger.fields import CORRECTABLE
from core.ledger.history import Told, story, subject, thing
from pages.base import Context
from pages.desk_parts import correcting, opening
from pages.desk_parts.named import called, plain
from pages.desk_parts.sentences import sentence, time
from store import users
from ui import blocks, staff
from ui.show import drawer

CORRECT = "desk:history:correct"


def timeline(ctx: Context, entries: Sequence[Entry]) -> None:
    """The latest first; opened, each says who did it, where that is known."""
    numbers = [one.number for one in entries]
    names = users.names(ctx.snapshot.store, numbers) if staff.may("see.people") else {}
    for told in reversed(story(entries)):
        number = told.entry.number
        drawer(_line(ctx, told), f"desk:history:entry:{number}", partial(_opened, ctx, told, names.get(number, "")))


def _line(ctx: Context, told: Told) -> str:
    say, entry = ctx.say, told.entry
    text = say("history.line", number=entry.number, time=time(entry)[:16], office=say(f"field.role.{entry.role}"),
               sentence=sentence(say, entry))
    return f"{text} {say('history.corrected', numbers=told.corrected_by)}" if told.corrected_by else text


def _opened(ctx: Context, told: Told, name: str) -> None:
    """What stands in the journal, who did it, and what can be done about it."""
    say, entry = ctx.say, told.entry
    if name:
        blocks.note(say("people.did", name=blocks.typed(name)))
    if entry.reason:
        blocks.note(say("history.reason", reason=blocks.typed(say.pick(entry.reason, entry.reason))))
    blocks.note(say("history.hash", hash=entry.hash[:12], previous=entry.previous[:12]))
    st.code(json.dumps(json.loads(line(entry)), ensure_ascii=False, indent=1), language="json", height=220)
    link = subject(entry)
    found = None if link is None else thing(ctx.books, *link)
    if link is not None and found is not None and found.entry == entry.number and link[0] in CORRECTABLE:
        st.subheader(say("history.correct"), anchor=False)
        correcting.form(ctx, f"{CORRECT}:{entry.number}", link[0], found)
    blocks.note(say(f"undo.{entry.kind}"))
    if link is not None and found is not None:
        st.button(plain(say("history.deal", thing=called(ctx, *link))), key=f"desk:history:deal:{entry.number}",
                  on_click=opening.open_thing, args=link)

