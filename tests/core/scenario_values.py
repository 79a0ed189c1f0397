"""Scenarios for tests: any that can be written down, sound or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from core.scenario.model import (
    PRICES,
    REVERSALS,
    RULES,
    SIZES,
    USES,
    Arrivals,
    Batch,
    Certificates,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
)

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12) | st.sampled_from(
    ["2026-11", "2026-11-20", "yes", "null", "007", "1.50", "a: b", "- x", "#", "云南松 ’", "{}", "~", "<<", "="])
NUMBERS = (st.decimals(-10 ** 9, 10 ** 9, places=6) | st.decimals(0, 1, places=28)
           | st.integers(0, 10 ** 12).map(Decimal))
DAYS = st.dates(date(1900, 1, 1), date(2300, 1, 1))
FIRSTS = DAYS.map(lambda day: day.replace(day=1))
COUNTS = st.integers(0, 2 ** 31)
SIZE = st.builds(Sizes, st.sampled_from(SIZES), NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=3).map(tuple))


def some(rows: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(rows, max_size=2).map(tuple)


SCENARIOS = st.builds(
    Scenario, NAMES, FIRSTS, COUNTS,
    st.builds(PriceModel, st.sampled_from(PRICES), NUMBERS, DAYS, st.none() | COUNTS, NAMES),
    some(st.builds(Frozen, st.sampled_from(RULES), DAYS, NUMBERS)),
    some(st.builds(OpeningLot, NAMES, NUMBERS, NUMBERS, DAYS)),
    some(st.builds(Listed, NAMES, FIRSTS, NUMBERS, NUMBERS, st.sampled_from(USES), st.booleans(), NAMES)),
    some(st.builds(Arrivals, NAMES, NUMBERS, SIZE, st.sampled_from(USES), NUMBERS,
                   st.lists(NUMBERS, max_size=12).map(tuple))),
    NUMBERS,
    st.builds(Offsets, NUMBERS, NUMBERS, st.none() | st.builds(Certificates, NUMBERS, NUMBERS, COUNTS)),
    some(st.builds(Batch, NAMES, FIRSTS, NUMBERS, NUMBERS, NAMES, st.none() | DAYS, NUMBERS, COUNTS, COUNTS)),
    st.builds(Settlement, NUMBERS, NUMBERS, NUMBERS),
    some(st.builds(Reversal, st.sampled_from(REVERSALS), NUMBERS, NUMBERS)),
    some(st.builds(Reform, st.sampled_from(RULES), FIRSTS, NUMBERS)),
    COUNTS, COUNTS, COUNTS)
