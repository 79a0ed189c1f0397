"""Templates of slides: ours, the county's, or one that somebody brings, which is not trusted."""

from __future__ import annotations

import io
import os
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from core.land.archive import archive
from core.land.limits import Limits
from core.problem import Problem
from ui.documents.slides import LINES, Chart, Deck, Series, Slide, Table, as_pptx

if TYPE_CHECKING:
    from pptx.presentation import Presentation

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "templates" / "deck.pptx"
VARIABLE = "ZHANBU_DECK_TEMPLATE"  # the county's own, a file on the server
LIMITS = Limits(bytes=20_000_000, unpacked=100_000_000, text=20_000_000, features=0, vertices=0, entries=3_000)
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
XML = (".xml", ".rels", ".vml")
ACTIVE = ("vbaproject", "activex", "oleobject", "control", "package", "attachedtoolbars", "customui", "extensibility")
STALE = ("thumbnail", "commentauthors", "authors")  # kinds of relations that speak of the slides that are left out
LAYOUT_LIMIT = 200
SIZES = (4_000_000, 60_000_000)  # EMU, about 11 to 166 cm: the sides of a slide that text can be laid out on

TRIAL = Deck("zh", date(2026, 1, 1), "x", (  # a cover, sentences, a chart over a table: made to see that they can be
    Slide("x", ("x",), notes=("x",)), Slide("x", ("x",)), Slide("x", (), Chart(LINES, (date(2026, 1, 1), date(
        2026, 2, 1)), (Series("x", (1.0, 2.0), "#000000"),), "x", "0", "x"), Table(("x",), (("x",),)))), "x", "x")


def shipped() -> bytes:
    """Ours."""
    return SHIPPED.read_bytes()


def county() -> bytes:
    """The one the county has set, else ours. Problem `deck_template_missing`, and those of `checked`."""
    named = os.environ.get(VARIABLE, "").strip()
    if not named:
        return shipped()
    try:
        known = Path(named).stat()
        if known.st_size > LIMITS.bytes:
            raise Problem("deck_template_large", limit=LIMITS.bytes // 1_000_000)
        return _county(named, known.st_mtime_ns)
    except OSError:
        raise Problem("deck_template_missing", variable=VARIABLE) from None


@lru_cache(maxsize=1)
def _county(path: str, changed: int) -> bytes:
    """Checked once, and again when it has changed."""
    return checked(Path(path).read_bytes())


def checked(data: bytes) -> bytes:
    """The same bytes, if slides can be laid out with them. Problems `deck_template_*`."""
    if len(data) > LIMITS.bytes:
        raise Problem("deck_template_large", limit=LIMITS.bytes // 1_000_000)
    if not data.startswith(b"PK"):  # an old .ppt, a file with a password, anything else
        raise Problem("deck_template_kind")
    try:
        _contents(data)
        _sound(opened(data))
        as_pptx(TRIAL, data)
    except Problem as problem:
        if problem.key.startswith("zip_"):  # nobody thinks of slides as of a zip
            raise Problem("deck_template_broken") from None
        raise
    except Exception:  # whatever a file that is no presentation makes the reader stumble over
        raise Problem("deck_template_broken") from None
    return data


def _contents(data: bytes) -> None:
    """A presentation without macros, of moderate size, in plain XML."""
    with archive(data, LIMITS) as found:
        if TYPES not in found.entries:
            raise Problem("deck_template_kind")
        texts = [name for name in found.entries if name.casefold().endswith(XML)]
        if sum(found.entries[name].file_size for name in texts) > LIMITS.text:
            raise Problem("deck_template_large", limit=LIMITS.text // 1_000_000)
        for name in texts:
            try:
                fromstring(found.read(name), forbid_dtd=True)
            except (ParseError, DefusedXmlException, ValueError, LookupError):
                raise Problem("deck_template_broken") from None
        types = found.read(TYPES).decode("utf-8", "replace")
    if "macroEnabled" in types or "vbaProject" in types:
        raise Problem("deck_template_macros")
    if MAIN not in types:
        raise Problem("deck_template_kind")


def opened(data: bytes) -> Presentation:
    """The template without its slides and what speaks of them."""
    from pptx import Presentation as read
    from pptx.oxml.ns import qn

    show = read(io.BytesIO(data))
    root = show.part._element
    for one in list(show.slides._sldIdLst):
        show.part.drop_rel(one.rId)
        show.slides._sldIdLst.remove(one)
    for name in ("p:custShowLst", "p:extLst", "p:custDataLst"):  # own shows and sections name slides
        for child in root.findall(qn(name)):
            root.remove(child)
    for holder in (show.part.package, show.part):
        for key, rel in list(_relations(holder).items()):
            if _kind(rel) in STALE:
                _relations(holder).pop(key)
    return show


def _sound(show: Presentation) -> None:
    if not (show.slide_width and show.slide_height
            and all(SIZES[0] <= side <= SIZES[1] for side in (show.slide_width, show.slide_height))):
        raise Problem("deck_template_broken")
    layouts = sum(len(master.slide_layouts) for master in show.slide_masters)
    if not 0 < layouts <= LAYOUT_LIMIT:
        raise Problem("deck_template_broken")
    for part in (show.part.package, *show.part.package.iter_parts()):
        for rel in _relations(part).values():
            if rel.is_external:
                raise Problem("deck_template_links", link=str(rel.target_ref)[:80])
            if _kind(rel).startswith(ACTIVE):
                raise Problem("deck_template_macros")


def _relations(holder: object):  # type: ignore[no-untyped-def]
    return holder._rels  # type: ignore[attr-defined]


def _kind(rel: object) -> str:
    """The last word of what a relation is called."""
    return str(rel.reltype).rsplit("/", 1)[-1].casefold()  # type: ignore[attr-defined]
