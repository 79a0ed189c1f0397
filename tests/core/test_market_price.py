"""The trading price of a date: which day prices it, how it is rounded, what reforms change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.market import MarketDay, MarketPeriod, Series, average_of, price_history, trading_price
from core.problem import Problem
from core.rules import RuleBook

Row = dict[str, str]
D = Decimal
NO_TRADE_SPELLS = {  # trade date: the day that prices it, and the days without trade between, latest first
    "2025-01-15": ("2025-01-13", ["2025-01-14"]),
    "2025-01-17": ("2025-01-15", ["2025-01-16"]),
    "2025-02-05": ("2025-01-24", ["2025-01-27"]),
    "2025-02-08": ("2025-02-06", ["2025-02-07"]),
    "2025-02-11": ("2025-02-06", ["2025-02-10", "2025-02-07"]),
    "2025-03-20": ("2025-03-17", ["2025-03-19", "2025-03-18"]),
    "2026-04-02": ("2026-03-31", ["2026-04-01"]),
    "2026-04-08": ("2026-04-03", ["2026-04-07"]),
}


def day(iso: str, turnover: str = "0", volume: str = "0", **more: Decimal) -> MarketDay:
    """A day on which everything was traded by listed agreement."""
    return MarketDay(date.fromisoformat(iso), "A", "", listed_volume_t=D(volume),
                     listed_turnover_cny=D(turnover), total_volume_t=D(volume),
                     total_turnover_cny=D(turnover), **more)


def price(series: Series, iso: str, book: RuleBook) -> tuple[str, str, str]:
    """(market date, national average, trading price) of a trade date."""
    found = trading_price(series, date.fromisoformat(iso), book)
    return str(found.market_date), str(found.national_average), str(found.trading_price)


# --- known days


def test_the_day_the_registry_printed_its_average(series: Series, book: RuleBook) -> None:
    """202 002 ÷ 4 001 = 50.4878… → 50.49; × 0.30 = 15.147 → 15.15."""
    assert price(series, "2021-08-20", book) == ("2021-08-19", "50.49", "15.15")


@pytest.mark.parametrize(("definition", "average", "trading"), [
    ("all_trades", "42.88", "12.86"),  # 54 192 619.05 ÷ 1 263 847 = 42.8791…; 42.88 × 0.30 = 12.864
    ("listed", "38.50", "11.55"),  # 20 804 369.05 ÷ 540 397 = 38.4983…; 38.50 × 0.30 = 11.55
    ("close", "51.34", "15.40"),  # as published; 51.34 × 0.30 = 15.402
])
def test_three_definitions_of_one_day(
    series: Series, book: RuleBook, definition: str, average: str, trading: str
) -> None:
    reformed = book.reform_all({"national_average_definition": definition})
    found = trading_price(series, date(2025, 10, 21), reformed)
    assert (found.market_date, found.definition) == (date(2025, 10, 20), definition)
    assert (str(found.national_average), str(found.trading_price)) == (average, trading)


def test_all_trades_is_the_definition_in_force(series: Series, book: RuleBook) -> None:
    assert trading_price(series, date(2025, 10, 21), book).definition == "all_trades"


def test_the_first_day_that_has_a_price(series: Series, book: RuleBook) -> None:
    """The market opened on 2021-07-16: 210 230 053.25 ÷ 4 103 953 = 51.2262… → 51.23; × 0.30 = 15.369."""
    assert price(series, "2021-07-17", book) == ("2021-07-16", "51.23", "15.37")


@pytest.mark.parametrize("iso", ["2021-07-16", "2021-07-15", "2020-01-01"])
def test_before_the_market_there_is_no_price(series: Series, book: RuleBook, iso: str) -> None:
    with pytest.raises(Problem) as refused:
        trading_price(series, date.fromisoformat(iso), book)
    assert refused.value.key == "price_before_market"
    assert refused.value.fields == {"date": date.fromisoformat(iso), "first": date(2021, 7, 16)}


def test_no_days_no_price(book: RuleBook) -> None:
    with pytest.raises(Problem) as refused:
        trading_price(Series([]), date(2026, 1, 1), book)
    assert refused.value.key == "price_before_market"


def test_long_after_the_last_day_the_last_day_prices(series: Series, book: RuleBook) -> None:
    assert price(series, "2030-01-01", book)[0] == "2026-08-14"


# --- which day counts


def test_the_trade_date_itself_never_counts(book: RuleBook) -> None:
    two = Series([day("2025-03-03", "5000", "100"), day("2025-03-04", "9000", "100")])
    assert price(two, "2025-03-04", book) == ("2025-03-03", "50.00", "15.00")
    assert price(two, "2025-03-05", book) == ("2025-03-04", "90.00", "27.00")


def test_a_weekend_takes_friday(series: Series, book: RuleBook) -> None:
    for iso in ("2025-10-18", "2025-10-19", "2025-10-20"):  # Saturday, Sunday, Monday
        assert price(series, iso, book)[0] == "2025-10-17"


@pytest.mark.parametrize("iso", NO_TRADE_SPELLS)
def test_a_day_without_trade_is_skipped_and_named(series: Series, book: RuleBook, iso: str) -> None:
    market_date, skipped = NO_TRADE_SPELLS[iso]
    found = trading_price(series, date.fromisoformat(iso), book)
    assert str(found.market_date) == market_date
    assert [str(one) for one in found.skipped] == skipped
    assert found.day.traded


def test_the_price_after_a_day_without_trade(series: Series, book: RuleBook) -> None:
    """2025-01-13: 940 752.08 ÷ 10 008 = 94.0000… → 94.00; × 0.30 = 28.20."""
    assert price(series, "2025-01-15", book) == ("2025-01-13", "94.00", "28.20")


def test_a_published_close_does_not_make_a_day_without_trade_count(series: Series, book: RuleBook) -> None:
    """The exchange repeats a close of 94.47 on 2025-01-14, on which nothing was traded."""
    reformed = book.reform_all({"national_average_definition": "close"})
    assert price(series, "2025-01-15", reformed) == ("2025-01-13", "94.47", "28.34")  # 28.341


def test_days_with_block_trades_only_count(series: Series, book: RuleBook) -> None:
    found = trading_price(series, date(2025, 1, 24), book)
    assert (found.market_date, found.skipped) == (date(2025, 1, 23), ())
    assert found.national_average == average_of(found.day, "all_trades")


def test_days_with_block_trades_only_can_be_skipped(series: Series, book: RuleBook) -> None:
    found = trading_price(series, date(2025, 1, 24), book.reform_all({"block_only_day": "skip"}))
    assert (str(found.market_date), [str(one) for one in found.skipped]) == (
        "2025-01-21", ["2025-01-23", "2025-01-22"])


def test_a_listed_average_has_nothing_to_say_of_a_block_only_day(series: Series, book: RuleBook) -> None:
    reformed = book.reform_all({"national_average_definition": "listed"})
    assert price(series, "2025-01-24", reformed)[0] == "2025-01-21"


# --- days of which only the week is known


@pytest.mark.parametrize(("definition", "average", "trading"), [
    ("all_trades", "53.78", "16.13"),  # 246 528 378.70 ÷ 4 583 731 = 53.7833…; 53.78 × 0.30 = 16.134
    ("listed", "57.42", "17.23"),  # 31 907 394.34 ÷ 555 692 = 57.4192…; 57.42 × 0.30 = 17.226
    ("close", "57.42", "17.23"),  # the close of those days was a listed average
])
def test_a_week_stands_for_its_days(
    series: Series, book: RuleBook, definition: str, average: str, trading: str
) -> None:
    reformed = book.reform_all({"national_average_definition": definition})
    for iso in ("2022-01-05", "2022-01-06", "2022-01-08"):
        assert price(series, iso, reformed)[1:] == (average, trading)


def test_days_known_by_the_week_can_be_skipped(series: Series, book: RuleBook) -> None:
    found = trading_price(series, date(2022, 1, 8), book.reform_all({"week_quality_day": "skip"}))
    assert found.market_date == date(2021, 12, 31)
    assert [str(one) for one in found.skipped] == ["2022-01-07", "2022-01-06", "2022-01-05", "2022-01-04"]


def test_days_of_a_partly_known_week_use_their_own_figures(series: Series, book: RuleBook) -> None:
    """2022-05-26 has a bulletin: 7 670 590 ÷ 130 010 = 59.00; its week: 30 729 701 ÷ 551 351 = 55.74."""
    assert price(series, "2022-05-27", book)[1] == "59.00"
    assert price(series, "2022-05-26", book)[:2] == ("2022-05-25", "55.74")


def test_a_week_without_listed_trades_has_no_listed_average() -> None:
    week = MarketPeriod(date(2022, 1, 3), date(2022, 1, 7), D(0), D(0), D(100), D(5000), "")
    known = MarketDay(date(2022, 1, 4), "W", "", week=week)
    assert average_of(known, "listed") is None
    assert average_of(known, "all_trades") == D("50.00")


# --- rounding


@pytest.mark.parametrize(("turnover", "average", "trading"), [
    ("4284.5", "42.85", "12.86"),  # 42.845 → 42.85, not 42.84; 42.85 × 0.30 = 12.855 → 12.86
    ("4215.0", "42.15", "12.65"),  # 12.645 → 12.65; to even it would be 12.64
    ("4214.4", "42.14", "12.64"),  # 42.144 → 42.14; 12.642 → 12.64; unrounded 12.6432
    ("4218.4", "42.18", "12.65"),  # 42.184 → 42.18; 12.654 → 12.65; unrounded 12.6552 would give 12.66
])
def test_the_average_is_rounded_then_the_price_half_up(
    book: RuleBook, turnover: str, average: str, trading: str
) -> None:
    assert price(Series([day("2025-03-03", turnover, "100")]), "2025-03-04", book)[1:] == (average, trading)


def test_the_multiplier_in_force_on_the_trade_date_counts(series: Series, book: RuleBook) -> None:
    """A rule that begins on a trade date applies to it, although its market day lies before."""
    reformed = book.reform({"price_multiplier": {date(2025, 10, 21): D("0.25")}})
    assert price(series, "2025-10-20", reformed) == price(series, "2025-10-20", book)
    assert price(series, "2025-10-21", reformed) == ("2025-10-20", "42.88", "10.72")  # 42.88 × 0.25
    assert trading_price(series, date(2025, 10, 21), reformed).multiplier == D("0.25")


def test_an_unknown_definition_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        average_of(day("2025-03-03", "5000", "100"), "median")
    assert refused.value.key == "price_definition"


# --- the whole history

REFORMS: dict[str, dict[str, str | Decimal]] = {
    "as in force": {},
    "listed": {"national_average_definition": "listed"},
    "close": {"national_average_definition": "close"},
    "skipping": {"block_only_day": "skip", "week_quality_day": "skip"},
    "dearer": {"price_multiplier": D("0.35")},
}


def test_a_dated_reform_changes_the_history_from_the_day_before_its_date(series: Series, book: RuleBook) -> None:
    """A row prices the next day, so the rules of that next day count: the row of 2025-10-20 is 2025-10-21's."""
    reformed = book.reform({"price_multiplier": {date(2025, 10, 21): D("0.25")}})
    pairs = zip(price_history(series, book), price_history(series, reformed), strict=True)
    changed = [one.market_date for (one, _, before), (_, _, after) in pairs if before != after]
    assert changed[0] == date(2025, 10, 20)
    assert changed == [one.market_date for one in series.between(date(2025, 10, 20), date(2026, 8, 14)) if one.traded]


@pytest.mark.parametrize("reform", REFORMS)
def test_the_history_is_the_price_of_each_next_day(series: Series, book: RuleBook, reform: str) -> None:
    reformed = book.reform_all(REFORMS[reform])
    history = {one.market_date: rest for one, *rest in price_history(series, reformed)}
    assert len(history) > 1000
    for one in series:
        found = trading_price(series, one.market_date + timedelta(days=1), reformed)
        if one.market_date in history:
            assert history[one.market_date] == [found.national_average, found.trading_price]
            assert found.market_date == one.market_date
        else:
            assert found.skipped[0] == one.market_date


def test_the_history_by_a_second_pair_of_hands(series: Series, book: RuleBook, day_rows: list[Row]) -> None:
    """From the CSV alone: turnover ÷ volume to 0.01, × 0.30 to 0.01, half up; W days are in other tests."""
    expected = []
    for row in day_rows:
        if row["quality"] != "W" and D(row["total_volume_t"]):
            average = D(row["total_turnover_cny"]) / D(row["total_volume_t"])
            average = average.quantize(D("0.01"), ROUND_HALF_UP)
            expected.append((row["market_date"], average,
                             (average * 30 / 100).quantize(D("0.01"), ROUND_HALF_UP)))
    found = [(one.market_date.isoformat(), average, trading)
             for one, average, trading in price_history(series, book) if one.quality != "W"]
    assert found == expected
    assert len(found) == 1232 - 92 - 13


# --- the series


def test_days_come_in_order_whatever_the_order_given() -> None:
    jumbled = Series([day("2025-03-05"), day("2025-03-03"), day("2025-03-04")])
    assert [one.market_date.day for one in jumbled] == [3, 4, 5]
    assert [one.market_date.day for one in jumbled.before(date(2025, 3, 5))] == [4, 3]
    assert [one.market_date.day for one in jumbled.between(date(2025, 3, 4), date(2025, 3, 5))] == [4, 5]
    assert jumbled.between(date(2025, 3, 6), date(2025, 3, 9)) == ()
    assert jumbled.on(date(2025, 3, 4)) is not None
    assert jumbled.on(date(2025, 3, 6)) is None
    assert jumbled.on(date(2025, 3, 2)) is None


@given(turnover=st.integers(1, 10**12), volume=st.integers(1, 10**8), cut=st.sampled_from(["0.30", "0.25"]))
def test_a_price_is_within_half_a_fen_of_the_exact_share(
    book: RuleBook, turnover: int, volume: int, cut: str
) -> None:
    """Half a fen by its own rounding and cut × half a fen by the average's."""
    yuan = D(turnover) / 100
    reformed = book.reform_all({"price_multiplier": D(cut)})
    found = trading_price(Series([day("2025-03-03", str(yuan), str(volume))]), date(2025, 3, 4), reformed)
    exact = yuan / volume * D(cut)
    assert abs(found.trading_price - exact) <= D("0.005") + D("0.005") * D(cut)
