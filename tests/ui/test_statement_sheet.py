"""The statement of a village group on paper: its figures, read again, add up to what the books say."""

from __future__ import annotations

import io
import re
from datetime import date
from types import SimpleNamespace

import pypdf
import pytest
from docx import Document

from core.amount_words import in_capitals
from core.ledger.income import groups, lines
from core.numbers import ZERO
from pages.desk_parts.sharing_sums import statement_sheet
from store import open_house
from store.acts import books
from ui.documents.sheet import as_docx, as_pdf
from ui.format import money
from ui.words import words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_adds_up_to_the_books(lang: str) -> None:
    found = books(open_house())
    ctx = SimpleNamespace(say=words(lang), books=found, today=date(2026, 11, 23), snapshot=None)
    [group] = groups(found)
    mine = [one.portion for one in lines(found) if one.portion.group_zh == group]
    sheet = as_pdf(statement_sheet(ctx, group))
    opened = pypdf.PdfReader(io.BytesIO(sheet))
    text = re.sub(r"\s+", " ", "".join(page.extract_text() for page in opened.pages))
    given = sum((one.amount_cny for one in mine), ZERO)
    assert len(opened.pages) == 1
    for said in (money(given), money(sum((one.amount_cny for one in mine if one.paid_on), ZERO)), found.head.hash,
                 group.replace(" ", ""), *(money(one.amount_cny) for one in mine)):
        assert said in text.replace(" ", "") or said in text
    assert (in_capitals(given) in text) == (lang == "zh")
    assert sheet == as_pdf(statement_sheet(ctx, group))
    written = Document(io.BytesIO(as_docx(statement_sheet(ctx, group))))
    assert [[cell.text for cell in row.cells] for row in written.tables[0].rows][1:-1] == [
        list(row) for row in statement_sheet(ctx, group).rows]
