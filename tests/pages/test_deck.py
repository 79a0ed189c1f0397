"""The slides for a meeting, opened again: their figures are those of the pages, in text, tables and charts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from depletion_scenes import CERTAIN
from driving import Open, run
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.presentation import Presentation as Show
from pptx.slide import Slide
from visible import page_text

from core.scenario.model import Scenario
from pages import brief, deck, outlook
from pages.base import Context
from pages.depletion_parts import compare, levers, state
from store import open_house, today
from store.snapshot import current
from ui.documents import slide_template
from ui.documents.slides import as_pptx
from ui.format import number, percent, tonnes, tonnes_book, unit_price
from ui.theme import LIGHT
from ui.words import words

ASKED = "请审议：=1+1 **一** <b>\n其次 #panic()"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def texts(slide: Slide) -> str:
    """Everything that is written on it."""
    found = [one.text_frame.text for one in slide.shapes if one.has_text_frame]
    for one in slide.shapes:
        if one.has_table:
            found += [cell.text for row in one.table.rows for cell in row.cells]
    return squeezed("\n".join(found))


def chart(slide: Slide) -> Chart:
    [found] = [one.chart for one in slide.shapes if one.has_chart]
    return found


def made(lang: str) -> tuple[Context, Scenario, Show]:
    """As a page would have it; levers on fewer paths."""
    ctx = Context(words(lang), today(), current(open_house()), LIGHT)
    base = replace(state.present(ctx), paths=500)
    slides = deck.deck(ctx, ASKED, base, deck.suggested(ctx))
    return ctx, base, Presentation(io.BytesIO(as_pptx(slides, slide_template.shipped())))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_slides_say_what_the_pages_say(lang: str) -> None:
    ctx, base, show = made(lang)
    say, reserve, pages = ctx.say, ctx.snapshot.reserve, list(show.slides)
    assert len(pages) == 8
    cover, stands, price, planned, compared, helps, asked, _ = map(texts, pages)
    assert all(say("frame.demo").replace(" ", "") in texts(one) for one in pages)

    def said(sentence: str, where: str) -> None:
        assert squeezed(sentence.replace("**", "")) in where

    said(brief.ahead_sentences(ctx)[0], cover)
    said(brief.pace_sentence(ctx), stands)
    assert squeezed(tonnes(reserve.cancelled_t)) in stands
    day, _, today_price = ctx.snapshot.prices[-1]
    assert squeezed(unit_price(today_price)) in price and day.market_date.isoformat() in price
    listed = state.present(ctx).listed
    assert squeezed(tonnes_book(sum((one.owed_t for one in listed), Decimal(0)))) in planned
    assert number(max(one.owed_t for one in listed), 3) in planned
    played = compare.played(ctx, deck.suggested(ctx))
    for letter, one in zip("ABC", played.results, strict=True):
        for cell in compare.row(ctx, letter, one)[:4]:
            assert squeezed(cell) in compared
    share = outlook.ahead(ctx)[1]
    assert squeezed(percent((share.first < share.scenario.months).mean())) in compared
    said(levers.answer(ctx, levers.steps(ctx, base)), helps)
    for line in ASKED.splitlines():
        assert squeezed(line) in asked
    assert "论文" in pages[2].notes_slide.notes_text_frame.text or lang == "en"
    for one in pages:
        notes = one.notes_slide.notes_text_frame.text
        assert ctx.snapshot.series.last_date.isoformat() in notes
        assert str(ctx.snapshot.version) in notes


def test_charts_hold_the_figures_and_can_be_edited() -> None:
    ctx, base, show = made("zh")
    pages, reserve = list(show.slides), ctx.snapshot.reserve
    columns = {one.name: list(one.values) for one in chart(pages[1]).plots[0].series}
    assert columns[ctx.say("reserve.available")] == [float(reserve.available_t), None, None,
                                                     float(reserve.available_t)]
    assert sum(values[0] for name, values in columns.items() if values[0]) == pytest.approx(float(reserve.stored_t))
    traded = chart(pages[2]).plots[0].series[1]
    rows = [row for row in ctx.snapshot.prices if row[0].market_date > date(2025, 11, 23)]
    assert list(traded.values) == [float(row[2]) for row in rows]
    played = compare.played(ctx, deck.suggested(ctx))
    lines = {one.name: list(one.values) for one in chart(pages[4]).plots[0].series}
    for letter, one in zip("ABC", played.results, strict=True):
        assert lines[f"{letter} {ctx.say('depletion.middle')}"] == pytest.approx(one.balance[:, 2].tolist(), abs=0.001)
    assert lines["A 5 %"] == pytest.approx(played.results[0].balance[:, 0].tolist(), abs=0.001)
    gained = levers.steps(ctx, base)
    bars = chart(pages[5]).plots[0]
    assert list(bars.series[0].values) == pytest.approx(
        [one.change.months.mean for one in gained][:len(bars.categories)], abs=0.001)
    for page in (pages[1], pages[2], pages[4], pages[5]):
        book = openpyxl.load_workbook(io.BytesIO(chart(page).part.chart_workbook.xlsx_part.blob))
        assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


def test_what_is_compared_goes_into_the_slides(open_page: Open) -> None:
    at = open_page("depletion", view="compare")
    at.session_state["depletion:beside"] = (replace(CERTAIN, name="甲案"),)
    at.session_state["depletion:scenario"] = replace(CERTAIN, name="乙案", steady_t=Decimal(9))
    at.session_state["depletion:deck"] = True
    assert "A 乙案、B 甲案" in page_text(run(at))


def test_the_drawer_prefills_what_is_asked_and_takes_no_template_from_the_public(open_page: Open) -> None:
    at = open_page("overview")
    at.session_state["overview:deck"] = True
    run(at)
    assert at.text_area(key="overview:deck:asked:zh").value.startswith("建议研究补充收储")
    assert "B 补充收储" in page_text(at)
    assert not at.get("file_uploader")
    at.session_state["staff:session"] = True
    assert run(at).get("file_uploader")
