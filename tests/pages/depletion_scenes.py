"""The depletion page in the states people bring it into, each from a scenario small enough to follow by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from core.scenario.model import (
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
from pages.depletion_parts.address import packed

D = Decimal
Open = Callable[..., AppTest]
RULES = {"offset_max_share": "0.8", "price_multiplier": "0.3", "price_floor_cny": "0", "price_ceiling_cny": "0",
         "neutrality_period_years": "3", "planted_min_years": "3", "village_income_share": "0.7"}
# 100 t at the start, 10 t bought every month: 0 is left after ten months, and from the eleventh, 2027-09, it is short.
CERTAIN = Scenario(
    "S", date(2026, 11, 1), 24, PriceModel("constant", D(100), date(2026, 11, 20)),
    tuple(Frozen(name, date(2020, 1, 1), D(value)) for name, value in RULES.items()),
    lots=(OpeningLot("YM-01-L1", D(100), D(100), date(2040, 12, 31)),), steady_t=D(10), paths=1000)
# 4 t a month are 96 t in all; 10 t more, with 30 %, are too much from the 23rd month, 2028-09.
LIKELY = replace(CERTAIN, steady_t=D(4), listed=(Listed("A", date(2027, 1, 1), D(10), D("0.3")),))
NEVER = replace(LIKELY, lots=(replace(CERTAIN.lots[0], stored_t=D(500), available_t=D(500)),))
EVERYTHING = replace(
    CERTAIN, months=60, steady_t=D(1),
    listed=(Listed("A", date(2027, 3, 1), D(20), D("0.6"), "temporary"),
            Listed("B", date(2033, 1, 1), D(5), approved=False)),
    arrivals=(Arrivals("C", D(3), Sizes("lognormal", D(8), D(30)), growth=D("0.05")),
              Arrivals("", D(1), Sizes("sample", sample=(D(2), D("3.5"), D(9))), "temporary"),
              Arrivals("D", D("0.5"), Sizes("fixed", D(4)), season=(D(0),) * 6 + (D(1),) * 6)),
    offsets=Offsets(D("0.4"), D("0.1"), Certificates(D(10), D(12), 12)),
    batches=(Batch("E", date(2028, 6, 1), D("12.5"), D("7.6819"), "acacia_confusa", date(2024, 6, 1), D("0.3"), 2, 6),),
    settlement=Settlement(D("0.98"), D("0.2"), D("0.5")), reversals=(Reversal("fire", D("0.02"), D("0.5")),),
    reforms=(Reform("offset_max_share", date(2028, 1, 1), D("0.5")),
             Reform("price_floor_cny", date(2029, 1, 1), D(40))),
    price=PriceModel("reverting", D(95), date(2026, 8, 14), 2), rules=(
        *CERTAIN.rules, *(Frozen(name, date(2020, 1, 1), D(value)) for name, value in (
            ("market_days_per_year", 242), ("ahead_block_days", 20), ("ahead_least_days", 120)))))
NOTHING = replace(CERTAIN, lots=(), steady_t=D(0))
ABSURD = replace(CERTAIN, listed=(Listed("A", date(2027, 1, 1), D(1), D(2)),))


def with_scenario(scenario: Scenario, **address: str) -> Callable[[Open, str], AppTest]:
    return lambda open_page, lang: open_page("depletion", lang, scenario=packed(scenario), **address)


def half_row(open_page: Open, lang: str) -> AppTest:
    at = open_page("depletion", lang)
    at.session_state["depletion:in_listed"] = True
    at.session_state["depletion:listed:editor0"] = {"edited_rows": {}, "deleted_rows": [],
                                                    "added_rows": [{"name": "A", "owed": 500.0}]}
    return at.run()


def as_staff(open_page: Open, lang: str) -> AppTest:
    at = open_page("depletion", lang, view="saved")
    at.session_state["staff:session"] = True
    return at.run()


def scenes() -> dict[str, Callable[[Open, str], AppTest]]:
    return {
        "depletion": lambda open_page, lang: open_page("depletion", lang),
        "depletion, certainly short": with_scenario(CERTAIN),
        "depletion, likely enough": with_scenario(LIKELY),
        "depletion, never short": with_scenario(NEVER),
        "depletion with everything": with_scenario(EVERYTHING),
        "depletion with more paths than at once": with_scenario(replace(EVERYTHING, paths=20_000)),
        "depletion of nothing": with_scenario(NOTHING),
        "depletion with half a row": half_row,
        "depletion, levers": with_scenario(EVERYTHING, view="levers"),
        "depletion, levers of what is certain": with_scenario(CERTAIN, view="levers", by="odds"),
        "depletion, solved": with_scenario(EVERYTHING, view="solver", limit="0.3"),
        "depletion, nothing to solve": with_scenario(NEVER, view="solver"),
        "depletion, compared": with_scenario(replace(EVERYTHING, months=120), view="compare"),
        "depletion, compared over other months": with_scenario(EVERYTHING, view="compare"),
        "depletion, compared with nothing": with_scenario(CERTAIN, view="compare", beside="none"),
        "depletion, a list": lambda open_page, lang: open_page("depletion", lang, view="list"),
        "depletion, saved": with_scenario(CERTAIN, view="saved"),
        "depletion, saved, as staff": as_staff,
    }
