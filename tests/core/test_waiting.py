"""Buy now or wait, by hand: costs, regret, the dip, and the same on real days to the fen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.market import Series, price_history
from core.market.ahead import STRATEGIES, Plan, plan, replay, waiting
from core.market.ahead.replay import cost_of
from core.rules import RuleBook

D = Decimal
TEN = Plan(D(10), D("20.00"), 4, (0, 2, 4), D("0.10"))  # 10 t at ¥20, four days, a dip is ¥18 or less
TWO = np.array([[22.0, 20.0, 17.0, 24.0],  # dips on the third day
                [21.0, 19.0, 19.0, 19.0]])  # never


def test_two_paths_by_hand() -> None:
    """now 200 200 · monthly (20+20+24)/3, (20+19+19)/3 → 213.33 193.33 · dip 170 190 · deadline 240 190.

    Best 170 and 190: regret now 30 10, monthly 43.33 3.33, dip 0 0, deadline 70 0.
    """
    found = waiting(TEN, TWO)
    assert found.dips == 0.5
    assert {one.strategy: one.mean for one in found.costs} == pytest.approx(
        {"now": 200, "monthly": 610 / 3, "dip": 180, "deadline": 215})
    assert {one.strategy: one.regret_mean for one in found.costs} == pytest.approx(
        {"now": 20, "monthly": 70 / 3, "dip": 0, "deadline": 35})
    assert {one.strategy: one.cheaper for one in found.costs} == {
        "now": 0, "monthly": 0.5, "dip": 1, "deadline": 0.5}
    assert found.of("deadline").percentiles[2] == pytest.approx(215)
    assert found.of("deadline").regret_p95 == pytest.approx(66.5)  # 95 % of the way from 0 to 70


def test_what_now_costs_is_exact() -> None:
    """12.345 t × 28.57 = 352.69665."""
    bought = plan(D("12.345"), D("28.57"), 120, 20, D("0.10"))
    assert bought.now_cny == D("352.70")
    assert bought.trigger_cny == D("25.71")  # 25.713
    assert bought.tranches == (0, 20, 40, 60, 80, 100, 120)


def test_days_after_the_deadline_do_not_count() -> None:
    later = np.hstack([TWO, np.full((2, 3), 1.0)])
    assert waiting(TEN, later) == waiting(TEN, TWO)


@given(st.lists(st.lists(st.floats(1, 100), min_size=4, max_size=4), min_size=1, max_size=20))
def test_nobody_regrets_less_than_nothing_and_somebody_is_always_best(prices: list[list[float]]) -> None:
    found = waiting(TEN, np.array(prices))
    assert all(one.regret_mean >= 0 and one.regret_p95 >= 0 for one in found.costs)
    if len(prices) == 1:
        assert min(one.regret_mean for one in found.costs) == 0


@given(st.integers(1, 700), st.integers(1, 21))
def test_parts_run_from_today_to_the_deadline(days: int, month: int) -> None:
    found = plan(D(1), D(20), days, month, D("0.1")).tranches
    assert (found[0], found[-1]) == (0, days)
    assert list(found) == sorted(set(found))


def test_a_deadline_must_lie_ahead() -> None:
    with pytest.raises(ValueError, match="ahead"):
        plan(D(1), D(20), 0, 20, D("0.1"))


def test_costs_on_real_days_to_the_fen() -> None:
    """20.00, 22.00, 20.00, 17.99, 24.01: parts 20, 20, 24.01 → 3⅓ × 64.01 = 213.3666…"""
    span = [D("20.00"), D("22.00"), D("20.00"), D("17.99"), D("24.01")]
    assert cost_of(TEN, span) == {"now": D("200.00"), "monthly": D("213.37"), "dip": D("179.90"),
                                  "deadline": D("240.10")}


def test_the_past_by_hand() -> None:
    """Ten tonnes a day later: 20 → 20 costs the same, 20 → 24 is 40 more, 24 → 20 saves 40."""
    days = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 2), date(2024, 3, 1), date(2024, 3, 4)]
    prices = list(zip(days, [D(20), D(20), D(24), D(24), D(20)], strict=True))
    one_day = Plan(D(10), D(20), 1, (0, 1), D("0.10"))
    late = {one.strategy: one for one in replay(one_day, prices)}["deadline"]
    assert (late.starts, late.cheaper) == (3, 1)  # 01-31: 20 → 20, 02-01: 20 → 24, 03-01: 24 → 20
    assert late.saved_cny == 0
    assert (late.best_cny, late.best_on) == (D("40.00"), date(2024, 3, 1))
    assert (late.worst_cny, late.worst_on) == (D("-40.00"), date(2024, 2, 1))


def test_a_past_that_is_too_short_is_empty() -> None:
    assert replay(TEN, [(date(2024, 1, 1) + timedelta(days=at), D(20)) for at in range(4)]) == ()


def test_the_shipped_past(series: Series, book: RuleBook) -> None:
    """Every strategy from the same starts; at the deadline is the price so many market days later, looked up here."""
    prices = [(row[0].market_date, row[2]) for row in price_history(series, book)]
    given_plan = plan(D(100), D("28.57"), 121, 20, D("0.10"))
    found = {one.strategy: one for one in replay(given_plan, prices)}
    assert set(found) == set(STRATEGIES)
    assert found["now"].cheaper == 0
    firsts = [at for at in range(len(prices) - 121)
              if at == 0 or prices[at - 1][0].strftime("%Y-%m") != prices[at][0].strftime("%Y-%m")]
    assert found["deadline"].starts == len(firsts)
    assert found["deadline"].cheaper == sum(prices[at + 121][1] < prices[at][1] for at in firsts)
