"""When the books were last found to balance, and up to which entry: at the start, whenever something was written since
and somebody asks, and whole once a day."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from logging import ERROR
from weakref import WeakKeyDictionary

from core.ledger import chain
from core.ledger.chain import Link
from core.problem import Problem
from store import entries as rows
from store import journal
from store.acts import books
from store.books import compare
from store.clock import now, today
from store.database import Store
from store.repeating import repeat
from watching import event, failed

EVERY_S = 10 * 60  # between two looks whether the day has changed


@dataclass(frozen=True, slots=True)
class Verified:
    """`at`: when; `day`: when everything was, from the first entry on; `link`: where the journal ended then; `since`:
    the time of its first entry, empty without any. `problem`: what did not hold; the books are not to be trusted then,
    whatever the rest says."""

    at: datetime
    day: date
    link: Link
    since: str
    problem: Problem | None = None


_lock = threading.Lock()
_last: WeakKeyDictionary[Store, Verified] = WeakKeyDictionary()


def note(store: Store) -> None:
    """Write down that everything was verified just now; for whoever has done so (`store.journal.start`)."""
    head = books(store).head
    event("books.verified", entries=head.number if head else 0)
    _last[store] = _found(store, Link(head.number, head.hash, head.at) if head else chain.START)


def latest(store: Store) -> Verified:
    """The latest verification. What was written after it is verified now: the new lines link to those before, and the
    tables hold what all of them add up to."""
    with _lock:
        known = _last.get(store)
        if known is None:
            _last[store] = _whole(store)
        elif known.problem is None and journal_end(store) != (known.link.number, known.link.hash):
            _last[store] = _further(store, known)
        return _last[store]


def at(store: Store) -> datetime | None:
    """When the latest verification was; nothing is verified or read for this."""
    found = known(store)
    return found.at if found else None


def known(store: Store) -> Verified | None:
    """The latest verification, if there was one; nothing is verified or read for this."""
    return _last.get(store)


def journal_end(store: Store) -> tuple[int, str]:
    """Number and hash of the last entry."""
    known = _last.get(store)
    with store.read() as cursor:
        return rows.head(cursor, known.link.number if known else 0)


def whole(store: Store) -> Verified:
    """Verify everything from the first entry on."""
    with _lock:
        _last[store] = _whole(store)
        return _last[store]


def start_daily(store: Store) -> Callable[[], None]:
    """Verify everything on each new day while the product runs. Call the answer to stop."""
    def look() -> None:
        try:
            if latest(store).day != today():
                whole(store)
        except Exception:  # of a full disk, of a store that is being closed: the next look tries again
            failed("books.not_verified")

    return repeat("books", look, EVERY_S)


def _whole(store: Store) -> Verified:
    began = time.perf_counter()
    try:
        head = journal.verify(store).head
    except Problem as problem:
        event("books.broken", ERROR, problem=problem.key)
        return _found(store, chain.START, problem)
    event("books.verified", entries=head.number if head else 0, ms=(time.perf_counter() - began) * 1000)
    return _found(store, Link(head.number, head.hash, head.at) if head else chain.START)


def _further(store: Store, known: Verified) -> Verified:
    """From where the last verification ended; whole where that does not hold: illustrative books can be replaced."""
    try:
        with store.read() as cursor:
            cursor.begin()
            link = chain.check_links(rows.every(cursor, known.link.number), known.link, known.link.number + 1)
            if (link.number, link.hash) != rows.head(cursor):
                raise Problem("journal_cut", number=link.number, head=rows.head(cursor)[0])
            compare(cursor, rows.load(cursor, books(store)))
            cursor.rollback()
    except Problem:
        return _whole(store)
    return replace(_found(store, link), day=known.day)


def _found(store: Store, link: Link, problem: Problem | None = None) -> Verified:
    with store.read() as cursor:
        since = rows.entry(cursor, 1).at if rows.head(cursor)[0] and problem is None else ""
    return Verified(now(), today(), link, since, problem)
