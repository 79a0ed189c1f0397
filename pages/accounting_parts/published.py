"""Published observations of other regions, with their sources: examples to start a curve from."""

from __future__ import annotations

import re

import streamlit as st

from pages.accounting_parts import tables
from pages.base import Context
from store.shipped import Observed, published_growth
from ui import blocks
from ui.format import number
from ui.show import drawer

ABSTRACT = "stored abstract"  # the publication itself was not at hand


def offer(ctx: Context, key: str) -> None:
    """The drawer: what there is, and a choice that fills the table."""
    drawer(ctx.say("accounting.grow.published"), "accounting:published", lambda: _body(ctx, key))


def _body(ctx: Context, key: str) -> None:
    say = ctx.say
    blocks.warning(say("accounting.grow.elsewhere"))
    found = published_growth()
    blocks.table([say(f"accounting.grow.column.{name}") for name in ("species", "site", "what", "age", "value",
                                                                     "source")],
                 [[_species(ctx, one), say(f"accounting.site.{_slug(one.site)}"),
                   say(f"accounting.what.{one.variable}"), number(one.age, 2), number(one.value, 3), _source(ctx, one)]
                  for one in found], (3, 4))
    series: dict[str, list[Observed]] = {}
    for one in found:
        series.setdefault("|".join(one.series), []).append(one)
    several = {name: rows for name, rows in series.items() if len({one.age for one in rows}) > 1}

    def take() -> None:
        rows = several.get(st.session_state["accounting:series"] or "", [])
        if rows:
            tables.start(key, [[float(one.age), float(one.value)] for one in rows])
            st.session_state["accounting:from"] = "fit"

    st.selectbox(say("accounting.grow.series"), list(several), index=None, key="accounting:series", on_change=take,
                 placeholder=say("accounting.grow.series_choose"), format_func=lambda name: say(
                     "accounting.grow.series_name", species=_species(ctx, several[name][0]),
                     site=say(f"accounting.site.{_slug(several[name][0].site)}"), count=len(several[name])))


def _species(ctx: Context, one: Observed) -> str:
    if one.illustrative:
        return ctx.say("accounting.grow.illustrative")
    return ctx.say.pick(f"{one.species_zh} {one.species_latin}", one.species_latin)


def _source(ctx: Context, one: Observed) -> str:
    if one.illustrative:
        return ctx.say("accounting.grow.circular")
    if one.source == ABSTRACT:
        return ctx.say("accounting.grow.abstract")
    return ctx.say.pick(*(f"{one.source} {one.reference}".strip(),) * 2)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "_", text.casefold())
