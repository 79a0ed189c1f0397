"""Offset and purchase to the last 0.001 t, and the amount to pay (domain.md §3.2 and §3.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.compensation import cost, mix
from core.market import MarketDay, Price
from core.problem import Problem
from core.rules import RuleBook, RulesAt
from core.trace import Step, walk

D = Decimal
TONNES = st.decimals(0, 1_000_000, places=3)


def at_price(trading_price: str) -> Price:
    day = MarketDay(date(2026, 8, 31), "A", "")
    price = D(trading_price)
    return Price(date(2026, 9, 1), day.market_date, D(0), D("0.30"), price, "all_trades", day,
                 Step("price.trading", price, "CNY/t"))


# --- the split


@pytest.mark.parametrize(("owed", "most", "least_purchase"), [
    ("100", "80.000", "20.000"),
    ("1.003", "0.802", "0.201"),  # 1.003 · 0.80 = 0.8024, down
    ("1.001", "0.800", "0.201"),  # 0.8008, down: half up would give 0.801 and less than 20 % bought
    ("0.001", "0.000", "0.001"),
    ("0.004", "0.003", "0.001"),  # 0.0032
    ("0", "0.000", "0.000"),
    ("195.7185", "156.575", "39.144"),  # owed is 195.719 (half up); · 0.80 = 156.5752
])
def test_the_largest_offset_is_rounded_down(
    rules: RulesAt, owed: str, most: str, least_purchase: str
) -> None:
    limit = mix(D(owed), D(0), rules).offset_max_t
    assert str(limit) == most
    full = mix(D(owed), limit, rules)
    assert (full.offset_t, full.purchase_t) == (D(most), D(least_purchase))


def test_an_offset_is_itself_rounded_half_up(rules: RulesAt) -> None:
    assert [str(mix(D(100), D(value), rules).offset_t) for value in ("0.0005", "0.00049", "79.9995")] == [
        "0.001", "0.000", "80.000"]


def test_nothing_offset_means_all_bought(rules: RulesAt) -> None:
    split = mix(D("195.719"), D(0), rules)
    assert (split.offset_t, split.purchase_t) == (0, D("195.719"))


@pytest.mark.parametrize(("owed", "offset"), [("100", "80.001"), ("1.003", "0.803"), ("0.001", "0.001"), ("0", "1")])
def test_too_large_an_offset_is_refused_with_the_limit(rules: RulesAt, owed: str, offset: str) -> None:
    with pytest.raises(Problem) as refused:
        mix(D(owed), D(offset), rules)
    assert refused.value.key == "offset_too_much"
    assert refused.value.fields["limit"] == mix(D(owed), D(0), rules).offset_max_t
    assert refused.value.fields["share"] == D("0.80")


@pytest.mark.parametrize("offset", ["-0.001", "NaN", "Infinity", "-Infinity"])
def test_an_offset_that_is_no_amount_is_refused(rules: RulesAt, offset: str) -> None:
    with pytest.raises(Problem) as refused:
        mix(D(100), D(offset), rules)
    assert refused.value.key == "offset_negative"


@pytest.mark.parametrize("owed", ["-1", "NaN", "Infinity"])
def test_owing_no_amount_is_refused(rules: RulesAt, owed: str) -> None:
    with pytest.raises(Problem) as refused:
        mix(D(owed), D(0), rules)
    assert refused.value.key == "owed_amount"


def test_another_share_by_reform(book: RuleBook, on: date) -> None:
    """1.001 · 0.50 = 0.5005, down to 0.500."""
    assert mix(D("1.001"), D(0), book.reform_all({"offset_max_share": D("0.50")}).at(on)).offset_max_t == D("0.500")


@given(owed=TONNES, part=st.decimals(0, 1, places=6))
def test_offset_and_purchase_make_what_is_owed_and_a_fifth_is_bought(
    rules: RulesAt, owed: Decimal, part: Decimal
) -> None:
    limit = mix(owed, D(0), rules).offset_max_t
    split = mix(owed, limit * part, rules)
    assert split.offset_t + split.purchase_t == split.owed_t == owed
    assert split.purchase_t * 5 >= owed
    assert 0 <= split.offset_t <= limit
    assert limit * 5 <= owed * 4 < (limit + D("0.001")) * 5  # no 0.001 t more would be allowed
    for tonnes in (split.owed_t, split.offset_t, split.purchase_t, limit):
        assert tonnes.as_tuple().exponent == -3 or tonnes == tonnes.quantize(D("0.001"))


@given(owed=TONNES, over=st.integers(1, 1000))
def test_never_more_than_the_limit(rules: RulesAt, owed: Decimal, over: int) -> None:
    limit = mix(owed, D(0), rules).offset_max_t
    with pytest.raises(Problem) as refused:
        mix(owed, limit + D(over) / 1000, rules)
    assert refused.value.key == "offset_too_much"


# --- the amount


@pytest.mark.parametrize(("price", "tonnes", "amount"), [
    ("12.86", "0.750", "9.65"),  # 9.645, half up; to even it would be 9.64
    ("12.86", "0.250", "3.22"),  # 3.215
    ("29.48", "120.250", "3544.97"),  # 3 544.970 exactly
    ("12.86", "39.144", "503.39"),  # 503.391 84
    ("15.15", "0.001", "0.02"),  # 0.015 15
    ("15.15", "0.000", "0.00"),
])
def test_the_amount_is_rounded_half_up_to_the_fen(price: str, tonnes: str, amount: str) -> None:
    bill = cost(D(tonnes), at_price(price))
    assert (str(bill.amount_cny), bill.purchase_t) == (amount, D(tonnes))
    assert bill.price.trading_price == D(price)


def test_the_amount_opens_down_to_the_price() -> None:
    bill = cost(D("0.750"), at_price("12.86"))
    assert [step.key for step in walk(bill.step)] == ["cost.amount", "price.trading"]
    assert [given_.value for given_ in bill.step.inputs] == [D("12.86"), D("0.750")]
