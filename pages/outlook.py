"""The county as it is, played: what the overview says of the time ahead."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.scenario.engine import simulate
from core.scenario.plan import Plan, plan
from core.scenario.result import Result
from pages.base import Context
from store.present import present
from store.snapshot import Snapshot


def ahead(ctx: Context) -> tuple[Plan, Result]:
    """As expected, and along as many paths as the scenario has."""
    return _ahead(ctx.snapshot.version, ctx.today, ctx.snapshot)


@st.cache_resource(max_entries=4, show_spinner=False)
def _ahead(version: int, today: date, _snapshot: Snapshot) -> tuple[Plan, Result]:
    scenario = present(_snapshot, today, "zh")
    return plan(scenario), simulate(scenario)
