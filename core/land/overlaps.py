"""Features of one file against each other: the same land twice, and land under two features."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.land.area import to_4543
from core.land.limits import Limits
from core.land.report import Note
from core.numbers import area
from core.problem import Problem

LEAST_M2 = 1  # below, two outlines touch: the fourth decimal of hm²
NAMED = 50  # pairs named one by one; the rest is said in one sentence
MANY_EDGE_PAIRS = 10_000_000  # of features whose boxes meet; beyond, their crossings are estimated first
SAMPLED, MOST_CROSSINGS = 200, 2_000_000
PER_EDGE = 20  # of neighbours that share all their edges: each edge meets about six others


def overlaps(features: Sequence[tuple[int, BaseGeometry]], limits: Limits) -> tuple[list[Note], Decimal]:
    """Notes `duplicate` and `overlap` of (number, EPSG:4490 geometry), and the area counted twice or more, hm².

    Problem `features_tangled` for outlines that cross each other so often that no drawing would.
    """
    if len(features) < 2:
        return [], Decimal(0)
    flat = np.array([_sound(to_4543(geometry)) for _, geometry in features])
    pairs = np.sort(shapely.STRtree(flat).query(flat).T, axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    _check_crossings(flat, pairs, [number for number, _ in features])
    doubled = Decimal(shapely.area(flat).sum() - shapely.union_all(flat).area) / 10_000
    if area(doubled) <= 0:
        return [], Decimal(0)
    return _named(features, flat, pairs[:limits.pairs].tolist(), area(doubled), len(pairs) > limits.pairs)


def _named(features: Sequence[tuple[int, BaseGeometry]], flat: np.ndarray, pairs: Sequence[Sequence[int]],
           doubled: Decimal, are_more: bool) -> tuple[list[Note], Decimal]:
    notes: list[Note] = []
    count = 0
    for one, other in pairs:
        common = shapely.intersection(flat[one], flat[other]).area
        if common < LEAST_M2:
            continue
        count += 1
        if count <= NAMED:
            same = bool(shapely.equals(flat[one], flat[other]))
            notes.append(Note("duplicate" if same else "overlap", features[other][0], (
                ("other", features[one][0]), ("area_hm2", area(Decimal(common) / 10_000)))))
    if count > NAMED or are_more:
        notes.append(Note("overlaps_more", 0, (("count", f"{count}+" if are_more else count),
                                               ("area_hm2", doubled))))
    return notes, doubled


def _check_crossings(flat: np.ndarray, pairs: np.ndarray, numbers: Sequence[int]) -> None:
    """Two combs of 100,000 teeth would cross ten thousand million times: estimated from some of their edges."""
    sizes = shapely.get_num_coordinates(flat).astype(np.int64)
    if (sizes[pairs[:, 0]] * sizes[pairs[:, 1]]).sum() <= MANY_EDGE_PAIRS:
        return
    involved = np.unique(pairs)
    found = [_edges(flat[index]) for index in involved]
    edges, owners = np.concatenate(found), np.repeat(involved, [len(one) for one in found])
    tree = shapely.STRtree(edges)
    crossings = 0
    for sample in np.array_split(np.linspace(0, len(edges) - 1, SAMPLED).astype(int), SAMPLED // 10):
        mine, other = tree.query(edges[sample], predicate="intersects")
        strange = owners[sample][mine] != owners[other]
        crossings += int(strange.sum())
        if crossings * len(edges) // SAMPLED > max(MOST_CROSSINGS, PER_EDGE * len(edges)):
            one, two = owners[sample][mine][strange][-1], owners[other][strange][-1]
            raise Problem("features_tangled", feature=numbers[min(one, two)], other=numbers[max(one, two)])


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """What was valid in degrees need not be in metres, by the last digit of a coordinate."""
    return geometry if geometry.is_valid else shapely.make_valid(geometry)


def _edges(geometry: BaseGeometry) -> np.ndarray:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(geometry)]
    return np.asarray(shapely.linestrings(np.concatenate([np.stack([r[:-1], r[1:]], axis=1) for r in rings])))
