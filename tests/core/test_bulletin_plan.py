"""What becomes of a bulletin: new, the same, better, in conflict with what is stored, out of step, refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import accumulate

import pytest

from core.market import MarketDay, MarketPeriod, Series
from core.market.bulletins import Bulletin, Known, Planned, digest, plan
from core.market.bulletins.books import SUMMED, books_of
from core.market.calendar import Calendar
from store.holidays import closures

D = Decimal
TODAY = date(2026, 11, 23)
LAST = date(2026, 8, 14)
MONDAY, TUESDAY = date(2026, 8, 17), date(2026, 8, 18)
REACHED = "cumulative_volume_t", "cumulative_turnover_cny"
Plan = Callable[..., Planned]


def bulletin(day: date, listed: str = "1000", price: str = "98.00", **more: object) -> Bulletin:
    """A day on which only listed agreements traded."""
    volume, turnover = D(listed), D(listed) * D(price)
    own: dict[str, object] = {
        "listed_volume_t": volume, "listed_turnover_cny": turnover, "block_volume_t": D(0),
        "block_turnover_cny": D(0), "auction_volume_t": D(0), "auction_turnover_cny": D(0), "total_volume_t": volume,
        "total_turnover_cny": turnover, "close_cny": D(price), "close_basis": "composite",
        "title": f"T{day:%Y%m%d}", "text": f"{day} {listed} {price}"}
    return Bulletin("day", day, day, **(own | more))


def of_day(day: MarketDay, **more: object) -> Bulletin:
    """The bulletin of a stored day."""
    names = [name for name in MarketDay.__slots__ if name.endswith(("_t", "_cny")) or name == "close_basis"]
    own = {name: getattr(day, name) for name in names} | {"title": day.source} | more
    return Bulletin("day", day.market_date, day.market_date, **own)


def of_period(kind: str, period: MarketPeriod, **more: object) -> Bulletin:
    own = {name: getattr(period, name) for name in SUMMED} | {"title": period.source} | more
    return Bulletin(kind, period.start, period.end, **own)


@pytest.fixture(scope="module")
def months(month_rows: list[dict[str, str]]) -> list[MarketPeriod]:
    return [MarketPeriod(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
                         *(D(row[name]) for name in SUMMED), row["source"]) for row in month_rows]


@pytest.fixture(scope="module")
def weeks(week_rows: list[dict[str, str]]) -> list[MarketPeriod]:
    return [MarketPeriod(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
                         *(D(row[name]) for name in SUMMED), row["source"]) for row in week_rows]


@pytest.fixture(scope="module")
def known(series: Series, weeks: list[MarketPeriod], months: list[MarketPeriod]) -> Known:
    shut, until = closures()
    calendar = Calendar(frozenset(day.market_date for day in series), shut, until)
    return Known(series, {"week": weeks, "month": months, "year": []}, calendar, TODAY)


@pytest.fixture(scope="module")
def one(known: Known) -> Plan:
    def run(found: Bulletin, against: Known = known) -> Planned:
        return plan([found], against)[0]

    return run


def keys(planned: Planned) -> list[str]:
    return [one.key for one in planned.remarks]


def reached(series: Series, *more: Bulletin) -> dict[str, Decimal]:
    """Totals since the opening, counted by another road: every day once, and each week known by its totals."""
    w_weeks = {(day.week.start, day.week.end): day.week for day in series if day.week is not None}
    sums = [D(0), D(0)]
    for day in series:
        if day.week is None and not any(start <= day.market_date <= end for start, end in w_weeks):
            sums = [sums[0] + (day.total_volume_t or 0), sums[1] + (day.total_turnover_cny or 0)]
    for week in w_weeks.values():
        sums = [sums[0] + week.total_volume_t, sums[1] + week.total_turnover_cny]
    for one in more:
        sums = [sums[0] + (one.total_volume_t or 0), sums[1] + (one.total_turnover_cny or 0)]
    return dict(zip(REACHED, sums, strict=True))


# --- totals since the opening


def test_the_chain_reaches_what_the_exchange_published(known: Known) -> None:
    """2021-08-11 (market.md), and the ends of the years as in the exchange's December bulletins."""
    books = books_of(known.series, known.calendar, LAST)
    opened = date(2021, 7, 16)
    for day, volume, turnover in (
            (date(2021, 8, 11), "6461830", "326187814.02"), (date(2022, 12, 31), "229678843", "10475234717.27"),
            (date(2024, 12, 31), "630268664", "43032727103.51"), (date(2025, 12, 31), "864866520", "57662618231.57")):
        sums = books.between(opened, day)
        assert sums is not None
        assert sums[2:] == (D(volume), D(turnover))
    assert books.between(opened, date(2022, 1, 5)) is None  # in the middle of a week of which only totals are known
    assert books.gaps == ()


def test_a_total_since_the_opening_that_fits(one: Plan, known: Known) -> None:
    found = bulletin(MONDAY)
    planned = one(replace(found, **reached(known.series, found)))
    assert (planned.state, planned.since_opening, keys(planned)) == ("new", "fits", [])


def test_one_that_does_not_fit_asks_first(one: Plan, known: Known) -> None:
    found = bulletin(MONDAY)
    sums = reached(known.series, found)
    planned = one(replace(found, **sums | {REACHED[0]: sums[REACHED[0]] - 1}))
    assert (planned.state, planned.since_opening, keys(planned)) == ("chain", "broken", ["bulletin_chain"])
    assert planned.remarks[0].fields["stored_volume"] == sums[REACHED[0]]


def test_days_missing_between_explain_a_gap(one: Plan, known: Known) -> None:
    """Tuesday's bulletin without Monday's: what is ahead is what Monday traded."""
    monday, tuesday = bulletin(MONDAY, "500"), bulletin(TUESDAY)
    planned = one(replace(tuesday, **reached(known.series, monday, tuesday)))
    assert (planned.state, planned.since_opening, keys(planned)) == ("new", "gap", ["bulletin_chain_gap"])
    fields = planned.remarks[0].fields
    assert (fields["count"], fields["days"], fields["volume"]) == (1, "2026-08-17", D(500))
    both = plan([replace(tuesday, **reached(known.series, monday, tuesday)), monday], known)
    assert [(each.state, each.since_opening) for each in both] == [("new", "fits"), ("new", "")]


def test_less_than_the_stored_days_is_no_gap(one: Plan, known: Known) -> None:
    tuesday = bulletin(TUESDAY)
    assert one(replace(tuesday, **reached(known.series))).state == "chain"


def test_an_offset_recorded_before_is_known_after(one: Plan, known: Known) -> None:
    """The exchange counts 7 t more than the days give since a bulletin staff accepted: later ones may, too."""
    monday, tuesday = bulletin(MONDAY), bulletin(TUESDAY)
    day = one(monday).row
    assert isinstance(day, MarketDay)
    then = reached(known.series, monday)
    after = replace(known, series=Series([*known.series, day]),
                    published=((MONDAY, then[REACHED[0]] + 7, then[REACHED[1]] + 700),))
    now = reached(known.series, monday, tuesday)
    ahead = {REACHED[0]: now[REACHED[0]] + 7, REACHED[1]: now[REACHED[1]] + 700}
    assert one(replace(tuesday, **ahead), after).state == "new"
    assert one(replace(tuesday, **now), after).state == "new"
    assert one(replace(tuesday, **ahead), replace(after, published=())).state == "chain"


# --- days


def test_every_shipped_day_is_the_same_as_its_own_bulletin(known: Known) -> None:
    """956 daily bulletins change nothing; the tables of 2023 and 2024 gain a bulletin's title."""
    found = [of_day(day) for day in known.series if day.week is None]
    states = [planned.state for planned in plan(found, known)]
    assert states == ["same" if day.quality == "A" else "better" for day in known.series if day.week is None]


def test_a_stored_day_is_not_overruled(one: Plan, known: Known) -> None:
    stored = known.series.on(LAST)
    assert stored is not None
    planned = one(of_day(stored, total_turnover_cny=D("68962439"), block_turnover_cny=D("46945001")))
    assert planned.state == "conflict"
    assert planned.differences == (("block_turnover_cny", D("46945000.00"), D("46945001")),
                                   ("total_turnover_cny", D("68962438.00"), D("68962439")))


def test_a_table_never_makes_a_bulletins_day_worse(one: Plan, known: Known) -> None:
    stored = known.series.on(LAST)
    assert stored is not None
    assert one(of_day(stored, title="", file="x.xlsx", close_cny=None)).state == "same"


def test_days_of_a_week_known_by_its_totals_only(known: Known) -> None:
    """4 to 7 January 2022: 4 583 731 t. Four days that add up are better, also one alone; more than the week is not."""
    week = next(day.week for day in known.series if day.week is not None)
    assert (week.start, week.total_volume_t) == (date(2022, 1, 4), D(4583731))
    days = [date(2022, 1, at) for at in (4, 5, 6, 7)]
    rest = {name: getattr(week, name) - 3000 * (D(54) if name.endswith("cny") else 1) for name in SUMMED}
    block = {f"block_{unit}": rest[f"total_{unit}"] - rest[f"listed_{unit}"] for unit in ("volume_t", "turnover_cny")}
    found = [*(bulletin(day, price="54") for day in days[:3]), bulletin(days[3], **rest, **block)]
    assert [planned.state for planned in plan(found, known)] == ["better"] * 4
    assert plan(found[:1], known)[0].state == "better"
    short = replace(found[3], total_volume_t=rest["total_volume_t"] - 1)
    wrong = plan([*found[:3], short], known)
    assert {planned.state for planned in wrong} == {"conflict"}
    assert set(keys(wrong[0])) == {"bulletin_period_differs"}
    assert wrong[0].remarks[0].fields["sum"] == week.total_volume_t - 1
    assert plan([bulletin(days[0], "4583732", "54")], known)[0].state == "conflict"


def test_a_bulletin_corrects_a_table_only_where_the_month_bears_it_out(one: Plan, known: Known) -> None:
    """2023-01-03, from a table: 100 t at 55. Other figures break January's total, unless another day gives them."""
    third, fourth = known.series.on(date(2023, 1, 3)), known.series.on(date(2023, 1, 4))
    assert third is not None and fourth is not None and third.quality == fourth.quality == "B"

    def moved(day: MarketDay, tonnes: int) -> Bulletin:
        return of_day(day, **{name: getattr(day, name) + tonnes * (D(55) if name.endswith("cny") else 1)
                              for name in SUMMED})

    assert one(moved(third, 1)).state == "conflict"
    assert [each.state for each in plan([moved(third, 1), moved(fourth, -1)], known)] == ["better", "better"]


def test_the_registrys_daily_gets_the_close_from_the_exchanges(known: Known) -> None:
    exchange = bulletin(MONDAY)
    registry = replace(exchange, kind="clearing_day", close_cny=None, close_basis="", title="R", text="r")
    assert [each.state for each in plan([exchange, registry], known)] == ["new", "same"]
    later = plan([registry, exchange], known)
    assert [each.state for each in later] == ["new", "better"]
    assert later[1].differences == (("close_cny", None, D("98.00")),)


@pytest.mark.parametrize(("day", "key"), [
    (date(2026, 11, 24), "bulletin_future"), (date(2026, 10, 1), "bulletin_closed_day"),
    (date(2026, 8, 15), "bulletin_closed_day"),
])
def test_days_that_cannot_be(one: Plan, day: date, key: str) -> None:
    planned = one(bulletin(day))
    assert (planned.state, keys(planned)) == ("refused", [key])


def test_a_day_staff_set_open_can_be_read(one: Plan, known: Known) -> None:
    saturday = date(2026, 8, 15)
    calendar = replace(known.calendar, said={saturday: True})
    assert one(bulletin(saturday), replace(known, calendar=calendar)).state == "new"


def test_what_the_reader_refused_stays_refused(one: Plan) -> None:
    from core.problem import Problem

    assert one(replace(bulletin(MONDAY), problems=(Problem("bulletin_none"),))).state == "refused"
    assert one(Bulletin("", None, None)).state == "refused"


# --- weeks, months, years


def test_shipped_weeks_and_months_are_the_same(known: Known) -> None:
    found = [of_period(kind, period) for kind in ("week", "month") for period in known.periods[kind]]
    assert {planned.state for planned in plan(found, known)} == {"same"}


def test_a_year_is_confirmed_by_its_days(one: Plan, known: Known) -> None:
    """2025: 234 597 856 t, 14 629 891 128.06 CNY (market.md)."""
    listed = [sum(getattr(day, name) for day in known.series.between(date(2025, 1, 1), date(2025, 12, 31)))
              for name in SUMMED[:2]]
    year = MarketPeriod(date(2025, 1, 1), date(2025, 12, 31), *listed, D("234597856"), D("14629891128.06"), "Y2025")
    planned = one(of_period("year", year))
    assert (planned.state, keys(planned)) == ("new", ["bulletin_confirmed"])
    wrong = one(of_period("year", replace(year, total_volume_t=D("234597857"))))
    assert (wrong.state, keys(wrong)) == ("conflict", ["bulletin_period_differs"])


def test_a_month_with_days_missing_is_taken_until_it_can_be_checked(one: Plan, known: Known) -> None:
    """August 2026 is known to the 14th; its bulletin cannot be less than those days."""
    days = known.series.between(date(2026, 8, 1), date(2026, 8, 31))
    sums = [sum(getattr(day, name) for day in days) for name in SUMMED]
    month = MarketPeriod(date(2026, 8, 1), date(2026, 8, 31), *(value + 1000 for value in sums), "M202608")
    planned = one(of_period("month", month))
    assert (planned.state, keys(planned)) == ("new", ["bulletin_period_gaps"])
    assert planned.remarks[0].fields["count"] == 11  # 17–21, 24–28, 31 August
    less = one(of_period("month", replace(month, total_volume_t=sums[2] - 1)))
    assert (less.state, keys(less)) == ("conflict", ["bulletin_period_differs"])


def test_a_stored_month_is_not_overruled(one: Plan, known: Known) -> None:
    month = known.periods["month"][-1]
    planned = one(of_period("month", replace(month, total_turnover_cny=month.total_turnover_cny + 1)))
    assert planned.state == "conflict"
    assert planned.differences == (("total_turnover_cny", month.total_turnover_cny, month.total_turnover_cny + 1),)


def test_the_same_words_have_the_same_digest() -> None:
    found = bulletin(MONDAY)
    assert digest(found) == digest(replace(found, text=" ".join(found.text), file="other.txt"))
    others = [bulletin(TUESDAY), bulletin(MONDAY, "1001"), replace(found, text="other"), replace(found, kind="week")]
    assert len({digest(each) for each in [found, *others]}) == 5


def test_all_days_at_once_from_the_opening(known: Known) -> None:
    """An empty store takes the whole history, each day's total since the opening checked against those before."""
    days = [day for day in known.series if day.market_date < date(2022, 1, 1)]
    sums = list(accumulate(((day.total_volume_t or D(0), day.total_turnover_cny or D(0)) for day in days),
                           lambda a, b: (a[0] + b[0], a[1] + b[1])))
    found = [of_day(day, **dict(zip(REACHED, so_far, strict=True))) for day, so_far in zip(days, sums, strict=True)]
    empty = Known(Series([]), {}, replace(known.calendar, traded=frozenset()), TODAY)
    assert {(each.state, each.since_opening) for each in plan(found, empty)} == {("new", "fits")}
