"""What a file leaves open, asked: layer, coordinate system, columns, land-class codes."""

from __future__ import annotations

import streamlit as st

from pages.base import Context
from store.stocktake import Asked
from store.stocktake.attributes import WANTED
from store.stocktake.intake import CHECKED, State
from ui import blocks
from ui.format import hectares, percent
from ui.show import drawer

CODES = ("2019", "older", "each")
ABREAST = 3


def answered(ctx: Context, state: State) -> Asked | None:
    """What holds of the file if it is looked at again; None where nothing can be answered."""
    question = state.question
    if not (state.phase == CHECKED or question.layers or question.systems or question.codes or question.columns):
        return None
    layer = _layer(ctx, state) or state.asked.layer
    crs = _system(ctx, state) or state.asked.crs
    codes = _codes(ctx, state) or state.asked.codes
    columns = _columns(ctx, state)
    return Asked(crs, columns, codes, layer)


def _layer(ctx: Context, state: State) -> str | None:
    if not state.question.layers:
        return None
    say = ctx.say
    return st.radio(say("forest.ask_layer"), state.question.layers, index=None, key=f"forest:layer:{state.number}")


def _system(ctx: Context, state: State) -> int | None:
    if not state.question.systems:
        return None
    say = ctx.say
    names = {one.epsg: say("forest.system", epsg=one.epsg, name=say.pick(one.name_zh, one.name_en),
                           area=hectares(one.area_hm2),
                           share="–" if one.share_inside is None else percent(one.share_inside))
             for one in state.question.systems}
    return st.radio(say("forest.ask_crs"), list(names), index=None, format_func=names.__getitem__,
                    key=f"forest:crs:{state.number}")


def _codes(ctx: Context, state: State) -> str | None:
    if not state.question.codes:
        return None
    say = ctx.say
    return st.radio(say("loss.ask_codes"), CODES, index=None, key=f"forest:codes:{state.number}",
                    format_func=lambda one: say(f"loss.codes.{one}"))


def _columns(ctx: Context, state: State) -> dict[str, str]:
    """Which column is which of our fields; only what differs from what the names say is an answer."""
    say, found = ctx.say, state.report
    there = sorted({*found.columns.values(), *found.unused} if found else state.question.columns)
    known = dict(found.columns) if found else {}
    answers = dict(state.asked.columns)
    if not there:
        return answers

    def body() -> None:
        blocks.note(say("forest.columns_note"))
        for at, name in enumerate(WANTED):
            if at % ABREAST == 0:  # row by row, so that a phone shows them in their order
                places = st.columns(ABREAST, gap="medium")
            now = answers.get(name, known.get(name, ""))
            options = ["", *there]
            chosen = places[at % ABREAST].selectbox(
                say(f"field.{name}"), options, index=options.index(now) if now in options else 0,
                key=f"forest:column:{state.number}:{name}",
                format_func=lambda one: say("forest.column", column=one) if one else say("loss.no_column"))
            if chosen != known.get(name, "") or name in answers:
                answers[name] = chosen

    if found is None:
        body()
    else:
        missing = [name for name in WANTED if name not in known]
        drawer(say("forest.columns", found=len(WANTED) - len(missing), of=len(WANTED)), "forest:columns", body)
    return answers
