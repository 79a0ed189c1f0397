"""Tables of slides, to go on editing: columns as wide as what they hold, rows as many as there is room for."""

from __future__ import annotations

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Emu

from ui.blocks import typed
from ui.documents.slide_text import EMU_PT, INSET, LINE, MORE, Box, bare, cut, lines, width, write
from ui.documents.slides import Table
from ui.theme import LIGHT

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own table style without colours or lines
SINGLE, BROKEN = (18, 16, 14), (16, 14, 12)  # pt: letters of rows of one line, and of those of two
HEAD, CELL = 3, 2  # lines, at the most
TALL = 0.6  # of a line: above and below the text of a row
LEAST, MOST = 3.0, 24.0  # ems of a column before it shares what is left


def draw(slide: Slide, box: Box, table: Table) -> None:
    """In the largest letters in which all rows fit, each in one line if that can be; else without the rows that do
    not, but with the sum."""
    texts = [[bare(cell) for cell in row] for row in (table.head, *table.rows)]
    for size, single in (*((size, True) for size in SINGLE), *((size, False) for size in BROKEN)):
        wide = _columns(texts, box.width, size)
        rows, high = _rows(texts, wide, size)
        if sum(high) <= box.height and not (single and max(high) > _line_of(size)):
            break
    else:
        texts = _fewer(texts, high, box.height, table.total)
        rows, high = _rows(texts, wide, size)
    frame = slide.shapes.add_table(len(rows), len(texts[0]), *(Emu(one) for one in (
        box.left, box.top, sum(wide), sum(high))))
    made = frame.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    made.first_row, made.horz_banding, made.last_row = True, False, table.total
    for column, one in zip(made.columns, wide, strict=True):
        column.width = Emu(one)
    for at, (row, cells) in enumerate(zip(made.rows, rows, strict=True)):
        row.height = Emu(high[at])
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            strong = at == 0 or (table.total and at == len(rows) - 1)
            write(cell.text_frame, [typed(text)], size, bold=strong, colour=LIGHT.ink, own=True,
                  align=PP_ALIGN.RIGHT if place in table.right else PP_ALIGN.LEFT)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Emu(0)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string((LIGHT.panel if at == 0 else "#FFFFFF")[1:])
            _line_below(cell, LIGHT.ink if strong else LIGHT.line)


def least(table: Table, wide: int) -> int:
    """EMU: the height that all rows need in the smallest letters of those that are easily read."""
    texts = [[bare(cell) for cell in row] for row in (table.head, *table.rows)]
    return sum(_rows(texts, _columns(texts, wide, BROKEN[1]), BROKEN[1])[1])


def _line_of(size: int) -> int:
    """EMU: a row of one line."""
    return int((LINE + TALL) * size * EMU_PT)


def _columns(texts: list[list[str]], wide: int, size: int) -> list[int]:
    """EMU: as wide as the longest cell wants, within bounds; what is left or lacking is shared in proportion."""
    wants = [min(max(LEAST, *(width(row[at]) * 1.05 for row in texts)), MOST) * size * EMU_PT + 2 * INSET
             for at in range(len(texts[0]))]
    return [int(one * wide / sum(wants)) for one in wants]


def _rows(texts: list[list[str]], wide: list[int], size: int) -> tuple[list[list[str]], list[int]]:
    """Cells as they fit, and each row's height."""
    room = [max((one - 2 * INSET) / EMU_PT / size, 1.0) for one in wide]
    rows = [[cut(cell, ems, CELL if at else HEAD) for cell, ems in zip(row, room, strict=True)]
            for at, row in enumerate(texts)]
    return rows, [int((max(lines(cell, ems) for cell, ems in zip(row, room, strict=True)) * LINE + TALL)
                      * size * EMU_PT) for row in rows]


def _fewer(texts: list[list[str]], high: list[int], room: int, total: bool) -> list[list[str]]:
    """Head, the first rows, a row that says there are more, the sum."""
    tail = texts[-1:] if total else []
    left = room - high[0] - (high[-1] if total else 0) - min(high)
    kept = [texts[0]]
    for row, one in zip(texts[1:len(texts) - len(tail)], high[1:], strict=False):
        left -= one
        if left < 0:
            break
        kept.append(row)
    return [*kept, [MORE, *([""] * (len(texts[0]) - 1))], *tail]


def _line_below(cell: object, colour: str) -> None:
    properties = cell._tc.get_or_add_tcPr()  # type: ignore[attr-defined]
    properties.insert(0, parse_xml(
        f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:lnB>'))
