"""What other pricing rules would have made of the same days and purchases: by hand, and as files people keep."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from core.market import MarketDay, Series, trading_price
from core.market.policy import Effect, Policy, Purchase, change, compare, monthly, reformed, working
from core.market.policy_file import MAX_BYTES, read_policies, write_policies
from core.market.volatility import volatility
from core.problem import Problem
from core.rules import RuleBook
from core.trace import readings, walk

D = Decimal
FIRST, LAST = date(2025, 3, 3), date(2025, 3, 7)


def day(number: int, average: str) -> MarketDay:
    """100 t at an average."""
    return MarketDay(date(2025, 3, number), "A", "", listed_volume_t=D(100), listed_turnover_cny=D(average) * 100,
                     total_volume_t=D(100), total_turnover_cny=D(average) * 100)


FIVE = Series([day(3, "100"), day(4, "120"), day(5, "90"), day(6, "50"), day(7, "60")])
BOUGHT = (Purchase(date(2025, 3, 5), D("10.5")), Purchase(date(2025, 3, 7), D(20)))
FORCE = Policy("现行")


def effects(book: RuleBook, *changes: dict[str, Any], bought: tuple[Purchase, ...] = BOUGHT) -> tuple[Effect, ...]:
    return compare(FIVE, book, [FORCE, *(Policy("x", one) for one in changes)], FIRST, LAST, bought)


def test_the_rule_in_force_by_hand(book: RuleBook) -> None:
    """2025-03-04 … 07 are priced by the day before: 30, 36, 27, 15; mean 27. 10.5 t at 36 and 20 t at 15 are
    378 + 300 = 678, of which 0.70 · 378 = 264.60 and 210.00 go to the villages and 203.40 do not."""
    (found,) = effects(book)
    assert [str(one.price) for one in found.quotes] == ["30.00", "36.00", "27.00", "15.00"]
    assert (found.mean, found.low, found.high) == (D(27), D(15), D(36))
    assert (found.largest, found.largest_on) == (D(12), date(2025, 3, 7))
    assert [one.amount for one in found.bills] == [D(378), D(300)]
    assert (found.cost, found.villages, found.rest) == (D(678), D("474.60"), D("203.40"))


def test_a_window_floor_and_ceiling_by_hand(book: RuleBook) -> None:
    """Two days: 100, 110, 105, 70 → 30, 33, 31.50, 21. Between 20 and 28: 28, 28, 27, 20, so 10.5 t at 28 and
    20 t at 20 are 294 + 400 = 694."""
    _, window, bounds = effects(book, {"price_window_days": D(2)},
                                {"price_floor_cny": D(20), "price_ceiling_cny": D(28)})
    assert [str(one.price) for one in window.quotes] == ["30.00", "33.00", "31.50", "21.00"]
    assert (window.cost, window.largest) == (D("346.50") + D(420), D("10.50"))
    assert [str(one.price) for one in bounds.quotes] == ["28.00", "28.00", "27.00", "20.00"]
    assert (bounds.at_floor, bounds.at_ceiling, bounds.cost) == (1, 2, D(694))
    assert (window.at_floor, window.at_ceiling) == (0, 0)


def test_each_amount_is_rounded_once(book: RuleBook) -> None:
    """0.333 t at 36 are 11.988 → 11.99, three times 35.97; 0.999 t at once would be 35.96."""
    bought = (Purchase(date(2025, 3, 5), D("0.333")),) * 3
    assert effects(book, bought=bought)[0].cost == D("35.97")


def test_the_days_are_those_that_every_policy_prices(book: RuleBook) -> None:
    """03-04 has no figure under `close`: the first day with one is 03-06, the day after the first close."""
    days = [MarketDay(one.market_date, "A", "", one.listed_volume_t, one.listed_turnover_cny,
                      total_volume_t=one.total_volume_t, total_turnover_cny=one.total_turnover_cny,
                      close_cny=D(80) if one.market_date.day >= 5 else None) for one in FIVE]
    found = compare(Series(days), book, [FORCE, Policy("x", {"national_average_definition": "close"})], FIRST, LAST, ())
    assert [[one.trade_date.day for one in effect.quotes] for effect in found] == [[6, 7], [6, 7]]


def test_volatility_as_numpy_has_it() -> None:
    prices = [D(30), D(36), D(36), D(27), D(15)]
    logs = np.diff(np.log(np.array([30, 36, 36, 27, 15.0])))
    assert volatility(prices, D(242)) == pytest.approx(np.std(logs, ddof=1) * np.sqrt(242))
    assert volatility([D(20)] * 9, D(242)) == 0
    assert volatility(prices[:2], D(242)) is None
    assert volatility([D(0), *prices], D(242)) is None


def test_shipped_history(series: Series, book: RuleBook) -> None:
    """A quarter is 25/30 of three tenths but for rounding; a window of 20 days moves less than one day does; the
    floor's price never lies below it."""
    force, quarter, window, floor = compare(
        series, book, [FORCE, Policy("B", {"price_multiplier": D("0.25")}), Policy("C", {"price_window_days": D(20)}),
                       Policy("D", {"price_floor_cny": D(20)})], date(2021, 1, 1), date(2026, 8, 14),
        monthly(D(100), date(2021, 8, 1), date(2026, 8, 14)))
    assert len(force.quotes) == 1231  # the first day has no day before it
    assert abs(quarter.mean - force.mean * 25 / 30) < D("0.01")
    assert force.volatility is not None and window.volatility is not None and window.volatility < force.volatility / 2
    assert floor.low == D(20)
    assert floor.at_floor == sum(1 for one in force.quotes if one.price < 20) > 0
    assert len(force.bills) == 61
    for bill in window.bills[::20]:
        price = trading_price(series, bill.purchase.on, reformed(book, window.policy))
        assert (bill.quote.price, bill.amount) == (price.trading_price, price.trading_price * 100)


def test_the_share_of_the_villages_is_that_of_the_day_of_purchase(book: RuleBook) -> None:
    """Half until 03-06, then all: 189.00 of 378.00 and 300.00 of 300.00."""
    dated = book.reform({"village_income_share": {date(2020, 1, 1): D("0.5"), date(2025, 3, 7): D(1)}})
    assert effects(dated)[0].villages == D(489)


def test_the_working_adds_up_and_names_its_rules(book: RuleBook) -> None:
    _, found = effects(book, {"price_window_days": D(2), "price_floor_cny": D(25)})
    step = working(FIVE, book, found)
    (total,) = step.steps
    assert (step.value, total.value) == (found.villages, found.cost)
    assert [one.value for one in total.steps] == [one.amount for one in found.bills]
    assert "price.average.window" in {one.key for one in walk(step)}
    assert {"village_income_share", "price_window_days", "price_floor_cny"} <= {one.id for one in readings(step)}
    assert working(FIVE, book, effects(book, bought=())[0]).value == 0


def test_the_first_of_each_month() -> None:
    assert [one.on.isoformat() for one in monthly(D(1), date(2024, 11, 2), date(2025, 2, 1))] == [
        "2024-12-01", "2025-01-01", "2025-02-01"]
    assert monthly(D(1), date(2025, 3, 2), date(2025, 3, 31)) == ()


# --- what is refused


@pytest.mark.parametrize(("changes", "key"), [
    ({"price_multiplier": D("1.5")}, "rule_range"), ({"price_window_days": D("2.5")}, "rule_whole"),
    ({"loss_basis": "stock"}, "policy_rule"),
    ({"price_floor_cny": D(30), "price_ceiling_cny": D("29.99")}, "price_bounds"),
])
def test_policies_the_rules_cannot_take(book: RuleBook, changes: dict[str, Any], key: str) -> None:
    with pytest.raises(Problem) as refused:
        effects(book, changes)
    assert refused.value.key == key


@pytest.mark.parametrize(("ask", "key"), [
    (lambda book: compare(FIVE, book, [FORCE], FIRST, date(2025, 3, 4), ()), "policy_days"),
    (lambda book: compare(FIVE, book, [FORCE], date(2027, 1, 1), date(2028, 1, 1), ()), "policy_days"),
    (lambda book: effects(book, bought=(Purchase(FIRST, D(1)),)), "price_before_market"),
    (lambda book: change(book, "price_multiplier", "much"), "value_number"),
    (lambda book: change(book, "price_reset", "monthly"), "rule_option"),
    (lambda book: change(book, "publish_prices", "yes"), "policy_rule"),
])
def test_what_cannot_be_compared(book: RuleBook, ask: Any, key: str) -> None:
    with pytest.raises(Problem) as refused:
        ask(book)
    assert refused.value.key == key


# --- files


def test_policies_come_back_from_their_file(book: RuleBook) -> None:
    kept = (Policy("二十日: 均价 #1", {"price_window_days": D(20), "price_multiplier": D("0.250")}),
            Policy("- \"x\"", {"price_reset": "yearly", "national_average_definition": "listed"}),
            Policy("no", {"price_floor_cny": D("10.05"), "price_ceiling_cny": D(30)}), Policy("现行", {}))
    assert read_policies("a.yaml", write_policies(kept), book) == kept
    assert "二十日" in write_policies(kept).decode()


def hostile() -> Iterator[tuple[bytes, str]]:
    row = "policies: [{name: a, changes: {%s}}]"
    yield from ((text.encode(), key) for text, key in [
        ("", "policy_file_shape"), ("policies: []", "policy_file_shape"), ("a: b", "policy_file_shape"),
        ("policies: [" + "{name: a, changes: {}}," * 21 + "]", "policy_file_shape"),
        ("policies: [{name: a}]", "policy_file_row"), ("policies: [{name: [a], changes: {}}]", "policy_file_row"),
        ("policies: [{name: a, changes: {}, more: 1}]", "policy_file_row"),
        ("policies: [a", "policy_file_yaml"), ("[" * 5000, "policy_file_yaml"),
        ("policies: [{name: a, name: b, changes: {}}]", "policy_file_yaml"),
        ("policies: !!python/object/apply:os.system [ls]", "policy_file_yaml"),
        (row % "price_multiplier: .nan", "policy_file_yaml"),
    ])
    yield from ((text.encode(), "policy_file_policy") for text in (
        row % "price_multiplier: 1e999999", row % "price_multiplier: 1.5", row % "price_multiplier: [1]",
        row % "price_window_days: 0.5", row % "price_reset: true", row % "loss_basis: stock",
        row % "price_floor_cny: 30, price_ceiling_cny: 20", "policies: [{name: ' ', changes: {}}]",
        "policies: [{name: a, changes: [1]}]", f"policies: [{{name: {'长' * 61}, changes: {{}}}}]"))
    yield b"\xff\xfe\x00", "rule_file_encoding"
    yield b"#" * (MAX_BYTES + 1), "policy_file_size"


@pytest.mark.parametrize(("data", "key"), list(hostile()))
def test_files_that_cannot_be_used(book: RuleBook, data: bytes, key: str) -> None:
    with pytest.raises(Problem) as refused:
        read_policies("规则.yaml", data, book)
    assert (refused.value.key, refused.value.fields["file"]) == (key, "规则.yaml")


def test_the_policy_that_is_wrong_is_named(book: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        read_policies("a.yaml", b"policies: [{name: a, changes: {}}, {name: b, changes: {price_reset: weekly}}]", book)
    assert refused.value.fields["number"] == 2
    why = refused.value.fields["problem"]
    assert isinstance(why, Problem) and why.key == "rule_option"
