"""The versions there are: for everybody to see, for staff to change between and to drop."""

from __future__ import annotations

import streamlit as st

from core.problem import Problem
from pages.base import Context
from pages.forest_parts import SAID, file_name, imported_on, sentence
from store.versions import DROPPED, IN_FORCE, Version, drop, use, versions
from ui import blocks, staff
from ui.format import number

DROPPING = "forest:dropping"  # the version somebody is asked about once more


def stored(ctx: Context) -> None:
    """The list, newest first, and what staff can do about it."""
    say = ctx.say
    known = [one for one in _versions(ctx) if not (one.demo and one.status == DROPPED)]  # nobody misses those
    st.header(say("forest.versions"), anchor=False)
    if not known:
        blocks.note(say("forest.no_versions"))
        return
    blocks.table(
        [say("forest.version"), say("forest.status"), say("forest.file"), say("forest.imported"), say("forest.rows"),
         say("forest.area_column"), say("forest.rows_left_out")],
        [[number(one.number), say(f"command.stocktake.status.{one.status}"), file_name(one, say),
          say.show(imported_on(one)), number(one.rows), number(one.area_hm2, 4), number(one.left_out)]
         for one in reversed(known)], (0, 4, 5, 6))
    blocks.note(say("forest.versions_note"))
    if staff.may("write.inventory"):
        _change(ctx, [one for one in known if one.status not in (IN_FORCE, DROPPED)])


def _versions(ctx: Context) -> tuple[Version, ...]:
    with ctx.snapshot.store.read() as cursor:
        return versions(cursor)


def _change(ctx: Context, others: list[Version]) -> None:
    say = ctx.say
    if st.session_state.get(SAID):
        st.success(st.session_state.pop(SAID))
    if not others:
        return
    names = {one.number: say("forest.version_named", version=one.number, file=file_name(one, say),
                             rows=number(one.rows)) for one in reversed(others)}
    if st.session_state.get("forest:other") not in names:
        st.session_state["forest:other"] = next(iter(names))
    chosen = st.selectbox(say("forest.other"), list(names), key="forest:other", format_func=names.__getitem__)
    if st.session_state.get(DROPPING) == chosen:
        _confirm(ctx, chosen)
        return
    with st.container(horizontal=True):
        if st.button(say("forest.use", version=chosen), key="forest:use", icon=":material/swap_horiz:"):
            _do(ctx, "used", chosen)
        if st.button(say("forest.drop", version=chosen), key="forest:drop", icon=":material/delete:"):
            st.session_state[DROPPING] = chosen
            st.rerun()


def _confirm(ctx: Context, chosen: int) -> None:
    say = ctx.say
    blocks.warning(say("forest.drop_sure", version=chosen))
    with st.container(horizontal=True):
        if st.button(say("forest.drop_yes", version=chosen), key="forest:drop:yes", type="primary"):
            st.session_state[DROPPING] = None
            _do(ctx, "dropped", chosen)
        if st.button(say("forest.drop_no"), key="forest:drop:no"):
            st.session_state[DROPPING] = None
            st.rerun()


def _do(ctx: Context, done: str, chosen: int) -> None:
    """Change it and draw the page anew, which then rests on the new version."""
    say = ctx.say
    try:
        staff.require("write.inventory")
        change = use if done == "used" else drop
        ctx.snapshot.store.write(lambda cursor: change(cursor, chosen))
    except Problem as problem:
        blocks.refusal(sentence(problem, say))
    else:
        st.session_state[SAID] = say(f"forest.{done}", version=chosen)
        st.rerun()
