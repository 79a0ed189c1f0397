"""Features' own forest attributes as strata of the loss calculation; land under two features counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.carbon.stand import Stratum
from core.land.area import area_4543_hm2
from core.land.fields import match, normalise
from core.land.outline import Footprint
from core.land.report import Check
from core.land.tables import fields
from core.problem import Problem

FIELDS = {name: (name, *(alias for alias in fields()[name].aliases if alias.casefold() != name)) for name in (
    "species", "volume_m3_hm2", "volume_m3", "age", "origin")}  # names a column may have, ours first
SHOWN = 4  # names a refusal lists
TENTH = Decimal("0.1")  # m³/hm², as the forest-land database writes it


def strata_of(footprint: Footprint) -> tuple[Stratum, ...]:
    """The features' own forest attributes as strata; Problem naming the feature and the missing field."""
    out = []
    areas = areas_once(footprint.parts)
    for number, area, attributes in zip(footprint.numbers, areas, footprint.properties, strict=True):
        values, checks = normalise(attributes, match(attributes), feature=number)
        out.append(stratum(number, area, values, checks))
    return tuple(one for one in out if one.area_hm2 > 0)  # land an earlier feature has covered counts there


def stratum(number: int, area_hm2: Decimal, values: Mapping[str, Any], checks: Sequence[Check]) -> Stratum:
    """One feature. Problem `feature_lacks` or `feature_number`, with the feature's number and the field.

    Without a volume per hm² the parcel's volume over the area it was measured for gives it.
    """
    if not values.get("species"):
        raise Problem("feature_lacks", feature=number, field="species", accepted=", ".join(FIELDS["species"][:SHOWN]))
    wrong = next((one for one in checks if one.what == "no_number" and one.field in FIELDS), None)
    if wrong:
        raise Problem("feature_number", feature=number, field=wrong.field, value=wrong.value)
    volume, age = values.get("volume_m3_hm2"), values.get("age")
    base = values.get("area_hm2") or area_hm2
    if volume is None and "volume_m3" in values and base > 0:
        volume = (values["volume_m3"] / base).quantize(TENTH)
    if volume is None and age is None:
        accepted = ", ".join((*FIELDS["volume_m3_hm2"][:2], *FIELDS["age"][:2]))
        raise Problem("feature_lacks", feature=number, field="volume_m3_hm2 / age", accepted=accepted)
    return Stratum(species=values["species"], area_hm2=area_hm2, volume_m3_hm2=volume, age=age,
                   origin=values.get("origin"), label=str(number))


def areas_once(parts: Sequence[BaseGeometry]) -> list[Decimal]:
    """Area of each part in EPSG:4543, hm², without what an earlier part has covered already."""
    whole = np.array(parts)
    tree = shapely.STRtree(whole)
    out = []
    for index, part in enumerate(parts):
        earlier = sorted(other for other in tree.query(part, predicate="intersects").tolist() if other < index)
        rest = shapely.difference(part, shapely.union_all(whole[earlier])) if earlier else part
        out.append(area_4543_hm2(rest))
    return out
