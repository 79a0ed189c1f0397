"""Charts that PowerPoint and WPS draw and people go on editing: their figures are in a workbook inside the slide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

from pptx.chart.chart import Chart as Drawn
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Emu, Pt
from xlsxwriter import Workbook

from ui.documents.slide_text import Box, bare, cut, fonts
from ui.documents.slides import BARS, LINES, STACKED, Chart, Series
from ui.theme import LIGHT, rgb

KINDS = {LINES: XL_CHART_TYPE.LINE, BARS: XL_CHART_TYPE.BAR_CLUSTERED, STACKED: XL_CHART_TYPE.COLUMN_STACKED}
LETTERS, GRID = 12, "DDD7C9"  # pt; the colour of rules (look.md)
NAME = 24  # ems: more of a bar's name would leave no room for the bar
ROOM = 0.17  # of a chart's width, right of its lines: what they are called


class _Writer(CategoryWorkbookWriter):
    """Names stand in the workbook as they were typed: nothing in them is a formula or a link."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Workbook, Any]]:
        book = Workbook(xlsx_file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                    "strings_to_numbers": False})
        yield book, book.add_worksheet()
        book.close()


class _Data(CategoryChartData):
    @property
    def _workbook_writer(self) -> _Writer:
        return _Writer(self)


def draw(slide: Slide, box: Box, chart: Chart) -> None:
    """A chart in its box."""
    data = _Data(number_format=chart.form)
    data.categories = [one if isinstance(one, date) else cut(_name(one), NAME, 1) for one in chart.categories]
    for one in chart.series:
        data.add_series(_name(one.name), one.values)
    frame = slide.shapes.add_chart(KINDS[chart.kind], *(Emu(one) for one in (
        box.left, box.top, box.width, box.height)), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", bare(chart.alt))
    drawn = frame.chart
    drawn.has_title = False
    drawn.font.size, drawn.font.color.theme_color = Pt(LETTERS), MSO_THEME_COLOR.TEXT_1
    fonts(drawn._chartSpace.find(qn("c:txPr")).find(f".//{qn('a:defRPr')}"))
    drawn.plots[0].vary_by_categories = False
    drawn.has_legend = chart.legend
    if chart.legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        drawn.legend.font.size = Pt(LETTERS)
    _axes(drawn, chart)
    for at, (made, one) in enumerate(zip(drawn.plots[0].series, chart.series, strict=True)):
        _STYLES[chart.kind](made, one, chart)
        if chart.legend and not one.colour:
            _unlisted(drawn, at)
    if chart.kind == LINES:
        _leave_room(drawn, chart)
    else:
        drawn.plots[0].gap_width, drawn.plots[0].overlap = 45, 100 if chart.kind == STACKED else 0


def _name(text: str) -> str:
    """With ordinary spaces: it stands in a workbook."""
    return bare(text).replace("\u00a0", " ")


def _axes(drawn: Drawn, chart: Chart) -> None:
    values, names = drawn.value_axis, drawn.category_axis
    values.has_major_gridlines = chart.kind != BARS
    if chart.kind != BARS:
        values.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID)
    values.format.line.fill.background()
    values.major_tick_mark = names.major_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0", False
    values.has_title = True
    values.axis_title.text_frame.text = bare(chart.axis)
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(LETTERS), False
    fonts(run._r.get_or_add_rPr())
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW  # below the chart, also where values are negative
    names.format.line.color.rgb = RGBColor.from_string(GRID)
    names.has_major_gridlines = False
    if chart.kind != LINES:
        values.minimum_scale = min(0.0, *(value or 0.0 for one in chart.series for value in one.values))
    if chart.kind == BARS:
        names.reverse_order = True
        values.visible = False  # each bar has its value beside it
    if chart.kind == LINES:
        names.tick_labels.number_format, names.tick_labels.number_format_is_linked = "yyyy-mm", False
        for tag, value in (("c:majorUnit", str(chart.every)), ("c:majorTimeUnit", "months")):
            names._element.append(parse_xml(f'<{tag} {nsdecls("c")} val="{value}"/>'))


def _line(made: Any, one: Series, chart: Chart) -> None:
    made.smooth = False
    line = made.format.line
    line.color.rgb, line.width = RGBColor.from_string(one.colour.lstrip("#")), Pt(one.weight)
    if one.dashed:
        line.dash_style = MSO_LINE.DASH
    if one.label:
        label = made.points[len(one.values) - 1].data_label
        label.position = XL_LABEL_POSITION.RIGHT
        label.font.size, label.font.color.rgb = Pt(LETTERS), RGBColor.from_string(one.colour.lstrip("#"))
        shown = label._dLbl
        _set(shown, "c:showVal", "1")
        _set(shown, "c:showSerName", "0" if chart.legend else "1")
        shown.append(parse_xml(f'<c:separator {nsdecls("c")}>\n</c:separator>'))


def _bar(made: Any, one: Series, chart: Chart) -> None:
    if not one.colour:
        made.format.fill.background()
        return
    made.invert_if_negative = False
    made.format.fill.solid()
    made.format.fill.fore_color.rgb = RGBColor.from_string(one.colour.lstrip("#"))
    if one.label:
        labels = made.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = chart.form, False
        labels.font.size = Pt(LETTERS)
        if chart.kind == STACKED:  # within the bar
            labels.font.color.rgb = RGBColor.from_string(_on(one.colour))
        labels.position = XL_LABEL_POSITION.OUTSIDE_END if chart.kind == BARS else XL_LABEL_POSITION.CENTER


_STYLES = {LINES: _line, BARS: _bar, STACKED: _bar}


def _on(colour: str) -> str:
    """What can be read on a colour: white or ink."""
    red, green, blue = rgb(colour)
    return "FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else LIGHT.ink[1:]


def _set(parent: Any, tag: str, value: str) -> None:
    parent.find(qn(tag)).set("val", value)


def _unlisted(drawn: Drawn, at: int) -> None:
    """A series without ink is not in the legend."""
    entry = parse_xml(f'<c:legendEntry {nsdecls("c")}><c:idx val="{at}"/><c:delete val="1"/></c:legendEntry>')
    drawn.legend._element.insert(1, entry)


def _leave_room(drawn: Drawn, chart: Chart) -> None:
    """The lines end where their names begin."""
    if not any(one.label for one in chart.series):
        return
    top = 0.14 if chart.legend else 0.04
    places = "".join(f'<c:{name} val="{value}"/>' for name, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), ("x", 0.1), ("y", top), ("w", 0.9 - ROOM),
        ("h", 0.86 - top)))
    area = drawn._chartSpace.find(f".//{qn('c:plotArea')}")
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, parse_xml(f'<c:layout {nsdecls("c")}><c:manualLayout>{places}</c:manualLayout></c:layout>'))
