"""When the reserve will not suffice, how surely, and what it costs: the answer, the fan, the odds, the inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.problem import Problem
from core.scenario.answers import Odds, bands, began, date_at, depleted_by
from core.scenario.checks import beyond
from core.scenario.model import Scenario
from core.scenario.plan import Plan
from core.scenario.prices import prices_changed
from core.scenario.result import Result
from pages import parts
from pages.base import Context
from pages.depletion_parts import export, inputs, runs
from pages.depletion_parts.odds import between, likely, yuan
from ui import blocks, figures_depletion
from ui.blocks import Card
from ui.format import T, listed, month, number, percent, tonnes
from ui.show import Table, aside, chart

YEARLY_FROM = 72  # months of a horizon up to which its half-years can be told apart in the chart
READERS: dict[str, object] = {}


def show(ctx: Context) -> None:
    place = st.container()
    given = inputs.ask(ctx)
    with place:
        parts.unassessed(ctx)
        if isinstance(given, Problem):
            blocks.refusal(ctx.say.problem(given))
            return
        _results(ctx, given, runs.result_of(ctx, given), runs.expected(ctx, given))


def _results(ctx: Context, scenario: Scenario, result: Result, planned: Plan) -> None:
    odds = depleted_by(result)
    _answer(ctx, scenario, result, planned, odds)
    if nothing(result):
        return
    _cards(ctx, result, odds)
    say, key = ctx.say, (ctx.key, scenario, result.paths)
    fan, by_month, by_date = _figures(key, result, planned, ctx)
    chart(fan, say("depletion.fan_alt"), say, "depletion:fan", lambda: _months(ctx, result, planned, odds))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{say('depletion.odds_title')}**")
        chart(by_month, say("depletion.odds_alt"), say, "depletion:odds")
    with right:
        st.markdown(f"**{say('depletion.dates_title')}**")
        chart(by_date, say("depletion.dates_alt"), say, "depletion:dates",
              source=say("depletion.half_about") if scenario.months <= YEARLY_FROM else "")
    if result.cost.any():
        blocks.note(parts.price_source(ctx))
        parts.price_age(ctx)
    aside(say("depletion.by_year"), "depletion:years", lambda: blocks.table(*_years(ctx, result)))
    runs.more(ctx, scenario)
    parts.working(ctx, (planned.step,), "depletion:working")
    export.buttons(ctx, scenario, result, planned, odds)


def answer(ctx: Context, result: Result, planned: Plan, odds: Sequence[Odds]) -> str:
    """What a leader can read aloud."""
    say, end, last = ctx.say, month(result.scenario.end), odds[-1]
    part, interval = likely(last.share), between(last)
    middle = date_at(result, 0.5)
    if nothing(result):
        return say("depletion.answer.nothing")
    if _sure(result, last):
        return _certain(ctx, planned)
    if not result.short.any():
        return say("depletion.answer.enough", end=end, paths=f"{result.paths:,}", most=percent(last.high, 2))
    if middle is not None:
        return say("depletion.answer.short", month=month(middle), end=end, odds=part, interval=interval)
    return say("depletion.answer.maybe", end=end, enough=likely(1 - last.share), odds=part, interval=interval)


def _answer(ctx: Context, scenario: Scenario, result: Result, planned: Plan, odds: Sequence[Odds]) -> None:
    """The answer, then the same without chance."""
    say, end = ctx.say, month(scenario.end)
    blocks.answer(answer(ctx, result, planned, odds))
    if nothing(result) or _sure(result, odds[-1]):
        return
    if planned.short_from is None:
        blocks.note(say("depletion.expected.enough", end=end, tonnes=number(planned.months[-1].closing_t)))
    else:
        blocks.note(say("depletion.expected.short", month=month(planned.short_from),
                        tonnes=number(planned.peak_short_t)))
    _since(ctx, scenario)
    outside = beyond(scenario)
    if outside:
        blocks.note(say("depletion.beyond", names=blocks.typed(listed(outside, say)), end=end))
    if result.paths < scenario.paths:
        blocks.note(say("depletion.fewer", paths=f"{result.paths:,}", wanted=f"{scenario.paths:,}"))


def nothing(result: Result) -> bool:
    """Whether there is neither a reserve nor any demand."""
    return not (result.scenario.opening_t or result.flows["owed"].any() or result.flows["stored"].any())


def _sure(result: Result, last: Odds) -> bool:
    """Whether every path is alike: nothing is left to chance."""
    return last.share in (0, 1) and not np.ptp(result.balance, axis=1).any()


def _since(ctx: Context, scenario: Scenario) -> None:
    """What has changed since a scenario was made that is played as it was made."""
    if scenario.data_version != ctx.snapshot.version:
        blocks.note(ctx.say("depletion.older_books", made=scenario.data_version, now=ctx.snapshot.version))
    if prices_changed(scenario, ctx.snapshot.price_sample):
        blocks.warning(ctx.say("depletion.prices_changed", until=scenario.price.until))


def _certain(ctx: Context, planned: Plan) -> str:
    say, end = ctx.say, planned.months[-1]
    if planned.short_from is None:
        return say("depletion.answer.certain_enough", end=month(end.month), tonnes=tonnes(end.closing_t))
    return say("depletion.answer.certain_short", month=month(planned.short_from), tonnes=tonnes(planned.peak_short_t))


def _cards(ctx: Context, result: Result, odds: Sequence[Odds]) -> None:
    say, scenario, last = ctx.say, result.scenario, odds[-1]
    sure, middle = _sure(result, last), date_at(result, 0.5)
    early, late = (date_at(result, level) for level in (0.05, 0.95))
    mark = " ◊" if ctx.snapshot.rules.at(ctx.today)["village_income_share"].is_assumption else ""
    cost, villages = (yuan(values, result.cost) for values in (result.cost, result.villages))
    company = tuple(whole - part for whole, part in zip(cost, villages, strict=True))
    low, _, short, _, high = bands(result.unmet)
    blocks.cards([
        Card(say("depletion.card.odds", end=month(scenario.end)),
             percent(last.share) if sure else likely(last.share), "",
             say("depletion.card.sure") if sure else say("depletion.card.odds_about", interval=between(last)), "loss"),
        Card(say("depletion.card.date"), month(middle) if middle else "–", "",
             say("depletion.card.date_about", early=month(early), late=month(late) if late else say("depletion.later"))
             if early else say("depletion.card.date_rare" if last.share else "depletion.card.date_never"), "loss"),
        _band(ctx, "unmet", [number(value) for value in (low, short, high)], T, "loss"),
        _band(ctx, "cost", [f"¥{number(value)}" for value in cost], "", "price"),
        _band(ctx, "villages", [f"¥{number(value)}" for value in villages], "", "price", mark),
        _band(ctx, "company", [f"¥{number(value)}" for value in company], "", "price", mark),
    ])


def _band(ctx: Context, name: str, shown: Sequence[str], unit: str, role: str, mark: str = "") -> Card:
    """The median over the paths, with where nine of ten of them lie: low, median, high."""
    low, middle, high = shown
    return Card(ctx.say(f"depletion.card.{name}") + mark, middle, unit,
                ctx.say("depletion.card.band", low=low, high=high), role)


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=runs.SAME)
def _figures(key: tuple[object, ...], _result: Result, _planned: Plan, _ctx: Context
             ) -> tuple[go.Figure, go.Figure, go.Figure]:
    say, colours, scenario, odds = _ctx.say, _ctx.colours, _result.scenario, depleted_by(_result)
    months = [scenario.month(at) for at in range(scenario.months)]
    planned = [float(row.closing_t - row.short_t) for row in _planned.months]
    fan = figures_depletion.fan(months, _result.balance.T.tolist(), planned,
                                [(one.month, float(one.tonnes)) for one in scenario.batches], say, colours)
    by_month = figures_depletion.odds(months, [(one.share, one.low, one.high) for one in odds], say, colours)
    never = say("depletion.never")
    spans = [*_spans(_ctx, _result), (never, 1 - odds[-1].share)]
    return fan, by_month, figures_depletion.dates(spans, never, say, colours)


def _spans(ctx: Context, result: Result) -> list[tuple[str, float]]:
    """Share of the paths that first run short in each half-year, or year where the horizon is long."""
    scenario = result.scenario
    halves = scenario.months <= YEARLY_FROM
    counts: dict[str, int] = {}
    for at, count in enumerate(began(result)):
        first = scenario.month(at)
        name = ctx.say("depletion.half", year=first.year, half=1 + (first.month > 6)) if halves else str(first.year)
        counts[name] = counts.get(name, 0) + int(count)
    return [(name, count / result.paths) for name, count in counts.items()]


def _months(ctx: Context, result: Result, planned: Plan, odds: Sequence[Odds]) -> Table:
    say, scenario = ctx.say, result.scenario
    return ([say("column.month"), say("depletion.as_expected"), *(f"{one} %" for one in (5, 25, 50, 75, 95)),
             say("depletion.odds")],
            [[month(scenario.month(at)), number(planned.months[at].closing_t - planned.months[at].short_t),
              *(number(float(value)) for value in result.balance[at]), percent(odds[at].share, 1)]
             for at in range(scenario.months)], tuple(range(1, 8)))


def _years(ctx: Context, result: Result) -> Table:
    """What is paid in each twelve months, by percentile."""
    scenario = result.scenario
    return ([ctx.say("depletion.twelve_months"), *(f"{one} %" for one in (5, 25, 50, 75, 95))],
            [[month(scenario.month(12 * at)), *(f"¥{number(float(value))}" for value in row)]
             for at, row in enumerate(result.cost_years)], (1, 2, 3, 4, 5))

