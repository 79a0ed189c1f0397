"""What the journal adds up to in the tables that pages read: keeping them in step, comparing, taking over.

Everything here belongs in a transaction of the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date
from operator import attrgetter
from typing import Any, TypeVar

from core.ledger import chain
from core.ledger.act import act
from core.ledger.commands import Command, TakeOver
from core.ledger.entry import Entry
from core.ledger.state import EMPTY, TAKES_TONNES, Booking, Books, Share
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot, Order
from core.rules import RuleBook
from core.rules.book import RulesAt
from store import entries as journal
from store import occupations, plot_files
from store.clock import now, today
from store.database import Cursor

LOT = tuple(one.name for one in fields(Lot))
ORDER = tuple(one.name for one in fields(Order))
PURCHASE = ("purchase", *ORDER[1:])  # the same as columns
AT = ORDER.index("status")
OPENING = "take-over"  # the key of the act that writes down what was there before
NO_END = date(2099, 12, 31)  # holds of before the journal bear no last day
STATUS = {"held_t": "held", "cancelled_t": "cancelled"}  # where an order's tonnes count → what pages read

T = TypeVar("T")
Row = tuple[Any, ...]
_lot_row, _order_row = attrgetter(*LOT), attrgetter(*ORDER)


def perform(cursor: Cursor, before: Books, command: Command, rules: RulesAt, role: str, reason: str,
            key: str) -> tuple[tuple[Entry, ...], Books]:
    """Decide, write down, keep the tables in step; the act's entries and the books after it."""
    entries, after = act(before, command, rules, today(), at=now().astimezone(UTC), role=role, reason=reason, key=key)
    journal.append(cursor, entries, command)
    project(cursor, before, after, entries)
    return entries, after


def project(cursor: Cursor, before: Books, after: Books, entries: Sequence[Entry]) -> None:
    """Bring the tables from `before` to `after`."""
    for name, stock in _changed(before.lots, after.lots):
        _put(cursor, "lot", LOT, _lot_row(stock.lot), name in before.lots)
    for name, booking in _changed(before.orders, after.orders):
        old = before.orders.get(name)
        was, now_ = old is not None and _counts(old), _counts(booking)
        if now_:
            _put(cursor, "purchase", PURCHASE, _purchase(booking), was)
        elif was:
            cursor.execute("DELETE FROM purchase WHERE purchase = ?", [name])
        _allocate(cursor, name, dict(old.lots) if old and was else {}, dict(booking.lots) if now_ else {})
        if not (old and old.status == "cancelled"):
            _certify(cursor, booking, entries)
    occupations.project(cursor, before, after)
    plot_files.project(cursor, before, after)


def tables(books: Books) -> dict[str, tuple[Sequence[str], list[Row]]]:
    """What the tables must hold: columns and rows."""
    counting = [(name, one) for name, one in books.orders.items() if _counts(one)]
    return {
        "lot": (LOT, [_lot_row(one.lot) for one in books.lots.values()]),
        "purchase": (PURCHASE, [_purchase(one) for _, one in counting]),
        "allocation": (("purchase", "lot", "tonnes"), [(name, *share) for name, one in counting for share in one.lots]),
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
    journal.append(cursor, entries, command)
    for booking in books.orders.values():
        _certify(cursor, booking, entries)
    return books


def make_room(cursor: Cursor) -> None:
    """For books that replace the present ones: the journal goes where it is illustrative, or nothing but opening
    balances. Problem `journal_own` where the county has acted in it."""
    acts = [key for key, in cursor.execute("SELECT key FROM journal_act").fetchall()]
    if acts == [OPENING]:
        journal.clear(cursor)
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
        journal.clear(cursor)


def _changed(before: Mapping[str, T], after: Mapping[str, T]) -> list[tuple[str, T]]:
    return [(name, one) for name, one in after.items() if before.get(name) is not one]


def _counts(booking: Booking) -> bool:
    return booking.status in TAKES_TONNES


def _certified(booking: Booking) -> bool:
    return booking.status == "cancelled" and bool(booking.order.certificate)


def _purchase(booking: Booking) -> Row:
    row = _order_row(booking.order)
    return (*row[:AT], STATUS[TAKES_TONNES[booking.status]], *row[AT + 1:])


def _put(cursor: Cursor, table: str, columns: Sequence[str], row: Row, there: bool) -> None:
    """The first column is the key."""
    if there:
        setting = ", ".join(f"{name} = ?" for name in columns[1:])
        cursor.execute(f"UPDATE {table} SET {setting} WHERE {columns[0]} = ?", [*row[1:], row[0]])
    else:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(row))})", row)


def _certify(cursor: Cursor, booking: Booking, entries: Sequence[Entry]) -> None:
    """Note which entry gave an order its certificate, where it has one."""
    if _certified(booking):
        name = booking.order.order
        given = next(one.number for one in entries
                     if (one.body.get("order"), one.body.get("certificate")) == (name, booking.order.certificate))
        cursor.execute("INSERT INTO certificate VALUES (?, ?, ?)", [booking.order.certificate, name, given])


def _allocate(cursor: Cursor, order: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for lot in before.keys() - after.keys():
        cursor.execute("DELETE FROM allocation WHERE purchase = ? AND lot = ?", [order, lot])
    for lot, tonnes in after.items():
        if lot not in before:
            cursor.execute("INSERT INTO allocation VALUES (?, ?, ?)", [order, lot, tonnes])
        elif before[lot] != tonnes:
            cursor.execute("UPDATE allocation SET tonnes = ? WHERE purchase = ? AND lot = ?", [tonnes, order, lot])
