"""Proposals that the inventory in force cannot assess are named where losses are summed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from driving import Open
from visible import page_text

from store import Store
from store.snapshot import current, shipped_species
from store.stocktake import read_inventory
from ui.words import words


@pytest.fixture
def unmeasured(own: Store, tmp_path: Path) -> Store:
    """An inventory whose stands under the proposals have neither volume nor age."""
    path = tmp_path / "unmeasured.gpkg"
    outlines = [shapely.from_geojson(one.geometry) for one in current(own).proposals]
    gpd.GeoDataFrame({"树种": ["云南松"] * len(outlines)}, geometry=outlines, crs=4490).to_file(path, engine="pyogrio")
    with read_inventory(path, shipped_species()) as found:
        assert set(found.report.findings) == {"township_missing", "unmeasured"}
        found.store(own)
    return own


@pytest.mark.parametrize("page", ["overview", "depletion"])
@pytest.mark.parametrize(("lang", "said"), [("zh", "个拟议项目暂时无法测算"), ("en", "proposals cannot be assessed")])
def test_proposals_that_cannot_be_assessed_are_said_to_be_missing(unmeasured: Store, open_page: Open, page: str,
                                                                  lang: str, said: str):
    text = page_text(open_page(page, lang))
    assert f"{len(current(unmeasured).proposals)} {said}" in text
    assert {one.fields["problem"].key for one in current(unmeasured).unassessed.values()} == {"stratum_no_stock"}
    names = [one.name_zh if lang == "zh" else one.name_en for one in current(unmeasured).proposals]
    why = words(lang)("forest.unassessed.stratum_no_stock")
    assert words(lang)("forest.unassessed_for", names=", ".join(names), why=why) in text


@pytest.mark.parametrize("page", ["overview", "depletion"])
def test_where_all_can_be_assessed_nothing_is_said(own: Store, open_page: Open, page: str):
    assert "无法测算" not in page_text(open_page(page))
