"""The market calendar: the closures ahead, what staff entered; for staff, setting days open or closed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from core.market.calendar import Closure
from core.problem import Problem
from pages.base import Context
from store.market_calendar import CLOSED, KNOWN, LAST, OPEN, Entry, add, take_back
from ui import blocks, staff
from ui.format import day
from ui.show import drawer

KINDS = (CLOSED, OPEN, KNOWN)
REFUSED = "price:calendar_refused"
FIELDS = tuple(f"price:calendar_{name}" for name in ("kind", "first", "last", "note"))
AHEAD = timedelta(days=366)


def market_calendar(ctx: Context) -> None:
    drawer(ctx.say("calendar.title"), "price:calendar", lambda: _body(ctx))


def _body(ctx: Context) -> None:
    say, calendar = ctx.say, ctx.snapshot.calendar
    blocks.note(say("calendar.how_note", until=day(calendar.known_until, say)))
    ahead = [one for one in sorted(calendar.closures.values(), key=lambda one: one.day)
             if ctx.today <= one.day <= ctx.today + AHEAD and not calendar.is_market_day(one.day)]
    rows = [[say.pick(first.name_zh, first.name_en), day(first.day, say), day(last.day, say)]
            for first, last in _holidays(ahead)]
    if rows:
        blocks.table([say("calendar.column.holiday"), say("calendar.column.first"), say("calendar.column.last")], rows)
    else:
        blocks.note(say("calendar.no_closures"))
    _entries(ctx, [one for one in ctx.snapshot.calendar_entries if not one.taken_back])
    if staff.may("write.calendar"):
        _form(ctx)


def _holidays(closures: list[Closure]) -> list[tuple[Closure, Closure]]:
    """First and last day of each holiday; the same name half a year later is another."""
    runs = [list(run) for _, run in groupby(closures, lambda one: (one.day.year, one.name_zh))]
    return [(run[0], run[-1]) for run in runs]


def _entries(ctx: Context, entries: list[Entry]) -> None:
    say = ctx.say
    if not entries:
        return
    st.markdown(say("calendar.entries"))
    for one in reversed(entries):
        with st.container(horizontal=True, vertical_alignment="center"):
            blocks.note(say(f"calendar.entry.{one.kind}", first=one.first, last=one.last, note=one.note)
                        + f" · {say('access.by', role=say(f'field.role.{one.role}'))}")
            if staff.may("write.calendar"):
                st.button(say("calendar.take_back"), key=f"price:calendar_back:{one.number}", icon=":material/undo:",
                          type="tertiary", on_click=_take_back, args=(ctx, one.number))


def _form(ctx: Context) -> None:
    say = ctx.say
    st.markdown(say("calendar.enter"))
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        blocks.refusal(say.problem(refused))
    kind_key, first_key, last_key, note_key = FIELDS
    kind = st.radio(say("calendar.kind"), KINDS, key=kind_key, horizontal=True,
                    format_func=lambda one: say(f"calendar.kind.{one}"))
    left, right = st.columns(2, gap="medium")
    limits = {"min_value": date(2021, 7, 16), "max_value": LAST, "format": "YYYY-MM-DD", "value": ctx.today}
    if kind != KNOWN:
        left.date_input(say("calendar.column.first"), key=first_key, **limits)
    right.date_input(say("calendar.column.last"), key=last_key, **limits)
    st.text_input(say("calendar.note"), key=note_key, max_chars=200)
    st.button(say("calendar.save"), key="price:calendar_save", icon=":material/check:", on_click=_save, args=(ctx,))


def _save(ctx: Context) -> None:
    kind, first, last, note = (st.session_state.get(name) for name in FIELDS)
    try:
        role = staff.require("write.calendar")
        if kind not in KINDS or not isinstance(last, date) or not (kind == KNOWN or isinstance(first, date)):
            raise Problem("calendar_dates")
        start = ctx.today if kind == KNOWN else first
        ctx.snapshot.store.write(lambda cursor: add(cursor, kind, start, last, note or "", role))
    except Problem as problem:
        st.session_state[REFUSED] = problem
    else:
        st.session_state[FIELDS[-1]] = ""


def _take_back(ctx: Context, number: int) -> None:
    try:
        role = staff.require("write.calendar")
        ctx.snapshot.store.write(lambda cursor: take_back(cursor, number, role))
    except Problem as problem:
        st.session_state[REFUSED] = problem
