"""Scenarios that are kept: the county's published outlook, for staff the saved versions, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

import streamlit as st

from core.problem import Problem
from core.scenario import file
from core.scenario.answers import Odds
from core.scenario.checks import check
from core.scenario.model import Scenario
from core.scenario.plain import from_json
from core.scenario.report import report
from pages.base import Context
from pages.depletion_parts import runs, state
from pages.depletion_parts.odds import between, likely
from store.clock import SHANGHAI
from store.database import Cursor
from store.scenarios import LONGEST, Published, Saved, publish, save, unpublish, withdraw
from ui import blocks, staff
from ui.show import aside, drawer

SAID, NOTE, REASON = "depletion:said", "depletion:note", "depletion:reason"
MIDDLE = 0.5  # of the paths
READERS: dict[str, object] = {}


def show(ctx: Context) -> None:
    said = st.session_state.pop(SAID, None)
    if said is not None:
        blocks.note(said)
    _outlook(ctx, ctx.snapshot.outlook)
    if staff.may("write.scenarios"):
        _versions(ctx)
    _here(ctx, state.current(ctx))


def kept(ctx: Context) -> tuple[Saved, ...]:
    """The saved versions a visitor may see: what is not published is the planners' own."""
    return ctx.snapshot.scenarios if staff.may("see.drafts") else ()


def _outlook(ctx: Context, found: Published | None) -> None:
    """What is published now; for staff the way to take it back."""
    say = ctx.say
    st.header(say("depletion.official"), anchor=False)
    last = ctx.snapshot.publications[-1] if ctx.snapshot.publications else None
    if found is None:
        if last is not None and last.withdrawn_day is not None:
            blocks.note(say("depletion.official_taken_back", name=_typed(ctx, last.name), version=last.version,
                            date=last.withdrawn_day.isoformat(),
                            reason=_typed(ctx, last.withdrawn_reason)))
        else:
            blocks.note(say("depletion.official_empty"))
        _history(ctx)
        return
    blocks.answer(say("depletion.official_line", name=_typed(ctx, found.name),
                      version=found.version, date=found.day))
    blocks.note(say("depletion.official_why", reason=_typed(ctx, found.reason)))
    blocks.note(_says(ctx, json.loads(found.results)))
    with st.container(horizontal=True):
        _open(ctx, "outlook", lambda: from_json(found.body))
    _history(ctx)
    if staff.may("write.scenarios"):
        drawer(say("depletion.take_back"), "depletion:take_back", lambda: _take_back(ctx))


def _typed(ctx: Context, text: str) -> str:
    return blocks.typed(ctx.say.pick(text, text))


def _history(ctx: Context) -> None:
    """Every outlook there was, with why it was published and why taken back."""
    say = ctx.say
    if ctx.snapshot.publications:
        aside(say("depletion.publications"), "depletion:publications", lambda: blocks.table(
            [say(f"depletion.publication.{name}") for name in (
                "day", "scenario", "by", "reason", "back", "back_by", "back_reason")],
            [[one.day.isoformat(), say("depletion.saved_name", name=say.pick(one.name, one.name), version=one.version),
              say(f"field.role.{one.role}"), say.pick(one.reason, one.reason),
              one.withdrawn_day.isoformat() if one.withdrawn_day else "–",
              say(f"field.role.{one.withdrawn_role}") if one.withdrawn_role else "–",
              say.pick(one.withdrawn_reason, one.withdrawn_reason) if one.withdrawn_reason else "–"]
             for one in reversed(ctx.snapshot.publications)]))


def _says(ctx: Context, results: dict[str, Any]) -> str:
    """The answer as it was published: it stays, whatever the books or the program say today."""
    odds = Odds(**results["depletion"])
    middle = next(one["month"] for one in results["depleted_by"] if one["share"] == MIDDLE)
    return ctx.say("depletion.official_says", end=results["months"][-1]["month"], month=middle or "–",
                   odds=likely(odds.share), interval=between(odds))


def _take_back(ctx: Context) -> None:
    say = ctx.say
    reason = st.text_input(say("depletion.reason"), key=f"{REASON}:back", max_chars=LONGEST)
    if st.button(say("depletion.take_back"), key="depletion:unpublish", icon=":material/undo:"):
        _write(ctx, lambda cursor, role: unpublish(cursor, role, reason), say("depletion.taken_back"))


def _versions(ctx: Context) -> None:
    """Every version in use, the latest first, each to open, publish or withdraw."""
    say = ctx.say
    st.header(say("depletion.versions"), anchor=False)
    if not kept(ctx):
        blocks.note(say("depletion.versions_empty"))
    for one in reversed(kept(ctx)):
        with st.container(horizontal=True, vertical_alignment="center"):
            _open(ctx, str(one.number), one.scenario)
            blocks.note(say("depletion.version_line", name=_typed(ctx, one.name), version=one.version,
                            data=one.data_version, note=_typed(ctx, one.note) or "–",
                            date=one.recorded_at.replace(tzinfo=UTC).astimezone(SHANGHAI).date(),
                            role=say(f"field.role.{one.role}")))
        drawer(say("depletion.version_acts", name=say.pick(one.name, one.name), version=one.version),
               f"depletion:version:{one.number}", lambda one=one: _acts(ctx, one))


def _open(ctx: Context, key: str, read: Callable[[], Scenario]) -> None:
    """A button that puts a scenario on the page; where this program cannot read it, why."""
    try:
        found = read()
        check(found)
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    def opened() -> None:
        state.load(found)
        st.session_state[SAID] = ctx.say("depletion.opened", name=blocks.typed(found.name) or "–")

    st.button(ctx.say("depletion.open"), key=f"depletion:open:{key}", on_click=opened)


def _acts(ctx: Context, one: Saved) -> None:
    """Publish it, with its results as they are now, or withdraw it."""
    say = ctx.say
    reason = st.text_input(say("depletion.reason"), key=f"{REASON}:{one.number}", max_chars=LONGEST)
    with st.container(horizontal=True):
        if st.button(say("depletion.publish"), key=f"depletion:publish:{one.number}", icon=":material/campaign:"):
            def act(cursor: Cursor, role: str) -> None:
                publish(cursor, one.number, results, role, reason)

            try:
                scenario = one.scenario()
                with st.spinner(say("depletion.playing")):
                    results = report(runs.whole(ctx, scenario), runs.expected(ctx, scenario), ctx.snapshot.demo)
            except Problem as problem:
                blocks.refusal(say.problem(problem))
            else:
                _write(ctx, act, say("depletion.published", name=blocks.typed(one.name), version=one.version))
        if st.button(say("depletion.withdraw"), key=f"depletion:withdraw:{one.number}", icon=":material/delete:"):
            _write(ctx, lambda cursor, role: withdraw(cursor, one.number, role),
                   say("depletion.withdrawn", name=blocks.typed(one.name), version=one.version))


def _here(ctx: Context, scenario: Scenario) -> None:
    """The scenario on the page: saved for everybody by staff, as a file by anybody; and files brought back."""
    say = ctx.say
    st.header(say("depletion.here"), anchor=False)
    if staff.may("write.scenarios"):
        left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
        name = left.text_input(say("depletion.scenario_name"), value=scenario.name, key="depletion:save_name",
                               max_chars=80)
        note = right.text_input(say("depletion.note"), key=NOTE, max_chars=LONGEST)
        if st.button(say("depletion.save"), key="depletion:save", icon=":material/save:", type="primary"):
            named = replace(scenario, name=name)
            _write(ctx, lambda cursor, role: save(cursor, named, role, note),
                   say("depletion.kept", name=blocks.typed(name)))
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with right:
        st.download_button(say("depletion.to_file"), lambda: file.write(scenario), file_name="zhanbu-scenario.yaml",
                           mime="application/yaml", key="depletion:to_file", on_click="ignore",
                           icon=":material/download:")
    with left:
        upload = st.file_uploader(say("depletion.from_file"), type=["yaml", "yml"], key="depletion:upload",
                                  max_upload_size=1)
    if upload is not None:
        data = upload.getvalue() if upload.size <= file.MAX_BYTES else b" " * (file.MAX_BYTES + 1)
        present = state.present(ctx)
        blocks.note(_typed(ctx, upload.name))
        _open(ctx, "file", lambda: file.read(upload.name, data, ctx.snapshot.rules, present.price))


def _write(ctx: Context, act: Callable[[Cursor, str], object], done: str) -> None:
    """Do it in the office by which the visitor may; `done` is said when the page is drawn anew."""
    try:
        role = staff.require("write.scenarios")
        ctx.snapshot.store.write(lambda cursor: act(cursor, role))
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    st.session_state[SAID] = done
    st.rerun()
