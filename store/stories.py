"""Entries of the journal by their numbers: what a thing's history is made of."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger import chain
from core.ledger.entry import Entry, canonical
from core.ledger.history import mentions
from store.database import Store


def lines(store: Store, numbers: Sequence[int]) -> tuple[str, ...]:
    """The lines with these numbers, in order; numbers that there are no lines of are left out."""
    with store.read() as cursor:
        found = cursor.execute("SELECT line FROM journal WHERE number IN (SELECT unnest(?::BIGINT[])) ORDER BY number",
                               [list(numbers)]).fetchall()
    return tuple(text for text, in found)


def entries(store: Store, numbers: Sequence[int]) -> tuple[Entry, ...]:
    """The entries with these numbers, in order."""
    return tuple(chain.parse(text.encode()) for text in lines(store, numbers))


def naming(store: Store, about: str, name: str) -> tuple[int, ...]:
    """The numbers of the entries whose body names a thing, also where the books no longer know of it."""
    with store.read() as cursor:
        found = cursor.execute("SELECT line FROM journal WHERE contains(line, ?)", [canonical(name)]).fetchall()
    read = (chain.parse(text.encode()) for text, in found)
    return tuple(sorted(one.number for one in read if mentions(one, about, name)))
