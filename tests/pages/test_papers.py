"""What leaves the screen, kind by kind: its figures, read from the file again, are those of the API and the books.

What the notice, the brief, the estimate beside its page and the statement of a village group say has tests of its own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pypdf
import pytest
from docx import Document
from recomputing import recomputed
from starlette.testclient import TestClient

from core.compensation.quote import quote
from core.ledger.account import of_notice, of_order
from core.ledger.plot_board import board
from core.ledger.portions import portions_of
from core.market import Series, trading_price
from pages import brief, exports, overview_export
from pages.base import Context
from pages.depletion_parts import export as scenario_export
from pages.desk_parts import (
    account,
    certificates,
    occupations,
    occupations_notice,
    orders_export,
    orders_quote,
    plots,
    sharing_order,
    sharing_sums,
)
from store import open_house
from store.present import present
from store.snapshot import current
from ui.documents.brief import as_pdf as brief_pdf
from ui.documents.certificate import certificate
from ui.documents.sheet import as_docx, as_pdf
from ui.theme import LIGHT
from ui.words import words

D = Decimal
TODAY = date(2026, 11, 23)
NUMBER = "YM-C-2026-0003"
HOSTILE = "=cmd|' /C calc'!A0"
Make = Callable[[Context], bytes]


def context(lang: str = "zh") -> Context:
    return Context(words(lang), TODAY, current(open_house()), LIGHT)


@pytest.fixture(scope="module")
def api() -> TestClient:
    from api.app import api as served

    return TestClient(served)


def said(data: bytes) -> str:
    """The words of a PDF without spaces: lines of paper break where they like."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def shown(value: float, places: int = 3) -> str:
    return f"{D(str(value)):,.{places}f}"


def test_the_certificate_says_what_the_api_answers(api: TestClient) -> None:
    from store.journal import cancelled

    ctx, answer = context(), api.get(f"/v1/certificates/{NUMBER}").json()
    one = cancelled(open_house(), NUMBER)
    text = said(certificate(one, ctx.books.orders[one.order], ctx.snapshot.reserve, prices=True, address=""))
    for part in (NUMBER, shown(answer["tonnes"]), answer["hash"], *(shown(lot["tonnes"]) for lot in answer["lots"]),
                 *(lot["lot"] for lot in answer["lots"])):
        assert part in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_brief_says_what_the_api_answers(api: TestClient, lang: str) -> None:
    reserve, price = api.get("/v1/reserve").json(), api.get("/v1/price", params={"date": "2026-11-23"}).json()
    ctx = context(lang)
    text = said(brief_pdf(brief.brief(ctx, brief.suggested(ctx))))
    for part in (*(f"{shown(reserve[name])}tCO₂e" for name in ("stored_t", "held_t", "cancelled_t")),
                 f"¥{shown(price['trading_price'], 2)}/t", f"¥{shown(price['national_average'], 2)}/t",
                 price["market_date"]):
        assert part in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_statement_of_a_project_adds_up_to_the_books(lang: str) -> None:
    ctx = context(lang)
    for found in (of_order(ctx.books, "O-2026-004"), *(of_notice(ctx.books, name) for name, one in
                                                       ctx.books.occupations.items() if one.notice)):
        paper = account.sheet(ctx, found)
        texts = (said(as_pdf(paper)), re.sub(r"\s+", "", "".join(
            one.text for one in Document(io.BytesIO(as_docx(paper))).paragraphs)))
        owed = sum(one.order.owed_t for one in found.living) if found.notice is None else found.notice.owed_t
        settled = sum(one.order.owed_t for one in found.orders if one.status == "cancelled")
        bill = sum(one.order.amount_cny for one in found.living)
        due = sum(one.order.amount_cny for one in found.orders if one.status == "held")
        for text in texts:
            for part in (f"{owed:,.3f}tCO₂e", f"{owed - settled:,.3f}tCO₂e", f"¥{bill:,.2f}", f"¥{due:,.2f}",
                         ctx.books.head.hash, found.notice.number if found.notice else ""):
                assert part in text
        assert as_pdf(paper) == as_pdf(paper)


def a_quote(ctx: Context) -> bytes:
    found = quote(ctx.books, ctx.snapshot.series, ctx.snapshot.rules, D("20"), (), TODAY, TODAY, True)
    return orders_quote.book(ctx, found, ())


def a_notice(ctx: Context) -> bytes:
    one = next(one for one in ctx.books.occupations.values() if one.notice)
    return occupations_notice._workbook(ctx, one, one.notice, one.assessment)


def an_income(ctx: Context) -> bytes:
    return sharing_order.income_book(ctx, "O-2026-003", portions_of(ctx.books, ctx.books.orders["O-2026-003"]))


def a_scenario(ctx: Context) -> bytes:
    from core.scenario.answers import depleted_by
    from core.scenario.engine import simulate
    from core.scenario.plan import plan

    scenario = replace(present(ctx.snapshot, TODAY, "zh"), months=24, paths=50)
    result = simulate(scenario)
    return scenario_export._book(ctx, scenario, result, plan(scenario), depleted_by(result))


def a_list(name: str) -> Make:
    def make(ctx: Context) -> bytes:
        held: dict[str, Callable[[], bytes]] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exports, "buttons", lambda ctx, name, makers: held.update(makers))
            if name == "reserve":
                exports.reserve(ctx)
            else:
                price = trading_price(ctx.snapshot.series, TODAY, ctx.snapshot.rules)
                exports.prices(ctx, Series(tuple(ctx.snapshot.series)[-60:]), price.step)
        return held["xlsx"]()
    return make


BOOKS: dict[str, tuple[Make, int]] = {  # how many formulas there are at least
    "overview": (lambda ctx: overview_export.book(ctx, trading_price(ctx.snapshot.series, TODAY, ctx.snapshot.rules)),
                 10),
    "orders": (lambda ctx: orders_export.orders_book(ctx, tuple(ctx.books.orders.values())), 12),
    "quote": (a_quote, 4), "notice": (a_notice, 4), "income": (an_income, 3), "scenario": (a_scenario, 70),
    "account": (lambda ctx: account.account_book(ctx, of_order(ctx.books, "O-2026-004")), 4),
    "statement": (lambda ctx: sharing_sums.statement_book(ctx, "老城乡·示例 第一村民小组"), 4),
    "certificates": (lambda ctx: certificates.register_book(ctx, tuple(ctx.books.certificates.values())), 4),
    "occupations": (lambda ctx: occupations._workbook(ctx, tuple(ctx.books.occupations.values())), 3),
    "reserve": (a_list("reserve"), 13), "prices": (a_list("prices"), 60),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_computes_again_to_the_last_place(name: str) -> None:
    make, least = BOOKS[name]
    data = make(context("en" if name in ("quote", "account") else "zh"))
    found = list(recomputed(data))
    assert len(found) >= least
    assert [(where, kept, again) for where, kept, again in found if abs(kept - again) > 5e-7] == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    say = words("en" if name in ("quote", "account") else "zh")
    assert book.sheetnames[-4:] == [say(f"export.{part}") for part in ("inputs", "working", "sources", "assumptions")]
    assert all(sheet.max_row > 1 for sheet in book.worksheets)
    assert all(sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$1"
               for sheet in book.worksheets)


def hostile(ctx: Context) -> dict[str, bytes]:
    """Books with a formula in every text that people type."""
    bad: dict[str, Any] = {"project_zh": HOSTILE, "township_zh": HOSTILE}
    booking = ctx.books.orders["O-2026-004"]
    booking = booking._replace(
        order=booking.order._replace(order=HOSTILE, certificate=HOSTILE, **bad), lots=((HOSTILE, D(1)),),
        offsets=((HOSTILE, D(1)),), proposal=HOSTILE)
    ticket = replace(next(iter(ctx.books.certificates.values())), serial=HOSTILE, issuer=HOSTILE, unit=HOSTILE)
    use = next(one for one in ctx.books.occupations.values() if one.notice)
    use = replace(use, proposal=HOSTILE, notice=replace(use.notice, number=HOSTILE), **bad)
    strata = replace(use.assessment, strata=((HOSTILE, D(1), D(1)),))
    project = replace(of_order(ctx.books, "O-2026-004"), orders=(booking,), **bad)
    file, step = next(cards[0] for cards in board(ctx.books, TODAY).values() if cards)
    file = replace(file, name_zh=HOSTILE, group_zh=HOSTILE, township_zh=HOSTILE)
    return {
        "orders": orders_export.orders_book(ctx, [booking], [(HOSTILE, HOSTILE)]),
        "account": account.account_book(ctx, project),
        "certificates": certificates.register_book(ctx, [ticket]),
        "occupations": occupations._workbook(ctx, [use]),
        "notice": occupations_notice._workbook(ctx, use, use.notice, strata),
        "plots": plots._workbook(ctx, [(file, step)]),
    }


def test_what_people_typed_stays_text() -> None:
    for name, data in hostile(context()).items():
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets for row in sheet.iter_rows()
                 for cell in row]
        assert any(cell.value == HOSTILE and cell.data_type == "s" for cell in cells), name
        assert not any(cell.data_type == "f" and "cmd" in cell.value for cell in cells), name
        assert not any(cell.hyperlink for cell in cells), name


def test_the_estimate_s_sheet_and_workbook_rest_on_the_api_s_answer(api: TestClient) -> None:
    from pages.workbooks import settlement

    answer = api.post("/v1/estimate", json={
        "date": "2026-11-23", "occupation": "permanent", "offset_t": 10.134,
        "strata": [{"species": "Pinus yunnanensis", "area_hm2": 1, "volume_m3_hm2": 100}]}).json()
    exact = {name: D(str(answer[name])) for name in ("loss_t", "offset_t", "purchase_t", "national_average",
                                                     "trading_price", "amount_cny")}
    rows = settlement(context(), 2, exact["loss_t"], exact["offset_t"], exact["purchase_t"],
                      (exact["national_average"], D("0.3")), exact["trading_price"], exact["amount_cny"])
    assert [str(row[1]) for row in rows] == ["25.337", "10.134", "15.203", "95.23", "0.3", "28.57", "434.35"]
