"""A footprint on the inventory: the cut, the Site it makes, and its map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from core.carbon import by_kind
from core.land.shift import shifted
from core.landuse import Parcel
from core.numbers import ZERO
from core.problem import Problem
from core.rate import Rate
from pages.base import Context
from pages.loss_where import Site, parcel_of
from store import now
from store.overlay import Overlay, overlay
from ui import link, maps, staff
from ui.limits import Limit, network
from ui.theme import rgb

MOST_STRATA = 500  # as in the API: beyond that it is no proposal
OUTLINES = Limit(each=Rate(40, 15_000), together=Rate(600, 1_000))  # as many as somebody draws; 4 a minute after that
SHIFTS = ("east", "north", "buffer")
Shift = tuple[float, float, float]


def site_of_shape(ctx: Context, geometry: BaseGeometry, shift: Shift = (0, 0, 0)) -> Site:
    """The forest under a footprint, for the public by kind; Problem `estimate_no_forest` where there is none."""
    moved = shifted(geometry, *shift)
    _not_too_many(shapely.to_wkb(moved))
    cut = _cut(ctx.snapshot.version, shapely.to_wkb(moved), ctx)
    strata = cut.strata()
    if not strata:
        raise Problem("estimate_no_forest", area=cut.footprint_hm2)
    if len(strata) > MOST_STRATA:
        raise Problem("estimate_too_wide", count=len(strata), limit=MOST_STRATA)
    parcels = tuple(parcel_of(piece) for piece in cut.pieces)
    if not staff.may("see.stands"):
        strata, within = by_kind(strata, ctx.snapshot.rules.at(ctx.today), ctx.snapshot.species)
        parcels = _by_kind(parcels, within)
    return Site(strata, None, cut.footprint_hm2, cut.uncovered_hm2, cut.doubly_hm2, ctx.snapshot.demo, parcels, moved,
                cut.version, tuple(piece.id for piece in cut.pieces))


def _not_too_many(wkb: bytes) -> None:
    """The public may have some outlines cut, not walk over the whole inventory; Problem `outline_wait`. What this
    window has had counts once, whoever sits at this machine not at all."""
    had = st.session_state.setdefault("loss:outlines", set())
    name, address = hash(wkb), network(st.context.ip_address)
    if name in had or not address or staff.may("see.stands"):
        return
    if wait := OUTLINES.wait(st.context.ip_address):
        raise Problem("outline_wait", at=f"{now() + timedelta(seconds=wait + 59):%H:%M}")
    had.add(name)


def _by_kind(parcels: Sequence[Parcel], within: Mapping[str, str]) -> tuple[Parcel, ...]:
    """The land as the law sees it, not by stand but by kind of forest; land without forest under a dash."""
    heaps: dict[Parcel, Decimal] = {}
    for one in parcels:
        kind = replace(one, label=within.get(one.label, "–"), area_hm2=ZERO)
        heaps[kind] = heaps.get(kind, ZERO) + one.area_hm2
    return tuple(replace(kind, area_hm2=hm2) for kind, hm2 in heaps.items())


@st.cache_resource(max_entries=64, show_spinner=False)
def _cut(version: int, wkb: bytes, _ctx: Context) -> Overlay:
    return overlay(_ctx.snapshot.store, shapely.from_wkb(wkb))


def shape_text(geometry: BaseGeometry) -> str:
    """A footprint short enough for an address (6 decimals, compressed), or nothing."""
    return link.pack_bytes(shapely.to_wkb(shapely.set_precision(geometry, 1e-6, mode="pointwise")))


def shape_of(text: str) -> BaseGeometry | None:
    """The footprint an address carries, if it is one."""
    try:
        geometry = shapely.from_wkb(link.unpack_bytes(text))
    except (shapely.errors.ShapelyError, ValueError):
        return None
    return geometry if geometry.geom_type in ("Polygon", "MultiPolygon") and geometry.is_valid else None


def draw(ctx: Context, geometry: BaseGeometry, under: Sequence[str] = (), before: BaseGeometry | None = None) -> None:
    """The footprint over the sub-compartments it touches; `before`: where it lay before it was moved."""
    inventory = ctx.snapshot.inventory
    around = [(inventory.parcel_geometry(name), {"fill": [*rgb(ctx.colours.available), 120], "id": name})
              for name in under]
    layers = [maps.outline(ctx.snapshot.county, ctx.colours), maps.polygons("under", around, ctx.colours)]
    if before is not None and not before.equals(geometry):
        layers.append(maps.polygons("before", [(before, {"fill": [*rgb(ctx.colours.muted), 60],
                                                         "id": ctx.say("loss.before")})], ctx.colours))
    layers.append(maps.polygons("footprint", [(geometry, {"fill": [*rgb(ctx.colours.loss), 120],
                                                          "id": ctx.say("loss.footprint")})], ctx.colours,
                                edge=ctx.colours.loss))
    st.pydeck_chart(maps.deck(layers, maps.view_of(geometry.buffer(0.003), 330, 320), "{id}", ctx.colours),
                    height=320, key="loss:footprint-map", alt=ctx.say("loss.footprint_alt"))
