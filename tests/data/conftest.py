"""What the tests of the shipped data share: the county's outline and the illustrative layer."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import Polygon, shape

DATA = Path(__file__).resolve().parents[2] / "data"
DEMO = DATA / "demo"
LAYERS = ("sub_compartments", "plots", "proposals")
PLANE = Transformer.from_crs(4490, 4543, always_xy=True)

Feature = dict[str, Any]
Row = dict[str, str]


@pytest.fixture(scope="session")
def outline() -> list[Feature]:
    return json.loads((DATA / "boundary" / "yuanmou.geojson").read_text("utf-8"))["features"]


@pytest.fixture(scope="session")
def county(outline: list[Feature]) -> Polygon:
    return shape(outline[0]["geometry"])


@pytest.fixture(params=LAYERS)
def name(request: pytest.FixtureRequest) -> str:
    """Each layer in turn."""
    return request.param


@pytest.fixture(scope="session")
def layers() -> dict[str, list[Feature]]:
    """Features of each layer, numbers as Decimal."""
    texts = {name: (DEMO / f"{name}.geojson").read_text("utf-8") for name in LAYERS}
    return {name: json.loads(text, parse_float=Decimal)["features"] for name, text in texts.items()}


@pytest.fixture(scope="session")
def polygons(layers: dict[str, list[Feature]]) -> dict[str, Any]:
    """The shapes of each layer in degrees."""

    def polygon(feature: Feature) -> Polygon:
        rings = [[tuple(map(float, point)) for point in ring] for ring in feature["geometry"]["coordinates"]]
        return Polygon(rings[0], rings[1:])

    return {name: np.array([polygon(feature) for feature in layers[name]]) for name in layers}


@pytest.fixture(scope="session")
def flat(polygons: dict[str, Any], county: Polygon) -> dict[str, Any]:
    """The shapes of each layer, and the county's, in metres of EPSG:4543."""
    return {
        name: shapely.transform(shapes, PLANE.transform, interleaved=False)
        for name, shapes in {**polygons, "county": county}.items()
    }


@pytest.fixture(scope="session")
def stands(layers: dict[str, list[Feature]]) -> list[Feature]:
    return [feature["properties"] for feature in layers["sub_compartments"]]


@pytest.fixture(scope="session")
def plots(layers: dict[str, list[Feature]]) -> list[Feature]:
    return [feature["properties"] for feature in layers["plots"]]


def read_csv(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def orders() -> list[Row]:
    return read_csv("orders.csv")


@pytest.fixture(scope="session")
def allocations() -> list[Row]:
    return read_csv("allocations.csv")
