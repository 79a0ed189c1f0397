"""Making sure of the books, and handing them out: the journal checked, exported, asked about a certificate."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from core.ledger import chain
from core.ledger.cancellation import Cancellation
from core.ledger.state import Books
from core.problem import Problem
from store import entries as rows
from store.acts import remember
from store.books import compare, take_over
from store.database import Cursor, Store, StoreBroken


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
        remember(store, version, verify(store))
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
