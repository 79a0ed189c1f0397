"""The one-page brief (简报) for a meeting: sections of a few sentences on one sheet, as PDF or in Word.

Laid out as official papers are (GB/T 9704-2012); what does not fit on one sheet is refused, not squeezed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from ui.documents.letter import CENTRE, SMALL_PT, letter, paragraph, saved
from ui.documents.typeset import noon, pdf


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
    page = letter(brief.title, brief.under, noon(brief.day))
    paragraph(page, brief.under, align=CENTRE, indent=False)
    if brief.demo:
        paragraph(page, brief.demo, align=CENTRE, indent=False, heading=True)
    for one in brief.sections:
        paragraph(page, one.heading, heading=True)
        for text in one.text.splitlines():
            paragraph(page, text)
    paragraph(page, brief.foot, indent=False, size=SMALL_PT)
    return saved(page)
