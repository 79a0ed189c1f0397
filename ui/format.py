"""Numbers, units and dates as people read them: the one place that decides (look.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ui.words import Words

T = "tCO₂e"
MU_PER_HM2 = 15


def number(value: Decimal | int | float, places: int = 0) -> str:
    """1,234.5 or −73: thousands separators always, half up; nothing below zero is left of what rounds to zero."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{'−' if rounded < 0 else ''}{abs(rounded):,f}"


def tonnes(value: Decimal | int | float) -> str:
    """Whole tonnes, for overviews: 2,471 tCO₂e."""
    return f"{number(value)} {T}"


def tonnes_book(value: Decimal) -> str:
    """Tonnes as in the books: 2,471.275 tCO₂e."""
    return f"{number(value, 3)} {T}"


def money(value: Decimal | int | float) -> str:
    """¥65,432.10 or −¥5.01"""
    text = number(value, 2)
    return f"−¥{text[1:]}" if text.startswith("−") else f"¥{text}"


def unit_price(value: Decimal) -> str:
    """¥15.15/t"""
    return f"{money(value)}/t"


def hectares(value: Decimal) -> str:
    """321.7011 hm²"""
    return f"{number(value, 4)} hm²"


def area(value: Decimal, say: Words) -> str:
    """321.7011 hm² (4,825.52 mu)"""
    return say("format.area", hm2=hectares(value), mu=number(value * MU_PER_HM2, 2))


def percent(value: Decimal | float, places: int = 0) -> str:
    """80 %"""
    return f"{number(Decimal(str(value)) * 100, places)} %"


def day(value: date, say: Words) -> str:
    """2026-08-14 (Fri)"""
    return say("format.day", date=value.isoformat(), weekday=say(f"format.weekday.{value.weekday()}"))


def month(value: date) -> str:
    """2028-03"""
    return f"{value:%Y-%m}"


def listed(items: Iterable[str], say: Words) -> str:
    """One after the other, with the language's own comma."""
    return ("、" if say.lang == "zh" else ", ").join(items)
