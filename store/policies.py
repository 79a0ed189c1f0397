"""Pricing policies that staff saved to compare: keeping, reading, withdrawing. `save` and `withdraw` belong in a write.

Nothing is changed or deleted: a policy is saved under a name that no other in use has; to undo is to withdraw.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from core.market.policy import Policy
from core.market.policy_file import from_json, policy_of, texts
from core.problem import Problem
from core.rules import RuleBook
from store.clock import now
from store.database import Cursor

MOST = 200  # in use at once: a list people can still read
SELECT = ("SELECT number, name, changes, recorded_at, role FROM policy WHERE number NOT IN"
          " (SELECT policy FROM policy_withdrawal) ORDER BY number")


@dataclass(frozen=True, slots=True)
class Saved:
    """A policy in use as it was saved; `recorded_at` is UTC."""

    number: int
    name: str
    changes: str
    recorded_at: datetime
    role: str

    def policy(self, book: RuleBook) -> Policy:
        """What it says; Problem where the rules of today cannot take it any more."""
        return from_json(self.name, self.changes, book)


def policies(cursor: Cursor) -> tuple[Saved, ...]:
    """Those in use, oldest first."""
    return tuple(Saved(*row) for row in cursor.execute(SELECT).fetchall())


def save(cursor: Cursor, book: RuleBook, policy: Policy, role: str) -> int:
    """Keep a policy; its number. Problem where it cannot be kept."""
    checked = policy_of(policy.name, texts(policy.changes), book)
    used = policies(cursor)
    if checked.name in {one.name for one in used}:
        raise Problem("policy_exists", name=checked.name)
    if len(used) >= MOST:
        raise Problem("policy_many", limit=MOST)
    number = cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM policy").fetchall()[0][0]
    cursor.execute("INSERT INTO policy VALUES (?, ?, ?, ?, ?)",
                   [number, checked.name, json.dumps(texts(checked.changes)), _moment(), role])
    return int(number)


def withdraw(cursor: Cursor, number: int, role: str) -> None:
    """Take a policy out of use; Problem `policy_unknown` where none in use has that number."""
    if number not in {one.number for one in policies(cursor)}:
        raise Problem("policy_unknown", number=number)
    cursor.execute("INSERT INTO policy_withdrawal VALUES (?, ?, ?)", [number, _moment(), role])


def _moment() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)
