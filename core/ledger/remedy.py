"""Making up for a shortfall (R10): a plan with its own state, and what was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.numbers import ZERO

MEASURES = ("reserve", "new_plots", "extension")  # replaced from the reserve, by new plots, by a longer period


@dataclass(frozen=True, slots=True)
class Remedy:
    """A plan for `planned_t` of a lot's shortfall until the end of `due`. state: open | done | dropped."""

    remedy: str
    lot: str
    measure: str
    planned_t: Decimal
    due: date
    demo: bool
    entry: int
    replaced_t: Decimal = ZERO
    state: str = "open"
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRemedy:
    remedy: str
    lot: str
    measure: str
    planned_t: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class ReplaceShortfall:
    """Available tonnes of other lots take the place of tonnes that were sold and are no longer there."""

    remedy: str
    tonnes: Decimal


@dataclass(frozen=True, slots=True)
class ExtendPeriod:
    """Measured again after a longer period: tonnes that have grown since make up for the shortfall."""

    remedy: str
    measured_t: Decimal
    report: str


@dataclass(frozen=True, slots=True)
class DropRemedy:
    """Give a plan up, with a reason."""

    remedy: str


RemedyCommand = PlanRemedy | ReplaceShortfall | ExtendPeriod | DropRemedy
Remedies = Mapping[str, Remedy]
