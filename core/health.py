"""Whether the running product is well: facts in, findings out, worst first. docs/watching.md says what each means.

`bad`: something does not work, or data could be lost; `warn`: it will come to that, or a figure is not to be relied on;
`note`: a setting that somebody should know of. Rules that are assumptions are no fault of the running product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from core.problem import Problem

Level = Literal["bad", "warn", "note"]
LEVELS: tuple[Level, ...] = ("bad", "warn", "note")
MB = 1_000_000
ROOM, LITTLE = 500 * MB, 2_000 * MB  # free bytes below which the disk is as good as full, or soon will be
SOON_FULL_DAYS = 30  # at the rate at which the data grew
STUCK_S, SLOW_S, MANY = 60, 10, 50  # of the write under way; writes that wait
FIRST_BACKUP_S = 15 * 60  # after the start, by when there is one
VERIFIED_FOR = timedelta(hours=26)  # once a day, and an hour or two of grace
CLOCKS = timedelta(minutes=10)  # by which two clocks may differ; acts bear as much


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found. Times bear a zone; `_s` are seconds, bytes are bytes."""

    at: datetime
    day: date
    frozen: bool  # the business date is set by hand
    serving: bool  # the product runs; else its data were looked at alone
    running_s: float
    version: str
    schema: int
    python: str
    duckdb: str
    streamlit: str
    data_version: int
    entries: int
    verified_at: datetime | None
    broken: Problem | None  # what did not hold then
    backup_at: datetime | None  # of the last good one
    backup_bytes: int
    backup_count: int
    backup_hours: int  # between two, 0: none by themselves
    backup_current: bool  # nothing was written since
    backup_problem: Problem | None  # of the latest try
    backup_beside: bool  # on the same disk as the data
    on_server: bool  # the data are on a database server, whose backups are its own
    growth: int | None  # bytes a day, None while it is not known
    store_bytes: int
    free_bytes: int
    price_on: date | None  # the last known market day
    price_age: int  # market days since
    price_limit: int  # that the rule lets pass
    calendar_left: int  # days until the market calendar ends
    calendar_limit: int  # that the rule asks for
    overdue: int  # holds that are over and have not ended
    queue: int
    writing_s: float
    clock_ahead: timedelta  # put forward since the start
    entry_ahead: timedelta  # the last entry, before this machine's clock
    file_ahead: timedelta  # what was written last, before this machine's clock
    provider: bool  # staff sign in by name
    public_url: bool
    errors: int  # logged in the last day


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` names two sentences: `health.<key>`, what is wrong, and `health.<key>.do`, what to do."""

    level: Level
    key: str
    fields: dict[str, object]


def judge(facts: Facts) -> tuple[Finding, ...]:
    """What is wrong, worst first; in the order of its weight within a level."""
    found = [*_running(facts), *_books(facts), *_clock(facts), *_disk(facts), *_writes(facts), *_backups(facts),
             *_daily(facts), *_settings(facts)]
    return tuple(sorted(found, key=lambda one: LEVELS.index(one.level)))


def well(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing is wrong; a note is no fault."""
    return all(one.level == "note" for one in findings)


def _running(facts: Facts) -> Iterator[Finding]:
    if not facts.serving:
        yield Finding("bad", "not_running", {})


def _books(facts: Facts) -> Iterator[Finding]:
    if facts.broken is not None:
        yield Finding("bad", "books_broken", {"problem": facts.broken})
    elif facts.verified_at is None:
        yield Finding("warn", "books_never", {})
    elif facts.at - facts.verified_at > VERIFIED_FOR:
        yield Finding("warn", "books_late", {"hours": _hours(facts.at - facts.verified_at)})


def _clock(facts: Facts) -> Iterator[Finding]:
    if facts.clock_ahead:
        yield Finding("bad", "clock_ahead", {"hours": _hours(facts.clock_ahead)})
    if facts.entry_ahead > CLOCKS:
        yield Finding("bad", "clock_behind", {"minutes": _minutes(facts.entry_ahead)})
    elif facts.file_ahead > CLOCKS:
        yield Finding("warn", "clock_of_files", {"minutes": _minutes(facts.file_ahead)})
    if facts.frozen:
        yield Finding("warn", "frozen", {"date": facts.day})


def _disk(facts: Facts) -> Iterator[Finding]:
    free = facts.free_bytes
    days = free // facts.growth if facts.growth and facts.growth > 0 else None
    if free < ROOM:
        yield Finding("bad", "disk_full", {"free": free // MB})
    elif free < LITTLE:
        yield Finding("warn", "disk_little", {"free": free // MB})
    elif days is not None and days < SOON_FULL_DAYS:
        yield Finding("warn", "disk_soon", {"free": free // MB, "days": days})


def _writes(facts: Facts) -> Iterator[Finding]:
    if facts.writing_s >= STUCK_S:
        yield Finding("bad", "writes_stuck", {"seconds": int(facts.writing_s), "count": facts.queue})
    elif facts.writing_s >= SLOW_S or facts.queue >= MANY:
        yield Finding("warn", "writes_slow", {"seconds": int(facts.writing_s), "count": facts.queue})


def _backups(facts: Facts) -> Iterator[Finding]:
    last, allowed = facts.backup_at, 2 * timedelta(hours=facts.backup_hours)
    if facts.backup_problem is not None:
        yield Finding("bad", "backup_failed", {"problem": facts.backup_problem})
    elif facts.backup_hours and last is None and facts.running_s > FIRST_BACKUP_S:
        yield Finding("bad", "backup_none", {})
    elif facts.backup_hours and last is not None and not facts.backup_current and facts.at - last > allowed:
        yield Finding("bad", "backup_late", {"hours": _hours(facts.at - last)})
    if facts.on_server:
        yield Finding("note", "backup_server", {})
    elif not facts.backup_hours and facts.backup_problem is None:
        yield Finding("warn", "backup_off", {})
    if facts.backup_beside and facts.backup_hours:
        yield Finding("note", "backup_beside", {})


def _daily(facts: Facts) -> Iterator[Finding]:
    if facts.errors:
        yield Finding("warn", "errors", {"count": facts.errors})
    if facts.overdue:
        yield Finding("warn", "holds_overdue", {"count": facts.overdue})
    if facts.price_on is None:
        yield Finding("warn", "price_none", {})
    elif facts.price_age > facts.price_limit:
        yield Finding("warn", "price_late", {"date": facts.price_on, "days": facts.price_age,
                                             "limit": facts.price_limit})
    if facts.calendar_left < 0:
        yield Finding("warn", "calendar_over", {})
    elif facts.calendar_left < facts.calendar_limit:
        yield Finding("warn", "calendar_soon", {"days": facts.calendar_left})


def _settings(facts: Facts) -> Iterator[Finding]:
    if not facts.provider:
        yield Finding("note", "no_provider", {})
    if not facts.public_url:
        yield Finding("note", "no_public_url", {})


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
