"""The plan: months by hand, to the kilogram; every figure at its expected value; the engine if nothing is uncertain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from depletion_cases import CERTIFICATES, CERTIFICATES_BY_HAND, WAITING, WAITING_BY_HAND, at, county, lot, table
from hypothesis import given
from hypothesis import strategies as st

from core.scenario.engine import simulate
from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Listed,
    Offsets,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
    add_months,
)
from core.scenario.plan import Month, Plan, hectares, plan
from core.trace import walk

D = Decimal
AUTUMN = date(2026, 9, 1)
YIELD = D("7.681898")


def autumn(month: int) -> date:
    return add_months(AUTUMN, month)


# 10.005 t fall due each month: 8.004 offset, 2.001 bought. October's 400.003 t: 320.0024 → 320.002 offset,
# 80.001 bought. November's 200 t: 40 bought, December's 50 t: 10. January stores 20.5 hm² · 7.681898 =
# 157.478909 → 157.478 t.
CASE = county(
    6, start=AUTUMN, lots=(lot("100"),), steady_t=D("10.005"), offsets=Offsets(D("0.80")),
    listed=(Listed("road", autumn(1), D("400.003")), Listed("mine", autumn(2), D(200)),
            Listed("school", autumn(3), D(50))),
    batches=(Batch("second", autumn(4), D("20.5"), YIELD),))
BY_HAND = """
month    opening  stored    owed     offset   purchase  served  waiting  closing
2026-09  100.000  0         10.005   8.004    2.001     2.001   0        97.999
2026-10  97.999   0         410.008  328.006  82.002    82.002  0        15.997
2026-11  15.997   0         210.005  168.004  42.001    15.997  26.004   0
2026-12  0        0         60.005   48.004   12.001    0       38.005   0
2027-01  0        157.478   10.005   8.004    2.001     40.006  0        117.472
2027-02  117.472  0         10.005   8.004    2.001     2.001   0        115.471
"""


def column(found: Plan, name: str) -> list[Decimal]:
    return [getattr(row, f"{name}_t") for row in found.months]


def test_six_months_by_hand() -> None:
    header, *lines = (line.split() for line in BY_HAND.strip().splitlines())
    found = plan(CASE)
    assert [row.month.isoformat()[:7] for row in found.months] == [line[0] for line in lines]
    for place, name in enumerate(header[1:], start=1):
        assert column(found, name) == [D(line[place]) for line in lines], name
    assert column(found, "short") == column(found, "waiting")


def test_what_the_six_months_come_to() -> None:
    """38.005 ÷ 7.681898 = 4.94735… → 4.9474 hm²; bought 6 · 2.001 + 80.001 + 40 + 10 = 142.007 t, all served;
    142.007 · 12.86 = 1 826.21002 CNY, 60 % of it 1 095.726012."""
    found = plan(CASE, [D("12.86")] * 6)
    assert (found.short_from, found.empty_from) == (autumn(2), autumn(2))
    assert (found.peak_short_t, found.unmet_t) == (D("38.005"), 0)
    assert (found.purchase_t, found.served_t, found.stored_t) == (D("142.007"), D("142.007"), D("157.478"))
    assert (found.cost_cny, found.villages_cny) == (D("1826.21"), D("1095.73"))
    assert hectares(found.peak_short_t, YIELD).value == D("4.9474")


def test_the_hectares_of_the_six_months_prevent_their_shortage() -> None:
    """4.9474 · 7.681898 = 38.00542… → 38.005 t; with 4.9473 hm², 38.004 t, a kilogram is missing."""
    enough, short = (plan(with_batch(CASE, autumn(2), D(area), YIELD)) for area in ("4.9474", "4.9473"))
    assert (enough.peak_short_t, enough.short_from) == (0, None)
    assert (short.peak_short_t, short.short_from) == (D("0.001"), autumn(3))


def test_waiting_tonnes_are_served_first_from_later_batches() -> None:
    """January stores only 30 t: of 38.005 waiting and 2.001 new, 30 are served and 10.006 wait on."""
    found = plan(replace(CASE, batches=(Batch("second", autumn(4), D(30), D(1)),)))
    january, february = found.months[4:]
    assert (january.stored_t, january.served_t, january.waiting_t, january.closing_t) == (30, 30, D("10.006"), 0)
    assert (february.served_t, february.waiting_t) == (0, D("12.007"))
    assert found.unmet_t == D("12.007")


def test_only_what_is_served_is_paid_at_the_price_of_its_month() -> None:
    """100 t are there, 250 t are wanted: 100 · 12.86. By the other table 10·10 + 90·11 + 10·13 + 35·14 + 10·15 =
    1 860; villages 60 %, from month 4 on 70 %: 732 + 448."""
    found = plan(county(1, lots=(lot("100"),), steady_t=D(250)), [D("12.86")])
    assert (found.purchase_t, found.cost_cny) == (250, D("1286.00"))
    waiting = replace(WAITING, reforms=(Reform("village_income_share", at(4), D("0.7")),))
    found = plan(waiting, [D(price) for price in (10, 11, 12, 13, 14, 15)])
    assert (found.cost_cny, found.villages_cny) == (D(1860), D(1180))
    assert plan(waiting).cost_cny == 0


def test_a_batch_is_stored_before_the_month_s_purchases() -> None:
    found = plan(county(1, batches=(Batch("b", at(0), D(10), D(5)),), steady_t=D(50)))
    assert (found.short_from, found.months[0].closing_t, found.empty_from) == (None, 0, at(0))


def test_a_batch_is_rounded_down_and_an_offset_too() -> None:
    """0.0003 · 7.681898 = 0.002304…; 80 % of 1.001 is 0.8008."""
    found = plan(county(1, lots=(lot("9"),), steady_t=D("1.001"), offsets=Offsets(D("0.80")),
                        batches=(Batch("b", at(0), D("0.0003"), YIELD),)))
    row = found.months[0]
    assert (row.stored_t, row.offset_t, row.purchase_t) == (D("0.002"), D("0.800"), D("0.201"))


@pytest.mark.parametrize(("scenario", "text"), [(WAITING, WAITING_BY_HAND), (CERTIFICATES, CERTIFICATES_BY_HAND)])
def test_the_same_months_as_the_engine_by_hand(scenario: Scenario, text: str) -> None:
    found, net = plan(scenario), table(text)["net"]
    for name, expected in table(text).items():
        if name != "net":
            assert column(found, name) == expected.tolist(), name
    assert column(found, "closing") == np.maximum(net, 0).tolist()
    assert column(found, "short") == np.maximum(-net, 0).tolist()


def test_what_nothing_stands_behind_is_told_from_what_waits() -> None:
    """Month 2 of the table: 85 t are missing, 25 of them wait to be bought. Month 3 makes the other 60 good."""
    found = plan(WAITING)
    assert column(found, "waiting") == [0, 15, 25, 25, 0, 0]
    assert column(found, "unbacked") == [0, 0, 60, 0, 0, 0]
    assert (found.peak_short_t, found.unmet_t, found.short_from) == (85, 0, at(1))


# --- every uncertain figure at its expected value


def test_a_proposal_owes_its_probable_part() -> None:
    """0.25 · 100.002 = 25.0005 → 25.001."""
    listed = (Listed("p", at(1), D("100.002"), D("0.25")), Listed("q", at(1), D(50), approved=False))
    assert column(plan(county(2, listed=listed)), "owed") == [0, D("25.001")]


def test_arrivals_by_hand() -> None:
    """12 a year of which December takes 3 ÷ 6 and January 1 ÷ 6, 10 % more from month 12 on, 5 t each. Lognormal sizes
    of median 10 and 95th percentile 30: s = ln 3 ÷ 1.6449 = 0.6679, mean 10 · e^(s² ÷ 2) = 12.499; one a month."""
    season = (D(1), *[D("0.2")] * 10, D(3))
    fixed = Arrivals("a", D(12), Sizes("fixed", D(5)), growth=D("0.1"), season=season)
    found = column(plan(county(14, arrivals=(fixed,))), "owed")
    assert (found[:3], found[12:]) == ([30, 10, 2], [33, 11])
    sample = Arrivals("s", D(12), Sizes("sample", sample=(D(1), D(2), D(4))))
    assert column(plan(county(1, arrivals=(sample,))), "owed") == [D("2.333")]
    lognormal = Arrivals("l", D(12), Sizes("lognormal", D(10), D(30)))
    assert column(plan(county(1, arrivals=(lognormal,))), "owed") == [D("12.499")]


def test_delays_by_hand() -> None:
    """(2 + 6) ÷ 3 = 2.67 → 3 months; usual = worst is certain; (0 + 1) ÷ 3 → 0."""
    batches = tuple(Batch("b", at(0), D(tonnes), D(1), half_width=D("0.3"), delay_usual=usual, delay_worst=worst)
                    for tonnes, usual, worst in ((1, 2, 6), (10, 2, 2), (100, 0, 1)))
    assert column(plan(county(4, batches=batches)), "stored") == [100, 0, 10, 1]


def test_reversals_and_settlement_by_hand() -> None:
    """A lot of 100 t whose period ends in month 12: fire strikes with 24 %, half is lost, 12 t or 1 t in each of twelve
    months; felling with 12 %, all is lost, 1 t a month. At the end 100 · (1 − 0.12 − 0.12) = 76 are left, a quarter of
    which, 19, is missing. The batch of 100 t comes in month 1, its period of a year ends in month 13: 25 t, and the
    same 2 t a month before."""
    scenario = county(
        15, lots=(lot("100", ends=12),), settlement=Settlement(D("0.75")),
        reversals=(Reversal("fire", D("0.24"), D("0.5")), Reversal("felling", D("0.12"), D(1))))
    assert column(plan(scenario), "made_good") == [2] * 12 + [19, 0, 0]
    batch = Batch("b", at(1), D(10), D(10))
    both = replace(scenario, batches=(batch,), reforms=(Reform("neutrality_period_years", at(0), D(1)),))
    assert column(plan(both), "made_good") == [2, *[4] * 11, 21, 19, 0]


def test_the_plan_s_demand_is_what_the_engine_s_paths_owe_on_average() -> None:
    """Each figure within five standard errors over 20 runs."""
    scenario = county(24, listed=(Listed("p", at(3), D(100), D("0.3")),), arrivals=(
        Arrivals("a", D(20), Sizes("lognormal", D(10), D(30)), growth=D("0.3"),
                 season=tuple(D(weight) for weight in range(1, 13))),
        Arrivals("b", D(30), Sizes("sample", sample=(D(1), D(9), D("12.5"))))))
    runs = np.array([simulate(scenario, paths=2000, seed=seed).flows["owed"] for seed in range(1, 21)])
    error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
    expected = np.array(column(plan(scenario), "owed"), dtype=float)
    assert (np.abs(runs.mean(axis=0) - expected) < 5 * error).all()


# --- properties

TONNES = st.decimals(0, 500, places=2)
MONTHS = st.integers(0, 23).map(at)
CERTAIN = st.builds(
    county, st.integers(1, 24), lots=st.builds(lambda stored, part, ends: (lot(str(stored * part), str(stored), ends),),
                                               TONNES, st.decimals(0, 1, places=1), st.integers(0, 30)),
    listed=st.lists(st.builds(Listed, st.just("o"), MONTHS, TONNES), max_size=6).map(tuple),
    batches=st.lists(st.builds(
        lambda month, area, per_area, late: Batch("b", month, area, per_area, delay_usual=late, delay_worst=late),
        MONTHS, st.decimals(0, 60, places=4), st.decimals(0, 12, places=6), st.integers(0, 3)), max_size=4).map(tuple),
    steady_t=st.decimals(0, 40, places=2),
    offsets=st.builds(Offsets, st.decimals(0, 1, places=1), st.just(D(0)), st.none() | st.builds(
        Certificates, TONNES, st.integers(0, 30).map(lambda monthly: D(12 * monthly)), st.integers(1, 24))),
    settlement=st.builds(Settlement, st.decimals("0.5", "1.2", places=1)),
    reforms=st.sampled_from(((), (Reform("neutrality_period_years", at(0), D(1)),
                                  Reform("offset_max_share", at(5), D("0.3"))))))


def with_batch(scenario: Scenario, month: date, area: Decimal, yield_t_hm2: Decimal) -> Scenario:
    return replace(scenario, batches=(*scenario.batches, Batch("x", month, area, yield_t_hm2)))


@given(scenario=CERTAIN)
def test_with_nothing_uncertain_the_plan_is_the_engine_s_one_path(scenario: Scenario) -> None:
    """To the rounding of the tonnes made good: at most half a kilogram for each lot and batch."""
    found, result, limit = plan(scenario), simulate(scenario, np.full((1, scenario.months), 12.5)), 0.003
    for name in ("stored", "owed", "offset", "purchase", "made_good", "served"):
        np.testing.assert_allclose(np.array(column(found, name), dtype=float), result.flows[name], atol=limit)
    net = [row.closing_t - row.short_t for row in found.months]
    np.testing.assert_allclose(np.array(net, dtype=float), result.balance[:, 2], atol=limit)
    assert float(found.unmet_t) == pytest.approx(result.unmet[0], abs=limit)
    assert float(found.peak_short_t) == pytest.approx(result.peak[0], abs=limit)
    found = plan(scenario, [D("12.5")] * scenario.months)
    assert float(found.cost_cny) == pytest.approx(result.cost[0], abs=13 * limit)
    assert float(found.villages_cny) == pytest.approx(result.villages[0], abs=8 * limit)


@given(scenario=CERTAIN)
def test_every_month_balances(scenario: Scenario) -> None:
    found = plan(scenario)
    before: Month | None = None
    for row in found.months:
        opening, waiting, unbacked = ((scenario.opening_t, D(0), D(0)) if before is None else
                                      (before.closing_t, before.waiting_t, before.unbacked_t))
        assert row.opening_t == opening
        assert opening + row.stored_t - row.made_good_t - row.served_t == row.closing_t - (row.unbacked_t - unbacked)
        assert row.offset_t + row.purchase_t == row.owed_t
        assert waiting + row.purchase_t == row.served_t + row.waiting_t
        assert min(row.closing_t, row.waiting_t, row.unbacked_t, row.served_t, row.purchase_t, row.made_good_t) >= 0
        assert not (row.closing_t > 0 and row.short_t > 0)
        before = row
    assert found.unmet_t == found.months[-1].short_t
    assert (found.short_from is None) == (found.peak_short_t == 0)


@given(scenario=CERTAIN, yield_t_hm2=st.decimals(D("0.5"), 40, places=6), fewer=st.integers(1, 200))
def test_the_hectares_needed_prevent_every_shortage_and_fewer_do_not(
    scenario: Scenario, yield_t_hm2: Decimal, fewer: int
) -> None:
    """In a county where nothing has to be made good of the batch later."""
    scenario = replace(scenario, settlement=Settlement())
    found = plan(scenario)
    if found.short_from is None:
        return
    needed = hectares(found.peak_short_t, yield_t_hm2).value
    assert isinstance(needed, Decimal)
    saved = plan(with_batch(scenario, found.short_from, needed, yield_t_hm2))
    assert (saved.peak_short_t, saved.short_from, saved.unmet_t) == (0, None, 0)
    less = max(needed - fewer * D("0.0001"), D(0))
    assert plan(with_batch(scenario, found.short_from, less, yield_t_hm2)).peak_short_t > 0


FORMULAS: dict[str, Callable[..., Decimal]] = {
    "scenario.balance": lambda given: given["B₀"] + given["S"] - given["c"] - given["p"],
    "scenario.purchase": lambda given: given["D"] - given["O"],
    "scenario.batch": lambda given: (given["A"] * given["y"]).quantize(D("0.001"), "ROUND_DOWN"),
}


@pytest.mark.parametrize("scenario", [CASE, WAITING, CERTIFICATES], ids=["case", "waiting", "certificates"])
def test_the_working_can_be_reckoned_again(scenario: Scenario) -> None:
    found = plan(scenario)
    steps = list(walk(found.step))
    assert len(steps) == 2 + len(scenario.batches)
    for step in steps:
        assert FORMULAS[step.key]({one.symbol: one.value for one in step.inputs}) == step.value
    assert found.step.value == found.months[-1].closing_t - found.unmet_t


def test_arrivals_come_from_their_first_month_to_their_last() -> None:
    """A project of 10 t a month, in months 2 and 3 only."""
    scenario = county(5, arrivals=(Arrivals("", D(12), Sizes("fixed", D(10)), begins=at(2), ends=at(3)),))
    assert [row.owed_t for row in plan(scenario).months] == [0, 0, 10, 10, 0]
