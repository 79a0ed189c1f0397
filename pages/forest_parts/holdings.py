"""What the inventory in force holds: key figures, areas by township, land class and species, map, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pydeck as pdk
import streamlit as st

from api.layers import SOME, WHOLE
from core.problem import Problem
from pages import exports, workbooks
from pages.base import Context
from pages.forest_parts import file_name, imported_on
from pages.loss_where.parcels import CLASS_COLOURS, FILL, OTHER_CLASS
from store.versions import Version
from ui import blocks, maps, staff
from ui.blocks import Card
from ui.format import area, day, hectares, number, percent
from ui.workbook import Cell, Sheet, comma_separated

GROUPS = ("township_zh", "land_class", "species")
BY = "forest:by"
Holding = tuple[str, int, Decimal]


def in_force(ctx: Context, version: Version) -> None:
    """The version, its figures, where it lies and what it holds."""
    say = ctx.say
    blocks.answer(say("forest.answer", version=version.number, rows=number(version.rows),
                      area=area(version.area_hm2, say)))
    on = imported_on(version)
    blocks.cards([
        Card(say("forest.rows"), number(version.rows), "", file_name(version, say)),
        Card(say("forest.area"), number(version.area_hm2, 4), "hm²", "", "available"),
        Card(say("forest.townships"), number(len(ctx.snapshot.inventory.townships))),
        Card(say("forest.imported"), on.isoformat() if on else "–", "", say("forest.demo") if version.demo
             else say("forest.own")),
    ])
    if version.left_out:
        blocks.note(say("forest.left_out", rows=number(version.left_out), area=hectares(version.left_out_hm2)))
    if staff.may("see.stands"):
        left, right = st.columns([4, 6], gap="medium")
        with left:
            _map(ctx, version)
        with right:
            _table(ctx, version)
    else:
        _table(ctx, version)
        blocks.note(say("forest.sums"))
    _downloads(ctx, version)


@st.cache_resource(max_entries=32, show_spinner=False)
def _holdings(key: tuple[int, str, str], by: str, _ctx: Context) -> tuple[Holding, ...]:
    found = _ctx.snapshot.inventory.holdings(by)
    return tuple((_name(_ctx, by, name), count, hm2) for name, (count, hm2) in found.items())


def _name(ctx: Context, by: str, name: str) -> str:
    """A township, land class or species as people read it; a code nobody knows stays one."""
    say = ctx.say
    if not name:
        return say("forest.unstated")
    if by == "township_zh":
        english = next((one.en for one in ctx.snapshot.inventory.townships if one.zh == name), name)
        return say.pick(name, english)
    if by == "land_class":
        return say(f"land_class.{name}") if say.has(f"land_class.{name}") else name
    try:
        found = ctx.snapshot.species.find(name)
    except Problem:
        return name
    return say.pick(found.name_zh, found.name_en)


def _table(ctx: Context, version: Version) -> None:
    say = ctx.say
    by = st.segmented_control(say("forest.by"), GROUPS, key=BY, required=True, persist_state="session",
                              format_func=lambda one: say(f"forest.group.{one}"), label_visibility="collapsed")
    rows = [[name, number(count), number(hm2, 4), percent(hm2 / version.area_hm2, 1) if version.area_hm2 else "–"]
            for name, count, hm2 in _holdings(ctx.key, by, ctx)]
    rows.append([say("forest.sum"), number(version.rows), number(version.area_hm2, 4), percent(1)])
    blocks.table([say(f"forest.group.{by}"), say("forest.rows"), say("forest.area_column"), say("forest.share")], rows,
                 (1, 2, 3), sum_row=True)


@st.cache_resource(max_entries=8, show_spinner=False)
def _deck(key: tuple[int, str, str], _ctx: Context) -> pdk.Deck:
    """The layer of the loss page: the browser fetches it once per data version."""
    county = _ctx.snapshot.county
    layer = pdk.Layer("GeoJsonLayer", id="parcels", stroked=False, filled=True, get_fill_color=FILL,
                      data=f"/api/layers/sub_compartments.geojson?v={_ctx.snapshot.version}")
    return maps.deck([maps.outline(county, _ctx.colours), layer, *maps.scale_bar(county, _ctx.colours)],
                     maps.view_of(county, 330, 420))


def _map(ctx: Context, version: Version) -> None:
    say = ctx.say
    st.pydeck_chart(_deck(ctx.key, ctx), height=420, key="forest:map", alt=say("forest.map_alt"))
    blocks.legend([*((colour, say(f"land_class.{code}")) for code, colour in CLASS_COLOURS.items()),
                   (OTHER_CLASS, say("forest.other_class"))])
    if version.rows > WHOLE:
        blocks.note(say("forest.map_largest", shown=number(SOME)))


def _downloads(ctx: Context, version: Version) -> None:
    say = ctx.say

    def sheets() -> list[tuple[str, list[Sequence[Cell]]]]:
        return [(by, [tuple(row) for row in _holdings(ctx.key, by, ctx)]) for by in GROUPS]

    def book() -> bytes:
        on = imported_on(version)
        facts: list[Sequence[Cell]] = [
            (say("forest.version"), version.number), (say("forest.file"), file_name(version, say)),
            (say("forest.digest"), version.sha256), (say("forest.imported"), day(on, say) if on else None),
            (say("forest.kind"), say("forest.demo") if version.demo else say("forest.own")),
            (say("forest.rows"), version.rows), (say("forest.area_column"), version.area_hm2),
            (say("forest.rows_left_out"), version.left_out), (say("forest.area_left_out"), version.left_out_hm2)]
        return workbooks.book(ctx, [
            Sheet(say("forest.version"), (say("export.what"), say("export.value")), facts),
            *(Sheet(say(f"forest.group.{by}"), (say(f"forest.group.{by}"), say("forest.rows"),
                                                say("forest.area_column")), rows, ("", "#,##0", exports.HM2),
                    total=say("export.sum"), sums=(1, 2)) for by, rows in sheets())],
            read=("land_area_difference", "land_volume_difference"), demo=version.demo)

    exports.buttons(ctx, "forest", {
        "xlsx": book,
        "csv": lambda: comma_separated(
            (say("forest.by"), say("forest.name"), say("forest.rows"), say("forest.area_column")),
            [(say(f"forest.group.{by}"), *row) for by, rows in sheets() for row in rows]),
    })
