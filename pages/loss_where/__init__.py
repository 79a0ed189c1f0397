"""The three ways to say where: areas by forest type, an outline, parcels on the map.

Each asks and gives a Site; nothing is assessed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.carbon import Stratum
from core.problem import Problem


@dataclass(frozen=True)
class Site:
    """Where: strata, or why there are none. Areas hm² where a footprint was cut with the inventory."""

    strata: tuple[Stratum, ...] = ()
    problem: Problem | None = None
    footprint_hm2: Decimal | None = None
    uncovered_hm2: Decimal | None = None
    demo: bool = False
