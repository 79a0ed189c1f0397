"""Backups on the health page: one made now, and those that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait

import streamlit as st

from core.problem import Problem
from pages.base import Context
from store import backup
from store.backup import Backup
from ui import blocks, staff
from ui.show import drawer, escaped

GOING = "health:backup:going"  # what this session began, until it was said what that came to
AT_ONCE = 5  # rows before the rest stands in a drawer
MB = 1_000_000


def shown(ctx: Context) -> None:
    """The button, what the last press came to, and the backups there are; waits for the one that was begun, so the rest
    of the page is drawn before."""
    say, store = ctx.say, ctx.snapshot.store
    st.header(say("health.backups"), anchor=False)
    if store.shared:
        blocks.note(say.problem(backup.of_server()))
        return
    going: Future[Backup] | None = st.session_state.get(GOING)
    waiting = going is not None and not going.done()
    st.button(say("health.backups.now"), key="health:backup", icon=":material/backup:", disabled=waiting,
              help=say("health.backups.help"), on_click=_begin, args=(ctx,))
    place = st.container()
    if going is not None and not waiting:
        del st.session_state[GOING]
        with place:
            _said(ctx, going)
    _list(ctx, backup.own(store.path))
    if going is not None and waiting:
        with place, st.spinner(say("health.backups.making")):
            wait([going])
        st.rerun()


def _begin(ctx: Context) -> None:
    going: Future[Backup] = Future()
    try:
        staff.require("write.backups")
        going = backup.begin(ctx.snapshot.store)
    except Problem as problem:
        going.set_exception(problem)
    st.session_state[GOING] = going


def _said(ctx: Context, going: Future[Backup]) -> None:
    try:
        one = going.result()
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
    else:
        st.success(escaped(ctx.say("health.backups.made", file=one.file.name, at=_time(one), mb=_mb(one),
                                   entries=one.entries, documents=len(one.documents))), icon=":material/check:")


def _list(ctx: Context, kept: Sequence[Backup]) -> None:
    say = ctx.say
    if not kept:
        blocks.note(say("health.backups.none"))
        return
    _table(ctx, kept[:AT_ONCE])
    if kept[AT_ONCE:]:
        drawer(say("health.backups.earlier", count=len(kept) - AT_ONCE), "health:backups:earlier",
               lambda: _table(ctx, kept[AT_ONCE:]))
    blocks.note(say("health.backups.use", command="python manage.py store restore"))


def _table(ctx: Context, kept: Sequence[Backup]) -> None:
    say = ctx.say
    blocks.table([say(f"health.backups.head.{one}") for one in ("made", "size", "entries", "proved", "file")],
                 [(_time(one), _mb(one), str(one.entries),
                   say("health.backups.proved" if backup.whole(one) else "health.backups.changed"), one.file.name)
                  for one in kept], right=(1, 2))


def _time(one: Backup) -> str:
    return f"{one.made_at:%Y-%m-%d %H:%M}"


def _mb(one: Backup) -> str:
    return f"{one.size / MB:.1f}"
