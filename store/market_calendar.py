"""What staff said about market days: recording, taking back, and the calendar that follows.

`add`, `set_known` and `take_back` belong in a write. Nothing is changed or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.market import Series
from core.market.calendar import SATURDAY, Calendar, days
from core.problem import Problem
from store.clock import now
from store.database import Cursor
from store.holidays import OPENED, closures

OPEN, CLOSED, KNOWN = "open", "closed", "known"
LAST = date(2040, 12, 31)
LONGEST = 31  # days of one entry
LONGEST_NOTE = 200  # characters
SELECT = ("SELECT c.number, c.kind, c.first_date, c.last_date, c.note, c.recorded_at, c.role, w.entry IS NOT NULL"
          " FROM market_calendar c LEFT JOIN market_calendar_withdrawal w ON w.entry = c.number ORDER BY c.number")


@dataclass(frozen=True, slots=True)
class Entry:
    """Days from `first` to `last` are `open` or `closed`, or holidays are `known` to `last`; `recorded_at` is UTC."""

    number: int
    kind: str
    first: date
    last: date
    note: str
    recorded_at: datetime
    role: str
    taken_back: bool

    @property
    def days(self) -> Iterable[date]:
        """The days it is about; weekends within a longer span stay what they are."""
        return (day for day in days(self.first, self.last) if self.first == self.last or day.weekday() < SATURDAY)


def entries(cursor: Cursor) -> tuple[Entry, ...]:
    """Every entry, oldest first, those taken back too."""
    return tuple(Entry(*row) for row in cursor.execute(SELECT).fetchall())


def calendar_of(found: Iterable[Entry], series: Series) -> Calendar:
    """Holidays as shipped, then what staff said, later entries last; a day of the series is a market day."""
    shut, until = closures()
    said: dict[date, bool] = {}
    for one in found:
        if one.taken_back:
            continue
        if one.kind == KNOWN:
            until = max(until, one.last)
        else:
            said |= dict.fromkeys(one.days, one.kind == OPEN)
    return Calendar(frozenset(day.market_date for day in series), shut, until, said)


def add(cursor: Cursor, kind: str, first: date, last: date, note: str, role: str) -> int:
    """Keep an entry; its number. Problems: `calendar_span`, `calendar_note`, `calendar_traded`, `calendar_known`."""
    if not (OPENED <= first <= last <= LAST) or (kind != KNOWN and (last - first).days >= LONGEST):
        raise Problem("calendar_span", first=first, last=last, earliest=OPENED, latest=LAST, longest=LONGEST)
    note = " ".join(note.split())
    if not 0 < len(note) <= LONGEST_NOTE:
        raise Problem("calendar_note", limit=LONGEST_NOTE)
    if kind == KNOWN and last <= closures()[1]:
        raise Problem("calendar_known", until=closures()[1])
    if kind == CLOSED:
        traded = cursor.execute("SELECT min(market_date) FROM market_day WHERE market_date BETWEEN ? AND ?",
                                [first, last]).fetchall()[0][0]
        if traded is not None:
            raise Problem("calendar_traded", day=traded)
    row = cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM market_calendar").fetchall()[0]
    cursor.execute("INSERT INTO market_calendar VALUES (?, ?, ?, ?, ?, ?, ?)",
                   [row[0], kind, first, last, note, _at(), role])
    return int(row[0])


def take_back(cursor: Cursor, number: int, role: str) -> None:
    """Undo an entry. Problem `calendar_unknown` where there is none, or it is taken back already."""
    if not any(one.number == number and not one.taken_back for one in entries(cursor)):
        raise Problem("calendar_unknown", number=number)
    cursor.execute("INSERT INTO market_calendar_withdrawal VALUES (?, ?, ?)", [number, _at(), role])


def _at() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)
