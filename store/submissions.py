"""What the public sends, kept beside the journal; contacts apart, until they are deleted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.problem import Problem
from core.reference import BITS, reference
from core.rules.load import parse_kept
from core.submissions import Sent, Step, Submission, next_step
from store.clock import now, today
from store.database import Cursor, Store

KEEP = "contact_keep_days"
ONE = """SELECT s.reference, token, kind, about, name, place, body, seen_on, coalesce(contact, ''), received_at,
                received_on, version, demo
         FROM submission s LEFT JOIN submission_contact c ON s.reference = c.reference"""


def send(store: Store, sent: Sent, token: str) -> str:
    """Keep it (as core.submissions.checked gives it) and give it a reference; the same token gives the same one."""
    return store.write(lambda cursor: _by_token(cursor, token) or keep(
        cursor, reference(secrets.randbits(BITS)), token, sent, _moment(), today(), store.data_version))


def known(store: Store, token: str) -> str | None:
    """The reference of what was sent with this token before."""
    with store.read() as cursor:
        return _by_token(cursor, token)


def keep(cursor: Cursor, number: str, token: str, sent: Sent, at: datetime, on: date, version: int,
         demo: bool = False) -> str:
    """Belongs in a write. The reference."""
    cursor.execute("INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        number, token, sent.kind, sent.about, sent.name, sent.place, sent.text, sent.seen_on, at, on, version, demo])
    if sent.contact:
        cursor.execute("INSERT INTO submission_contact VALUES (?, ?)", [number, sent.contact])
    return number


def find(store: Store, number: str) -> Submission | None:
    """The one with this reference, as core.reference.read gives it."""
    with store.read() as cursor:
        return next(iter(_read(cursor, f"{ONE} WHERE s.reference = ?", [number])), None)


def every(store: Store) -> tuple[Submission, ...]:
    """All that was ever sent, the latest first."""
    with store.read() as cursor:
        return _read(cursor, f"{ONE} ORDER BY received_on DESC, received_at DESC, s.reference")


def note(store: Store, number: str, state: str, role: str, text: str = "", entry: int = 0) -> None:
    """What staff did with it; closed, its contact is deleted. Problem `submission_gone`, `submission_state`."""
    def job(cursor: Cursor) -> None:
        found = _read(cursor, f"{ONE} WHERE s.reference = ?", [number])
        if not found:
            raise Problem("submission_gone")
        step = next_step(found[0], Step(state, _moment(), role, entry, text))
        if step is not None:
            add(cursor, found[0], step)

    store.write(job)


def add(cursor: Cursor, known: Submission, step: Step) -> None:
    """Belongs in a write."""
    cursor.execute("INSERT INTO submission_step VALUES (?, ?, ?, ?, ?, ?, ?)", [
        known.reference, len(known.steps) + 1, step.state, step.at, step.role, step.entry, step.note])
    if step.state in ("answered", "set_aside"):
        cursor.execute("DELETE FROM submission_contact WHERE reference = ?", [known.reference])


def forget(store: Store, days: int) -> int:
    """Delete the contacts of what came `days` days ago or earlier; how many there were."""
    over = "SELECT reference FROM submission WHERE received_on <= ?"
    until = today() - timedelta(days=days)
    with store.read() as cursor:
        row = cursor.execute(f"SELECT count(*) FROM submission_contact WHERE reference IN ({over})",
                             [until]).fetchone()
    assert row is not None
    if row[0]:
        store.write(lambda cursor: cursor.execute(
            f"DELETE FROM submission_contact WHERE reference IN ({over})", [until]).fetchall())
    return int(row[0])


def keep_demo(cursor: Cursor, path: Path) -> None:
    """Illustrative ones. Days count from the day of loading."""
    items: Any = parse_kept(path.read_text("utf-8"), path.name)
    for number, item in enumerate(items, start=1):
        _demo(cursor, item, f"demo submission {number}")


def drop_demo(cursor: Cursor) -> None:
    for table in ("submission_contact", "submission_step"):
        cursor.execute(f"DELETE FROM {table} WHERE reference IN (SELECT reference FROM submission WHERE demo)")
    cursor.execute("DELETE FROM submission WHERE demo")


def _demo(cursor: Cursor, item: Mapping[str, Any], token: str) -> None:
    at = _moment() - timedelta(days=int(item["days_ago"]))
    on = today() - timedelta(days=int(item["days_ago"]))
    sent = Sent("concern", item["about"], item["name"], item["place"], item["text"], on)
    keep(cursor, item["reference"], token, sent, at, on, 0, demo=True)
    if "answer" in item:
        add(cursor, Submission(item["reference"], token, sent, at, on, 0, True),
            Step("answered", at + timedelta(days=1), "registrar", 0, item["answer"]))


def _by_token(cursor: Cursor, token: str) -> str | None:
    row = cursor.execute("SELECT reference FROM submission WHERE token = ?", [token]).fetchone()
    return row[0] if row else None


def _read(cursor: Cursor, query: str, given: Sequence[object] = ()) -> tuple[Submission, ...]:
    rows = cursor.execute(query, list(given)).fetchall()
    steps: dict[str, list[Step]] = {}
    for number, *rest in cursor.execute(
            "SELECT reference, state, done_at, role, entry, note FROM submission_step WHERE reference IN "
            "(SELECT unnest(?::VARCHAR[])) ORDER BY reference, number", [[row[0] for row in rows]]).fetchall():
        steps.setdefault(number, []).append(Step(rest[0], rest[1].replace(tzinfo=UTC), *rest[2:]))
    return tuple(Submission(row[0], row[1], Sent(*row[2:9]), row[9].replace(tzinfo=UTC), *row[10:],
                            tuple(steps.get(row[0], ()))) for row in rows)


def _moment() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None, microsecond=0)
