"""A new inventory on its way in: bringing the file, what is open, progress and stop, storing. For staff."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.land import INVENTORY
from core.problem import Problem
from pages.base import Context
from pages.forest_parts import SAID, sentence
from pages.forest_parts.answers import answered
from pages.forest_parts.report import report
from store.stocktake.intake import CHECKED, EMPTY, STORED, Intake, State, intake_of
from store.versions import use
from ui import blocks, staff
from ui.format import hectares, number

TYPES = ("zip", "gpkg", "geojson", "json")
EVERY_S = 1.0
REFUSED = "forest:refused"  # what the last click could not do, said once


def importing(ctx: Context) -> None:
    """All of it, as far as it has come; one file at a time for everybody."""
    say, intake = ctx.say, intake_of(ctx.snapshot.store)
    state = intake.state
    st.header(say("forest.import"), anchor=False)
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        blocks.refusal(sentence(refused, say))
    if state.busy:
        _progress(ctx, intake, staff.may("write.inventory"))
    elif state.phase in (EMPTY, STORED):
        _ended(ctx, state)
        _bring(ctx, intake, state)
    else:
        _decide(ctx, intake, state)


def running(ctx: Context) -> None:
    """For everybody else: that a new one is being imported, and which one holds meanwhile."""
    intake = intake_of(ctx.snapshot.store)
    if intake.state.busy:
        _progress(ctx, intake, False)


@st.fragment(run_every=EVERY_S)
def _progress(ctx: Context, intake: Intake, controls: bool) -> None:
    """How far it is; the page is drawn anew when it ends. Nothing here waits for the thread."""
    say, state = ctx.say, intake.state
    if not state.busy:
        st.rerun()
    version = ctx.snapshot.inventory.version
    holds = say("forest.running_none") if version is None else say("forest.running", version=version.number)
    if not controls:
        blocks.note(holds)
        return
    share = min(state.done / state.total, 1.0) if state.total else 0.0
    text = say("forest.stopping") if state.stopping else say(
        f"forest.step.{state.step}", file=state.file, percent=f"{int(share * 100)} %")
    st.progress(share, text=text)
    blocks.note(f"{holds} {say('forest.may_leave')}")
    st.button(say("forest.stop"), key="forest:stop", icon=":material/stop:", disabled=state.stopping,
              on_click=_ordered, args=(lambda: intake.cancel(state.number),))


def _ended(ctx: Context, state: State) -> None:
    """What became of the last one, and the way back."""
    say = ctx.say
    if state.problem is not None:
        blocks.note(sentence(state.problem, say))
    now = ctx.snapshot.inventory.version
    if state.version is None or now is None or now.number != state.version.number:
        return
    st.success(say("forest.stored", version=state.version.number, rows=number(state.version.rows),
                   area=hectares(state.version.area_hm2)))
    before = state.before
    if before is not None:
        def back() -> None:
            ctx.snapshot.store.write(lambda cursor: use(cursor, before.number))
            st.session_state[SAID] = say("forest.used", version=before.number)

        st.button(say("forest.back", version=before.number), key="forest:back", icon=":material/undo:",
                  on_click=_ordered, args=(back,))


def _bring(ctx: Context, intake: Intake, state: State) -> None:
    """The uploader. Its key goes with the file's number, so that the browser's copy is let go of once it is here."""
    say = ctx.say
    blocks.note(say("forest.import_note"))
    upload = st.file_uploader(say("forest.choose"), type=list(TYPES), key=f"forest:file:{state.number}",
                              max_upload_size=INVENTORY.bytes // 1_000_000)
    if upload is None:
        return
    try:
        staff.require("write.inventory")
        intake.take(upload.name, upload)
    except Problem as problem:
        blocks.refusal(sentence(problem, say))
    else:
        st.rerun()


def _decide(ctx: Context, intake: Intake, state: State) -> None:
    """What was found, what is open, and what shall happen."""
    say = ctx.say
    blocks.note(say("forest.looked_at", file=state.file))
    if state.problem is not None:
        blocks.refusal(sentence(state.problem, say))
    if state.phase == CHECKED and state.report is not None:
        report(ctx, state.report)
    asked = answered(ctx, state)
    looked = state.report if state.phase == CHECKED else None
    if looked is not None and asked is not None and asked != state.asked:
        blocks.warning(say("forest.not_looked"))
    strict = False
    if looked is not None:
        if looked.faults:
            strict = st.checkbox(say("forest.strict", rows=number(looked.faults)), key="forest:strict",
                                 persist_state="session")
        blocks.note(say("forest.store_note"))
    with st.container(horizontal=True):
        if looked is not None:
            st.button(say("forest.store"), key="forest:store", type="primary", icon=":material/check:",
                      disabled=not looked.rows or asked != state.asked, on_click=_ordered,
                      args=(lambda: intake.keep(state.number, strict),))
        if asked is not None:
            st.button(say("forest.check_again"), key="forest:check", icon=":material/refresh:",
                      disabled=asked == state.asked, on_click=_ordered,
                      args=(lambda: intake.check(state.number, asked),))
        st.button(say("forest.discard"), key="forest:discard", icon=":material/delete:", on_click=_ordered,
                  args=(lambda: intake.cancel(state.number),))


def _ordered(order: Callable[[], object]) -> None:
    """Do what a click asks for; who asks is looked at now, not when the button was drawn."""
    try:
        staff.require("write.inventory")
        order()
    except Problem as problem:
        st.session_state[REFUSED] = problem
