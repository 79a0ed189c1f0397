"""Bulletins in the store: what they change, what they never change, and the way back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.market import trading_price
from core.market.bulletins import Bulletin, digest, plan
from core.problem import Problem
from store import Store, database
from store import bulletins as module
from store.bulletins import known, record, recorded, withdraw
from store.market_calendar import CLOSED, KNOWN, OPEN, add, entries, take_back
from store.shipped import load_prices
from store.snapshot import Snapshot, current

D = Decimal
TODAY = date(2026, 11, 23)
MONDAY, TUESDAY = date(2026, 8, 17), date(2026, 8, 18)
SHIPPED = date(2026, 8, 14)
EVERYTHING = ("FROM market_day ORDER BY market_date", "FROM market_period ORDER BY kind, start_date, end_date")
Ask = Callable[..., list[tuple[Any, ...]]]


def bulletin(day: date, volume: int = 1000, price: str = "98.00", kind: str = "day") -> Bulletin:
    turnover = volume * D(price)
    return Bulletin(kind, day, day, f"T{day:%Y%m%d}", D(volume), turnover, D(0), D(0), D(0), D(0), D(volume), turnover,
                    D(price), "composite", text=f"成交 {volume}", file="a.txt", place="1")


def month(volume: int) -> Bulletin:
    return Bulletin("month", date(2026, 8, 1), date(2026, 8, 31), "M", D(volume), D(volume) * 90, D(0), D(0), D(0),
                    D(0), D(volume), D(volume) * 90)


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with the shipped prices."""
    path = tmp_path_factory.mktemp("priced") / "x.duckdb"
    opened = Store(path)
    opened.write(load_prices)
    opened.close()
    return path


@pytest.fixture
def prices(priced: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own."""
    opened = Store(Path(shutil.copy(priced, tmp_path / "own.duckdb")))
    yield opened
    opened.close()


def put(store: Store, *found: Bulletin, accept: bool = False, reason: str = "") -> tuple[int, ...]:
    """Look at bulletins and store them as they were seen."""
    with store.read() as cursor:
        shown = [one.state for one in plan(found, known(cursor, TODAY))]
    accepted = {digest(one) for one in found} if accept else set()
    return store.write(lambda cursor: record(cursor, found, TODAY, shown, "staff", accepted, reason))


def content(store: Store, ask: Ask) -> list[Any]:
    return [ask(store, sql) for sql in EVERYTHING]


def test_a_new_day_sets_the_price_of_the_next(prices: Store) -> None:
    """Before: 14 August, 68 962 438 ÷ 724 197 = 95.23 → 28.57. After Monday at 98.00: 29.40."""
    before = current(prices)
    assert str(trading_price(before.series, TUESDAY, before.rules).trading_price) == "28.57"
    assert put(prices, bulletin(MONDAY)) == (1,)
    after = current(prices)
    assert after.version == before.version + 1
    found = trading_price(after.series, TUESDAY, after.rules)
    assert (str(found.trading_price), found.market_date, found.day.source) == ("29.40", MONDAY, "T20260817")
    assert trading_price(after.series, MONDAY, after.rules).market_date == SHIPPED
    assert after.calendar.age(after.series.last_date, TODAY) == 64


def test_the_same_again_changes_nothing(prices: Store, ask: Ask) -> None:
    put(prices, bulletin(MONDAY), bulletin(TUESDAY))
    before = content(prices, ask)
    assert put(prices, bulletin(MONDAY), bulletin(TUESDAY)) == ()
    assert content(prices, ask) == before


def test_a_second_click_on_what_was_shown_is_done_already(prices: Store) -> None:
    found = (bulletin(MONDAY),)
    for numbers in ((1,), ()):
        assert prices.write(lambda cursor: record(cursor, found, TODAY, ["new"], "staff")) == numbers


def test_the_record_keeps_what_was_read(prices: Store) -> None:
    put(prices, bulletin(MONDAY))
    with prices.read() as cursor:
        (one,) = recorded(cursor)
    assert one.bulletin == bulletin(MONDAY)
    assert (one.did, one.before, one.reason, one.role, one.counts) == ("new", None, "", "staff", True)


def test_a_conflict_changes_nothing_unless_it_is_accepted_with_a_reason(prices: Store, ask: Ask) -> None:
    before, other = content(prices, ask), bulletin(SHIPPED)
    assert put(prices, other) == ()
    with pytest.raises(Problem, match="bulletin_reason"):
        put(prices, other, accept=True, reason=" ")
    assert content(prices, ask) == before
    (number,) = put(prices, other, accept=True, reason="勘误")
    stored = current(prices).series.on(SHIPPED)
    assert stored is not None
    assert (stored.total_turnover_cny, stored.source) == (D("98000.00"), "T20260814")
    with prices.read() as cursor:
        (one,) = recorded(cursor)
    assert (one.did, one.reason) == ("replaced", "勘误")
    assert one.before is not None
    assert one.before["total_turnover_cny"] == "68962438.00"
    prices.write(lambda cursor: withdraw(cursor, number, "again", "staff"))
    assert content(prices, ask) == before


def test_only_the_accepted_conflict_is_stored(prices: Store) -> None:
    one, other = bulletin(SHIPPED), bulletin(date(2026, 8, 13))
    found = (one, other, bulletin(MONDAY))
    numbers = prices.write(lambda cursor: record(cursor, found, TODAY, ["conflict", "conflict", "new"], "staff",
                                                 {digest(one)}, "why"))
    assert len(numbers) == 2
    with prices.read() as cursor:
        assert [(each.bulletin.start, each.reason) for each in recorded(cursor)] == [(MONDAY, ""), (SHIPPED, "why")]


def test_a_failure_in_the_middle_leaves_nothing(prices: Store, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    before, version, store = content(prices, ask), prices.data_version, module._store

    def failing(cursor: Any, planned: Any, *rest: Any) -> int:
        if planned.bulletin.start == TUESDAY:
            raise OSError("disk full")
        return store(cursor, planned, *rest)

    monkeypatch.setattr(module, "_store", failing)
    with pytest.raises(OSError, match="disk full"):
        put(prices, bulletin(MONDAY), bulletin(TUESDAY), bulletin(date(2026, 8, 19)))
    assert content(prices, ask) == before
    assert ask(prices, "FROM bulletin") == []
    assert prices.data_version == version


def test_what_changed_since_it_was_looked_at_is_not_stored(prices: Store, ask: Ask) -> None:
    """Two people bring different figures of Monday; the second one is told, and Tuesday is not stored by halves."""
    put(prices, bulletin(MONDAY))
    before = content(prices, ask)
    with pytest.raises(Problem, match="bulletin_changed"):
        prices.write(lambda cursor: record(cursor, (bulletin(MONDAY, 999), bulletin(TUESDAY)), TODAY, ["new", "new"],
                                           "staff"))
    assert content(prices, ask) == before


def test_two_at_once_with_the_same_bulletins(prices: Store) -> None:
    found = tuple(bulletin(date(2026, 8, day)) for day in range(17, 22))
    numbers: list[tuple[int, ...]] = []
    start = threading.Barrier(2)

    def bring() -> None:
        start.wait()
        numbers.append(prices.write(lambda cursor: record(cursor, found, TODAY, ["new"] * 5, "staff")))

    threads = [threading.Thread(target=bring) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(numbers) == [(), (1, 2, 3, 4, 5)]


def test_withdrawing(prices: Store) -> None:
    (first,) = put(prices, bulletin(MONDAY))
    (second,) = put(prices, bulletin(MONDAY, 999), accept=True, reason="why")
    for number, reason, key in ((first, "x", "bulletin_newer"), (second, "", "bulletin_reason"),
                                (9, "x", "bulletin_unknown"), (second, "x" * 501, "bulletin_long")):
        with pytest.raises(Problem, match=key):
            prices.write(lambda cursor, number=number, reason=reason: withdraw(cursor, number, reason, "staff"))
    prices.write(lambda cursor: withdraw(cursor, second, "x", "staff"))
    stored = current(prices).series.on(MONDAY)
    assert stored is not None and stored.total_volume_t == 1000
    with pytest.raises(Problem, match="bulletin_withdrawn"):
        prices.write(lambda cursor: withdraw(cursor, second, "x", "staff"))
    prices.write(lambda cursor: withdraw(cursor, first, "x", "staff"))
    assert current(prices).series.on(MONDAY) is None
    assert put(prices, bulletin(MONDAY)) == (3,)  # what was withdrawn can be brought again


def test_a_month_stored_and_taken_out(prices: Store, ask: Ask) -> None:
    before = content(prices, ask)
    (number,) = put(prices, month(50_000_000))
    assert ask(prices, "SELECT count(*) FROM market_period WHERE source = 'M'") == [(1,)]
    prices.write(lambda cursor: withdraw(cursor, number, "x", "staff"))
    assert content(prices, ask) == before


ACTS = st.lists(st.tuples(st.sampled_from([SHIPPED, date(2022, 1, 5), date(2023, 1, 3), MONDAY, TUESDAY, None]),
                          st.integers(1, 3), st.booleans()), max_size=8)


@given(acts=ACTS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_withdrawing_whatever_was_done_gives_the_shipped_series(prices: Store, ask: Ask, acts: list[Any]) -> None:
    """Days of all three qualities, new days and a month, stored, replaced, and some withdrawn in between."""
    before = content(prices, ask)
    done: list[int] = []

    def undo_last() -> None:
        number = done.pop()
        prices.write(lambda cursor: withdraw(cursor, number, "undo", "staff"))

    for day, volume, undo in acts:
        one = month(volume * 30_000_000) if day is None else bulletin(day, volume)
        done += put(prices, one, accept=True, reason="try")
        if undo and done:
            undo_last()
    while done:
        undo_last()
    assert content(prices, ask) == before


def test_a_store_of_before_keeps_everything(priced: Path, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch,
                                            prices: Store) -> None:
    """Made with five migrations and filled; opened with six."""
    older = tmp_path / "older"
    shutil.copytree(database.MIGRATIONS, older)
    next(older.glob("0006_*")).unlink()
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", older)
        store = Store(tmp_path / "old.duckdb")
        store.write(load_prices)
        with pytest.raises(duckdb.ConstraintException):
            store.write(lambda cursor: cursor.execute(
                "INSERT INTO market_period VALUES ('year', '2025-01-01', '2025-12-31', 1, 1, 1, 1, 'Y')"))
        store.close()
    store = Store(tmp_path / "old.duckdb")
    assert content(store, ask) == content(prices, ask)
    year = replace(month(1), kind="year", start=date(2021, 1, 1), end=date(2021, 12, 31))
    put(store, year, accept=True, reason="a year")
    assert ask(store, "SELECT kind, total_volume_t FROM market_period WHERE kind = 'year'") == [("year", D(1))]
    with pytest.raises(duckdb.ConstraintException):  # the key is still there
        store.write(lambda cursor: cursor.execute(
            "INSERT INTO market_period VALUES ('year', '2021-01-01', '2021-12-31', 1, 1, 1, 1, 'Y')"))
    store.close()


# --- the calendar


def say(store: Store, kind: str, first: date, last: date, note: str = "通知") -> int:
    return store.write(lambda cursor: add(cursor, kind, first, last, note, "staff"))


def test_staff_extends_the_calendar(prices: Store) -> None:
    """2027: New Year's Day is a Friday, and after the entry it is shut; the alarm of 60 days ends."""
    day, eve = date(2027, 1, 1), date(2026, 12, 31)
    assert Snapshot(prices).calendar_alarm(TODAY) == 38
    say(prices, CLOSED, day, date(2027, 1, 3))
    number = say(prices, KNOWN, day, date(2027, 12, 31))
    shown = Snapshot(prices)
    assert shown.calendar_alarm(TODAY) is None
    assert shown.calendar.market_days(eve, date(2027, 1, 4)) == (eve, date(2027, 1, 4))
    prices.write(lambda cursor: take_back(cursor, number, "staff"))
    assert Snapshot(prices).calendar_alarm(TODAY) == 38
    assert not Snapshot(prices).calendar.is_market_day(day)


def test_a_later_entry_counts_and_weekends_in_a_span_stay(prices: Store) -> None:
    say(prices, CLOSED, date(2026, 11, 16), date(2026, 11, 20))
    wednesday = say(prices, OPEN, date(2026, 11, 18), date(2026, 11, 18))
    say(prices, OPEN, date(2026, 12, 4), date(2026, 12, 7))
    calendar = Snapshot(prices).calendar
    assert [day.day for day in calendar.market_days(date(2026, 11, 14), date(2026, 11, 22))] == [18]
    assert [day.day for day in calendar.market_days(date(2026, 12, 4), date(2026, 12, 7))] == [4, 7]
    prices.write(lambda cursor: take_back(cursor, wednesday, "staff"))
    assert Snapshot(prices).calendar.market_days(date(2026, 11, 14), date(2026, 11, 22)) == ()
    with prices.read() as cursor:
        assert [one.taken_back for one in entries(cursor)] == [False, True, False]


@pytest.mark.parametrize(("kind", "first", "last", "note", "key"), [
    (CLOSED, SHIPPED, SHIPPED, "x", "calendar_traded"), (CLOSED, TUESDAY, MONDAY, "x", "calendar_span"),
    (OPEN, MONDAY, date(2026, 9, 17), "x", "calendar_span"), (OPEN, MONDAY, MONDAY, "  ", "calendar_note"),
    (KNOWN, MONDAY, date(2026, 12, 31), "x", "calendar_known"), (OPEN, date(2020, 1, 1), MONDAY, "x", "calendar_span"),
])
def test_entries_that_cannot_be(prices: Store, kind: str, first: date, last: date, note: str, key: str) -> None:
    with pytest.raises(Problem, match=key):
        say(prices, kind, first, last, note)


def test_taking_back_twice(prices: Store) -> None:
    number = say(prices, OPEN, MONDAY, MONDAY)
    prices.write(lambda cursor: take_back(cursor, number, "staff"))
    with pytest.raises(Problem, match="calendar_unknown"):
        prices.write(lambda cursor: take_back(cursor, number, "staff"))
