"""Drawings from Chinese web maps lie in GCJ-02, here 350–410 m off. They are recognised, never shifted.

The forward formula is public (data/boundary/make.py has it too); its inverse is found by iteration. The
evidence is how well features fit known outlines as they stand and shifted back: the outlines of
sub-compartments for features drawn after them, the county's outline for what leaves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from core.land.report import Note

SEMI_MAJOR_M, FLATTENING = 6_378_245, (10, 2983)  # Krasovsky 1940, as the formula has it
ROUNDS = 10  # each gains three digits and more
CLEARLY = Decimal("0.2")  # of intersection over union, to be better by
APART = Decimal("0.005")  # 1 − intersection over union from which a quarter of it after the shift shows it too
GOOD = Decimal("0.6")  # intersection over union that a shifted outline must reach
LEAVING, ARRIVED = Decimal("0.05"), Decimal("0.001")  # share outside the county before and after the shift
MOST_LOOKED_AT = 500  # features; more would not say more
GEOD = Geod(ellps="GRS80")


def offset(lonlat: np.ndarray) -> np.ndarray:
    """Degrees that GCJ-02 adds to positions of shape (n, 2)."""
    x, y = lonlat[:, 0] - 105, lonlat[:, 1] - 35
    pi = np.pi
    fine = (20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + x * x / 10 + x * y / 10 + np.sqrt(np.abs(x)) / 10 + fine
    east += (20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + y * y / 5 + x * y / 10 + np.sqrt(np.abs(x)) / 5 + fine
    north += (20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * pi) + 320 * np.sin(y * pi / 30)) * 2 / 3
    flat = np.divide(*FLATTENING)
    eccentricity = flat * (2 - flat)
    latitude = np.radians(lonlat[:, 1])
    w2 = 1 - eccentricity * np.sin(latitude) ** 2
    meridian = SEMI_MAJOR_M * (1 - eccentricity) / (w2 * np.sqrt(w2))
    parallel = SEMI_MAJOR_M / np.sqrt(w2) * np.cos(latitude)
    return np.column_stack([np.degrees(east / parallel), np.degrees(north / meridian)])


def from_gcj02(geometry: Any) -> Any:
    """Where drawings in GCJ-02 would lie in CGCS2000; takes one geometry or an array of them."""
    def back(lonlat: np.ndarray) -> np.ndarray:
        found = lonlat
        for _ in range(ROUNDS):
            found = lonlat - offset(found)
        return found

    return shapely.make_valid(shapely.transform(geometry, back))


def suspicion(features: Sequence[tuple[int, BaseGeometry]], county: BaseGeometry | None,
              reference: Sequence[BaseGeometry]) -> tuple[Note, ...]:
    """One note `gcj02` where the features (EPSG:4490) fit clearly better after the inverse shift, else nothing."""
    if not features or (county is None and not reference):
        return ()
    every = max(len(features) // MOST_LOOKED_AT, 1)
    here = np.array([geometry for _, geometry in features[::every]])
    fits = _fits(here, reference)
    if fits is None and county is not None:
        fits = _leaving(here, county)
    if fits is None:
        return ()
    one, other = (shapely.get_coordinates(shapely.centroid(shapely.GeometryCollection(list(found))))[0]
                  for found in (here, from_gcj02(here)))
    _, _, metres = GEOD.inv(*one, *other)
    before, after = fits
    return (Note("gcj02", 0, (("distance_m", int(metres)), ("before", before), ("after", after))),)


def _fits(here: np.ndarray, reference: Sequence[BaseGeometry]) -> tuple[Decimal, Decimal] | None:
    """Mean intersection over union with the best reference outline, as drawn and shifted, where that says GCJ-02."""
    if not reference:
        return None
    tree = shapely.STRtree(list(reference))
    before, after = (_share(sum(_best(one, tree) for one in found) / len(found))
                     for found in (here, from_gcj02(here)))
    is_better = after - before >= CLEARLY or (1 - before >= APART and (1 - after) * 4 <= 1 - before)
    return (before, after) if after >= GOOD and is_better else None


def _best(one: BaseGeometry, tree: shapely.STRtree) -> np.float64:
    others = tree.geometries[tree.query(one, predicate="intersects")]
    if not len(others):
        return np.float64(0)
    common = shapely.area(shapely.intersection(others, one))
    return np.float64((common / (shapely.area(others) + one.area - common)).max())


def _leaving(here: np.ndarray, county: BaseGeometry) -> tuple[Decimal, Decimal] | None:
    """Share inside the county before and after, where the shift brings home what leaves it."""
    before = _inside(here, county)
    if 1 - before < LEAVING:
        return None
    after = _inside(from_gcj02(here), county)
    return (before, after) if 1 - after <= ARRIVED else None


def _inside(found: np.ndarray, county: BaseGeometry) -> Decimal:
    return _share(shapely.area(shapely.intersection(found, county)).sum() / shapely.area(found).sum())


def _share(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.0001"))
