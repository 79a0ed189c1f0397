"""What officials decided about parameters: recording, withdrawing, and the rules with the decisions applied.

`record` and `withdraw` belong in a write. Nothing is changed or deleted: to undo is to withdraw, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.problem import Problem
from core.rules import Dated, Reference, Rule, RuleBook
from core.rules.book import RuleValue
from core.rules.values import as_text, from_text, kind_of
from store.clock import now
from store.database import Cursor
from store.effects import of_value

LONGEST = 500  # characters of a text
LAST = date(2100, 12, 31)
SELECT = ("SELECT number, rule, since, kind, value, document, clause, link, note, recorded_at, role, withdraws"
          " FROM decision ORDER BY number")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A value as an official enters it. `document` is its title; `link` an http(s) address or nothing."""

    since: date
    value: RuleValue
    document: str
    clause: str = ""
    link: str = ""
    note: str = ""

    @property
    def dated(self) -> Dated:
        title = " ".join(filter(None, (self.document, self.clause)))
        return Dated(self.since, self.value, Reference(title, title, self.link), status="sourced")


@dataclass(frozen=True, slots=True)
class Decision:
    """A record. `confirmed` is None for a withdrawal, which `withdraws` another record; `recorded_at` is UTC.

    `withdrawn_by`: the record that took this one back.
    """

    number: int
    rule: str
    confirmed: Confirmed | None
    note: str
    recorded_at: datetime
    role: str
    withdraws: int | None
    withdrawn_by: int | None
    problem: Problem | None = None

    @property
    def counts(self) -> bool:
        """Whether it is a value that nobody has taken back and that can be read."""
        return self.confirmed is not None and self.withdrawn_by is None


def decisions(cursor: Cursor) -> tuple[Decision, ...]:
    """Every record, oldest first."""
    rows = cursor.execute(SELECT).fetchall()
    taken_back = {row[11]: row[0] for row in rows if row[11] is not None}
    out = []
    for number, rule, since, kind, value, document, clause, link, note, at, role, withdraws in rows:
        confirmed, problem = None, None
        if withdraws is None:
            try:
                confirmed = Confirmed(since, from_text(kind, value), document, clause, link, note)
            except Problem as found:
                problem = found
        out.append(Decision(number, rule, confirmed, note, at, role, withdraws, taken_back.get(number), problem))
    return tuple(out)


def applied(book: RuleBook, found: Iterable[Decision]) -> tuple[RuleBook, tuple[Decision, ...]]:
    """The rules with the decisions that count, later records last; and the decisions this book cannot take."""
    unusable = []
    for one in found:
        if one.confirmed is not None and one.counts:
            try:
                book = book.decided(one.rule, one.confirmed.dated)
            except Problem:
                unusable.append(one)
        elif one.problem is not None and one.withdrawn_by is None:
            unusable.append(one)
    return book, tuple(unusable)


def checked(rule: Rule, entered: Confirmed) -> Confirmed:
    """The entry, trimmed, if it can be recorded; Problem with what is wrong."""
    rule.check(entered.value)
    first = rule.values[0].since
    if not first <= entered.since <= LAST:
        raise Problem("decision_since", date=entered.since, first=first, last=LAST)
    texts = {name: _text(getattr(entered, name)) for name in ("document", "clause", "link", "note")}
    if not texts["document"]:
        raise Problem("decision_document")
    if texts["link"] and not re.fullmatch(r"https?://[^\s<>\"']+", texts["link"]):
        raise Problem("decision_link", value=texts["link"][:80])
    return Confirmed(entered.since, entered.value, **texts)


def record(cursor: Cursor, book: RuleBook, rule_id: str, entered: Confirmed, role: str) -> int:
    """Keep a confirmed value; its number. `book`: the rules it is a value of. Problem for what cannot be kept."""
    one = checked(book[rule_id], entered)
    kept = [found for found in decisions(cursor) if found.rule == rule_id and found.counts]
    if any(found.confirmed == one for found in kept):
        raise Problem("decision_same")
    return _append(cursor, (rule_id, one.since, kind_of(one.value), as_text(one.value), one.document, one.clause,
                            one.link, one.note), role, None)


def withdraw(cursor: Cursor, number: int, reason: str, role: str, decided: str = "") -> int:
    """Take a record back, with the reason; the withdrawal's number. What a decision of the register recorded goes with
    that decision (`decided`) alone; Problem `decision_decided`."""
    found = next((one for one in decisions(cursor) if one.number == number and one.withdraws is None), None)
    if found is None:
        raise Problem("decision_unknown", number=number)
    if found.withdrawn_by is not None:
        raise Problem("decision_withdrawn", number=number)
    if (owner := of_value(cursor, number)) != decided:
        raise Problem("decision_decided", decision=owner)
    why = _text(reason)
    if not why:
        raise Problem("decision_reason")
    return _append(cursor, (found.rule, None, None, None, "", "", "", why), role, number)


def _append(cursor: Cursor, values: tuple[object, ...], role: str, withdraws: int | None) -> int:
    row = cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM decision").fetchone()
    assert row is not None
    at = now().astimezone(UTC).replace(tzinfo=None)
    cursor.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   [row[0], *values, at, role, withdraws])
    return int(row[0])


def _text(text: str) -> str:
    """One line without loose spaces; Problem where it is too long."""
    line = " ".join(text.split())
    if len(line) > LONGEST:
        raise Problem("decision_long", limit=LONGEST)
    return line
