"""Plots under public notice (R1), each with a form to object; what ended lately."""

from __future__ import annotations

import streamlit as st

from core.ledger.plot_file import PlotFile
from core.numbers import ZERO
from core.submissions import RECENT, Sent, Submission, notices, unread
from pages.base import Context
from pages.desk_parts.named import plain
from pages.desk_parts.typed import text
from pages.voice_parts import sending
from store import submissions
from ui import blocks
from ui.format import T, area, number
from ui.show import drawer


def show(ctx: Context) -> None:
    say = ctx.say
    running, over = notices(ctx.books, ctx.today)
    tonnes = sum((one.measurement.removals_t for one in running if one.measurement is not None), ZERO)
    blocks.answer(say("voice.notices.answer", count=len(running), tonnes=number(tonnes, 3)) if running
                  else say("voice.notices.none"))
    for file in running:
        _notice(ctx, file)
    st.header(say("voice.notices.over"), anchor=False)
    if not over:
        blocks.note(say("voice.notices.over_none", days=RECENT.days))
        return
    blocks.table([say(f"voice.column.{name}") for name in ("plot", "where", "notice", "objections", "then")],
                 [(_name(ctx, one), _where(ctx, one), *_ended(ctx, one)) for one in over])


def _notice(ctx: Context, file: PlotFile) -> None:
    say, notice, measured = ctx.say, file.notice, file.measurement
    assert notice is not None and measured is not None  # the step says so
    species = ctx.snapshot.species.find(file.species)
    begun = notice.start <= ctx.today
    count = unread(_kept(ctx.snapshot.version, ctx), file.plot)
    with st.container(border=True):
        st.header(plain(_name(ctx, file)), anchor=False)
        blocks.answer(say("voice.notices.left", end=notice.end, days=(notice.end - ctx.today).days + 1) if begun
                      else say("voice.notices.begins", start=notice.start, end=notice.end))
        blocks.table([say("export.what"), say("export.value")], [
            (say("voice.column.where"), _where(ctx, file)),
            (say("inventory.column.species"), say.pick(species.name_zh, species.name_en)),
            (say("voice.area"), area(file.area_hm2, say)),
            (say("voice.tonnes"), f"{number(measured.removals_t, 3)} {T}"),
            (say("voice.column.notice"), say("voice.notices.span", start=notice.start, end=notice.end)),
            (say("voice.column.objections"), say("voice.objections", count=len(notice.objections),
                                                 open=notice.open_objections)),
            *([(say("voice.column.received"), say("voice.received", count=count))] if count else [])])
        if begun:
            drawer(say("voice.object"), f"voice:object:{file.plot}:drawer", lambda: _object(ctx, file))


@st.cache_resource(max_entries=2, show_spinner=False)
def _kept(version: int, _ctx: Context) -> tuple[Submission, ...]:
    return submissions.every(_ctx.snapshot.store)


def _object(ctx: Context, file: PlotFile) -> None:
    key = sending.form(f"voice:object:{file.plot}")
    with st.form(key, border=False, enter_to_submit=False):
        sending.words(ctx, key, ctx.say("voice.ground"))
        sending.button(ctx, key, ctx.say("voice.object_do"), lambda: Sent(
            "objection", "plot", file.plot, "", text(f"{key}:text"), contact=text(f"{key}:contact")))


def _name(ctx: Context, file: PlotFile) -> str:
    mark = f" · {ctx.say('frame.demo')}" if file.demo else ""
    return f"{file.plot} {ctx.say.pick(file.name_zh, file.name_en)}{mark}"


def _where(ctx: Context, file: PlotFile) -> str:
    return f"{ctx.say.pick(file.township_zh, file.township_en)} · {ctx.say.pick(file.group_zh, file.group_zh)}"


def _ended(ctx: Context, file: PlotFile) -> tuple[str, str, str]:
    """From when to when, how many objected, and what it led to."""
    say, notice = ctx.say, file.notice
    assert notice is not None  # whoever lists it has looked
    then = ("stored" if file.stands else "upheld" if notice.upheld else "open" if notice.open_objections else "waits")
    return (say("voice.notices.span", start=notice.start, end=notice.end),
            say("voice.objections", count=len(notice.objections), open=notice.open_objections),
            say(f"voice.then.{then}"))
