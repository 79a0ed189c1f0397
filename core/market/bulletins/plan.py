"""What becomes of bulletins: held against the stored days, periods and calendar, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.market.bulletins.books import SUMMED, Books, books_of
from core.market.bulletins.bulletin import FIGURES, Bulletin
from core.market.bulletins.checks import OPENED
from core.market.calendar import Calendar
from core.market.days import MarketDay, MarketPeriod, Series
from core.problem import Problem

REFUSED, CONFLICT, CHAIN, SAME, BETTER, NEW = "refused", "conflict", "chain", "same", "better", "new"
STORED = (NEW, BETTER)  # without asking
ASKED = (CONFLICT, CHAIN)  # only where staff says so, with a reason
DAILY = ("day", "clearing_day")
DAY_FIGURES = FIGURES[:9]
SINCE_OPENING = ("cumulative_volume_t", "cumulative_turnover_cny")
RANK = {"W": 0, "B": 1, "A": 2}
NAMED = 10  # missing days that a sentence lists
Difference = tuple[str, Decimal | None, Decimal]  # field, stored, read


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored. `periods`: by kind. `published`: (day, t, CNY) totals since the opening of the last bulletins
    recorded: what they were ahead of the stored days then, later ones may be too.
    """

    series: Series
    periods: Mapping[str, Sequence[MarketPeriod]]
    calendar: Calendar
    as_of: date
    published: tuple[tuple[date, Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A bulletin and what storing it would do. `row`: the day or period to store; `remarks`: why, and what is odd.

    `since_opening`: the total it states since the opening held against the stored days: fits, gap, broken, or empty.
    """

    bulletin: Bulletin
    state: str
    row: MarketDay | MarketPeriod | None = None
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Problem, ...] = ()
    since_opening: str = ""


def digest(one: Bulletin) -> str:
    """SHA-256 of what a bulletin says: kind, dates, figures, and its text without white space."""
    parts = (one.kind, one.start, one.end, *(getattr(one, name) for name in FIGURES), "".join(one.text.split()))
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def plan(found: Sequence[Bulletin], known: Known) -> tuple[Planned, ...]:
    """Each bulletin with its state, in the same order; those of one reading are taken to be stored together."""
    days = {day.market_date: day for day in known.series}
    periods = {(kind, one.start, one.end): one for kind, all_ in known.periods.items() for one in all_}
    drafts = [_draft(one, known, days, periods) for one in found]
    until = max((one.end for one in found if one.end is not None and one.end <= known.as_of), default=OPENED)
    books = books_of(Series(days.values()), known.calendar, until)
    ahead = _offsets(known, books_of(known.series, known.calendar, OPENED))
    return tuple(_checked(one, known, books, ahead) for one in drafts)


def _draft(one: Bulletin, known: Known, days: dict[date, MarketDay],
           periods: dict[tuple[str, date, date], MarketPeriod]) -> Planned:
    """The state by the stored day or period alone; what would be stored goes into `days` and `periods`."""
    if one.problems or one.start is None or one.end is None:
        return Planned(one, REFUSED)
    if one.end > known.as_of:
        return Planned(one, REFUSED, remarks=(Problem("bulletin_future", day=one.end, today=known.as_of),))
    if one.kind not in DAILY:
        return _draft_period(one, one.start, one.end, periods)
    if not known.calendar.is_market_day(one.start):
        return Planned(one, REFUSED, remarks=(Problem("bulletin_closed_day", day=one.start),))
    planned = _draft_day(one, _day_of(one, one.start), days.get(one.start))
    if planned.state in STORED and isinstance(planned.row, MarketDay):
        days[one.start] = planned.row
    return planned


def _draft_day(one: Bulletin, read: MarketDay, stored: MarketDay | None) -> Planned:
    if stored is None:
        return Planned(one, NEW, read)
    differences = tuple((name, getattr(stored, name), value) for name in DAY_FIGURES
                        if (value := getattr(read, name)) is not None and value != getattr(stored, name))
    against = [name for name, before, _ in differences if before is not None]
    rises = RANK[read.quality] > RANK[stored.quality]
    if against:  # figures of a secondary table give way to a bulletin that the month's total bears out: `_checked`
        state = BETTER if stored.quality == "B" and rises else CONFLICT
        return Planned(one, state, read, differences)
    if rises or (differences and read.quality == stored.quality):
        return Planned(one, BETTER, _filled(read, stored), differences)
    return Planned(one, SAME, None)


def _draft_period(one: Bulletin, start: date, end: date,
                  periods: dict[tuple[str, date, date], MarketPeriod]) -> Planned:
    figures: dict[str, Any] = {name: getattr(one, name) for name in SUMMED}
    unstated = next((name for name, value in figures.items() if value is None), "")
    if unstated:
        return Planned(one, REFUSED, remarks=(Problem("bulletin_missing", field=unstated),))
    read = MarketPeriod(start, end, **figures, source=_source(one))
    stored = periods.get((one.kind, start, end)) or next(
        (other for (kind, *_), other in periods.items() if kind == one.kind and other.start <= end
         and start <= other.end and all(getattr(other, name) == getattr(read, name) for name in SUMMED)), None)
    if stored is None:
        periods[(one.kind, start, end)] = read
        return Planned(one, NEW, read)
    differences = tuple((name, getattr(stored, name), getattr(read, name)) for name in SUMMED
                        if getattr(stored, name) != getattr(read, name))
    return Planned(one, CONFLICT, read, differences) if differences else Planned(one, SAME, None)


def _checked(one: Planned, known: Known, books: Books, ahead: set[tuple[Decimal, ...]]) -> Planned:
    """The draft held against totals of periods and since the opening."""
    bulletin = one.bulletin
    if one.state == REFUSED or bulletin.start is None or bulletin.end is None:
        return one
    fits, remarks = _since_opening(one, books, ahead)
    if isinstance(one.row, MarketPeriod):
        against = books.against(one.row)
        state = CONFLICT if against else one.state
        remarks += [_against(one.row, *found) for found in against]
        if not against and books.complete(one.row.start, one.row.end):
            remarks.append(Problem("bulletin_confirmed", start=one.row.start, end=one.row.end))
        elif not against:
            gaps = books.missing(one.row.start, one.row.end)
            remarks += [Problem("bulletin_period_gaps", count=len(gaps), days=_named(gaps))] if gaps else []
    else:
        state, more = _day_state(one, known, books, bulletin.start)
        remarks += more
    if fits == "broken" and state in STORED:
        state = CHAIN
    return replace(one, state=state, remarks=(*one.remarks, *remarks), since_opening=fits)


def _day_state(one: Planned, known: Known, books: Books, day: date) -> tuple[str, list[Problem]]:
    """Whether the totals of the periods around a day bear it out."""
    if one.state not in STORED:
        return one.state, []
    around = [period for all_ in known.periods.values() for period in all_ if period.start <= day <= period.end]
    against = [_against(period, *found) for period in around for found in books.against(period)]
    contradicts = any(before is not None for _, before, _ in one.differences)
    borne_out = any(books.complete(period.start, period.end) for period in around)
    if against or (contradicts and not borne_out):
        return CONFLICT, against
    return one.state, []


def _since_opening(one: Planned, books: Books, ahead: set[tuple[Decimal, ...]]) -> tuple[str, list[Problem]]:
    """How the total since the opening fits the stored days, and what to say of it."""
    bulletin = one.bulletin
    stated = [getattr(bulletin, name) for name in SINCE_OPENING]
    if None in stated or bulletin.end is None or bulletin.start is None:
        return "", []
    reached = books.between(OPENED, bulletin.end)
    if reached is not None and one.state == CONFLICT and isinstance(one.row, MarketDay):  # the books hold the other day
        reached = _with(reached, one)
    gaps = books.missing(OPENED, bulletin.end)
    if reached is None:
        return "", []
    step = tuple(read - stored for read, stored in zip(stated, reached[2:], strict=True))
    if not any(step) or step in ahead:
        return "fits", []
    if gaps and all(one > 0 for one in step):
        return "gap", [Problem("bulletin_chain_gap", count=len(gaps), days=_named(gaps), volume=step[0],
                               turnover=step[1])]
    return "broken", [Problem("bulletin_chain", volume=stated[0], turnover=stated[1], stored_volume=reached[2],
                              stored_turnover=reached[3])]


def _with(reached: tuple[Decimal, ...], one: Planned) -> tuple[Decimal, ...]:
    """Sums with the figures read in place of the stored ones."""
    moved = {name: read - (before or 0) for name, before, read in one.differences}
    return tuple(value + moved.get(name, 0) for name, value in zip(SUMMED, reached, strict=True))


def _offsets(known: Known, books: Books) -> set[tuple[Decimal, ...]]:
    """What recorded totals since the opening are ahead of the stored days."""
    out: set[tuple[Decimal, ...]] = set()
    for day, volume, turnover in known.published:
        reached = books.between(OPENED, day)
        if reached is not None:
            out.add((volume - reached[2], turnover - reached[3]))
    return out


def _day_of(one: Bulletin, day: date) -> MarketDay:
    """The day as it would be stored: a table without a bulletin's title is a secondary source."""
    figures = {name: getattr(one, name) for name in DAY_FIGURES}
    return MarketDay(day, "A" if one.title else "B", _source(one), **figures, close_basis=one.close_basis)


def _filled(read: MarketDay, stored: MarketDay) -> MarketDay:
    """What was read, and what only the stored day has."""
    own = {name: getattr(stored, name) for name in DAY_FIGURES if getattr(read, name) is None}
    return replace(read, **own, close_basis=read.close_basis or stored.close_basis)


def _source(one: Bulletin) -> str:
    return one.title or " ".join(filter(None, (one.file, one.place))) or "–"


def _against(period: MarketPeriod, field: str, summed: Decimal, stated: Decimal) -> Problem:
    return Problem("bulletin_period_differs", start=period.start, end=period.end, field=field, sum=summed,
                   stated=stated)


def _named(gaps: Sequence[date]) -> str:
    """The first few missing days."""
    return ", ".join(day.isoformat() for day in gaps[:NAMED]) + (" …" if len(gaps) > NAMED else "")
