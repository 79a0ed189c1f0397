"""Typesetting to PDF/A from a template of ours and figures of the product; with fonts that come as packages.

A document with a missing glyph or font is not made at all: a certificate with a blank where a name should be is worse
than none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from core.problem import Problem

TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "templates"
FONTS = ("noto_cjk_sans_otc", "noto_cjk_sans_jp_bold")  # regular, bold; both hold the forms of all languages
STANDARD = "a-2a"  # PDF/A: all that is needed to read it is inside, and it can be read aloud
TOO_LONG = "zhanbu: too long"  # as a template says it that must fit on one sheet
LONGEST = 200  # letters of what went wrong
LETTER = b'#set document(title: "letters")\n#set text(font: "Noto Sans CJK JP")\n#sys.inputs.letters'
NAMED = 5  # letters that a refusal names


def fonts() -> typst.Fonts:
    """Read anew; reading them takes longer than setting a page."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True,
                       font_paths=[str(files(name)) for name in FONTS])


_fonts = lru_cache(maxsize=1)(fonts)


@lru_cache(maxsize=16)
def _template(name: str) -> bytes:
    return (TEMPLATES / f"{name}.typ").read_bytes()


def noon(day: date) -> datetime:
    """When a document says it was made, of which only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def pdf(template: str, data: Mapping[str, Any], made: datetime) -> bytes:
    """The template filled with `data` (plain JSON values), as PDF/A-2a; the same bytes for the same data and time.

    `made`: the time that the file says it was made at. Problem `document_glyph` where something cannot be drawn,
    `document_long` where it must fit on a sheet and does not.
    """
    return _compiled(template, data, format="pdf", pdf_standards=STANDARD, timestamp=made.replace(microsecond=0))


def check(texts: Iterable[str]) -> None:
    """Problem `document_glyph` where a sheet with these texts could not be drawn; to say so before somebody asks for
    the file, whose download can say nothing."""
    letters = "".join(sorted({one for text in texts for one in text if one > "~"}))
    if letters and _refused(letters) and (bad := [one for one in letters if _refused(one)]):
        raise Problem("document_glyph", what=_named(bad))


@lru_cache(maxsize=512)
def _refused(letters: str) -> bool:
    """Whether one of them cannot be drawn."""
    try:
        typst.compile(LETTER, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True, format="pdf",
                      pdf_standards=STANDARD, sys_inputs={"letters": letters})
    except typst.TypstError:
        return True
    return False


def _named(letters: Sequence[str]) -> str:
    """Letters with their numbers: what cannot be drawn is often not seen on a screen either."""
    return " ".join(f"{one} (U+{ord(one):04X})" for one in letters[:NAMED]) + ("…" if len(letters) > NAMED else "")


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> bytes:
    try:
        found, warnings = typst.compile_with_warnings(
            _template(template), root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **how)
    except typst.TypstError as error:  # PDF/A allows no missing glyph
        if TOO_LONG in str(error.message):
            raise Problem("document_long") from None
        check([json.dumps(data, ensure_ascii=False)])
        raise Problem("document_glyph", what=str(error.message)[:LONGEST]) from None
    if warnings:
        raise Problem("document_glyph", what=str(warnings[0].message)[:LONGEST])
    assert isinstance(found, bytes)
    return found
