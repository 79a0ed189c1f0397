"""The certificate as a sheet of paper: opened again by other programs, compared with the page of its number."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pypdf
import pytest
import zxingcpp
from asking import Screens
from PIL import Image
from test_screen import read

from core.amount_words import in_capitals
from core.problem import Problem
from kiosk.paper import bundle, check
from store import open_house, today
from store.acts import books
from store.journal import cancelled
from store.snapshot import current
from ui.documents import typeset
from ui.documents.certificate import certificate, content

NUMBER = "YM-C-2026-0003"
HOME = "https://carbon.example.gov.cn"


def text_of(body: bytes) -> str:
    """Its words, without the breaks that lines of paper have."""
    return re.sub(r"\s+", " ", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages))


def test_the_sheet_says_what_the_page_says(screens: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_PUBLIC_URL", HOME)
    found = screens.get(f"/verify/{NUMBER}.pdf")
    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    assert found.headers["content-disposition"] == f'inline; filename="{NUMBER}.pdf"'
    sheet, one = text_of(found.body), cancelled(open_house(), NUMBER)
    order = books(open_house()).orders[one.order].order
    for lang in ("zh", "en"):
        page = read(screens.get(f"/verify/{NUMBER}", f"lang={lang}").text)
        rows = content(one, books(open_house()).orders[one.order], current(open_house()).reserve, prices=True,
                       address=HOME)["facts"]
        for row in rows:
            said = row["more"] if lang == "en" and row["more"] else row["value"]
            assert all(part in sheet for part in said.split("  "))  # an amount, and the same in capitals
            assert said.split("  ")[0] in page
    for said in (NUMBER, in_capitals(order.amount_cny), "YM-01-L1", "103.176", "YM-02-L1", "13.504", "演示数据",
                 "碳 汇 核 销 证 书", "Certificate of cancellation", "2025-01-01 – 2027-12-31"):
        assert said in sheet
    assert one.entry.hash in sheet.replace(" ", "")
    assert f'href="/verify/{NUMBER}.pdf"' in screens.get(f"/verify/{NUMBER}", "lang=zh").text
    assert ".pdf" not in screens.get(f"/verify/{NUMBER}", "lang=zh&kiosk=1").text


def test_it_is_one_sheet_that_lasts_and_is_the_same_whenever_it_is_made() -> None:
    first, again = (sheet(address=HOME) for _ in range(2))
    assert first == again
    opened = pypdf.PdfReader(io.BytesIO(first))
    assert len(opened.pages) == 1
    meta = opened.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>A<", meta, re.DOTALL)
    fonts = [font.get_object() for font in opened.pages[0]["/Resources"]["/Font"].values()]
    assert fonts and all("FontFile" in str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object())
                         for font in fonts)
    assert opened.metadata.title == f"碳汇核销证书 {NUMBER}"


def test_its_code_leads_to_its_verification() -> None:
    made = content(*given(), prices=True, address=HOME)
    with Image.open(io.BytesIO(typeset._compiled("certificate", made, format="png"))) as drawn:
        [code] = zxingcpp.read_barcodes(drawn)
    assert code.text == f"{HOME}/verify/{NUMBER}"
    assert content(*given(), prices=True, address="")["qr"] == ""


def test_prices_stand_on_it_only_if_the_county_publishes_them() -> None:
    assert "¥" in text_of(sheet(prices=True))
    assert "¥" not in text_of(sheet(prices=False))


@pytest.mark.parametrize("name", ["示例\ue000水库", "Dam 😀", "རྡོ་རྗེ"])
def test_a_letter_that_cannot_be_printed_stops_the_sheet(name: str) -> None:
    one, *rest = given()
    with pytest.raises(Problem, match="document_glyph"):
        certificate(replace(one, project_zh=name), *rest, prices=True, address="")


@pytest.mark.parametrize("name, letter", [("示例\ue000水库", "\ue000 (U+E000)"), ("Dam 😀", "😀 (U+1F600)")])
def test_what_cannot_be_printed_is_said_before_the_file_is_asked_for(name: str, letter: str) -> None:
    _, booking, *_ = given()
    check([booking])  # as it is, it can be
    named = booking._replace(order=booking.order._replace(project_en=name))
    with pytest.raises(Problem) as refused:
        check([booking, named])
    assert refused.value.fields["what"] == letter


@pytest.mark.parametrize("name", ['"#panic()', "*a* _b_ #sys.inputs $x$ @c <d> [e] \\ //", "张".ljust(60, "木"),
                                  "㐀𠮷龘"])
def test_whatever_a_project_is_called_stands_on_it_as_it_is(name: str) -> None:
    one, *rest = given()
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", text_of(
        certificate(replace(one, project_zh=name), *rest, prices=True, address="")))


def test_many_come_as_one_file() -> None:
    store, names = open_house(), [NUMBER, "YM-C-2026-0002"]
    with zipfile.ZipFile(io.BytesIO(bundle(store, current(store), names, today()))) as packed:
        assert [one.filename for one in packed.infolist()] == [f"{name}.pdf" for name in names]
        assert NUMBER in text_of(packed.read(f"{NUMBER}.pdf"))


def test_there_is_no_sheet_of_what_was_not_cancelled(screens: Screens) -> None:
    for number in ("YM-C-2026-0099", "O-2026-0001", "../x", "x" * 70):
        assert screens.get(f"/verify/{number}.pdf", "lang=en").status == 404


def given():
    store = open_house()
    one = cancelled(store, NUMBER)
    return one, books(store).orders[one.order], current(store).reserve


def sheet(prices: bool = True, address: str = "") -> bytes:
    return certificate(*given(), prices=prices, address=address)
