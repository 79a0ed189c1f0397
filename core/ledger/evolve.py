"""What holds after an entry. `fold` takes many at once; both leave the books they were given as they were."""

from __future__ import annotations

from collections.abc import Iterable

from core.ledger.entry import Entry
from core.ledger.state import Books


def evolve(books: Books, entry: Entry) -> Books:
    """The books after one more entry; Problem when it cannot follow from them."""
    return fold(books, (entry,))


def fold(books: Books, entries: Iterable[Entry]) -> Books:
    """The books after these entries, in one pass."""
    raise NotImplementedError
