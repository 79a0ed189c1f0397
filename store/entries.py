"""The journal's rows: reading and appending lines. Everything here belongs in a transaction of the caller's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from core.ledger import chain
from core.ledger.commands import Command
from core.ledger.entry import GENESIS, Entry, line
from core.ledger.evolve import fold
from core.ledger.state import EMPTY, Books
from core.problem import Problem
from store.database import Cursor, insert

PAGE = 5_000  # lines read at once
TABLES = ("journal", "journal_act", "act_person", "certificate", "occupation")


def lines(cursor: Cursor, after: int, most: int = PAGE) -> list[tuple[int, str]]:
    """(number, line) of the entries that follow entry `after`."""
    return cursor.execute("SELECT number, line FROM journal WHERE number > ? ORDER BY number LIMIT ?",
                          [after, most]).fetchall()


def every(cursor: Cursor, after: int = 0) -> Iterator[bytes]:
    """The lines that follow entry `after`; nothing else may be asked of the cursor meanwhile."""
    found = cursor.execute("SELECT line FROM journal WHERE number > ? ORDER BY number", [after])
    while page := found.fetchmany(PAGE):
        yield from (text.encode() for text, in page)


def entry(cursor: Cursor, number: int) -> Entry:
    """One entry that is there."""
    return chain.parse(cursor.execute("SELECT line FROM journal WHERE number = ?", [number]).fetchall()[0][0].encode())


def head(cursor: Cursor, since: int = 0) -> tuple[int, str]:
    """Number and hash of the last entry; 0 and GENESIS before the first. `since`: an entry that is known, from which on
    is looked first."""
    for first in dict.fromkeys((since, 0)):
        found = cursor.execute("SELECT last, hash FROM journal_act WHERE last >= ? ORDER BY last DESC LIMIT 1",
                               [first]).fetchall()
        if found:
            return found[0]
    return 0, GENESIS


def keys(cursor: Cursor, since: int = 0) -> set[str]:
    """The keys of all acts that follow entry `since`."""
    return {key for key, in cursor.execute("SELECT key FROM journal_act WHERE last > ?", [since]).fetchall()}


def leading(cursor: Cursor, known: Books) -> Books:
    """`known`, where it leads to what is stored; EMPTY for books of a journal that was replaced."""
    if known.head is None:
        return EMPTY
    number, last = head(cursor, known.head.number)
    if (known.head.number, known.head.hash) != (number, last) and (
            known.head.number > number or entry(cursor, known.head.number) != known.head):
        return EMPTY
    return known


def load(cursor: Cursor, known: Books = EMPTY) -> Books:
    """The books as they are stored. `known`: books of before; only what came since is read and folded.

    Books that do not lead to what is stored are left aside.
    """
    return further(cursor, leading(cursor, known))


def further(cursor: Cursor, known: Books) -> Books:
    """`load` of books that lead to what is stored."""
    return fold(known, map(chain.parse, every(cursor, known.head.number if known.head else 0)))


def outcome(cursor: Cursor, key: str, command: Command) -> tuple[Entry, ...]:
    """What an act with this key wrote; empty where there was none. Problem `journal_key` for the key of another act."""
    found = cursor.execute("SELECT command, first, last FROM journal_act WHERE key = ?", [key]).fetchall()
    if not found:
        return ()
    before, first, last = found[0]
    _check_same(before, command, key, first)
    return tuple(chain.parse(text.encode()) for _, text in lines(cursor, first - 1, last - first + 1))


def again(done: Mapping[str, tuple[tuple[Entry, ...], Command]], key: str, command: Command) -> tuple[Entry, ...]:
    """`outcome` for acts (by key) that are decided and not yet written down."""
    if key not in done:
        return ()
    written, before = done[key]
    _check_same(_fingerprint(before), command, key, written[0].number)
    return written


def _check_same(fingerprint: str, command: Command, key: str, number: int) -> None:
    if fingerprint != _fingerprint(command):
        raise Problem("journal_key", key=key, number=number)


def append(cursor: Cursor, acts: Sequence[tuple[Sequence[Entry], Command]]) -> None:
    """Write down acts. Their numbers and keys are new, or the database refuses them."""
    insert(cursor, "journal", [(one.number, line(one)) for entries, _ in acts for one in entries])
    insert(cursor, "journal_act", [
        (entries[0].key, _fingerprint(command), entries[0].number, entries[-1].number, entries[-1].hash)
        for entries, command in acts])


def clear(cursor: Cursor) -> None:
    """Take a journal out that holds illustrative acts alone; the caller has made sure of that."""
    for table in TABLES:
        cursor.execute(f"DELETE FROM {table}")


def _fingerprint(command: Command) -> str:
    return hashlib.sha256(repr(command).encode()).hexdigest()
