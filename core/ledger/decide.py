"""What a command does to the books, or why not: `decide(books, command, rules, today) → facts`, pure."""

from __future__ import annotations

from datetime import date

from core.ledger.commands import Command
from core.ledger.entry import Fact
from core.ledger.state import Books
from core.rules.book import RulesAt


def decide(books: Books, command: Command, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """What happens; Problem with the rule and the remedy when the books do not allow it."""
    raise NotImplementedError
