"""Depletion month by month: a case by hand, the hectares that prevent a shortage, a referee in floats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problem import Problem
from core.scenario import Batch, Occupying, Outcome, Scenario, run
from core.scenario.depletion import add_months

D = Decimal
START = date(2026, 9, 15)
YIELD = D("7.681898")


def month(at: int) -> date:
    return add_months(START, at)


# 10.005 t fall due each month: 8.004 offset, 2.001 bought. October's 400.003 t: 320.0024 → 320.002 offset,
# 80.001 bought. November's 200 t: 40 bought, December's 50 t: 10. January stores 20.5 hm² · 7.681898 =
# 157.478909 → 157.478 t.
CASE = Scenario(
    START, 6, D(100),
    (Occupying("road", date(2026, 10, 31), D("400.003")), Occupying("mine", date(2026, 11, 1), D(200)),
     Occupying("school", date(2026, 12, 24), D(50))),
    (Batch("second", date(2027, 1, 10), D("20.5"), YIELD),),
    monthly_owed_t=D("10.005"), offset_share=D("0.80"), price_cny=D("12.86"))
BY_HAND = """
month    opening  stored    owed     offset   purchase  served  waiting  closing
2026-09  100.000  0         10.005   8.004    2.001     2.001   0        97.999
2026-10  97.999   0         410.008  328.006  82.002    82.002  0        15.997
2026-11  15.997   0         210.005  168.004  42.001    15.997  26.004   0
2026-12  0        0         60.005   48.004   12.001    0       38.005   0
2027-01  0        157.478   10.005   8.004    2.001     40.006  0        117.472
2027-02  117.472  0         10.005   8.004    2.001     2.001   0        115.471
"""
COLUMNS = ("opening_t", "stored_t", "owed_t", "offset_t", "purchase_t", "served_t", "waiting_t", "closing_t")


def test_six_months_by_hand() -> None:
    expected = [line.split() for line in BY_HAND.strip().splitlines()[1:]]
    rows = run(CASE, YIELD).months
    assert [row.month.isoformat()[:7] for row in rows] == [line[0] for line in expected]
    for row, line in zip(rows, expected, strict=True):
        assert [getattr(row, name) for name in COLUMNS] == [D(value) for value in line[1:]]
    assert [row.closing_t - row.waiting_t for row in rows[2:4]] == [D("-26.004"), D("-38.005")]


def test_what_the_six_months_come_to() -> None:
    """38.005 ÷ 7.681898 = 4.94735… → 4.9474 hm²; bought 6 · 2.001 + 80.001 + 40 + 10 = 142.007 t, all served;
    142.007 · 12.86 = 1 826.21002 CNY."""
    outcome = run(CASE, YIELD)
    assert (outcome.short_from, outcome.empty_from, outcome.needed_by) == (month(2), month(2), month(2))
    assert (outcome.peak_short_t, outcome.hectares_needed, outcome.unmet_t) == (D("38.005"), D("4.9474"), 0)
    assert (outcome.purchase_t, outcome.cost_cny) == (D("142.007"), D("1826.21"))


def test_the_hectares_of_the_six_months_prevent_their_shortage() -> None:
    """4.9474 · 7.681898 = 38.00542… → 38.005 t; with 4.9473 hm², 38.004 t, a kilogram is missing."""
    enough, short = (run(with_batch(CASE, run(CASE, YIELD), D(area), YIELD), YIELD)
                     for area in ("4.9474", "4.9473"))
    assert (enough.peak_short_t, enough.short_from, enough.hectares_needed) == (0, None, 0)
    assert (short.peak_short_t, short.short_from) == (D("0.001"), month(3))


def test_waiting_tonnes_are_served_first_from_later_batches() -> None:
    """January stores only 30 t: of 38.005 waiting and 2.001 new, 30 are served and 10.006 wait on."""
    small = replace(CASE, batches=(Batch("second", date(2027, 1, 10), D(30), D(1)),))
    january, february = run(small, YIELD).months[4:]
    assert (january.stored_t, january.served_t, january.waiting_t, january.closing_t) == (30, 30, D("10.006"), 0)
    assert (february.served_t, february.waiting_t) == (0, D("12.007"))
    assert run(small, YIELD).unmet_t == D("12.007")


def test_only_what_is_served_is_paid() -> None:
    """100 t are there, 250 t are wanted: 100 · 12.86."""
    outcome = run(Scenario(START, 1, D(100), monthly_owed_t=D(250), price_cny=D("12.86")), YIELD)
    assert (outcome.purchase_t, outcome.cost_cny) == (250, D("1286.00"))


def test_a_batch_is_stored_before_the_month_s_purchases() -> None:
    outcome = run(Scenario(START, 1, D(0), batches=(Batch("b", START, D(10), D(5)),), monthly_owed_t=D(50)), YIELD)
    assert (outcome.short_from, outcome.months[0].closing_t) == (None, 0)
    assert outcome.empty_from == month(0)


def test_a_batch_is_rounded_down_and_an_offset_too() -> None:
    assert Batch("b", START, D("0.0003"), YIELD).tonnes == D("0.002")  # 0.002304…
    row = run(Scenario(START, 1, D(9), monthly_owed_t=D("1.001"), offset_share=D("0.80")), YIELD).months[0]
    assert (row.offset_t, row.purchase_t) == (D("0.800"), D("0.201"))


def test_months_pass_the_turn_of_the_year() -> None:
    assert [month(at).isoformat() for at in (0, 3, 4, 15, 16)] == [
        "2026-09-01", "2026-12-01", "2027-01-01", "2027-12-01", "2028-01-01"]


# --- properties

TONNES = st.decimals(0, 500, places=3)
MONTHS = st.integers(0, 23).map(month)
SCENARIOS = st.builds(
    Scenario, st.just(START), st.integers(1, 24), TONNES,
    st.lists(st.builds(Occupying, st.just("o"), MONTHS, TONNES), max_size=6).map(tuple),
    st.lists(st.builds(Batch, st.just("b"), MONTHS, st.decimals(0, 60, places=4), st.decimals(0, 12, places=6)),
             max_size=4).map(tuple),
    monthly_owed_t=st.decimals(0, 40, places=3), offset_share=st.decimals(0, D("0.8"), places=2),
    price_cny=st.decimals(0, 40, places=2))
YIELDS = st.decimals(D("0.5"), 40, places=6)


def with_batch(scenario: Scenario, outcome: Outcome, area: Decimal, yield_t_hm2: Decimal) -> Scenario:
    assert outcome.needed_by is not None
    return replace(scenario, batches=(*scenario.batches, Batch("x", outcome.needed_by, area, yield_t_hm2)))


@given(scenario=SCENARIOS, yield_t_hm2=YIELDS, fewer=st.integers(1, 200))
def test_the_hectares_needed_prevent_every_shortage_and_fewer_do_not(
    scenario: Scenario, yield_t_hm2: Decimal, fewer: int
) -> None:
    outcome = run(scenario, yield_t_hm2)
    assert (outcome.short_from is None) == (outcome.peak_short_t == 0) == (outcome.hectares_needed == 0)
    if outcome.peak_short_t == 0:
        return
    needed = outcome.hectares_needed
    saved = run(with_batch(scenario, outcome, needed, yield_t_hm2), yield_t_hm2)
    assert (saved.peak_short_t, saved.short_from, saved.unmet_t) == (0, None, 0)
    less = max(needed - fewer * D("0.0001"), D(0))
    assert run(with_batch(scenario, outcome, less, yield_t_hm2), yield_t_hm2).peak_short_t > 0


@given(scenario=SCENARIOS)
def test_every_month_balances(scenario: Scenario) -> None:
    outcome = run(scenario, YIELD)
    before, waiting = scenario.opening_t, D(0)
    for row in outcome.months:
        assert row.opening_t == before
        assert row.opening_t + row.stored_t - row.served_t == row.closing_t
        assert row.offset_t + row.purchase_t == row.owed_t
        assert waiting + row.purchase_t == row.served_t + row.waiting_t
        assert min(row.closing_t, row.waiting_t, row.served_t, row.purchase_t) >= 0
        assert not (row.closing_t > 0 and row.waiting_t > 0)
        before, waiting = row.closing_t, row.waiting_t
    assert outcome.unmet_t == waiting


def in_floats(scenario: Scenario) -> dict[str, np.ndarray]:
    """The same path from running sums of NumPy floats, without a month-by-month loop."""
    def per_month(rows: list[tuple[date, float]]) -> np.ndarray:
        sums = np.zeros(scenario.months)
        for day, value in rows:
            at = (day.year - START.year) * 12 + day.month - START.month
            if at < scenario.months:
                sums[at] += value
        return sums

    def cut(value: float) -> float:
        return np.floor(value * 1000 + 1e-8) / 1000

    share = float(scenario.offset_share)
    due = [(one.month, float(one.owed_t)) for one in scenario.occupations]
    due += [(month(at), float(scenario.monthly_owed_t)) for at in range(scenario.months)]
    bought = per_month([(day, owed - cut(owed * share)) for day, owed in due])
    stored = per_month([(one.month, cut(float(one.area_hm2) * float(one.yield_t_hm2))) for one in scenario.batches])
    net = float(scenario.opening_t) + np.cumsum(stored - bought)
    return {"waiting_t": np.maximum(-net, 0), "closing_t": np.maximum(net, 0), "purchase_t": bought,
            "served_t": bought - np.diff(np.maximum(-net, 0), prepend=0)}


@given(scenario=SCENARIOS)
def test_against_running_sums_in_floats(scenario: Scenario) -> None:
    rows = run(scenario, YIELD).months
    for name, expected in in_floats(scenario).items():
        found = np.array([float(getattr(row, name)) for row in rows])
        np.testing.assert_allclose(found, expected, atol=1e-6)


# --- what is refused

BAD: dict[str, tuple[Callable[[], Outcome], str | None]] = {
    "no months": (lambda: run(replace(CASE, months=0), YIELD), "scenario_months"),
    "too many months": (lambda: run(replace(CASE, months=601), YIELD), "scenario_months"),
    "offset below 0": (lambda: run(replace(CASE, offset_share=D("-0.01")), YIELD), "scenario_offset"),
    "offset above 1": (lambda: run(replace(CASE, offset_share=D("1.01")), YIELD), "scenario_offset"),
    "offset NaN": (lambda: run(replace(CASE, offset_share=D("NaN")), YIELD), "scenario_offset"),
    "opening below 0": (lambda: run(replace(CASE, opening_t=D("-0.001")), YIELD), "scenario_negative"),
    "opening NaN": (lambda: run(replace(CASE, opening_t=D("NaN")), YIELD), None),
    "opening infinite": (lambda: run(replace(CASE, opening_t=D("Infinity")), YIELD), None),
    "monthly below 0": (lambda: run(replace(CASE, monthly_owed_t=D(-1)), YIELD), "scenario_negative"),
    "monthly NaN": (lambda: run(replace(CASE, monthly_owed_t=D("NaN")), YIELD), None),
    "price below 0": (lambda: run(replace(CASE, price_cny=D(-1)), YIELD), None),
    "price NaN": (lambda: run(replace(CASE, price_cny=D("NaN")), YIELD), None),
    "yield 0": (lambda: run(CASE, D(0)), "scenario_yield"),
    "yield below 0": (lambda: run(CASE, D(-1)), "scenario_yield"),
    "yield NaN": (lambda: run(CASE, D("NaN")), "scenario_yield"),
    "yield infinite": (lambda: run(CASE, D("Infinity")), "scenario_yield"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_refused(kind: str) -> None:
    attempt, key = BAD[kind]
    with pytest.raises(Problem) as refused:
        attempt()
    assert key in (None, refused.value.key)


@pytest.mark.parametrize("value", ["-0.001", "NaN", "Infinity"])
@pytest.mark.parametrize(("table", "field"), [
    ("occupations", "owed_t"), ("batches", "area_hm2"), ("batches", "yield_t_hm2")])
def test_a_bad_row_is_refused_with_its_table_and_number(table: str, field: str, value: str) -> None:
    good = {"occupations": CASE.occupations[0], "batches": CASE.batches[0]}[table]
    rows = (good, replace(good, **{field: D(value)}), good)
    with pytest.raises(Problem) as refused:
        run(replace(CASE, **{table: rows}), YIELD)
    assert refused.value.key == "scenario_row"
    assert (refused.value.fields["table"], refused.value.fields["row"]) == (table, 2)
