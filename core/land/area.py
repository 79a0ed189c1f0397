"""Areas of CGCS2000 longitude/latitude geometry, hm².

domain.md §4: either on the ellipsoid or in the 3-degree Gauss–Krüger zone of the county
(EPSG:4543, central meridian 102°E). Never in degrees, never in EPSG:3857 (+23.5 % here).
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import numpy as np
import shapely
from pyproj import Geod, Transformer
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]
from shapely.geometry.base import BaseGeometry

from core.numbers import area

set_network_enabled(False)  # grids never come from the internet
GEOD = Geod(ellps="GRS80")  # CGCS2000's ellipsoid differs from GRS80 by 0.1 mm in the semi-minor axis


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(4490, 4543, always_xy=True)


def to_4543(geometry: BaseGeometry) -> BaseGeometry:
    """EPSG:4490 longitude/latitude → EPSG:4543 metres."""
    def project(coordinates: np.ndarray) -> np.ndarray:
        return np.column_stack(_transformer().transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(geometry, project)


def area_4543_hm2(geometry: BaseGeometry) -> Decimal:
    """Area in EPSG:4543, hm² to 4 decimals."""
    return area(Decimal(to_4543(geometry).area) / 10_000)


def area_geodesic_hm2(geometry: BaseGeometry) -> Decimal:
    """Area on the ellipsoid, hm² to 4 decimals."""
    square_metres, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return area(Decimal(abs(square_metres)) / 10_000)
