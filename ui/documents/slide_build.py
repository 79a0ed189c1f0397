"""Slides put together: layouts of the template, texts, native charts and tables, notes."""

from __future__ import annotations

import io
from copy import deepcopy

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation
from pptx.slide import Slide as Page
from pptx.slide import SlideLayout
from pptx.util import Emu

from ui.blocks import typed
from ui.documents import slide_charts, slide_frame, slide_tables
from ui.documents.slide_template import opened
from ui.documents.slide_text import EMU_PT, Box, bare, box_of_text, clean, fitted, width, write
from ui.documents.slides import Deck, Slide
from ui.documents.typeset import noon
from ui.theme import LIGHT

AUTHOR = "Zhanbu"
TITLE, COVER, UNDER, POINTS, BESIDE, FOOT = (28, 24, 20, 18), (40, 36, 32, 28, 24), (20, 18, 16, 14, 12), (
    20, 18, 16, 14), (18, 16, 14, 12), (11, 10)  # pt, the largest that fits
STRIP = 0.32 * 914_400  # EMU: of the line that says what the figures rest on
SPACE = 130_000  # EMU between pieces of a slide
LOWER = 0.5  # of the room: the most that a table below a chart takes


def build(deck: Deck, template: bytes) -> bytes:
    """The file of a deck in the layouts of a template that has been checked."""
    show = opened(template)
    for at, slide in enumerate(deck.slides):
        layout = slide_frame.content(show) if at else slide_frame.cover(show)
        page = show.slides.add_slide(layout)
        if at:
            _content(show, page, layout, slide, deck)
        else:
            _cover(show, page, layout, slide, deck)
        _notes(page, slide)
    core, made = show.core_properties, noon(deck.day)
    core.title, core.subject, core.author, core.last_modified_by = bare(deck.slides[0].title)[:200], bare(
        deck.subject)[:200], AUTHOR, AUTHOR
    core.created = core.modified = made.replace(tzinfo=None)
    core.comments, core.keywords, core.category, core.language = "", "", "", deck.lang
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def _cover(show: Presentation, page: Page, layout: SlideLayout, slide: Slide, deck: Deck) -> None:
    titles = [one for one in page.placeholders if one.placeholder_format.type in slide_frame.TITLES]
    below = [one for one in page.placeholders if one.placeholder_format.type in slide_frame.UNDER]
    texts = [*([f"**{deck.demo}**"] if deck.demo else []), *slide.points, deck.foot]
    boxes = [slide_frame.place(one, show) for one in (*titles[:1], *below[:1])]
    if len(boxes) == 2 and boxes[0] is not None and boxes[1] is not None:
        for holder, box, lines, sizes in ((titles[0], boxes[0], [slide.title], COVER), (
                below[0], boxes[1], texts, UNDER)):
            size, kept = fitted(lines, box, sizes)
            write(holder.text_frame, kept, size, own=False, anchor=holder.text_frame.vertical_anchor)
        _only(page, (titles[0], below[0]))
    else:
        _title(show, page, slide.title)
        box_of_text(page, slide_frame.room(layout, show), texts, UNDER)


def _content(show: Presentation, page: Page, layout: SlideLayout, slide: Slide, deck: Deck) -> None:
    room = slide_frame.room(layout, show)
    _title(show, page, slide.title)
    strip = int(STRIP)
    _foot(page, Box(room.left, room.top + room.height - strip, room.width, strip), deck)
    room = room.cut(bottom=strip + SPACE // 2)
    if slide.chart is not None and slide.table is not None:
        lower = min(slide_tables.least(slide.table, room.width), int(room.height * LOWER))
        slide_charts.draw(page, room.cut(bottom=lower + SPACE), slide.chart)
        slide_tables.draw(page, room.cut(top=room.height - lower), slide.table)
    elif slide.chart is not None:
        beside = int(room.width * 0.36) if slide.points else 0
        slide_charts.draw(page, room.cut(right=beside), slide.chart)
        if beside:
            box_of_text(page, room.cut(left=room.width - beside + SPACE), slide.points, BESIDE, bullets=True)
    elif slide.table is not None:
        over = _height(slide, room) if slide.points else 0
        if over:
            box_of_text(page, room.cut(bottom=room.height - over), slide.points, BESIDE, bullets=len(slide.points) > 1)
        slide_tables.draw(page, room.cut(top=over), slide.table)
    else:
        box_of_text(page, room, slide.points, POINTS, bullets=True)
    _number(page, layout)


def _height(slide: Slide, room: Box) -> int:
    """What sentences over a table need, at the most a third of the room."""
    for least in BESIDE:
        for share in (0.1, 0.15, 0.2, 0.25, 0.3):
            box = room.cut(bottom=int(room.height * (1 - share)))
            size, kept = fitted(slide.points, box, BESIDE, indent=1.2)
            if kept == list(slide.points) and size >= least:
                return box.height
    return room.height // 3


def _title(show: Presentation, page: Page, text: str) -> None:
    box = slide_frame.heading(page, show)
    if box is None:
        _only(page, ())
        box_of_text(page, slide_frame.ours(show), [text], TITLE, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        return
    holder = next(one for one in page.placeholders if one.placeholder_format.type in slide_frame.TITLES)
    _only(page, (holder,))
    size, kept = fitted([typed(bare(text))], box, TITLE)
    write(holder.text_frame, kept, size, own=False, anchor=MSO_ANCHOR.MIDDLE)


def _only(page: Page, kept: tuple[object, ...]) -> None:
    """Placeholders that stay empty would ask the reader to click."""
    keep = [one._element for one in kept]  # type: ignore[attr-defined]
    for one in tuple(page.placeholders):
        if one._element not in keep:
            one._element.getparent().remove(one._element)


def _foot(page: Page, box: Box, deck: Deck) -> None:
    """What the figures rest on, after the mark of what is illustrative."""
    wide = 0
    if deck.demo:
        wide = min(int((width(deck.demo) * 1.1 + 1.6) * 12 * EMU_PT), box.width // 3)
        mark = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(one) for one in (
            box.left, box.top, wide, box.height)))
        mark.fill.solid()
        mark.fill.fore_color.rgb = RGBColor.from_string(LIGHT.held[1:])
        mark.line.fill.background()
        mark._element.remove(mark._element.find(qn("p:style")))  # no shadow
        size, kept = fitted([deck.demo], Box(0, 0, wide, box.height), (12, 11, 10))
        write(mark.text_frame, kept, size, bold=True, colour=LIGHT.ink, anchor=MSO_ANCHOR.MIDDLE, align=PP_ALIGN.CENTER)
        mark.text_frame.margin_top = mark.text_frame.margin_bottom = Emu(0)
    box_of_text(page, box.cut(left=wide), [deck.foot], FOOT, anchor=MSO_ANCHOR.MIDDLE)


def _number(page: Page, layout: SlideLayout) -> None:
    """The slide's number where the layout has a place for it: the library leaves that out."""
    for one in layout.placeholders:
        if one.placeholder_format.type == KIND.SLIDE_NUMBER:
            number = deepcopy(one._element)
            number.nvSpPr.cNvPr.set("id", str(page.shapes._next_shape_id))
            page.shapes._spTree.append(number)
            return


def _notes(page: Page, slide: Slide) -> None:
    text = "\n".join(bare(one) for one in slide.notes)
    notes = page.notes_slide
    if notes.notes_text_frame is None:  # a master for notes without a place for them
        notes.shapes._spTree.append(parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Notes"/><p:cNvSpPr/><p:nvPr>'
            '<p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p/></p:txBody></p:sp>'))
    frame = notes.notes_text_frame
    assert frame is not None
    frame.text = clean(text)
