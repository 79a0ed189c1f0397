"""What was shared so far, line by line and added up: for statements, totals and the public line on villages' income."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ledger.sharing import PARTIES, Portion
from core.ledger.state import Booking, Books
from core.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """A portion with the order it is of. `part_cny`: what the lot brought in, to all parties."""

    order: str
    shared_on: date
    portion: Portion
    part_cny: Decimal
    demo: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """What a village group (`group_zh`) or party got in a year. tonnes tCO2e, money CNY."""

    year: int
    party: str
    group_zh: str
    tonnes: Decimal
    amount_cny: Decimal
    paid_cny: Decimal

    @property
    def open_cny(self) -> Decimal:
        return self.amount_cny - self.paid_cny


def unshared(books: Books) -> tuple[Booking, ...]:
    """Cancelled orders whose income waits to be shared, the latest first."""
    found = [one for name, one in books.orders.items()
             if one.status == "cancelled" and one.order.amount_cny and name not in books.distributions]
    return tuple(sorted(found, key=lambda one: (one.order.trade_date, one.order.order), reverse=True))


def lines(books: Books) -> tuple[Line, ...]:
    """Every portion, the latest sharing first; within an order by lot and party."""
    found = []
    for one in sorted(books.distributions.values(), key=lambda one: -one.entry):
        parts: dict[str, Decimal] = {}
        for portion in one.portions:
            parts[portion.lot] = parts.get(portion.lot, ZERO) + portion.amount_cny
        found += [Line(one.order, one.shared_on, portion, parts[portion.lot], one.demo) for portion in one.portions]
    return tuple(found)


def sums(found: Iterable[Line]) -> tuple[Sum, ...]:
    """By year of sharing, party and village group: the latest year first, villages before the others."""
    heaps: dict[tuple[int, str, str], list[Portion]] = {}
    for one in found:
        heaps.setdefault((one.shared_on.year, one.portion.party, one.portion.group_zh), []).append(one.portion)
    return tuple(
        Sum(year, party, group, sum((one.tonnes for one in heap), ZERO), sum((one.amount_cny for one in heap), ZERO),
            sum((one.amount_cny for one in heap if one.paid_on), ZERO))
        for (year, party, group), heap in sorted(
            heaps.items(), key=lambda item: (-item[0][0], PARTIES.index(item[0][1]), item[0][2])))


def groups(books: Books) -> tuple[str, ...]:
    """Village groups that any income was shared to, by name."""
    return tuple(sorted({one.portion.group_zh for one in lines(books)} - {""}))


def to_villages(books: Books) -> tuple[int, Decimal, Decimal]:
    """How many village groups were given a part so far, how much, and how much of it was paid out."""
    mine = [one for one in sums(lines(books)) if one.group_zh]
    return (len({one.group_zh for one in mine}), sum((one.amount_cny for one in mine), ZERO),
            sum((one.paid_cny for one in mine), ZERO))
