"""The loss calculator's inputs: where (areas, a file, the map), what and when; their place in the address."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pydeck as pdk
import shapely
import streamlit as st
from shapely import box, total_bounds
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.carbon import Occupation, Stratum
from core.land import Footprint, read_footprint, strata_of
from core.land.geojson import MAX_BYTES
from core.problem import Problem
from pages.base import Context
from store.overlay import Overlay, overlay
from ui import blocks, link, maps
from ui.format import hectares, number
from ui.land import note_sentence
from ui.theme import CATEGORIES, rgb

WAYS = ("areas", "file", "map")
MAX_ROWS, MAX_PICKED = 20, 60
FIRST_ROW = ("pinus_yunnanensis", 2.0, 60.0, None)
ROW_FIELDS = ("species", "area", "volume", "age")
ROW_SEPARATOR = "!"
Row = tuple[str, float | None, float | None, float | None]


@dataclass(frozen=True)
class Site:
    """Where: strata, or why there are none. Areas hm² where a footprint was cut with the inventory."""

    strata: tuple[Stratum, ...] = ()
    problem: Problem | None = None
    footprint_hm2: Decimal | None = None
    uncovered_hm2: Decimal | None = None
    demo: bool = False


def restore(ctx: Context) -> None:
    """Start the inputs from the address, once."""
    species = {one.id for one in ctx.snapshot.species.all}
    fresh = "loss:rows" not in st.session_state
    link.restore("loss", {
        "loss:how": ("areas", link.one_of(*WAYS)),
        "loss:rows": ([FIRST_ROW], lambda text: _read_rows(text, species)),
        "loss:picked": ([], lambda text: [name for name in text.split(".") if name in ctx.snapshot.parcels]),
        "loss:shape": ("", lambda text: text if _shape(text) else ""),
        "loss:kind": ("permanent", link.one_of("permanent", "temporary")),
        "loss:years": (2, lambda text: min(max(int(text), 1), 4)),
        "loss:long": (False, lambda text: text == "1"),
        "loss:date": (ctx.today, date.fromisoformat),
        "loss:offset": (0, lambda text: min(max(int(text), 0), 80)),
        "loss:basis": (ctx.snapshot.rules.at(ctx.today)["loss_basis"].text, link.one_of("flow", "stock", "total")),
    })
    if fresh:
        st.session_state["loss:next"] = 0
        st.session_state["loss:ids"] = []
        for row in st.session_state["loss:rows"]:
            _add_row(row)


def state(ctx: Context) -> dict[str, object]:
    """What the address has to say so that the page opens the same again."""
    chosen = st.session_state
    how = chosen["loss:how"]
    default_basis = ctx.snapshot.rules.at(ctx.today)["loss_basis"].text
    return {
        "how": how,
        "rows": ROW_SEPARATOR.join(_row_text(row) for row in _rows()) if how == "areas" else None,
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
    how = st.segmented_control(say("loss.where_how"), WAYS, key="loss:how", required=True,
                               format_func=lambda way: say(f"loss.way.{way}"), label_visibility="collapsed",
                               persist_state="session")
    try:
        return {"areas": _areas, "file": _file, "map": _map}[how](ctx)
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
    on = st.date_input(say("loss.date"), key="loss:date", min_value=date(2021, 1, 1), max_value=date(2040, 12, 31),
                       format="YYYY-MM-DD", help=say("loss.date_help"), persist_state="session")
    return Occupation(kind, years, long_works), on


# ---- by forest types and areas -------------------------------------------------------------------

def _areas(ctx: Context) -> Site:
    say = ctx.say
    species = {one.id: one for one in ctx.snapshot.species.all}
    for at, row in enumerate(list(st.session_state["loss:ids"]), start=1):
        with st.container(border=True):
            top = st.columns([6, 1], vertical_alignment="bottom")
            top[0].selectbox(say("loss.row.species", row=at), list(species), key=f"loss:row:{row}:species",
                             format_func=lambda key: say.pick(species[key].name_zh, species[key].name_en),
                             persist_state="session", placeholder=say("loss.row.choose"))
            if len(st.session_state["loss:ids"]) > 1:
                top[1].button(":material/delete:", key=f"loss:row:{row}:drop", help=say("loss.row.drop"),
                              on_click=_drop_row, args=(row,), type="tertiary")
            cells = st.columns(3)
            cells[0].number_input(say("loss.row.area"), step=0.1, format="%.8g", key=f"loss:row:{row}:area",
                                  persist_state="session", value=None)
            cells[1].number_input(say("loss.row.volume"), step=1.0, format="%.6g", key=f"loss:row:{row}:volume",
                                  value=None, persist_state="session", help=say("loss.row.volume_help"))
            cells[2].number_input(say("loss.row.age"), step=1.0, format="%.0f", key=f"loss:row:{row}:age",
                                  value=None, persist_state="session", help=say("loss.row.age_help"))
    if len(st.session_state["loss:ids"]) < MAX_ROWS:
        st.button(say("loss.row.add"), key="loss:row:add", on_click=_add_row, icon=":material/add:")
    return Site(tuple(
        Stratum(name, _decimal(area, 4) or Decimal(0), _decimal(volume, 1), _decimal(age, 0))
        for name, area, volume, age in _rows()))


def _rows() -> list[Row]:
    return [tuple(st.session_state.get(f"loss:row:{row}:{field}") for field in ROW_FIELDS)  # type: ignore[misc]
            for row in st.session_state["loss:ids"]]


def _add_row(row: Row = (FIRST_ROW[0], 1.0, None, None)) -> None:
    number = st.session_state["loss:next"]
    st.session_state["loss:next"] = number + 1
    st.session_state["loss:ids"] = [*st.session_state["loss:ids"], number]
    for field, value in zip(ROW_FIELDS, row, strict=True):
        st.session_state[f"loss:row:{number}:{field}"] = value


def _drop_row(row: int) -> None:
    st.session_state["loss:ids"] = [one for one in st.session_state["loss:ids"] if one != row]


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{places}f}")


def _row_text(row: Row) -> str:
    name, *numbers = row
    return "~".join([name or "", *("" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
                                   for value in numbers)])


def _read_rows(text: str, species: set[str]) -> list[Row]:
    rows: list[Row] = []
    for part in text.split(ROW_SEPARATOR)[:MAX_ROWS]:
        name, *numbers = part.split("~")
        if name not in species or len(numbers) != len(ROW_FIELDS) - 1:
            raise ValueError(part)
        area, volume, age = (float(number) if number else None for number in numbers)
        if any(value is not None and not math.isfinite(value) for value in (area, volume, age)):
            raise ValueError(part)
        rows.append((name, area, volume, age))
    return rows


# ---- by a file or a proposal ---------------------------------------------------------------------

def _file(ctx: Context) -> Site:
    say = ctx.say
    upload = st.file_uploader(say("loss.file"), type=["geojson", "json"], key="loss:file", help=say("loss.file_help"),
                              max_upload_size=MAX_BYTES // 1_000_000)
    proposals = {one.proposal: one for one in ctx.snapshot.proposals}

    def chosen() -> None:
        st.session_state["loss:shape"] = ""

    picked = None
    if proposals:
        picked = st.selectbox(say("loss.proposal"), list(proposals), index=None, key="loss:proposal", on_change=chosen,
                              format_func=lambda key: say.pick(proposals[key].name_zh, proposals[key].name_en),
                              placeholder=say("loss.proposal_none"), persist_state="session")
    if upload is not None:
        footprint = _read(ctx, upload.getvalue())
    elif picked is not None:
        footprint = _read(ctx, proposals[picked].geometry.encode())
    elif st.session_state["loss:shape"]:
        footprint = _footprint(_shape(st.session_state["loss:shape"]))
    else:
        return Site()
    st.session_state["loss:shape"] = _shape_text(footprint.geometry)
    if not st.session_state["loss:shape"]:
        blocks.note(say("loss.shape_too_long"))
    for note in footprint.notes:
        blocks.warning(note_sentence(note, say))
    own = upload is not None and st.checkbox(say("loss.own"), key="loss:own", help=say("loss.own_help"))
    if own:
        _draw(ctx, footprint.geometry, ())
        return Site(strata_of(footprint), footprint_hm2=None)
    cut = _cut(ctx.snapshot.version, shapely.to_wkb(footprint.geometry), ctx)
    _draw(ctx, footprint.geometry, tuple(piece.id for piece in cut.pieces))
    if not cut.pieces:
        raise Problem("estimate_no_forest", area=cut.footprint_hm2)
    return Site(tuple(piece.stratum() for piece in cut.pieces), None, cut.footprint_hm2, cut.uncovered_hm2,
                demo=ctx.snapshot.demo)


def _read(ctx: Context, data: bytes) -> Footprint:
    return _parsed(hashlib.sha256(data).hexdigest(), data, ctx)


@st.cache_resource(max_entries=32, show_spinner=False)
def _parsed(digest: str, _data: bytes, _ctx: Context) -> Footprint:
    return read_footprint(_data, _ctx.snapshot.county)


@st.cache_resource(max_entries=64, show_spinner=False)
def _cut(version: int, wkb: bytes, _ctx: Context) -> Overlay:
    return overlay(_ctx.snapshot.store, shapely.from_wkb(wkb))


def _footprint(geometry: BaseGeometry | None) -> Footprint:
    assert geometry is not None
    return Footprint((geometry,), ({},), ())


def _shape_text(geometry: BaseGeometry) -> str:
    """A footprint short enough for an address (6 decimals, compressed), or nothing."""
    return link.pack_bytes(shapely.to_wkb(shapely.set_precision(geometry, 1e-6, mode="pointwise")))


def _shape(text: str) -> BaseGeometry | None:
    """The footprint an address carries, if it is one."""
    try:
        geometry = shapely.from_wkb(link.unpack_bytes(text))
    except (shapely.errors.ShapelyError, ValueError):
        return None
    return geometry if geometry.geom_type in ("Polygon", "MultiPolygon") and geometry.is_valid else None


# ---- on the map ----------------------------------------------------------------------------------

def _map(ctx: Context) -> Site:
    say = ctx.say
    parcels = ctx.snapshot.parcels
    if not parcels:
        blocks.note(say("loss.map_empty"))
        return Site()
    towns = dict(sorted({piece.township_zh: piece.township_en for piece in parcels.values()}.items()))
    town = st.selectbox(say("column.township"), list(towns), index=None, key="loss:town",
                        format_func=lambda name: say.pick(name, towns[name]),
                        placeholder=say("loss.town_none"), persist_state="session")
    names = [name for name, piece in parcels.items() if piece.township_zh == town]

    def clicked() -> None:
        hits = [hit for layer in st.session_state["loss:map"].selection.objects.values() for hit in layer]
        name = hits[0]["properties"]["id"] if hits else st.session_state.get("loss:clicked")
        if name:  # a second click on the same parcel arrives as an empty selection
            _toggle(name)
        st.session_state["loss:clicked"] = name if hits else None

    st.pydeck_chart(_parcel_deck(ctx, town, names), height=420, key="loss:map", on_select=clicked,
                    selection_mode="single-object", alt=say("loss.map_alt"))
    blocks.legend((colour, say(f"land_class.{code}")) for code, colour in CLASS_COLOURS.items())
    blocks.note(say("loss.map_hint") if town else say("loss.map_choose"))

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
    pieces = [parcels[name] for name in st.session_state["loss:picked"]]
    return Site(tuple(piece.stratum() for piece in pieces), demo=ctx.snapshot.demo)


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


def _parcel_deck(ctx: Context, town: str | None, names: Sequence[str]) -> pdk.Deck:
    """A township's parcels to click on; without one, the whole county to look at.

    The whole layer is fetched by the browser once per data version. It cannot be clicked: Streamlit
    reports clicks only on layers whose data travel with the page, and the county's would be 2 MB a run.
    """
    county = ctx.snapshot.county
    picked = st.session_state["loss:picked"]
    marked = [(_polygon(ctx, name), {"id": name, "fill": [*rgb(ctx.colours.loss), 200]}) for name in picked]
    layers = [maps.outline(county, ctx.colours)]
    if town is None:
        layers.append(pdk.Layer(
            "GeoJsonLayer", id="parcels", data=f"/api/layers/sub_compartments.geojson?v={ctx.snapshot.version}",
            stroked=False, filled=True, get_fill_color=FILL))
        view = maps.view_of(county, 460, 420)
    else:
        layers.append(_town_layer(ctx.key, town, tuple(names), ctx))
        view = maps.view_of(box(*total_bounds([_polygon(ctx, name) for name in names])), 460, 420)
    layers += [maps.polygons("picked", marked, ctx.colours, pickable=False), *maps.scale_bar(county, ctx.colours)]
    return maps.deck(layers, view, "<b>{id}</b><br>{species} · {area}<br>{stand}", ctx.colours)


@st.cache_resource(max_entries=64, show_spinner=False)
def _town_layer(key: tuple[int, str, str], town: str, names: tuple[str, ...], _ctx: Context) -> pdk.Layer:
    say = _ctx.say
    features = []
    for name in names:
        piece = _ctx.snapshot.parcels[name]
        species = _ctx.snapshot.species.find(piece.species)
        stand = [] if piece.volume_m3_hm2 is None else [f"{number(piece.volume_m3_hm2, 1)} m³/hm²"]
        stand += [] if piece.age is None else [f"{piece.age} {say('unit.year')}"]
        colour = CLASS_COLOURS.get(piece.land_class, OTHER_CLASS)
        features.append((_polygon(_ctx, name), {
            "id": name, "species": say.pick(species.name_zh, species.name_en), "area": hectares(piece.area_hm2),
            "stand": " · ".join(stand), "fill": [*rgb(colour), 150]}))
    return maps.polygons("parcels", features, _ctx.colours)


def _polygon(ctx: Context, name: str) -> BaseGeometry:
    return shape(ctx.snapshot.inventory_geometries[ctx.snapshot.parcel_numbers[name]])


def _draw(ctx: Context, geometry: BaseGeometry, under: Sequence[str]) -> None:
    """The footprint over the sub-compartments it touches."""
    around = [(_polygon(ctx, name), {"fill": [*rgb(ctx.colours.available), 120], "id": name}) for name in under]
    st.pydeck_chart(
        maps.deck([maps.outline(ctx.snapshot.county, ctx.colours),
                   maps.polygons("under", around, ctx.colours),
                   maps.polygons("footprint", [(geometry, {"fill": [*rgb(ctx.colours.loss), 120],
                                                           "id": ctx.say("loss.footprint")})], ctx.colours)],
                  maps.view_of(geometry.buffer(0.003), 460, 320), "{id}", ctx.colours),
        height=320, key="loss:footprint-map", alt=ctx.say("loss.footprint_alt"))
