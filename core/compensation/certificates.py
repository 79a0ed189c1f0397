"""What the register of offset certificates says of each one: how it stands, which orders used it, what will end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.ledger.state import TAKES_TONNES, Books, Certificate
from core.rules.book import RulesAt

STATES = ("usable", "ends_soon", "used_up", "expired", "withdrawn")


@dataclass(frozen=True, slots=True)
class Use:
    """Tonnes of a certificate that an order uses. `status` of the order: what it used, it keeps as long as it lives."""

    order: str
    project_zh: str
    project_en: str
    tonnes: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate whose last day comes before the end of a hold that uses it."""

    order: str
    serial: str
    valid_until: date
    until: date


def soon(rules: RulesAt, today: date) -> date:
    """The last day that counts as soon."""
    return today + timedelta(days=int(rules.number("desk_soon_days")))


def standing(one: Certificate, today: date, until: date) -> str:
    """One of STATES; `until`: the last day that counts as soon."""
    if one.withdrawn:
        return "withdrawn"
    if not one.left_t:
        return "used_up"
    if one.valid_until < today:
        return "expired"
    return "ends_soon" if one.valid_until <= until else "usable"


def usable(books: Books, today: date, demo: bool) -> tuple[Certificate, ...]:
    """What an order may use today, the one that ends first in front."""
    found = [one for one in books.certificates.values()
             if one.demo == demo and one.left_t and one.valid_until >= today]
    return tuple(sorted(found, key=lambda one: (one.valid_until, one.serial)))


def uses(books: Books) -> Mapping[str, tuple[Use, ...]]:
    """Serial → the living orders that use it, in the order of the journal."""
    out: dict[str, list[Use]] = {}
    for booking in books.orders.values():
        if booking.status in TAKES_TONNES:
            order = booking.order
            for serial, tonnes in booking.offsets:
                out.setdefault(serial, []).append(
                    Use(order.order, order.project_zh, order.project_en, tonnes, order.status))
    return {serial: tuple(found) for serial, found in out.items()}


def endings(books: Books) -> Iterator[Ending]:
    """Certificates in use that end while a hold still runs: pay in time, or order anew with another."""
    for name, booking in books.orders.items():
        if booking.status == "held":
            for serial, _ in booking.offsets:
                one = books.certificates[serial]
                if one.valid_until < booking.until:
                    yield Ending(name, serial, one.valid_until, booking.until)
