"""Notices and concerns (公示与反映): what is open for objection, saying what one has seen, asking what came of it."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from pages import parts
from pages.base import context
from pages.voice_parts import concern, sending
from ui import blocks, link

PARTS = ("notices", "concern", "status")
PART = "voice:part"


def main() -> None:
    ctx = context()
    say, demo = ctx.say, ctx.snapshot.reserve.demo
    link.restore("voice", {PART: (PARTS[0], link.one_of(*PARTS)), **concern.READERS})
    blocks.title(say("voice.question"), say("voice.lead"), parts.demo_mark(ctx, demo))
    part = st.segmented_control(say("voice.part"), PARTS, key=PART, required=True, label_visibility="collapsed",
                                format_func=lambda name: say(f"voice.part.{name}"), persist_state="session")
    sending.received(ctx)
    import_module(f"pages.voice_parts.{part}").show(ctx)
    own = {key: st.session_state[key] for key in concern.READERS} if part == "concern" else {}
    parts.end(ctx, "voice", {PART: part if part != PARTS[0] else None, **own}, demo)


main()
