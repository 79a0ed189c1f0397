"""Proposals from a list: assessed as the calculator does, by hand; what is refused and where."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.carbon import Occupation, SpeciesTable, Stratum, assess
from core.landuse import load_kinds
from core.problem import Problem
from core.rules import RuleBook
from core.scenario.listing import Desk, Listing, Proposal, read_listing
from core.scenario.model import Listed
from core.scenario.order import Candidate, order

D = Decimal
DATA = Path(__file__).resolve().parents[2] / "data"
FIRST = date(2026, 11, 1)
HEAD = "项目名称,计划月份,占用类型,占用年限,项目类型,落地概率,应补偿量,优势树种,面积（hm²）,每公顷蓄积,年龄"
YEARLY = 100 * Fraction("0.0503") * Fraction("1.679078217894")  # 1 hm² of Yunnan pine, 100 m³: test_carbon_loss.py

Read = Callable[..., Listing]


@pytest.fixture(scope="module")
def read(book: RuleBook, species: SpeciesTable) -> Read:
    desk = Desk(book, species, load_kinds(DATA / "project_kinds.csv"), {"公路": "road"}, FIRST)

    def run(*lines: str, head: str = HEAD, name: str = "名单.csv") -> Listing:
        return read_listing(name, "\n".join((head, *lines)).encode(), desk)

    return run


def only(listing: Listing) -> Proposal:
    assert listing.refused == (), [str(problem) for one in listing.refused for problem in one.problems]
    return listing.proposals[0]


def refusals(listing: Listing) -> list[tuple[str, object, object]]:
    """(problem, row, column) of everything refused; each names the file."""
    found = [problem for one in listing.refused for problem in one.problems]
    assert all(problem.fields["file"] == listing.file for problem in found)
    return [(one.key, one.fields["row"], one.fields.get("field")) for one in found]


def refused(run: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        run()
    return caught.value


def t(value: Fraction) -> Decimal:
    return (D(value.numerator) / D(value.denominator)).quantize(D("0.001"), "ROUND_HALF_UP")


# --- what is read


def test_one_hectare_of_pine_by_hand(read: Read) -> None:
    """3 years · 8.4457… = 25.337 t, as test_carbon_loss.py works out."""
    found = only(read("乡村道路,2027-03,永久,,公路,0.8,,云南松,1,100,"))
    assert (found.owed_t, found.given, found.area_hm2, found.rows) == (D("25.337"), False, 1, (2,))
    assert (found.occupation, found.kind, found.planned) == (Occupation("permanent", None, True), "road",
                                                             date(2027, 3, 1))
    assert found.loss is not None
    assert (found.loss.step.key, found.loss.step.value) == ("loss.owed", D("25.337"))
    assert found.listed() == Listed("乡村道路", date(2027, 3, 1), D("25.337"), D("0.8"), "permanent", True)
    assert not found.listed(approved=False).approved


def test_stands_under_one_name_are_one_proposal(read: Read) -> None:
    """2.95 lost years of temporary use; 1 + 0.5 + 2 hm². The name may be repeated or left to stand above."""
    found = read("施工便道,2027年3月,临时,1,,,,云南松,1,100,", ",,,,,,,云南松,0.5,100,",
                 "采石场,2027-05-20,永久,,,,,云南松,1,100,", "施工便道,,临时,,,,,云南松,2,100,")
    track, quarry = found.proposals
    assert (track.rows, track.area_hm2, track.occupation.years) == ((2, 3, 5), D("3.5"), 1)
    assert track.owed_t == t(Fraction("3.5") * Fraction("2.95") * YEARLY)
    assert track.listed().use == "temporary"
    assert (quarry.rows, quarry.owed_t, quarry.planned) == ((4,), D("25.337"), date(2027, 5, 20))
    assert quarry.listed().month == date(2027, 5, 1)
    assert found.refused == ()


def test_it_is_the_calculator_s_answer_to_every_digit(read: Read, book: RuleBook, species: SpeciesTable) -> None:
    found = only(read("a,2027-03-09,临时,2,,,,云南松,1.2345,87.3,31", "a,,,,,,,桉树,0.3,,4"))
    assert found.loss == assess((Stratum("pinus_yunnanensis", D("1.2345"), D("87.3"), D(31), label="2"),
                                 Stratum(species.find("桉树").id, D("0.3"), None, D(4), label="3")),
                                Occupation("temporary", D(2)), date(2027, 3, 9), book, species)


@pytest.mark.parametrize(("columns", "cells"), [
    ("面积（亩）,每公顷蓄积", "15,100"), ("面积(m²),每公顷蓄积量（m³）", '"10,000",100'),
    ("面积（公顷）,每亩蓄积", "1,6.66666666666666666666666667"), ("Area (ha),Total volume (m³)", "1,100"),
    ("使用林地面积hm2,小班蓄积", "1,100"), ("area_hm2,volume_m3_hm2", "1,100"), ("Area (hm²),Volume (m³/hm²)", "1,100"),
])
def test_units_by_the_columns_names(read: Read, columns: str, cells: str) -> None:
    found = only(read(f"a,2027-03,永久,云南松,{cells}", head=f"项目名称,计划月份,占用类型,树种,{columns}"))
    assert (found.owed_t, found.area_hm2) == (D("25.337"), 1)


def test_tonnes_already_assessed_stand_as_given(read: Read) -> None:
    found = only(read('a,2027-03,永久,,,80%,"1,234.5678",,12.5,,'))
    assert (found.owed_t, found.given, found.loss, found.area_hm2, found.probability) == (
        D("1234.568"), True, None, D("12.5"), D("0.8"))


def test_given_tonnes_beside_a_stand_count_and_the_calculators_stand_beside(read: Read) -> None:
    found = only(read("a,2027-03,永久,,,,30,云南松,1,100,"))
    assert found.loss is not None
    assert (found.owed_t, found.given, found.loss.owed_t) == (30, True, D("25.337"))


def test_a_species_without_volume_beside_given_tonnes_is_only_a_remark(read: Read) -> None:
    assert only(read("a,2027-03,永久,,,,30,云南松,1,,")).loss is None


def test_facilities_that_serve_forestry_stay(read: Read) -> None:
    found = only(read("护林房,2027-03,直接为林业生产服务,,,,,云南松,1,100,"))
    assert (found.occupation.kind, found.listed().use) == ("serving", "permanent")


@pytest.mark.parametrize(("column", "cell", "value"), [
    ("投资额（万元）", "12.5", "125000"), ("总投资(元)", "99.5", "99.5"), ("Investment (CNY)", '"1,000"', "1000")])
def test_investment(read: Read, column: str, cell: str, value: str) -> None:
    found = only(read(f"a,2027-03,永久,30,{cell}", head=f"项目,月份,使用类型,应补偿量,{column}"))
    assert found.value_cny == D(value)


def test_sums_remarks_and_examples_are_left_out_and_counted(read: Read) -> None:
    found = read("示例：道路,2027-03,永久,,,,,云南松,1,100,", ",,,,,,,云南松,1,100,", "Example: x,1999-03,oops,,,,,,,,",
                 "a,2027-03,永久,,,,30,,,,", "合 计,,,,,,30,,,,", "注：以上为初步名单,,,,,,,,,,")
    assert ([one.name for one in found.proposals], found.refused, found.examples, found.sums) == (["a"], (), 3, 2)


def test_a_project_whose_name_looks_like_a_remark_is_one(read: Read) -> None:
    assert only(read("注塑厂：一期,2027-03,永久,,,,30,,,,")).name == "注塑厂：一期"


def test_lines_numbered_in_advance_and_long_names(read: Read) -> None:
    found = read(f"1,{'长' * 90}甲,2027-03,永久,,,,30,,,,", f"2,{'长' * 90}乙,2027-03,永久,,,,40,,,,", "3,,,,,,,,,,,",
                 head=f"序号,{HEAD}")
    assert ([(len(one.name), one.owed_t) for one in found.proposals], found.refused) == ([(80, 30), (80, 40)], ())


def test_merged_cells_under_a_title(read: Read, book: RuleBook, species: SpeciesTable) -> None:
    made = openpyxl.Workbook()
    page = made.active
    for line in (["2027年拟用地项目"], ["序号", *HEAD.split(",")],
                 [1, "水库", date(2027, 3, 5), "永久", None, None, 1, None, "云南松", 1, 100, None],
                 [None] * 8 + ["云南松", 1, 100, None], ["合计", *[None] * 8, 2, None, None]):
        page.append(line)
    page.merge_cells("A3:A4")
    page.merge_cells("B3:B4")
    out = io.BytesIO()
    made.save(out)
    desk = Desk(book, species, load_kinds(DATA / "project_kinds.csv"), {}, FIRST)
    found = read_listing("x.xlsx", out.getvalue(), desk)
    assert only(found).owed_t == t(6 * YEARLY)
    assert (found.proposals[0].rows, found.sums) == ((3, 4), 1)


# --- what is refused, and that the rest is read


GOOD = "好,2027-03,永久,,,,,云南松,1,100,"


@pytest.mark.parametrize(("line", "problem"), [
    ("a,,永久,,,,30,,,,", ("sheet_missing", 3, "planned")),
    ("a,2027-13,永久,,,,30,,,,", ("sheet_list_month", 3, "planned")),
    ("a,2027.3,永久,,,,30,,,,", ("sheet_list_month", 3, "planned")),
    ("a,2026-10,永久,,,,30,,,,", ("sheet_list_past", 3, "planned")),
    ("a,2027-03,,,,,30,,,,", ("sheet_missing", 3, "use")),
    ("a,2027-03,暂时,,,,30,,,,", ("sheet_list_use", 3, "use")),
    ("a,2027-03,临时,两年,,,30,,,,", ("sheet_number", 3, "years")),
    ("a,2027-03,永久,,高铁,,30,,,,", ("sheet_list_kind", 3, "kind")),
    ("a,2027-03,永久,,,1.2,30,,,,", ("sheet_list_probability", 3, "probability")),
    ("a,2027-03,永久,,,80,30,,,,", ("sheet_list_probability", 3, "probability")),
    ("a,2027-03,永久,,,,-1,,,,", ("sheet_number", 3, "owed_t")),
    ("a,2027-03,永久,,,,,,1,100,", ("sheet_missing", 3, "species")),
    ("a,2027-03,永久,,,,,红杉王,1,100,", ("sheet_species", 3, None)),
    ("a,2027-03,永久,,,,,云南松,,100,", ("sheet_missing", 3, "area_hm2")),
    ("a,2027-03,永久,,,,,云南松,一,100,", ("sheet_number", 3, "area_hm2")),
    ("a,2027-03,永久,,,,,云南松,1,,", ("sheet_list_stock", 3, "volume_m3_hm2")),
    ("a,2027-03,永久,,,,,云南松,1,-5,", ("sheet_number", 3, "volume_m3_hm2")),
    ("a,2027-03,永久,,,,,云南松,0,100,", ("sheet_list_row", 3, None)),
    ("a,2027-03,临时,3,,,,云南松,1,100,", ("sheet_list_row", 3, None)),
    ("a,2027-03,临时,10,,,30,,,,", ("sheet_list_row", 3, None)),
])
def test_a_proposal_that_cannot_be_used_says_why_and_the_other_is_read(
    read: Read, line: str, problem: tuple[str, int, str | None]
) -> None:
    found = read(GOOD, line)
    assert refusals(found) == [problem]
    assert [one.name for one in found.proposals] == ["好"]


def test_every_reason_is_told_at_once(read: Read) -> None:
    found = read("a,2027-13,暂时,,,2,,红杉王,x,,")
    assert [key for key, _, _ in refusals(found)] == [
        "sheet_list_month", "sheet_list_use", "sheet_list_probability", "sheet_number", "sheet_species"]


def test_what_the_calculator_refuses_names_the_line_of_the_file(read: Read) -> None:
    """Longer than two years of temporary use, or than four of works with a long building time; an age beyond sense."""
    found = read("a,2027-03,临时,4,公路,,,云南松,1,100,", "b,2027-03,临时,3,,,,云南松,1,100,",
                 "c,2027-03,永久,,,,,云南松,1,100,", "c,,,,,,,云南松,1,100,9999")
    inner = [one.problems[0].fields["problem"] for one in found.refused]
    assert [one.name for one in found.proposals] == ["a"]
    assert [one.key for one in inner if isinstance(one, Problem)] == ["occupation_years", "stratum_age"]
    assert refusals(found) == [("sheet_list_row", 3, None), ("sheet_list_row", 5, None)]


def test_rows_of_one_proposal_must_agree(read: Read) -> None:
    found = read("a,2027-03,永久,,,0.5,,云南松,1,100,", "a,2027-04,临时,,,0.5,,云南松,1,100,")
    assert [(problem.key, problem.fields["row"], problem.fields["other"], problem.fields["what"])
            for problem in found.refused[0].problems] == [
        ("sheet_differs", 3, 2, "planned"), ("sheet_differs", 3, 2, "use")]


def test_tonnes_given_twice_under_one_name_may_be_two_projects(read: Read) -> None:
    found = read("道路,2027-03,永久,,,,30,,,,", "道路,2027-03,永久,,,,30,,,,")
    assert refusals(found) == [("sheet_list_owed_twice", 3, "owed_t")]


def test_two_units_in_one_row(read: Read) -> None:
    head = "项目,月份,使用类型,树种,面积（亩）,面积（hm²）,每公顷蓄积,总蓄积"
    assert refusals(read("a,2027-03,永久,云南松,15,1,100,", "b,2027-03,永久,云南松,,1,100,100", head=head)) == [
        ("sheet_list_two", 2, "area_hm2"), ("sheet_list_two", 3, "volume_m3_hm2")]


def test_a_row_of_nobody(read: Read) -> None:
    found = read(",2027-03,永久,,,,30,,,,", GOOD)
    assert refusals(found) == [("sheet_missing", 2, "name")]
    assert len(found.proposals) == 1


@pytest.mark.parametrize(("column", "field"), [
    ("面积", "area_bare"), ("蓄积", "volume_bare"), ("总投资", "value_bare")])
def test_a_column_without_its_unit_is_not_guessed_at(read: Read, column: str, field: str) -> None:
    """15 亩 read as 15 hm² would be owed fifteen times."""
    problem = refused(lambda: read("a,2027-03,永久,30,15", head=f"项目,月份,使用类型,应补偿量,{column}"))
    assert (problem.key, problem.fields) == ("sheet_list_unit", {"file": "名单.csv", "field": field})


def test_files_that_hold_nothing(read: Read) -> None:
    assert refused(lambda: read("示例：a,2027-03,永久,,,,30,,,,")).key == "sheet_empty"
    assert refused(lambda: read("a,30", head="项目名称,应补偿量")).key == "sheet_columns"
    assert refused(lambda: read(*[GOOD] * 2001)).key == "sheet_rows"
    many = refused(lambda: read(*(f"{at},2027-03,永久,,,,1,,,," for at in range(501))))
    assert (many.key, many.fields["count"], many.fields["limit"]) == ("sheet_list_many", 501, 500)
    assert refused(lambda: read(GOOD, name="x.pdf")).key == "sheet_kind"


ODD = ("", "a", "示例：a", "合计", "注：x", "2027-13", "1999-01", "serving", "0", "-1", "1e-400", "1e400", "1e-999999",
       "NaN", "∞", "80%", "桉树", "灌木", "无林木地", "999999", "=1+1", "甲" * 300)
USUAL = ("a", "2027-03", "永久", "1", "公路", "0.5", "", "云南松", "1", "100", "20", "", "3")


@pytest.mark.fuzz(target="sheets")
@given(st.lists(st.tuples(*(st.sampled_from((one,) * 400 + ODD) for one in USUAL)), min_size=1, max_size=6))
def test_whatever_the_cells_hold_every_row_is_accounted_for(read: Read, lines: list[tuple[str, ...]]) -> None:
    head = f"{HEAD},总蓄积（m³）,投资额（万元）"
    try:
        found = read(*(",".join(line) for line in lines), head=head)
    except Problem as problem:
        assert problem.key == "sheet_empty"
        return
    told = [row for one in (*found.proposals, *found.refused) for row in one.rows]
    assert len(told) == len(set(told))
    assert len(told) + found.examples + found.sums == sum(any(line) for line in lines)
    assert all(one.owed_t >= 0 and one.listed().month >= FIRST for one in found.proposals)
    order([Candidate(one.name, 0, one.owed_t, one.value_cny) for one in found.proposals], [D(10)])
