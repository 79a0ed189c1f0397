"""The order to approve in: a case by hand, the best choice against trying every one, a reserve that is short anyway."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scenario import order as module
from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reform,
    Scenario,
    Sizes,
    add_months,
)
from core.scenario.order import Candidate, available, capacity, order, remaining, to_buy
from core.scenario.plan import plan

D = Decimal


def candidate(name: str, month: int, tonnes: str, worth: str | None) -> Candidate:
    return Candidate(name, month, D(tonnes), None if worth is None else D(worth))


def fits(chosen: list[Candidate], position: list[Decimal]) -> bool:
    """As the module's head says it, in other words: what is drawn until a month is there in that month."""
    return all(sum((one.tonnes for one in chosen if one.month <= month), D(0)) <= max(D(0), there)
               for month, there in enumerate(position))


def worth(chosen: list[Candidate]) -> Decimal:
    return sum((one.worth or D(0) for one in chosen), D(0))


# 100 t until month 1, of which 40 t go elsewhere in month 2: what is approved in month 0 must leave them.
POSITION = [D(100), D(100), D(60), D(90)]
ROAD = candidate("road", 0, "30", "15")  # 2 t/hm²
MINE = candidate("mine", 1, "40", "10")  # 4 t/hm²
SCHOOL = candidate("school", 3, "28", "28")  # 1 t/hm²
SOLAR = candidate("solar", 2, "30", "12")  # 2.5 t/hm²


def test_a_case_by_hand() -> None:
    """school 28, road 30 and solar 30 draw 60 by month 2 and 88 by month 3 of 90; the mine would need 40 of nothing."""
    found = order([ROAD, MINE, SCHOOL, SOLAR], POSITION)
    assert [(one.candidate.name, one.number, one.taken) for one in found.ranked] == [
        ("school", 2, True), ("road", 0, True), ("solar", 3, True), ("mine", 1, False)]
    assert [one.cumulative for one in found.ranked] == [28, 58, 88, 88]
    assert [(one.tightest, one.left) for one in found.ranked] == [(3, 2), (2, 0), (2, 0), (2, 0)]
    assert [one.lacking for one in found.ranked] == [0, 0, 0, 40]
    assert (found.best, found.worth, found.by_rank, found.tonnes) == (True, 55, 55, 88)


def test_what_can_be_drawn_never_falls() -> None:
    assert capacity(POSITION) == (60, 60, 60, 90)
    assert capacity([D(5), D(-3), D(7)]) == (0, 0, 7)


def test_the_best_choice_may_leave_out_the_first_in_rank() -> None:
    """By rank a (6 t for 6) shuts out b and c (5 t for 4.5 each), which together are worth 9."""
    given_ = [candidate("a", 0, "6", "6"), candidate("b", 0, "5", "4.5"), candidate("c", 0, "5", "4.5")]
    found = order(given_, [D(10)])
    assert [(one.candidate.name, one.taken, one.left) for one in found.ranked] == [
        ("a", False, 0), ("b", True, 0), ("c", True, 0)]
    assert (found.best, found.worth, found.by_rank) == (True, 9, 6)


def test_beyond_what_can_be_searched_the_ranking_stands_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STATES", 1)
    found = order([candidate("a", 0, "6", "6"), candidate("b", 0, "5", "4.5"), candidate("c", 0, "5", "4.5")], [D(10)])
    assert [one.candidate.name for one in found.ranked if one.taken] == ["a"]
    assert (found.best, found.worth, found.most) == (False, 6, D("9.6"))  # 6 t whole and 4 ÷ 5 of 4.5


def test_a_reserve_that_is_short_anyway_serves_only_who_comes_after() -> None:
    found = order([candidate("early", 0, "1", "1"), candidate("late", 2, "1", "1")], [D(5), D(-3), D(7)])
    assert {one.candidate.name: one.taken for one in found.ranked} == {"early": False, "late": True}
    assert [(one.tightest, one.left) for one in found.ranked] == [(1, 0), (2, 6)]


def test_who_owes_nothing_always_fits_and_who_says_no_worth_comes_last() -> None:
    found = order([candidate("unsaid", 0, "1", None), candidate("free", 0, "0", "3"), candidate("none", 0, "9", "0")],
                  [D(1)])
    assert [(one.candidate.name, one.taken) for one in found.ranked] == [
        ("free", True), ("unsaid", True), ("none", False)]
    assert order([candidate("free", 0, "0", "3")], [D(-1)]).ranked[0].taken


def test_what_ticking_leaves() -> None:
    assert remaining(POSITION, [(0, D(30)), (2, D(35)), (9, D(99)), (-1, D(99))]) == (70, 70, -5, 25)


START = date(2026, 11, 1)
RULES = tuple(Frozen(name, date(2020, 1, 1), D(value)) for name, value in (
    ("offset_max_share", "0.8"), ("neutrality_period_years", "3"), ("village_income_share", "0.7")))
COUNTY = Scenario(
    "county", START, 6, PriceModel("constant", D(90), START), RULES, (OpeningLot("1", D(120), D(100), START),),
    (Listed("kept out of it", START, D(70)),), steady_t=D(10), offsets=Offsets(D("0.25")),
    batches=(Batch("second", date(2027, 2, 1), D(10), D(4)),),
    reforms=(Reform("offset_max_share", date(2027, 3, 1), D("0.1")),))


def test_what_the_reserve_can_give_by_hand() -> None:
    """100 t less 7.5 t a month (a quarter of 10 t is offset), 40 t more in February, and from March only a tenth."""
    assert available(COUNTY) == (D("92.5"), 85, D("77.5"), 110, 101, 92)


def test_unlisted_projects_are_provided_for_as_long_as_is_asked() -> None:
    """12 projects a year of 20 t, 15 t of them bought each month: for 2 months, for none, and for all six. From March
    a tenth is offset: 18 t."""
    busy = replace(COUNTY, arrivals=(Arrivals("", D(12), Sizes("fixed", D(20))),))
    assert available(busy, 2) == (D("77.5"), 55, D("47.5"), 80, 71, 62)
    assert available(busy, 0) == available(COUNTY)
    assert available(busy, 6) == available(busy) == (D("77.5"), 55, D("32.5"), 50, 23, -4)


@pytest.mark.parametrize(("month", "owed", "buys"), [(0, "10.001", "7.501"), (4, "10.001", "9.001")])
def test_what_a_proposal_buys_by_hand(month: int, owed: str, buys: str) -> None:
    """The offset is rounded down: 2.50025 → 2.500; in March 1.0001 → 1.000."""
    one = Listed("a", add_months(START, month), D(owed), D("0.5"))
    assert to_buy(one, COUNTY) == D(buys)
    limited = replace(COUNTY, offsets=Offsets(D("0.25"), supply=Certificates(D(1), D(0))))
    assert to_buy(one, limited) == D(owed)


@given(st.lists(st.tuples(st.integers(0, 5), st.decimals(0, 60, places=3)), max_size=6))
def test_what_ticking_leaves_is_what_the_plan_says(proposals: list[tuple[int, Decimal]]) -> None:
    listed = tuple(Listed(str(at), add_months(START, month), owed) for at, (month, owed) in enumerate(proposals))
    planned = plan(replace(COUNTY, listed=listed)).months
    drawn = [(COUNTY.index(one.month), to_buy(one, COUNTY)) for one in listed]
    assert remaining(available(COUNTY), drawn) == tuple(row.closing_t - row.short_t for row in planned)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Candidate], list[Decimal]]:
    months = draw(st.integers(1, 5))
    position = [D(one) for one in draw(st.lists(st.integers(-5, 40), min_size=months, max_size=months))]
    return [Candidate(str(at), draw(st.integers(0, months - 1)), D(draw(st.integers(0, 20))) / 2,
                      draw(st.sampled_from([None, D(0), D(1), D(2), D("2.5"), D(7), D(11)])))
            for at in range(draw(st.integers(0, 8)))], position


@given(cases())
def test_nothing_that_fits_is_worth_more(case: tuple[list[Candidate], list[Decimal]]) -> None:
    candidates, position = case
    found = order(candidates, position)
    taken = [one.candidate for one in found.ranked if one.taken]
    assert fits(taken, position)
    assert found.best
    assert found.most == found.worth == max(worth(list(some)) for size in range(len(candidates) + 1)
                              for some in combinations(candidates, size) if fits(list(some), position))


@given(cases())
def test_each_reason_is_true(case: tuple[list[Candidate], list[Decimal]]) -> None:
    """One in could draw `left` more in its month and not more; one left out needs more than `left`."""
    candidates, position = case
    found = order(candidates, position)
    taken = [one.candidate for one in found.ranked if one.taken]
    sums = accumulate(one.candidate.tonnes if one.taken else D(0) for one in found.ranked)
    assert [one.cumulative for one in found.ranked] == list(sums)
    for one in found.ranked:
        def with_further(tonnes: Decimal, month: int = one.candidate.month) -> bool:
            return fits([*taken, Candidate("", month, tonnes, None)], position)

        assert with_further(one.left)
        assert not with_further(one.left + D("0.001"))
        assert one.taken or (one.lacking > 0 and not with_further(one.candidate.tonnes))
        assert one.candidate.month <= one.tightest < len(position)
    per_unit = [one.candidate.per_unit for one in found.ranked if one.candidate.per_unit is not None]
    assert per_unit == sorted(per_unit)


@given(cases())
def test_what_no_choice_exceeds_is_never_less_than_the_best(case: tuple[list[Candidate], list[Decimal]]) -> None:
    candidates, position = case
    best = order(candidates, position)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_STATES", -1)
        given_up = order(candidates, position)
    assert given_up.by_rank == given_up.worth <= best.worth <= given_up.most
    assert given_up.best == (not any(one.worth for one in candidates))


def test_two_dozen_alike_are_searched_through() -> None:
    """Tonnes and worth nearly in step: the hardest kind. The best fills the reserve to the last tonne."""
    candidates = [Candidate(str(at), at // 2, D(100 + 7 * at), D(1000 + 70 * at)) for at in range(25)]
    found = order(candidates, [D(1500)] * 13)
    assert found.best
    assert D(14_900) <= found.worth <= D(15_000)
