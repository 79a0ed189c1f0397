"""What the journal adds up to in the tables that pages read: keeping them in step, comparing, taking over.

Everything here belongs in a transaction of the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date
from operator import attrgetter
from typing import Any

from core.ledger import chain
from core.ledger.act import act
from core.ledger.commands import Command, TakeOver
from core.ledger.decision import DecideOutlook
from core.ledger.decision_acts import results_hash
from core.ledger.entry import Entry
from core.ledger.state import EMPTY, TAKES_TONNES, Booking, Books, Share
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot, Order
from core.rules import RuleBook
from core.rules.book import RulesAt
from store import entries as journal
from store import occupations, plot_files, register
from store.clock import now, today
from store.database import Cursor, insert

LOT = tuple(one.name for one in fields(Lot))
ORDER = Order._fields
PURCHASE = ("purchase", *ORDER[1:])  # the same as columns
ALLOCATION = ("purchase", "lot", "tonnes")
AT = ORDER.index("status")
OPENING = "take-over"  # the key of the act that writes down what was there before
NO_END = date(2099, 12, 31)  # holds of before the journal bear no last day
STATUS = {"held_t": "held", "cancelled_t": "cancelled"}  # where an order's tonnes count → what pages read

Row = tuple[Any, ...]
_lot_row = attrgetter(*LOT)


def project(cursor: Cursor, before: Books, after: Books, entries: Sequence[Entry],
            commands: Iterable[Command] = (), book: RuleBook | None = None) -> None:
    """Bring the tables from `before` to `after`, between which these entries lie. `commands`: what was asked for, where
    it says more than its entries; `book`: the rules, which decisions set values of."""
    lots, orders = _changed(before.lots, after.lots), _changed(before.orders, after.orders)
    _bring(cursor, "lot", LOT, 1, [_lot_row(before.lots[name].lot) for name in lots if name in before.lots],
           [_lot_row(after.lots[name].lot) for name in lots])
    was = [before.orders[name] for name in orders if name in before.orders and _counts(before.orders[name])]
    is_ = [after.orders[name] for name in orders if _counts(after.orders[name])]
    _bring(cursor, "purchase", PURCHASE, 1, [_purchase(one) for one in was], [_purchase(one) for one in is_])
    _bring(cursor, "allocation", ALLOCATION, 2, _allocated(was), _allocated(is_))
    known = {one.order.order for one in was if _certified(one)}
    _certify(cursor, [one for one in is_ if _certified(one) and one.order.order not in known], entries)
    occupations.project(cursor, before, after)
    plot_files.project(cursor, before, after)
    results = {results_hash(one.results): one.results for one in commands if isinstance(one, DecideOutlook)}
    register.project(cursor, before, after, entries, results, book or RuleBook())


def tables(books: Books) -> dict[str, tuple[Sequence[str], list[Row]]]:
    """What the tables must hold: columns and rows."""
    counting = [(name, one) for name, one in books.orders.items() if _counts(one)]
    return {
        "lot": (LOT, [_lot_row(one.lot) for one in books.lots.values()]),
        "purchase": (PURCHASE, [_purchase(one) for _, one in counting]),
        "allocation": (ALLOCATION, _allocated([one for _, one in counting])),
        "certificate": (("purchase", "certificate"), [
            (name, one.order.certificate) for name, one in counting if _certified(one)]),
        "occupation": (occupations.COLUMNS, occupations.rows(books)),
    }


def compare(cursor: Cursor, books: Books) -> None:
    """Problem `books_differ` where a table is not what the journal adds up to."""
    for table, (columns, wanted) in tables(books).items():
        names = ", ".join(columns)
        # As texts first: ten thousands of orders are told apart in a tenth of the time that values take. Where the
        # texts differ, the values decide (0 is 0.000).
        texts = cursor.execute(f"SELECT concat_ws('\x1f', {names}) FROM {table} ORDER BY {columns[0]}").fetchall()
        if [text for text, in texts] == [_text(row) for row in sorted(wanted)]:
            continue
        stored = cursor.execute(f"SELECT {names} FROM {table}").fetchall()
        if different := set(stored) ^ set(wanted):
            raise Problem("books_differ", table=table, name=min(str(row[0]) for row in different))
    occupations.compare(cursor, books)
    plot_files.compare(cursor, books)
    register.compare(cursor, books)


def _text(row: Row) -> str:
    return "\x1f".join([str(value).lower() if value is True or value is False else str(value) for value in row])


def take_over(cursor: Cursor, demo: bool | None = None) -> Books:
    """Write the opening balances of the lots and orders that are there (`demo`: only those) into an empty journal."""
    which = "" if demo is None else f" WHERE demo = {demo}"
    lots = [Lot(*row) for row in cursor.execute(f"SELECT {', '.join(LOT)} FROM lot{which} ORDER BY lot").fetchall()]
    orders = cursor.execute(
        f"SELECT {', '.join(PURCHASE)} FROM purchase{which} ORDER BY trade_date, purchase").fetchall()
    taken: dict[str, list[Share]] = {}
    for name, lot, tonnes in cursor.execute("SELECT purchase, lot, tonnes FROM allocation ORDER BY ALL").fetchall():
        taken.setdefault(name, []).append((lot, tonnes))
    if not lots or journal.head(cursor)[0]:
        return journal.load(cursor)
    command = TakeOver(tuple(replace(one, held_t=ZERO, cancelled_t=ZERO) for one in lots), tuple(
        Booking(order, NO_END, tuple(taken.get(order.order, ()))) for order in (Order(*row) for row in orders)))
    entries, books = act(EMPTY, command, RulesAt(RuleBook(), today()), today(), at=now().astimezone(UTC),
                         role="system", key=OPENING)
    journal.append(cursor, [(entries, command)])
    _certify(cursor, [one for one in books.orders.values() if _certified(one)], entries)
    return books


def make_room(cursor: Cursor) -> None:
    """For books that replace the present ones: the journal goes where it is illustrative, or nothing but opening
    balances. Problem `journal_own` where the county has acted in it."""
    acts = [key for key, in cursor.execute("SELECT key FROM journal_act").fetchall()]
    if acts == [OPENING]:
        _clear(cursor)
    else:
        drop_demo(cursor, whole=True)


def drop_demo(cursor: Cursor, whole: bool) -> None:
    """Take out a journal that is illustrative from end to end: every entry says whether it is.

    Problem `journal_own` where it is only in part, or (`whole`: room is needed for other books) not at all.
    """
    marks = {chain.parse(line).body["demo"] for line in journal.every(cursor)}
    if False in marks and (whole or True in marks):
        raise Problem("journal_own", number=journal.head(cursor)[0])
    if True in marks:
        _clear(cursor)


def _clear(cursor: Cursor) -> None:
    """An illustrative journal goes, with what its decisions did."""
    register.clear(cursor)
    journal.clear(cursor)


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [name for name, one in after.items() if before.get(name) is not one]


def _counts(booking: Booking) -> bool:
    return booking.status in TAKES_TONNES


def _certified(booking: Booking) -> bool:
    return booking.status == "cancelled" and bool(booking.order.certificate)


def _purchase(booking: Booking) -> Row:
    row = booking.order
    return (*row[:AT], STATUS[TAKES_TONNES[booking.status]], *row[AT + 1:])


def _allocated(bookings: Iterable[Booking]) -> list[Row]:
    return [(one.order.order, *share) for one in bookings for share in one.lots]


def _certify(cursor: Cursor, bookings: Sequence[Booking], entries: Sequence[Entry]) -> None:
    """Note which entry gave each of these orders its certificate."""
    given = {(one.body.get("order"), one.body.get("certificate")): one.number for one in entries} if bookings else {}
    orders = [one.order for one in bookings]
    insert(cursor, "certificate", [
        (one.certificate, one.order, given[one.order, one.certificate]) for one in orders])


def _bring(cursor: Cursor, table: str, columns: Sequence[str], keys: int, before: Sequence[Row],
           after: Sequence[Row]) -> None:
    """Bring some rows of a table to what they are after; the first `keys` columns tell which is which."""
    old, new = ({row[:keys]: row for row in rows} for rows in (before, after))
    which = " AND ".join(f"{name} = ?" for name in columns[:keys])
    setting = ", ".join(f"{name} = ?" for name in columns[keys:])
    for key in old.keys() - new.keys():
        cursor.execute(f"DELETE FROM {table} WHERE {which}", key)
    for key in old.keys() & new.keys():
        if old[key] != new[key]:
            cursor.execute(f"UPDATE {table} SET {setting} WHERE {which}", (*new[key][keys:], *key))
    insert(cursor, table, [row for key, row in new.items() if key not in old], columns)
