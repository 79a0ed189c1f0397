"""The calculator in a real browser: a land file that asks back, alternatives side by side, a phone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely
from playwright.sync_api import expect

from browser.desk import Desk

SQUARE = shapely.box(101.899, 25.7465, 101.905, 25.7485)
PINE = "pinus_yunnanensis~1~100~"


def shapefile_without_system(folder: Path) -> bytes:
    gpd.GeoDataFrame({"a": [1]}, geometry=[SQUARE], crs=4490).to_crs(4543).to_file(folder / "x.shp")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            if path.suffix != ".prj":
                archive.writestr(path.name, path.read_bytes())
    return packed.getvalue()


def test_a_shapefile_without_a_system_asks_and_is_answered(desk: Desk, tmp_path: Path) -> None:
    desk.open("loss", how="file")
    desk.upload("x.zip", shapefile_without_system(tmp_path))
    expect(desk.refusal).to_contain_text("左边")
    desk.page.locator("label").filter(has_text="EPSG:4543").click()
    expect(desk.answer).to_contain_text("应补")
    desk.address_says("shape=")
    desk.page.reload()  # the outline stands in the address, in CGCS2000
    desk.settle()
    expect(desk.answer).to_contain_text("应补")


def test_two_alternatives_are_kept_compared_and_dropped(desk: Desk) -> None:
    desk.open("loss", rows=PINE)
    keep = desk.page.get_by_role("button", name="留作比较方案")
    keep.click()
    expect(desk.page.get_by_text("方案比较")).to_be_visible()
    desk.settle().number("面积 hm²", "3")
    expect(desk.answer).to_contain_text("76.012")
    keep.click()
    expect(desk.page.get_by_text("+50.675").first).to_be_visible()
    desk.address_says("kept=")
    desk.page.reload()
    desk.settle()
    expect(desk.page.get_by_text("+50.675").first).to_be_visible()
    desk.page.get_by_role("button", name="删去 方案 1").click()
    expect(desk.page.get_by_text("+50.675")).to_have_count(0)


def test_the_calculator_fits_a_phone(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.open("loss", rows=PINE)
    expect(desk.answer).to_contain_text("25.337")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
