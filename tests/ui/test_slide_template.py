"""Templates from outside: what is refused and why, and that strange ones still give slides with nothing cut off."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from core.problem import Problem
from tests.fuzzing import BYTES, PLACE, Edits, damaged_inside
from ui.documents import slide_template
from ui.documents.slide_text import cut, lines
from ui.documents.slides import BARS, LINES, Chart, Deck, Series, Slide, Table, as_pptx

LONG = "很长的名字" * 60 + " supercalifragilistic" * 20
EVIL = '=HYPERLINK("http://x.example","点我")'
DECK = Deck("zh", date(2026, 11, 23), "主题", (
    Slide(LONG, (LONG, LONG), notes=(LONG,)),
    Slide(LONG, (LONG, "**粗**"), Chart(BARS, [EVIL, "http://x.example", LONG], [Series(
        EVIL, [1.0, -2.0, 3.0], "#2A7F5B")], "吨", "0.0", LONG), notes=("备注\x01",)),
    Slide("价", (), Chart(LINES, [date(2026, 1, 1), date(2026, 2, 1)], [Series("+1", [1.0, 2.0], "#2A5D8F")], "元",
                         "0.00", "线"), Table([LONG, "b"], [[LONG, EVIL]] * 40 + [["合计", "9"]], (1,), total=True),
          notes=("x",))), "数据版本 1", "演示数据")

SHORT = Deck("zh", date(2026, 11, 23), "主题", (Slide("甲", ("乙",), notes=("丙",)), Slide("丁", (), Chart(
    LINES, [date(2026, 1, 1), date(2026, 2, 1)], [Series("戊", [1.0, 2.0], "#2A5D8F")], "元", "0.00", "线"), Table(
        ["a"], [["1"]]), notes=("x",))), "数据版本 1", "演示数据")


def packed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Our template with some of its files changed."""
    with zipfile.ZipFile(slide_template.SHIPPED) as file:
        files = {name: file.read(name) for name in file.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return out.getvalue()


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    return packed(change)


def link(kind: str, target: str) -> bytes:
    """With a relation of the master to something outside."""
    return replaced("ppt/slideMasters/_rels/slideMaster1.xml.rels", b"</Relationships>", (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>').encode())


@pytest.mark.parametrize(("data", "key"), [
    (b"", "deck_template_kind"), (b"\xd0\xcf\x11\xe0 old", "deck_template_kind"),
    (b"PK\x03\x04", "deck_template_broken"),
    (packed(lambda files: files.pop("[Content_Types].xml")), "deck_template_kind"),
    (packed(lambda files: files.update({"ppt/vbaProject.bin": b"x"})), ""),  # a stray file is not taken along
    (replaced("[Content_Types].xml", b"presentation.main+xml", b"template.main+xml"), "deck_template_kind"),
    (replaced("[Content_Types].xml", b"officedocument.presentationml.presentation.main+xml",
              b"ms-powerpoint.presentation.macroEnabled.main+xml"), "deck_template_macros"),
    (replaced("ppt/presentation.xml", b"<p:presentation ", b"<!DOCTYPE x [<!ENTITY a 'b'>]><p:presentation "),
     "deck_template_broken"),
    (replaced("ppt/presentation.xml", b"</p:presentation>", b""), "deck_template_broken"),
    (packed(lambda files: files.pop("ppt/slideMasters/slideMaster1.xml")), "deck_template_broken"),
    (packed(lambda files: files.update({"ppt/big.xml": b" " * 30_000_000})), "deck_template_broken"),
    (packed(lambda files: files.update({"../up.xml": b"<a/>"})), "deck_template_broken"),
    (link("hyperlink", "http://x.example/"), "deck_template_links"),
    (link("image", "file:///etc/passwd"), "deck_template_links"),
    (b"PK" + b" " * 20_000_001, "deck_template_large"),
], ids=range(15))
def test_a_template_that_cannot_be_used_is_refused_with_its_reason(data: bytes, key: str) -> None:
    if not key:
        with zipfile.ZipFile(io.BytesIO(as_pptx(DECK, slide_template.checked(data)))) as file:
            assert not [name for name in file.namelist() if "vba" in name]
        return
    with pytest.raises(Problem) as caught:
        slide_template.checked(data)
    assert caught.value.key == key


@pytest.mark.fuzz(target="slides")
@settings(max_examples=settings.default.max_examples // 5)
@given(which=PLACE, edits=BYTES, left_out=st.booleans() | st.just(False))
@example(which=11, edits=[], left_out=True)  # relations of the master: its layouts cannot be found
def test_a_damaged_template_is_refused_or_slides_can_be_made_with_it(which: int, edits: Edits, left_out: bool) -> None:
    data = damaged_inside(slide_template.shipped(), (".xml", ".rels"), which, edits, left_out)
    try:
        slide_template.checked(data)
    except Problem as problem:
        assert problem.key.startswith("deck_template_")
        return
    show = Presentation(io.BytesIO(as_pptx(SHORT, data)))
    assert len(show.slides) == len(SHORT.slides)


def strange(kept: tuple[str, ...], wide: float) -> bytes:
    """Somebody's own: 4:3 or wide, with other layouts and slides of another meeting."""
    show = Presentation()
    show.slide_width = Inches(wide)
    for layout in tuple(show.slide_layouts):
        if layout.name not in kept:
            show.slide_layouts.remove(layout)
    old = show.slides.add_slide(show.slide_layouts[0])
    old.notes_slide.notes_text_frame.text = "上次会议的秘密"
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("kept", "wide"), [
    (("Title Slide", "Title and Content", "Two Content"), 10), (("Blank",), 10), (("Section Header", "Blank"), 13.333),
    (("Title and Vertical Text", "Vertical Title and Text"), 10), (("Picture with Caption",), 13.333)], ids=str)
def test_any_template_gives_slides_with_everything_inside(kept: tuple[str, ...], wide: float) -> None:
    data = as_pptx(DECK, slide_template.checked(strange(kept, wide)))
    show = Presentation(io.BytesIO(data))
    assert len(show.slides) == len(DECK.slides)
    for page in show.slides:
        assert any("演示数据" in one.text_frame.text for one in page.shapes if one.has_text_frame)
        assert page.notes_slide.notes_text_frame.text
        for one in page.shapes:
            assert one.left >= 0 and one.top >= 0, one.name
            assert one.left + one.width <= show.slide_width and one.top + one.height <= show.slide_height, one.name
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert not [name for name in file.namelist() if name.endswith(".rels") and b"External" in file.read(name)]
        assert "上次会议的秘密".encode() not in b"".join(map(file.read, file.namelist()))


def test_names_are_no_formulas_in_the_workbook_of_a_chart() -> None:
    show = Presentation(io.BytesIO(as_pptx(DECK, slide_template.shipped())))
    for page, name in zip(list(show.slides)[1:], (EVIL, "+1"), strict=True):
        [chart] = [one.chart for one in page.shapes if one.has_chart]
        blob = chart.part.chart_workbook.xlsx_part.blob
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(blob)).active.iter_rows() for cell in row]
        assert not [one.value for one in cells if one.data_type == "f" or one.hyperlink]
        assert name in [one.value for one in cells]


def test_text_is_cut_to_its_lines_and_not_before() -> None:
    assert cut("一二三四五", 5, 1) == "一二三四五"
    assert cut("一二三四五六", 5, 1) == "一二三四…"
    assert lines("一二三四五六", 5) == 2
    assert lines("", 5) == 1


def test_the_countys_own_file_is_used_and_a_missing_one_is_told(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "own.pptx"
    monkeypatch.setenv(slide_template.VARIABLE, str(path))
    with pytest.raises(Problem, match="deck_template_missing"):
        slide_template.county()
    path.write_bytes(strange(("Blank",), 10))
    assert slide_template.county() == path.read_bytes()
