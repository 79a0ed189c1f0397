"""The loss calculator's inputs: where, what and when; and their place in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from core.carbon import Occupation
from core.carbon.stand import KINDS
from core.landuse import Kind
from core.problem import Problem
from pages.base import Context
from pages.loss_where import Site
from pages.loss_where.areas import FIRST_ROW, ROW_SEPARATOR, add_row, areas, read_rows, row_text, rows, site_of_rows
from pages.loss_where.drawn import SHIFTS, shape_of, site_of_shape
from pages.loss_where.outline import outline, shift
from pages.loss_where.parcels import parcels, read_picked, site_of_picked
from ui import blocks, link, staff

WAYS = {"areas": areas, "file": outline, "map": parcels}
FARTHEST, WIDEST = 20_000, 2_000  # metres, as core.land.shift allows


@dataclass(frozen=True)
class Asked:
    """What is asked of a site: the use, the kind of project, the day, which loss, the share to offset."""

    what: Occupation
    kind: Kind
    urban: bool
    on: date
    basis: str
    share: Decimal


def ways() -> list[str]:
    """The ways to say where that this visitor has: single stands of the inventory are for staff."""
    return [way for way in WAYS if way != "map" or staff.may("see.stands")]


def restore(ctx: Context) -> None:
    """Start the inputs from the address, once."""
    species = {one.id for one in ctx.snapshot.species.all}
    fresh = "loss:rows" not in st.session_state
    link.restore("loss", {
        "loss:how": ("areas", link.one_of(*ways())),
        "loss:rows": ([FIRST_ROW], lambda text: read_rows(text, species)),
        "loss:picked": ([], lambda text: read_picked(text, ctx) if "map" in ways() else []),
        "loss:shape": ("", lambda text: text if shape_of(text) else ""),
        "loss:east": (0.0, link.between(-FARTHEST, FARTHEST)),
        "loss:north": (0.0, link.between(-FARTHEST, FARTHEST)),
        "loss:buffer": (0.0, link.between(-WIDEST, WIDEST)),
        "loss:out": ([], lambda text: text.split("~")[:60]),
        "loss:kind": ("permanent", link.one_of(*KINDS)),
        "loss:project": ("other", link.one_of(*ctx.snapshot.kinds)),
        "loss:urban": (False, lambda text: text == "1"),
        "loss:years": (2, lambda text: min(max(int(text), 1), 4)),
        "loss:date": (ctx.today, link.day),
        "loss:offset": (0, lambda text: min(max(int(text), 0), 80)),
        "loss:basis": (ctx.snapshot.rules.at(ctx.today)["loss_basis"].text, link.one_of("flow", "stock", "total")),
        "loss:kept": ([], lambda text: [dict(one) for one in link.unpack(text)][:5]),
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
    moved = dict(zip(SHIFTS, shift(), strict=True)) if how == "file" else {}
    return {
        "how": how,
        "rows": ROW_SEPARATOR.join(row_text(row) for row in rows()) if how == "areas" else None,
        "picked": ".".join(chosen["loss:picked"]) if how == "map" else None,
        "shape": chosen["loss:shape"] if how == "file" else None,
        **{name: f"{metres:.0f}" if metres else None for name, metres in moved.items()},
        "out": "~".join(chosen["loss:out"]) or None,
        "kind": chosen["loss:kind"],
        "project": chosen["loss:project"] if chosen["loss:project"] != "other" else None,
        "urban": "1" if chosen["loss:urban"] else None,
        "years": chosen["loss:years"] if chosen["loss:kind"] == "temporary" else None,
        "date": chosen["loss:date"], "offset": chosen["loss:offset"] or None,
        "basis": chosen["loss:basis"] if chosen["loss:basis"] != default_basis else None,
    }


def site(ctx: Context) -> Site:
    """Ask where; three ways in."""
    say = ctx.say
    blocks.step(1, say("loss.where"))
    if st.session_state["loss:how"] not in ways():
        st.session_state["loss:how"] = "areas"
    how = st.segmented_control(say("loss.where_how"), ways(), key="loss:how", required=True,
                               format_func=lambda way: say(f"loss.way.{way}"), label_visibility="collapsed",
                               persist_state="session")
    try:
        return WAYS[how](ctx)
    except Problem as problem:
        return Site(problem=problem)


def occupation(ctx: Context) -> tuple[Occupation, Kind, bool, date]:
    """Ask what kind of use, of which project, for how long, and from when."""
    say = ctx.say
    blocks.step(2, say("loss.what"))
    kind = st.radio(say("loss.kind"), KINDS, key="loss:kind", horizontal=True,
                    format_func=lambda name: say(f"loss.kind.{name}"), persist_state="session")
    kinds = ctx.snapshot.kinds
    project = kinds[st.selectbox(say("loss.project"), list(kinds), key="loss:project", persist_state="session",
                                 format_func=lambda name: say(f"project.{name}"), help=say("loss.project_help"))]
    years = None
    if kind == "temporary":
        years = Decimal(st.number_input(say("loss.years"), min_value=1, max_value=4, step=1, key="loss:years",
                                        persist_state="session", help=say("loss.years_help")))
    urban = st.checkbox(say("loss.urban"), key="loss:urban", persist_state="session")
    on = st.date_input(say("loss.date"), key="loss:date", min_value=link.DAYS[0], max_value=link.DAYS[1],
                       format="YYYY-MM-DD", help=say("loss.date_help"), persist_state="session")
    return Occupation(kind, years, project.long_works), project, urban, on


def rebuilt(ctx: Context, said: Mapping[str, object]) -> tuple[Site, Asked]:
    """The site and question that a state (as `state` makes it) describes; Problem or ValueError where it cannot."""
    rules = ctx.snapshot.rules
    text = {name: str(value) for name, value in said.items() if value is not None}
    species = {one.id for one in ctx.snapshot.species.all}
    if text["how"] == "areas":
        found = site_of_rows(read_rows(text["rows"], species))
    elif text["how"] == "map":
        if not staff.may("see.stands"):
            raise Problem("loss_stands")
        found = site_of_picked(ctx, read_picked(text["picked"], ctx))
    else:
        geometry = shape_of(text["shape"])
        if geometry is None:
            raise ValueError("shape")
        east, north, buffer = (float(text.get(name, 0)) for name in SHIFTS)
        found = site_of_shape(ctx, geometry, (east, north, buffer))
    kind = ctx.snapshot.kinds[text.get("project", "other")]
    years = Decimal(text["years"]) if "years" in text else None
    on = link.day(text["date"])
    share = Decimal(min(max(int(text.get("offset", 0)), 0), 80)) / 100
    return found.without(text.get("out", "").split("~")), Asked(
        Occupation(link.one_of(*KINDS)(text["kind"]), years, kind.long_works), kind, text.get("urban") == "1", on,
        text.get("basis") or rules.at(on)["loss_basis"].text, share)
