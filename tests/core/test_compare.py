"""Comparing scenarios: sharp differences on the same luck, and every kind of difference in what went in."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from depletion_cases import PRICE, RULES, at, county, lot, owes
from hypothesis import given, settings
from scenario_values import SCENARIOS

from core.problem import Problem
from core.scenario.answers import months_enough
from core.scenario.compare import compare, differences
from core.scenario.engine import Cancelled, simulate
from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Frozen,
    Listed,
    Offsets,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
)

D = Decimal
BASE = county(
    36, name="A", lots=(lot("300", ends=20),), listed=(Listed("dam", at(4), D(60), proposal="P1"),),
    arrivals=(Arrivals("", D(6), Sizes("lognormal", D(20), D(90))),), offsets=Offsets(D("0.4"), D("0.15")),
    batches=(Batch("first", at(9), D(15), D(8), half_width=D("0.3")), Batch("second", at(20), D(5), D(8))),
    settlement=Settlement(D(1), D("0.2")), reversals=(Reversal("fire", D("0.01"), D("0.5")),), paths=600)


def rows(*scenarios: Scenario) -> dict[tuple[str, str], tuple[Any, ...]]:
    return {(".".join(row.path), row.item): row.values for row in differences(scenarios)}


def test_what_differs_by_hand() -> None:
    """Of two certain scenarios: 100 t and 10 t a month last 10 months; 130 t 13. Of 20 months 200 t are owed."""
    sure = county(20, lots=(lot("100"),), steady_t=D(10), paths=100, settlement=Settlement())
    prices = np.full((1, 20), 20.0)
    found = compare([sure, replace(sure, name="B", lots=(lot("130"),))], lambda one: prices)
    (change,) = found.against
    assert (change.months.mean, change.months.low, change.months.high) == (3, 3, 3)
    assert change.odds.mean == 0
    assert change.unmet_t.mean == pytest.approx(-30)
    assert (change.cost_cny.mean, change.villages_cny.mean) == (pytest.approx(600), pytest.approx(360))
    assert [(row.path, row.item) for row in found.rows] == [(("lots", "stored_t"), "L"), (("lots", "available_t"), "L")]


def test_all_are_played_with_the_seed_of_the_first_and_the_most_paths() -> None:
    other = replace(BASE, name="B", seed=77, paths=900, offsets=Offsets(D("0.5"), D("0.15")))
    found = compare([BASE, other])
    assert [(one.paths, one.seed) for one in found.results] == [(900, 1), (900, 1)]
    assert (found.results[0].first == simulate(BASE, paths=900).first).all()
    change = found.against[0].months
    alone = simulate(other)
    half = 1.96 * np.sqrt((found.results[0].first.var() + alone.first.var()) / 900)
    assert change.high - change.low < 0.65 * 2 * half  # two thirds as wide as on different luck, or less
    assert change.mean == pytest.approx(months_enough(found.results[1]) - months_enough(found.results[0]))
    assert set(rows(BASE, other)) == {("offsets.share", "")}


def test_a_scenario_against_itself_moves_nothing() -> None:
    found = compare([BASE, replace(BASE, name="again", seed=9)])
    change = found.against[0]
    assert {getattr(change, one.name).high for one in fields(change)} == {0.0}
    assert found.rows == ()


@pytest.mark.parametrize(("change", "expected"), [
    ({"steady_t": D(3)}, {("steady_t", ""): (D(0), D(3))}),
    ({"offsets": Offsets(D("0.4"), D("0.2"))}, {("offsets.half_width", ""): (D("0.15"), D("0.2"))}),
    ({"offsets": replace(BASE.offsets, supply=Certificates(D(5), D(10)))},
     {("offsets.supply", ""): (None, Certificates(D(5), D(10)))}),
    ({"batches": BASE.batches[:1]}, {("batches", "second"): (BASE.batches[1], None)}),
    ({"batches": BASE.batches[::-1]}, {}),
    ({"batches": (replace(BASE.batches[0], area_hm2=D(30), month=at(12)), BASE.batches[1])},
     {("batches.month", "first"): (at(9), at(12)), ("batches.area_hm2", "first"): (D(15), D(30))}),
    ({"batches": (*BASE.batches, BASE.batches[1])}, {("batches", "second"): (None, BASE.batches[1])}),
    ({"listed": (replace(BASE.listed[0], approved=False),)}, {("listed.approved", "dam"): (True, False)}),
    ({"listed": (replace(BASE.listed[0], name="great dam"),)}, {("listed.name", "dam"): ("dam", "great dam")}),
    ({"listed": (*BASE.listed, *owes(m3="7"))}, {("listed", "pm3"): (None, owes(m3="7")[0])}),
    ({"arrivals": (replace(BASE.arrivals[0], sizes=Sizes("lognormal", D(20), D(95))),)},
     {("arrivals.sizes.p95_t", "permanent"): (D(90), D(95))}),
    ({"arrivals": (replace(BASE.arrivals[0], season=(D(2),) * 12),)},
     {("arrivals.season", "permanent"): ((D(1),) * 12, (D(2),) * 12)}),
    ({"reforms": (Reform("offset_max_share", at(3), D("0.9")),)},
     {("reforms", "offset_max_share"): (None, Reform("offset_max_share", at(3), D("0.9")))}),
    ({"reversals": ()}, {("reversals", "fire"): (BASE.reversals[0], None)}),
    ({"price": replace(PRICE, model="jumps")}, {("price.model", ""): ("constant", "jumps")}),
    ({"rules": (replace(RULES[0], value=D("0.7")), *RULES[1:])},
     {("rules.value", "offset_max_share"): (D("0.8"), D("0.7"))}),
    ({"rules": (*RULES, Frozen("price_multiplier", date(2027, 5, 1), D("0.4")))},
     {("rules", "price_multiplier"): (None, Frozen("price_multiplier", date(2027, 5, 1), D("0.4")))}),
    ({"settlement": Settlement(D("0.9"), D("0.2"))}, {("settlement.mean", ""): (D(1), D("0.9"))}),
    ({"data_version": 4}, {("data_version", ""): (0, 4)}),
    ({"name": "B", "seed": 5, "paths": 10}, {}),
])
def test_every_kind_of_difference_is_a_row(change: dict[str, Any], expected: dict[Any, Any]) -> None:
    assert rows(BASE, replace(BASE, **change)) == expected


def test_of_several_each_has_its_value() -> None:
    without = replace(BASE, batches=BASE.batches[1:])
    larger = replace(BASE, batches=(replace(BASE.batches[0], area_hm2=D(30)), BASE.batches[1]))
    assert rows(BASE, without, larger) == {
        ("batches", "first"): (BASE.batches[0], None, larger.batches[0]),
        ("batches.area_hm2", "first"): (D(15), None, D(30))}


def test_a_thing_not_there_is_said_once() -> None:
    """Without its row, nothing is said of what the row would hold."""
    larger = replace(BASE, arrivals=(replace(BASE.arrivals[0], sizes=Sizes("fixed", D(20))),))
    assert rows(BASE, replace(BASE, arrivals=()), larger) == {
        ("arrivals", "permanent"): (BASE.arrivals[0], None, larger.arrivals[0]),
        ("arrivals.sizes.kind", "permanent"): ("lognormal", None, "fixed"),
        ("arrivals.sizes.p95_t", "permanent"): (D(90), None, D(0))}


@settings(max_examples=60)
@given(SCENARIOS, SCENARIOS)
def test_rows_tell_two_scenarios_apart(first: Scenario, second: Scenario) -> None:
    """None for the same; for others at least one, unless only their order, name or way of playing differs."""
    assert differences([first, first]) == ()
    found = differences([first, second])
    assert all(row.values[0] != row.values[1] for row in found)
    compared = [one.name for one in fields(Scenario) if one.name not in ("name", "paths", "seed")]
    plain = [name for name in compared if not isinstance(getattr(first, name), tuple)
             and not is_dataclass(getattr(first, name))]
    assert {row.path[0] for row in found} >= {name for name in plain if getattr(first, name) != getattr(second, name)}


def test_what_cannot_be_compared_is_refused() -> None:
    for count in (1, 5):
        with pytest.raises(Problem) as refused:
            compare([BASE] * count)
        assert refused.value.key == "scenario_compare_count"
    for other in (replace(BASE, name="B", months=24), replace(BASE, name="B", start=at(0).replace(year=2025))):
        with pytest.raises(Problem) as refused:
            compare([BASE, other])
        assert refused.value.key == "scenario_compare_horizon"
        assert refused.value.fields["name"] == "B"


def test_a_comparison_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        compare([BASE, BASE], progress=lambda share: False)
