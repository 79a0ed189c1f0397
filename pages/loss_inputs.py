"""The loss calculator's inputs: where, what and when; and their place in the address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.carbon import Occupation
from core.problem import Problem
from pages.base import Context
from pages.loss_where import Site
from pages.loss_where.areas import FIRST_ROW, ROW_SEPARATOR, add_row, areas, read_rows, row_text, rows
from pages.loss_where.outline import outline, shape_of
from pages.loss_where.parcels import parcels, read_picked
from ui import blocks, link

WAYS = {"areas": areas, "file": outline, "map": parcels}


def restore(ctx: Context) -> None:
    """Start the inputs from the address, once."""
    species = {one.id for one in ctx.snapshot.species.all}
    fresh = "loss:rows" not in st.session_state
    link.restore("loss", {
        "loss:how": ("areas", link.one_of(*WAYS)),
        "loss:rows": ([FIRST_ROW], lambda text: read_rows(text, species)),
        "loss:picked": ([], lambda text: read_picked(text, ctx)),
        "loss:shape": ("", lambda text: text if shape_of(text) else ""),
        "loss:kind": ("permanent", link.one_of("permanent", "temporary")),
        "loss:years": (2, lambda text: min(max(int(text), 1), 4)),
        "loss:long": (False, lambda text: text == "1"),
        "loss:date": (ctx.today, link.day),
        "loss:offset": (0, lambda text: min(max(int(text), 0), 80)),
        "loss:basis": (ctx.snapshot.rules.at(ctx.today)["loss_basis"].text, link.one_of("flow", "stock", "total")),
    })
    if fresh:
        st.session_state["loss:next"] = 0
        st.session_state["loss:ids"] = []
        for row in st.session_state["loss:rows"]:
            add_row(row)


def state(ctx: Context) -> dict[str, object]:
    """What the address has to say so that the page opens the same again."""
    chosen = st.session_state
    how = chosen["loss:how"]
    default_basis = ctx.snapshot.rules.at(ctx.today)["loss_basis"].text
    return {
        "how": how,
        "rows": ROW_SEPARATOR.join(row_text(row) for row in rows()) if how == "areas" else None,
        "picked": ".".join(chosen["loss:picked"]) if how == "map" else None,
        "shape": chosen["loss:shape"] if how == "file" else None,
        "kind": chosen["loss:kind"],
        "years": chosen["loss:years"] if chosen["loss:kind"] == "temporary" else None,
        "long": "1" if chosen["loss:kind"] == "temporary" and chosen["loss:long"] else None,
        "date": chosen["loss:date"], "offset": chosen["loss:offset"] or None,
        "basis": chosen["loss:basis"] if chosen["loss:basis"] != default_basis else None,
    }


def site(ctx: Context) -> Site:
    """Ask where; three ways in."""
    say = ctx.say
    blocks.step(1, say("loss.where"))
    how = st.segmented_control(say("loss.where_how"), list(WAYS), key="loss:how", required=True,
                               format_func=lambda way: say(f"loss.way.{way}"), label_visibility="collapsed",
                               persist_state="session")
    try:
        return WAYS[how](ctx)
    except Problem as problem:
        return Site(problem=problem)


def occupation(ctx: Context) -> tuple[Occupation, date]:
    """Ask what kind of use, for how long, and from when."""
    say = ctx.say
    blocks.step(2, say("loss.what"))
    kind = st.radio(say("loss.kind"), ("permanent", "temporary"), key="loss:kind", horizontal=True,
                    format_func=lambda name: say(f"loss.kind.{name}"), persist_state="session")
    years = None
    long_works = False
    if kind == "temporary":
        long_works = st.checkbox(say("loss.long_works"), key="loss:long", persist_state="session")
        years = Decimal(st.number_input(say("loss.years"), min_value=1, max_value=4, step=1, key="loss:years",
                                        persist_state="session"))
    on = st.date_input(say("loss.date"), key="loss:date", min_value=link.DAYS[0], max_value=link.DAYS[1],
                       format="YYYY-MM-DD", help=say("loss.date_help"), persist_state="session")
    return Occupation(kind, years, long_works), on
