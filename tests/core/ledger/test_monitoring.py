"""When lots are to be measured, and the numbers that the journal gives."""

from __future__ import annotations

from datetime import date

import pytest
from ledger_tables import play

from core.ledger.monitoring import due, shortfalls, watched
from core.ledger.numbering import follows, next_number
from core.rules import RuleBook


def test_numbers_begin_anew_each_year_and_pass_over_other_names() -> None:
    assert next_number("W", 2026, []) == "YM-W-2026-0001"
    assert next_number("W", 2026, ["YM-W-2026-0009", "x", "YM-R-2026-0012"]) == "YM-W-2026-0010"
    assert next_number("W", 2027, ["YM-W-2026-0009"]) == "YM-W-2027-0001"
    assert next_number("W", 2026, ["YM-W-2026-9999"]) == "YM-W-2026-10000"
    assert follows("W", "YM-W-2027-0001", ["YM-W-2026-0009"])
    assert not follows("W", "YM-W-2026-0011", ["YM-W-2026-0009"])


@pytest.mark.parametrize(("today", "state", "next_on"), [
    (date(2027, 10, 1), "running", date(2028, 1, 1)),  # 91 days before the last day
    (date(2027, 10, 2), "soon", date(2028, 1, 1)),
    (date(2027, 12, 31), "soon", date(2028, 1, 1)),
    (date(2028, 1, 1), "over", date(2028, 1, 1))])
def test_a_lot_is_listed_before_its_period_ends(today: date, state: str, next_on: date, written: RuleBook) -> None:
    books = play((("StoreLot", {}),), written)[1]
    one, = watched(books, written.at(today), today)
    assert (one.state, one.next_on, due((one,))[state]) == (state, next_on, 1)


@pytest.mark.parametrize(("today", "next_on"), [
    (date(2028, 2, 1), date(2031, 1, 1)), (date(2030, 12, 31), date(2031, 1, 1)), (date(2031, 1, 1), date(2034, 1, 1))])
def test_a_settled_lot_is_measured_again_every_three_years(today: date, next_on: date, written: RuleBook) -> None:
    books = play((("StoreLot", {}), ("SettleLot", {"day": "2028-01-01"})), written)[1]
    one, = watched(books, written.at(today), today)
    assert (one.state, one.next_on) == ("settled", next_on)


def test_what_is_short_and_what_of_it_is_planned(written: RuleBook) -> None:
    """70 t sold of 100, 70 lost: 40 short, 25 of them in two plans."""
    books = play((("StoreLot", {}), ("HoldOrder", {"owed_t": "70", "amount_cny": "1060.50"}),
                  ("ReverseLot", {"lost_t": "70"}), ("PlanRemedy", {"planned_t": "20"}),
                  ("PlanRemedy", {"remedy": "R-2", "planned_t": "5"})), written)[1]
    found = watched(books, written.at(date(2026, 11, 23)), date(2026, 11, 23))
    assert (*shortfalls(found), found[0].unplanned_t) == (40, 25, 15)
