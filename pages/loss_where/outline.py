"""Where, by an outline: an uploaded file, a listed proposal, or the shape an address carries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from core.land import Footprint, read_footprint, strata_of
from core.land.geojson import MAX_BYTES
from core.problem import Problem
from pages.base import Context
from pages.loss_where import Site
from pages.loss_where.parcels import polygon_of
from store.overlay import Overlay, overlay
from ui import blocks, link, maps
from ui.land import note_sentence
from ui.theme import rgb


def outline(ctx: Context) -> Site:
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
        carried = shapely.to_geojson(shape_of(st.session_state["loss:shape"]))
        footprint = read_footprint(carried, ctx.snapshot.county)
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
    strata = cut.strata()
    if not strata:
        raise Problem("estimate_no_forest", area=cut.footprint_hm2)
    return Site(strata, None, cut.footprint_hm2, cut.uncovered_hm2,
                demo=ctx.snapshot.demo)


def _read(ctx: Context, data: bytes) -> Footprint:
    return _parsed(hashlib.sha256(data).hexdigest(), data, ctx)


@st.cache_resource(max_entries=32, show_spinner=False)
def _parsed(digest: str, _data: bytes, _ctx: Context) -> Footprint:
    return read_footprint(_data, _ctx.snapshot.county)


@st.cache_resource(max_entries=64, show_spinner=False)
def _cut(version: int, wkb: bytes, _ctx: Context) -> Overlay:
    return overlay(_ctx.snapshot.store, shapely.from_wkb(wkb))


def _shape_text(geometry: BaseGeometry) -> str:
    """A footprint short enough for an address (6 decimals, compressed), or nothing."""
    return link.pack_bytes(shapely.to_wkb(shapely.set_precision(geometry, 1e-6, mode="pointwise")))


def shape_of(text: str) -> BaseGeometry | None:
    """The footprint an address carries, if it is one."""
    try:
        geometry = shapely.from_wkb(link.unpack_bytes(text))
    except (shapely.errors.ShapelyError, ValueError):
        return None
    return geometry if geometry.geom_type in ("Polygon", "MultiPolygon") and geometry.is_valid else None


def _draw(ctx: Context, geometry: BaseGeometry, under: Sequence[str]) -> None:
    """The footprint over the sub-compartments it touches."""
    around = [(polygon_of(ctx, name), {"fill": [*rgb(ctx.colours.available), 120], "id": name}) for name in under]
    st.pydeck_chart(
        maps.deck([maps.outline(ctx.snapshot.county, ctx.colours),
                   maps.polygons("under", around, ctx.colours),
                   maps.polygons("footprint", [(geometry, {"fill": [*rgb(ctx.colours.loss), 120],
                                                           "id": ctx.say("loss.footprint")})], ctx.colours,
                                 edge=ctx.colours.loss)],
                  maps.view_of(geometry.buffer(0.003), 330, 320), "{id}", ctx.colours),
        height=320, key="loss:footprint-map", alt=ctx.say("loss.footprint_alt"))
