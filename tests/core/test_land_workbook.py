"""Table A.1 (建设项目使用林地因子调查表) as a workbook: where the heading stands, what is a parcel, formulas."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from landfiles import A1_HEADING, A1_ROW, workbook
from openpyxl import Workbook, load_workbook

from core.land import LandFile, read_land
from core.problem import Problem

D = Decimal


def read(data: bytes, **more: Any) -> LandFile:
    return read_land("附表.xlsx", data, **more)


def refused(data: bytes, **more: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        read(data, **more)
    return caught.value


def changed(column: str, value: Any) -> list[Any]:
    row = list(A1_ROW)
    row[A1_HEADING.index(column)] = value
    return row


def book_with(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_parcels_of_table_a1() -> None:
    land = read(workbook())
    assert (land.kind, land.layers, land.crs) == ("xlsx", ("A.1",), None)
    assert [(one.number, one.area_hm2, one.geometry) for one in land.features] == [
        (1, D("1.5"), None), (2, D("0.25"), None)]
    assert land.area_hm2 == D("1.75")
    assert land.features[0].attributes == {
        "county": "532328", "township": "元马镇", "village": "清和", "parcel": "1", "sub_compartment": "12",
        "area_hm2": D("1.5"), "land_class": "030100", "tenure": "20", "protection_grade": "4",
        "forest_category": "22", "forest_use": "233", "origin": "natural", "species": "云南松", "age_class": "2",
        "height_m": D("8.5"), "dbh_cm": D("12.4"), "canopy": D("0.6"), "volume_m3": D("128.3"), "content": "道路"}
    assert [(one.key, dict(one.fields)["count"]) for one in land.notes] == [("rows_left", 2)]
    assert land.checks == ()
    assert land.unmatched == ()


@pytest.mark.parametrize("label", [
    ["云南松小计"], ["元马镇", "小计"], [None, "合 计："], [None, None, "（三）总计"],
])
def test_sums_by_group_are_no_parcels(label: list[Any]) -> None:
    total = [*label, *[None] * (len(A1_HEADING) - len(label))]
    total[A1_HEADING.index("面积（公顷）")] = 1.5
    land = read(book_with(list(A1_HEADING), list(A1_ROW), total))
    assert land.area_hm2 == D("1.5")
    assert [(one.key, dict(one.fields)["count"]) for one in land.notes] == [("rows_left", 1)]


def test_strata_take_the_volume_of_the_parcel_over_its_area() -> None:
    first, second = read(workbook()).strata()
    assert (first.species, first.area_hm2, first.volume_m3_hm2, first.origin) == (
        "云南松", D("1.5"), D("85.5"), "natural")  # 128.3 ÷ 1.5
    assert second.volume_m3_hm2 == D("513.2")  # 128.3 ÷ 0.25


def test_a_workbook_has_no_outlines() -> None:
    with pytest.raises(Problem) as caught:
        _ = read(workbook()).footprint
    assert caught.value.key == "land_no_outlines"


def test_a_heading_of_two_rows_with_units() -> None:
    groups = ["位置", None, None, "地块", "小班", "面积", *A1_HEADING[6:14], "平均", "平均", *A1_HEADING[16:]]
    below = ["县", "乡镇", "村", None, None, "（公顷）", *[None] * 8, "树高", "胸径", *[None] * 5]
    groups[3] = "地块序号"
    land = read(workbook(heading=[groups, below]))
    assert land.area_hm2 == D("1.75")
    assert land.features[0].attributes["dbh_cm"] == D("12.4")
    assert land.features[0].attributes["township"] == "元马镇"


def test_areas_in_mu_by_the_heading() -> None:
    heading = ["面积（亩）" if one == "面积（公顷）" else one for one in A1_HEADING]
    land = read(workbook(heading=[heading]))
    assert [one.area_hm2 for one in land.features] == [D("0.1000"), D("0.0167")]
    assert "area_mu" in [one.key for one in land.notes]


def test_a_column_under_another_name_is_mapped() -> None:
    heading = ["占地" if one == "面积（公顷）" else one for one in A1_HEADING]
    assert refused(workbook(heading=[heading])).key == "xlsx_none"
    assert read(workbook(heading=[heading]), mapping={"area_hm2": "占地"}).area_hm2 == D("1.75")
    assert refused(workbook(), mapping={"area_hm2": "没有"}).key == "land_mapping_column"


@pytest.mark.parametrize("data", [
    book_with(["a", "b"], [1, 2]), book_with(A1_HEADING), book_with([]), book_with(["面积"] * 3, [1, 2, 3])])
def test_a_workbook_without_parcels_is_refused(data: bytes) -> None:
    assert refused(data).key == "xlsx_none"


@pytest.mark.parametrize("value", [0, -1, "many", "1,5"])
def test_a_parcel_whose_area_is_none_is_named(value: object) -> None:
    problem = refused(workbook([A1_ROW, changed("面积（公顷）", value)]))
    assert (problem.key, problem.fields["feature"], problem.fields["field"]) == ("feature_number", 2, "area_hm2")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    for text in ("+86-878", "-甲", "@x", "'=1+1"):
        row = changed("建设内容", text)
        assert read(workbook([row])).features[0].attributes["content"] == text


def with_formula(saved: str) -> bytes:
    """A workbook in which the first parcel's area is a formula, with or without the result Excel saved."""
    parts = zipfile.ZipFile(io.BytesIO(workbook([changed("面积（公顷）", "=3/2")])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as again:
        for name in parts.namelist():
            data = parts.read(name)
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>3/2</f><v" in data
                for empty in (b"<f>3/2</f><v></v>", b"<f>3/2</f><v />", b"<f>3/2</f><v/>"):
                    data = data.replace(empty, b"<f>3/2</f>" + saved.encode())
            again.writestr(name, data)
    return out.getvalue()


def test_a_formula_gives_the_saved_result_and_is_never_evaluated() -> None:
    land = read(with_formula("<v>7.25</v>"))  # not 1.5: the product does not calculate it
    assert land.features[0].area_hm2 == D("7.25")
    assert ("formulas", 1) in [(one.key, dict(one.fields).get("count")) for one in land.notes]


def test_a_formula_without_a_saved_result_is_refused_with_its_cell() -> None:
    problem = refused(with_formula(""))
    assert (problem.key, problem.fields) == ("xlsx_formula", {"cell": "F5"})
    assert load_workbook(io.BytesIO(with_formula("")))["A.1"]["F5"].value == "=3/2"


def test_another_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(out.getvalue()).key == "xlsx_broken"
