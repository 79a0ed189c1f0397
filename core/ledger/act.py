"""One act: a command decided and written down as entries, ready to be appended (the store keeps the keys)."""

from __future__ import annotations

from datetime import date, datetime

from core.ledger.commands import Command
from core.ledger.entry import Entry
from core.ledger.state import Books
from core.rules.book import RulesAt


def act(books: Books, command: Command, rules: RulesAt, today: date, *, at: datetime, role: str, reason: str = "",
        key: str) -> tuple[tuple[Entry, ...], Books]:
    """The entries of the act and the books after them. `at`: UTC. Refused with a Problem: `journal_role` (the role may
    not), `journal_reason` (one is needed), `journal_clock` (earlier than the last entry), and whatever decide refuses.
    """
    raise NotImplementedError
