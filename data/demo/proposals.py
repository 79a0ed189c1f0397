"""Twelve proposed land uses: where a works would occupy forest, and with what probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import shapely
from shapely.geometry import Polygon

from data.demo.geometry import Feature, Points, area_hm2, blob, fixed, generator, strip, to_degrees, to_plane
from data.demo.places import NUMBER, SEATS, TOWNSHIPS, nearest_township


@dataclass(frozen=True)
class Proposal:
    """A proposed land use: a blob of some hm², or a line of some metres length × width."""

    zh: str
    en: str
    kind: str
    township: str
    planned_on: str
    probability: str
    size: tuple[float, ...]  # (hm²,) or (length m, width m)
    forest: tuple[float, float]  # least and greatest share of the footprint on sub-compartments
    years: int | None = None  # None: permanent

    def drawn(self, rng: np.random.Generator, at: Points) -> Polygon:
        """A footprint in metres through a point."""
        if len(self.size) == 2:
            return strip(rng, at, *self.size)
        return blob(rng, at, *self.size, corners=12 if self.size[0] < 3 else 22)


PROPOSALS = (
    Proposal("光伏电站", "solar farm", "solar_farm", "Wumao", "2026-12-15", "0.85", (38.0,), (0.35, 0.75)),
    Proposal("县道改扩建", "county road", "road", "Yangjie", "2027-03-01", "0.90", (7200, 14), (0.35, 0.80)),
    Proposal("铜矿采区", "copper mine", "mine", "Jiangyi", "2027-06-20", "0.45", (21.5,), (0.50, 0.90)),
    Proposal("小型水库", "small reservoir", "reservoir", "Xinhua", "2027-10-10", "0.70", (31.0,), (0.40, 0.80)),
    Proposal("村组公益设施", "village works", "village_works", "Laocheng", "2027-01-20", "0.95", (0.45,), (0.50, 1.00)),
    Proposal("110千伏线路", "110 kV line", "power_line", "Pingtian", "2027-05-08", "0.80", (8600, 8), (0.20, 0.70), 3),
    Proposal("变电站", "substation", "substation", "Huangguayuan", "2027-09-01", "0.75", (1.2,), (0.50, 1.00)),
    Proposal("采石场", "quarry", "quarry", "Liangshan", "2028-02-15", "0.40", (6.8,), (0.50, 0.95), 2),
    Proposal("灌溉渠道", "irrigation canal", "canal", "Jiangbian", "2028-04-01", "0.65", (6400, 7), (0.25, 0.70), 4),
    Proposal("学校扩建", "school extension", "school", "Yuanma", "2028-08-20", "0.60", (1.6,), (0.30, 0.80)),
    Proposal("旅游公路", "tourism road", "tourism", "Wumao", "2028-11-11", "0.50", (4300, 9), (0.30, 0.80)),
    Proposal("物流园区", "logistics park", "logistics", "Huangguayuan", "2029-06-01", "0.30", (9.5,), (0.20, 0.60)),
)


def make_proposals(outline: Polygon, forest: Sequence[Feature], plots: Sequence[Feature]) -> list[Feature]:
    """The proposals, each partly on forest, clear of the reserve plots and of each other."""
    rng = generator(4)
    room = to_plane(outline).buffer(-50)
    woods = shapely.STRtree([to_plane(polygon) for _, polygon in forest])
    keep_off = [to_plane(polygon).buffer(150) for _, polygon in plots]
    features: list[Feature] = []
    for number, proposal in enumerate(PROPOSALS, start=1):
        polygon = _footprint(rng, proposal, room, woods, keep_off)
        keep_off.append(polygon.buffer(300))
        rounded = to_degrees(polygon)
        properties = {
            "proposal": f"P-{number:02d}",
            "name_zh": f"示例 {proposal.zh}",
            "name_en": f"Example {proposal.en}",
            "kind": proposal.kind,
            "occupation": "permanent" if proposal.years is None else "temporary",
            "years": proposal.years,
            "planned_on": proposal.planned_on,
            **TOWNSHIPS[NUMBER[proposal.township]].fields,
            "probability": Decimal(proposal.probability),
            "area_hm2": fixed(float(area_hm2(rounded)), 4),
        }
        features.append((properties, rounded))
    return features


def _footprint(
    rng: np.random.Generator, proposal: Proposal, room: Polygon, woods: shapely.STRtree, keep_off: Sequence[Polygon]
) -> Polygon:
    """The first shape tried around the township's seat that lies in it and has its share of forest."""
    home = NUMBER[proposal.township]
    for _ in range(20_000):
        polygon = proposal.drawn(rng, SEATS[home] + rng.uniform(-9_000, 9_000, 2))
        if not (polygon.is_valid and room.contains(polygon)) or any(polygon.intersects(k) for k in keep_off):
            continue
        if nearest_township(shapely.get_coordinates(polygon.representative_point()))[0] != home:
            continue
        under = woods.geometries[woods.query(polygon, predicate="intersects")]
        share = shapely.area(shapely.intersection(under, polygon)).sum() / polygon.area
        if proposal.forest[0] <= share <= proposal.forest[1]:
            return polygon
    raise RuntimeError(f"no place for {proposal.en}")
