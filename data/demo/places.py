"""Where things are: the county's outline, its ten townships, and a schematic relief of valleys and ridges."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, shape

from data.demo.geometry import Points, generator, points_to_plane

DATA = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Township:
    """Names and an approximate seat (degrees): parcels go to the nearest seat, for want of open outlines."""

    zh: str
    en: str
    seat: tuple[float, float]

    @property
    def fields(self) -> dict[str, str]:
        """The township's columns in every file."""
        return {"township_zh": self.zh, "township_en": self.en}


TOWNSHIPS = (
    Township("元马镇", "Yuanma", (101.872, 25.704)),
    Township("黄瓜园镇", "Huangguayuan", (101.872, 25.800)),
    Township("羊街镇", "Yangjie", (101.900, 25.470)),
    Township("老城乡", "Laocheng", (101.862, 25.625)),
    Township("物茂乡", "Wumao", (101.760, 25.880)),
    Township("江边乡", "Jiangbian", (101.893, 25.935)),
    Township("新华乡", "Xinhua", (101.655, 25.705)),
    Township("平田乡", "Pingtian", (101.772, 25.755)),
    Township("凉山乡", "Liangshan", (101.955, 25.700)),
    Township("姜驿乡", "Jiangyi", (101.915, 26.060)),
)
NUMBER = {township.en: number for number, township in enumerate(TOWNSHIPS)}
SEATS = points_to_plane([township.seat for township in TOWNSHIPS])

# Schematic valley floors in degrees: the Longchuan river from the south, the Jinsha river across the north.
VALLEYS = (
    ((101.858, 25.590), (101.870, 25.700), (101.872, 25.800), (101.872, 25.905)),
    ((101.805, 25.995), (101.845, 25.935), (101.872, 25.905), (101.925, 25.955), (102.040, 25.955)),
)


def county() -> Polygon:
    """Outline of the county in degrees."""
    text = (DATA / "boundary" / "yuanmou.geojson").read_text("utf-8")
    return shape(json.loads(text)["features"][0]["geometry"])


def nearest_township(points: Points) -> NDArray[np.int64]:
    """Number of the township whose seat is nearest; points in metres, shape (n, 2)."""
    return np.argmin(((points[:, None, :] - SEATS[None]) ** 2).sum(axis=2), axis=1)


class Terrain:
    """Relative height 0 (valley floor) to 1 (ridge) and a forest score: schematic, no elevation data."""

    def __init__(self) -> None:
        rng = generator(0)
        self.valleys = shapely.MultiLineString([points_to_plane(line) for line in VALLEYS])
        self.coarse = self._waves(rng, 12, 6_000, 25_000)
        self.fine = self._waves(rng, 24, 1_300, 5_000)

    @staticmethod
    def _waves(rng: np.random.Generator, count: int, shortest_m: float, longest_m: float) -> Points:
        """Wave vectors and phases, shape (count, 3)."""
        length = np.exp(rng.uniform(np.log(shortest_m), np.log(longest_m), count))
        heading = rng.uniform(0, np.pi, count)
        k = 2 * np.pi / length
        return np.column_stack([k * np.cos(heading), k * np.sin(heading), rng.uniform(0, 2 * np.pi, count)])

    @staticmethod
    def _sum(waves: Points, points: Points) -> Points:
        """Sum of the waves with unit variance at each point."""
        phases = points @ waves[:, :2].T + waves[:, 2]
        return np.cos(phases).sum(axis=1) * np.sqrt(2 / len(waves))

    def height(self, points: Points) -> Points:
        """0 on the valley floor, near 1 from some 15 km away."""
        distance_m = shapely.distance(shapely.points(points), self.valleys)
        rise = 1 - np.exp(-((distance_m / 7_500) ** 2))
        return np.clip(rise + 0.11 * self._sum(self.coarse, points), 0, 1)

    def score(self, points: Points) -> Points:
        """The higher, the sooner a parcel is forest: height, patched by the fine waves."""
        return self.height(points) + 0.37 * self._sum(self.fine, points)
