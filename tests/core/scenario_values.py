"""Scenarios for tests: any that can be written down, sound or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from core.scenario.checks import LARGEST_SPREAD
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
                   st.lists(NUMBERS, max_size=12).map(tuple), st.none() | FIRSTS, st.none() | FIRSTS)),
    NUMBERS,
    st.builds(Offsets, NUMBERS, NUMBERS, st.none() | st.builds(Certificates, NUMBERS, NUMBERS, COUNTS)),
    some(st.builds(Batch, NAMES, FIRSTS, NUMBERS, NUMBERS, NAMES, st.none() | DAYS, NUMBERS, COUNTS, COUNTS)),
    st.builds(Settlement, NUMBERS, NUMBERS, NUMBERS),
    some(st.builds(Reversal, st.sampled_from(REVERSALS), NUMBERS, NUMBERS)),
    some(st.builds(Reform, st.sampled_from(RULES), FIRSTS, NUMBERS)),
    COUNTS, COUNTS, COUNTS)

# Sound ones, up to the edges of what is allowed.
LABELS = st.text("ab云南", min_size=1, max_size=3)
SOON = st.integers(0, 40).map(lambda at: date(2026 + (at + 11) // 12, (at + 11) % 12 + 1, 1))
TONNES = st.sampled_from([Decimal(0), Decimal("0.001"), Decimal(10) ** 9]) | st.decimals(0, 500, places=3)
SHARES = st.sampled_from([Decimal(0), Decimal(1)]) | st.decimals(0, 1, places=3)
WIDTHS = st.sampled_from([Decimal(0), Decimal("1.5")]) | st.decimals(0, Decimal("1.5"), places=2)
MONTHS = st.integers(0, 240)
RULE_VALUES = {"offset_max_share": SHARES, "price_multiplier": SHARES, "price_floor_cny": st.just(Decimal(0)),
               "price_ceiling_cny": TONNES.map(lambda value: min(value, Decimal(10_000))),
               "neutrality_period_years": st.integers(1, 40).map(Decimal),
               "planted_min_years": st.integers(0, 20).map(Decimal), "village_income_share": SHARES}
SOUND_SIZES = (
    st.builds(Sizes, st.just("fixed"), TONNES)
    | st.builds(lambda low, spread: Sizes("lognormal", low, low * spread),
                st.decimals(Decimal("0.001"), 10 ** 6, places=3), st.integers(1, LARGEST_SPREAD))
    | st.builds(lambda values: Sizes("sample", sample=tuple(values)), st.lists(TONNES, min_size=1, max_size=4)))


@st.composite
def sound(draw: st.DrawFn) -> Scenario:
    """A scenario that `check` should let pass (an impossible width of the offset share apart)."""
    delays = draw(st.lists(MONTHS, min_size=2, max_size=2).map(sorted))
    lost = draw(SHARES)
    lots = draw(st.lists(st.builds(OpeningLot, LABELS, TONNES, st.just(Decimal(0)), DAYS), max_size=2,
                         unique_by=lambda lot: lot.lot))
    reforms = draw(st.lists(st.sampled_from(RULES).flatmap(
        lambda rule: st.builds(Reform, st.just(rule), SOON, RULE_VALUES[rule])), max_size=3,
        unique_by=lambda one: (one.rule, one.month)))
    return Scenario(
        draw(LABELS), date(2026, 12, 1), draw(st.integers(1, 40)),
        PriceModel("constant", draw(st.decimals(0, 200, places=2)), date(2026, 11, 20)),
        tuple(Frozen(rule, date(2020, 1, 1), draw(RULE_VALUES[rule])) for rule in RULES),
        tuple(OpeningLot(one.lot, one.stored_t, one.stored_t * lost, one.period_end) for one in lots),
        tuple(draw(st.lists(st.builds(Listed, LABELS, SOON, TONNES, SHARES, st.sampled_from(USES), st.booleans()),
                            max_size=3))),
        tuple(draw(st.lists(st.builds(
            Arrivals, LABELS, st.sampled_from([Decimal(0), Decimal(10_000)]) | st.decimals(0, 50, places=2),
            SOUND_SIZES, st.sampled_from(USES), st.decimals(Decimal("-0.9"), 1, places=2),
            st.integers(1, 4).map(lambda at: tuple(Decimal(month % at) + (month == 3) for month in range(12)))),
            max_size=2))),
        draw(TONNES), Offsets(draw(SHARES), draw(WIDTHS), draw(
            st.none() | st.builds(Certificates, TONNES, TONNES, st.integers(1, 240)))),
        tuple(draw(st.lists(st.builds(
            Batch, LABELS, SOON, st.decimals(0, 10 ** 6, places=4), st.decimals(0, 10_000, places=6), st.just(""),
            st.none() | st.just(date(2001, 1, 1)), WIDTHS, st.just(delays[0]), st.just(delays[1])), max_size=2))),
        Settlement(draw(SHARES), draw(WIDTHS), draw(SHARES)),
        (Reversal("fire", draw(SHARES), lost), Reversal("felling", draw(SHARES), 1 - lost)), tuple(reforms),
        paths=100)
