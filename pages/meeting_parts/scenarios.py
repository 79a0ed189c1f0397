"""The depletion page's topics: the answer, the scenarios to choose between, what helps most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from core.problem import Problem
from core.scenario.answers import bands, date_at, depleted_by, depletion
from core.scenario.checks import check
from core.scenario.compare import Comparison
from core.scenario.levers import Effect
from core.scenario.plan import Plan
from core.scenario.result import Result
from core.trace import Step
from pages.base import Context
from pages.depletion_parts import compare, levers, outlook, runs, state
from pages.depletion_parts.choices import choices
from pages.depletion_parts.odds import likely
from pages.depletion_parts.saved import kept
from pages.meeting import Topic, once
from ui import blocks, figures_depletion, stage
from ui.blocks import Card
from ui.format import month, number
from ui.show import escaped

CHOSEN, ASKED = "meeting:chosen", "meeting:levers"
ROWS = 5  # steps that are read from the back row


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """The page's scenario: along its paths, as expected, in words, drawn."""

    result: Result
    planned: Plan
    answer: str
    fan: go.Figure | None


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The scenarios on the same luck, and a chart for each."""

    found: Comparison
    charts: list[go.Figure]


def _of(ctx: Context) -> tuple[object, ...]:
    """What the page's scenario and those beside it follow from, besides the moment."""
    return (ctx.key, st.session_state.get(state.SCENARIO), st.session_state.get(compare.BESIDE),
            [one.number for one in kept(ctx)])


def _played(ctx: Context) -> Played | Problem:
    def make() -> Played | Problem:
        scenario = state.current(ctx)
        try:
            check(scenario)
        except Problem as problem:
            return problem
        result, planned = runs.result_of(ctx, scenario), runs.expected(ctx, scenario)
        fan = None if outlook.nothing(result) else stage.larger(figures_depletion.fan(
            [row.month for row in planned.months], result.balance.T.tolist(),
            [float(row.closing_t - row.short_t) for row in planned.months],
            [(one.month, float(one.tonnes)) for one in scenario.batches], ctx.say, ctx.colours))
        return Played(result, planned, outlook.answer(ctx, result, planned, depleted_by(result)), fan)

    return once("answer", _of(ctx), make)


def _answer(ctx: Context) -> None:
    played = _played(ctx)
    if isinstance(played, Problem):
        blocks.refusal(ctx.say.problem(played))
        return
    blocks.answer(played.answer)
    if played.fan is not None:
        stage.chart(played.fan, ctx.say("depletion.fan_alt"), "meeting:answer")


def _answer_said(ctx: Context) -> list[str]:
    played = _played(ctx)
    if isinstance(played, Problem):
        return []
    planned, last = played.planned, played.planned.months[-1]
    return [played.answer,
            ctx.say("depletion.expected.enough", end=month(last.month), tonnes=number(last.closing_t))
            if planned.short_from is None else ctx.say(
                "depletion.expected.short", month=month(planned.short_from), tonnes=number(planned.peak_short_t))]


def _answer_steps(ctx: Context) -> tuple[Step, ...]:
    played = _played(ctx)
    return () if isinstance(played, Problem) else (played.planned.step,)


def _compared(ctx: Context) -> Compared | Problem:
    def make() -> Compared | Problem:
        try:
            found = compare.played(ctx, choices(ctx))
        except Problem as problem:
            return problem
        first = found.results[0].scenario
        series = [(letter, one.balance.T.tolist())
                  for letter, one in zip(compare.LETTERS, found.results, strict=False)]
        return Compared(found, [stage.larger(figures_depletion.switched(
            series, [first.month(at) for at in range(first.months)], chosen, ctx.say, ctx.colours))
            for chosen in range(len(series))])

    return once("scenarios", _of(ctx), make)


def _scenarios(ctx: Context) -> None:
    """One of them at a time, by its button or 1, 2, 3, 4: the same axes, so that only what differs moves."""
    compared = _compared(ctx)
    if isinstance(compared, Problem):
        blocks.refusal(ctx.say.problem(compared))
        return
    say, results = ctx.say, compared.found.results
    chosen = _chosen(results)
    with st.container(key="meeting-choices", horizontal=True):
        for at, (letter, one) in enumerate(zip(compare.LETTERS, results, strict=False)):
            st.button(escaped(f"{letter} · {one.scenario.name}"), key=f"meeting:choice:{at}", shortcut=str(at + 1),
                      type="primary" if at == chosen else "secondary", on_click=_choose, args=(at,))
    result = results[chosen]
    if outlook.nothing(result):  # odds of running short would sound as if there were a reserve
        blocks.answer(say("depletion.answer.nothing"))
        return
    odds, middle = depletion(result), date_at(result, 0.5)
    stage.cards([
        Card(say("depletion.card.odds", end=month(result.scenario.end)), likely(odds.share), "", "", "loss"),
        Card(say("depletion.card.date"), month(middle) if middle else "–", "", "", "loss"),
        Card(say("depletion.card.unmet"), number(bands(result.unmet)[2]), "t", "", "loss"),
    ])
    stage.layers(compared.charts, chosen, say("depletion.fans_alt"), "meeting:scenarios")


def _chosen(results: Sequence[Result]) -> int:
    return min(st.session_state.get(CHOSEN, 0), len(results) - 1)


def _choose(at: int) -> None:
    st.session_state[CHOSEN] = at


def _scenarios_said(ctx: Context) -> list[str]:
    compared = _compared(ctx)
    if isinstance(compared, Problem):
        return []
    return [compare.answer(ctx, compared.found), ctx.say("depletion.compare_about")]


def _scenarios_steps(ctx: Context) -> tuple[Step, ...]:
    """Of the one on the screen, as expected."""
    compared = _compared(ctx)
    if isinstance(compared, Problem):
        return ()
    results = compared.found.results
    return (runs.expected(ctx, results[_chosen(results)].scenario).step,)


def _levers(ctx: Context) -> None:
    """Twenty runs: only when the presenter asks for them."""
    played, say = _played(ctx), ctx.say
    if isinstance(played, Problem):
        blocks.refusal(say.problem(played))
        return
    if st.session_state.get(ASKED) != _of(ctx):
        blocks.answer(say("meeting.levers_ask"))
        st.button(say("meeting.levers_go"), key="meeting:levers_go", type="primary", shortcut="Enter",
                  icon=":material/play_arrow:", on_click=_ask, args=(_of(ctx),))
        return
    with st.spinner(say("depletion.solving")):
        found = _found(ctx)
    blocks.answer(levers.answer(ctx, found))
    blocks.table([say(f"depletion.column.{name}") for name in ("step", "months_gained", "odds_moved")],
                 [[levers.step(ctx, one.lever), levers.interval(one.change.months, 1),
                   levers.interval(one.change.odds, 1, 100)] for one in found[:ROWS]], (1, 2))


def _found(ctx: Context) -> list[Effect]:
    return once("levers", _of(ctx), lambda: [one for one in levers.steps(ctx, state.current(ctx))
                                             if one.lever.scenario is not None])


def _ask(of: tuple[object, ...]) -> None:
    st.session_state[ASKED] = of


def _levers_said(ctx: Context) -> Sequence[str]:
    if st.session_state.get(ASKED) != _of(ctx):
        return [ctx.say("meeting.levers_ask")]
    return [levers.answer(ctx, _found(ctx)), ctx.say("depletion.levers_about")]


TOPICS = (
    Topic("answer", _answer, _answer_said, _answer_steps),
    Topic("scenarios", _scenarios, _scenarios_said, _scenarios_steps),
    Topic("levers", _levers, _levers_said, _answer_steps),
)
