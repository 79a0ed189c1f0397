"""The one rounding rule: half up, once, at the end (domain.md §4); reserve tonnes round down."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

TONNE = Decimal("0.001")
CENT = Decimal("0.01")
ZERO = Decimal(0)


def tonnes(value: Decimal) -> Decimal:
    """tCO2e to 0.001 t, half up."""
    return value.quantize(TONNE, ROUND_HALF_UP)


def tonnes_down(value: Decimal) -> Decimal:
    """tCO2e to 0.001 t, down: for what the reserve gains and for upper limits."""
    return value.quantize(TONNE, ROUND_DOWN)


def money(value: Decimal) -> Decimal:
    """CNY (or CNY/t) to 0.01, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


def about(value: Decimal, step: Decimal) -> Decimal:
    """To a multiple of `step`, a power of ten, half up: for figures that were only drawn."""
    return value.quantize(step, ROUND_HALF_UP)


def area(value: Decimal) -> Decimal:
    """hm² to four decimals, half up."""
    return value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal as text without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
