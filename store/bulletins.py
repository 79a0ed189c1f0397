"""Market bulletins in the store: what is known before them, recording, withdrawing, the record itself.

`record` and `withdraw` belong in a write. The record is append-only; what a bulletin replaced stands in it, so that
withdrawing brings it back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from core.market import MarketDay, MarketPeriod
from core.market.bulletins import FIGURES, Bulletin, Known, Planned, digest, plan
from core.market.bulletins.plan import ASKED, BETTER, DAILY, NEW, SAME, STORED
from core.problem import Problem
from store.clock import now
from store.database import Cursor
from store.market_calendar import calendar_of, entries
from store.prices import DAY_FIGURES, PERIOD_FIGURES, day_rows, periods, series_of

PERIOD_KINDS = ("week", "month", "year")
REPLACED = "replaced"
LONGEST = 500  # characters of a reason
PUBLISHED = 5  # recorded totals since the opening that later ones are held against
PLAIN = ("kind", "title", *FIGURES, "close_basis", "text", "file", "place")
COLUMNS = ("number", "kind", "start_date", "end_date", *PLAIN[1:], "sha256", "did", "before", "reason", "recorded_at",
           "role")
SELECT = (f"SELECT {', '.join(f'b.{name}' for name in COLUMNS)}, w.reason, w.recorded_at FROM bulletin b"
          " LEFT JOIN bulletin_withdrawal w ON w.bulletin = b.number")
DAY_COLUMNS = ("market_date", *DAY_FIGURES, "close_basis", "quality", "source")
PERIOD_COLUMNS = ("kind", "start_date", "end_date", *PERIOD_FIGURES, "source")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record. `did`: new, better or replaced; `before`: the figures that stood there, by column, as text.

    `recorded_at`, `withdrawn_at`: UTC; the latter None while it counts.
    """

    number: int
    bulletin: Bulletin
    did: str
    before: dict[str, str | None] | None
    reason: str
    recorded_at: datetime
    role: str
    withdrawn_because: str | None
    withdrawn_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.withdrawn_at is None


def known(cursor: Cursor, today: date) -> Known:
    """What bulletins are held against."""
    weeks = periods(cursor, "week")
    series = series_of(day_rows(cursor), weeks)
    published = cursor.execute(
        "SELECT end_date, cumulative_volume_t, cumulative_turnover_cny FROM bulletin WHERE cumulative_volume_t IS NOT"
        " NULL AND cumulative_turnover_cny IS NOT NULL AND number NOT IN (SELECT bulletin FROM bulletin_withdrawal)"
        " ORDER BY number DESC LIMIT ?", [PUBLISHED]).fetchall()
    return Known(series, {"week": weeks} | {kind: periods(cursor, kind) for kind in PERIOD_KINDS[1:]},
                 calendar_of(entries(cursor), series), today, tuple(published))


def recorded(cursor: Cursor, last: int | None = None) -> tuple[Recorded, ...]:
    """The records, newest first; the `last` ones or all."""
    rows = cursor.execute(f"{SELECT} ORDER BY b.number DESC" + ("" if last is None else f" LIMIT {last:d}")).fetchall()
    return tuple(_recorded(row) for row in rows)


def record(cursor: Cursor, found: Sequence[Bulletin], today: date, shown: Sequence[str], role: str,
           accepted: Collection[str] = (), reason: str = "") -> tuple[int, ...]:
    """Store what is new or better, and of the rest those whose digest is `accepted`; the records' numbers.

    `shown`: the states somebody looked at. All or nothing. What has been stored since, with the same figures, is left
    as it is; Problem `bulletin_changed` for any other change, `bulletin_reason` where something is accepted without.
    """
    planned = plan(found, known(cursor, today))
    if len(shown) != len(planned) or any(one.state not in (was, SAME) for was, one in zip(shown, planned, strict=True)):
        raise Problem("bulletin_changed")
    asked = [one for one in planned if one.state in ASKED and digest(one.bulletin) in accepted]
    why = _reason(reason) if asked else ""
    return tuple(_store(cursor, one, why if one in asked else "", role) for one in planned
                 if one.state in STORED or one in asked)


def withdraw(cursor: Cursor, number: int, reason: str, role: str) -> None:
    """Bring back what stood before a record. Problems: `bulletin_unknown`, `bulletin_withdrawn`, `bulletin_newer`."""
    row = cursor.execute(f"{SELECT} WHERE b.number = ?", [number]).fetchone()
    if row is None:
        raise Problem("bulletin_unknown", number=number)
    one = _recorded(row)
    if not one.counts:
        raise Problem("bulletin_withdrawn", number=number)
    why = _reason(reason)
    kinds = DAILY if one.bulletin.kind in DAILY else (one.bulletin.kind,)
    newer = cursor.execute(
        "SELECT max(number) FROM bulletin WHERE number > ? AND start_date = ? AND end_date = ?"
        " AND list_contains(?, kind) AND number NOT IN (SELECT bulletin FROM bulletin_withdrawal)",
        [number, one.bulletin.start, one.bulletin.end, list(kinds)]).fetchall()[0][0]
    if newer is not None:
        raise Problem("bulletin_newer", number=number, newer=newer)
    if one.before is not None:
        _put(cursor, one.bulletin.kind, one.before)
    elif one.bulletin.kind in DAILY:
        cursor.execute("DELETE FROM market_day WHERE market_date = ?", [one.bulletin.start])
    else:
        cursor.execute("DELETE FROM market_period WHERE kind = ? AND start_date = ? AND end_date = ?",
                       [one.bulletin.kind, one.bulletin.start, one.bulletin.end])
    cursor.execute("INSERT INTO bulletin_withdrawal VALUES (?, ?, ?, ?)", [number, why, _at(), role])


def _store(cursor: Cursor, planned: Planned, reason: str, role: str) -> int:
    """Write the day or period, and the record of it."""
    one = planned.bulletin
    values: dict[str, Any]
    if isinstance(planned.row, MarketDay):
        values = {name: getattr(planned.row, name) for name in DAY_COLUMNS}
        before = _one(cursor, "market_day", DAY_COLUMNS, "market_date = ?", [one.start])
    else:
        assert isinstance(planned.row, MarketPeriod)
        values = {"kind": one.kind, "start_date": one.start, "end_date": one.end}
        values |= {name: getattr(planned.row, name) for name in PERIOD_COLUMNS[3:]}
        before = _one(cursor, "market_period", PERIOD_COLUMNS, "kind = ? AND start_date = ? AND end_date = ?",
                      [one.kind, one.start, one.end])
    _put(cursor, one.kind, values)
    did = NEW if before is None else BETTER if planned.state in STORED else REPLACED
    number: int = cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM bulletin").fetchall()[0][0]
    row = [number, one.kind, one.start, one.end, *(getattr(one, name) for name in PLAIN[1:]), digest(one), did,
           None if before is None else json.dumps(before, ensure_ascii=False), reason, _at(), role]
    cursor.execute(f"INSERT INTO bulletin ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(row))})", row)
    return number


def _put(cursor: Cursor, kind: str, values: dict[str, Any]) -> None:
    """Write a day's or period's row in place of the one that is there."""
    table = "market_day" if kind in DAILY else "market_period"
    cursor.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                   list(values.values()))


def _one(cursor: Cursor, table: str, columns: Sequence[str], where: str, values: list[Any]) -> dict[str, Any] | None:
    """A row as text by column, exactly; None where there is none."""
    texts = ", ".join(f"CAST({name} AS VARCHAR)" for name in columns)
    row = cursor.execute(f"SELECT {texts} FROM {table} WHERE {where}", values).fetchone()
    return None if row is None else dict(zip(columns, row, strict=True))


def _recorded(row: tuple[Any, ...]) -> Recorded:
    own = dict(zip(COLUMNS, row[:-2], strict=True))
    bulletin = Bulletin(start=own["start_date"], end=own["end_date"], **{name: own[name] for name in PLAIN})
    before = None if own["before"] is None else json.loads(own["before"])
    return Recorded(own["number"], bulletin, own["did"], before, own["reason"], own["recorded_at"], own["role"],
                    row[-2], row[-1])


def _reason(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise Problem("bulletin_reason")
    if len(line) > LONGEST:
        raise Problem("bulletin_long", limit=LONGEST)
    return line


def _at() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)
