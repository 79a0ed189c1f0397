"""Meeting mode: one topic a screen for the back row, by keys, on figures that do not move while the meeting lasts.

The address says that there is a meeting and at which topic; the session keeps the moment whose figures it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import streamlit as st

from core.trace import Step
from pages import base, parts
from pages.base import FRAME, Context
from store.clock import today
from store.moment import Moment
from ui import blocks, stage
from ui.show import Table

T = TypeVar("T")
MEETING = "meeting"  # in the address
NOTES, WORKING = "meeting:notes", "meeting:working"


@dataclass(frozen=True, slots=True)
class Topic:
    """One screen: `name` of the address, asked as `meeting.topic.<name>`; `show` draws it; for the speaker the
    sentences to say, the working behind them, and a table with more."""

    name: str
    show: Callable[[Context], None]
    said: Callable[[Context], Sequence[str]]
    steps: Callable[[Context], tuple[Step, ...]] = lambda _: ()
    table: Callable[[Context], Table] | None = None


def on() -> bool:
    return MEETING in st.query_params


def context() -> Context:
    """What a page starts from that can be looked at in a meeting."""
    return base.frozen() if on() else base.context()


def once(name: str, of: object, make: Callable[[], T]) -> T:
    """What `make` gives, kept as long as the meeting lasts and `of` stays the same: to look again costs nothing."""
    kept: dict[str, tuple[object, object]] = st.session_state[FRAME].kept
    if name not in kept or kept[name][0] != of:
        kept[name] = of, make()
    return cast(T, kept[name][1])


def way_in(ctx: Context, first: str) -> None:
    """The button on the page."""
    with st.container(key="meeting-in"):
        st.button(ctx.say("meeting.in"), key="meeting:in", icon=":material/present_to_all:", type="tertiary",
                  on_click=_to, args=(first,), help=ctx.say("meeting.in_help"))


def show(ctx: Context, topics: Sequence[Topic], demo: bool) -> None:
    """The whole screen. A topic is changed by its fragment alone."""
    _stage(ctx, tuple(topics), demo)


@st.fragment
def _stage(ctx: Context, topics: tuple[Topic, ...], demo: bool) -> None:
    if not on() or FRAME not in st.session_state:  # left, or asked for the newest figures
        st.rerun()
    say, at = ctx.say, _at(topics)
    topic = topics[at]
    stage.style()
    with st.container(key="meeting"):
        stage.head(say(f"meeting.topic.{topic.name}"), parts.demo_mark(ctx, demo))
        with st.container(key="meeting-topic"):
            topic.show(ctx)
        _bar(ctx, topics, at)
    if st.session_state.get(NOTES):
        _notes(ctx, topic)


def _bar(ctx: Context, topics: tuple[Topic, ...], at: int) -> None:
    """Back, where we are, on; as of; notes; the way out."""
    say, frame, noted = ctx.say, st.session_state[FRAME], bool(st.session_state.get(NOTES))
    with st.container(key="meeting-bar", horizontal=True, vertical_alignment="center"):
        _step(ctx, topics, at, -1, "Left")
        stage.place(f"{at + 1} / {len(topics)}")
        _step(ctx, topics, at, 1, "Right")
        stage.as_of(_as_of(ctx, frame))
        if frame.passed():
            st.button(say("meeting.newest"), key="meeting:newest", icon=":material/update:", on_click=_newest,
                      help=say("meeting.newest_help", version=frame.snapshot.store.data_version))
        st.button(say("meeting.notes"), key="meeting:notes_button", on_click=_turn_notes, shortcut="N",
                  type="primary" if noted else "secondary")
        st.button(say("meeting.leave"), key="meeting:leave", on_click=_leave, shortcut=None if noted else "Esc")
    with st.container(key="meeting-remote"):  # what a presenter's remote sends; nobody sees these two
        _step(ctx, topics, at, -1, "PageUp")
        _step(ctx, topics, at, 1, "PageDown")


def _step(ctx: Context, topics: tuple[Topic, ...], at: int, by: int, key: str) -> None:
    st.button(ctx.say("meeting.next" if by > 0 else "meeting.back"), key=f"meeting:{key}", on_click=_move,
              args=(topics, by), shortcut=key, disabled=not 0 <= at + by < len(topics))


def _as_of(ctx: Context, frame: Moment) -> str:
    age = (today() - frame.today).days
    text = ctx.say("meeting.as_of", moment=f"{frame.today} {frame.taken:%H:%M}", version=frame.snapshot.version)
    return text if age < 1 else f"{text} {ctx.say('meeting.old', days=age)}"


def _notes(ctx: Context, topic: Topic) -> None:
    """Over the screen, which stays as it is: what to say, and how the figures came about."""
    with st.container(key="meeting-notes"):
        st.button(ctx.say("meeting.close"), key="meeting:close", on_click=_turn_notes, shortcut="Esc")
        stage.speaker(ctx.say("meeting.speaker"), topic.said(ctx))
        steps = topic.steps(ctx)
        if steps:
            st.session_state.setdefault(WORKING, True)
            parts.working(ctx, steps, WORKING)
        if topic.table is not None:
            blocks.table(*topic.table(ctx))


def _at(topics: Sequence[Topic]) -> int:
    """Where the address says the meeting is; the first topic for one that it does not know."""
    names = [one.name for one in topics]
    asked = st.query_params.get(MEETING)
    return names.index(asked) if asked in names else 0


def _to(name: str) -> None:
    st.query_params[MEETING] = name
    st.session_state[NOTES] = False


def _move(topics: Sequence[Topic], by: int) -> None:
    """From where the address is by now: keys may come faster than screens."""
    _to(topics[min(max(_at(topics) + by, 0), len(topics) - 1)].name)


def _turn_notes() -> None:
    st.session_state[NOTES] = not st.session_state.get(NOTES)


def _newest() -> None:
    del st.session_state[FRAME]


def _leave() -> None:
    st.query_params.pop(MEETING, None)
