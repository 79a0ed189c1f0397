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
    """A plan for `planned_t` of a lot's shortfall until the end of `due`. state: open | done | dropped.

    `lots`: what other lots gave for it. Tonnes that come back to the lot make up for its shortfall as well: plans
    that are then too large become smaller, the latest first.
    """

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
    lots: tuple[tuple[str, Decimal], ...] = ()

    @property
    def left_t(self) -> Decimal:
        """What is still to be done."""
        return max(self.planned_t - self.replaced_t, ZERO) if self.state == "open" else ZERO


@dataclass(frozen=True, slots=True)
class PlanRemedy:
    """`remedy`: its name; empty to let the journal give it a number, YM-R-2026-0001."""

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
