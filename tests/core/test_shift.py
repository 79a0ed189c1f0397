"""A footprint moved and widened by metres."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from core.land import area_4543_hm2, to_4543
from core.land.shift import shifted
from core.problem import Problem

SQUARE = box(101.90, 25.70, 101.91, 25.71)
GEOD = Geod(ellps="GRS80")


def test_a_kilometre_east_by_another_tool():
    """The grid's metres are the ellipsoid's to 0.01 % so near the central meridian."""
    moved = shifted(SQUARE, east_m=1000)
    before, after = SQUARE.centroid, moved.centroid
    _, _, metres = GEOD.inv(before.x, before.y, after.x, after.y)
    assert abs(metres - 1000) < 0.2
    assert after.x > before.x


@given(east=st.integers(-20_000, 20_000), north=st.integers(-20_000, 20_000))
def test_moving_keeps_the_area_and_comes_back(east: int, north: int):
    moved = shifted(SQUARE, east, north)
    assert area_4543_hm2(moved) == area_4543_hm2(SQUARE)
    back = to_4543(shifted(moved, -east, -north))
    assert shapely.hausdorff_distance(back, to_4543(SQUARE)) < 1e-3


def test_widening_a_square_by_hand():
    """Corners stay corners: (a + 2·50)(b + 2·50)."""
    west, south, east, north = to_4543(SQUARE).bounds
    wide = to_4543(shifted(SQUARE, buffer_m=50))
    expected = (east - west + 100) * (north - south + 100)
    assert wide.area == pytest.approx(expected, rel=2e-3)  # the square is a little askew in the grid


def test_nothing_asked_nothing_changed():
    assert shifted(SQUARE) is SQUARE


@pytest.mark.parametrize(("asked", "key"), [
    ({"east_m": 20_001}, "shift_far"), ({"north_m": float("nan")}, "shift_far"), ({"buffer_m": 2001}, "shift_far"),
    ({"buffer_m": -1500}, "shift_gone"),
])
def test_what_cannot_be_done_is_refused(asked: dict[str, float], key: str):
    with pytest.raises(Problem) as refused:
        shifted(SQUARE, **asked)
    assert refused.value.key == key
