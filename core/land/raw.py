"""What a reader takes out of a file, before anything is decided: layers of numbered rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.land.report import Note


@dataclass(frozen=True, slots=True)
class Row:
    """A feature: its number in the file, its shape (None: the file has none) and its attributes as written."""

    number: int
    shape: Any  # a shapely geometry in the layer's coordinates, or a GeoJSON geometry not yet looked at
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Layer:
    """`crs`: EPSG as stated, None where the file says nothing; `by_format`: the format's own, not the file's."""

    name: str
    crs: int | None
    rows: tuple[Row, ...]
    encoding: str = ""
    by_format: bool = False


@dataclass(frozen=True)
class Raw:
    """A file as read. `kind`: shapefile, gpkg, geojson, kml, kmz or xlsx."""

    kind: str
    layers: tuple[Layer, ...]
    notes: tuple[Note, ...] = field(default=())
