"""Books for the benches and tests of the journal: a few large lots, and as many orders as one likes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from core.ledger.commands import HoldOrder, StoreLot
from store import Store, today
from store.acts import act, books

PRICE = Decimal("29.48")


def lot(name: str, tonnes: str = "1000000.000") -> StoreLot:
    """A lot whose public notice is over."""
    return StoreLot(name, "2025-1", "P1", date(2025, 1, 1), date(2027, 12, 31), Decimal(tonnes), date(2026, 1, 31))


def hold(number: int, tonnes: str = "1.000") -> HoldOrder:
    """An order that buys all it owes."""
    owed = Decimal(tonnes)
    return HoldOrder(f"O-{number:06}", "示例道路", "Example road", "road", "老城乡", "Laocheng", today(), owed, (),
                     PRICE, (PRICE * owed).quantize(Decimal("0.01")), today() + timedelta(days=10))


def fill(store: Store) -> None:
    """Two lots, if there are none yet."""
    if not books(store).lots:
        for name in ("L1", "L2"):
            act(store, lot(name), "registrar", "", f"store {name}")
