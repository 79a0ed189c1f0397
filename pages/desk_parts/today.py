"""What waits today: everything unfinished, whose turn it is, the most urgent first; each line opens its view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from core.ledger.waiting import MESSAGES, OFFICES, Task, waiting
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import opening
from pages.desk_parts.named import called, plain
from store import submissions
from ui import blocks, link, staff
from ui.blocks import Card
from ui.format import number
from ui.workbook import Cell, Sheet

OFFICE, ALL = "desk:today:office", "desk:today:all"
SHOWN = 20  # lines of one urgency before somebody asks for all of them
LINE = "**{what}** {name} :gray[{details}]"  # Streamlit's Markdown
READERS = {OFFICE: ("", link.one_of("", *OFFICES))}


@st.cache_resource(max_entries=4, show_spinner=False)
def _tasks(version: int, path: str, day: date, _ctx: Context) -> tuple[Task, ...]:
    return waiting(_ctx.books, _ctx.snapshot.rules.at(day), day, submissions.every(_ctx.snapshot.store))


def show(ctx: Context) -> None:
    say = ctx.say
    seen = staff.may("see.submissions")
    tasks = tuple(one for one in _tasks(ctx.snapshot.version, str(ctx.snapshot.store.path), ctx.today, ctx)
                  if seen or one.kind not in MESSAGES)
    if not tasks:
        blocks.answer(say("today.nothing"))
        blocks.note(say("today.nothing_empty"))
        return
    late = sum(one.urgency == "overdue" for one in tasks)
    now = sum(one.urgency == "today" for one in tasks)
    blocks.answer(say("today.answer", count=len(tasks), now=now, late=late))
    blocks.cards([
        Card(say("waiting.overdue"), str(late), "", "", "loss" if late else "line"),
        *(Card(say(f"field.role.{office}"), str(sum(one.office == office for one in tasks)), "",
               say("today.of_these", now=sum(one.office == office and one.urgency in ("overdue", "today")
                                             for one in tasks))) for office in OFFICES)])
    office = st.segmented_control(
        say("today.office"), ("", *OFFICES), key=OFFICE, required=True, label_visibility="collapsed",
        persist_state="session", format_func=lambda one: say(f"field.role.{one}") if one else say("today.every"))
    mine = [one for one in tasks if office in ("", one.office)]
    if not mine:
        blocks.note(say("today.none_of_office"))
    for urgency, group in groupby(mine, key=lambda one: one.urgency):
        _group(ctx, urgency, tuple(group))
    days = ctx.snapshot.rules.at(ctx.today)["desk_soon_days"]
    blocks.note(say("today.how_note", days=days.number))
    exports.buttons(ctx, "today", {"xlsx": lambda: _workbook(ctx, mine)})


def _group(ctx: Context, urgency: str, tasks: Sequence[Task]) -> None:
    """The lines of one urgency; the first of many, until somebody asks for the rest."""
    say = ctx.say
    st.header(say("today.group", urgency=say(f"waiting.{urgency}"), count=len(tasks)), anchor=False)
    every = len(tasks) <= SHOWN or st.session_state.get(f"{ALL}:{urgency}", False)
    for at, task in enumerate(tasks if every else tasks[:SHOWN]):
        text = LINE.format(what=say(f"waiting.kind.{task.kind}"), name=plain(called(ctx, task.about, task.name)),
                           details=_details(ctx, task))
        st.button(text, key=f"desk:today:{urgency}:{at}", type="tertiary", icon=":material/chevron_right:",
                  on_click=opening.open_thing, args=(task.about, task.name))
    if len(tasks) > SHOWN:
        st.toggle(say("today.all", count=len(tasks)), key=f"{ALL}:{urgency}")


def _details(ctx: Context, task: Task) -> str:
    """Whose turn, how many tonnes, until when or since when."""
    say = ctx.say
    parts = [say(f"field.role.{task.office}")]
    if task.tonnes:
        parts.append(f"{number(task.tonnes, 3)} t")
    if task.due is not None:
        parts.append(say("today.due_over" if task.due < ctx.today else "today.due", date=task.due.isoformat(),
                         days=abs((task.due - ctx.today).days)))
    elif task.since is not None:
        parts.append(say("today.since", date=task.since.isoformat(), days=(ctx.today - task.since).days))
    return " · ".join(parts)


def _workbook(ctx: Context, tasks: Sequence[Task]) -> bytes:
    say = ctx.say
    head = [say(f"today.column.{name}") for name in ("urgency", "office", "what", "thing", "since", "due", "tonnes")]
    rows: list[Sequence[Cell]] = [
        (say(f"waiting.{one.urgency}"), say(f"field.role.{one.office}"), say(f"waiting.kind.{one.kind}"),
         called(ctx, one.about, one.name), one.since, one.due, one.tonnes or None) for one in tasks]
    return workbooks.book(
        ctx, [Sheet(say("desk.view.today"), head, rows, ("",) * 6 + (exports.T3,))],
        demo=any(one.demo for one in tasks), read=("desk_soon_days", "notice_min_days", "hold_grace_days",
                                                   "monitoring_notice_days"),
        asked=workbooks.filters(ctx, (say("today.office"), OFFICE, lambda one: say(f"field.role.{one}"))))
