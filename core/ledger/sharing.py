"""Sharing the income of a sale (R13): to collectives, company and costs by the agreements, to the last fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PARTIES = ("collective", "company", "costs")


@dataclass(frozen=True, slots=True)
class Portion:
    """What a party gets of an order for the tonnes of one lot. `group_zh`: the village group of a collective
    with its township before it, empty for the others."""

    lot: str
    plot: str
    party: str
    group_zh: str
    tonnes: Decimal
    amount_cny: Decimal
    agreement: str
    paid_on: date | None = None
    voucher: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the amount of an order was shared; the portions add up to it."""

    order: str
    amount_cny: Decimal
    portions: tuple[Portion, ...]
    shared_on: date
    demo: bool
    entry: int
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShareIncome:
    """Share what a cancelled order brought in."""

    order: str


@dataclass(frozen=True, slots=True)
class RecordPayout:
    """All portions of one collective (`group_zh`) or party of an order were paid out."""

    order: str
    party: str
    group_zh: str
    paid_on: date
    voucher: str


@dataclass(frozen=True, slots=True)
class UndoPayout:
    """A payout was entered by mistake, or the money came back, with a reason."""

    order: str
    party: str
    group_zh: str


@dataclass(frozen=True, slots=True)
class UndoSharing:
    """Take a sharing back, with a reason, as long as nothing of it was paid out."""

    order: str


SharingCommand = ShareIncome | RecordPayout | UndoPayout | UndoSharing
Distributions = Mapping[str, Distribution]
