"""The one-page brief (简报) for a meeting: sections of a few sentences on one sheet, as PDF or in Word.

Laid out as official papers are (GB/T 9704-2012); what does not fit on one sheet is refused, not squeezed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from ui.documents.letter import (
    CENTRE,
    LINE_PT,
    PT_MM,
    SMALL_PT,
    TEXT_PT,
    TITLE_PT,
    letter,
    line_pt,
    lines,
    paragraph,
    saved,
)
from ui.documents.typeset import noon, pdf

SIZES = (TEXT_PT, 15, 14, 13, SMALL_PT)  # of its text in Word, pt


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    """`under`: the line below the title; `foot`: what it rests on; `demo`: the mark of what is illustrative."""

    lang: str
    day: date
    title: str
    under: str
    sections: Sequence[Section]
    foot: str
    demo: str = ""


def as_pdf(brief: Brief) -> bytes:
    """PDF/A of one page; Problem `document_long` where it does not fit, `document_glyph`."""
    return pdf("brief", asdict(brief) | {"day": ""}, noon(brief.day))


def as_docx(brief: Brief) -> bytes:
    """In letters of 16 pt as official papers have them, smaller where it would not fit on one sheet."""
    page, size = letter(brief.title, brief.under, noon(brief.day)), _size(brief)
    paragraph(page, brief.under, align=CENTRE, indent=False, size=size)
    if brief.demo:
        paragraph(page, brief.demo, align=CENTRE, indent=False, heading=True, size=size)
    for one in brief.sections:
        paragraph(page, one.heading, heading=True, size=size)
        for text in one.text.splitlines():
            paragraph(page, text, size=size)
    paragraph(page, brief.foot, indent=False, size=SMALL_PT)
    return saved(page)


def _size(brief: Brief) -> float:
    """The largest letters in which all of it fits on one sheet."""
    texts = [brief.under, brief.demo, *(text for one in brief.sections for text in (
        one.heading, *one.text.splitlines()))]
    room = (297 - 37 - 35) * PT_MM - 1.5 * TITLE_PT - LINE_PT - line_pt(SMALL_PT)
    return next((size for size in SIZES if sum(
        lines(text, size) for text in texts if text) * line_pt(size) <= room), SIZES[-1])
