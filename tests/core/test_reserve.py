"""Balances of lots, how long the reserve lasts, and the one rounding rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import area, money, plain, tonnes, tonnes_down
from core.problem import Problem
from core.reserve import Lot, Order, Plot, Reserve, pace

D = Decimal
TODAY = date(2026, 9, 1)
LOT = Lot("L1", "2025-1", "P1", date(2025, 1, 1), date(2027, 12, 31), D("100"), D("0"), D("0"), False)
PLOT = Plot("P1", "甲", "A", "老城乡", "Laocheng", "Acacia confusa", D("27.4136"), date(2020, 6, 18), "listed", "{}",
            False)
ORDER = Order("O1", "甲", "A", "road", "老城乡", "Laocheng", TODAY, D(10), D(0), D(10), D("12.86"), D("128.60"),
              "cancelled", "C1", False)


def bought(*trades: tuple[date, str], stored: str = "1000") -> Reserve:
    orders = tuple(ORDER._replace(trade_date=day, purchase_t=D(amount)) for day, amount in trades)
    return Reserve((), (replace(LOT, stored_t=D(stored)),), orders)


# --- lots


def test_what_is_available_is_what_is_neither_held_nor_cancelled() -> None:
    assert replace(LOT, held_t=D("30.5"), cancelled_t=D("20.25")).available_t == D("49.25")
    assert replace(LOT, held_t=D("60"), cancelled_t=D("40")).available_t == 0


@pytest.mark.parametrize(("stored", "held", "cancelled"), [
    ("100", "60", "40.001"), ("-0.001", "0", "0"), ("100", "-1", "0"), ("100", "0", "-1"), ("100", "101", "-1"),
])
def test_a_lot_that_does_not_balance_cannot_exist(stored: str, held: str, cancelled: str) -> None:
    with pytest.raises(Problem) as refused:
        replace(LOT, stored_t=D(stored), held_t=D(held), cancelled_t=D(cancelled))
    assert (refused.value.key, refused.value.fields["lot"]) == ("lot_unbalanced", "L1")


def test_a_reserve_is_the_sum_of_its_lots_and_plots() -> None:
    reserve = Reserve(
        (PLOT, replace(PLOT, plot="P2", area_hm2=D("0.0001")), replace(PLOT, plot="P3", township_zh="平田乡")),
        (replace(LOT, held_t=D("1.001")), replace(LOT, lot="L2", plot="P2", cancelled_t=D("2.002"))), ())
    assert (reserve.stored_t, reserve.held_t, reserve.cancelled_t) == (D(200), D("1.001"), D("2.002"))
    assert reserve.available_t == D("196.997")
    assert reserve.area_hm2 == D("54.8273")  # 2 · 27.4136 + 0.0001
    assert reserve.townships == 2
    assert [lot.lot for lot in reserve.of_plot("P2")] == ["L2"]


def test_one_illustrative_row_marks_the_reserve() -> None:
    assert not Reserve((PLOT,), (LOT,), (ORDER,)).demo
    for rows in (((replace(PLOT, demo=True),), (LOT,), (ORDER,)), ((PLOT,), (replace(LOT, demo=True),), (ORDER,)),
                 ((PLOT,), (LOT,), (ORDER._replace(demo=True),))):
        assert Reserve(*rows).demo


# --- pace


def test_pace_by_hand() -> None:
    """2025-09-10 60 t (within 12 months), 2026-06-01 30 t (within 6), 2024-01-01 30 t (first, beyond 24).

    6 months: 30 ÷ 6 = 5; 12: 90 ÷ 12 = 7.5; 24: 90 ÷ 24 = 3.75 t a month; 1000 t last 200, 133.3, 266.7.
    """
    found = pace(bought((date(2024, 1, 1), "30"), (date(2025, 9, 10), "60"), (date(2026, 6, 1), "30")), TODAY)
    assert found.monthly_t == D("7.5")
    assert found.months is not None and found.low is not None and found.high is not None
    assert found.low == found.months == D(1000) / D("7.5")
    assert found.high == D(1000) / D("3.75")


@pytest.mark.parametrize(("days_ago", "lasts"), [  # 60 t once, 1000 t left: 10, 5 or 2.5 t a month
    (181, ("100", "200", "400")), (182, ("200", "200", "400")),  # 6 · 30.4375 = 182.625 days
    (364, ("200", "200", "400")), (365, ("400", None, "400")),  # 12 · 30.4375 = 365.25
    (729, ("400", None, "400")), (730, (None, None, None)),  # 24 · 30.4375 = 730.5
])
def test_windows_of_half_a_year_one_and_two(days_ago: int, lasts: tuple[str | None, ...]) -> None:
    long_ago = (TODAY - timedelta(days=800), "10")
    found = pace(bought(long_ago, (TODAY - timedelta(days=days_ago), "60")), TODAY)
    assert (found.low, found.months, found.high) == tuple(None if one is None else D(one) for one in lasts)


def test_a_slow_pace_counts_too() -> None:
    """1.2 t a year are 0.1 t a month; half of it over two years: 1000 t last 10 000 and 20 000 months."""
    found = pace(bought((TODAY - timedelta(days=800), "10"), (TODAY - timedelta(days=300), "1.2")), TODAY)
    assert (found.low, found.months, found.high) == (D(10_000), D(10_000), D(20_000))


def test_the_first_month_counts_as_a_whole_one() -> None:
    assert pace(bought((TODAY, "30")), TODAY).monthly_t == 30


def test_without_purchases_nothing_is_foretold() -> None:
    found = pace(bought(), TODAY)
    assert (found.monthly_t, found.months, found.low, found.high) == (0, None, None, None)


def test_the_future_and_the_day_a_window_begins_do_not_count() -> None:
    """12 · 30.4375 = 365.25 days: the window begins after 2025-09-01."""
    assert pace(bought((date(2026, 9, 2), "99")), TODAY).monthly_t == 0
    outside = pace(bought((date(2025, 9, 1), "60")), TODAY)
    assert (outside.monthly_t, outside.months) == (0, None)
    assert outside.high is not None
    assert pace(bought((date(2025, 9, 2), "60")), TODAY).monthly_t > 0


def test_a_young_market_is_not_stretched_over_the_whole_year() -> None:
    """First trade 100 days ago: 100 ÷ 30.4375 = 3.285 months known, so 30 t are 9.131 t a month, not 2.5."""
    found = pace(bought((date(2026, 5, 24), "30")), TODAY)
    assert found.monthly_t == 30 / (D(100) / D("30.4375"))


# --- rounding


@pytest.mark.parametrize(("value", "half_up", "down"), [
    ("1.0005", "1.001", "1.000"), ("1.0004999", "1.000", "1.000"), ("1.0015", "1.002", "1.001"),
    ("2", "2.000", "2.000"), ("1.0000001", "1.000", "1.000"),
])
def test_tonnes_are_rounded_to_the_kilogram(value: str, half_up: str, down: str) -> None:
    assert [str(one(D(value))) for one in (tonnes, tonnes_down)] == [half_up, down]


def test_money_and_areas_are_rounded_half_up() -> None:
    assert [str(money(D(value))) for value in ("0.005", "0.015", "2.675", "12.864")] == [
        "0.01", "0.02", "2.68", "12.86"]
    assert [str(area(D(value))) for value in ("0.00005", "111.28194", "111.28195")] == [
        "0.0001", "111.2819", "111.2820"]


@given(st.decimals(-1_000_000, 1_000_000, places=6))
def test_plain_text_says_the_same_number_without_exponent(value: Decimal) -> None:
    text = plain(value)
    assert D(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(("value", "text"), [("100", "100"), ("1E+2", "100"), ("0.10", "0.1"), ("7.000", "7")])
def test_plain_text(value: str, text: str) -> None:
    assert plain(D(value)) == text
