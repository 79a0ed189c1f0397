"""The one-page brief: the overview's figures on one sheet, and a sentence where it does not fit."""

from __future__ import annotations

import io
import re
from datetime import date

import pypdf
import pytest
from docx import Document
from driving import Open, run
from visible import page_text

from pages import brief
from ui.documents.brief import Brief, Section, as_docx


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_says_what_the_overview_says(open_page: Open, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    made: dict[str, bytes] = {}
    monkeypatch.setattr(brief.exports, "buttons", lambda ctx, name, makers: made.update(
        {kind: make() for kind, make in makers.items()} if name == "brief" else {}))
    at = open_page("overview", lang)
    page = page_text(at)
    at.session_state["overview:brief"] = True
    run(at)
    opened = pypdf.PdfReader(io.BytesIO(made["pdf"]))
    sheet = re.sub(r"\s+", "", "".join(one.extract_text() for one in opened.pages))
    letter = re.sub(r"\s+", "", "".join(one.text for one in Document(io.BytesIO(made["docx"])).paragraphs))
    assert len(opened.pages) == 1
    sentences = re.findall(r"(?:还可用|按已列|按预期，)[^\n]*", page)
    for text in (sheet, letter):
        for said in ("2,471.275tCO₂e", "2,103tCO₂e", "¥28.57/t", "¥95.23/t"):
            assert said in text
        if lang == "zh":
            assert len(sentences) == 3
            assert all(re.sub(r"\s+", "", one) in text for one in sentences)
    at.text_area(key=brief.ASKED).set_value("请审议。\n" * 60)
    assert ("超过一页" if lang == "zh" else "does not fit on one sheet") in page_text(run(at))


def test_what_is_asked_stands_as_it_was_typed(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, bytes] = {}
    monkeypatch.setattr(brief.exports, "buttons", lambda ctx, name, makers: made.update(
        {kind: make() for kind, make in makers.items()} if name == "brief" else {}))
    at = open_page("overview")
    at.session_state["overview:brief"] = True
    run(at)
    at.text_area(key=brief.ASKED).set_value("#panic() *一* $x$")
    run(at)
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages)
    assert "#panic() *一* $x$" in re.sub(r"\s+", " ", text)


def test_a_suggestion_goes_with_the_language_and_what_was_typed_stays(open_page: Open) -> None:
    at = open_page("overview")
    at.session_state["overview:brief"] = True
    run(at)
    assert at.text_area(key=brief.ASKED).value.startswith("建议研究补充收储")
    at.button_group(key="lang").set_value("en")
    run(at).session_state["overview:brief"] = True
    run(at)
    assert at.text_area(key=brief.ASKED).value.startswith("Consider storing more")
    at.text_area(key=brief.ASKED).set_value("Store 60 hm².")
    run(at)
    at.button_group(key="lang").set_value("zh")
    run(at).session_state["overview:brief"] = True
    run(at)
    assert at.text_area(key=brief.ASKED).value == "Store 60 hm²."


@pytest.mark.parametrize("lines, size", [(1, 16), (12, 12)])
def test_in_word_longer_ones_stand_in_smaller_letters(lines: int, size: int) -> None:
    text = "\n".join(["建议研究补充收储：按推演缺口 397 tCO₂e，约需 51.6 hm²，年内完成。"] * lines)
    made = as_docx(Brief("zh", date(2026, 11, 23), "简报", "元谋县", [Section("一、提请事项", text)] * 2, "数据版本 1"))
    assert {run.font.size.pt for one in Document(io.BytesIO(made)).paragraphs[1:-1] for run in one.runs} == {size}
