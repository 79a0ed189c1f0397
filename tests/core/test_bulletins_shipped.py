"""Every shipped market day, week and month, written as a bulletin of its time, is read back to the fen."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal

import bulletin_texts as texts
import pytest

from core.market.bulletins import Bulletin, check_together, read_file, read_text

TRADED = ("listed_volume_t", "listed_turnover_cny", "block_volume_t", "block_turnover_cny", "auction_volume_t",
          "auction_turnover_cny", "total_volume_t", "total_turnover_cny")


def written_days() -> list[tuple[dict[str, str], str, tuple[Decimal, Decimal]]]:
    """The shipped days of quality A with their text and what it says was traded since the opening."""
    out, so_far, years = [], (Decimal(0), Decimal(0)), defaultdict(lambda: (Decimal(0), Decimal(0)))
    weeks = {row["source"]: row for row in texts.shipped("weekly")}
    for row in texts.shipped("daily"):
        if row["quality"] == "W":  # of these days only their week is known: counted with its first
            week = weeks.pop(row["source"], None)
            if week is None:
                continue
            row = row | {name: week[name] for name in ("total_volume_t", "total_turnover_cny")}
        add = (Decimal(row["total_volume_t"]), Decimal(row["total_turnover_cny"]))
        so_far = (so_far[0] + add[0], so_far[1] + add[1])
        year = years[row["market_date"][:4]]
        years[row["market_date"][:4]] = year = (year[0] + add[0], year[1] + add[1])
        if row["quality"] == "A":
            out.append((row, texts.day(row, so_far, year), so_far))
    return out


DAYS = written_days()


def assert_read(one: Bulletin, row: dict[str, str]) -> None:
    assert [str(problem) for problem in one.problems] == []
    assert {name: getattr(one, name) for name in TRADED} == {name: Decimal(row[name] or 0) for name in TRADED}


def test_all_days_of_daily_bulletins_are_there() -> None:
    assert len(DAYS) == 956


@pytest.mark.parametrize("oddity", texts.ODDITIES, ids=lambda one: one.__name__)
def test_each_day_is_read_back_exactly(oddity) -> None:
    draw = random.Random(4)
    for row, text, so_far in DAYS:
        (one,) = read_text(oddity(text, draw))
        assert_read(one, row)
        assert (one.kind, one.start, one.end) == ("day", *[texts.date.fromisoformat(row["market_date"])] * 2)
        assert (one.close_cny, one.close_basis) == (Decimal(row["close_cny"]), row["close_basis"])
        assert (one.cumulative_volume_t, one.cumulative_turnover_cny) == so_far
        for name, start, end in one.spans:  # the letters a figure was read from are the figure
            words = "".join(one.text[start:end].translate({0xFF0C: ",", 0xFF0E: ".", 0x200B: ""}).split())
            assert "无" in words or "無" in words or Decimal(words.replace(",", "")) == getattr(one, name)


def test_two_years_pasted_at_once_are_cut_at_their_titles() -> None:
    found = check_together(read_text("\n\n".join(text for _, text, _ in DAYS[:400])))
    assert [one.place for one in found] == [str(number) for number in range(1, 401)]
    for one, (row, _, _) in zip(found, DAYS, strict=False):
        assert_read(one, row)
        assert one.notes == ()


@pytest.mark.parametrize(("name", "word", "kind"), [("weekly", "周", "week"), ("monthly", "月", "month")])
@pytest.mark.parametrize("oddity", texts.ODDITIES, ids=lambda one: one.__name__)
def test_each_week_and_month_is_read_back_exactly(oddity, name: str, word: str, kind: str) -> None:
    """A month with an auction does not name it: the remainder of the totals is one, and it is said."""
    draw, auctions = random.Random(5), 0
    for row in texts.shipped(name):
        (one,) = read_text(oddity(texts.several(row, word), draw))
        left = {f"auction_{unit}": str(Decimal(row[f"total_{unit}"]) - Decimal(row[f"listed_{unit}"])
                                       - Decimal(row[f"block_{unit}"])) for unit in ("volume_t", "turnover_cny")}
        assert_read(one, row | left)
        assert (one.kind, str(one.start), str(one.end), one.close_cny) == (kind, row["start"], row["end"], None)
        auctions += any(note.key == "bulletin_auction_remainder" for note in one.notes)
    assert auctions == (6 if name == "monthly" else 0)


def test_the_remainder_of_a_month_is_the_auctions_of_its_days() -> None:
    days = defaultdict(Decimal)
    for row in texts.shipped("daily"):
        days[row["market_date"][:7]] += Decimal(row["auction_turnover_cny"] or 0)
    for one in read_file("monthly.csv", (texts.DATA / "monthly.csv").read_bytes()):
        assert not one.refused
        assert one.auction_turnover_cny == days[str(one.start)[:7]]


def test_clearing_dailies_are_read_back_exactly() -> None:
    for row, _, _ in DAYS:
        if row["market_date"] >= texts.AUCTION or row["total_volume_t"] == "0":
            continue
        (one,) = read_text(texts.clearing(row))
        assert_read(one, row)
        average = Decimal(row["total_turnover_cny"]) / Decimal(row["total_volume_t"])
        assert one.kind == "clearing_day"
        assert abs(one.average_stated_cny - average) <= Decimal("0.005")


def test_the_shipped_table_is_read_row_by_row() -> None:
    """Days of which only the week is known are refused; every other row is read."""
    rows = list(texts.shipped("daily"))
    found = read_file("daily.csv", (texts.DATA / "daily.csv").read_bytes())
    assert len(found) == len(rows) == 1232
    for number, (one, row) in enumerate(zip(found, rows, strict=True), start=2):
        assert one.place == str(number)
        assert one.refused == (row["quality"] == "W")
        if not one.refused:
            assert_read(one, row)
            assert one.close_cny == (Decimal(row["close_cny"]) if row["close_cny"] else None)


def test_the_shipped_weeks_are_read_row_by_row() -> None:
    for one, row in zip(read_file("weekly.csv", (texts.DATA / "weekly.csv").read_bytes()), texts.shipped("weekly"),
                        strict=True):
        assert_read(one, row)
        assert (one.kind, str(one.start), str(one.end)) == ("week", row["start"], row["end"])
