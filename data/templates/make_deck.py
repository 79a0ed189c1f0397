"""Makes deck.pptx, the template of the slides, anew: `python data/templates/make_deck.py`.

Colours and sizes are those of the pages; fonts are named, not shipped: the reader's PowerPoint or WPS has them. A
county may change the file in PowerPoint, or use one of its own (docs/papers.md).
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import SlideLayout
from pptx.util import Emu, Inches, Pt

FILE = Path(__file__).with_name("deck.pptx")
FONT = "Microsoft YaHei"
COLOURS = {"dk1": "1C2721", "lt1": "FFFFFF", "dk2": "1B6B4A", "lt2": "F3F0E7", "accent1": "2A7F5B", "accent2": "C08A1E",
           "accent3": "2A5D8F", "accent4": "8E2F22", "accent5": "6B7A86", "accent6": "5FA3B8", "hlink": "1B6B4A",
           "folHlink": "55615A"}
LAYOUTS = {"Title Slide": "封面 Cover", "Title and Content": "内容 Content"}
WIDE, HIGH, MARGIN = 13.333, 7.5, 0.6  # inches


def main() -> None:
    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDE), Inches(HIGH)
    for layout in tuple(show.slide_layouts):
        if layout.name not in LAYOUTS:
            show.slide_layouts.remove(layout)
    master = show.slide_master
    for rel in master.part.rels.values():
        if rel.reltype.endswith("/theme"):
            rel.target_part._blob = _theme(rel.target_part.blob.decode()).encode()
    wide = WIDE - 2 * MARGIN
    places = {"TITLE": (MARGIN, 0.4, wide, 1.05), "BODY": (MARGIN, 1.6, wide, 5.25),
              "DATE": (4.0, 7.0, 2.0, 0.3), "FOOTER": (MARGIN, 7.0, 6.0, 0.3),
              "SLIDE_NUMBER": (WIDE - MARGIN - 1.5, 7.0, 1.5, 0.3)}
    for holder in master.placeholders:
        _put(holder, *places[holder.placeholder_format.type.name])
    _styles(master.element)
    for layout in show.slide_layouts:
        layout.name = LAYOUTS[layout.name]
        for holder in layout.placeholders:  # all places are the master's
            own = holder._element.spPr.find(qn("a:xfrm"))
            if own is not None:
                holder._element.spPr.remove(own)
    cover, content = show.slide_layouts
    _cover(cover)
    _bar(content, MARGIN, 1.47, wide, 0.03)
    _bar(content, 0, 0, 0.16, HIGH)
    core = show.core_properties
    core.title, core.author, core.last_modified_by, core.comments = "Zhanbu", "Zhanbu", "Zhanbu", ""
    show.save(FILE)


def _theme(text: str) -> str:
    for name, colour in COLOURS.items():
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>', text,
                      flags=re.DOTALL)
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/><a:cs typeface=""/>'
    for part in ("majorFont", "minorFont"):
        text = re.sub(rf"<a:{part}>.*?</a:{part}>", f"<a:{part}>{fonts}</a:{part}>", text, flags=re.DOTALL)
    return text


def _styles(master: object) -> None:
    """Titles on the left, bold, in the colour of actions; the small print at the foot muted."""
    title = master.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")  # type: ignore[attr-defined]
    title.set("algn", "l")
    run = title.find(qn("a:defRPr"))
    run.set("sz", "2800")
    run.set("b", "1")
    run.find(f".//{qn('a:schemeClr')}").set("val", "tx2")


def _cover(layout: SlideLayout) -> None:
    """White on the colour of actions, with a strip of red earth."""
    layout.background.fill.solid()
    layout.background.fill.fore_color.rgb = RGBColor.from_string(COLOURS["dk2"])
    _bar(layout, 0, HIGH - 0.3, WIDE, 0.3, "8E2F22")
    for holder in layout.placeholders:
        kind = holder.placeholder_format.type.name
        if kind == "CENTER_TITLE":
            _put(holder, 1.0, 1.6, WIDE - 2.0, 2.0)
            _white(holder, 40, bold=True)
            holder.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        elif kind == "SUBTITLE":
            _put(holder, 1.0, 3.9, WIDE - 2.0, 2.0)
            _white(holder, 20)
        else:
            holder._element.getparent().remove(holder._element)


def _white(holder: object, size: int, *, bold: bool = False) -> None:
    body = holder._element.txBody  # type: ignore[attr-defined]
    styles = body.find(qn("a:lstStyle"))
    for child in tuple(styles):
        styles.remove(child)
    styles.append(parse_xml(
        f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>'
        f'<a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:defRPr>'
        '</a:lvl1pPr>'))


def _put(holder: object, left: float, top: float, width: float, height: float) -> None:
    for name, value in zip(("left", "top", "width", "height"), (left, top, width, height), strict=True):
        setattr(holder, name, Inches(value))


def _bar(layout: SlideLayout, left: float, top: float, width: float, height: float, colour: str = "1B6B4A") -> None:
    """A plain strip behind everything: drawn on a slide that is never kept, for layouts take no shapes."""
    lender = Presentation()
    shape = lender.slides.add_slide(lender.slide_layouts[6]).shapes.add_shape(
        MSO_SHAPE.RECTANGLE, *(Emu(Inches(one)) for one in (left, top, width, height)))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))  # no shadow
    shape.text_frame.paragraphs[0].font.size = Pt(1)
    tree = layout.shapes._spTree
    moved = deepcopy(shape._element)
    moved.nvSpPr.cNvPr.set("id", str(100 + len(tree)))
    moved.nvSpPr.cNvPr.set("name", f"Bar {len(tree)}")
    tree.insert(2, moved)


if __name__ == "__main__":
    main()
