"""The illustrative layer as a whole: the paper's sums, sound shapes in their places, and made again alike."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from data.demo.make import build

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"

Feature = dict[str, Any]


# --- The paper's figures


def test_first_batch_sums_are_the_papers(plots: list[Feature]) -> None:
    assert len(plots) == 13
    assert sum(plot["area_hm2"] for plot in plots) == Decimal("321.7011")
    assert sum(plot["tonnes_t"] for plot in plots) == Decimal("2471.275")
    assert {plot["township_zh"] for plot in plots} == {"老城乡", "物茂乡", "平田乡"}
    assert {(plot["species_zh"], plot["species_latin"]) for plot in plots} == {
        ("台湾相思", "Acacia confusa"),
        ("印度黄檀", "Dalbergia sissoo"),
        ("余甘子", "Phyllanthus emblica"),
    }
    assert all(5 < plot["tonnes_t"] / plot["area_hm2"] < 10 for plot in plots)


def test_forest_share_is_the_papers(flat: dict[str, Any]) -> None:
    share = shapely.area(flat["sub_compartments"]).sum() / flat["county"].area
    assert 100 * share == pytest.approx(31.80, abs=0.001)


# --- Geometry


def test_polygons_are_valid_and_inside_the_county(name: str, polygons: dict[str, Any], county: Polygon) -> None:
    assert shapely.is_valid(polygons[name]).all()
    inside = county.buffer(1e-6)  # 0.1 m
    shapely.prepare(inside)
    assert shapely.covers(inside, polygons[name]).all()


def test_coordinates_have_six_decimals(name: str, layers: dict[str, list[Feature]]) -> None:
    points = [point for feature in layers[name] for ring in feature["geometry"]["coordinates"] for point in ring]
    assert {number.as_tuple().exponent for point in points for number in point} == {-6}


def test_nothing_overlaps_within_a_layer(name: str, flat: dict[str, Any]) -> None:
    shapes = flat[name]
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = a < b
    common_m2 = shapely.area(shapely.intersection(shapes[a[pairs]], shapes[b[pairs]])).sum()
    assert common_m2 < 1e-6 * shapely.area(shapes).sum()


def test_area_field_is_the_area(name: str, layers: dict[str, list[Feature]], flat: dict[str, Any]) -> None:
    stated = np.array([float(feature["properties"]["area_hm2"]) for feature in layers[name]])
    measured = shapely.area(flat[name]) / 1e4
    assert np.abs(stated - measured).max() <= 0.5001e-4  # four decimals
    assert {feature["properties"]["area_hm2"].as_tuple().exponent for feature in layers[name]} == {-4}


def test_plots_are_apart_from_proposals(polygons: dict[str, Any]) -> None:
    plots, proposals = shapely.union_all(polygons["plots"]), shapely.union_all(polygons["proposals"])
    assert not plots.intersects(proposals)


def test_each_plot_is_one_sub_compartment(layers: dict[str, list[Feature]], stands: list[Feature]) -> None:
    """So that a proposal drawn over a plot meets forest of the same species."""
    by_shape = {
        str(feature["geometry"]): stand
        for feature, stand in zip(layers["sub_compartments"], stands, strict=True)
    }
    for feature in layers["plots"]:
        stand, plot = by_shape[str(feature["geometry"])], feature["properties"]
        assert stand["species"] == plot["species_zh"]
        assert stand["area_hm2"] == plot["area_hm2"]
        assert stand["township_zh"] == plot["township_zh"]
        assert stand["forest_use"] == plot["forest_use"] == "112"
        assert (stand["land_class"], stand["volume_m3_hm2"]) == ("030402", None)


# --- The maker


def test_making_it_again_gives_the_same_bytes(tmp_path: Path, layers: dict[str, list[Feature]]) -> None:
    build(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert made == sorted([*(f"{name}.geojson" for name in layers), "allocations.csv", "orders.csv"])
    for name in made:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), f"{name} differs: run data/demo/make.py"


def test_layer_stays_small() -> None:
    assert (DEMO / "sub_compartments.geojson").stat().st_size < 3_000_000
