"""Attributes against each other and against the geometry. Tolerances are rules: data/rules/land.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from core.land.report import Check
from core.land.tables import DATA
from core.rules.book import RulesAt
from core.rules.load import parse_rules

SHARE = Decimal("0.0001")
HALF_M3 = Decimal("0.5")  # a parcel's volume stands in whole m³ in the forest-land database
HALF_AREA = Decimal("0.005")  # hm²; older files keep two decimals
RANGES = {"canopy": (0, 1), "age": (0, 1000), "dbh_cm": (0, 500), "height_m": (0, 120), "volume_m3_hm2": (0, 3000),
          "volume_m3": (0, 10_000_000), "stems": (0, 100_000_000)}


def tolerances(rules: RulesAt | None = None) -> dict[str, Decimal]:
    """`area` and `volume`: relative differences that pass. Without `rules` those that the shipped file ends with."""
    if rules is None:
        return dict(_shipped())
    return {"area": rules.number("land_area_difference"), "volume": rules.number("land_volume_difference")}


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Decimal]:
    path = DATA / "rules" / "land.yaml"
    book = {rule.id: rule.values[-1].value for rule in parse_rules(path.read_text("utf-8"), path.name)}
    return {"area": Decimal(str(book["land_area_difference"])),
            "volume": Decimal(str(book["land_volume_difference"]))}


def check(number: int, values: Mapping[str, Any], measured_hm2: Decimal | None,
          tolerance: Mapping[str, Decimal]) -> list[Check]:
    """Rows `area`, `volume`, `range` of one feature's normalised values; `measured_hm2`: of its geometry."""
    out = []
    area = values.get("area_hm2")
    if area is not None and area <= 0:
        out.append(Check(number, "area_hm2", "range", area, "> 0"))
    elif area is not None and measured_hm2 is not None:
        out += _compared(number, "area_hm2", "area", area, measured_hm2, tolerance["area"], HALF_AREA)
    per_hm2, volume = values.get("volume_m3_hm2"), values.get("volume_m3")
    base = area if area is not None and area > 0 else measured_hm2
    if per_hm2 is not None and volume is not None and base is not None:
        out += _compared(number, "volume_m3", "volume", volume, per_hm2 * base, tolerance["volume"], HALF_M3)
    for field, (low, high) in RANGES.items():
        if field in values and not low <= values[field] <= high:
            out.append(Check(number, field, "range", values[field], f"{low}–{high}"))
    return out


def _compared(number: int, field: str, what: str, value: Decimal, expected: Decimal, tolerance: Decimal,
              rounding: Decimal) -> list[Check]:
    """A row where the difference is beyond the tolerance and more than the rounding of the file explains."""
    difference = abs(value - expected)
    if difference <= rounding or difference <= tolerance * expected:
        return []
    relative = (difference / expected).quantize(SHARE) if expected else None
    return [Check(number, field, what, value, expected.quantize(SHARE), relative)]
