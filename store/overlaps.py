"""Polygons of an inventory that lie over one another, found once when it is imported.

An overlay of hundreds of footprints with a million polygons has no time to look for them, and the staff who
import should hear of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from store.versions import places

LEAST_M2 = 1.0  # less is rounding of coordinates along a shared edge
TILE = 16_384  # polygons looked at together: keeps memory small however large the layer


def find_overlaps(ids: Sequence[str], metres: Any) -> pa.Table:
    """Columns a, b, m2 and those of `places` for each pair of polygons (EPSG:4543) that share ground.

    Polygons that share their edges vertex by vertex, as a sound inventory does, are passed over quickly.
    """
    first, second = suspects(metres)
    shared = shapely.intersection(metres[first], metres[second])
    shared = np.array([_ground(one) for one in shared], dtype=object)
    m2 = shapely.area(shared)
    real = m2 > LEAST_M2
    return pa.table({"a": pa.array([ids[at] for at in first[real]], pa.string()),
                     "b": pa.array([ids[at] for at in second[real]], pa.string()),
                     "m2": m2[real], **places(shared[real])})


def suspects(metres: Any) -> tuple[Any, Any]:
    """Pairs of places in `metres` whose polygons may share ground, each once."""
    bounds = shapely.bounds(metres).reshape(-1, 4)
    pairs = [np.zeros((2, 0), np.int64)]
    for members in _tiles(bounds):
        own = metres[members]
        odd = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(own)))
        if len(odd):
            found = shapely.STRtree(own).query(own[odd], predicate="intersects")
            a, b = members[odd[found[0]]], members[found[1]]
            pairs.append(np.stack([np.minimum(a, b), np.maximum(a, b)])[:, a != b])
    unique = np.unique(np.concatenate(pairs, axis=1), axis=1)
    return unique[0], unique[1]


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
