"""Recording a decision: meeting, subject, words, what it rested on; then what it does, as far as one may."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.ledger.decision import DecideBatch, DecideOutlook, DecideRule, Decision, RecordDecision
from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_STATEMENT, LONGEST_TEXT
from pages.base import Context
from pages.depletion_parts.saved import kept
from pages.desk_parts import acting, decisions_effect
from pages.desk_parts.certificates_new import illustrative
from pages.desk_parts.named import called
from pages.desk_parts.typed import day, days, text
from store.scenarios import Published, Saved
from ui import blocks, staff

COMMANDS: Mapping[str, type[RecordDecision]] = {
    "none": RecordDecision, "rule": DecideRule, "outlook": DecideOutlook, "batch": DecideBatch}
DRAWER = "desk:decisions:new:drawer"
LARGEST = 50  # MB of a file whose hash is taken


def form(ctx: Context, replaces: str, choose: Callable[[str], None]) -> None:
    """A new decision; `replaces`: the one it is about to replace, empty where that is chosen here."""
    say, key = ctx.say, acting.form(f"desk:decisions:deciding:{replaces}" if replaces else "desk:decisions:deciding")
    mine = [name for name, kind in COMMANDS.items() if staff.may(kind)]
    old = ctx.books.decisions.get(replaces)
    if old is not None and old.does != "none":
        mine = [name for name in mine if name == old.does]
    if not mine:
        kind = COMMANDS[old.does if old else "none"]
        blocks.note(say.problem(staff.not_yours(kind)))
        return
    does = st.segmented_control(say("decisions.does"), mine, key=f"{key}:does", default=mine[0], required=True,
                                format_func=lambda one: say(f"field.register.does.{one}"))
    blocks.note(say(f"decisions.does_note.{does}"))
    left, right = st.columns([3, 1])
    left.text_input(say("field.ledger.meeting"), value=_meeting(ctx), key=f"{key}:meeting", max_chars=LONGEST_TEXT)
    right.date_input(say("field.ledger.met_on"), **days(ctx.today, f"{key}:met_on"))
    st.text_input(say("field.ledger.matter"), key=f"{key}:matter", max_chars=LONGEST_TEXT,
                  placeholder=say(f"decisions.matter_like.{does}"))
    st.text_area(say("field.ledger.text"), key=f"{key}:text", max_chars=LONGEST_STATEMENT,
                 help=say("watch.public_help"), height=100)
    replaced = old or _replaced(ctx, key, does)
    only = replaced is not None and replaced.does == does != "none" and st.checkbox(
        say("decisions.only_back", decision=replaced.decision), key=f"{key}:only")
    given = None if only or does == "none" else decisions_effect.FORMS[does](ctx, key, replaced)
    _rested_on(ctx, key, does)

    def make() -> RecordDecision:
        return COMMANDS[does](**{**_common(ctx, key, replaced), **(given() if given is not None else {})})

    acting.submit(ctx, key, say("decisions.do"), COMMANDS[does], make, icon=":material/gavel:",
                  confirm="" if does == "none" else say("decisions.sure"),
                  then=lambda entries: _then(entries, choose))


def _then(entries: tuple[Entry, ...], choose: Callable[[str], None]) -> None:
    """The new one's sheet is opened, the form closed."""
    st.session_state[DRAWER] = False
    choose(str(entries[-1].body["decision"]))


def _meeting(ctx: Context) -> str:
    """The latest meeting's name while it is its day; else the next one of the year."""
    found = list(ctx.books.decisions.values())
    if found and found[-1].met_on == ctx.today:
        return found[-1].meeting
    held = {one.meeting for one in found if one.met_on.year == ctx.today.year}
    return ctx.say("decisions.meeting_name", year=ctx.today.year, number=len(held) + 1)


def _replaced(ctx: Context, key: str, does: str) -> Decision | None:
    """An earlier decision that may be replaced: of the same sort, not replaced yet."""
    may = {name: one for name, one in ctx.books.decisions.items()
           if not one.replaced_by and one.does in ("none", does)}
    if not may:
        return None
    name = st.selectbox(ctx.say("decisions.replaces"), ["", *reversed(may)], key=f"{key}:replaces:{does}",
                        format_func=lambda one: called(ctx, "decision", one) if one
                        else ctx.say("decisions.replaces_none"))
    return may.get(name)


def _rested_on(ctx: Context, key: str, does: str) -> None:
    """The deck or brief, in words and by its hash; the scenario it was about."""
    say = ctx.say
    left, right = st.columns(2)
    left.text_input(say("field.ledger.basis"), key=f"{key}:basis", max_chars=LONGEST_TEXT,
                    placeholder=say("decisions.basis_like"))
    if does != "outlook":
        known = _scenarios(ctx)
        right.selectbox(say("field.ledger.scenario"), [0, *known], key=f"{key}:scenario", format_func=lambda one: say(
            "depletion.saved_name", name=say.pick(known[one].name, known[one].name), version=known[one].version)
            if one else say("decisions.no_scenario"))
    file = st.file_uploader(say("decisions.file"), key=f"{key}:file", max_upload_size=LARGEST,
                            help=say("decisions.file_help"))
    if file is not None:
        blocks.note(say("decisions.hash", hash=_hash(file)))


def _hash(file: Any) -> str:
    return hashlib.sha256(file.getvalue()).hexdigest()


def _scenarios(ctx: Context) -> dict[int, Saved | Published]:
    """By number, the latest first: what is saved, for those who may see drafts; else the published one."""
    if found := kept(ctx):
        return {one.number: one for one in reversed(found)}
    return {ctx.snapshot.outlook.scenario: ctx.snapshot.outlook} if ctx.snapshot.outlook else {}


def _common(ctx: Context, key: str, replaced: Decision | None) -> dict[str, Any]:
    """What every decision says."""
    file, number = st.session_state.get(f"{key}:file"), st.session_state.get(f"{key}:scenario") or 0
    one = _scenarios(ctx).get(number)
    return {
        "meeting": text(f"{key}:meeting"), "met_on": day(f"{key}:met_on", "met_on"), "matter": text(f"{key}:matter"),
        "text": text(f"{key}:text"), "basis": text(f"{key}:basis"), "basis_sha256": _hash(file) if file else "",
        "scenario": number if one else 0, "scenario_name": one.name if one else "",
        "scenario_version": one.version if one else 0, "data_version": ctx.snapshot.version,
        "replaces": replaced.decision if replaced else "", "demo": replaced.demo if replaced else illustrative(ctx)}
