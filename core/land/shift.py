"""A footprint moved or widened by metres: the planner's quick question "and fifty metres further east?"."""

from __future__ import annotations

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from core.land.area import to_4543
from core.land.crs import to_4490
from core.problem import Problem

FARTHEST_M = 20_000
WIDEST_M = 2_000


def shifted(footprint: BaseGeometry, east_m: float = 0, north_m: float = 0, buffer_m: float = 0) -> BaseGeometry:
    """The footprint (EPSG:4490) moved east and north and widened (or narrowed) by `buffer_m`, in EPSG:4543 metres.

    Problem `shift_far` beyond the limits, `shift_gone` where narrowing leaves nothing.
    """
    if not (abs(east_m) <= FARTHEST_M and abs(north_m) <= FARTHEST_M and abs(buffer_m) <= WIDEST_M):
        raise Problem("shift_far", limit=FARTHEST_M // 1000, buffer=WIDEST_M)
    if not (east_m or north_m or buffer_m):
        return footprint
    metres = affinity.translate(to_4543(footprint), east_m, north_m)
    if buffer_m:
        metres = shapely.buffer(metres, buffer_m, join_style="mitre", mitre_limit=2)
    if metres.is_empty:
        raise Problem("shift_gone", buffer=buffer_m)
    return to_4490(metres, 4543)
