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
LARGE_PAIR = 10_000_000  # product of two features' vertices from which their crossings are estimated first
SAMPLED, MOST_CROSSINGS = 40, 2_000_000


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
    sizes = shapely.get_num_coordinates(flat)
    trees: dict[int, shapely.STRtree] = {}
    for one, other in pairs[sizes[pairs[:, 0]] * sizes[pairs[:, 1]] > LARGE_PAIR].tolist():
        for index in (one, other):
            if index not in trees:
                trees[index] = shapely.STRtree(_edges(flat[index]))
        edges = trees[one].geometries
        some = edges[np.linspace(0, len(edges) - 1, SAMPLED).astype(int)]
        hits = trees[other].query(some).shape[1]
        if hits * len(edges) // SAMPLED > MOST_CROSSINGS:
            raise Problem("features_tangled", feature=numbers[one], other=numbers[other])


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """What was valid in degrees need not be in metres, by the last digit of a coordinate."""
    return geometry if geometry.is_valid else shapely.make_valid(geometry)


def _edges(geometry: BaseGeometry) -> np.ndarray:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(geometry)]
    return np.asarray(shapely.linestrings(np.concatenate([np.stack([r[:-1], r[1:]], axis=1) for r in rings])))
