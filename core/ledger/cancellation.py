"""What a certificate of cancellation (核销证书) stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ledger.entry import Entry


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
