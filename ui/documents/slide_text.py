"""Text in a box of a known size: measured with room to spare, for the reader's fonts are not known here; made smaller
as far as the back row can read it, and cut after that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Emu, Pt

from ui.blocks import STAR, typed, unmarked

EMU_PT = 12_700
LINE = 1.35  # height of a line, of the size of its letters
INSET = 91_440  # EMU on each side of a text box
MORE = "…"
UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML has no place for
UNIT = re.compile(r"(?<=\d) (?=%|tCO₂e|hm²|t/hm²)")  # a figure and its unit stay together
PIECES = re.compile(r"[\t\n ]+|[\u0021-\u024f₂−]+|.", re.DOTALL)  # what a line may be broken between
NARROW, BROAD = frozenset("iIjl.,:;'|!()[]·-–"), frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Box:
    """EMU."""

    left: int
    top: int
    width: int
    height: int

    def cut(self, *, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> Box:
        return Box(self.left + left, self.top + top, max(self.width - left - right, 1),
                   max(self.height - top - bottom, 1))


def clean(text: str) -> str:
    """As it can stand in a document; a typed asterisk is one again (ui.blocks.typed)."""
    return UNIT.sub("\u00a0", UNFIT.sub("", text).replace(STAR, "*"))


def bare(text: str) -> str:
    """Without the marks of bold."""
    return clean(unmarked(text))


def width(text: str) -> float:
    """In ems, rather too much than too little."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA" or ord(letter) > 0x2E00:
        return 1.25 if ord(letter) > 0x1F000 and ord(letter) < 0x20000 else 1.0
    if letter in NARROW:
        return 0.36
    if letter in BROAD:
        return 1.0
    return 0.72 if letter.isupper() else 0.62 if letter.isdigit() else 0.34 if letter == " " else 0.6


def lines(text: str, wide: float) -> int:
    """How many lines of `wide` ems the text takes; a word longer than a line is broken."""
    count = 0
    for paragraph in text.split("\n"):
        count, filled = count + 1, 0.0
        for piece in PIECES.findall(paragraph):
            length = width(piece)
            if filled + length > wide and not piece.isspace():
                if filled:
                    count, filled = count + 1, 0.0
                while length > wide:
                    count, length = count + 1, length - wide
            filled += length
    return count


def cut(text: str, wide: float, most: int) -> str:
    """What fits into so many lines of `wide` ems, with an ellipsis where something had to go."""
    if lines(text, wide) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if lines(text[:middle].rstrip() + MORE, wide) <= most:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + MORE


def fitted(texts: Sequence[str], box: Box, sizes: Sequence[int], *, gap: float = 0.5, indent: float = 0.0
           ) -> tuple[int, list[str]]:
    """The largest of `sizes` (pt) in which the paragraphs fit; in the last one the paragraphs that do, the last cut.

    `gap`: between paragraphs, `indent`: of each, in ems."""
    high = (box.height - INSET) / EMU_PT
    for size in sizes:
        wide = (box.width - 2 * INSET) / EMU_PT / size - indent
        need = sum(lines(bare(one), wide) * LINE + gap for one in texts) - gap
        if need * size <= high:
            return size, list(texts)
    size = sizes[-1]
    wide, left, kept = (box.width - 2 * INSET) / EMU_PT / size - indent, high / size, []
    for one in texts:
        room = int(left / LINE)
        if room < 1:
            kept[-1:] = [kept[-1] if kept and kept[-1].endswith(MORE) else f"{kept[-1].rstrip()}{MORE}"] if kept else []
            break
        if lines(bare(one), wide) > room:
            kept.append(typed(cut(bare(one), wide, room)))
            break
        kept.append(one)
        left -= lines(bare(one), wide) * LINE + gap
    return size, kept


def write(frame: TextFrame, texts: Sequence[str], size: int, *, bullets: bool = False, bold: bool | None = None,
          colour: str = "", anchor: MSO_ANCHOR = MSO_ANCHOR.TOP, align: PP_ALIGN | None = None,
          own: bool = True) -> None:
    """The paragraphs, `**bold**` in them, in place of what the frame holds. `own`: in the theme's colour of text, or
    else `colour`, and its fonts; otherwise as the placeholder has them."""
    frame.clear()
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = align
        if at:
            paragraph.space_before = Pt(size * 0.5)
        if bullets:
            _bullet(paragraph, size)
        for strong, part in _strong(text):
            run = paragraph.add_run()
            run.text = clean(part)
            run.font.size = Pt(size)
            if strong or bold is not None:
                run.font.bold = strong or bold
            if own:
                _dress(run, colour)


def box_of_text(slide: Slide, box: Box, texts: Sequence[str], sizes: Sequence[int], *, bullets: bool = False,
                colour: str = "", anchor: MSO_ANCHOR = MSO_ANCHOR.TOP, bold: bool | None = None,
                align: PP_ALIGN | None = None) -> None:
    """A text box of ours."""
    size, kept = fitted(texts, box, sizes, indent=1.2 if bullets else 0.0)
    shape = slide.shapes.add_textbox(*(Emu(one) for one in (box.left, box.top, box.width, box.height)))
    write(shape.text_frame, kept, size, bullets=bullets, colour=colour, anchor=anchor, bold=bold, align=align)


def fonts(properties: object) -> None:
    """Latin and Chinese letters both in the fonts of the template's theme."""
    for tag, name in (("a:latin", "+mn-lt"), ("a:ea", "+mn-ea")):
        for old in properties.findall(qn(tag)):  # type: ignore[attr-defined]
            properties.remove(old)  # type: ignore[attr-defined]
        made = properties.makeelement(qn(tag), {"typeface": name})  # type: ignore[attr-defined]
        properties.append(made)  # type: ignore[attr-defined]


def _dress(run: _Run, colour: str) -> None:
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    else:
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    fonts(run._r.get_or_add_rPr())


def _bullet(paragraph: _Paragraph, size: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(int(size * EMU_PT * 1.1)))
    properties.set("indent", str(-int(size * EMU_PT * 1.1)))
    properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def _strong(text: str) -> Iterator[tuple[bool, str]]:
    """`**bold**` as runs."""
    for at, part in enumerate(text.split("**")):
        if part:
            yield bool(at % 2), part
