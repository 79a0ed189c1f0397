"""The engine along the one path there is when everything is certain, month by month against figures by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from depletion_cases import (
    CERTIFICATES,
    CERTIFICATES_BY_HAND,
    WAITING,
    WAITING_BY_HAND,
    at,
    county,
    lot,
    table,
)
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
)
from core.scenario.result import FLOWS, Result

D = Decimal
GRAM = 1e-6


def along(scenario: Scenario, text: str, prices: list[float] | None = None) -> Result:
    """The run, after every figure in the table was found in it. `net`: the net position at the end of the month."""
    result = simulate(scenario, None if prices is None else np.array([prices]))
    for name, expected in table(text).items():
        if name in FLOWS:
            np.testing.assert_allclose(result.flows[name], expected, atol=GRAM, err_msg=name)
        elif name == "net":
            for percentile in range(5):
                np.testing.assert_allclose(result.balance[:, percentile], expected, atol=GRAM)
                np.testing.assert_allclose(result.waiting[:, percentile], np.maximum(-expected, 0), atol=GRAM)
            assert result.short.tolist() == [int(net < 0) for net in expected]
            assert result.first.tolist() == [next((m for m, net in enumerate(expected) if net < 0), len(expected))]
            assert result.unmet == pytest.approx([max(-expected[-1], 0)], abs=GRAM)
            assert result.peak == pytest.approx([max(-expected.min(), 0)], abs=GRAM)
        else:
            raise KeyError(name)
    return result


def test_waiting_and_unbacked_tonnes_by_hand() -> None:
    along(WAITING, WAITING_BY_HAND)


def test_what_is_served_is_paid_at_the_price_of_its_month_by_hand() -> None:
    """10·10 + 90·11 + 0·12 + 10·13 + 35·14 + 10·15 = 1 860; villages 60 %, from month 4 on 70 %: 732 + 448."""
    prices = [10, 11, 12, 13, 14, 15.0]
    result = along(WAITING, WAITING_BY_HAND, prices)
    assert result.served == pytest.approx([155])
    assert result.cost == pytest.approx([1860])
    assert result.villages == pytest.approx([1116])
    assert result.cost_years == pytest.approx(np.full((1, 5), 1860))
    reform = Reform("village_income_share", at(4), D("0.7"))
    more = simulate(county(6, **_parts(WAITING), reforms=(reform,)), np.array([prices]))
    assert more.cost == pytest.approx([1860])
    assert more.villages == pytest.approx([0.6 * 1220 + 0.7 * 640])


def _parts(scenario: Scenario) -> dict[str, object]:
    return {name: getattr(scenario, name) for name in ("lots", "listed", "steady_t", "settlement", "batches")}


def test_years_of_cost_are_counted_from_the_start() -> None:
    """14 months of 3 t at 2 CNY/t: 72 in the first twelve, 12 in the two that are left."""
    result = simulate(county(14, lots=(lot("100"),), steady_t=D(3)), np.full((1, 14), 2.0))
    assert result.cost_years == pytest.approx(np.array([[72] * 5, [12] * 5]))


def test_without_prices_nothing_is_paid() -> None:
    result = simulate(WAITING)
    assert result.served.tolist() == pytest.approx([155])
    assert (result.cost.tolist(), result.villages.tolist(), result.cost_years.tolist()) == ([0], [0], [[0] * 5])


def test_certificates_run_out_and_lapse_by_hand() -> None:
    along(CERTIFICATES, CERTIFICATES_BY_HAND)


def test_without_a_supply_only_the_cap_limits_by_hand() -> None:
    """5 months: 80 % twice, then 50 % of 40 and of 200."""
    along(county(5, lots=CERTIFICATES.lots, listed=CERTIFICATES.listed[:4], offsets=Offsets(D("0.9")),
                 reforms=CERTIFICATES.reforms), """
        month  owed  offset  purchase  net
        0      50    40      10        390
        1      50    40      10        380
        2      0     0       0         380
        3      40    20      20        360
        4      200   100     100       260
        """)


def test_certificates_valid_for_one_month_do_not_add_up() -> None:
    """5 a month and 100 at the start, gone after month 0 whether used or not."""
    along(county(3, lots=(lot("400"),), steady_t=D(40), offsets=Offsets(D("0.5"), supply=Certificates(D(100), D(60), 1))
                 ), """
        month  owed  offset  purchase  net
        0      40    20      20        380
        1      40    5       35        345
        2      40    5       35        310
        """)


@given(opening=st.integers(0, 300), monthly=st.integers(0, 50), valid=st.integers(1, 14),
       owed=st.lists(st.integers(0, 200), min_size=12, max_size=12))
def test_certificates_counted_one_by_one(opening: int, monthly: int, valid: int, owed: list[int]) -> None:
    """Each certificate with its age: the oldest is used first and none lives longer than it may."""
    ages = [0] * opening
    offset = []
    for tonnes in owed:
        ages = [age for age in ages if age < valid] + [0] * monthly
        used = min(tonnes // 2, len(ages))
        offset.append(used)
        ages = [age + 1 for age in ages[used:]]
    listed = tuple(Listed("p", at(month), D(tonnes // 2 * 2)) for month, tonnes in enumerate(owed))
    result = simulate(county(12, listed=listed, offsets=Offsets(
        D("0.5"), supply=Certificates(D(opening), D(12 * monthly), valid))))
    assert result.flows["offset"].tolist() == pytest.approx(offset, abs=GRAM)


def test_settlement_of_lots_and_batches_by_hand() -> None:
    """A quarter is missing of each. Opening lots of 80 t end in month 0 and of 40 t in month 2. The first batch is
    20.5 hm² · 7.681898 = 157.478909, so 157.478 t, stored in month 1 under a period of one year: 39.3695 t in month
    13. The second, 40 t, is stored in month 4; from month 3 on the period is two years: 10 t in month 28."""
    scenario = county(
        30, lots=(lot("30", "80", ends=0), lot("5", "40", ends=2)), settlement=Settlement(D("0.75")),
        batches=(Batch("a", at(1), D("20.5"), D("7.681898")), Batch("b", at(4), D(8), D(5))),
        reforms=(Reform("neutrality_period_years", date(2020, 6, 1), D(1)),
                 Reform("neutrality_period_years", at(3), D(2))))
    result = simulate(scenario)
    made_good, stored = {0: 20, 2: 10, 13: 39.3695, 28: 10}, {1: 157.478, 4: 40}
    for name, expected in (("made_good", made_good), ("stored", stored)):
        months = np.zeros(30)
        months[list(expected)] = list(expected.values())
        np.testing.assert_allclose(result.flows[name], months, atol=GRAM)
    assert result.balance[[0, 1, 2, 12, 13, 29], 2] == pytest.approx(
        [15, 172.478, 162.478, 202.478, 163.1085, 153.1085])
    assert result.first.tolist() == [30]


def test_a_batch_that_is_always_late_comes_that_much_later() -> None:
    """Usually and at the worst two months: months 2 and 3, and one beyond the horizon."""
    late = {"delay_usual": 2, "delay_worst": 2}
    result = simulate(county(4, batches=tuple(Batch("b", at(month), D(2), D(5), **late) for month in (0, 1, 2))))
    assert result.flows["stored"].tolist() == [0, 0, 10, 10]


def test_a_surplus_at_settlement_is_not_stored() -> None:
    result = simulate(county(3, lots=(lot("30", "80", ends=1),), settlement=Settlement(D("1.2"))))
    assert result.balance[:, 2].tolist() == [30, 30, 30]


def test_a_lot_struck_for_certain_by_hand() -> None:
    """The period ends in month 1, so that fire and felling can only strike in month 0: 50 and 20 of 200 t. Of the
    130 left, 10 % are missing in month 1. Nobody buys: nothing waits, but 33 t are unbacked."""
    result = along(county(3, lots=(lot("50", "200", ends=1),), settlement=Settlement(D("0.9")), reversals=(
        Reversal("fire", D(1), D("0.25")), Reversal("felling", D(1), D("0.1")))), """
        month  made_good  served  net
        0      70         0       -20
        1      13         0       -33
        2      0          0       -33
        """)
    assert result.served.tolist() == [0]


def test_a_lot_that_ends_at_once_is_not_struck() -> None:
    result = simulate(county(3, lots=(lot("50", ends=0),), reversals=(Reversal("fire", D(1), D("0.25")),)))
    assert result.flows["made_good"].tolist() == [0, 0, 0]


def test_listed_proposals_count_when_approved_probable_and_within_the_horizon() -> None:
    listed = (Listed("certain", at(1), D(7)), Listed("never", at(1), D(100), D(0)),
              Listed("refused", at(1), D(1000), approved=False), Listed("last", at(2), D(3)),
              Listed("later", at(3), D(10000)))
    assert simulate(county(3, listed=listed)).flows["owed"].tolist() == [0, 7, 3]


def test_nothing_happens_in_an_empty_county() -> None:
    result = simulate(county(2, arrivals=(Arrivals("none", D(0), Sizes("fixed", D(5))),)), np.array([[3.0, 3.0]]))
    assert (result.balance.tolist(), result.first.tolist(), result.cost.tolist()) == ([[0] * 5] * 2, [2], [0])


@pytest.mark.parametrize("sizes", [Sizes("fixed", D(0)), Sizes("sample", sample=(D(0), D(0)))])
def test_projects_that_owe_nothing(sizes: Sizes) -> None:
    assert simulate(county(2, arrivals=(Arrivals("a", D(30), sizes),)), paths=50).flows["owed"].tolist() == [0, 0]


@pytest.mark.parametrize(("missing", "first"), [("0.0004", 1), ("0.001", 0)])
def test_half_a_kilogram_is_no_shortage(missing: str, first: int) -> None:
    result = simulate(county(1, steady_t=D(missing)))
    assert (result.first.tolist(), result.short.tolist()) == ([first], [1 - first])
