"""Playing a scenario: at once with as many paths as a click can wait for, more with progress and a way to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from core.scenario.engine import simulate
from core.scenario.model import Scenario
from core.scenario.plan import Plan, plan
from core.scenario.prices import expected_prices, price_bank
from core.scenario.result import Array, Result
from pages.base import Context
from store.snapshot import Snapshot

T = TypeVar("T")
AT_ONCE = 10_000  # paths
SAME = {Scenario: repr}  # by which Streamlit knows one again: its own way through all the values takes 10 ms
LONG = "depletion:long"  # the last long run: its scenario and result


def result_of(ctx: Context, scenario: Scenario) -> Result:
    """With all its paths where they were played, else with as many as can be played at once."""
    done = st.session_state.get(LONG)
    if done is not None and done[0] == (ctx.snapshot.version, scenario):
        found: Result = done[1]
        return found
    return quick(ctx, scenario)


def at_most(ctx: Context, scenario: Scenario, paths: int) -> Result:
    return _played(ctx.snapshot.version, replace(scenario, paths=min(scenario.paths, paths)), ctx.snapshot)


def quick(ctx: Context, scenario: Scenario) -> Result:
    return at_most(ctx, scenario, AT_ONCE)


def whole(ctx: Context, scenario: Scenario) -> Result:
    """With all its paths, however long that takes: what is published is not a preview."""
    found = result_of(ctx, scenario)
    return found if found.paths == scenario.paths else simulate(scenario, prices(ctx, scenario))


def expected(ctx: Context, scenario: Scenario) -> Plan:
    """What is to be expected, as an exact account."""
    return _planned(ctx.snapshot.version, scenario, ctx.snapshot)


def prices(ctx: Context, scenario: Scenario) -> Array | None:
    """Trading prices, CNY/t, price paths × months; None where there is no price to go by."""
    return _bank(ctx.snapshot, scenario)


def prices_of(ctx: Context) -> Callable[[Scenario], Array]:
    """The price bank of any scenario that has prices to go by."""
    def bank(scenario: Scenario) -> Array:
        found = prices(ctx, scenario)
        assert found is not None
        return found

    return bank


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=SAME)
def _played(version: int, scenario: Scenario, _snapshot: Snapshot) -> Result:
    return simulate(scenario, _bank(_snapshot, scenario))


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=SAME)
def _planned(version: int, scenario: Scenario, _snapshot: Snapshot) -> Plan:
    bank = _bank(_snapshot, scenario)
    return plan(scenario, None if bank is None else expected_prices(bank))


def _bank(snapshot: Snapshot, scenario: Scenario) -> Array | None:
    """The prices depend on little of a scenario: a step of a slider does not draw them anew."""
    if scenario.price.model == "constant" and not scenario.price.national_cny:
        return None
    little = Scenario("", scenario.start, scenario.months, scenario.price, scenario.rules, reforms=scenario.reforms,
                      seed=scenario.seed)
    return _prices(snapshot.version, little, snapshot)


@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=SAME)
def _prices(version: int, scenario: Scenario, _snapshot: Snapshot) -> Array:
    return price_bank(scenario, _snapshot.price_sample)


def more(ctx: Context, scenario: Scenario) -> None:
    """Offer the paths that a click cannot wait for; play them when asked. Whatever is clicked meanwhile stops it."""
    if scenario.paths <= AT_ONCE or result_of(ctx, scenario).paths == scenario.paths:
        return
    say = ctx.say
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(say("depletion.play_all", paths=f"{scenario.paths:,}"), key="depletion:play",
                          type="primary", icon=":material/play_arrow:")
    if asked:
        with place.container():
            bank = prices(ctx, scenario)
            found = watched(ctx, lambda progress: simulate(scenario, bank, progress=progress))
        st.session_state[LONG] = ((ctx.snapshot.version, scenario), found)
        st.rerun()


def watched(ctx: Context, work: Callable[[Callable[[float], bool]], T]) -> T:
    """Do long work with a bar that shows how far it is. Whatever is clicked meanwhile ends it there and then."""
    bar = st.progress(0.0, text=ctx.say("depletion.playing"))
    st.button(ctx.say("depletion.stop"), key="depletion:stop", icon=":material/stop:")

    def progress(share: float) -> bool:
        bar.progress(min(share, 1.0), text=ctx.say("depletion.playing"))
        return True

    return work(progress)
