"""Make the illustrative layer: sub-compartments, plots, proposals, orders. Re-running repeats it.

    python data/demo/make.py

Reads only ../boundary/yuanmou.geojson and ../national_price/daily.csv. Real here: the county's outline, the
names of the ten townships, the forest share (31.80 %), the first batch's totals (3 townships, 13 plots,
321.7011 hm², 2471.275 t, three species) and the national prices. Everything else is invented, marked 示例 or
Example. See README.md beside this file.

Units: hm², t CO2e, m³/hm², CNY. Coordinates in the files: CGCS2000 degrees (EPSG:4490), six decimals.
Geometry is made in metres of EPSG:4543 (CM 102°E), which is also the reference for every area.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import LineString, Polygon, shape

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
SEED = 532328  # the county's code

FOREST_SHARE = 0.3180  # paper, introduction: forest cover 2025
CELL_M, PARCEL_M = 212.0, 413.0  # spacing of the small cells and of the parcels merged from them
COMPARTMENT_M = 1750.0
EDGE_M = 5.0  # everything stays this far inside the outline, so that rounding never crosses it
GAP_M = 12.0  # track around a reserve plot

Points = NDArray[np.float64]
Feature = tuple[Mapping[str, Any], Polygon]  # properties, polygon in degrees


@dataclass(frozen=True)
class Township:
    """Names and an approximate seat (degrees): parcels go to the nearest seat, for want of open outlines."""

    zh: str
    en: str
    seat: tuple[float, float]


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
TOWNSHIP = {township.en: number for number, township in enumerate(TOWNSHIPS)}

# Schematic valley floors in degrees: the Longchuan river from the south, the Jinsha river across the north.
VALLEYS = (
    ((101.858, 25.590), (101.870, 25.700), (101.872, 25.800), (101.872, 25.905)),
    ((101.805, 25.995), (101.845, 25.935), (101.872, 25.905), (101.925, 25.955), (102.040, 25.955)),
)

# Land class (DI_LEI 2019) at the valley floor and on the ridge: shares are mixed by relative height.
LAND_CLASSES = ("030100", "030301", "030302", "030401", "030402")
LAND_LOW = (0.34, 0.32, 0.12, 0.07, 0.15)
LAND_HIGH = (0.87, 0.04, 0.02, 0.03, 0.04)


@dataclass(frozen=True)
class Species:
    """How a species behaves here: volume in m³/hm² = full · (1 − e^(−rate·age))^1.3, kept in range."""

    full_m3: float
    rate: float
    volume: tuple[float, float]
    age: tuple[int, int, int]  # least, typical, greatest
    planted: float  # share of planted stands
    low: float  # weight at the valley floor
    high: float  # weight on the ridge


TREES = {
    "云南松": Species(150, 0.035, (20, 140), (9, 32, 80), 0.25, 0.00, 0.56),
    "栎类": Species(118, 0.035, (30, 110), (15, 40, 90), 0.03, 0.00, 0.14),
    "阔叶混": Species(105, 0.045, (20, 100), (10, 30, 75), 0.10, 0.02, 0.07),
    "旱冬瓜": Species(110, 0.060, (20, 100), (6, 22, 50), 0.35, 0.00, 0.06),
    "云南油杉": Species(122, 0.035, (20, 110), (12, 35, 80), 0.15, 0.00, 0.05),
    "桉树": Species(92, 0.090, (15, 80), (6, 14, 32), 1.00, 0.22, 0.04),
    "硬阔类": Species(100, 0.040, (20, 95), (10, 28, 70), 0.20, 0.08, 0.04),
    "思茅松": Species(150, 0.050, (25, 135), (8, 24, 55), 0.70, 0.00, 0.02),
    "软阔类": Species(90, 0.060, (15, 80), (6, 18, 45), 0.40, 0.10, 0.02),
    "台湾相思": Species(70, 0.070, (8, 55), (6, 14, 30), 1.00, 0.12, 0.00),
    "印度黄檀": Species(60, 0.065, (6, 45), (6, 14, 30), 1.00, 0.10, 0.00),
    "余甘子": Species(25, 0.090, (3, 20), (6, 12, 35), 0.60, 0.12, 0.00),
    "新银合欢": Species(46, 0.110, (5, 35), (6, 12, 25), 1.00, 0.12, 0.00),
    "印楝": Species(46, 0.075, (5, 38), (6, 15, 28), 1.00, 0.12, 0.00),
}
YOUNG = {"台湾相思": 0.30, "印度黄檀": 0.20, "余甘子": 0.25, "新银合欢": 0.25}
ECONOMIC = {"余甘子": ("251", 0.35), "印楝": ("253", 0.20), "软阔类": ("255", 0.10)}

LATIN = {"台湾相思": "Acacia confusa", "印度黄檀": "Dalbergia sissoo", "余甘子": "Phyllanthus emblica"}
# First batch: township, species, planted on, hm², t. The sums are the paper's; the split is ours.
PLOTS = (
    ("Laocheng", "台湾相思", "2020-06-18", "27.4136", "234.366"),
    ("Laocheng", "印度黄檀", "2020-06-25", "18.9042", "138.021"),
    ("Laocheng", "余甘子", "2020-07-06", "33.1257", "211.408"),
    ("Laocheng", "台湾相思", "2021-06-22", "14.7025", "121.973"),
    ("Laocheng", "台湾相思", "2021-07-09", "41.3864", "346.752"),
    ("Wumao", "印度黄檀", "2020-07-03", "22.8173", "170.446"),
    ("Wumao", "台湾相思", "2020-07-15", "30.2518", "260.254"),
    ("Wumao", "余甘子", "2021-06-30", "12.3390", "76.877"),
    ("Wumao", "台湾相思", "2021-08-04", "19.5461", "160.466"),
    ("Pingtian", "台湾相思", "2020-08-11", "36.8807", "311.346"),
    ("Pingtian", "印度黄檀", "2021-07-01", "25.6314", "181.464"),
    ("Pingtian", "余甘子", "2021-07-20", "16.0949", "98.504"),
    ("Pingtian", "印度黄檀", "2021-08-17", "22.6075", "159.398"),
)


@dataclass(frozen=True)
class Proposal:
    """A proposed land use: a blob of some hm², or a line of some metres length × width."""

    zh: str
    en: str
    kind: str
    township: str
    years: int | None  # None: permanent
    planned_on: str
    probability: Decimal
    size: tuple[float, ...]  # (hm²,) or (length m, width m)
    forest: tuple[float, float]  # least and greatest share of the footprint on sub-compartments


@dataclass(frozen=True)
class Order:
    """A past purchase from the reserve; tonnes in t CO2e."""

    order: str
    zh: str
    en: str
    kind: str
    township: str
    trade_date: str
    owed_t: Decimal
    offset_t: Decimal
    certificate: str  # empty while the order only holds its tonnes

    @property
    def purchase_t(self) -> Decimal:
        return self.owed_t - self.offset_t


# zh, en, kind, township, years (- permanent), planned on, probability, hm² or m × m, share on forest
PROPOSAL_LINES = """
光伏电站,solar farm,solar_farm,Wumao,-,2026-12-15,0.85,38.0,0.35-0.75
县道改扩建,county road,road,Yangjie,-,2027-03-01,0.90,7200x14,0.35-0.80
铜矿采区,copper mine,mine,Jiangyi,-,2027-06-20,0.45,21.5,0.50-0.90
小型水库,small reservoir,reservoir,Xinhua,-,2027-10-10,0.70,31.0,0.40-0.80
村组公益设施,village works,village_works,Laocheng,-,2027-01-20,0.95,0.45,0.50-1.00
110千伏线路,110 kV line,power_line,Pingtian,3,2027-05-08,0.80,8600x8,0.20-0.70
变电站,substation,substation,Huangguayuan,-,2027-09-01,0.75,1.2,0.50-1.00
采石场,quarry,quarry,Liangshan,2,2028-02-15,0.40,6.8,0.50-0.95
灌溉渠道,irrigation canal,canal,Jiangbian,4,2028-04-01,0.65,6400x7,0.25-0.70
学校扩建,school extension,school,Yuanma,-,2028-08-20,0.60,1.6,0.30-0.80
旅游公路,tourism road,tourism,Wumao,-,2028-11-11,0.50,4300x9,0.30-0.80
物流园区,logistics park,logistics,Huangguayuan,-,2029-06-01,0.30,9.5,0.20-0.60
"""

# order, zh, en, kind, township, trade date, owed t, offset t (at most 80 %), certificate (empty: held)
ORDER_LINES = """
O-2025-001,农村公路,rural road,road,Huangguayuan,2025-09-23,62.480,40.000,YM-C-2025-0001
O-2025-002,光伏电站一期,solar farm phase 1,solar_farm,Wumao,2025-11-18,180.350,120.000,YM-C-2025-0002
O-2026-001,村组活动场所,village hall,village_works,Laocheng,2026-01-15,12.640,0.000,YM-C-2026-0001
O-2026-002,35千伏线路,35 kV line,power_line,Pingtian,2026-04-02,95.720,60.000,YM-C-2026-0002
O-2026-003,水库扩建,reservoir works,reservoir,Yangjie,2026-06-09,583.400,466.720,YM-C-2026-0003
O-2026-004,旅游公路一期,tourism road phase 1,tourism,Wumao,2026-08-12,240.500,120.250,
"""


def _proposal(line: str) -> Proposal:
    zh, en, kind, township, years, planned_on, probability, size, forest = line.split(",")
    sizes = tuple(float(part) for part in size.split("x"))
    least, greatest = (float(part) for part in forest.split("-"))
    term = None if years == "-" else int(years)
    return Proposal(zh, en, kind, township, term, planned_on, Decimal(probability), sizes, (least, greatest))


def _order(line: str) -> Order:
    *names, owed, offset, certificate = line.split(",")
    return Order(*names, Decimal(owed), Decimal(offset), certificate)


PROPOSALS = tuple(_proposal(line) for line in PROPOSAL_LINES.split("\n") if line)
ORDERS = tuple(_order(line) for line in ORDER_LINES.split("\n") if line)


# --- Shared tools -----------------------------------------------------------------------------------------

PLANE = Transformer.from_crs(4490, 4543, always_xy=True)


def generator(part: int) -> np.random.Generator:
    """An independent stream of random numbers for each part of the layer."""
    return np.random.Generator(np.random.PCG64([SEED, part]))


def to_plane(geometry: Any) -> Any:
    """Degrees to metres of EPSG:4543; one geometry or an array of them."""
    return shapely.transform(geometry, PLANE.transform, interleaved=False)


def to_degrees(geometry: Any) -> Any:
    """Metres of EPSG:4543 to degrees with six decimals, as they will stand in the file."""

    def inverse(x: Points, y: Points) -> tuple[Points, Points]:
        longitude, latitude = PLANE.transform(x, y, direction="INVERSE")
        return np.round(longitude, 6), np.round(latitude, 6)

    return shapely.transform(geometry, inverse, interleaved=False)


def area_hm2(polygon_degrees: Any) -> Any:
    """Area in hm² of polygons in degrees, measured in EPSG:4543."""
    return shapely.area(to_plane(polygon_degrees)) / 1e4


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half up to so many decimals."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def fixed(value: float, decimals: int) -> Decimal:
    """A number with exactly so many decimals in the file."""
    return Decimal(f"{value:.{decimals}f}")


def county(data: Path = DATA) -> Polygon:
    """Outline of the county in degrees."""
    text = (data / "boundary" / "yuanmou.geojson").read_text("utf-8")
    return shape(json.loads(text)["features"][0]["geometry"])


def nearest_township(points: Points) -> NDArray[np.int64]:
    """Number of the township whose seat is nearest; points in metres, shape (n, 2)."""
    seats = np.column_stack(PLANE.transform(*np.array([township.seat for township in TOWNSHIPS]).T))
    return np.argmin(((points[:, None, :] - seats[None]) ** 2).sum(axis=2), axis=1)


def centre(polygon: Polygon) -> Points:
    """A point inside the polygon as an array of shape (1, 2)."""
    point = polygon.representative_point()
    return np.array([[point.x, point.y]])


class Terrain:
    """Relative height 0 (valley floor) to 1 (ridge) and a forest score: schematic, no elevation data."""

    def __init__(self) -> None:
        rng = generator(0)
        self.valleys = shapely.MultiLineString(
            [np.column_stack(PLANE.transform(*np.array(line).T)) for line in VALLEYS]
        )
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


# --- Shapes -----------------------------------------------------------------------------------------------


def blob(rng: np.random.Generator, at: Points, hm2: float, corners: int) -> Polygon:
    """An irregular polygon in metres around a point, of exactly so many hm²."""
    angle = np.sort(
        np.linspace(0, 2 * np.pi, corners, endpoint=False) + rng.uniform(-0.5, 0.5, corners) / corners
    )
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
    wave = rng.uniform(0.3, 0.7) * np.sin(
        np.linspace(0, rng.uniform(3, 8), steps) + rng.uniform(0, 2 * np.pi)
    )
    heading = rng.uniform(0, 2 * np.pi) + wave
    step = length_m / steps * np.column_stack([np.cos(heading), np.sin(heading)])
    path = np.vstack([[0.0, 0.0], np.cumsum(step, axis=0)])
    return LineString(at + path - path[steps // 2]).buffer(width_m / 2, cap_style="flat", join_style="mitre")


def exact_in_degrees(polygon: Polygon, hm2: Decimal) -> Polygon:
    """The polygon in degrees, shifted by centimetres until its rounded corners enclose hm2 to 4 decimals."""
    for step in range(4_000):
        candidate = to_degrees(shapely.affinity.translate(polygon, 0.037 * step, 0.053 * step))
        if fixed(float(area_hm2(candidate)), 4) == hm2:
            return candidate
    raise RuntimeError(f"no shift gives {hm2} hm²")


# --- The layers -------------------------------------------------------------------------------------------


def make_plots(outline: Polygon, terrain: Terrain) -> list[Feature]:
    """The thirteen plots of the first batch: on lower slopes of their townships, far from each other."""
    rng = generator(1)
    room = to_plane(outline).buffer(-600)
    plots: list[Feature] = []
    taken: list[Polygon] = []
    counts: dict[str, int] = {}
    for number, (township_en, species, planted_on, hm2, tonnes) in enumerate(PLOTS, start=1):
        township = TOWNSHIPS[TOWNSHIP[township_en]]
        counts[township_en] = place = counts.get(township_en, 0) + 1
        seat = np.array(PLANE.transform(*township.seat))
        while True:
            at = seat + rng.uniform(-6_500, 6_500, 2)
            polygon = blob(rng, at, float(hm2), int(rng.integers(18, 27)))
            height = terrain.height(at[None])[0]
            inside = nearest_township(shapely.get_coordinates(polygon)) == TOWNSHIP[township_en]
            apart = all(polygon.distance(other) > 500 for other in taken)
            if 0.2 < height < 0.75 and inside.all() and apart and room.contains(polygon):
                break
        taken.append(polygon)
        properties = {
            "plot": f"YM-{number:02d}",
            "name_zh": f"示例 {township.zh}{place}号地块",
            "name_en": f"Example plot {place}, {township.en}",
            "township_zh": township.zh,
            "township_en": township.en,
            "village_group_zh": f"示例村民小组{number}",
            "village_group_en": f"Example village group {number}",
            "species_zh": species,
            "species_latin": LATIN[species],
            "area_hm2": Decimal(hm2),
            "tonnes_t": Decimal(tonnes),
            "planted_on": planted_on,
            "stage": "listed",
            "batch": "2025-1",
            "period_start": "2025-01-01",
            "period_end": "2027-12-31",
            "forest_use": "112",
            "soil_zh": "紫色土",
            "soil_en": "purple soil",
        }
        plots.append((properties, exact_in_degrees(polygon, Decimal(hm2))))
    return plots


def parcels(outline: Polygon, plots: Sequence[Feature]) -> NDArray[Any]:
    """Irregular parcels (degrees) that tile the county around the plots: small Voronoi cells, merged."""
    rng = generator(2)
    inner = to_plane(outline).buffer(-EDGE_M)
    tracks = shapely.union_all([to_plane(polygon).buffer(GAP_M, quad_segs=1) for _, polygon in plots])
    seeds = _jittered_grid(rng, inner.bounds, CELL_M, 0.42)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    shapely.prepare(inner)
    cells = cells[shapely.intersects(inner, cells)]

    # Each cell joins the nearest of sparser seeds, its centre pushed about first: ragged, compact parcels.
    middle = shapely.get_coordinates(shapely.centroid(cells))
    push = rng.normal(0, 40, middle.shape)
    parcel_seeds = shapely.points(_jittered_grid(rng, inner.bounds, PARCEL_M, 0.95))
    tree = shapely.STRtree(parcel_seeds)
    cell, parcel = tree.query_nearest(shapely.points(middle + push), all_matches=False)
    order = np.argsort(parcel, kind="stable")
    cells = to_degrees(cells)  # rounded before merging: neighbours keep the same corners
    groups = np.split(cells[cell[order]], np.flatnonzero(np.diff(parcel[order])) + 1)
    merged = np.array([shapely.coverage_union_all(group) for group in groups])

    merged = shapely.get_parts(merged)
    room, hole = to_degrees(inner), to_degrees(tracks)
    shapely.prepare(room)
    shapely.prepare(hole)
    cut = ~shapely.contains_properly(room, merged) | shapely.intersects(hole, merged)
    pieces = shapely.difference(shapely.intersection(merged[cut], room), hole)
    pieces = shapely.get_parts(
        shapely.transform(shapely.get_parts(pieces), lambda points: np.round(points, 6))
    )
    result = np.concatenate([merged[~cut], pieces])
    good = (shapely.get_type_id(result) == 3) & shapely.is_valid(result)
    result = result[good]
    return result[area_hm2(result) > 0.7]


def _jittered_grid(
    rng: np.random.Generator, bounds: Sequence[float], spacing_m: float, jitter: float
) -> Points:
    """Points on a staggered grid over the bounds (metres), each moved by up to jitter × spacing."""
    xs = np.arange(bounds[0] - 2 * spacing_m, bounds[2] + 2 * spacing_m, spacing_m)
    ys = np.arange(bounds[1] - 2 * spacing_m, bounds[3] + 2 * spacing_m, spacing_m)
    x, y = np.meshgrid(xs, ys)
    x[1::2] += spacing_m / 2
    grid = np.column_stack([x.ravel(), y.ravel()])
    return grid + rng.uniform(-jitter, jitter, grid.shape) * spacing_m


def select(candidates: NDArray[Any], score: Points, wanted_hm2: float) -> NDArray[np.int64]:
    """Indices of the best-scored parcels, the last one chosen so that the areas sum to wanted_hm2."""
    hm2 = np.array([float(fixed(a, 4)) for a in area_hm2(candidates)])
    order = np.argsort(-score, kind="stable")
    count = int(np.searchsorted(np.cumsum(hm2[order]), wanted_hm2)) - 1
    chosen, rest = order[:count], order[count : count + 2_000]
    last = rest[np.argmin(np.abs(hm2[rest] - (wanted_hm2 - hm2[chosen].sum())))]
    return np.append(chosen, last)


def make_sub_compartments(outline: Polygon, terrain: Terrain, plots: Sequence[Feature]) -> list[Feature]:
    """The forest inventory: parcels on 31.80 % of the county, each reserve plot one of them."""
    rng = generator(3)
    candidates = parcels(outline, plots)
    middle = shapely.get_coordinates(shapely.point_on_surface(to_plane(candidates)))
    wanted = FOREST_SHARE * float(area_hm2(outline)) - sum(float(hm2) for *_, hm2, _ in PLOTS)
    chosen = select(candidates, terrain.score(middle), wanted)

    polygons = np.append(candidates[chosen], np.array([polygon for _, polygon in plots]))
    plot_of = [None] * len(chosen) + [properties for properties, _ in plots]
    middle = shapely.get_coordinates(shapely.point_on_surface(to_plane(polygons)))
    township, height = nearest_township(middle), terrain.height(middle)
    compartment = _compartments(rng, outline, middle, township)

    features: list[Feature] = []
    before: Mapping[str, Any] | None = None
    within = 0
    for index in np.lexsort((middle[:, 0], -middle[:, 1], compartment)):
        number = int(compartment[index])
        within = within + 1 if before and before["compartment"] == number else 1
        like = before if within > 1 and rng.random() < 0.45 else None
        plot = plot_of[index]
        stand = _stored_stand(plot) if plot else _stand(rng, float(height[index]), like)
        before = {
            "id": f"SC{len(features) + 1:05d}",
            "township_zh": TOWNSHIPS[township[index]].zh,
            "township_en": TOWNSHIPS[township[index]].en,
            "compartment": number,
            "sub_compartment": within,
            "area_hm2": fixed(float(area_hm2(polygons[index])), 4),
            **stand,
        }
        features.append((before, polygons[index]))
    return features


def _compartments(
    rng: np.random.Generator, outline: Polygon, middle: Points, township: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Compartment number of each parcel, 1 … n over the county: nearest seed of the parcel's own township."""
    seeds = _jittered_grid(rng, to_plane(outline).bounds, COMPARTMENT_M, 0.35)
    home = nearest_township(seeds)
    seed = np.empty(len(middle), dtype=np.int64)
    for number in range(len(TOWNSHIPS)):
        own, mine = np.flatnonzero(home == number), np.flatnonzero(township == number)
        tree = shapely.STRtree(shapely.points(seeds[own]))
        seed[mine] = own[tree.query_nearest(shapely.points(middle[mine]), all_matches=False)[1]]
    used = np.unique(seed)
    ranked = used[np.lexsort((seeds[used, 0], -seeds[used, 1], home[used]))]
    rank = {int(s): n for n, s in enumerate(ranked, start=1)}
    return np.array([rank[int(s)] for s in seed])


def _pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    """One key, drawn by weight."""
    share = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(share), p=share / share.sum()))]


def _stand(rng: np.random.Generator, height: float, like: Mapping[str, Any] | None) -> dict[str, Any]:
    """What grows on a parcel: drawn by relative height, often as on the parcel before it."""
    mixed = (1 - height) * np.array(LAND_LOW) + height * np.array(LAND_HIGH)
    land = like["land_class"] if like else _pick(rng, dict(zip(LAND_CLASSES, mixed, strict=True)))
    if land in ("030301", "030302"):
        return _shrub(rng, land)
    if land == "030402":
        return _young(rng, like["species"] if like else _pick(rng, YOUNG))
    weights = {name: (1 - height) * tree.low + height**1.5 * tree.high for name, tree in TREES.items()}
    return _tree(rng, land, like["species"] if like else _pick(rng, weights))


def _shrub(rng: np.random.Generator, land: str) -> dict[str, Any]:
    """Dry valley shrub 车桑子; canopy is the cover, special shrub the denser one."""
    cover = rng.uniform(0.35, 0.80) if land == "030301" else rng.uniform(0.30, 0.50)
    category = _pick(
        rng, {"11": 0.20, "12": 0.65, "22": 0.15} if land == "030301" else {"12": 0.60, "22": 0.40}
    )
    use = "112" if category in ("11", "12") else "240"
    age = int(rng.integers(3, 26))
    return _fields(rng, land, category, use, "natural", "车桑子", age, None, cover)


def _young(rng: np.random.Generator, species: str) -> dict[str, Any]:
    """Planted, 2–9 years old, no volume yet."""
    category = _pick(rng, {"11": 0.10, "12": 0.60, "22": 0.30})
    use = "112" if category in ("11", "12") else "233"
    if species in ECONOMIC and rng.random() < ECONOMIC[species][1]:
        category, use = "22", ECONOMIC[species][0]
    return _fields(
        rng,
        "030402",
        category,
        use,
        "planted",
        species,
        int(rng.integers(2, 10)),
        None,
        rng.uniform(0.08, 0.35),
    )


def _tree(rng: np.random.Generator, land: str, species: str) -> dict[str, Any]:
    """Tree land (canopy 0.20 and more) or open forest (0.10–0.19)."""
    tree = TREES[species]
    origin = "planted" if rng.random() < tree.planted else "natural"
    least, typical, greatest = tree.age
    spread = (greatest - typical) * (0.45 if origin == "natural" else 0.25)
    age = int(
        np.clip(
            round(rng.normal(typical if origin == "natural" else 0.75 * typical, spread)), least, greatest
        )
    )
    if origin == "planted" and tree.planted == 1:
        age = int(rng.triangular(least, typical, greatest + 1))
    is_open = land == "030401"
    canopy = rng.uniform(0.10, 0.195) if is_open else float(np.clip(rng.normal(0.56, 0.13), 0.20, 0.90))
    full = tree.full_m3 * (1 - np.exp(-tree.rate * age)) ** 1.3
    volume = full * (canopy / 0.6) ** 0.6 * np.exp(rng.normal(0, 0.12))
    low, high = (tree.volume[0] / 3, tree.volume[1] / 3) if is_open else tree.volume
    volume = float(np.clip(volume, low * rng.uniform(1, 1.15), high * rng.uniform(0.93, 1)))

    wild = origin == "natural"
    category = _pick(
        rng,
        {"11": 0.32, "12": 0.40, "21": 0.05, "22": 0.23} if wild else {"12": 0.42, "21": 0.16, "22": 0.42},
    )
    if category in ("11", "12"):
        use = _pick(rng, {"111": 0.38, "112": 0.52, "115": 0.03, "117": 0.04, "127": 0.03})
    else:
        use = _pick(
            rng, {"231": 0.35, "232": 0.30, "233": 0.35} if species == "桉树" else {"233": 0.9, "240": 0.1}
        )
    if species in ECONOMIC and rng.random() < ECONOMIC[species][1]:
        category, use = "22", ECONOMIC[species][0]
    return _fields(rng, land, category, use, origin, species, age, fixed(volume, 1), canopy)


def _fields(
    rng: np.random.Generator,
    land: str,
    category: str,
    use: str,
    origin: str,
    species: str,
    age: int,
    volume: Decimal | None,
    canopy: float,
) -> dict[str, Any]:
    """The inventory fields of a parcel; protection grade 1 (strictest) to 4 follows category and use."""
    usual = {"11": 2, "12": 3, "21": 4, "22": 4}[category]
    grade = 1 if use == "127" else usual - int(category == "12" and rng.random() < 0.1)
    return {
        "land_class": land,
        "forest_category": category,
        "forest_use": use,
        "origin": origin,
        "species": species,
        "age": age,
        "volume_m3_hm2": volume,
        "canopy": fixed(min(canopy, 0.19), 2) if land == "030401" else fixed(canopy, 2),
        "protection_grade": grade,
    }


def _stored_stand(plot: Mapping[str, Any]) -> dict[str, Any]:
    """A reserve plot as the inventory of 2025 sees it: young plantation, protection forest."""
    age = 2025 - int(plot["planted_on"][:4])
    use = plot["forest_use"]
    canopy = 0.22 + 0.03 * (age - 4)
    return _fields(generator(9), "030402", "12", use, "planted", plot["species_zh"], age, None, canopy) | {
        "protection_grade": 3
    }


def make_proposals(outline: Polygon, forest: Sequence[Feature], plots: Sequence[Feature]) -> list[Feature]:
    """Twelve proposed land uses, each partly on forest, clear of the reserve plots and of each other."""
    rng = generator(4)
    room = to_plane(outline).buffer(-50)
    woods = shapely.STRtree([to_plane(polygon) for _, polygon in forest])
    keep_off = [to_plane(polygon).buffer(150) for _, polygon in plots]
    features: list[Feature] = []
    for number, proposal in enumerate(PROPOSALS, start=1):
        township = TOWNSHIPS[TOWNSHIP[proposal.township]]
        seat = np.array(PLANE.transform(*township.seat))
        for _ in range(20_000):
            at = seat + rng.uniform(-9_000, 9_000, 2)
            if len(proposal.size) == 2:
                polygon = strip(rng, at, *proposal.size)
            else:
                polygon = blob(rng, at, *proposal.size, corners=12 if proposal.size[0] < 3 else 22)
            if not (polygon.is_valid and room.contains(polygon)) or any(
                polygon.intersects(k) for k in keep_off
            ):
                continue
            if nearest_township(centre(polygon))[0] != TOWNSHIP[proposal.township]:
                continue
            under = woods.geometries[woods.query(polygon, predicate="intersects")]
            share = shapely.area(shapely.intersection(under, polygon)).sum() / polygon.area
            if proposal.forest[0] <= share <= proposal.forest[1]:
                break
        else:
            raise RuntimeError(f"no place for {proposal.en}")
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
            "township_zh": township.zh,
            "township_en": township.en,
            "probability": proposal.probability,
            "area_hm2": fixed(float(area_hm2(rounded)), 4),
        }
        features.append((properties, rounded))
    return features


def unit_price(trade_date: str, data: Path = DATA) -> Decimal:
    """CNY/t: average of the last trading day strictly before the date × 30 %, both rounded half up."""
    with (data / "national_price" / "daily.csv").open(encoding="utf-8", newline="") as file:
        earlier = [
            row
            for row in csv.DictReader(file)
            if row["market_date"] < trade_date and Decimal(row["total_volume_t"] or 0) > 0
        ]
    day = max(earlier, key=lambda row: row["market_date"])
    average = half_up(Decimal(day["total_turnover_cny"]) / Decimal(day["total_volume_t"]), 2)
    return half_up(average * Decimal("0.30"), 2)


def make_orders(data: Path = DATA) -> list[dict[str, str]]:
    """Rows of orders.csv."""
    rows = []
    for order in ORDERS:
        price = unit_price(order.trade_date, data)
        township = TOWNSHIPS[TOWNSHIP[order.township]]
        rows.append(
            {
                "order": order.order,
                "project_zh": f"示例 {order.zh}",
                "project_en": f"Example {order.en}",
                "kind": order.kind,
                "township_zh": township.zh,
                "township_en": township.en,
                "trade_date": order.trade_date,
                "owed_t": str(order.owed_t),
                "offset_t": str(order.offset_t),
                "purchase_t": str(order.purchase_t),
                "unit_price_cny": str(price),
                "amount_cny": str(half_up(price * order.purchase_t, 2)),
                "status": "cancelled" if order.certificate else "held",
                "certificate": order.certificate,
            }
        )
    return rows


def make_allocations() -> list[dict[str, str]]:
    """Rows of allocations.csv: each order takes its tonnes from the oldest lots that still have some."""
    left = {f"YM-{number:02d}-L1": Decimal(tonnes) for number, (*_, tonnes) in enumerate(PLOTS, start=1)}
    rows = []
    for order in ORDERS:
        wanted = order.purchase_t
        for lot in left:
            taken = min(wanted, left[lot])
            if taken > 0:
                rows.append({"order": order.order, "lot": lot, "tonnes_t": str(taken)})
                left[lot] -= taken
                wanted -= taken
    return rows


# --- Files ------------------------------------------------------------------------------------------------


def geojson(name: str, features: Iterable[Feature]) -> str:
    """A GeoJSON text with one feature a line, coordinates with six decimals, decimals as they are."""

    def value(item: Any) -> str:
        return str(item) if isinstance(item, Decimal) else json.dumps(item, ensure_ascii=False)

    def ring(line: shapely.LinearRing) -> str:
        return "[" + ",".join(f"[{x:.6f},{y:.6f}]" for x, y in line.coords) + "]"

    lines = []
    for properties, polygon in features:
        outward = shapely.orient_polygons(polygon)
        fields = ",".join(f'"{key}":{value(item)}' for key, item in properties.items())
        rings = ",".join(ring(line) for line in (outward.exterior, *outward.interiors))
        lines.append(
            f'{{"type":"Feature","properties":{{{fields}}},'
            f'"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}'
        )
    head = (
        f'{{"type":"FeatureCollection","name":"{name}","illustrative":true,'
        '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[\n'
    )
    return head + ",\n".join(lines) + "\n]}\n"


def table(rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV text with a header; no field holds a comma or a quote."""
    return "".join(",".join(line) + "\n" for line in [list(rows[0]), *(row.values() for row in rows)])


def build(output: Path, data: Path = DATA) -> None:
    """Write the five files into a folder."""
    outline, terrain = county(data), Terrain()
    plots = make_plots(outline, terrain)
    forest = make_sub_compartments(outline, terrain, plots)
    proposals = make_proposals(outline, forest, plots)
    files = {
        "sub_compartments.geojson": geojson("sub_compartments", forest),
        "plots.geojson": geojson("plots", plots),
        "proposals.geojson": geojson("proposals", proposals),
        "orders.csv": table(make_orders(data)),
        "allocations.csv": table(make_allocations()),
    }
    for name, text in files.items():
        (output / name).write_text(text, "utf-8", newline="\n")
        print(f"{name}: {len(text.encode()) / 1e3:.0f} kB")


def main() -> None:
    """Make the files beside this script, or in another folder."""
    parser = argparse.ArgumentParser(description="Make the illustrative layer")
    parser.add_argument("--output", type=Path, default=HERE)
    build(parser.parse_args().output)


if __name__ == "__main__":
    main()
