"""An uploaded land file: reading it, asking what it does not say, and showing what was found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import streamlit as st

from core.land import PROPOSAL, CodesUnclear, CrsUnknown, LandFile, read_land
from core.landuse import Parcel
from core.problem import Problem
from pages.base import Context
from store.column_names import remember, remembered
from ui import blocks, staff
from ui.format import hectares, percent
from ui.land import check_sentence, note_sentence
from ui.show import drawer
from ui.workbook import comma_separated

TYPES = ("zip", "gpkg", "geojson", "json", "kml", "kmz", "xlsx")
MAPPED = ("species", "volume_m3_hm2", "age", "area_hm2", "land_class", "forest_category", "protection_grade", "origin")
SHOWN_NOTES = 6


@dataclass(frozen=True)
class Uploaded:
    """A file as read, and whether its own stands count instead of the inventory's."""

    land: LandFile
    own: bool

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """Its features as the law sees them."""
        return tuple(Parcel(
            str(one.number), one.area_hm2, str(one.attributes.get("land_class") or ""),
            str(one.attributes.get("forest_category") or ""), _grade(one.attributes.get("protection_grade")))
            for one in self.land.features if one.area_hm2 > 0)


def _grade(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if text in ("1", "2", "3", "4") else None


def uploaded(ctx: Context) -> Uploaded | None:
    """The file somebody uploads; None without one. Problem for what cannot be read."""
    say = ctx.say
    upload = st.file_uploader(say("loss.file"), type=list(TYPES), key="loss:file", help=say("loss.file_help"),
                              max_upload_size=PROPOSAL.bytes // 1_000_000)
    if upload is None:
        return None
    data = upload.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    asked = st.session_state.setdefault("loss:asked", {})  # digest → what was said of the file
    said = asked.setdefault(digest, {"crs": None, "codes": None})
    file = _File(ctx, digest, upload.name, data, said)
    try:
        land = file.read()
    except (CrsUnknown, CodesUnclear) as problem:
        land = _ask(problem, file)
    columns = sorted({*land.fields.values(), *land.unmatched})
    kept = _remembered(ctx, _signature(columns))
    if kept:  # what somebody said of a file with the same columns
        land = file.read(kept)
    _say_what(ctx, land)
    without_outline = all(one.geometry is None for one in land.features)
    own = without_outline or st.checkbox(say("loss.own"), key="loss:own", help=say("loss.own_help"))
    if own and columns:
        _ask_columns(ctx, land, columns, kept)
    return Uploaded(land, own)


@dataclass(frozen=True)
class _File:
    """The bytes and what was said of them: read again with each answer, from the cache when nothing is new."""

    ctx: Context
    digest: str
    name: str
    data: bytes
    said: dict[str, object]

    def read(self, mapping: Mapping[str, str] = MappingProxyType({})) -> LandFile:
        key = f"{self.digest}|{self.name}|{self.said}|{sorted(mapping.items())}|{self.ctx.today}|{self.ctx.key}"
        found = _parsed(key, self.name, self.data, self.ctx, self.said["crs"], self.said["codes"], mapping)
        if isinstance(found, Problem):
            raise found
        return found


@st.cache_resource(max_entries=16, show_spinner=False)
def _parsed(key: str, _name: str, _data: bytes, _ctx: Context, _crs: int | None, _codes: str | None,
            _mapping: Mapping[str, str]) -> LandFile | Problem:
    try:
        return read_land(_name, _data, county=_ctx.snapshot.county, crs=_crs, codes=_codes, mapping=_mapping,
                         rules=_ctx.snapshot.rules.at(_ctx.today))
    except Problem as problem:
        return problem


def _ask(problem: CrsUnknown | CodesUnclear, file: _File) -> LandFile:
    """Ask which coordinate system or which codes are meant; the file is read with the answer at once."""
    say = file.ctx.say
    if isinstance(problem, CrsUnknown):
        field = "crs"
        names: dict[int | str, str] = {one.epsg: say(
            "loss.crs_choice", epsg=one.epsg, name=say.pick(one.name_zh, one.name_en), area=hectares(one.area_hm2),
            share="–" if one.share_inside is None else percent(one.share_inside)) for one in problem.choices}
    else:
        field = "codes"
        names = {one: say(f"loss.codes.{one}") for one in problem.choices}
    if not names or file.said[field] is not None:
        raise problem
    blocks.warning(say.problem(problem))
    file.said[field] = st.radio(say(f"loss.ask_{field}"), list(names), index=None, format_func=names.__getitem__,
                                key=f"loss:{field}:{file.digest[:12]}")
    if file.said[field] is None:
        raise Problem("land_asked")
    try:
        return file.read()
    except (CrsUnknown, CodesUnclear) as further:
        return _ask(further, file)


def _say_what(ctx: Context, land: LandFile) -> None:
    """What was read, mended and found: the first lines at once, all in a drawer with a download."""
    say = ctx.say
    blocks.note(say("loss.read", count=len(land.features), area=hectares(land.area_hm2),
                    crs="–" if land.crs is None else f"EPSG:{land.crs}", encoding=land.encoding.upper() or "–"))
    sentences = [note_sentence(note, say) for note in land.notes]
    for text in sentences[:SHOWN_NOTES]:
        blocks.warning(text)
    if not land.checks and len(sentences) <= SHOWN_NOTES:
        return
    rows = [("–", text) for text in sentences] + [(str(one.feature), check_sentence(one, say)) for one in land.checks]
    headers = (say("loss.check.feature"), say("loss.check.what"))

    def body() -> None:
        blocks.table(headers, rows[:100])
        st.download_button(say("loss.check.download"), comma_separated(headers, rows), file_name="land-checks.csv",
                           mime="text/csv", key="loss:checks:csv", on_click="ignore")

    drawer(say("loss.checks", count=len(rows)), "loss:checks", body)


def _ask_columns(ctx: Context, land: LandFile, columns: list[str], kept: dict[str, str]) -> None:
    """Which column is which of our fields, where the names did not say; kept for files with the same columns."""
    say = ctx.say

    def chosen(field: str, key: str) -> None:
        kept[field] = st.session_state[key]

    def body() -> None:
        blocks.note(say("loss.columns_note"))
        for field in MAPPED:
            key = f"loss:column:{_signature(columns)[:8]}:{field}"
            options = ["", *columns]
            now = kept.get(field, land.fields.get(field, ""))
            st.selectbox(say(f"field.{field}"), options, index=options.index(now) if now in options else 0, key=key,
                         format_func=lambda name: name or say("loss.no_column"), on_change=chosen, args=(field, key))
        if staff.may("write.columns") and kept:
            st.button(say("loss.columns_keep"), key="loss:columns:keep", on_click=keep, help=say("loss.columns_kept"))

    def keep() -> None:
        staff.require("write.columns")
        ctx.snapshot.store.write(lambda cursor: remember(cursor, _signature(columns), kept))

    drawer(say("loss.columns"), "loss:columns", body)


def _remembered(ctx: Context, signature: str) -> dict[str, str]:
    """What was said of files with these columns: in this session, else by staff before."""
    said = st.session_state.setdefault("loss:mappings", {})
    if signature not in said:
        with ctx.snapshot.store.read() as cursor:
            said[signature] = remembered(cursor, signature)
    kept: dict[str, str] = said[signature]
    return kept


def _signature(columns: list[str]) -> str:
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()
