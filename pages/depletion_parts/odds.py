"""Odds as people read them: what was only drawn is never called certain."""

from __future__ import annotations

from core.scenario.answers import Odds
from ui.format import number, percent

EDGE = 0.01  # nearer to never or always than this, an interval is told to a tenth of a per cent


def likely(share: float) -> str:
    """70 %; < 1 % or > 99 % at the ends."""
    if share < EDGE:
        return "< 1 %"
    return "> 99 %" if share > 1 - EDGE else percent(share)


def between(found: Odds) -> str:
    """69–72 %: the 95 % interval of the paths drawn."""
    places = 1 if found.low < EDGE or found.high > 1 - EDGE else 0
    return f"{number(found.low * 100, places)}–{percent(found.high, places)}"
