"""Letters that officials go on writing in Word, laid out as official papers are (GB/T 9704-2012: A4, margins 37, 35, 28
and 26 mm, title 22 pt, text 16 pt in lines of 28 pt, two letters indented)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as Letter
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.run import Run

BODY, HEADING, LATIN = "FangSong", "SimHei", "Times New Roman"  # of the reader's Word; GB/T 9704-2012, 5.2.2
TITLE_PT, TEXT_PT, SMALL_PT, TINY_PT, LINE_PT = 22, 16, 12, 10.5, 28
FEW, LONG = 6, 26  # columns that stand in small print; letters, beyond which a cell has several lines
AUTHOR = "Zhanbu"
PT_MM = 72 / 25.4
INDENT, SPARE = 4, 1.05  # Latin letters; words do not end where lines do

RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def letter(title: str, subject: str, made: datetime, *, across: bool = False) -> Letter:
    """An empty letter under its title. `made`: what the file says of its making; `across`: for a wide table."""
    page = Document()
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37), Mm(35), Mm(28), Mm(26))
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    core = page.core_properties
    core.title, core.subject, core.author, core.created, core.modified = title, subject, AUTHOR, made, made
    core.last_modified_by, core.comments = AUTHOR, ""
    for default in page.styles.element.xpath("//w:docDefaults//w:lang"):
        default.set(qn("w:eastAsia"), "zh-CN")  # else commas stand where other languages have them
    head = page.add_paragraph()
    head.alignment = CENTRE
    head.paragraph_format.space_after = Pt(LINE_PT)
    _font(head.add_run(title), HEADING, TITLE_PT)
    return page


def paragraph(page: Letter, text: str, *, align: WD_ALIGN_PARAGRAPH | None = None, indent: bool = True,
              size: float = TEXT_PT, heading: bool = False) -> None:
    """A paragraph of text, indented by two letters."""
    made = page.add_paragraph()
    made.alignment = align
    form = made.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt(size))
    form.space_after = Pt(0)
    if indent:
        form.first_line_indent = Pt(2 * size)
    _font(made.add_run(text), HEADING if heading else BODY, size)


def line_pt(size: float) -> float:
    """Height of a line of text: 28 pt of 16, and so on down to 20 of 12."""
    return LINE_PT - 2 * (TEXT_PT - size) if size >= SMALL_PT else 20


def lines(text: str, size: float) -> int:
    """How many lines a paragraph takes upright, with some room to spare for the reader's fonts."""
    wide = (210 - 28 - 26) * PT_MM / size * 2  # in Latin letters
    return max(1, ceil((_letters(text) + INDENT) * SPARE / wide))


def table(page: Letter, heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A ruled table over the whole width, its columns as wide as what stands in them; `right`: columns of figures."""
    section = page.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    letters = [min(max(_letters(row[at]) for row in (heads, *rows)), LONG) + 4 for at in range(len(heads))]
    size = SMALL_PT if len(heads) <= FEW else TINY_PT
    made = page.add_table(rows=1, cols=len(heads), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, wide in zip(made.columns, letters, strict=True):
        column.width = int(room * wide / sum(letters))
    for row, bold in ((heads, True), *((row, False) for row in rows)):
        cells = made.rows[0].cells if bold else made.add_row().cells
        for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.width = made.columns[at].width
            cell.paragraphs[0].alignment = RIGHT if at in right else None
            _font(cell.paragraphs[0].add_run(text), HEADING if bold else BODY, size)
    _repeat_head(made.rows[0])


def _letters(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def saved(page: Letter) -> bytes:
    """The file."""
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _font(run: Run, name: str, size: float) -> None:
    """Latin letters and Chinese ones each have a font of their own in Word; without the second it takes its default."""
    run.font.name, run.font.size = LATIN, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def _repeat_head(row: object) -> None:
    """The head of a table that goes over several pages stands on each."""
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
