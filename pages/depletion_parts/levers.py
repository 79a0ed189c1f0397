"""What would help, and what the answer hangs on: a step of each lever, and each assumption moved through its range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.numbers import ZERO, plain
from core.problem import Problem
from core.scenario.answers import Difference
from core.scenario.checks import check
from core.scenario.levers import Effect, Lever, effects
from core.scenario.model import Scenario
from core.scenario.sensitivity import (
    HEADLINES,
    Bar,
    Headline,
    Input,
    Screened,
    Shares,
    headline,
    inputs,
    morris,
    sobol,
    tornado,
    widest,
)
from pages.base import Context
from pages.depletion_parts import export, runs, state
from ui import blocks, link
from ui.format import listed, number, percent
from ui.show import chart
from ui.tornado import tornado as bars
from ui.workbook import Sheet

BY, DEEPER = "depletion:by", "depletion:deeper"
READERS = {BY: (HEADLINES[0], link.one_of(*HEADLINES))}
WAYS = {"morris": morris, "sobol": sobol}
SCALES = {"months": 1, "odds": 100, "unmet_t": 1}  # shown in months, per cent, tonnes
TORNADO_PATHS = 2_000


def show(ctx: Context) -> None:
    say, scenario = ctx.say, state.current(ctx)
    try:
        check(scenario)
        with st.spinner(say("depletion.solving")):
            found = steps(ctx, scenario)
            figures = inputs(scenario, ctx.snapshot.rules.at(ctx.today))
            moved = _tornado(ctx.snapshot.version, ctx.today.isoformat(), scenario, figures)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    blocks.answer(answer(ctx, found))
    _table(ctx, found)
    export.shown(ctx, "levers", scenario, _sheets(ctx, found, moved))
    st.header(say("depletion.hangs_on"), anchor=False)
    by = st.segmented_control(say("depletion.by"), HEADLINES, key=BY, required=True, persist_state="session",
                              format_func=lambda name: say(f"depletion.headline.{name}"), label_visibility="collapsed")
    if not figures:
        blocks.note(say("depletion.hangs_on_nothing"))
        return
    chart(_figure(ctx.key, scenario, by, moved, ctx), say("depletion.tornado_alt"), say, "depletion:tornado",
          lambda: ([say("depletion.assumption"), say("depletion.from"), say("depletion.to"),
                    say("depletion.at_from"), say("depletion.at_to")],
                   [[_input(ctx, one.figure), *_ends(one.figure), _shown(by, one.low), _shown(by, one.high)]
                    for one in widest(moved, by)], (1, 2, 3, 4)))
    blocks.note(say("depletion.hangs_on_about"))
    for way in WAYS:
        _deeper(ctx, scenario, figures, way, by)


def steps(ctx: Context, scenario: Scenario) -> tuple[Effect, ...]:
    """What a step of each lever moves, the one that gains most months first."""
    return _effects(ctx.snapshot.version, ctx.today.isoformat(), scenario, ctx)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=runs.SAME)
def _effects(version: int, today: str, scenario: Scenario, _ctx: Context) -> tuple[Effect, ...]:
    priced = runs.prices(_ctx, scenario) is not None
    return effects(scenario, _ctx.snapshot.rules.at(_ctx.today), runs.prices_of(_ctx) if priced else None,
                   paths=min(scenario.paths, runs.AT_ONCE))


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=runs.SAME)
def _tornado(version: int, today: str, scenario: Scenario, _figures: Sequence[Input]) -> tuple[Bar, ...]:
    return tornado(scenario, _figures, paths=min(scenario.paths, TORNADO_PATHS))


def answer(ctx: Context, found: Sequence[Effect]) -> str:
    """The step that gains most."""
    best = found[0]
    if best.change.months.low <= 0:
        return ctx.say("depletion.no_step")
    name, months = blocks.typed(step(ctx, best.lever)), number(best.change.months.mean, 1)
    odds = number(-best.change.odds.mean * 100, 1)
    return (ctx.say("depletion.best_step", step=name, months=months, odds=odds) if best.change.odds.high < 0
            else ctx.say("depletion.best_step_later", step=name, months=months))


def _table(ctx: Context, found: Sequence[Effect]) -> None:
    """What each step moves; levers with nothing to move are named below."""
    say = ctx.say
    blocks.table(*_moved(ctx, found), (1, 2, 3, 4, 5))
    idle = {one.lever.name: say("depletion.idle_one", step=blocks.typed(step(ctx, one.lever)),
                                why=say(f"depletion.why.{one.why}"))
            for one in reversed(found) if one.lever.scenario is None and one.why}
    if idle:
        blocks.note(say("depletion.idle", levers=listed(idle.values(), say)))
    blocks.note(say("depletion.levers_about"))


def _moved(ctx: Context, found: Sequence[Effect]) -> tuple[list[str], list[list[str]]]:
    names = ("step", "months_gained", "odds_moved", "short_moved", "cost_moved", "villages_moved")
    return ([ctx.say(f"depletion.column.{name}") for name in names],
            [_row(ctx, one) for one in found if one.lever.scenario is not None])


def _sheets(ctx: Context, found: Sequence[Effect], moved: Sequence[Bar]) -> list[Sheet]:
    """What each step moves; what each assumption moves between its ends, by headline."""
    say = ctx.say
    rows = [(say(f"depletion.headline.{by}"), _input(ctx, one.figure), *_ends(one.figure), _shown(by, one.low),
             _shown(by, one.high)) for by in HEADLINES for one in widest(moved, by)]
    return [Sheet(say("export.result"), *_moved(ctx, found)),
            Sheet(say("export.hangs_on"), [say("export.what"), *(say(f"depletion.{name}") for name in (
                "assumption", "from", "to", "at_from", "at_to"))], rows)]


def _row(ctx: Context, one: Effect) -> list[str]:
    name, moved = step(ctx, one.lever), one.change
    return [f"{name} · {ctx.say(f'depletion.why.{one.why}')}" if one.why else name, interval(moved.months, 1),
            interval(moved.odds, 1, 100), interval(moved.unmet_t), interval(moved.cost_cny),
            interval(moved.villages_cny)]


def interval(found: Difference, places: int = 0, scale: int = 1) -> str:
    """+3.2 ± 0.2"""
    half = (found.high - found.mean) * scale
    mean = signed(found.mean * scale, places)
    return f"{mean} ± {number(half, places)}" if half else mean


def signed(value: float | Decimal, places: int = 0) -> str:
    text = number(abs(value), places)
    return text if not any(one in text for one in "123456789") else f"{'+' if value > 0 else '−'}{text}"


def step(ctx: Context, lever: Lever) -> str:
    """A lever and how far it is moved, as people say it."""
    amount = abs(lever.amount * 100 if lever.unit == "1" else lever.amount)
    way = "back" if lever.amount < 0 else "forward" if lever.amount else "none"
    return ctx.say(f"depletion.lever.{lever.name}.{way}", amount=amount.normalize() + ZERO, subject=lever.subject)


def _input(ctx: Context, figure: Input) -> str:
    return ctx.say(f"depletion.input.{figure.name.replace('.', '_')}")


def _ends(figure: Input) -> tuple[str, str]:
    """From where to where an assumption is moved."""
    if figure.kind == "times":
        return f"× {plain(figure.low)}", f"× {plain(figure.high)}"
    if figure.kind == "plus":
        return signed(figure.low * 100) + " %", signed(figure.high * 100) + " %"
    return plain(figure.low), plain(figure.high)


def _shown(by: str, found: Headline) -> str:
    value = getattr(found, by)
    return percent(value, 1) if by == "odds" else number(value, 1 if by == "months" else 0)


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=runs.SAME)
def _figure(key: tuple[int, str, str], scenario: Scenario, by: str, _moved: Sequence[Bar], _ctx: Context) -> go.Figure:
    say, colours, scale = _ctx.say, _ctx.colours, SCALES[by]
    base = headline(runs.at_most(_ctx, scenario, TORNADO_PATHS))
    rows = []
    for one in widest(_moved, by):
        low, high = sorted((getattr(one.low, by) * scale, getattr(one.high, by) * scale))
        start, end = _ends(one.figure)
        rows.append((f"{_input(_ctx, one.figure)} ({start} … {end})", low, high,
                     f"{_shown(by, one.low)} … {_shown(by, one.high)}"))
    return bars(rows, getattr(base, by) * scale, say("depletion.base", value=_shown(by, base)),
                say(f"depletion.headline.{by}"), colours.available if by == "months" else colours.loss, say, colours)


def _deeper(ctx: Context, scenario: Scenario, figures: Sequence[Input], way: str, by: str) -> None:
    """Morris or Sobol: a minute's work that somebody has to ask for; any click stops it."""
    say = ctx.say
    done = st.session_state.get(f"{DEEPER}:{way}")
    if done is None or done[0] != (ctx.snapshot.version, scenario):
        place = st.empty()
        with place.container(horizontal=True, vertical_alignment="center"):
            asked = st.button(say(f"depletion.{way}"), key=f"depletion:{way}", icon=":material/play_arrow:")
            blocks.note(say(f"depletion.{way}_about"))
        if asked:
            with place.container():
                found = runs.watched(ctx, lambda progress: WAYS[way](scenario, figures, progress=progress))
            st.session_state[f"{DEEPER}:{way}"] = ((ctx.snapshot.version, scenario), found)
            st.rerun()
        return
    st.markdown(f"**{say(f'depletion.{way}')}**")
    rows, scale = done[1][by], SCALES[by]
    ROWS[way](ctx, figures, rows, scale)
    blocks.note(say(f"depletion.{way}_note"))


def _morris(ctx: Context, figures: Sequence[Input], rows: Sequence[Screened], scale: int) -> None:
    ordered = sorted(zip(figures, rows, strict=True), key=lambda pair: -pair[1].mean_size)
    blocks.table([ctx.say(f"depletion.column.{name}") for name in ("input", "mean_size", "mean", "deviation")], [
        [_input(ctx, figure), f"{number(row.mean_size * scale, 1)} ± {number(row.error * scale, 1)}",
         signed(row.mean * scale, 1), number(row.deviation * scale, 1)] for figure, row in ordered], (1, 2, 3))


def _sobol(ctx: Context, figures: Sequence[Input], rows: Sequence[Shares], scale: int) -> None:
    ordered = sorted(zip(figures, rows, strict=True), key=lambda pair: -pair[1].total)
    blocks.table([ctx.say(f"depletion.column.{name}") for name in ("input", "alone", "in_all")], [
        [_input(ctx, figure), f"{percent(row.first)} ± {percent(row.first_error)}",
         f"{percent(row.total)} ± {percent(row.total_error)}"] for figure, row in ordered], (1, 2))


ROWS: dict[str, Callable[..., None]] = {"morris": _morris, "sobol": _sobol}
