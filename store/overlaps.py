"""Polygons of an inventory that lie over one another, found once when it is imported.

An overlay of hundreds of footprints with a million polygons has no time to look for them, and the staff who
import should hear of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from store.versions import places

LEAST_M2 = 1.0  # less is rounding of coordinates along a shared edge
TILE = 16_384  # polygons looked at together: keeps memory small however large the layer


def find_overlaps(ids: Sequence[str], bounds: Any, polygons: Callable[[Any], Any],
                  progress: Callable[[int, int], None] = lambda done, total: None) -> pa.Table:
    """Columns a, b, m2 and those of `places` for each pair of polygons (EPSG:4543) that share ground.

    `bounds`: n × 4; `polygons` gives those of an array of places, so that never all are in memory. Polygons that
    share their edges vertex by vertex, as a sound inventory does, are passed over quickly.
    """
    found: dict[tuple[int, int], Any] = {}
    tiles = _tiles(bounds)
    for done, members in enumerate(tiles, start=1):
        for pair, shared in _in_tile(members, polygons(members)):
            found.setdefault(pair, shared)
        progress(done, len(tiles))
    shared = np.array([*found.values(), None], dtype=object)[:-1]
    return pa.table({"a": pa.array([ids[a] for a, _ in found], pa.string()),
                     "b": pa.array([ids[b] for _, b in found], pa.string()),
                     "m2": shapely.area(shared).astype(float), **places(shared)})


def _in_tile(members: Any, own: Any) -> Iterator[tuple[tuple[int, int], Any]]:
    """Pairs of places with the ground they share."""
    odd = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(own)))
    if not len(odd):
        return
    asked, met = shapely.STRtree(own).query(own[odd], predicate="intersects")
    first, second = odd[asked], met
    once = (first < second) | ~np.isin(second, odd)  # two odd ones meet twice
    first, second = first[once], second[once]
    shared = shapely.intersection(own[first], own[second])
    for a, b, ground in zip(first, second, shared, strict=True):
        if ground.area > LEAST_M2:
            pair = sorted((int(members[a]), int(members[b])))
            yield (pair[0], pair[1]), _ground(ground)


def _tiles(bounds: Any) -> list[Any]:
    """Members of tiles that cover everything; a polygon on a border is a member on both sides."""
    count = len(bounds)
    side = max(round((count / TILE) ** 0.5), 1)
    if side == 1:
        return [np.arange(count)] if count else []
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    step = (high - low) / side
    from_, to = ((np.clip((bounds[:, at:at + 2] - low) / step, 0, side - 1)).astype(np.int64) for at in (0, 2))
    out = []
    for column in range(side):
        in_column = np.flatnonzero((from_[:, 0] <= column) & (to[:, 0] >= column))
        for row in range(side):
            out.append(in_column[(from_[in_column, 1] <= row) & (to[in_column, 1] >= row)])
    return [members for members in out if len(members)]


def _ground(shared: Any) -> Any:
    """The polygons of an intersection, which may hold the shared edges beside them."""
    if shared.geom_type in ("Polygon", "MultiPolygon"):
        return shared
    return shapely.union_all([part for part in shapely.get_parts(shared) if part.geom_type == "Polygon"])
