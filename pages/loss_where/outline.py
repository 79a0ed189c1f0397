"""Where, by an outline: an uploaded file, a listed proposal, or the shape an address carries."""

from __future__ import annotations

import streamlit as st
from shapely.geometry.base import BaseGeometry

from core.land import read_footprint
from core.land.gcj import suspicion
from pages.base import Context
from pages.loss_where import Site
from pages.loss_where.drawn import SHIFTS, Shift, draw, shape_of, shape_text, site_of_shape
from pages.loss_where.upload import Uploaded, uploaded
from ui import blocks, staff
from ui.land import note_sentence
from ui.show import drawer

SHOWN_UNDER = 200  # features and sub-compartments that are compared


def outline(ctx: Context) -> Site:
    say = ctx.say
    found = uploaded(ctx)
    proposals = {one.proposal: one for one in ctx.snapshot.proposals if one.outlined}

    def chosen() -> None:
        st.session_state["loss:shape"] = ""

    picked = None
    if proposals:
        picked = st.selectbox(say("loss.proposal"), list(proposals), index=None, key="loss:proposal", on_change=chosen,
                              format_func=lambda key: say.pick(proposals[key].name_zh, proposals[key].name_en),
                              placeholder=say("loss.proposal_none"), persist_state="session")
    if found is not None and found.own:
        return _own(ctx, found)
    if found is not None:
        geometry = found.land.footprint.geometry
    elif picked is not None:
        geometry = read_footprint(proposals[picked].geometry.encode(), ctx.snapshot.county).geometry
    elif st.session_state["loss:shape"]:
        geometry = shape_of(st.session_state["loss:shape"])
        assert geometry is not None  # checked when it was read from the address
    else:
        return Site()
    st.session_state["loss:shape"] = shape_text(geometry)
    if not st.session_state["loss:shape"]:
        blocks.note(say("loss.shape_too_long"))
    _ask_shift(ctx)
    site = site_of_shape(ctx, geometry, shift())
    assert site.geometry is not None
    stands = staff.may("see.stands")
    draw(ctx, site.geometry, site.under if stands else (), geometry)
    if not stands:
        blocks.note(say("loss.by_kind"))
    if found is not None:
        _warn_of_shift(ctx, found, site)
    return site


def _warn_of_shift(ctx: Context, found: Uploaded, site: Site) -> None:
    """Say when the drawing would fit the sub-compartments under it clearly better moved back from a phone map."""
    inventory = ctx.snapshot.inventory
    under = [inventory.parcel_geometry(one) for one in site.under[:SHOWN_UNDER]]
    drawn = [(one.number, one.geometry) for one in found.land.features[:SHOWN_UNDER] if one.geometry is not None]
    for note in suspicion(drawn, None, under):
        blocks.warning(note_sentence(note, ctx.say))


def _own(ctx: Context, found: Uploaded) -> Site:
    """The file's own stands, not the inventory's."""
    st.session_state["loss:shape"] = ""
    geometry: BaseGeometry | None = None
    if any(one.geometry is not None for one in found.land.features):
        geometry = found.land.footprint.geometry
        draw(ctx, geometry)
    return Site(found.land.strata(), parcels=found.parcels, geometry=geometry)


def _ask_shift(ctx: Context) -> None:
    say = ctx.say

    def body() -> None:
        blocks.note(say("loss.shift_note"))
        cells = st.columns(3)
        for cell, name in zip(cells, SHIFTS, strict=True):
            cell.number_input(say(f"loss.{name}"), step=10.0, format="%.0f", key=f"loss:{name}",
                              persist_state="session")

    drawer(say("loss.shift"), "loss:shift", body)
    if any(shift()):
        east, north, buffer = (f"{metres:.0f}" for metres in shift())
        blocks.note(say("loss.shifted", east=east, north=north, buffer=buffer))


def shift() -> Shift:
    """By how much the footprint is moved and widened, metres."""
    east, north, buffer = (float(st.session_state.get(f"loss:{name}") or 0) for name in SHIFTS)
    return east, north, buffer
