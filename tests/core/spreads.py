"""Bands for the tests: rule books with only some things uncertain, and what a band is compared by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from core.carbon import Band
from core.rules import RuleBook

D = Decimal
SPREADS = ("V", "B", "g", "p", "D", "BEF", "CF", "R", "f", "young", "CC", "b", "BDR", "CF_S", "R_S")


def silent(book: RuleBook, **spreads: str) -> RuleBook:
    """The book with every spread at 0 but those given, and no parameter with a plausible range of its own."""
    quiet = book.extended(replace(rule, plausible=None) for rule in book)
    return quiet.reform_all({f"spread.{name}": D(spreads.get(name, "0")) for name in SPREADS})


def marks(one: Band) -> list[float]:
    return [float(getattr(one, name)) for name in ("p5", "p25", "p50", "p75", "p95")]


def width(one: Band) -> float:
    return float(one.p95 - one.p5)
