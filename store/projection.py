"""Between the inventory's metres (EPSG:4543) and other coordinate systems, for arrays of geometries at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

METRES, DEGREES = 4543, 4490


@lru_cache(maxsize=8)
def _transformer(from_: str | int, to: int) -> Transformer:
    return Transformer.from_crs(CRS.from_user_input(from_), to, always_xy=True)


def project(geometries: Any, from_: str | int, to: int) -> Any:
    """An array of geometries, or one, from coordinate system `from_` (EPSG number or WKT) to EPSG:`to`."""
    transformer = _transformer(from_, to)
    return shapely.transform(geometries, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))


def degrees(metres: BaseGeometry) -> BaseGeometry:
    """EPSG:4543 metres → EPSG:4490 longitude/latitude."""
    return project(metres, METRES, DEGREES)
