"""The forest inventory as a layer for our own map page; no part of the open API."""

from __future__ import annotations

import json
from typing import Any

from store import Snapshot

# property of the layer: column of the inventory
PROPERTIES = {
    "id": "id", "species": "species", "land_class": "land_class", "age": "age",
    "volume_m3_hm2": "volume_m3_hm2", "area_hm2": "area_hm2", "township_zh": "township_zh",
    "township_en": "township_en",
}
PLACES = 5  # of a coordinate: about a metre


def sub_compartments(snapshot: Snapshot) -> bytes:
    """Every sub-compartment with its polygon, as compact GeoJSON."""
    rows = snapshot.inventory[list(PROPERTIES.values())].itertuples(index=False, name=None)
    features = [
        {"type": "Feature", "properties": {name: _known(value) for name, value in
                                           zip(PROPERTIES, row, strict=True)}, "geometry": {
            "type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}}
        for row, geometry in zip(rows, snapshot.inventory_geometries, strict=True)
    ]
    layer = {"type": "FeatureCollection", "demo": snapshot.demo, "features": features}
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":"), default=float).encode()


def _known(value: Any) -> Any:
    """The value, or None for what pandas shows as not known."""
    return None if value is None or value != value else value


def _rounded(part: Any) -> Any:
    return [_rounded(one) for one in part] if isinstance(part, list) else round(part, PLACES)
