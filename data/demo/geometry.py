"""Shared tools of the illustrative layer: random numbers, degrees and metres, areas, irregular shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import LineString, Polygon

SEED = 532328  # the county's code
PLANE = Transformer.from_crs(4490, 4543, always_xy=True)

Points = NDArray[np.float64]
Feature = tuple[Mapping[str, Any], Polygon]  # properties, polygon in degrees


def generator(part: int) -> np.random.Generator:
    """An independent stream of random numbers for each part of the layer."""
    return np.random.Generator(np.random.PCG64([SEED, part]))


def to_plane(geometry: Any) -> Any:
    """Degrees to metres of EPSG:4543; one geometry or an array of them."""
    return shapely.transform(geometry, PLANE.transform, interleaved=False)


def points_to_plane(degrees: Sequence[tuple[float, float]]) -> Points:
    """Degrees to metres of EPSG:4543 for a list of points; shape (n, 2)."""
    return np.column_stack(PLANE.transform(*np.array(degrees).T))


def to_degrees(geometry: Any) -> Any:
    """Metres of EPSG:4543 to degrees with six decimals, as they will stand in the file."""

    def inverse(x: Points, y: Points) -> tuple[Points, Points]:
        longitude, latitude = PLANE.transform(x, y, direction="INVERSE")
        return np.round(longitude, 6), np.round(latitude, 6)

    return shapely.transform(geometry, inverse, interleaved=False)


def area_hm2(polygon_degrees: Any) -> Any:
    """Area in hm² of polygons in degrees, measured in EPSG:4543."""
    return shapely.area(to_plane(polygon_degrees)) / 1e4


def fixed(value: float, decimals: int) -> Decimal:
    """A number with exactly so many decimals in the file."""
    return Decimal(f"{value:.{decimals}f}")


def inner_points(polygons_degrees: NDArray[Any]) -> Points:
    """A point inside each polygon, in metres; shape (n, 2)."""
    return shapely.get_coordinates(shapely.point_on_surface(to_plane(polygons_degrees)))


def jittered_grid(rng: np.random.Generator, bounds: Sequence[float], spacing_m: float, jitter: float) -> Points:
    """Points on a staggered grid over the bounds (metres), each moved by up to jitter × spacing."""
    xs = np.arange(bounds[0] - 2 * spacing_m, bounds[2] + 2 * spacing_m, spacing_m)
    ys = np.arange(bounds[1] - 2 * spacing_m, bounds[3] + 2 * spacing_m, spacing_m)
    x, y = np.meshgrid(xs, ys)
    x[1::2] += spacing_m / 2
    grid = np.column_stack([x.ravel(), y.ravel()])
    return grid + rng.uniform(-jitter, jitter, grid.shape) * spacing_m


def blob(rng: np.random.Generator, at: Points, hm2: float, corners: int) -> Polygon:
    """An irregular polygon in metres around a point, of exactly so many hm²."""
    even = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    angle = np.sort(even + rng.uniform(-0.5, 0.5, corners) / corners)
    radius = np.ones(corners)
    for k in (2, 3, 5):
        radius += rng.uniform(0.05, 0.28) / np.sqrt(k) * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    ring = np.column_stack([radius * np.cos(angle) * rng.uniform(1.0, 1.5), radius * np.sin(angle)])
    turn = rng.uniform(0, np.pi)
    ring = ring @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return Polygon(at + ring * np.sqrt(hm2 * 1e4 / Polygon(ring).area))


def strip(rng: np.random.Generator, at: Points, length_m: float, width_m: float) -> Polygon:
    """A winding strip in metres through a point: a road, a canal, a line."""
    steps = 24
    swing = rng.uniform(0.3, 0.7)
    wave = swing * np.sin(np.linspace(0, rng.uniform(3, 8), steps) + rng.uniform(0, 2 * np.pi))
    heading = rng.uniform(0, 2 * np.pi) + wave
    step = length_m / steps * np.column_stack([np.cos(heading), np.sin(heading)])
    path = np.vstack([[0.0, 0.0], np.cumsum(step, axis=0)])
    return LineString(at + path - path[steps // 2]).buffer(width_m / 2, cap_style="flat", join_style="mitre")
