"""Every file a page offers, fetched and opened; and the calculator from a fresh page to the workbook."""

from __future__ import annotations

import json
import re
from itertools import cycle
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from browser.desk import LANGUAGES, QUESTIONS, Desk

OFFERED = {"inventory": ("xlsx", "csv", "geojson"), "loss": ("xlsx", "pdf", "docx"), "price": ("xlsx", "csv"),
           "depletion": ("xlsx", "csv", "yaml", "json")}

# 1 hm² of Yunnan pine, 100 m³/hm², age unknown: φ = 44/12 · 0.511 · 1.619 · 0.483 · 1.146 = 1.679078;
# flow over 3 years = 3 · 100 · 0.0503 · 1.679078 = 25.337 t; 80 % of it, rounded down, is 20.269 t, so 5.068 t
# are bought at 28.57 = round(95.23 · 0.30, 2): 144.79 yuan.
PINE = ("25.337", "20.269", "5.068", "¥144.79")


@pytest.mark.parametrize(("page", "lang"), tuple(zip(OFFERED, cycle(LANGUAGES), strict=False)))
def test_what_is_offered_opens(desk: Desk, tmp_path: Path, page: str, lang: str) -> None:
    desk.open(page, lang)
    buttons = desk.page.get_by_test_id("stDownloadButton")
    expect(buttons).to_have_count(len(OFFERED[page]))
    for at, kind in enumerate(OFFERED[page]):
        with desk.page.expect_download() as download:
            buttons.nth(at).get_by_role("button").click()
        assert download.value.suggested_filename.endswith(f".{kind}")
        path = tmp_path / f"{page}.{kind}"
        download.value.save_as(path)
        if kind == "xlsx":
            assert all(sheet.max_row > 1 for sheet in load_workbook(path).worksheets)
        elif kind == "csv":
            assert len(path.read_text("utf-8-sig").splitlines()) > 13
        elif kind == "geojson":
            assert len(json.loads(path.read_text("utf-8"))["features"]) == 13
        elif kind == "pdf":
            assert len(PdfReader(path).pages) == 1
        elif kind == "docx":
            assert Document(str(path)).tables
        elif kind == "yaml":
            assert path.read_text("utf-8").startswith("zhanbu_scenario: 1\n")
        else:
            assert len(json.loads(path.read_text("utf-8"))["months"]) == 120


def test_from_a_fresh_page_to_the_workbook(desk: Desk, tmp_path: Path) -> None:
    desk.open("loss")
    desk.number("面积 hm²", "1")
    desk.number("蓄积 m³/hm²", "100")
    expect(desk.answer).to_contain_text(PINE[0])
    desk.page.get_by_role("slider").press("End")  # the rule's limit, 80 %
    for figure in PINE:
        expect(desk.answer).to_contain_text(figure)
    with desk.page.expect_download() as download:
        desk.page.get_by_test_id("stDownloadButton").get_by_role("button").first.click()
    path = tmp_path / "estimate.xlsx"
    download.value.save_as(path)
    sheet = load_workbook(path, data_only=True).worksheets[0]
    result = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (result["应补偿量"], result["抵消"], result["购买"], result["购买金额"]) == (25.337, 20.269, 5.068, 144.79)
    desk.page.reload()  # the address says all of it
    desk.settle()
    for figure in PINE:
        expect(desk.answer).to_contain_text(figure)


def test_the_language_switch_changes_words_and_address(desk: Desk) -> None:
    desk.open("price")
    desk.page.get_by_text("English", exact=True).click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["price"][1])
    expect(desk.page).to_have_url(re.compile(r"[?&]lang=en\b"))
