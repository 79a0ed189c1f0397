"""Acting on the books, and making sure of them.

An act is one job of the writer thread: the books as they stand, the decision, its lines, what follows from them in
the tables that pages read, all in one transaction. The folded books are kept and go along with the journal, so that an
act that nothing came before needs to read nothing.
"""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from weakref import WeakKeyDictionary

from core.carbon.own_sets import with_sets
from core.ledger import chain
from core.ledger.commands import Command
from core.ledger.entry import Entry
from core.ledger.order_acts import NEEDS_TONNES, overdue
from core.ledger.personal import check_public
from core.ledger.state import EMPTY, Books
from core.problem import Problem
from core.rules import RuleBook
from store import entries as rows
from store.books import compare, perform, take_over
from store.clock import today
from store.database import Cursor, Store, StoreBroken
from store.decisions import applied, decisions
from store.own_sets import own_values
from store.shipped import shipped_rules, shipped_species


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of a store at one data version. `keys`: of all acts, perhaps a few more; `swept`: the day on which
    every hold that was over has ended."""

    version: int
    books: Books
    keys: set[str]
    rules: RuleBook
    swept: date | None = None


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_read: WeakKeyDictionary[Store, tuple[int, Books]] = WeakKeyDictionary()  # books as read, at least of that version


def act(store: Store, command: Command, role: str, reason: str, key: str) -> tuple[Entry, ...]:
    """Do what `command` asks for, or raise the Problem that says why not; the entries that it wrote.

    `key`: made once for each thing that somebody wants done. Sent again it changes nothing and returns the first
    outcome, so that a double click or a lost answer does no harm.
    """
    key = " ".join(key.split())

    def job(cursor: Cursor) -> tuple[tuple[Entry, ...], _Kept]:
        kept = _known(store, cursor)
        if key in kept.keys and (done := rows.outcome(cursor, key, command)):
            return done, replace(kept, version=kept.version + 1)
        if type(command) in NEEDS_TONNES:
            kept = _swept(cursor, kept)
        written, after = perform(cursor, kept.books, command, kept.rules.at(today()), role, check_public(reason), key)
        kept.keys.add(key)
        return written, replace(kept, version=kept.version + 1, books=after)

    def keep(result: tuple[tuple[Entry, ...], _Kept]) -> None:
        _kept[store] = result[1]

    return store.write(job, keep)[0]


def sweep(store: Store) -> int:
    """End the holds that are over: their tonnes return by themselves. How many there were."""
    with store.read() as cursor:
        rules = _rules(cursor)
    count = len(overdue(books(store), rules.at(today()), today()))
    if not count:
        return 0

    def job(cursor: Cursor) -> _Kept:
        kept = _swept(cursor, _known(store, cursor))
        return replace(kept, version=kept.version + 1)

    def keep(kept: _Kept) -> None:
        _kept[store] = kept

    store.write(job, keep)
    return count


def _swept(cursor: Cursor, kept: _Kept) -> _Kept:
    """What is known after every hold that is over has ended. Holds end on later days than the one they are made on, so
    that once a day is enough."""
    day = today()
    if kept.swept == day:
        return kept
    after = kept.books
    for command in overdue(after, kept.rules.at(day), day):
        key = f"hold over {command.order}"
        _, after = perform(cursor, after, command, kept.rules.at(day), "system", "", key)
        kept.keys.add(key)
    return replace(kept, books=after, swept=day)


def books(store: Store) -> Books:
    """The books as they stand. Before the first act of this process what was read is kept as well: pages ask often."""
    known = _kept.get(store)
    if known and known.version == store.data_version:
        return known.books
    version, (since, before) = store.data_version, _read.get(store, (-1, EMPTY))
    if since == version:
        return before
    before = known.books if known else before
    with store.read() as cursor:
        found = rows.load(cursor, before)
    _read[store] = version, found
    return found


def verify(store: Store) -> Books:
    """Read the whole journal and check everything; the books. Problem with the line or the table that is wrong."""
    with store.read() as cursor:
        cursor.begin()
        found = check(cursor)
        cursor.rollback()
    return found


def check(cursor: Cursor) -> Books:
    """The chain, what it adds up to, and the other tables against that; in a transaction of the caller's."""
    found = chain.verify(rows.every(cursor))
    last = found.head.number if found.head else 0
    number, sealed = rows.head(cursor)
    if number != last or (found.head and found.head.hash != sealed):
        raise Problem("journal_cut", number=last, head=number)
    counted = cursor.execute("SELECT coalesce(sum(last - first + 1), 0) FROM journal_act").fetchall()[0][0]
    if counted != number:
        raise Problem("books_differ", table="journal_act", name=counted)
    compare(cursor, found)
    return found


def start(store: Store) -> None:
    """Make sure of the books before anybody works with them; books of before the journal are taken over into it.

    StoreBroken where something is wrong: nothing is changed, and nobody can act on what may be false.
    """
    with store.read() as cursor:
        new = rows.head(cursor)[0] == 0 and cursor.execute("SELECT 1 FROM lot LIMIT 1").fetchall()
    collecting = gc.isenabled()
    gc.disable()  # a long journal makes many values and no garbage: looking for some takes a third of the time
    try:
        if new:
            store.write(take_over)
        version = store.data_version
        _read[store] = version, verify(store)
    except StoreBroken:
        raise
    except Problem as problem:
        raise StoreBroken("journal_broken", file=store.path.name, problem=problem) from problem
    finally:
        if collecting:
            gc.enable()


def export(store: Store, file: Path) -> int:
    """Write every line to `file`, whole or not at all; how many. Problem `file_unwritable`."""
    part = file.with_name(f"{file.name}.part")
    count = 0
    try:
        with store.read() as cursor, part.open("wb") as opened:
            cursor.begin()
            for line in rows.every(cursor):
                opened.write(line + b"\n")
                count += 1
            opened.flush()
            os.fsync(opened.fileno())
            cursor.rollback()
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise Problem("file_unwritable", file=str(file)) from None
    return count


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What was cancelled for a certificate, tonnes by lot, and the entry of the journal that says so."""

    order: str
    project_zh: str
    project_en: str
    township_zh: str
    trade_date: date
    tonnes: Decimal
    demo: bool
    lots: tuple[tuple[str, Decimal], ...]
    entry: Entry


def cancelled(store: Store, number: str) -> Cancellation:
    """What a certificate stands for; Problem `cancellation_unknown`."""
    with store.read() as cursor:
        cursor.begin()
        found = cursor.execute(
            "SELECT entry, p.purchase, project_zh, project_en, township_zh, trade_date, purchase_t, demo"
            " FROM certificate c JOIN purchase p ON p.purchase = c.purchase WHERE c.certificate = ?"
            " ORDER BY entry", [number]).fetchall()
        if not found:
            raise Problem("cancellation_unknown", number=number)
        at, order, *terms = found[0]
        lots = cursor.execute("SELECT lot, tonnes FROM allocation WHERE purchase = ? ORDER BY lot", [order]).fetchall()
        one = Cancellation(order, *terms, tuple(lots), rows.entry(cursor, at))
        cursor.rollback()
    return one


def _known(store: Store, cursor: Cursor) -> _Kept:
    """What is known at the present data version; only the writer asks."""
    known, version = _kept.get(store), store.data_version
    if known and known.version == version:
        return known
    return _Kept(version, rows.load(cursor, known.books if known else EMPTY), rows.keys(cursor), _rules(cursor))


def _rules(cursor: Cursor) -> RuleBook:
    return applied(with_sets(shipped_rules(), own_values(cursor), shipped_species()), decisions(cursor))[0]
