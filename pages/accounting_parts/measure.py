"""Measure: a sheet of sample-plot trees → the removals that can be stored, beside what the books hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from api.survey import answer
from core.carbon import Removals, Survey, account, removal_band
from core.carbon.curve import Curve
from core.numbers import plain
from core.problem import Problem
from pages import parts
from pages.accounting_parts import Shown, all_plots, given, measured, where
from pages.accounting_parts.given import Given
from pages.accounting_parts.measure_sheet import measure_sheet
from pages.base import Context
from ui import blocks

CURVE, LAST = "accounting:curve", "accounting:last"


@dataclass(frozen=True)
class Result:
    """A survey accounted: the removals, and the same answer that the command line gives."""

    given: Given
    survey: Survey
    removals: Removals
    answer: dict[str, Any]
    curve: Curve | None


def measure(ctx: Context) -> Shown:
    say = ctx.say
    left, right = st.columns([4, 8], gap="medium")
    problem: Problem | None = None
    found: Survey | None = None
    until: date | None = None
    with left:
        asked = given.ask(ctx)
        if asked is not None:
            try:
                found = given.survey(ctx, asked)
                until = given.until(ctx, asked, found)
            except Problem as refused:
                problem = refused
        _curve(ctx)
    with right:
        if problem is not None:
            blocks.refusal(say.problem(problem))
        elif asked is None or found is None:
            blocks.note(say("accounting.empty"))
        else:
            _result(ctx, asked, found, until)
    all_plots.together(ctx)
    return Shown(_state(asked), asked is not None and (asked.demo or (asked.plot is not None and asked.plot.demo)))


def _result(ctx: Context, asked: Given, found: Survey, until: date | None) -> None:
    curve: Curve | None = st.session_state.get(CURVE)
    key = (f"{ctx.snapshot.version}|{ctx.today}|{ctx.say.lang}|{asked.key}|{until}|"
           f"{curve and (curve.shape, curve.a, curve.k, curve.c, curve.covariance)}")
    made = _accounted(key, found, until, curve, ctx)
    if isinstance(made, Problem):
        blocks.refusal(ctx.say.problem(made))
        return
    result = Result(asked, found, *made, curve)
    st.session_state[LAST] = [[one.name, float(one.area_hm2), round(float(one.mean), 3), round(float(one.sd), 3)]
                              for one in result.removals.stocks[-1].strata]
    measured.show(ctx, result)
    parts.working(ctx, (result.removals.step,), "accounting:working")
    measure_sheet(ctx, result)


@st.cache_resource(max_entries=64, show_spinner=False)
def _accounted(key: str, _survey: Survey, _until: date | None, _curve: Curve | None,
               _ctx: Context) -> tuple[Removals, dict[str, Any]] | Problem:
    """Removals and answer; a refusal is kept as well, so that it is reckoned once."""
    tools = _ctx.snapshot.tools(_ctx.today)
    curves = {} if _curve is None else {one.name: _curve for one in _survey.strata}
    try:
        removals = account(_survey, tools, _until, curves)
        return removals, answer(_survey, removals, removal_band(removals, tools.rules), tools, _ctx.say)
    except Problem as problem:
        return problem


def _curve(ctx: Context) -> None:
    """Which curve grows a single measurement on, where somebody brought one along."""
    curve: Curve | None = st.session_state.get(CURVE)
    if curve is None:
        return

    def drop() -> None:
        st.session_state[CURVE] = None

    blocks.note(ctx.say("accounting.own_curve", shape=ctx.say(f"value.{curve.shape}"), parameters=", ".join(
        f"{name} = {plain(value)}" for name, value in (("A", curve.a), ("k", curve.k), ("c", curve.c)))))
    st.button(ctx.say("accounting.drop_curve"), key="accounting:drop_curve", on_click=drop, type="tertiary",
              icon=":material/undo:")


def _state(asked: Given | None) -> dict[str, object]:
    chosen = st.session_state
    plot = chosen[where.PLOT]
    other = asked is None or asked.plot is None
    return {
        "plot": plot,
        "sheet": chosen["accounting:sheet"] if chosen["accounting:sheet"] != "demo" else None,
        "basis": chosen["accounting:basis"] if chosen["accounting:basis"] != "until" else None,
        "until": chosen[where.UNTIL] if asked is not None and chosen["accounting:basis"] == "until" else None,
        "area": chosen.get("accounting:area") if other else None,
        "planted": chosen.get("accounting:planted") if other else None,
    }
