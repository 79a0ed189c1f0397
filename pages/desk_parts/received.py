"""What the public sent, for staff: read as plain text, taken up by an act of the journal, answered or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_TEXT
from core.ledger.plot_file import PlotFile
from core.problem import Problem
from core.reference import grouped
from core.submissions import Submission
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import acting, received_acts
from pages.desk_parts.named import plain
from pages.desk_parts.opening import open_thing
from pages.desk_parts.typed import text
from store import submissions
from store.clock import SHANGHAI
from ui import blocks, staff
from ui.show import drawer
from ui.workbook import Cell, Sheet

CHOSEN, EVERY = "desk:watch:received", "desk:watch:received_all"
BEGINNING, SHOWN = 40, 50
READERS: dict[str, object] = {CHOSEN: ("", lambda text: text[:20])}


@st.cache_resource(max_entries=4, show_spinner=False)
def _kept(version: int, path: str, _ctx: Context) -> tuple[Submission, ...]:
    return submissions.every(_ctx.snapshot.store)


def kept(ctx: Context) -> tuple[Submission, ...]:
    """Everything the public sent, the latest first; nothing for those who may not see it."""
    if not staff.may("see.submissions"):
        return ()
    return _kept(ctx.snapshot.version, str(ctx.snapshot.store.path), ctx)


def concerns(ctx: Context) -> None:
    """The inbox of concerns: those that are not closed, or all."""
    say = ctx.say
    every = [one for one in kept(ctx) if one.sent.kind == "concern"]
    if not every:
        return
    waiting = [one for one in every if not one.closed]
    st.header(say("received.concerns", count=len(waiting)), anchor=False)
    shown = every if st.toggle(say("received.every", count=len(every)), key=EVERY) else waiting
    if not shown:
        blocks.note(say("received.none"))
    else:
        blocks.table([say(f"received.column.{name}") for name in ("day", "about", "text", "state", "reference")],
                     [(one.received_on.isoformat(), about(ctx, one), _beginning(one.sent.text),
                       say(f"field.submission_state.{one.state}"), grouped(one.reference)) for one in shown[:SHOWN]])
    exports.buttons(ctx, "received", {"xlsx": lambda: _workbook(ctx, kept(ctx))})
    _choose(ctx, every, shown)


def _choose(ctx: Context, every: Sequence[Submission], shown: Sequence[Submission]) -> None:
    say, known = ctx.say, {one.reference: one for one in every}
    chosen = str(st.session_state.get(CHOSEN) or "").replace("-", "")  # other views name it as people read it
    st.session_state[CHOSEN] = chosen if chosen in known else ""
    options = dict.fromkeys(("", st.session_state[CHOSEN], *(one.reference for one in shown)))
    chosen = st.selectbox(say("received.choose"), list(options), key=CHOSEN, persist_state="session",
                          format_func=lambda one: f"{grouped(one)} {_beginning(known[one].sent.text)}" if one
                          else say("received.choose_none"))
    if chosen:
        sheet(ctx, known[chosen])


def objections(ctx: Context, file: PlotFile) -> None:
    """What was sent about this plot: objections that wait, each with its forms; the others in a drawer."""
    own = [one for one in kept(ctx) if one.sent.kind == "objection" and one.sent.name == file.plot]
    waiting = [one for one in own if not one.closed]
    if waiting:
        st.subheader(ctx.say("received.objections", count=len(waiting)), anchor=False)
    for one in waiting:
        with st.container(border=True):
            sheet(ctx, one, file)
    closed = [one for one in own if one.closed]

    def body() -> None:
        for one in closed:
            sheet(ctx, one, file)

    if closed:
        drawer(ctx.say("received.closed", count=len(closed)), f"desk:plots:received:{file.plot}", body)


def board(ctx: Context) -> None:
    """Plots whose notice somebody has objected to from outside, and nobody has dealt with it."""
    plots = sorted({one.sent.name for one in kept(ctx) if one.sent.kind == "objection" and not one.closed})
    if not plots:
        return
    blocks.warning(ctx.say("received.board", count=len(plots)))
    with st.container(horizontal=True):
        for plot in plots:
            st.button(plain(plot), key=f"desk:plots:received:open:{plot}", icon=":material/mark_email_unread:",
                      type="tertiary", on_click=open_thing, args=("plot", plot))


def of_entries(ctx: Context, entries: Sequence[int]) -> None:
    """From a finding back to what the public sent, if it was taken up from there."""
    for one in kept(ctx):
        if one.entry and one.entry in entries:
            st.button(ctx.say("received.from", reference=grouped(one.reference)),
                      key=f"desk:received:back:{one.reference}", icon=":material/mail:", type="tertiary",
                      on_click=open_thing, args=("concern", one.reference))


def about(ctx: Context, one: Submission) -> str:
    """What it is about, in words, with its number where it was said."""
    kind = ctx.say(f"voice.about.{one.sent.about}")
    return f"{kind} {one.sent.name}" if one.sent.name else kind


def sheet(ctx: Context, one: Submission, file: PlotFile | None = None) -> None:
    """One: what was sent, as it was sent; what happened to it; what can be done. `file`: of an objection."""
    say, key = ctx.say, f"desk:received:{one.reference}"
    mark = f" · {say('frame.demo')}" if one.demo else ""
    blocks.answer(say("received.one", reference=grouped(one.reference), date=one.received_on,
                      state=say(f"field.submission_state.{one.state}")) + mark)
    st.code(one.sent.text, language=None, wrap_lines=True)
    rows = [(say("received.column.about"), about(ctx, one)), (say("received.column.place"), one.sent.place or "–"),
            (say("received.column.seen_on"), one.sent.seen_on.isoformat() if one.sent.seen_on else "–"),
            (say("received.column.at"), say("received.at", at=_time(one.received_at), version=one.version)),
            (say("received.column.contact"), one.sent.contact or say("received.no_contact"))]
    for step in one.steps:
        said = say("voice.entry", number=step.entry) if step.state == "taken_up" else step.note
        rows.append((say(f"field.submission_state.{step.state}"),
                     say("received.step", at=_time(step.at), role=say(f"field.role.{step.role}"), said=said)))
    blocks.table([say("export.what"), say("export.value")], rows)
    found = next((each for each in ctx.books.findings.values() if one.entry in each.entries), None)
    if found is not None:
        st.button(say("received.finding", finding=found.finding), key=f"{key}:finding", type="tertiary",
                  icon=":material/visibility:", on_click=open_thing, args=("finding", found.finding))
    if one.closed:
        return
    if one.state == "received":
        if file is not None:
            received_acts.object_(ctx, one, file, lambda entries: _taken_up(ctx, one, entries))
        else:
            received_acts.find(ctx, one, lambda entries: _taken_up(ctx, one, entries))
    _close(ctx, one, "answered", received_acts.answered(ctx, one, file))
    if one.state == "received":
        _close(ctx, one, "set_aside", "")


def _taken_up(ctx: Context, one: Submission, entries: tuple[Entry, ...]) -> None:
    """The act stands in the journal: from now on whoever sent it reads that it was taken up."""
    try:
        role = staff.require("write.submissions")
        submissions.note(ctx.snapshot.store, one.reference, "taken_up", role, entry=entries[-1].number)
    except Problem as problem:  # somebody closed it in the same moment
        st.session_state[f"desk:received:{one.reference}{acting.REFUSED}"] = problem


def _close(ctx: Context, one: Submission, state: str, proposed: str) -> None:
    """Answer it, or set it aside with a reason: whoever has the reference reads the words."""
    say, key = ctx.say, f"desk:received:{one.reference}:{state}"

    def body() -> None:
        if not staff.may("write.submissions"):
            blocks.note(say.problem(staff.not_yours("write.submissions")))
            return
        st.text_area(say(f"received.words.{state}"), proposed, key=f"{key}:words", max_chars=LONGEST_TEXT, height=80,
                     help=say("received.words_help"))
        refused = st.session_state.pop(f"{key}{acting.REFUSED}", None)
        if refused is not None:
            blocks.refusal(say.problem(refused))
        st.button(say(f"received.do.{state}"), key=f"{key}:do", icon=":material/reply:", on_click=_note,
                  args=(ctx, one.reference, state, key))

    drawer(say(f"received.drawer.{state}"), f"{key}:drawer", body)


def _note(ctx: Context, reference: str, state: str, key: str) -> None:
    try:
        role = staff.require("write.submissions")
        submissions.note(ctx.snapshot.store, reference, state, role, text(f"{key}:words"))
    except Problem as problem:
        st.session_state[f"{key}{acting.REFUSED}"] = problem
        return
    st.session_state[acting.SAID] = ctx.say(f"received.did.{state}", reference=grouped(reference))


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING]}…"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _workbook(ctx: Context, every: Sequence[Submission]) -> bytes:
    """Without contacts: they stay where they are deleted."""
    say = ctx.say
    head = [say(f"received.column.{name}") for name in (
        "reference", "kind", "day", "at", "about", "place", "seen_on", "text", "state", "entry", "note", "demo")]
    rows: list[Sequence[Cell]] = [
        (grouped(one.reference), say(f"voice.kind.{one.sent.kind}"), one.received_on, _time(one.received_at),
         about(ctx, one), one.sent.place, one.sent.seen_on, one.sent.text, say(f"field.submission_state.{one.state}"),
         one.entry or None, one.steps[-1].note if one.steps else "", say("frame.demo") if one.demo else "")
        for one in every]
    return workbooks.book(ctx, [Sheet(say("received.sheet"), head, rows)], read=("contact_keep_days",),
                          demo=any(one.demo for one in every))
