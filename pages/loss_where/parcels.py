"""Where, on the map: sub-compartments of a township, by click or from a list."""

from __future__ import annotations

from collections.abc import Sequence

import pydeck as pdk
import streamlit as st
from shapely import box, union_all
from shapely.geometry.base import BaseGeometry

from pages.base import Context
from pages.loss_where import Site, parcel_of
from ui import blocks, maps
from ui.format import hectares, number
from ui.theme import CATEGORIES, rgb

MAX_PICKED = 60
MOST_NAMED = 500  # of an address that are looked up


def parcels(ctx: Context) -> Site:
    say = ctx.say
    inventory = ctx.snapshot.inventory
    if not inventory.count:
        blocks.note(say("loss.map_empty"))
        return Site()
    townships = {one.zh: one for one in inventory.townships}
    towns = {name: one.en for name, one in townships.items()}
    town = st.selectbox(say("column.township"), list(towns), index=None, key="loss:town",
                        format_func=lambda name: say.pick(name, towns[name]),
                        placeholder=say("loss.town_none"), persist_state="session")
    names = [one.piece.id for one in inventory.parcels_of(town)] if town else []

    def clicked() -> None:
        hits = [hit for layer in st.session_state["loss:map"].selection.objects.values() for hit in layer]
        name = hits[0]["properties"]["id"] if hits else st.session_state.get("loss:clicked")
        if name:  # a second click on the same parcel arrives as an empty selection
            _toggle(name)
        st.session_state["loss:clicked"] = name if hits else None

    st.pydeck_chart(_parcel_deck(ctx, town), height=420, key="loss:map", on_select=clicked,
                    selection_mode="single-object", alt=say("loss.map_alt"))
    blocks.legend((colour, say(f"land_class.{code}")) for code, colour in CLASS_COLOURS.items())
    blocks.note(say("loss.map_hint") if town else say("loss.map_choose"))
    if town and len(names) < townships[town].count:
        blocks.note(say("loss.map_largest", shown=len(names), total=townships[town].count))

    def chosen() -> None:
        name = st.session_state["loss:number"]
        if name and name not in st.session_state["loss:picked"]:
            _toggle(name)
        st.session_state["loss:number"] = None

    if town:  # the same choice without a mouse
        st.selectbox(say("loss.number"), names, index=None, key="loss:number", on_change=chosen,
                     placeholder=say("loss.number_none"))
    st.multiselect(say("loss.picked"), sorted(st.session_state["loss:picked"]), key="loss:picked",
                   placeholder=say("loss.picked_none"), persist_state="session", max_selections=MAX_PICKED)
    return site_of_picked(ctx, st.session_state["loss:picked"])


def site_of_picked(ctx: Context, names: Sequence[str]) -> Site:
    """Whole sub-compartments as a site."""
    found = list(ctx.snapshot.inventory.parcels(names).values())
    return Site(tuple(one.piece.stratum() for one in found if one.piece.has_stand), demo=ctx.snapshot.demo,
                parcels=tuple(parcel_of(one.piece) for one in found),
                geometry=union_all([one.geometry for one in found]) if found else None)


def read_picked(text: str, ctx: Context) -> list[str]:
    """Parcels an address names, each once, as many as may be picked."""
    names = list(dict.fromkeys(text.split(".")))[:MOST_NAMED]
    return list(ctx.snapshot.inventory.parcels(names))[:MAX_PICKED]


def _toggle(name: str) -> None:
    picked = st.session_state["loss:picked"]
    if name in picked:
        st.session_state["loss:picked"] = [one for one in picked if one != name]
    elif len(picked) < MAX_PICKED:
        st.session_state["loss:picked"] = [*picked, name]


CLASS_COLOURS = {"030100": CATEGORIES[0], "030401": CATEGORIES[5], "030402": CATEGORIES[4],
                 "030301": CATEGORIES[1], "030302": CATEGORIES[6]}
OTHER_CLASS = CATEGORIES[3]
FILL = " : ".join(f"properties.land_class == '{code}' ? {[*rgb(colour), 150]}"
                  for code, colour in CLASS_COLOURS.items()) + f" : {[*rgb(OTHER_CLASS), 120]}"


def _parcel_deck(ctx: Context, town: str | None) -> pdk.Deck:
    """A township's parcels to click on; without one, the whole county to look at.

    The whole county is fetched by the browser once per data version and is only to look at: its parcels
    are too small to hit, and sending them with the page would be 2 MB a run.
    """
    county = ctx.snapshot.county
    picked = st.session_state["loss:picked"]
    marked = [(polygon_of(ctx, name), {"id": name, "fill": [*rgb(ctx.colours.loss), 200]}) for name in picked]
    layers = [maps.outline(county, ctx.colours)]
    if town is None:
        layers.append(pdk.Layer(
            "GeoJsonLayer", id="parcels", data=f"/api/layers/sub_compartments.geojson?v={ctx.snapshot.version}",
            stroked=False, filled=True, get_fill_color=FILL))
        view = maps.view_of(county, 330, 420)
    else:
        layers.append(_town_layer(ctx.key, town, ctx))
        bounds = next(one.bounds for one in ctx.snapshot.inventory.townships if one.zh == town)
        view = maps.view_of(box(*bounds), 330, 420)
    layers += [maps.polygons("picked", marked, ctx.colours, pickable=False), *maps.scale_bar(county, ctx.colours)]
    return maps.deck(layers, view, "<b>{id}</b><br>{species} · {area}<br>{stand}", ctx.colours)


@st.cache_resource(max_entries=64, show_spinner=False)
def _town_layer(key: tuple[int, str, str], town: str, _ctx: Context) -> pdk.Layer:
    say = _ctx.say
    features = []
    for one in _ctx.snapshot.inventory.parcels_of(town):
        piece = one.piece
        stand = [] if piece.volume_m3_hm2 is None else [f"{number(piece.volume_m3_hm2, 1)} m³/hm²"]
        stand += [] if piece.age is None else [f"{piece.age} {say('unit.year')}"]
        colour = CLASS_COLOURS.get(piece.land_class, OTHER_CLASS)
        features.append((one.geometry, {
            "id": piece.id, "species": _species(_ctx, piece.species), "area": hectares(piece.area_hm2),
            "stand": " · ".join(stand), "fill": [*rgb(colour), 150]}))
    return maps.polygons("parcels", features, _ctx.colours)


def polygon_of(ctx: Context, name: str) -> BaseGeometry:
    return ctx.snapshot.inventory.parcel_geometry(name)


def _species(ctx: Context, name: str) -> str:
    """The species in the reader's language; bare forest land has none."""
    if not name:
        return "–"
    found = ctx.snapshot.species.find(name)
    return ctx.say.pick(found.name_zh, found.name_en)
