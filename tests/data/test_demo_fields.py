"""What the illustrative layer says: names, numbers, dates, and stands that could grow in the county."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely

DATA = Path(__file__).resolve().parents[2] / "data"
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

Feature = dict[str, Any]
Row = dict[str, str]


def test_townships_are_the_ten(layers: dict[str, list[Feature]], orders: list[Row]) -> None:
    for features in layers.values():
        every = [feature["properties"] for feature in features]
        named = {(properties["township_zh"], properties["township_en"]) for properties in every}
        assert named <= set(TOWNSHIPS.items())
    for row in orders:
        assert TOWNSHIPS[row["township_zh"]] == row["township_en"]
    reached = Counter(feature["properties"]["township_zh"] for feature in layers["sub_compartments"])
    assert set(reached) == set(TOWNSHIPS)
    assert min(reached.values()) >= 20


def test_illustrative_names_say_so(layers: dict[str, list[Feature]], orders: list[Row]) -> None:
    for name in ("plots", "proposals"):
        for feature in layers[name]:
            assert feature["properties"]["name_zh"].startswith("示例")
            assert feature["properties"]["name_en"].startswith("Example")
    for plot in layers["plots"]:
        assert plot["properties"]["village_group_zh"].startswith("示例")
        assert plot["properties"]["village_group_en"].startswith("Example")
    for row in orders:
        assert row["project_zh"].startswith("示例")
        assert row["project_en"].startswith("Example")
    for name in layers:
        assert json.loads((DATA / "demo" / f"{name}.geojson").read_text("utf-8"))["illustrative"] is True


def test_sub_compartment_numbers(stands: list[Feature]) -> None:
    assert 3_800 <= len(stands) <= 4_200
    assert [stand["id"] for stand in stands] == [f"SC{number:05d}" for number in range(1, len(stands) + 1)]
    keys = {(stand["compartment"], stand["sub_compartment"]) for stand in stands}
    assert len(keys) == len(stands)
    homes = defaultdict(set)
    for stand in stands:
        homes[stand["compartment"]].add(stand["township_zh"])
    assert all(len(home) == 1 for home in homes.values())


def test_what_grows_is_plausible(stands: list[Feature]) -> None:
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


def test_volume_ranges_and_growth(stands: list[Feature]) -> None:
    """m³/hm² on tree land; Yunnan pine is the commonest tree and holds more wood when older."""
    trees = [stand for stand in stands if stand["land_class"] == "030100"]
    for species, (low, high) in {"云南松": (20, 140), "桉树": (15, 80), "栎类": (30, 110)}.items():
        assert all(low <= stand["volume_m3_hm2"] <= high for stand in trees if stand["species"] == species)
    assert Counter(stand["species"] for stand in trees).most_common(1)[0][0] == "云南松"
    pine = [stand for stand in trees if stand["species"] == "云南松"]
    young = [stand["volume_m3_hm2"] for stand in pine if stand["age"] < 20]
    old = [stand["volume_m3_hm2"] for stand in pine if stand["age"] > 40]
    assert sum(old) / len(old) > 2 * sum(young) / len(young)


def test_species_have_carbon_parameters(stands: list[Feature]) -> None:
    with (DATA / "carbon_parameters.csv").open(encoding="utf-8", newline="") as file:
        known = {row["species_zh"] for row in csv.DictReader(file)}
    assert {stand["species"] for stand in stands} <= known


def test_screening_has_something_to_refuse(stands: list[Feature]) -> None:
    economic = [stand for stand in stands if stand["forest_use"] in ("251", "252", "253", "254", "255")]
    assert 24 <= len(economic) <= 100
    assert "余甘子" in {stand["species"] for stand in economic}


def test_plots_were_planted_three_years_before_storing(plots: list[Feature]) -> None:
    assert [plot["plot"] for plot in plots] == [f"YM-{number:02d}" for number in range(1, 14)]
    for plot in plots:
        planted = dt.date.fromisoformat(plot["planted_on"])
        assert dt.date(2020, 6, 1) <= planted <= dt.date(2021, 8, 31)
        assert planted.replace(year=planted.year + 3) <= dt.date.fromisoformat(plot["period_start"])
        assert (plot["period_start"], plot["period_end"]) == ("2025-01-01", "2027-12-31")
        assert (plot["stage"], plot["batch"]) == ("listed", "2025-1")


def test_proposals(layers: dict[str, list[Feature]], flat: dict[str, Any]) -> None:
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
    woods = shapely.STRtree(flat["sub_compartments"])
    for footprint in flat["proposals"]:
        under = woods.geometries[woods.query(footprint, predicate="intersects")]
        assert shapely.area(shapely.intersection(under, footprint)).sum() > 0.1 * footprint.area
