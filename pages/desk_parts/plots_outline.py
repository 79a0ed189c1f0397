"""A plot's outline: reading the file somebody gives, its area beside the one that was entered, keeping it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st
from shapely.geometry.base import BaseGeometry

from core.land import PROPOSAL, CrsUnknown, area_4543_hm2, read_land
from core.numbers import area
from core.problem import Problem
from pages.base import Context
from store import plot_files
from ui import blocks
from ui.format import hectares, percent
from ui.land import note_sentence

TYPES = ("zip", "gpkg", "geojson", "json", "kml", "kmz")
OUTSIDE = 0.001  # share of an outline that may lie beyond the county's line, which is drawn coarser
TELL = Decimal("0.01")
SHOWN_NOTES = 3


@dataclass(frozen=True)
class Outline:
    """A geometry in EPSG:4490 with its area, hm² to four decimals."""

    geometry: BaseGeometry
    area_hm2: Decimal

    def keep(self, ctx: Context) -> str:
        """Into the store; its SHA-256."""
        body = plot_files.body_of(self.geometry)
        return ctx.snapshot.store.write(lambda cursor: plot_files.keep(cursor, body))


def ask(ctx: Context, key: str) -> Outline | None:
    """The outline of an uploaded file; None without one or where it cannot be used, with the reason on the page."""
    say = ctx.say
    upload = st.file_uploader(say("plots.outline"), type=list(TYPES), key=f"{key}:outline",
                              help=say("plots.outline_help"), max_upload_size=PROPOSAL.bytes // 1_000_000)
    if upload is None:
        return None
    data = upload.getvalue()
    said = f"{key}:crs:{hashlib.sha256(data).hexdigest()[:12]}"
    try:
        return _read(ctx, upload.name, data, said)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return None


def _read(ctx: Context, name: str, data: bytes, said: str) -> Outline | None:
    say, county = ctx.say, ctx.snapshot.county
    rules = ctx.snapshot.rules.at(ctx.today)
    try:
        land = read_land(name, data, county=county, rules=rules, crs=st.session_state.get(said), codes="each")
    except CrsUnknown as unknown:
        if not unknown.choices or st.session_state.get(said) is not None:
            raise
        blocks.warning(say.problem(unknown))
        names = {one.epsg: say("loss.crs_choice", epsg=one.epsg, name=say.pick(one.name_zh, one.name_en),
                               area=hectares(one.area_hm2),
                               share="–" if one.share_inside is None else percent(one.share_inside))
                 for one in unknown.choices}
        st.radio(say("loss.ask_crs"), list(names), index=None, format_func=names.__getitem__, key=said)
        return None
    geometry = land.footprint.geometry
    if geometry.difference(county).area > OUTSIDE * geometry.area:
        raise Problem("plot_outside", name=name)
    for note in land.notes[:SHOWN_NOTES]:
        blocks.warning(note_sentence(note, say))
    found = Outline(geometry, area(area_4543_hm2(geometry)))
    blocks.note(say("plots.outline_read", area=hectares(found.area_hm2)))
    return found


def compare(ctx: Context, outline: Outline | None, entered: Decimal | None) -> None:
    """Tell when the area entered is not that of the outline."""
    if outline is None or not entered:
        return
    apart = abs(entered - outline.area_hm2) / outline.area_hm2
    if apart > TELL:
        blocks.warning(ctx.say("plots.outline_differs", entered=hectares(entered), drawn=hectares(outline.area_hm2),
                               share=percent(apart, 1)))
