"""Dated polygons of remote sensing against the outlines of stored plots: which are hit, by how much."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from core.land.area import area_4543_hm2, to_4543
from core.land.read import LandFeature
from core.numbers import area
from core.problem import Problem

DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ].*)?")
GRID = 10 ** -7  # degrees, about a centimetre: an outline is the same outline however its file writes it


@dataclass(frozen=True, slots=True)
class Alert:
    """A polygon with its day. `outline`: GeoJSON text, EPSG:4490; `hits`: (plot, hm² of it hit), the largest first."""

    number: int
    seen_on: date
    outline: str
    hm2: Decimal
    hits: tuple[tuple[str, Decimal], ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.outline.encode()).hexdigest()

    @property
    def hit_hm2(self) -> Decimal:
        return sum((hm2 for _, hm2 in self.hits), Decimal(0))


def alerts(features: Sequence[LandFeature], plots: Mapping[str, BaseGeometry], column: str, day: date,
           latest: date) -> tuple[Alert, ...]:
    """Every polygon. `plots`: outlines, EPSG:4490; the day is that of its `column`, or `day` where that is empty.

    Problem `alert_date`, `alert_future` with the polygon's number.
    """
    names, outlines = list(plots), [to_4543(one) for one in plots.values()]
    tree = shapely.STRtree(outlines)
    found = []
    for one in features:
        if one.geometry is None:
            continue
        ground = to_4543(one.geometry)
        hits = [(names[at], area(Decimal(shapely.intersection(ground, outlines[at]).area) / 10_000))
                for at in tree.query(ground, predicate="intersects")]
        found.append(Alert(one.number, _day(one, column, day, latest), outline_text(one.geometry),
                           area_4543_hm2(one.geometry),
                           tuple(sorted((hit for hit in hits if hit[1] > 0), key=lambda hit: (-hit[1], hit[0])))))
    return tuple(found)


def outline_text(geometry: BaseGeometry) -> str:
    """The one way in which an outline is written, so that it has one hash."""
    text: str = shapely.to_geojson(shapely.set_precision(shapely.normalize(geometry), GRID, mode="pointwise"))
    return text


def _day(feature: LandFeature, column: str, day: date, latest: date) -> date:
    if not column:
        return day
    value = feature.raw.get(column)
    found = read_day(value)
    if found is None:
        raise Problem("alert_date", feature=feature.number, column=column, value=str(value)[:40])
    if found > latest:
        raise Problem("alert_future", feature=feature.number, date=found, today=latest)
    return found


def read_day(value: Any) -> date | None:
    """A day as files write it: 2026-11-20, 2026/11/20, 20261120, 2026年11月20日, with a time behind it or not."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(int(value)) if isinstance(value, float | Decimal) and value == int(value) else str(value).strip()
    found = DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
