"""Alerts of remote sensing from a file: dated polygons, which stored plots they hit, one finding for each that does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from shapely.geometry import shape

from core.land import PROPOSAL, CodesUnclear, CrsUnknown, LandFile, read_land
from core.land.alerts import Alert, alerts, read_day
from core.ledger.watch import RecordFinding
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting, watch_forms, watch_map
from pages.desk_parts.typed import day, days, text
from store.acts import act
from store.alerts import keep
from ui import blocks, staff
from ui.format import hectares, listed, number
from ui.land import note_sentence

FORM = "desk:watch:importing"
TYPES = ("zip", "gpkg", "geojson", "json", "kml", "kmz")
SHOWN = 50


@dataclass(frozen=True)
class Found:
    """What a file holds: `new` hit stored plots and are not in the books; `known`: SHA-256 and day → finding."""

    every: tuple[Alert, ...]
    new: tuple[Alert, ...]
    known: dict[tuple[str, str], str]

    def finding(self, one: Alert) -> str:
        return self.known.get((one.sha256, one.seen_on.isoformat()), "")


def show(ctx: Context) -> None:
    """Upload, where the day comes from, the list of hits, the click that enters them."""
    say = ctx.say
    blocks.note(say("watch.alerts_note"))
    refused = st.session_state.pop(f"{FORM}:refused", None)
    if refused is not None:
        blocks.refusal(say.problem(refused))
    upload = st.file_uploader(say("watch.file"), type=list(TYPES), key=f"{FORM}:file", help=say("watch.file_help"),
                              max_upload_size=PROPOSAL.bytes // 1_000_000)
    if upload is None:
        return
    data = upload.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    try:
        found = _found(ctx, _read(ctx, upload.name, data, digest), digest)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    _list(ctx, found)
    if found.new:
        st.text_input(say("watch.column.source"), key=f"{FORM}:source", max_chars=60,
                      placeholder=say("watch.alerts_source"))
        st.button(say("watch.alerts_do", count=len(found.new)), key=f"{FORM}:do", type="primary",
                  icon=":material/satellite_alt:", on_click=_enter, args=(ctx, found.new, digest))


def _read(ctx: Context, name: str, data: bytes, digest: str) -> LandFile:
    """The file; where it does not say its coordinate system, somebody chooses one."""
    say, chosen = ctx.say, f"{FORM}:crs:{digest[:12]}"
    read = _parsed(f"{digest}|{name}|{ctx.key}", name, data, ctx, st.session_state.get(chosen))
    if isinstance(read, CrsUnknown) and read.choices:
        blocks.warning(say.problem(read))
        names = {one.epsg: say("loss.crs_choice", epsg=one.epsg, name=say.pick(one.name_zh, one.name_en),
                               area=hectares(one.area_hm2), share="–" if one.share_inside is None
                               else f"{number(one.share_inside * 100)} %") for one in read.choices}
        epsg = st.radio(say("loss.ask_crs"), list(names), index=None, format_func=names.__getitem__, key=chosen)
        if epsg is None:
            raise Problem("land_asked")
        read = _parsed(f"{digest}|{name}|{ctx.key}", name, data, ctx, epsg)
    if isinstance(read, Problem):
        raise read
    for one in read.notes[:SHOWN // 10]:
        blocks.note(note_sentence(one, say))
    return read


@st.cache_resource(max_entries=4, show_spinner=False)
def _parsed(key: str, _name: str, _data: bytes, _ctx: Context, crs: int | None) -> LandFile | Problem:
    """`codes`: of land classes, which do not matter here. A file of the whole province has polygons beyond the county:
    they hit nothing, and the others are read."""
    def read(codes: str | None) -> LandFile:
        try:
            return read_land(_name, _data, county=_ctx.snapshot.county, crs=crs, codes=codes)
        except Problem as problem:
            if problem.key != "feature_outside":
                raise
            return read_land(_name, _data, county=None, crs=crs, codes=codes)

    try:
        try:
            return read(None)
        except CodesUnclear:
            return read("2019")
    except Problem as problem:
        return problem


def _found(ctx: Context, land: LandFile, digest: str) -> Found:
    """Where the day comes from, and what the polygons hit."""
    say = ctx.say
    columns = sorted({column for one in land.features for column in one.raw})
    left, right = st.columns(2, vertical_alignment="bottom")
    likely = [name for name in columns if all(read_day(one.raw.get(name)) for one in land.features)]
    column = left.selectbox(say("watch.date_from"), [*likely, "", *(one for one in columns if one not in likely)],
                            key=f"{FORM}:column:{digest[:12]}",
                            format_func=lambda one: say("watch.date_column", column=one) if one
                            else say("watch.date_here"))
    right.date_input(say("watch.column.seen_on"), disabled=bool(column), **days(ctx.today, f"{FORM}:seen_on"))
    stored = set(watch_forms.stored(ctx))
    plots = {one.plot: shape(json.loads(one.geometry)) for one in ctx.snapshot.reserve.plots if one.plot in stored}
    every = alerts(land.features, plots, column, day(f"{FORM}:seen_on", "seen_on"), ctx.today)
    known = {(one.outline, one.seen_on.isoformat()): one.finding for one in ctx.books.findings.values()
             if one.outline}
    hit: dict[tuple[str, str], Alert] = {}
    for one in every:  # a polygon that stands twice is one alert
        if one.hits:
            hit.setdefault((one.sha256, one.seen_on.isoformat()), one)
    return Found(every, tuple(one for name, one in hit.items() if name not in known), known)


def _list(ctx: Context, found: Found) -> None:
    say = ctx.say
    hits = [one for one in found.every if one.hits]
    blocks.answer(say("watch.alerts_answer", every=len(found.every), hits=len(hits), new=len(found.new),
                      area=number(sum((one.hit_hm2 for one in hits), start=0), 4)))
    if not hits:
        return
    blocks.table([say(f"watch.alert.{name}") for name in ("number", "date", "area", "hit", "plots", "state")], [
        [str(one.number), one.seen_on.isoformat(), number(one.hm2, 4), number(one.hit_hm2, 4),
         listed([f"{plot} {number(hm2, 4)}" for plot, hm2 in one.hits], say),
         say("watch.alert_known", finding=found.finding(one)) if found.finding(one) else say("watch.alert_new")]
        for one in hits[:SHOWN]], right=(0, 2, 3))
    if len(hits) > SHOWN:
        blocks.note(say("watch.alerts_more", count=len(hits) - SHOWN))
    watch_map.alerts(ctx, [(str(one.number), shape(json.loads(one.outline)),
                            f"{one.seen_on} · {hectares(one.hit_hm2)}", not found.finding(one)) for one in hits],
                     {plot for one in hits for plot, _ in one.hits})


def _enter(ctx: Context, new: Sequence[Alert], file: str) -> None:
    """One finding for each. A key of its own for each outline and day: whatever is sent again changes nothing."""
    say, store = ctx.say, ctx.snapshot.store
    try:
        office = staff.require(RecordFinding)
        keep(store, new, file)
        for one in new:
            plots = tuple(plot for plot, _ in one.hits)
            command = RecordFinding(
                "alert", plots, one.seen_on, text(f"{FORM}:source"),
                say("watch.alert_subject", number=one.number, area=hectares(one.hit_hm2)), one.sha256, False,
                watch_forms.illustrative(ctx, plots))
            act(store, command, office, "", f"alert {one.sha256} {one.seen_on}", staff.who())
    except Problem as problem:
        st.session_state[f"{FORM}:refused"] = problem
        return
    st.session_state[acting.SAID] = say("watch.alerts_done", count=len(new))
