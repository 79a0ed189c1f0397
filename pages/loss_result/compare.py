"""Up to five alternatives side by side: kept from the page as it stands, on one map, the difference explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from shapely import union_all

from core.carbon.alternatives import difference
from core.problem import Problem
from pages.base import Context
from pages.loss_inputs import rebuilt
from pages.loss_result import Result, result
from pages.loss_result.answer import band
from pages.loss_result.law import fee_of, grades_of
from ui import blocks, link, maps
from ui.format import money, number
from ui.theme import CATEGORIES, rgb

MOST = 5
FACTORS = ("area", "volume", "growth", "species", "stand")
Kept = dict[str, Any]  # name, state as the address has it


def keep(ctx: Context, state: Mapping[str, object]) -> None:
    """The button that keeps the page as it stands, and the list of what is kept."""
    say = ctx.say
    kept: list[Kept] = st.session_state["loss:kept"]
    said = {name: str(value) for name, value in state.items() if value not in (None, "")}
    if said["how"] == "file" and "shape" not in said:
        blocks.note(say("loss.keep_not"))
        return

    def add() -> None:
        number_ = st.session_state.get("loss:kept_number", len(kept)) + 1
        st.session_state["loss:kept_number"] = number_
        st.session_state["loss:kept"] = [*kept, {"name": say("loss.keep_name", number=number_), "state": said}]

    known = any(one.get("state") == said for one in kept)
    st.button(say("loss.keep"), key="loss:keep", on_click=add, icon=":material/add_notes:",
              disabled=known or len(kept) >= MOST,
              help=say("loss.keep_full" if len(kept) >= MOST else "loss.keep_known" if known else "loss.keep_help"))


def address(state: Mapping[str, object]) -> dict[str, object]:
    """What the address says of the alternatives; empty where they are too long for it."""
    kept = st.session_state["loss:kept"]
    return {**state, "kept": link.pack(kept) if kept else None}


def compare(ctx: Context) -> list[tuple[str, Result]]:
    """The table, the explanation and the map; what could not be assessed says so in its place."""
    say = ctx.say
    kept: list[Kept] = st.session_state["loss:kept"]
    if not kept:
        return []
    st.header(say("loss.compare"), anchor=False)
    found: list[tuple[str, Result]] = []
    for at, one in enumerate(kept):
        try:
            site, asked = rebuilt(ctx, one["state"])
            found.append((str(one["name"])[:40], result(ctx, site, asked)))
        except Problem as problem:
            blocks.refusal(f"{str(one.get('name'))[:40]}: {say.problem(problem)}")
        except (ValueError, KeyError, TypeError, ArithmeticError, AttributeError):
            blocks.refusal(say("loss.keep_broken", number=at + 1))
    if found:
        _table(ctx, found)
        _explained(ctx, found)
        _map(ctx, found)
    _manage(ctx, kept)
    if not link.pack(kept):
        blocks.note(say("loss.keep_long"))
    return found


def _table(ctx: Context, found: list[tuple[str, Result]]) -> None:
    say = ctx.say
    rows = []
    for name, one in found:
        bad = [grade for grade in grades_of(one) if grade.allowed is False] if one.site.parcels else []
        rows.append([name, number(one.loss.area_hm2, 4), number(one.loss.owed_t, 3), band(one.bands.owed),
                     number(one.mix.purchase_t, 3), money(one.cost.amount_cny),
                     number(one.loss.owed_t / one.loss.area_hm2, 3),
                     money(fee_of(one).amount_cny) if one.site.parcels else "–",
                     say("loss.grade.no") if bad else "✓" if one.site.parcels else "–"])
    blocks.table([say(f"loss.compare.{column}") for column in (
        "name", "area", "owed", "band", "purchase", "cost", "per_hm2", "fee", "grades")], rows, tuple(range(1, 8)))
    least = min(found, key=lambda pair: pair[1].loss.owed_t)
    if len(found) > 1:
        blocks.note(say("loss.compare_least", name=least[0], owed=number(least[1].loss.owed_t, 3)))


def _explained(ctx: Context, found: list[tuple[str, Result]]) -> None:
    """Each alternative against the first: the difference in tonnes, by what makes it."""
    say = ctx.say
    if len(found) < 2:
        return
    first_name, first = found[0]
    rows, used = [], []
    for name, one in found[1:]:
        if one.loss.basis != first.loss.basis:
            continue
        split = difference(first.loss, one.loss)
        parts = dict(split.parts)
        used += [factor for factor in parts if factor not in used]
        rows.append((name, split.total_t, parts))
    if not rows:
        return
    columns = [factor for factor in FACTORS if factor in used]
    blocks.note(say("loss.compare_why", name=first_name))
    blocks.table([say("loss.compare.name"), say("loss.compare.difference"),
                  *(say(f"loss.factor.{factor}") for factor in columns)],
                 [[name, _signed(total), *(_signed(parts[factor]) if factor in parts else "–" for factor in columns)]
                  for name, total, parts in rows], tuple(range(1, 2 + len(columns))))


def _signed(value: Any) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + number(abs(value), 3)


def _map(ctx: Context, found: list[tuple[str, Result]]) -> None:
    shapes = [(name, one.site.geometry, colour) for (name, one), colour in zip(found, CATEGORIES, strict=False)
              if one.site.geometry is not None]
    if not shapes:
        return
    layers = [maps.outline(ctx.snapshot.county, ctx.colours), *(
        maps.polygons(f"kept-{at}", [(geometry, {"fill": [*rgb(colour), 130], "id": name})], ctx.colours, edge=colour)
        for at, (name, geometry, colour) in enumerate(shapes))]
    names = [{"at": [*geometry.representative_point().coords[0]], "text": name} for name, geometry, _ in shapes]
    layers.append(maps.labels(names, ctx.colours, "kept-names"))
    around = union_all([geometry.envelope for _, geometry, _ in shapes]).buffer(0.004)
    st.pydeck_chart(maps.deck(layers, maps.view_of(around, 560, 360), "{id}", ctx.colours), height=360,
                    key="loss:compare-map", alt=ctx.say("loss.compare_alt"))
    blocks.legend((colour, name) for name, _, colour in shapes)


def _manage(ctx: Context, kept: list[Kept]) -> None:
    """Take alternatives out again, one or all."""
    def drop(at: int | None) -> None:
        st.session_state["loss:kept"] = [] if at is None else [one for place, one in enumerate(kept) if place != at]

    with st.container(horizontal=True):
        for at, one in enumerate(kept):
            st.button(ctx.say("loss.keep_drop", name=str(one.get("name"))[:40]), key=f"loss:drop:{at}",
                      on_click=drop, args=(at,), icon=":material/close:", type="tertiary")
        if len(kept) > 1:
            st.button(ctx.say("loss.keep_clear"), key="loss:drop:all", on_click=drop, args=(None,), type="tertiary")
