"""The shipped prices are what the exchange published: sums, averages and gaps of market.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from core.market import MarketDay, MarketPeriod, Series, average_of, by_year

Row = dict[str, str]
NO_TRADE = (
    "2025-01-14", "2025-01-16", "2025-01-27", "2025-02-05", "2025-02-07", "2025-02-10", "2025-02-17",
    "2025-03-07", "2025-03-18", "2025-03-19", "2026-02-03", "2026-04-01", "2026-04-07")
BLOCK_ONLY = (
    "2025-01-22", "2025-01-23", "2025-02-11", "2025-02-27", "2026-01-13", "2026-01-16", "2026-02-05",
    "2026-02-12", "2026-02-25", "2026-03-02", "2026-03-06", "2026-03-18", "2026-04-02")


def total(rows: Iterable[Row], field: str) -> Decimal:
    return sum((Decimal(row[field] or 0) for row in rows), Decimal(0))


def one_day(rows: Iterable[Row]) -> MarketDay:
    """All rows together as if they were one day, so that core's own averages can be asked for."""
    rows = list(rows)
    fields = [f"{kind}_{what}" for kind in ("listed", "total") for what in ("volume_t", "turnover_cny")]
    return MarketDay(date(2000, 1, 1), "A", "", **{field: total(rows, field) for field in fields})


def within(rows: Iterable[Row], start: str, end: str) -> list[Row]:
    return [row for row in rows if start <= row["market_date"] <= end]


def bulletin_rows(day_rows: list[Row], week_rows: list[Row], year: int) -> list[Row]:
    """The year's days; where days are only known by the week, the week's bulletin instead of its days.

    Of 2022 that is the 20 weeks from 01-04 to 05-27; the last of them includes two days with figures
    of their own (05-26 and 05-27), which must not count twice.
    """
    days = [row for row in day_rows if row["market_date"].startswith(str(year))]
    unknown = {row["market_date"] for row in days if row["quality"] == "W"}
    weeks = [row for row in week_rows if any(row["start"] <= day <= row["end"] for day in unknown)]
    known = [row for row in days
             if not any(week["start"] <= row["market_date"] <= week["end"] for week in weeks)]
    return weeks + known


# --- the days


def test_the_days_and_their_quality(series: Series) -> None:
    assert len(series) == 1232
    assert Counter(day.quality for day in series) == {"A": 956, "B": 184, "W": 92}
    assert (series.first_date, series.last_date) == (date(2021, 7, 16), date(2026, 8, 14))
    dates = [day.market_date for day in series]
    assert len(set(dates)) == len(dates)
    assert all(day.weekday() < 5 for day in dates)
    assert series.on(date(2024, 2, 9)) is None


def test_days_without_figures_of_their_own_lie_in_one_stretch(series: Series) -> None:
    without = [day for day in series if day.quality == "W"]
    assert (without[0].market_date, without[-1].market_date) == (date(2022, 1, 4), date(2022, 5, 25))
    assert all(day.total_volume_t is None and day.close_cny is None for day in without)
    assert all(day.week is not None and day.week.source == day.source for day in without)
    stretch = series.between(date(2022, 1, 4), date(2022, 5, 25))
    assert [day.quality for day in stretch] == ["W"] * 92


def test_days_from_secondary_tables_fill_two_stretches(series: Series) -> None:
    months = {(day.market_date.year, day.market_date.month) for day in series if day.quality == "B"}
    assert {year for year, _ in months} == {2023, 2024}
    assert {month for year, month in months if year == 2023} <= {1, 2, 3, 4, 5}


def test_days_without_any_trade(series: Series) -> None:
    assert [day.market_date.isoformat() for day in series if not day.traded] == list(NO_TRADE)


def test_days_with_block_trades_only(series: Series) -> None:
    assert [day.market_date.isoformat() for day in series if day.block_only] == list(BLOCK_ONLY)


def test_each_day_is_the_sum_of_its_kinds_of_trade(day_rows: list[Row]) -> None:
    for row in day_rows:
        for what in ("volume_t", "turnover_cny"):
            kinds = sum(Decimal(row[f"{kind}_{what}"] or 0) for kind in ("listed", "block", "auction"))
            assert kinds == Decimal(row[f"total_{what}"] or 0), row["market_date"]


def test_to_2023_08_25_the_close_is_the_listed_average(series: Series) -> None:
    """market.md: the listed average equals the published close on every day to 2023-08-25."""
    early = [day for day in series if day.market_date <= date(2023, 8, 25) and day.quality != "W"]
    assert len(early) == 422
    assert all(average_of(day, "listed") == day.close_cny for day in early)
    assert {day.close_basis for day in early} == {"listed"}


def test_later_closes_are_composite_and_90_days_of_2024_have_none(series: Series) -> None:
    later = series.between(date(2023, 8, 28), date(2026, 8, 14))
    without = [day for day in later if day.close_cny is None]
    assert {day.close_basis for day in later if day.close_cny is not None} == {"composite"}
    assert (len(without), {day.quality for day in without}, {day.close_basis for day in without}) == (
        90, {"B"}, {""})


# --- the bulletins


def test_bulletins_of_61_months(month_rows: list[Row]) -> None:
    """market.md: all 61 to 2026-07 (6 of 2021, 12 of each of four years, 7 of 2026). October 2021 has a second
    bulletin for its trading days, 2021-10-08 to 29, with the same totals: it must never count twice."""
    months = Counter(row["start"][:7] for row in month_rows)
    assert len(months) == 6 + 4 * 12 + 7
    assert [month for month, count in months.items() if count > 1] == ["2021-10"]
    first, second = (row for row in month_rows if row["start"].startswith("2021-10"))
    assert {name for name in first if first[name] != second[name]} == {"start", "end", "source"}


def bulletins(day_rows: list[Row], period_rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Each bulletin all of whose days have figures of their own, with these days."""
    pairs = [(row, within(day_rows, row["start"], row["end"])) for row in period_rows]
    return [(row, days) for row, days in pairs if all(day["quality"] != "W" for day in days)]


@pytest.mark.parametrize(("kind", "covered"), [("monthly", 61 - 5), ("weekly", 77 - 20)])
def test_days_add_up_to_the_bulletins_to_the_fen(
    kind: str, covered: int, day_rows: list[Row], month_rows: list[Row], week_rows: list[Row]
) -> None:
    """Five months and 20 weeks of 2022 have days without figures of their own."""
    pairs = bulletins(day_rows, month_rows if kind == "monthly" else week_rows)
    assert len({bulletin["start"][:7] if kind == "monthly" else bulletin["start"] for bulletin, _ in pairs}
               ) == covered
    for bulletin, days in pairs:
        assert days
        for what in ("volume_t", "turnover_cny"):
            published = {name: Decimal(bulletin[f"{name}_{what}"]) for name in ("listed", "block", "total")}
            published["auction"] = published["total"] - published["listed"] - published["block"]
            for name, value in published.items():
                assert total(days, f"{name}_{what}") == value, (bulletin["source"], name, what)


def test_auctions_are_in_the_bulletins_of_six_months(month_rows: list[Row]) -> None:
    with_auction = [row["start"][:7] for row in month_rows if Decimal(row["total_volume_t"]) != sum(
        Decimal(row[f"{kind}_volume_t"]) for kind in ("listed", "block"))]
    assert with_auction == ["2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2026-05"]


# --- the years


YEARS = {  # market.md: all trades, listed; 2026 to the end of July
    2021: ("42.85", "47.16"), 2022: ("55.30", "57.54"), 2023: ("68.15", "73.42"), 2024: ("96.02", "98.06"),
    2025: ("62.36", "63.00"), 2026: ("79.89", "83.74"),
}


@pytest.mark.parametrize("year", YEARS)
def test_yearly_averages_from_the_days(day_rows: list[Row], week_rows: list[Row], year: int) -> None:
    known = [row for row in day_rows if row["market_date"] <= "2026-07-31"]
    whole = one_day(bulletin_rows(known, week_rows, year))
    assert tuple(str(average_of(whole, name)) for name in ("all_trades", "listed")) == YEARS[year]


def periods(rows: list[Row]) -> list[MarketPeriod]:
    names = ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny")
    return [MarketPeriod(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
                         *(Decimal(row[name]) for name in names), row["source"]) for row in rows]


def test_yearly_averages_from_the_bulletins(series: Series, month_rows: list[Row]) -> None:
    """The product's own: monthly bulletins, each month once, and the days of August 2026 beyond them."""
    until_july = Series(series.between(date(2021, 7, 16), date(2026, 7, 31)))
    found = by_year(until_july, periods(month_rows))
    assert {one.year: (str(one.all_trades), str(one.listed)) for one in found} == YEARS
    assert found == by_year(until_july, reversed(periods(month_rows)))
    august = series.between(date(2026, 8, 1), date(2026, 8, 14))
    later = by_year(series, periods(month_rows))
    assert later[:-1] == found[:-1]
    assert (len(august), later[-1].until, found[-1].until) == (10, date(2026, 8, 14), date(2026, 7, 31))
    assert later[-1].volume_t - found[-1].volume_t == sum(day.total_volume_t or 0 for day in august) > 0


def test_yearly_averages_without_bulletins(series: Series) -> None:
    """Where no month is known by its bulletin the days stand for it, in 2022 without those that have no figures."""
    found = {one.year: str(one.all_trades) for one in by_year(series, [])}
    assert (found[2025], found[2022]) == ("62.36", "55.64")


def test_a_year_without_listed_trades_has_no_averages(series: Series) -> None:
    """2025-01-22 and 23 saw block trades only: a listed average cannot be told, and nothing is divided by 0."""
    assert by_year(Series(series.between(date(2025, 1, 22), date(2025, 1, 23))), []) == ()
    assert by_year(Series([]), []) == ()


def test_2025_to_the_fen(day_rows: list[Row]) -> None:
    """The exchange's own figure of the year: 14 629 891 128.06 ÷ 234 597 856 = 62.36."""
    days = within(day_rows, "2025-01-01", "2025-12-31")
    assert total(days, "total_turnover_cny") == Decimal("14629891128.06")
    assert total(days, "total_volume_t") == Decimal("234597856")


def test_how_2022_is_composed(day_rows: list[Row], week_rows: list[Row], month_rows: list[Row]) -> None:
    """20 weekly bulletins and the days outside them give the same year as the 12 monthly bulletins."""
    rows = bulletin_rows(day_rows, week_rows, 2022)
    weeks = [row for row in rows if "start" in row]
    assert len(weeks) == 20
    assert not {"2022-05-26", "2022-05-27"} & {row.get("market_date") for row in rows}
    months = [row for row in month_rows if row["start"].startswith("2022")]
    assert len(months) == 12
    for field in ("listed_volume_t", "listed_turnover_cny", "total_volume_t", "total_turnover_cny"):
        assert total(rows, field) == total(months, field)
    assert total(rows, "total_turnover_cny") == Decimal("2814004694.28")
    assert total(rows, "total_volume_t") == Decimal("50889493")
