"""Which days are market days: the shipped calendar against every known trading day, staff's entries, the end of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import get_holiday_detail, is_workday
from hypothesis import given
from hypothesis import strategies as st

from core.market import Series
from core.market.calendar import Calendar, Closure, days, spans
from store import holidays

FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def shipped() -> Calendar:
    """The calendar without any figures: nothing but holidays and the market's own exceptions."""
    shut, until = holidays.closures()
    return Calendar(frozenset(), shut, until)


def test_the_calendar_alone_gives_every_known_trading_day_and_no_other(shipped: Calendar, series: Series) -> None:
    """All 1 232 days to 2026-08-14, by holidays and exceptions only."""
    known = tuple(day.market_date for day in series)
    assert len(known) == 1232
    assert shipped.market_days(known[0], known[-1]) == known


def test_the_library_alone_differs_on_one_day_which_is_an_exception(series: Series) -> None:
    """Lunar New Year's Eve of 2024 was an ordinary working day by the State Council, and the market was shut."""
    known = {day.market_date for day in series}
    differing = {day for day in days(series.first_date, series.last_date)
                 if (is_workday(day) and day.weekday() < 5) != (day in known)}
    assert differing == {date(2024, 2, 9)}
    assert get_holiday_detail(date(2024, 2, 9)) == (False, None)
    assert holidays.closures()[0][date(2024, 2, 9)].name_zh == "除夕"


def test_weekdays_off_are_what_the_library_says_of_each_day_but_for_the_exception() -> None:
    shut, until = holidays.closures()
    off = {day: name for day in days(date(2021, 1, 1), until)
           if day.weekday() < 5 and (name := get_holiday_detail(day)[1]) and not is_workday(day)}
    assert {day: one.name_en for day, one in shut.items() if day != date(2024, 2, 9)} == off


def test_what_follows_the_last_known_day(shipped: Calendar) -> None:
    """By hand, from the notice on 2026: Mid-autumn on Friday 25 September, National Day 1 to 7 October; the make-up
    days Sunday 20 September and Saturday 10 October are no market days."""
    shut = [date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))]
    assert not any(shipped.is_market_day(day) for day in shut)
    assert not shipped.is_market_day(date(2026, 9, 20))
    assert not shipped.is_market_day(date(2026, 10, 10))
    assert shipped.is_market_day(date(2026, 10, 8))
    assert shipped.age(date(2026, 8, 14), date(2026, 11, 23)) == 14 * 5 + 1 - 1 - 5


def test_beyond_what_is_known_weekdays_count(shipped: Calendar) -> None:
    assert shipped.known_until == date(2026, 12, 31)
    assert shipped.is_market_day(date(2027, 1, 1))  # surely a holiday, and nobody has said so yet
    assert not shipped.is_market_day(date(2027, 1, 2))
    assert (shipped.days_left(date(2026, 11, 23)), shipped.days_left(date(2027, 1, 1))) == (38, -1)


def test_a_library_that_knows_a_further_year_lengthens_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "holidays", holidays.holidays | {date(2027, 1, 1): "New Year's Day"})
    shut, until = holidays.closures.__wrapped__()
    assert until == date(2027, 12, 31)
    assert shut[date(2027, 1, 1)] == Closure(date(2027, 1, 1), "元旦", "New Year's Day")


def test_figures_stand_above_what_staff_said_and_staff_above_the_holidays() -> None:
    day, holiday = date(2026, 11, 18), date(2026, 11, 19)
    shut = {holiday: Closure(holiday, "节", "feast")}
    assert not Calendar(frozenset(), shut, FRIDAY).is_market_day(holiday)
    assert Calendar(frozenset(), shut, FRIDAY, {holiday: True}).is_market_day(holiday)
    assert not Calendar(frozenset(), shut, FRIDAY, {day: False}).is_market_day(day)
    assert Calendar(frozenset({day}), shut, FRIDAY, {day: False}).is_market_day(day)
    assert Calendar(frozenset(), {}, FRIDAY, {date(2026, 11, 21): True}).is_market_day(date(2026, 11, 21))


def test_missing_days_in_spans() -> None:
    """Monday 16 to Monday 23 November 2026, Wednesday traded and Thursday shut: Mon–Tue, and Fri–Mon over a weekend."""
    traded, shut = date(2026, 11, 18), date(2026, 11, 19)
    calendar = Calendar(frozenset({traded}), {shut: Closure(shut, "", "")}, FRIDAY)
    found = calendar.missing(date(2026, 11, 14), date(2026, 11, 23))
    assert [day.day for day in found] == [16, 17, 20, 23]
    assert [(first.day, last.day, count) for first, last, count in spans(found, calendar)] == [(16, 17, 2), (20, 23, 2)]


@given(last=st.dates(date(2021, 8, 1), date(2027, 6, 1)), ahead=st.integers(-30, 200))
def test_an_age_is_the_count_of_market_days(last: date, ahead: int) -> None:
    shut, until = holidays.closures()
    calendar = Calendar(frozenset(), shut, until)
    after = [last + timedelta(days=one) for one in range(1, ahead + 1)]
    assert calendar.age(last, last + timedelta(days=ahead)) == sum(
        1 for day in after if day.isoweekday() <= 5 and day not in shut)
