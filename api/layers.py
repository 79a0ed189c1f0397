"""The forest inventory as a layer for our own map page; no part of the open API."""

from __future__ import annotations

import json
from typing import Any

import shapely

from store import Snapshot

PROPERTIES = ("id", "species", "land_class", "age", "volume_m3_hm2", "area_hm2", "township_zh", "township_en")
PLACES = 5  # of a coordinate: about a metre
WHOLE = 20_000  # sub-compartments that are sent all and as they are
SOME = 5_000  # of a larger inventory: the largest ones, simplified
TOLERANCE = 0.0002  # degrees, about 20 m: less than a pixel of the whole county on a screen


def sub_compartments(snapshot: Snapshot) -> bytes:
    """Every sub-compartment with its polygon, as compact GeoJSON; of more than WHOLE the largest, simplified.

    `total` and `shown` say how many there are and how many are here, `simplified` whether outlines are coarse.
    """
    inventory = snapshot.inventory
    bounded = inventory.count > WHOLE
    parcels = inventory.largest(SOME if bounded else WHOLE)
    outlines = [one.geometry for one in parcels]
    if bounded:
        outlines = list(shapely.simplify(outlines, TOLERANCE, preserve_topology=True))
    features = []
    for one, outline in zip(parcels, shapely.to_geojson(outlines), strict=True):
        geometry = json.loads(outline)
        features.append({"type": "Feature", "properties": {name: getattr(one.piece, name) for name in PROPERTIES},
                         "geometry": {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}})
    layer = {"type": "FeatureCollection", "demo": snapshot.demo, "total": inventory.count, "shown": len(features),
             "simplified": bounded, "features": features}
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":"), default=float).encode()


def _rounded(part: Any) -> Any:
    return [_rounded(one) for one in part] if isinstance(part, list) else round(part, PLACES)
