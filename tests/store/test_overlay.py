"""The overlay with the inventory against geopandas, and its pieces as strata."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import shape

from core.carbon import Stratum
from core.land import area_4543_hm2, to_4543
from core.problem import Problem
from store import Store
from store.overlay import SLIVER_M2, Piece, cut, overlay, overlays
from store.projection import degrees

Ask = Callable[..., list[tuple[Any, ...]]]
D = Decimal
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
PROPOSALS = [f"P-{n:02}" for n in range(1, 13)]
COLUMNS = ("township_zh", "land_class", "forest_use", "origin", "species", "forest_category")


@pytest.fixture(scope="module")
def inventory() -> gpd.GeoDataFrame:
    """The shipped sub-compartments in EPSG:4543, read and projected by geopandas."""
    content = json.loads((DEMO / "sub_compartments.geojson").read_text("utf-8"))
    return gpd.GeoDataFrame.from_features(content, crs=4490).to_crs(4543)


@pytest.fixture(scope="module")
def footprints() -> dict[str, Any]:
    content = json.loads((DEMO / "proposals.geojson").read_text("utf-8"))
    return {one["properties"]["proposal"]: shape(one["geometry"]) for one in content["features"]}


def by_geopandas(inventory: gpd.GeoDataFrame, footprint: Any) -> dict[str, float]:
    """m² by sub-compartment, slivers left out as the product does."""
    area = gpd.GeoDataFrame(geometry=[footprint], crs=4490).to_crs(4543)
    cut = gpd.overlay(inventory, area, how="intersection", keep_geom_type=True)
    sizes = cut.geometry.area.groupby(cut["id"]).sum()
    return {str(name): float(size) for name, size in sizes.items() if size > SLIVER_M2}


def square(west: float, south: float, side: float) -> Any:
    return shapely.box(west, south, west + side, south + side)


# --- areas


def test_there_are_twelve_proposals(footprints: dict[str, Any]) -> None:
    assert sorted(footprints) == PROPOSALS


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_areas_are_geopandas_s_to_a_millionth(
    full: Store, inventory: gpd.GeoDataFrame, footprints: dict[str, Any], proposal: str
) -> None:
    expected = by_geopandas(inventory, footprints[proposal])
    metres = to_4543(footprints[proposal])
    with full.read() as cursor:
        rows = cut(cursor, [metres], 1)
    found = {row[1]: row[-1] for row in rows}
    assert len(expected) >= 1
    assert found == pytest.approx(expected, rel=1e-6)
    pieces = overlay(full, footprints[proposal]).pieces
    assert [piece.id for piece in pieces] == [row[1] for row in rows]  # largest first
    assert [piece.area_hm2 for piece in pieces] == [
        (D(row[-1]) / 10_000).quantize(D("0.0001"), "ROUND_HALF_UP") for row in rows]


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_forest_and_the_rest_make_the_footprint(full: Store, footprints: dict[str, Any], proposal: str) -> None:
    found = overlay(full, footprints[proposal])
    assert found.footprint_hm2 == area_4543_hm2(footprints[proposal])
    rounding = D("0.00005") * (len(found.pieces) + 1)
    assert found.forest_hm2 > 0
    assert abs(found.forest_hm2 - sum(piece.area_hm2 for piece in found.pieces)) <= rounding
    assert found.uncovered_hm2 >= 0
    slivers = D(SLIVER_M2) / 10_000 * 20
    assert abs(found.forest_hm2 + found.uncovered_hm2 - found.footprint_hm2) <= rounding + slivers


def test_forest_never_exceeds_the_footprint(full: Store, footprints: dict[str, Any]) -> None:
    over = {name: found.forest_hm2 - found.footprint_hm2 for name in PROPOSALS
            if (found := overlay(full, footprints[name])).forest_hm2 > found.footprint_hm2}
    assert over == {}


def test_pieces_carry_the_attributes_of_their_sub_compartment(
    full: Store, inventory: gpd.GeoDataFrame, footprints: dict[str, Any]
) -> None:
    rows = inventory.set_index("id")
    pieces = [piece for name in PROPOSALS for piece in overlay(full, footprints[name]).pieces]
    assert len(pieces) > 50
    for piece in pieces:
        row = rows.loc[piece.id]
        assert [getattr(piece, name) for name in COLUMNS] == [row[name] for name in COLUMNS]
        assert piece.parcel_hm2 == D(str(row["area_hm2"]))
        assert D("0") < piece.area_hm2 <= piece.parcel_hm2 + D("0.0001")


def test_a_whole_sub_compartment_is_its_own_area(full: Store, ask: Ask) -> None:
    wkb, name, area = ask(full, "SELECT ST_AsWKB(geom_4543), id, area_hm2 FROM sub_compartment ORDER BY id LIMIT 1")[0]
    found = overlay(full, degrees(shapely.from_wkb(wkb)))
    assert [(piece.id, piece.area_hm2) for piece in found.pieces] == [(name, area)]
    assert (found.forest_hm2, found.uncovered_hm2) == (found.footprint_hm2, 0)


@pytest.mark.parametrize("footprint", [
    square(105.0, 27.0, 0.01),  # far away
    square(101.0, 25.6, 0.01),  # west of the county
])
def test_off_the_forest_there_are_no_pieces(full: Store, footprint: Any) -> None:
    found = overlay(full, footprint)
    assert (found.pieces, found.forest_hm2) == ((), 0)
    assert found.uncovered_hm2 == found.footprint_hm2 > 100


def test_bare_land_within_the_county_has_no_pieces(full: Store, inventory: gpd.GeoDataFrame) -> None:
    """A square of about 1 hm² that geopandas finds free of every sub-compartment."""
    layer = inventory.to_crs(4490)
    west, south, _, _ = layer.total_bounds
    bare = next(one for x in range(60) for y in range(60)
                if not layer.intersects(one := square(west + x * 0.005, south + y * 0.005, 0.001)).any())
    found = overlay(full, bare)
    assert found.pieces == ()
    assert D("0.9") < found.uncovered_hm2 < D("1.3")


def test_slivers_along_a_shared_edge_are_no_occupation(full: Store, ask: Ask) -> None:
    """A strip 1 mm wide and 500 m long, 0.5 m², is left out; one 1 cm wide, 5 m², is not."""
    wkb, = ask(full, "SELECT ST_AsWKB(geom_4543) FROM sub_compartment ORDER BY area_hm2 DESC, id LIMIT 1")[0]
    inside = shapely.from_wkb(wkb).representative_point()
    degree = 1 / 111_000
    centre = gpd.GeoSeries([inside], crs=4543).to_crs(4490).iloc[0]

    def strip(width_m: float) -> Any:
        return shapely.box(centre.x, centre.y, centre.x + width_m * degree, centre.y + 100 * degree)

    assert overlay(full, strip(0.005)).pieces == ()  # 0.45 m²
    assert len(overlay(full, strip(0.05)).pieces) == 1  # 4.5 m²
    assert overlay(full, strip(0.05)).forest_hm2 == D("0.0005")


# --- many at once, and what nobody means


def test_many_at_once_are_as_each_alone(full: Store, footprints: dict[str, Any]) -> None:
    several = [footprints[name] for name in PROPOSALS]
    assert overlays(full, several) == [overlay(full, one) for one in several]
    assert overlays(full, []) == []


def test_parts_of_a_footprint_add_up(full: Store, footprints: dict[str, Any]) -> None:
    """Twelve proposals as one footprint: each sub-compartment once, with all that is taken of it."""
    together = shapely.union_all(list(footprints.values()))
    found = overlay(full, together)
    assert len({piece.id for piece in found.pieces}) == len(found.pieces)
    if together.area == pytest.approx(sum(one.area for one in footprints.values())):
        each = sum(overlay(full, one).forest_hm2 for one in footprints.values())
        assert abs(found.forest_hm2 - each) <= D("0.002")


def test_footprints_larger_than_any_square(full: Store, inventory: gpd.GeoDataFrame) -> None:
    """The whole county and more: squares beyond the inventory are not looked up."""
    found = overlay(full, shapely.box(96, 20, 108, 30))
    assert len(found.pieces) == len(inventory)
    assert float(found.forest_hm2) == pytest.approx(inventory.area.sum() / 10_000, rel=1e-6)


def test_too_many_sub_compartments_are_refused(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.overlay.MOST", 1_000)
    with pytest.raises(Problem) as refused:
        overlay(full, shapely.box(101, 25, 103, 27))
    assert (refused.value.key, refused.value.fields) == ("overlay_too_wide", {"count": 4084, "limit": 1_000})


def test_half_the_globe_is_refused_and_nothing_is_nothing(full: Store) -> None:
    for far in (shapely.box(0, 0, 179, 60), shapely.box(-170, -80, 170, 80)):
        with pytest.raises(Problem) as refused:
            overlay(full, far)
        assert refused.value.key == "overlay_far"
    for nothing in (shapely.Polygon(), shapely.Point(101.9, 25.6)):
        assert overlay(full, nothing).pieces == ()


# --- strata


def piece(**given: Any) -> Piece:
    usual = {"id": "SC1", "township_zh": "老城乡", "township_en": "Laocheng", "land_class": "030100",
             "forest_use": "231", "origin": "planted", "species": "桉树", "age": 12, "volume_m3_hm2": D("85.5"),
             "canopy": D("0.60"), "parcel_hm2": D(10), "area_hm2": D("1.5")}
    return Piece(**(usual | given))


def test_a_piece_of_tree_land_as_a_stratum() -> None:
    assert piece().stratum() == Stratum("桉树", D("1.5"), D("85.5"), D(12), "planted", label="SC1")
    assert piece(age=None, volume_m3_hm2=None).stratum() == Stratum("桉树", D("1.5"), origin="planted", label="SC1")


@pytest.mark.parametrize("land_class", ["030301", "030302"])
def test_a_piece_of_shrub_land_counts_by_its_cover(land_class: str) -> None:
    assert piece(land_class=land_class).stratum() == Stratum(
        "灌木", D("1.5"), origin="planted", cover=D("0.60"), label="SC1")
