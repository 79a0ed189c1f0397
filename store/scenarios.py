"""Depletion scenarios that staff saved, and the published one: the county's official outlook.

`save`, `withdraw`, `publish` and `unpublish` belong in a write. Nothing is changed or deleted: saving under a name that
is there makes its next version, a copy is a save under another name, to undo is to withdraw.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from core.exact_json import to_json as exact
from core.problem import Problem
from core.scenario.checks import check
from core.scenario.model import Scenario
from core.scenario.plain import from_json, to_json
from store.clock import SHANGHAI, now
from store.database import Cursor
from store.effects import of_publication

MOST = 200  # in use at once: a list people can still read
LONGEST = 500  # characters of a note or reason
LARGEST = 1_000_000  # characters of published results
SAVED = ("SELECT number, name, version, body, data_version, recorded_at, role, note FROM scenario"
         " WHERE number NOT IN (SELECT scenario FROM scenario_withdrawal) ORDER BY number")
PUBLISHED = (
    "SELECT p.number, s.number, s.name, s.version, s.body, p.results, p.recorded_at, p.role, p.reason,"
    " p.number = (SELECT max(number) FROM scenario_published)"
    " FROM scenario_published p JOIN scenario s ON s.number = p.scenario"
    " WHERE p.number NOT IN (SELECT publication FROM scenario_unpublished)"
    " AND s.number NOT IN (SELECT scenario FROM scenario_withdrawal)")
HISTORY = (
    "SELECT p.number, s.number, s.name, s.version, p.recorded_at, p.role, p.reason, u.recorded_at, u.role, u.reason"
    " FROM scenario_published p JOIN scenario s ON s.number = p.scenario"
    " LEFT JOIN scenario_unpublished u ON u.publication = p.number ORDER BY p.number")


@dataclass(frozen=True, slots=True)
class Saved:
    """A version of a scenario in use, as it was saved; `recorded_at` is UTC."""

    number: int
    name: str
    version: int
    body: str
    data_version: int
    recorded_at: datetime
    role: str
    note: str

    def scenario(self) -> Scenario:
        """Problem where this program cannot read it any more."""
        return from_json(self.body)


@dataclass(frozen=True, slots=True)
class Published:
    """A published scenario: `number` of the publication, `scenario` of what was published, results as JSON text.

    `in_force`: whether it is the outlook now; others were followed by a later one.
    """

    number: int
    scenario: int
    name: str
    version: int
    body: str
    results: str
    recorded_at: datetime
    role: str
    reason: str
    in_force: bool

    def inputs(self) -> Scenario:
        """Problem where this program cannot read it any more."""
        return from_json(self.body)

    @property
    def day(self) -> date:
        """When it was published, Asia/Shanghai."""
        return _day(self.recorded_at)

    def figures(self) -> dict[str, Any]:
        """core.scenario.report's, numbers as decimals."""
        found: dict[str, Any] = json.loads(self.results, parse_float=Decimal)
        return found


@dataclass(frozen=True, slots=True)
class Publication:
    """A line of the history of publications; the last three are None while it was not withdrawn."""

    number: int
    scenario: int
    name: str
    version: int
    recorded_at: datetime
    role: str
    reason: str
    withdrawn_at: datetime | None
    withdrawn_role: str | None
    withdrawn_reason: str | None

    @property
    def day(self) -> date:
        """When it was published, Asia/Shanghai."""
        return _day(self.recorded_at)

    @property
    def withdrawn_day(self) -> date | None:
        """When it was taken back, Asia/Shanghai."""
        return None if self.withdrawn_at is None else _day(self.withdrawn_at)


def scenarios(cursor: Cursor) -> tuple[Saved, ...]:
    """Every version in use, oldest first."""
    return tuple(Saved(*row) for row in cursor.execute(SAVED).fetchall())


def save(cursor: Cursor, scenario: Scenario, role: str, note: str = "") -> int:
    """Keep a scenario as its name's next version; its number. Problem for what cannot be kept."""
    named = replace(scenario, name=" ".join(scenario.name.split()))
    if not named.name:
        raise Problem("scenario_unnamed")
    check(named)
    body, used = to_json(named), scenarios(cursor)
    for one in used:
        if one.body == body:
            raise Problem("scenario_same", name=one.name, version=one.version, number=one.number)
    if len(used) >= MOST:
        raise Problem("scenario_many", limit=MOST)
    version = _next(cursor, "SELECT coalesce(max(version), 0) + 1 FROM scenario WHERE name = ?", [named.name])
    number = _next(cursor, "SELECT coalesce(max(number), 0) + 1 FROM scenario")
    cursor.execute("INSERT INTO scenario VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   [number, named.name, version, body, named.data_version, _moment(), role, _line(note)])
    return number


def withdraw(cursor: Cursor, number: int, role: str) -> None:
    """Take a version out of use; Problem where none in use has that number, or while it is the outlook."""
    _in_use(cursor, number)
    outlook = published(cursor)
    if outlook is not None and outlook.scenario == number:
        raise Problem("scenario_is_outlook", name=outlook.name, version=outlook.version)
    cursor.execute("INSERT INTO scenario_withdrawal VALUES (?, ?, ?)", [number, _moment(), role])


def publish(cursor: Cursor, number: int, results: Mapping[str, Any], role: str, reason: str) -> int:
    """Make a saved scenario the county's outlook, in place of the present one; the publication's number.

    `results`: core.scenario.report's of that very scenario; Problem for any other.
    """
    return publish_text(cursor, number, exact(results), role, reason)


def publish_text(cursor: Cursor, number: int, text: str, role: str, reason: str) -> int:
    """`publish` of results that are JSON text already, as core.exact_json writes it."""
    saved, why = _in_use(cursor, number), _reason(reason)
    if exact(_scenario_of(text)) != saved.body:
        raise Problem("scenario_results_other", name=saved.name, version=saved.version)
    if len(text) > LARGEST:
        raise Problem("scenario_results_large", limit=LARGEST // 1_000_000)
    at = _next(cursor, "SELECT coalesce(max(number), 0) + 1 FROM scenario_published")
    cursor.execute("INSERT INTO scenario_published VALUES (?, ?, ?, ?, ?, ?)",
                   [at, number, text, _moment(), role, why])
    return at


def _scenario_of(text: str) -> object:
    """The scenario that results are of; None where the text says none."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except ValueError:
        return None
    return found.get("scenario") if isinstance(found, dict) else None


def unpublish(cursor: Cursor, role: str, reason: str) -> None:
    """Take back the outlook in force; Problem `scenario_no_outlook` where there is none, `scenario_decided` where a
    decision of the register published it."""
    outlook = published(cursor)
    if outlook is None:
        raise Problem("scenario_no_outlook")
    if decided := of_publication(cursor, outlook.number):
        raise Problem("scenario_decided", decision=decided)
    take_back(cursor, outlook.number, role, reason)


def take_back(cursor: Cursor, publication: int, role: str, reason: str) -> None:
    """Take back a publication, in force or followed by another."""
    cursor.execute("INSERT INTO scenario_unpublished VALUES (?, ?, ?, ?)",
                   [publication, _moment(), role, _reason(reason)])


def published(cursor: Cursor) -> Published | None:
    """The county's outlook in force."""
    rows = cursor.execute(f"{PUBLISHED} AND p.number = (SELECT max(number) FROM scenario_published)").fetchall()
    return Published(*rows[0]) if rows else None


def published_as(cursor: Cursor, scenario: int) -> Published | None:
    """The latest publication of a scenario that was not withdrawn, in force or followed by another."""
    rows = cursor.execute(f"{PUBLISHED} AND s.number = ? ORDER BY p.number DESC LIMIT 1", [scenario]).fetchall()
    return Published(*rows[0]) if rows else None


def publications(cursor: Cursor) -> tuple[Publication, ...]:
    """Every publication there was, oldest first."""
    return tuple(Publication(*row) for row in cursor.execute(HISTORY).fetchall())


def _in_use(cursor: Cursor, number: int) -> Saved:
    for one in scenarios(cursor):
        if one.number == number:
            return one
    raise Problem("scenario_unknown", number=number)


def _reason(text: str) -> str:
    line = _line(text)
    if not line:
        raise Problem("scenario_reason")
    return line


def _line(text: str) -> str:
    """One line without loose spaces; Problem where it is too long."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise Problem("scenario_note_long", limit=LONGEST)
    return line


def _next(cursor: Cursor, sql: str, values: list[object] | None = None) -> int:
    return int(cursor.execute(sql, values or []).fetchall()[0][0])


def _moment() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)


def _day(at: datetime) -> date:
    """The day of a UTC time in Asia/Shanghai."""
    return at.replace(tzinfo=UTC).astimezone(SHANGHAI).date()
