"""The report of a run: what the result and the plan say, rounded once, nothing made up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from bench.depletion_case import EVERYTHING, prices
from core.exact_json import to_json
from core.scenario.engine import simulate
from core.scenario.model import Frozen, Listed, OpeningLot, PriceModel, Scenario
from core.scenario.plain import from_plain
from core.scenario.plan import plan
from core.scenario.report import report

D = Decimal


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    scenario = replace(EVERYTHING, months=30, paths=400)
    return report(simulate(scenario, prices(30)), plan(scenario), demo=False)


def test_it_is_json_of_exact_figures(found: dict[str, Any]) -> None:
    assert json.loads(to_json(found), parse_float=D)["unmet_t"] == found["unmet_t"]
    assert "-0.0" not in to_json({name: value for name, value in found.items() if name != "scenario"})
    assert from_plain(found["scenario"]) == replace(EVERYTHING, months=30, paths=400)
    assert (found["paths"], found["seed"], found["demo"]) == (400, 1, False)


def test_probabilities_only_grow_and_lie_in_their_intervals(found: dict[str, Any]) -> None:
    by = [one["depleted"]["share"] for one in found["months"]]
    assert by == sorted(by)
    assert by[-1] == found["depletion"]["share"]
    for one in found["months"]:
        for odds in (one["depleted"], one["short"]):
            assert 0 <= odds["low"] <= odds["share"] <= odds["high"] <= 1
        assert one["short"]["share"] <= one["depleted"]["share"]


def test_bands_are_in_order_and_years_cover_the_horizon(found: dict[str, Any]) -> None:
    for band in (found["unmet_t"], found["cost_cny"], *(one["balance_t"] for one in found["months"]),
                 *(one["short_t"] for one in found["months"])):
        assert list(band) == ["p5", "p25", "p50", "p75", "p95"]
        assert list(band.values()) == sorted(band.values())
        assert min(band.values()) >= 0
    assert [one["from"] for one in found["years"]] == ["2026-12", "2027-12", "2028-12"]


def certain() -> Scenario:
    """100 t, of which 80 t are owed in the second month and 50 t in the fourth; 10 CNY/t; nothing uncertain."""
    rules = tuple(Frozen(rule, date(2020, 1, 1), D(value)) for rule, value in {
        "offset_max_share": "0.8", "price_multiplier": "0.3", "price_floor_cny": "0", "price_ceiling_cny": "0",
        "neutrality_period_years": "3", "planted_min_years": "3", "village_income_share": "0.7"}.items())
    return Scenario("", date(2026, 12, 1), 5, PriceModel("constant", D(100), date(2026, 11, 20)), rules,
                    (OpeningLot("L", D(100), D(100), date(2030, 1, 1)),),
                    (Listed("a", date(2027, 1, 1), D(80)), Listed("b", date(2027, 3, 1), D(50))), paths=100)


def test_a_certain_case_by_hand() -> None:
    """Short from March 2027 on, by 100 − 80 − 50 = −30 t; served 100 t at 10 CNY = 1 000 CNY, 700 to the villages."""
    scenario = certain()
    found = report(simulate(scenario, np.full((1, 5), 10.0)), plan(scenario, [D(10)] * 5), demo=False)
    assert [one["balance_t"]["p50"] for one in found["months"]] == [D(value) for value in ("100", "20", "20", "0", "0")]
    assert [one["short_t"]["p50"] for one in found["months"]] == [0, 0, 0, 30, 30]
    assert [one["depleted"]["share"] for one in found["months"]] == [0, 0, 0, 1, 1]
    assert {one["month"] for one in found["depleted_by"]} == {"2027-03"}
    assert (found["unmet_t"]["p5"], found["peak_t"]["p95"], found["months_enough"]) == (30, 30, 3)
    assert (found["cost_cny"]["p50"], found["villages_cny"]["p50"]) == (1000, 700)
    expected = found["expected"]
    assert (expected["short_from"], expected["unmet_t"], expected["cost_cny"]) == ("2027-03", 30, 1000)
    assert [one["served_t"] for one in expected["months"]] == [0, 80, 0, 20, 0]


def test_where_nothing_runs_short_there_is_no_date() -> None:
    scenario = replace(certain(), months=3)
    found = report(simulate(scenario), plan(scenario), demo=False)
    assert {one["month"] for one in found["depleted_by"]} == {None}
    assert (found["depletion"]["share"], found["months_enough"], found["expected"]["short_from"]) == (0, 3, None)
    assert 0 < found["depletion"]["high"] < D("0.05")
