"""Irregular parcels that tile the county, and the choice of those that carry forest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from data.demo.geometry import Feature, Points, area_hm2, fixed, generator, jittered_grid, to_degrees, to_plane

CELL_M, PARCEL_M = 212.0, 413.0  # spacing of the small cells and of the parcels merged from them
EDGE_M = 5.0  # everything stays this far inside the outline, so that rounding never crosses it
GAP_M = 12.0  # track around a reserve plot


def parcels(outline: Polygon, plots: Sequence[Feature]) -> NDArray[Any]:
    """Irregular parcels (degrees) that tile the county around the plots: small Voronoi cells, merged."""
    rng = generator(2)
    inner = to_plane(outline).buffer(-EDGE_M)
    tracks = shapely.union_all([to_plane(polygon).buffer(GAP_M, quad_segs=1) for _, polygon in plots])
    merged = _merged_cells(rng, inner)

    room, hole = to_degrees(inner), to_degrees(tracks)
    shapely.prepare(room)
    shapely.prepare(hole)
    cut = ~shapely.contains_properly(room, merged) | shapely.intersects(hole, merged)
    pieces = shapely.get_parts(shapely.difference(shapely.intersection(merged[cut], room), hole))
    pieces = shapely.get_parts(shapely.transform(pieces, lambda points: np.round(points, 6)))
    result = np.concatenate([merged[~cut], pieces])
    result = result[(shapely.get_type_id(result) == 3) & shapely.is_valid(result)]
    return result[area_hm2(result) > 0.7]


def _merged_cells(rng: np.random.Generator, inner: Polygon) -> NDArray[Any]:
    """Parcels (degrees) over the room (metres), not yet cut to it.

    Each cell joins the nearest of sparser seeds, its centre pushed about first: ragged, compact parcels.
    """
    seeds = jittered_grid(rng, inner.bounds, CELL_M, 0.42)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))
    shapely.prepare(inner)
    cells = cells[shapely.intersects(inner, cells)]

    middle = shapely.get_coordinates(shapely.centroid(cells))
    push = rng.normal(0, 40, middle.shape)
    tree = shapely.STRtree(shapely.points(jittered_grid(rng, inner.bounds, PARCEL_M, 0.95)))
    cell, parcel = tree.query_nearest(shapely.points(middle + push), all_matches=False)
    order = np.argsort(parcel, kind="stable")
    cells = to_degrees(cells)  # rounded before merging: neighbours keep the same corners
    groups = np.split(cells[cell[order]], np.flatnonzero(np.diff(parcel[order])) + 1)
    return shapely.get_parts(np.array([shapely.coverage_union_all(group) for group in groups]))


def select(candidates: NDArray[Any], score: Points, wanted_hm2: float) -> NDArray[np.int64]:
    """Indices of the best-scored parcels, the last one chosen so that the areas sum to wanted_hm2."""
    hm2 = np.array([float(fixed(a, 4)) for a in area_hm2(candidates)])
    order = np.argsort(-score, kind="stable")
    count = int(np.searchsorted(np.cumsum(hm2[order]), wanted_hm2)) - 1
    chosen, rest = order[:count], order[count : count + 2_000]
    last = rest[np.argmin(np.abs(hm2[rest] - (wanted_hm2 - hm2[chosen].sum())))]
    return np.append(chosen, last)
