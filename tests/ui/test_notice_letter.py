"""The notice of loss as a Word file: opened again, it says what was signed, and Word finds both kinds of fonts."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn

from core.ledger.occupation import Occupation
from store import open_house
from store.acts import books
from ui.documents.notice import notice_letter
from ui.words import words

D = Decimal


@pytest.fixture(scope="module")
def noticed() -> Occupation:
    """An illustrative land use that was given its notice."""
    return next(one for one in books(open_house()).occupations.values() if one.notice)


def letter(one: Occupation, lang: str):
    made = notice_letter(one, one.notice, one.assessment, most_t=D("157.069"), share=D("0.8"), inventory="v1",
                         strata=one.assessment.strata, say=words(lang))
    return Document(io.BytesIO(made))


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ("占用林地碳汇损失告知书", "编号：YM-N-2026-0001", "最多 157.069 tCO₂e（80 %）", "样张")),
    ("en", ("Notice of forest carbon-sink loss", "No. YM-N-2026-0001", "Up to 157.069 tCO₂e (80 %)", "sample"))])
def test_it_says_what_was_signed(noticed: Occupation, lang: str, said: tuple[str, ...]) -> None:
    page = letter(noticed, lang)
    text = "\n".join(one.text for one in page.paragraphs)
    owed = noticed.notice.owed_t
    for part in (*said, noticed.project_zh if lang == "zh" else noticed.project_en, f"{owed} tCO₂e",
                 f"{owed - D('157.069')} tCO₂e", noticed.assessment.rules, noticed.assessment.working):
        assert part in text
    rows = [[cell.text for cell in row.cells] for row in page.tables[0].rows]
    assert [D(row[1].replace(",", "")) for row in rows[1:-1]] == [area for _, area, _ in noticed.assessment.strata]
    assert [D(row[2].replace(",", "")) for row in rows[1:-1]] == [owed for _, _, owed in noticed.assessment.strata]
    assert rows[-1][2] == f"{owed:,}"


def test_every_letter_has_a_chinese_font(noticed: Occupation) -> None:
    """Where Word is not told, it prints Chinese in a font for Latin text."""
    page = letter(noticed, "zh")
    paragraphs = [*page.paragraphs, *(one for row in page.tables[0].rows for cell in row.cells
                                      for one in cell.paragraphs)]
    runs = [run for one in paragraphs for run in one.runs if run.text.strip()]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs}
    assert fonts == {"FangSong", "SimHei"}
    assert (page.sections[0].page_width.mm, page.sections[0].top_margin.mm) == (pytest.approx(210, abs=0.1),
                                                                                pytest.approx(37, abs=0.1))
