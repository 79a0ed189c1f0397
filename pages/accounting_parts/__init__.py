"""The four ways of the accounting page: measure, screen, plan sampling, growth curve.

Each way is asked for its answer and gives what the address has to say of it, and whether anything in it is
illustrative. What is kept for the session only (an uploaded sheet, a curve) never stands in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

ANYTIME = (date(1950, 1, 1), date(2100, 12, 31))  # of plantings and measurements, past and planned
OTHER = "other"  # a piece of land that is no plot of the county's


@dataclass(frozen=True)
class Shown:
    """What a way has shown: its state for the address, and whether illustrative data are in it."""

    state: dict[str, object] = field(default_factory=dict)
    demo: bool = False


def any_day(text: str) -> date:
    """Reader of an address for a date that these pages' date fields can show."""
    value = date.fromisoformat(text)
    if not ANYTIME[0] <= value <= ANYTIME[1]:
        raise ValueError(text)
    return value


def signed(text: str, value: object) -> str:
    """A difference with its sign: `text` is the figure without one."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + text  # type: ignore[operator]
