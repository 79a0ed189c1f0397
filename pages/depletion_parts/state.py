"""The scenario on the page: the county as it is until somebody changes something; with a way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from core.problem import Problem
from core.scenario.checks import check
from core.scenario.model import Scenario
from pages.base import Context
from pages.depletion_parts import address
from store.present import present as in_books
from store.snapshot import Snapshot

SCENARIO = "depletion:scenario"  # None: the county as it is; BROKEN or a Problem: what the address had
SHOWN = "depletion:shown"  # the scenario as the last run ended with it, the county as it is included
KEPT, BEFORE = "depletion:kept", "depletion:before"  # SCENARIO at that time, and what it was earlier
TABLES, EDITION = "depletion:tables", "depletion:edition"
BROKEN = "broken"
STEPS_BACK = 30


def read(text: str) -> Scenario | Problem | str:
    """Reader for the address; what it has wrong is said on the page, and why where it can be read."""
    try:
        found = address.read(text)
    except (ValueError, ArithmeticError, TypeError):  # a Problem is a ValueError
        return BROKEN
    try:
        check(found)
    except Problem as problem:
        return problem
    except (ValueError, ArithmeticError, TypeError):
        return BROKEN
    return found


def current(ctx: Context) -> Scenario:
    kept = st.session_state.get(SCENARIO)
    return called(ctx, kept) if isinstance(kept, Scenario) else present(ctx)


def present(ctx: Context) -> Scenario:
    """The county as it is: what the books, the proposals and the rules of today say."""
    return called(ctx, _present(ctx.snapshot.version, ctx.today, ctx.snapshot))


def called(ctx: Context, scenario: Scenario) -> Scenario:
    """With the proposals of the books called as in the page's language, whoever made the scenario."""
    names = {one.proposal: ctx.say.pick(one.name_zh, one.name_en) for one in ctx.snapshot.proposals}
    return replace(scenario, listed=tuple(replace(one, name=names.get(one.proposal, one.name))
                                          for one in scenario.listed))


@st.cache_resource(max_entries=8, show_spinner=False)
def _present(version: int, today: date, _snapshot: Snapshot) -> Scenario:
    return in_books(_snapshot, today, "zh")


def changed() -> bool:
    """Whether the page has a scenario of its own, which then stands in the address: an edited one, or one held."""
    return isinstance(st.session_state.get(SCENARIO), Scenario)


def held(ctx: Context) -> bool:
    """Whether that is nothing but the county as it is today."""
    return changed() and current(ctx) == present(ctx)


def keep(ctx: Context, scenario: Scenario) -> None:
    """What the page has now, after every edit; the county as it is needs no keeping unless it came so or is held."""
    before = st.session_state.get(KEPT)
    if scenario != present(ctx):
        st.session_state[SCENARIO] = scenario
    elif isinstance(before, Scenario) and called(ctx, before) != scenario:
        st.session_state[SCENARIO] = None
    now = st.session_state[SCENARIO]
    if KEPT in st.session_state and st.session_state[KEPT] != now:
        st.session_state[BEFORE] = (*st.session_state.get(BEFORE, ()), st.session_state[KEPT])[-STEPS_BACK:]
    st.session_state[KEPT], st.session_state[SHOWN] = now, scenario


def load(scenario: Scenario | None) -> None:
    """Put another scenario on the page; None: the county as it is."""
    st.session_state[SCENARIO] = scenario
    _forget_edits()


def back() -> None:
    """Undo the last change."""
    *earlier, last = st.session_state[BEFORE]
    st.session_state[BEFORE], st.session_state[KEPT] = tuple(earlier), last
    load(last)


def can_go_back() -> bool:
    return bool(st.session_state.get(BEFORE))


def _forget_edits() -> None:
    """Open tables start anew, under new names: the browser keeps its edits by a table's name."""
    st.session_state.pop(TABLES, None)
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def field(draw: Callable[..., Any], key: str, value: Any, change: Callable[[Scenario, Any], Scenario], label: str,
          *args: Any, **options: Any) -> None:
    """A widget that always shows what the scenario says and changes the scenario when somebody moves it."""
    def moved() -> None:
        wanted = st.session_state[key]
        if wanted is not None:
            st.session_state[SCENARIO] = change(st.session_state[SHOWN], wanted)

    st.session_state[key] = value
    draw(label, *args, key=key, on_change=moved, **options)
