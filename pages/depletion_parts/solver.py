"""How many hectares keep the odds of running short within a limit, and how much occupation the reserve bears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_UP, Decimal

import plotly.graph_objects as go
import streamlit as st

from core.numbers import ZERO
from core.problem import Problem
from core.scenario.answers import depletion, odds
from core.scenario.checks import check
from core.scenario.model import Batch, Scenario
from core.scenario.solver import ODDS, Bearable, Needed, bearable, needed
from pages import exports
from pages.base import Context
from pages.depletion_parts import export, runs, state
from pages.depletion_parts.candidates import candidates
from pages.depletion_parts.odds import between, likely
from ui import blocks, figures_depletion, link
from ui.format import month, number, percent
from ui.show import chart
from ui.workbook import Sheet

LIMIT, PICKED = "depletion:limit", "depletion:pick"
TENTH = Decimal("0.1")  # hm²
READERS = {LIMIT: (0.2, lambda text: float(link.one_of(*map(str, ODDS))(text)))}


def show(ctx: Context) -> dict[str, object]:
    say = ctx.say
    scenario = state.current(ctx)
    st.segmented_control(say("depletion.limit"), ODDS, key=LIMIT, required=True, format_func=percent,
                         persist_state="session")
    limit = st.session_state[LIMIT]
    try:
        check(scenario)
        with st.spinner(say("depletion.solving")):
            found = _needed(ctx.snapshot.version, ctx.say.lang, scenario, ctx)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return {LIMIT: limit}
    now = depletion(runs.quick(ctx, scenario)).share
    _hectares(ctx, scenario, limit, now, found)
    _occupation(ctx, scenario, limit)
    export.shown(ctx, "solver", scenario, _sheets(ctx, found, _bearable(scenario, limit)))
    return {LIMIT: limit}


def _sheets(ctx: Context, found: Sequence[Needed], rows: Sequence[Bearable]) -> list[Sheet]:
    """Hectares by species, month and odds; what yearly occupation means for the odds."""
    say = ctx.say
    return [
        Sheet(say("export.hectares"), [say("depletion.species"), say("column.month"), say("depletion.yield"),
                                       *(percent(one) for one in ODDS)],
              [(_species(ctx, one.batch), month(one.batch.month), one.batch.yield_t_hm2, *map(_up, one.hectares))
               for one in found], ("", "", "0.0000", *("#,##0.0",) * len(ODDS))),
        Sheet(say("depletion.bearing"), [say("depletion.factor"), say("depletion.owed_yearly"),
                                         say("depletion.odds_by_end")],
              [(one.factor, one.owed_t or ZERO, float(one.share)) for one in rows], ("0.00", exports.T3, "0.0%"))]


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs=runs.SAME)
def _needed(version: int, lang: str, scenario: Scenario, _ctx: Context) -> tuple[Needed, ...]:
    return needed(scenario, candidates(_ctx, scenario), paths=min(scenario.paths, runs.AT_ONCE))


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs=runs.SAME)
def _bearable(scenario: Scenario, limit: float) -> tuple[Bearable, ...]:
    return bearable(scenario, limit, paths=min(scenario.paths, runs.AT_ONCE))


def _hectares(ctx: Context, scenario: Scenario, limit: float, now: float, found: Sequence[Needed]) -> None:
    """The answer, the table species × date, the neighbours of one species, and a button that takes it."""
    say, at = ctx.say, ODDS.index(limit)
    fields = {"end": month(scenario.end), "limit": percent(limit), "now": likely(now)}
    known = [(_up(one.hectares[at]), one) for one in found]
    least = min(((area, one) for area, one in known if area is not None), key=lambda pair: pair[0], default=None)
    if now <= limit:
        blocks.answer(say("depletion.solved.already", **fields))
    elif least is None:
        blocks.answer(say("depletion.solved.none", **fields))
    else:
        paths = min(scenario.paths, runs.AT_ONCE)
        drawn = between(odds(round(limit * paths), paths))
        blocks.answer(say("depletion.solved.least", area=_hm2(least[0]), species=_species(ctx, least[1].batch),
                          month=month(least[1].batch.month), **fields))
        blocks.note(say("depletion.solved.drawn", paths=f"{paths:,}", limit=percent(limit), interval=drawn))
    if not found:
        blocks.note(say("depletion.no_candidates"))
        return
    dates = sorted({one.batch.month for one in found})
    names = dict.fromkeys(_species(ctx, one.batch) for one in found)
    cells = {(_species(ctx, one.batch), one.batch.month): one for one in found}
    blocks.table([say("depletion.species"), say("depletion.yield"), *(month(date) for date in dates)], [
        [name, number(cells[name, dates[0]].batch.yield_t_hm2, 4),
         *(_area(cells[name, date].hectares[at]) for date in dates)] for name in names], range(1, len(dates) + 2))
    blocks.note(say("depletion.solved_about"))
    _neighbours(ctx, scenario, found, None if least is None else found.index(least[1]))


def _neighbours(ctx: Context, scenario: Scenario, found: Sequence[Needed], first: int | None) -> None:
    """One batch at every limit: what a little more risk saves, and the way to put it into the scenario."""
    say = ctx.say
    st.markdown(f"**{say('depletion.neighbours')}**")
    key = f"{PICKED}:{ctx.say.lang}:{ctx.snapshot.version}:{len(found)}"
    if st.session_state.get(key) is None:
        st.session_state[key] = first or 0
    picked = st.selectbox(say("depletion.which_batch"), range(len(found)), key=key, label_visibility="collapsed",
                          format_func=lambda at: f"{_species(ctx, found[at].batch)} · {month(found[at].batch.month)}")
    one = found[picked]
    blocks.table([say("depletion.limit"), *(percent(one) for one in ODDS)],
                 [[say("depletion.area"), *(_area(area) for area in found[picked].hectares)]], range(1, len(ODDS) + 1))
    area = _up(one.hectares[ODDS.index(st.session_state[LIMIT])])
    if area:
        st.button(say("depletion.take_batch", area=_hm2(area)), key="depletion:take", icon=":material/add:",
                  on_click=lambda: state.load(replace(scenario, batches=(
                      *scenario.batches, replace(one.batch, area_hm2=area)))))


def _species(ctx: Context, batch: Batch) -> str:
    if not batch.species:
        return ctx.say("depletion.any_species")
    found = ctx.snapshot.species.find(batch.species)
    return ctx.say.pick(found.name_zh, found.name_en)


def _up(value: Decimal | None) -> Decimal | None:
    """To the next tenth of a hectare: what was found on the paths drawn has no more digits, and never less will do."""
    return None if value is None else value.quantize(TENTH, ROUND_UP)


def _hm2(value: Decimal) -> str:
    return f"{number(value, 1)} hm²"


def _area(value: Decimal | None) -> str:
    up = _up(value)
    return "–" if up is None else number(up, 1)


def _occupation(ctx: Context, scenario: Scenario, limit: float) -> None:
    """The largest yearly occupation that keeps the odds, with what more and less of it would mean."""
    say = ctx.say
    st.header(say("depletion.bearing"), anchor=False)
    rows = _bearable(scenario, limit)
    if not any(one.owed_t for one in rows):
        blocks.note(say("depletion.bearing_none"))
        return
    most = max((one for one in rows if one.share <= limit), key=lambda one: one.factor, default=None)
    now = next(one for one in rows if one.factor == 1)
    fields = {"end": month(scenario.end), "limit": percent(limit), "now": number(now.owed_t)}
    if most is None:
        blocks.answer(say("depletion.bearing.nothing", **fields))
    else:
        beyond = most is rows[-1]
        blocks.answer(say("depletion.bearing.beyond" if beyond else "depletion.bearing.most",
                          owed=number(most.owed_t), factor=number(most.factor, 2), **fields))
    figure = _bearing(ctx.key, scenario, limit, rows, ctx)
    chart(figure, say("depletion.bearing_alt"), say, "depletion:bearing", lambda: (
        [say("depletion.factor"), say("depletion.owed_yearly"), say("depletion.odds_by_end")],
        [[f"× {number(one.factor, 2)}", number(one.owed_t or ZERO), likely(one.share)] for one in rows], (0, 1, 2)))


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs=runs.SAME)
def _bearing(key: tuple[int, str, str], scenario: Scenario, limit: float, _rows: Sequence[Bearable], _ctx: Context
             ) -> go.Figure:
    now = next(float(one.owed_t) for one in _rows if one.factor == 1)
    return figures_depletion.bearing([(float(one.owed_t), one.share) for one in _rows], limit, now, _ctx.say,
                                     _ctx.colours)
