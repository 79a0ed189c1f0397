"""The thirteen reserve plots of the first batch."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import shapely
import shapely.affinity
from shapely.geometry import Polygon

from data.demo.geometry import Feature, area_hm2, blob, fixed, generator, to_degrees, to_plane
from data.demo.places import NUMBER, SEATS, TOWNSHIPS, Terrain, nearest_township

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


def make_plots(outline: Polygon, terrain: Terrain) -> list[Feature]:
    """The plots: on lower slopes of their townships, far from each other."""
    rng = generator(1)
    room = to_plane(outline).buffer(-600)
    plots: list[Feature] = []
    taken: list[Polygon] = []
    places: Counter[str] = Counter()
    for number, (township_en, species, planted_on, hm2, tonnes) in enumerate(PLOTS, start=1):
        home = NUMBER[township_en]
        township = TOWNSHIPS[home]
        places[township_en] += 1
        place = places[township_en]
        while True:
            at = SEATS[home] + rng.uniform(-6_500, 6_500, 2)
            polygon = blob(rng, at, float(hm2), int(rng.integers(18, 27)))
            height = terrain.height(at[None])[0]
            inside = nearest_township(shapely.get_coordinates(polygon)) == home
            apart = all(polygon.distance(other) > 500 for other in taken)
            if 0.2 < height < 0.75 and inside.all() and apart and room.contains(polygon):
                break
        taken.append(polygon)
        properties = {
            "plot": f"YM-{number:02d}",
            "name_zh": f"示例 {township.zh}{place}号地块",
            "name_en": f"Example plot {place}, {township.en}",
            **township.fields,
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
        plots.append((properties, _exact_in_degrees(polygon, Decimal(hm2))))
    return plots


def _exact_in_degrees(polygon: Polygon, hm2: Decimal) -> Polygon:
    """The polygon in degrees, shifted by centimetres until its rounded corners enclose hm2 to 4 decimals."""
    for step in range(4_000):
        candidate = to_degrees(shapely.affinity.translate(polygon, 0.037 * step, 0.053 * step))
        if fixed(float(area_hm2(candidate)), 4) == hm2:
            return candidate
    raise RuntimeError(f"no shift gives {hm2} hm²")
