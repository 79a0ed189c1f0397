"""A sheet of figures to hand out: what it is about, a few figures, lines with a sum, notes. As PDF or to write on in
Word; both say the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from ui.documents import typeset
from ui.documents.letter import FEW, SMALL_PT, letter, paragraph, saved, table
from ui.documents.typeset import noon, pdf


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything as text. `right`: columns of figures; `total`: the last line, empty without one; `demo`: the mark of
    what is illustrative; `day`: when it speaks, and was made."""

    lang: str
    day: date
    title: str
    subject: str
    as_of: str
    cards: Sequence[Figure]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    total: Sequence[str] = ()
    notes: Sequence[str] = ()
    footer: str = ""
    demo: str = ""


def as_pdf(sheet: Sheet) -> bytes:
    """PDF/A; the same bytes for the same sheet. Problem `document_glyph`."""
    return pdf("sheet", asdict(sheet) | {"day": ""}, noon(sheet.day))


def check(sheet: Sheet) -> None:
    """Problem `document_glyph` where its PDF could not be drawn."""
    typeset.check((json.dumps(asdict(sheet) | {"day": ""}, ensure_ascii=False),))


def as_docx(sheet: Sheet) -> bytes:
    across, zh = len(sheet.head) > FEW, sheet.lang == "zh"
    page = letter(sheet.title, sheet.subject, noon(sheet.day), across=across)
    for text in (sheet.demo, sheet.subject, sheet.as_of):
        if text:
            paragraph(page, text, indent=False, heading=True)
    figures = [_figure(one, sheet.lang) for one in sheet.cards]
    for text in ([("；" if zh else "; ").join(figures)] if across else figures):
        paragraph(page, text)
    paragraph(page, "", size=SMALL_PT)
    table(page, sheet.head, [*sheet.rows, *([sheet.total] if sheet.total else [])], sheet.right)
    for text in (*sheet.notes, sheet.footer):
        if text:
            paragraph(page, text, indent=False, size=SMALL_PT)
    return saved(page)


def _figure(one: Figure, lang: str) -> str:
    """A figure in a line of text."""
    if lang == "zh":
        return f"{one.label}：{one.value}" + (f"（{one.more}）" if one.more else "")
    return f"{one.label}: {one.value}" + (f" ({one.more})" if one.more else "")
