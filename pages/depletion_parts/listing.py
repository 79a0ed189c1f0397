"""Proposals from a list: template, upload, what was read and refused, ticks to approve, the order to approve in.

`show(ctx, scenario)` draws it all. It returns the list's proposals as they are ticked, `tuple[Listed, ...]`, in the run
in which somebody presses "use as this scenario's proposals", and None in every other: the caller puts them into the
scenario and reruns. The scenario's own proposals are left out of what the reserve can give.

Session keys, all this module's own: depletion:list:file (upload), :kept (its name and bytes, while the drawer is shut),
:ticks, :edition, :start, :by (criterion), :working (which proposal's), and the editor's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd
import streamlit as st

from core.land import PROPOSAL
from core.numbers import ZERO
from core.problem import Problem
from core.scenario.checks import check
from core.scenario.listing import Desk, Listing, read_listing
from core.scenario.model import Listed, Scenario
from core.scenario.order import Order, available, remaining
from pages import exports, parts
from pages.base import Context
from pages.depletion_parts import listing_order as ordering
from ui import blocks
from ui.format import area, listed, month, tonnes_book
from ui.listing import kind_names, template_workbook
from ui.show import aside

FILE, KEPT = "depletion:list:file", "depletion:list:kept"
TICKS, EDITION, START = "depletion:list:ticks", "depletion:list:edition", "depletion:list:start"
SHOWN_REASONS = 6
TEN_THOUSAND = Decimal(10_000)


def show(ctx: Context, scenario: Scenario) -> tuple[Listed, ...] | None:
    say = ctx.say
    blocks.note(say("listing.about"))
    kept = _uploaded(ctx, scenario)
    if kept is None:
        blocks.note(say("listing.empty"))
        return None
    name, data = kept
    digest = hashlib.sha256(data).hexdigest()
    found = _read(f"{digest}|{name}|{ctx.snapshot.version}|{scenario.start}", name, data, scenario.start, ctx)
    if isinstance(found, Problem):
        blocks.refusal(say.problem(found))
        return None
    _said(ctx, found)
    if not found.proposals:
        return None
    try:
        check(scenario)
    except Problem as problem:  # an input beside this one: the list is read, but nothing can be weighed yet
        blocks.refusal(say.problem(problem))
        return None
    return _decide(ctx, scenario, found, digest[:12])


def _uploaded(ctx: Context, scenario: Scenario) -> tuple[str, bytes] | None:
    """The file somebody brought in this session: kept while other views are read."""
    say = ctx.say

    def changed() -> None:
        upload = st.session_state[FILE]
        st.session_state[KEPT] = None if upload is None else (upload.name, upload.getvalue())

    upload = st.file_uploader(say("listing.file"), type=["xlsx", "csv"], key=FILE, on_change=changed,
                              max_upload_size=PROPOSAL.bytes // 1_000_000, help=say("listing.file_help"))
    kept: tuple[str, bytes] | None = st.session_state.get(KEPT)
    if upload is None and kept is not None:
        blocks.note(say("accounting.file_kept", file=kept[0]))
    snapshot = ctx.snapshot
    st.download_button(
        say("listing.template"), lambda: template_workbook(say, snapshot.kinds, snapshot.species, scenario.start),
        file_name="zhanbu-proposals.xlsx", mime=exports.TYPES["xlsx"], key="depletion:list:template",
        on_click="ignore", icon=":material/download:", type="tertiary")
    return kept


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(key: str, _name: str, _data: bytes, _first: date, _ctx: Context) -> Listing | Problem:
    snapshot = _ctx.snapshot
    try:
        return read_listing(_name, _data, Desk(snapshot.rules, snapshot.species, snapshot.kinds,
                                               kind_names(snapshot.kinds), _first))
    except Problem as problem:
        return problem


def _said(ctx: Context, found: Listing) -> None:
    """What was read and what was not, with every reason."""
    say = ctx.say
    if found.proposals:
        known = [one.area_hm2 for one in found.proposals if one.area_hm2 is not None]
        blocks.note(say("listing.read", count=len(found.proposals), area=area(sum(known, ZERO), say) if known else "–",
                        owed=tonnes_book(sum((one.owed_t for one in found.proposals), ZERO))))
    if found.examples or found.sums:
        blocks.note(say("listing.left_out", examples=found.examples, sums=found.sums))
    for one in found.proposals:
        if one.given and one.loss is not None and one.loss.owed_t != one.owed_t:
            blocks.warning(say("listing.differs", name=one.name, given=tonnes_book(one.owed_t),
                               assessed=tonnes_book(one.loss.owed_t)))
    if not found.refused:
        return
    blocks.refusal(say("listing.refused", count=len(found.refused)) if found.proposals else say("listing.read_none"))
    headers = (say("listing.column.name"), say("listing.column.reason"))
    reasons = [(one.name or say("listing.nameless"), say.problem(problem))
               for one in found.refused for problem in one.problems]
    blocks.table(headers, reasons[:SHOWN_REASONS])
    if len(reasons) > SHOWN_REASONS:
        aside(say("listing.more_refused", count=len(reasons)), "depletion:list:refused",
              lambda: blocks.table(headers, reasons))


def _decide(ctx: Context, scenario: Scenario, found: Listing, stamp: str) -> tuple[Listed, ...] | None:
    """The order, the ticks and what they leave."""
    say = ctx.say
    position = available(scenario, ordering.kept_back(ctx, scenario, found.proposals))
    places = [at for at, one in enumerate(found.proposals) if scenario.index(one.planned) < scenario.months]
    within = [found.proposals[at] for at in places]
    beyond = [one.name for at, one in enumerate(found.proposals) if at not in set(places)]
    if beyond:
        blocks.note(say("listing.beyond", names=listed(beyond, say), last=month(scenario.end)))
    by = ordering.criterion(ctx, within)
    drawn = [ordering.drawn(one, scenario) for one in within]
    order = ordering.ordered(within, drawn, position, by)
    if within:
        ordering.answer(ctx, scenario, order, position, drawn)
    suggested = _suggested(len(found.proposals), order, places)
    ticks = _ticks(suggested, stamp)
    with st.container(horizontal=True):
        st.button(say("listing.tick_best"), key="depletion:list:best", on_click=_tick, args=(stamp, suggested))
        st.button(say("listing.tick_all"), key="depletion:list:all", on_click=_tick,
                  args=(stamp, (True,) * len(found.proposals)))
    rank = {places[one.number]: place for place, one in enumerate(order.ranked, start=1)}
    ticks = _table(ctx, scenario, found, rank, ticks, stamp)
    left = remaining(position, [one for one, at in zip(drawn, places, strict=True) if ticks[at]])
    ordering.ticked(ctx, scenario, left)
    chosen = st.button(say("listing.use_them"), key="depletion:list:use", type="primary",
                       help=say("listing.use_them_help"))
    if within:
        aside(say("listing.order"), "depletion:list:order", lambda: ordering.reasons(ctx, scenario, order, by))
    _working(ctx, found)
    return tuple(one.listed(tick) for one, tick in zip(found.proposals, ticks, strict=True)) if chosen else None


def _suggested(count: int, order: Order, places: Sequence[int]) -> tuple[bool, ...]:
    """What the order takes; what is planned after the horizon is nobody's rival and stays ticked."""
    ticks = [True] * count
    for one in order.ranked:
        ticks[places[one.number]] = one.taken
    return tuple(ticks)


def _ticks(suggested: tuple[bool, ...], stamp: str) -> tuple[bool, ...]:
    """The ticks of this file in this session, as suggested at first."""
    known: tuple[str, tuple[bool, ...]] | None = st.session_state.get(TICKS)
    if known is None or known[0] != stamp or len(known[1]) != len(suggested):
        _tick(stamp, suggested)
    ticks: tuple[bool, ...] = st.session_state[TICKS][1]
    return ticks


def _tick(stamp: str, ticks: tuple[bool, ...]) -> None:
    """Set the ticks; the table starts anew with them."""
    st.session_state[TICKS] = stamp, ticks
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def _table(ctx: Context, scenario: Scenario, found: Listing, rank: Mapping[int, int], ticks: tuple[bool, ...],
           stamp: str) -> tuple[bool, ...]:
    """The proposals in the list's order, each with its rank (none after the horizon); the ticks as they stand there."""
    say = ctx.say
    rows = [(rank.get(at), one.name, month(one.planned),
             say(f"listing.use.{one.occupation.kind}"), float(one.owed_t),
             float(ordering.drawn(one, scenario)[1]) if at in rank else None,
             None if one.area_hm2 is None else float(one.area_hm2),
             None if one.value_cny is None else float(one.value_cny / TEN_THOUSAND), float(one.probability * 100))
            for at, one in enumerate(found.proposals)]
    names = ("rank", "name", "month", "use", "owed", "buy", "area", "value", "probability")
    shown = hashlib.sha256(repr((rows, say.lang)).encode()).hexdigest()[:8]
    key = f"depletion:list:editor:{stamp}:{shown}:{st.session_state[EDITION]}"
    if key not in st.session_state or START not in st.session_state:  # a table's edits are told as differences
        st.session_state[START] = ticks
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(0, "approve", list(st.session_state[START]))
    for name in ("area", "value"):
        if frame[name].isna().all():
            frame = frame.drop(columns=name)
    places = {"rank": "%d", "owed": "%.3f", "buy": "%.3f", "area": "%.4f", "value": "%.2f", "probability": "%.4g"}
    edited = st.data_editor(
        frame, hide_index=True, key=key, alt=say("listing.ticks_alt"), disabled=list(names), placeholder="–",
        height=min(460, 38 + 35 * max(len(frame), 1)),
        column_config={"approve": st.column_config.CheckboxColumn(say("listing.column.approve"), pinned=True),
                       **{name: st.column_config.NumberColumn(say(f"listing.column.{name}"), format=form)
                          for name, form in places.items()},
                       "name": st.column_config.TextColumn(say("listing.column.name"), width="medium"),
                       "month": say("listing.column.month"), "use": say("listing.column.use")})
    out = tuple(bool(tick) for tick in edited["approve"])
    st.session_state[TICKS] = stamp, out
    return out


def _working(ctx: Context, found: Listing) -> None:
    """The calculator's working of the proposal somebody picks."""
    assessed = {one.name: one.loss for one in found.proposals if one.loss is not None}
    if not assessed:
        return
    name = st.selectbox(ctx.say("listing.working_of"), list(assessed), key="depletion:list:working",
                        persist_state="session")
    loss = assessed[name]
    parts.working(ctx, (loss.step, *loss.beside), "depletion:list:steps")
