"""A page with nothing but the list of proposals on it, over a small county; what it returns stands in the session."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import streamlit as st

from core.scenario.model import Frozen, Offsets, OpeningLot, PriceModel, Scenario
from pages.base import context
from pages.depletion_parts import listing

D = Decimal
START = date(2026, 11, 1)
RULES = tuple(Frozen(name, date(2020, 1, 1), D(value)) for name, value in (
    ("offset_max_share", "0.8"), ("price_multiplier", "0.3"), ("price_floor_cny", "0"), ("price_ceiling_cny", "10000"),
    ("neutrality_period_years", "3"), ("planted_min_years", "3"), ("village_income_share", "0.7")))
COUNTY = Scenario("county", START, 12, PriceModel("constant", D(90), START), RULES,
                  (OpeningLot("1", D(120), D(100), date(2028, 10, 1)),), offsets=Offsets(D("0.25")))
RETURNED, MONTHS = "test:returned", "test:months"


def page() -> None:
    found = listing.show(context(), replace(COUNTY, months=st.session_state.get(MONTHS, 12)))
    if found is not None:
        st.session_state[RETURNED] = found
