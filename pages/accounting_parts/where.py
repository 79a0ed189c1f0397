"""Which piece of land is meant: a plot of the county's or another."""

from __future__ import annotations

import streamlit as st

from core.reserve import Plot
from pages.accounting_parts import OTHER
from pages.base import Context

PLOT, UNTIL, FACTS, STARTED = (f"accounting:{name}" for name in ("plot", "until", "facts", "facts_started"))


def options(ctx: Context) -> list[str]:
    """Every plot, and land that is none."""
    return [*(plot.plot for plot in ctx.snapshot.reserve.plots), OTHER]


def current(ctx: Context) -> Plot | None:
    return next((plot for plot in ctx.snapshot.reserve.plots if plot.plot == st.session_state[PLOT]), None)


def start_anew() -> None:
    """Another piece of land has another period and other facts."""
    st.session_state[UNTIL] = st.session_state[FACTS] = None
    st.session_state.pop(STARTED, None)


def ask(ctx: Context) -> Plot | None:
    """The choice; None for another piece of land."""
    say = ctx.say
    names = {plot.plot: name(ctx, plot) for plot in ctx.snapshot.reserve.plots} | {OTHER: say("accounting.other_land")}
    st.selectbox(say("accounting.plot"), options(ctx), key=PLOT, format_func=lambda one: names[one],
                 on_change=start_anew, persist_state="session", label_visibility="collapsed")
    return current(ctx)


def name(ctx: Context, plot: Plot) -> str:
    """Number and name of a plot."""
    return f"{plot.plot} {ctx.say.pick(plot.name_zh, plot.name_en)}"
