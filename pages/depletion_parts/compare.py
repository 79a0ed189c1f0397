"""Up to four scenarios on the same luck: the one on the page, the county as it is, saved ones, a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core.numbers import plain
from core.problem import Problem
from core.scenario import file
from core.scenario.answers import bands, date_at, depletion
from core.scenario.checks import check
from core.scenario.compare import MOST, Comparison, compare
from core.scenario.model import PRICE_RULES, RULES, Scenario
from core.scenario.result import Result
from pages.base import Context
from pages.depletion_parts import compare_export, runs, state
from pages.depletion_parts.levers import interval
from pages.depletion_parts.odds import between, likely, yuan
from pages.depletion_parts.saved import kept
from ui import blocks, figures_depletion
from ui import rules as shown
from ui.format import listed, month, number
from ui.show import aside, chart
from ui.workbook import Sheet

LETTERS = "ABCD"
AT_FIRST = 12  # differences in the assumptions that are shown without asking
BESIDE = "depletion:beside"  # what stands beside the page's scenario: the county as it is, a saved number, or one kept
NOW, NONE = "now", "none"
Beside = str | int | Scenario


def read(text: str) -> tuple[Beside, ...]:
    """Reader for the address; what was only kept in a session cannot be in it."""
    found = () if text == NONE else tuple(one if one == NOW else int(one) for one in text.split("."))
    if len(found) >= MOST:
        raise ValueError(text[:40])
    return found


READERS: dict[str, tuple[Any, Callable[[str], Any]]] = {BESIDE: ((NOW,), read)}


def show(ctx: Context) -> dict[str, object]:
    say = ctx.say
    edited = state.changed() and not state.held(ctx)
    scenarios = [named(ctx, state.current(ctx), say("depletion.here") if edited else "")]
    answer = st.container()
    st.header(say("depletion.beside"), anchor=False)
    for at, one in enumerate(st.session_state[BESIDE]):
        found = _line(ctx, at, one, LETTERS[len(scenarios)])
        if found is not None:
            scenarios.append(found)
    _add(ctx)
    with answer:
        _compared(ctx, scenarios)
    shared = [str(one) for one in st.session_state[BESIDE] if not isinstance(one, Scenario)]
    return {BESIDE: ".".join(shared) or NONE}


def named(ctx: Context, scenario: Scenario, otherwise: str = "") -> Scenario:
    """With a name to tell it by: `otherwise` where it has none, or that of the county as it is."""
    return replace(scenario, name=scenario.name or otherwise or ctx.say("depletion.present"),
                   paths=min(scenario.paths, runs.AT_ONCE))


def _line(ctx: Context, at: int, one: Beside, letter: str) -> Scenario | None:
    """A line for what stands beside, with its way out; where it cannot be used, why."""
    say = ctx.say
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("depletion.drop"), key=f"depletion:drop:{at}", icon=":material/close:", type="tertiary",
                  on_click=_drop, args=(at,))
        try:
            found = beside(ctx, one)
            aside = isinstance(one, Scenario) and found != state.present(ctx)
            found = named(ctx, found, say("depletion.set_aside") if aside else "")
            check(found)
        except Problem as problem:
            blocks.refusal(say.problem(problem))
            return None
        blocks.note(blocks.typed(f"{letter} · {found.name}"))
    return found


def _drop(at: int) -> None:
    kept = st.session_state[BESIDE]
    st.session_state[BESIDE] = (*kept[:at], *kept[at + 1:])


def beside(ctx: Context, one: Beside) -> Scenario:
    """What stands beside the page's scenario. Problem for a saved one that is not there any more."""
    if isinstance(one, Scenario):
        return state.called(ctx, one)
    if one == NOW:  # over as many months as the page looks ahead
        return replace(state.present(ctx), months=state.current(ctx).months)
    for saved in kept(ctx):
        if saved.number == one:
            return state.called(ctx, saved.scenario())
    raise Problem("scenario_unknown", number=one)


def _add(ctx: Context) -> None:
    """What may be set beside the page's scenario."""
    say = ctx.say
    full = len(st.session_state[BESIDE]) >= MOST - 1

    def add(one: Beside) -> None:
        st.session_state[BESIDE] = (*st.session_state[BESIDE], one)

    with st.container(horizontal=True):
        st.button(say("depletion.add_now"), key="depletion:add_now", icon=":material/add:", disabled=full,
                  on_click=add, args=(NOW,))
        st.button(say("depletion.add_page"), key="depletion:add_page", icon=":material/push_pin:", disabled=full,
                  on_click=add, args=(state.current(ctx),), help=say("depletion.add_page_help"))
    if kept(ctx) and not full:
        names = {one.number: say("depletion.saved_name", name=say.pick(one.name, one.name), version=one.version)
                 for one in reversed(kept(ctx))}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            number = st.selectbox(say("depletion.versions"), list(names), key="depletion:saved_beside",
                                  format_func=names.__getitem__)
            st.button(say("depletion.add_saved"), key="depletion:add_saved", icon=":material/add:", on_click=add,
                      args=(number,))
    upload = None if full else st.file_uploader(say("depletion.from_file"), type=["yaml", "yml"],
                                                key="depletion:beside_upload", max_upload_size=1)
    if upload is not None:
        try:
            data = upload.getvalue() if upload.size <= file.MAX_BYTES else b" " * (file.MAX_BYTES + 1)
            found = file.read(upload.name, data, ctx.snapshot.rules, state.present(ctx).price)
        except Problem as problem:
            blocks.refusal(say.problem(problem))
        else:
            st.button(say("depletion.add_file"), key="depletion:add_file", icon=":material/add:", on_click=add,
                      args=(found,))


def _compared(ctx: Context, scenarios: Sequence[Scenario]) -> None:
    say = ctx.say
    if len(scenarios) < 2:
        blocks.note(say("depletion.compare_empty"))
        return
    try:
        check(scenarios[0])
        found = played(ctx, scenarios)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    letters = LETTERS[:len(scenarios)]
    blocks.answer(answer(ctx, found))
    if not found.rows:
        blocks.note(say("depletion.compare_nothing"))
    chart(_figure(ctx.key, tuple(scenarios), found, ctx), say("depletion.fans_alt"), say, "depletion:fans",
          lambda: _months(letters, found, ctx))
    each = Sheet(say("export.result"), [say(f"depletion.column.{name}") for name in (
        "scenario", "odds", "date", "unmet", "cost", "villages")],
        [row(ctx, letter, one) for letter, one in zip(letters, found.results, strict=True)])
    blocks.table(each.headers, each.rows, range(1, 6))
    st.markdown(f"**{say('depletion.less_first', letter=LETTERS[0])}**")
    less = Sheet(say("export.less_first"), [say(f"depletion.column.{name}") for name in (
        "scenario", "months_gained", "odds_moved", "short_moved", "cost_moved", "villages_moved")], [
        [letter, interval(one.months, 1), interval(one.odds, 1, 100), interval(one.unmet_t), interval(one.cost_cny),
         interval(one.villages_cny)] for letter, one in zip(letters[1:], found.against, strict=True)])
    blocks.table(less.headers, less.rows, range(1, 6))
    blocks.note(say("depletion.compare_about"))
    aside(say("deck.drawer"), "depletion:deck", lambda: _slides(ctx, scenarios))
    st.markdown(f"**{say('depletion.differs')}**")
    rows = list(_differences(ctx, found))
    compare_export.buttons(ctx, scenarios, found, tables=(each, less, Sheet(
        say("export.differs"), [say("depletion.assumption"), *letters], rows)))
    if not rows:
        blocks.note(say("depletion.differs_nothing"))
        return
    headers = [say("depletion.assumption"), *letters]
    blocks.table(headers, rows[:AT_FIRST])
    if len(rows) > AT_FIRST:
        aside(say("depletion.differs_all", count=len(rows)), "depletion:differs", lambda: blocks.table(headers, rows))


def _slides(ctx: Context, scenarios: Sequence[Scenario]) -> None:
    """These scenarios in the slides for a meeting."""
    from pages import deck  # which sets scenarios side by side with what stands here

    deck.form(ctx, "depletion", state.current(ctx), scenarios)


def played(ctx: Context, scenarios: Sequence[Scenario]) -> Comparison:
    """On the same luck. Problem where they cannot be set side by side."""
    return _comparison(ctx.snapshot.version, tuple(scenarios), ctx)


def answer(ctx: Context, found: Comparison) -> str:
    """The odds of each, and which has the least."""
    say, odds = ctx.say, [depletion(one) for one in found.results]
    end = month(found.results[0].scenario.end)
    if len({one.share for one in odds}) == 1:
        return say("depletion.compare_same", end=end, odds=likely(odds[0].share))
    best = min(range(len(odds)), key=lambda at: odds[at].share)
    told = listed((f"{letter} {likely(one.share)}" for letter, one in zip(LETTERS, odds, strict=False)), say)
    return say("depletion.compare_answer", end=end, best=LETTERS[best], odds=told)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=runs.SAME)
def _comparison(version: int, scenarios: tuple[Scenario, ...], _ctx: Context) -> Comparison:
    priced = all(runs.prices(_ctx, one) is not None for one in scenarios)
    return compare(scenarios, runs.prices_of(_ctx) if priced else None)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=runs.SAME)
def _figure(key: tuple[int, str, str], scenarios: tuple[Scenario, ...], _found: Comparison, _ctx: Context) -> go.Figure:
    months = [scenarios[0].month(at) for at in range(scenarios[0].months)]
    return figures_depletion.fans([(f"{letter} · {one.name}", months, result.balance.T.tolist()) for letter, one, result
                                   in zip(LETTERS, scenarios, _found.results, strict=False)], _ctx.say, _ctx.colours)


def _months(letters: str, found: Comparison, ctx: Context) -> tuple[list[str], list[list[str]], range]:
    """Median and 90 % band of each by month."""
    scenario = found.results[0].scenario
    return ([ctx.say("column.month"), *letters], [
        [month(scenario.month(at)), *(f"{number(float(one.balance[at, 2]))} ({number(float(one.balance[at, 0]))} … "
                                      f"{number(float(one.balance[at, 4]))})" for one in found.results)]
        for at in range(scenario.months)], range(1, len(letters) + 1))


def row(ctx: Context, letter: str, one: Result) -> list[str]:
    """A scenario's answer: name, odds, the month half of all cases run short before, shortage, cost, villages."""
    odds, middle = depletion(one), date_at(one, 0.5)
    low, _, short, _, high = bands(one.unmet)
    figures = ((low, short, high), yuan(one.cost, one.cost), yuan(one.villages, one.cost))
    return [f"{letter} · {one.scenario.name}", f"{likely(odds.share)} ({between(odds)})",
            "–" if middle is None else month(middle),
            *(f"{number(middle)} ({number(low)} … {number(high)})" for low, middle, high in figures)]


def _differences(ctx: Context, found: Comparison) -> Iterator[list[str]]:
    for row in found.rows:
        words = [_called(ctx, row.path[0], name) for name in row.path]
        if row.item:
            words.insert(1, _item(ctx, row.item))
        yield [" · ".join(words), *(_value(ctx, row.path[-1], value) for value in row.values)]


def _called(ctx: Context, table: str, name: str) -> str:
    """A field as its table calls it."""
    own = f"field.scenario.{table}.{name}"
    return ctx.say(own if ctx.say.has(own) else f"field.scenario.{name}")


def _item(ctx: Context, item: str) -> str:
    """A row of a table as people know it."""
    for family in ("depletion.use", "depletion.kind"):
        if ctx.say.has(f"{family}.{item}"):
            return ctx.say(f"{family}.{item}")
    return shown.name(ctx.snapshot.rules[item], ctx.say) if item in (*RULES, *PRICE_RULES) else item


def _value(ctx: Context, field: str, value: Any) -> str:
    say = ctx.say
    if isinstance(value, bool):
        return say("value.yes") if value else say("value.no")
    if is_dataclass(value) or (field == "fingerprint" and value):
        return say("depletion.there")
    if isinstance(value, tuple):
        return " ".join(_value(ctx, field, one) for one in value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return month(value) if value.day == 1 else value.isoformat()
    families = {"use": "depletion.use", "kind": "depletion.sizes", "model": "depletion.price"}
    if field in families and say.has(f"{families[field]}.{value}"):
        return say(f"{families[field]}.{value}")
    return "–" if value in (None, "") else str(value)
