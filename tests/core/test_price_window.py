"""Prices over a window of market days, between a floor and a ceiling, set once a year: by hand and by a referee."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.market import MarketDay, MarketPeriod, Series, price_history, prices_between, trading_price
from core.market.terms import check_terms
from core.problem import Problem
from core.rules import RuleBook
from core.trace import Step, readings, walk

D = Decimal
NEW_YEAR = date(2025, 1, 1)
DAY = timedelta(days=1)


def day(iso: str, turnover: str, volume: str, close: str | None = None, listed: tuple[str, str] | None = None,
        ) -> MarketDay:
    """A day's totals; without `listed` everything was listed."""
    own = listed or (turnover, volume)
    return MarketDay(date.fromisoformat(iso), "A", f"bulletin {iso}", listed_turnover_cny=D(own[0]),
                     listed_volume_t=D(own[1]), total_turnover_cny=D(turnover), total_volume_t=D(volume),
                     close_cny=D(close) if close else None)


THREE = Series([day("2024-12-30", "6000", "100", "61", ("1200", "20")), day("2024-12-31", "10000", "200", "52"),
                day("2025-01-02", "4000", "50", "79")])


def found(series: Series, on: str, book: RuleBook, **reform: Any) -> tuple[str, str]:
    price = trading_price(series, date.fromisoformat(on), book.reform_all(reform))
    return str(price.national_average), str(price.trading_price)


# --- windows by hand


@pytest.mark.parametrize(("definition", "window", "expected"), [
    ("all_trades", 2, ("56.00", "16.80")),  # (10 000 + 4 000) ÷ 250
    ("all_trades", 3, ("57.14", "17.14")),  # 20 000 ÷ 350 = 57.142857; × 0.30 = 17.142
    ("all_trades", 20, ("57.14", "17.14")),  # the market is three days old
    ("listed", 3, ("56.30", "16.89")),  # (1 200 + 10 000 + 4 000) ÷ (20 + 200 + 50) = 56.296296
    ("close", 1, ("79.00", "23.70")),  # as published
    ("close", 2, ("57.40", "17.22")),  # (52·200 + 79·50) ÷ 250 = 14 350 ÷ 250
    ("close", 3, ("58.43", "17.53")),  # (61·100 + 14 350) ÷ 350 = 58.428571; 17.529
])
def test_the_average_weighs_each_day_by_what_was_traded(
    book: RuleBook, definition: str, window: int, expected: tuple[str, str]
) -> None:
    assert found(THREE, "2025-01-03", book, national_average_definition=definition,
                 price_window_days=D(window)) == expected


def test_twenty_shipped_days(series: Series, book: RuleBook) -> None:
    """The 20 days before 2025-10-21, added up from the exchange's figures."""
    days = list(series.before(date(2025, 10, 21)))[:20]
    turnover = sum((Fraction(one.total_turnover_cny or 0) for one in days), Fraction(0))
    volume = sum((Fraction(one.total_volume_t or 0) for one in days), Fraction(0))
    average = half_up(turnover / volume)
    got = trading_price(series, date(2025, 10, 21), book.reform_all({"price_window_days": D(20)}))
    assert (got.national_average, got.trading_price) == (average, half_up(Fraction(average) * 3 / 10))
    assert got.market_date == date(2025, 10, 20)


def test_a_week_weighs_as_much_as_was_traded_in_it(book: RuleBook) -> None:
    """The week of 4 days: 9 600 CNY, 200 t, so 2 400 and 50 t a day. Its last two days and 100 t at 60.00:
    (2·2 400 + 6 000) ÷ (2·50 + 100) = 54.00. Whole, it has its own average, 48.00."""
    week = MarketPeriod(date(2022, 1, 3), date(2022, 1, 7), D(0), D(0), D(200), D(9600), "week")
    days = [MarketDay(date(2022, 1, at), "W", "", week=week) for at in range(4, 8)]
    series = Series([*days, day("2022-01-10", "6000", "100")])
    assert found(series, "2022-01-11", book, price_window_days=D(3)) == ("54.00", "16.20")
    assert found(series, "2022-01-10", book, price_window_days=D(4)) == ("48.00", "14.40")
    assert found(series, "2022-01-10", book, price_window_days=D(2)) == ("48.00", "14.40")


def test_days_that_do_not_count_are_no_part_of_a_window(book: RuleBook) -> None:
    """A day without trade lies between: the window of 2 is 2024-12-31 and 2025-01-02."""
    silent = MarketDay(date(2025, 1, 1), "A", "", total_volume_t=D(0), total_turnover_cny=D(0))
    assert found(Series([*THREE, silent]), "2025-01-03", book, price_window_days=D(2)) == ("56.00", "16.80")


# --- floor and ceiling


@pytest.mark.parametrize(("floor", "ceiling", "expected", "bound"), [
    ("25", "0", "25.00", "floor"), ("24", "30", "24.00", ""), ("0", "20", "20.00", "ceiling"),
    ("23.99", "24.01", "24.00", ""), ("30", "30", "30.00", "floor"), ("0", "0", "24.00", ""),
    ("24.005", "0", "24.01", "floor"),  # a bound is money: to the fen, half up
])
def test_floor_and_ceiling(book: RuleBook, floor: str, ceiling: str, expected: str, bound: str) -> None:
    """2025-01-02: 4 000 ÷ 50 = 80.00; × 0.30 = 24.00."""
    reformed = book.reform_all({"price_floor_cny": D(floor), "price_ceiling_cny": D(ceiling)})
    price = trading_price(THREE, date(2025, 1, 3), reformed)
    assert (str(price.trading_price), price.bound) == (expected, bound)
    assert (price.national_average, price.step.value) == (D(80), price.trading_price)


def test_a_ceiling_below_the_floor_is_refused_wherever_a_price_is_asked(book: RuleBook) -> None:
    reformed = book.reform_all({"price_floor_cny": D(30), "price_ceiling_cny": D(20)})
    for ask in (lambda: trading_price(THREE, date(2025, 1, 3), reformed), lambda: price_history(THREE, reformed),
                lambda: prices_between(THREE, date(2025, 1, 3), date(2025, 1, 3), reformed),
                lambda: check_terms(reformed)):
        with pytest.raises(Problem) as refused:
            ask()
        assert refused.value.key == "price_bounds"
        assert refused.value.fields == {"floor": D(30), "ceiling": D(20)}


def test_bounds_that_exclude_each_other_later_are_found_before(book: RuleBook) -> None:
    later = book.reform({"price_floor_cny": {date(2030, 1, 1): D(30)}, "price_ceiling_cny": {date(2031, 1, 1): D(20)}})
    assert trading_price(THREE, date(2025, 1, 3), later).trading_price == D(24)
    with pytest.raises(Problem):
        check_terms(later)
    check_terms(book)


@pytest.mark.parametrize(("rule", "value", "key"), [
    ("price_window_days", D(0), "rule_range"), ("price_window_days", D(251), "rule_range"),
    ("price_window_days", D("2.5"), "rule_whole"), ("price_floor_cny", D(-1), "rule_range"),
    ("price_reset", "monthly", "rule_option"), ("price_multiplier", D("1.01"), "rule_range"),
])
def test_values_a_rule_cannot_take(book: RuleBook, rule: str, value: Any, key: str) -> None:
    with pytest.raises(Problem) as refused:
        book.reform_all({rule: value})
    assert refused.value.key == key


# --- once a year


@pytest.mark.parametrize(("on", "expected"), [
    ("2024-12-31", ("60.00", "18.00")),  # no day before 2024: the daily price, of 12-30
    ("2025-01-01", ("50.00", "15.00")),  # 10 000 ÷ 200 of 12-31
    ("2025-01-03", ("50.00", "15.00")), ("2025-12-31", ("50.00", "15.00")),
    ("2026-01-01", ("80.00", "24.00")),  # the last day of 2025 known is 01-02
])
def test_a_price_of_1_january_holds_for_the_year(book: RuleBook, on: str, expected: tuple[str, str]) -> None:
    assert found(THREE, on, book, price_reset="yearly") == expected


def test_other_rules_of_a_yearly_price_are_those_of_the_trade_date(book: RuleBook) -> None:
    reformed = book.reform_all({"price_reset": "yearly"}).reform({"price_multiplier": {date(2025, 7, 1): D("0.20")}})
    assert [str(trading_price(THREE, on, reformed).trading_price) for on in (date(2025, 6, 30), date(2025, 7, 1))] == [
        "15.00", "10.00"]


# --- the working


def shown(step: Step) -> dict[str, Any]:
    return {given.symbol: given.value for given in step.inputs}


def test_the_working_of_a_window_adds_up(series: Series, book: RuleBook) -> None:
    price = trading_price(series, date(2025, 10, 21), book.reform_all({"price_window_days": D(5)}))
    (window,) = price.step.steps
    assert (window.key, len(window.steps), shown(window)["days"]) == ("price.average.window", 5, 5)
    assert shown(window)["Σ T"] == sum(shown(one)["T"] for one in window.steps)
    assert shown(window)["Σ V"] == sum(shown(one)["V"] for one in window.steps)
    assert half_up(Fraction(shown(window)["Σ T"]) / Fraction(shown(window)["Σ V"])) == price.national_average
    assert [one.source[-8:] for one in window.steps] == ["20251014", "20251015", "20251016", "20251017", "20251020"]
    assert "price_window_days" in {one.id for one in readings(price.step)}


def test_the_working_of_a_long_window_shows_its_ends_and_sums(series: Series, book: RuleBook) -> None:
    price = trading_price(series, date(2025, 10, 21), book.reform_all({"price_window_days": D(250)}))
    (window,) = price.step.steps
    assert [shown(one)["date"] for one in window.steps] == [shown(window)["first"], shown(window)["date"]]
    assert shown(window)["days"] == 250


def test_the_working_names_what_was_done_and_nothing_else(series: Series, book: RuleBook) -> None:
    reform: dict[str, Any] = {"price_floor_cny": D(20), "price_ceiling_cny": D(40), "price_reset": "yearly"}
    at_floor = trading_price(series, date(2023, 3, 1), book.reform_all(reform))
    assert [one.key for one in walk(at_floor.step)][:2] == ["price.floor", "price.trading"]
    assert shown(at_floor.step.steps[0].steps[0])["reset_date"] == "2023-01-01"
    assert {"price_floor_cny", "price_reset"} <= {one.id for one in readings(at_floor.step)}
    neutral = {one.id for one in readings(trading_price(series, date(2025, 10, 21), book).step)}
    assert not neutral & {"price_window_days", "price_floor_cny", "price_ceiling_cny", "price_reset"}


# --- all ways agree


def half_up(value: Fraction) -> Decimal:
    """To 0.01, half up, on whole numbers alone."""
    return D(int((value * 100 + Fraction(1, 2)) // 1)) / 100


Counted = list[tuple[date, Fraction, Fraction]]


def counted(series: Series, reform: dict[str, Any]) -> Counted:
    """(day, CNY, t) of each day that counts, in plain fractions, from the words of the rules."""
    def figures(one: MarketDay) -> tuple[Fraction, Fraction] | None:
        name = reform.get("national_average_definition", "all_trades")
        source = one.week or one
        total, listed = ([Fraction(getattr(source, f"{kind}_{what}") or 0) for what in ("turnover_cny", "volume_t")]
                         for kind in ("total", "listed"))
        needs_listed = name == "listed" or (name == "close" and one.week)
        if not total[1] or (needs_listed and not listed[1]):
            return None
        share = len(series.between(one.week.start, one.week.end)) if one.week else 1
        if name == "close":
            if one.week is None and one.close_cny is None:
                return None
            close = Fraction(half_up(listed[0] / listed[1])) if one.week else Fraction(one.close_cny or 0)
            return close * total[1] / share, total[1] / share
        both = total if name == "all_trades" else listed
        return both[0] / share, both[1] / share

    return [(one.market_date, *both) for one in series if (both := figures(one)) is not None]


def referee(counting: Counted, on: date, reform: dict[str, Any]) -> tuple[date, Decimal, Decimal] | None:
    """(last day, average, price) of a trade date."""
    start = on
    if reform.get("price_reset") == "yearly" and any(row[0] < date(on.year, 1, 1) for row in counting):
        start = date(on.year, 1, 1)
    window = [row for row in counting if row[0] < start][-int(reform.get("price_window_days", 1)):]
    if not window:
        return None
    average = half_up(sum((row[1] for row in window), Fraction(0)) / sum((row[2] for row in window), Fraction(0)))
    price = half_up(Fraction(average) * Fraction(reform.get("price_multiplier", D("0.30"))))
    price = max(price, reform.get("price_floor_cny", D(0)))
    if reform.get("price_ceiling_cny", D(0)):
        price = min(price, reform["price_ceiling_cny"])
    return window[-1][0], average, price


REFORMS = st.fixed_dictionaries({
    "price_window_days": st.integers(1, 250).map(D),
    "national_average_definition": st.sampled_from(["all_trades", "listed", "close"]),
    "price_reset": st.sampled_from(["daily", "yearly"]),
    "price_floor_cny": st.integers(0, 2500).map(lambda fen: D(fen) / 100),
    "price_ceiling_cny": st.one_of(st.just(D(0)), st.integers(2500, 4000).map(lambda fen: D(fen) / 100)),
    "price_multiplier": st.integers(0, 100).map(lambda share: D(share) / 100),
})


WEEKLY = {"price_window_days": D(7), "national_average_definition": "close"}  # days of which only the week is known


@settings(max_examples=12)
@example(reform=WEEKLY, first=date(2022, 5, 1))
@example(reform=WEEKLY | {"national_average_definition": "listed"}, first=date(2022, 1, 1))
@given(reform=REFORMS, first=st.dates(date(2021, 7, 1), date(2026, 9, 30)))
def test_one_day_a_range_the_history_and_the_referee_agree(
    series: Series, book: RuleBook, reform: dict[str, Any], first: date
) -> None:
    """On 40 days in a row, shipped figures, any rules."""
    reformed, last = book.reform_all(reform), first + 39 * DAY
    quotes = {one.trade_date: one for one in prices_between(series, first, last, reformed)}
    history = {one.market_date: rest for one, *rest in price_history(series, reformed)}
    counting = counted(series, reform)
    for ahead in range(40):
        on = first + ahead * DAY
        expected = referee(counting, on, reform)
        assert (on in quotes) == (expected is not None)
        if expected is None:
            continue
        price, quote = trading_price(series, on, reformed), quotes[on]
        assert (price.market_date, price.national_average, price.trading_price) == expected
        assert (quote.day, quote.average, quote.price, quote.bound) == (
            price.day, price.national_average, price.trading_price, price.bound)
        if on - DAY in history:
            assert history[on - DAY] == [quote.average, quote.price]


@settings(max_examples=60)
@given(days=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 10**9), st.integers(0, 10**5),
                               st.integers(0, 10**4)), min_size=1, max_size=25, unique_by=lambda row: row[0]),
       reform=REFORMS, on=st.integers(0, 800))
def test_any_days_any_rules(book: RuleBook, days: list[tuple[int, int, int, int]], reform: dict[str, Any],
                            on: int) -> None:
    made = Series(day(str(NEW_YEAR + ahead * DAY), str(D(fen) / 100 if tonnes else 0), str(tonnes),
                      str(D(close) / 100) if close else None) for ahead, fen, tonnes, close in days)
    trade_date, reformed = NEW_YEAR + on * DAY, book.reform_all(reform)
    expected = referee(counted(made, reform), trade_date, reform)
    quotes = prices_between(made, trade_date, trade_date, reformed)
    if expected is None:
        assert quotes == ()
        with pytest.raises(Problem):
            trading_price(made, trade_date, reformed)
        return
    price = trading_price(made, trade_date, reformed)
    assert (price.market_date, price.national_average, price.trading_price) == expected
    assert [(one.day.market_date, one.average, one.price) for one in quotes] == [expected]
    assert price.step.value == price.trading_price


def test_a_range_the_wrong_way_round_or_too_long(series: Series, book: RuleBook) -> None:
    for start, end, key in ((date(2025, 1, 2), date(2025, 1, 1), "prices_order"),
                            (date(2020, 1, 1), date(2035, 1, 1), "prices_long")):
        with pytest.raises(Problem) as refused:
            prices_between(series, start, end, book)
        assert refused.value.key == key


def test_a_range_begins_with_the_market(series: Series, book: RuleBook) -> None:
    quotes = prices_between(series, date(2021, 7, 1), date(2021, 7, 20), book)
    assert [one.trade_date.isoformat() for one in quotes] == [
        "2021-07-17", "2021-07-18", "2021-07-19", "2021-07-20"]
    assert prices_between(series, date(2021, 7, 1), date(2021, 7, 2), book) == ()
