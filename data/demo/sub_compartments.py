"""The forest inventory: numbered sub-compartments on 31.80 % of the county."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from data.demo.geometry import Feature, Points, area_hm2, fixed, generator, inner_points, jittered_grid, to_plane
from data.demo.parcels import parcels, select
from data.demo.places import TOWNSHIPS, Terrain, nearest_township
from data.demo.plots import PLOTS
from data.demo.stands import make_stand, reserve_stand

FOREST_SHARE = 0.3180  # paper, introduction: forest cover 2025
COMPARTMENT_M = 1750.0  # spacing of the compartments' seeds


def make_sub_compartments(outline: Polygon, terrain: Terrain, plots: Sequence[Feature]) -> list[Feature]:
    """Parcels on 31.80 % of the county with what grows there, each reserve plot one of them."""
    rng = generator(3)
    candidates = parcels(outline, plots)
    wanted = FOREST_SHARE * float(area_hm2(outline)) - sum(float(hm2) for *_, hm2, _ in PLOTS)
    chosen = select(candidates, terrain.score(inner_points(candidates)), wanted)

    polygons = np.append(candidates[chosen], np.array([polygon for _, polygon in plots]))
    plot_of = [None] * len(chosen) + [properties for properties, _ in plots]
    middle = inner_points(polygons)
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
        stand = reserve_stand(plot) if plot else make_stand(rng, float(height[index]), like)
        before = {
            "id": f"SC{len(features) + 1:05d}",
            **TOWNSHIPS[township[index]].fields,
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
    seeds = jittered_grid(rng, to_plane(outline).bounds, COMPARTMENT_M, 0.35)
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
