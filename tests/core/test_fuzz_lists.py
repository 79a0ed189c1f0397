"""Lists people upload, with cells, lines and bytes changed at random: every row is used or told why, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheeting import GOOD as SURVEY_BOOK
from sheeting import Read as ReadSurvey
from sheeting import book as workbook
from sheeting import table as survey_table

from core.carbon import SpeciesTable
from core.carbon.own_sets import read_own_sets
from core.compensation.certificate_list import read_certificates
from core.landuse import load_kinds
from core.ledger.act import act
from core.ledger.entry import line
from core.ledger.state import EMPTY
from core.problem import Problem
from core.rules import RuleBook
from core.scenario.listing import Desk, read_listing
from tests.fuzzing import BYTES, PLACE, TEXTS, Edits, damaged, damaged_inside, edited
from ui.words import words

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY, AT = date(2026, 11, 23), datetime(2026, 11, 23, 6, tzinfo=UTC)
CERTIFICATES = ("凭证编号,凭证类型,签发单位,签发地,有效期至,数量,单位\nTP-1,碳票,县林草局,532328,2027-06-30,100,吨\n"
                "GEC-1,绿证,电站,元谋县,2027/1/31,10,MWh\n合计,,,,,110,\n")
PROPOSALS = ("项目名称,计划月份,占用类型,占用年限,项目类型,落地概率,应补偿量,优势树种,面积（hm²）,每公顷蓄积,年龄\n"
             "道路,2027-03,永久,,公路,0.5,,云南松,1,100,20\n光伏,2027年5月,临时,2,,80%,30,,,,\n"
             "水库,2027-07-01,永久,,,,,桉树,2,60,8\n")
SETS = ("参数组,树种,参数,值,性质,出处,链接\n元谋实测,云南松,D,0.5,有出处,县林科所 2024,\n"
        "元谋实测,桉树,R,0.3,假设,估计,\n")


def told(problem: Problem) -> None:
    for lang in ("zh", "en"):
        assert 0 < len(words(lang).problem(problem)) < 3_000


def cells(text: str) -> list[list[object]]:
    return [list(one.split(",")) for one in text.strip().split("\n")]


@pytest.fixture(scope="module")
def readers(written: RuleBook, book: RuleBook, species: SpeciesTable,
            survey_in: ReadSurvey) -> dict[str, tuple[str, Callable[[str, bytes], object]]]:
    desk = Desk(book, species, load_kinds(DATA / "project_kinds.csv"), {"公路": "road"}, date(2026, 11, 1))
    rules = written.at(TODAY)

    def certificates(name: str, data: bytes) -> None:
        found = read_certificates(name, data, EMPTY, rules, TODAY, False)
        assert len(found.good) + len(found.there) + len(found.bad) == len(found.rows)
        books = EMPTY
        for row in found.rows:
            for problem in row.problems:
                told(problem)
            if row.command is not None:  # what may be registered can be, and can be exported
                assert row.tonnes > 0
                new, books = act(books, row.command, rules, TODAY, at=AT, role="registrar", key=row.serial)
                assert all(line(entry).encode() for entry in new)

    def proposals(name: str, data: bytes) -> None:
        found = read_listing(name, data, desk)
        for one in found.refused:
            for problem in one.problems:
                told(problem)
        assert all(one.owed_t >= 0 and one.listed().month >= desk.first for one in found.proposals)

    def sets(name: str, data: bytes) -> None:
        assert all(isinstance(one.value, Decimal) for one in read_own_sets(name, data, species))

    def survey(name: str, data: bytes) -> None:
        assert survey_in(data, name).plots

    every = {"certificates": (CERTIFICATES, certificates), "proposals": (PROPOSALS, proposals), "sets": (SETS, sets),
             "survey": (survey_table(), survey)}
    for text, run in every.values():  # as they are they can be read, or nothing below would say much
        run("a.csv", text.encode())
        run("a.xlsx", workbook(cells(text)))
    return every


def attempt(run: Callable[[str, bytes], object], name: str, data: bytes) -> None:
    try:
        run(name, data)
    except Problem as problem:
        told(problem)


KINDS = ("certificates", "proposals", "sets", "survey")
CELLS = (st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.dates()
         | st.datetimes() | st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=9))


@pytest.mark.fuzz(target="sheets")
@pytest.mark.parametrize("kind", KINDS)
@given(edits=TEXTS)
def test_lists_as_text_edited_at_random(readers: dict, kind: str, edits: Edits) -> None:
    text, run = readers[kind]
    attempt(run, "a.csv", edited(text, edits).encode("utf-8", "replace"))


@pytest.mark.fuzz(target="sheets")
@given(kind=st.sampled_from(KINDS), row=PLACE, column=PLACE, cell=CELLS)
def test_workbooks_with_any_cell(readers: dict, kind: str, row: int, column: int, cell: object) -> None:
    text, run = readers[kind]
    lines = cells(text)
    at = row % len(lines)
    lines[at][column % len(lines[at])] = cell
    attempt(run, "a.xlsx", workbook(lines))


@pytest.mark.fuzz(target="sheets")
@given(which=PLACE, edits=BYTES, inside=st.booleans())
def test_workbooks_damaged_at_random(readers: dict, which: int, edits: Edits, inside: bool) -> None:
    data = (damaged_inside(SURVEY_BOOK, ("sheet1.xml", "workbook.xml", "styles.xml", ".rels"), which, edits) if inside
            else damaged(SURVEY_BOOK, edits))
    attempt(readers["survey"][1], "a.xlsx", data)
