"""Published observations of other regions, with their sources: examples to start a curve from."""

from __future__ import annotations

import re

import streamlit as st

from core.numbers import plain
from pages.accounting_parts import tables
from pages.base import Context
from store.shipped import Observed, published_growth
from ui import blocks
from ui.show import drawer

ABSTRACT = "stored abstract"  # the publication itself was not at hand


def offer(ctx: Context, key: str) -> None:
    """The drawer: what there is, and a choice that fills the table."""
    drawer(ctx.say("accounting.grow.published"), "accounting:published", lambda: _body(ctx, key))


def _body(ctx: Context, key: str) -> None:
    say = ctx.say
    blocks.warning(say("accounting.grow.elsewhere"))
    series: dict[str, list[Observed]] = {}
    for one in published_growth():
        series.setdefault("|".join(one.series), []).append(one)
    blocks.table([say(f"accounting.grow.column.{name}") for name in ("species", "values", "where", "source")],
                 [[_species(ctx, rows[0]), _values(ctx, rows), _where(ctx, rows[0]), _source(ctx, rows[0])]
                  for rows in series.values()])
    several = {name: rows for name, rows in series.items() if len({one.age for one in rows}) > 1}

    def take() -> None:
        rows = several.get(st.session_state["accounting:series"] or "", [])
        if rows:
            tables.start(key, [[float(one.age), float(one.value)] for one in rows])
            st.session_state["accounting:from"] = "fit"

    st.selectbox(say("accounting.grow.series"), list(several), index=None, key="accounting:series", on_change=take,
                 placeholder=say("accounting.grow.series_choose"), format_func=lambda name: say(
                     "accounting.grow.series_name", species=_species(ctx, several[name][0]),
                     where=_where(ctx, several[name][0]), count=len(several[name])))


def _values(ctx: Context, rows: list[Observed]) -> str:
    return ctx.say.pick("；", "; ").join(
        ctx.say("accounting.grow.at", age=plain(one.age), value=plain(one.value)) for one in rows)


def _species(ctx: Context, one: Observed) -> str:
    return ctx.say.pick(one.species_zh, one.species_latin)


def _where(ctx: Context, one: Observed) -> str:
    return ctx.say("accounting.grow.where", site=ctx.say(f"accounting.site.{_slug(one.site)}"),
                   what=ctx.say(f"accounting.what.{one.variable}"))


def _source(ctx: Context, one: Observed) -> str:
    if one.source == ABSTRACT:
        return ctx.say("accounting.grow.abstract")
    return ctx.say.pick(*(f"{one.source} {one.reference}".strip(),) * 2)


def _slug(text: str) -> str:
    return re.sub(r"\W+", "_", text.casefold())
