"""What a certificate stands for, found by its number, and what becomes of every other text."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from asking import Screens
from test_screen import read

from bench.journal_case import hold, lot
from core.ledger import chain
from core.ledger.commands import (
    CancelTonnes,
    Correct,
    RecordPayment,
    RefundOrder,
    RegisterCertificate,
    ReverseLot,
    WithdrawCertificate,
)
from store import Store, open_house
from store.acts import act
from store.journal import cancelled, verify
from store.verified import journal_end


def test_it_says_what_it_stands_for_and_where_that_is_written(screens: Screens):
    page = screens.get("/verify/YM-C-2026-0003", "lang=en").text
    text = read(page)
    one = cancelled(open_house(), "YM-C-2026-0003")
    for said in ("116.680 tCO₂e were cancelled for “Example reservoir works”", "Yangjie", "2026-06-09", "¥24.50/t",
                 "¥2,858.66", "YM-01-L1", "103.176", "YM-02-L1", "13.504", "Example plot 1, Laocheng",
                 "583.400 tCO₂e, of which 466.720 tCO₂e offset", "Demo data", one.entry.hash, one.entry.previous,
                 one.entry.at, f"Entry {one.entry.number} "):
        assert said in text
    line = html.unescape(re.search(r'<pre id="line"[^>]*>(.*?)</pre>', page)[1])
    assert chain.parse(line.encode()) == one.entry
    assert hashlib.sha256(line.replace(f',"hash":"{one.entry.hash}"', "").encode()).hexdigest() == one.entry.hash
    api = 'href="/api/v1/certificates/YM-C-2026-0003"'
    assert api in page
    assert api not in screens.get("/verify/YM-C-2026-0003", "lang=en&kiosk=1").text  # from there nobody comes back


@pytest.mark.parametrize("typed", ["YM-C-2026-0003", "ymc20260003", "YM C 2026 0003",
                                   " ym-c-2026-0003 ", "ＹＭ－Ｃ－２０２６－０００３",
                                   "YM—C—2026—0003"])
def test_however_it_is_typed(screens: Screens, typed: str):
    assert screens.get(f"/verify/{typed}", "lang=zh").status == 200


def test_a_number_from_the_form_becomes_an_address(screens: Screens):
    found = screens.get("/verify", "number=YM-C-2026-0003&lang=en&kiosk=1")
    assert (found.status, found.headers["location"]) == (303, "/verify/YM-C-2026-0003?lang=en&kiosk=1")
    sly = screens.get("/verify", "number=//evil.example/%0d%0aSet-Cookie:x&lang=en")
    assert sly.headers["location"] == "/verify/%2F%2Fevil.example%2F%0D%0ASet-Cookie%3Ax?lang=en"
    assert screens.get("/verify", "number=%20&lang=en").status == 200


@pytest.mark.parametrize(("number", "said"), [
    ("YM-C-2026-0099", "There is no certificate or order YM-C-2026-0099."),
    ("<script>alert(1)</script>", "There is no certificate or order <script>alert(1)</script>."),
    ("' OR 1=1 --", "There is no certificate or order ' OR 1=1 --."),
    ("x'; DROP TABLE journal; --", "There is no certificate or order"),
    ("%2e%2e%2fetc", "There is no certificate or order"),
    ("../../../etc/passwd", "There is no certificate or order"),
    ("{number}", "There is no certificate or order {number}."),
    ("x" * 61, "This is no number of a certificate."), ("x" * 50_000, "This is no number of a certificate."),
    ("a\x00b", "This is no number of a certificate."), ("a\u202eb", "This is no number of a certificate."),
    ("a\r\nSet-Cookie: b", "This is no number of a certificate."), ("\ufffd\u0007", "This is no number"),
])
def test_what_nobody_issued_is_not_found(screens: Screens, number: str, said: str):
    before = journal_end(open_house())
    found = screens.get(f"/verify/{number}", "lang=en")
    assert found.status == 404
    assert said in read(found.text)
    assert "<script>alert" not in found.text
    assert len(found.body) < 20_000
    assert "etag" not in found.headers
    assert journal_end(open_house()) == before


def test_unknown_numbers_are_not_kept(screens: Screens):
    for at in range(20):
        screens.get(f"/verify/none-{at}", "lang=zh")
    screens.get("/verify/YM-C-2026-0003", "lang=zh")
    assert [name for name in screens.app._shelf.pages if name.startswith("number")] == \
        ["number zh False YM-C-2026-0003"]


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """60.5 and 39.5 t; 12.5 t of the first cancelled for order 1, 12.5 t of order 2 refunded, 12.5 t of 3 held."""
    own = Store(tmp_path_factory.mktemp("sold") / "x.duckdb")

    def do(command, key: str, reason: str = "") -> None:
        act(own, command, "registrar", reason, key)

    do(lot("L1", "60.500"), "a")
    do(lot("L2", "39.500"), "b")
    for number in (1, 2, 3):
        do(hold(number, "12.500"), f"hold {number}")
    for number in (1, 2):
        one = hold(number, "12.500")
        do(RecordPayment(one.order, date(2026, 11, 23), one.amount_cny, f"V-{number}"), f"pay {number}")
    do(CancelTonnes(hold(1, "12.500").order), "cancel")
    do(RefundOrder(hold(2, "12.500").order, date(2026, 11, 23), "T-2"), "refund", "买方撤回")
    yield own
    own.close()


def test_the_serial_of_an_offsetting_certificate_says_what_is_left_of_it(sold: Store, over):
    def do(command, key: str, reason: str = "") -> None:
        act(sold, command, "registrar", reason, key)

    screens, address = over(sold), "/verify/tp-2026-1"
    do(RegisterCertificate("TP-2026-1", "carbon_ticket", "县林草局", "532328", date(2027, 6, 30), Decimal(20)), "tp")
    found = read(screens.get(address, "lang=en").text)
    assert "20.000 t, 0.000 t used, 20.000 t left; valid until 2027-06-30." in found
    do(WithdrawCertificate("TP-2026-1"), "tp away", "重复登记")
    withdrawn = screens.get(address, "lang=en").text
    assert "withdrawn, it may no longer offset" in read(withdrawn)
    assert 'class="verdict bad"' in withdrawn


def test_the_number_of_an_order_says_how_it_stands(sold: Store, over):
    screens = over(sold)
    for number, said in ((1, "Cancelled; this is its certificate."), (2, "Refunded: its tonnes went back to the"),
                         (3, "Ordered: its tonnes are held and not paid for; there is no certificate.")):
        found = screens.get(f"/verify/{hold(number, '12.500').order}", "lang=en")
        assert found.status == 200
        assert said in read(found.text)
        assert ("YM-C-2026-0001" in found.text) == (number == 1)


def test_the_whole_journal_is_one_file(sold: Store, over, monkeypatch):
    monkeypatch.setattr("kiosk.journal.PAGE", 4)  # so that it takes several
    screens = over(sold)
    found = screens.get("/verify/journal.ndjson")
    number, sealed = journal_end(sold)
    assert chain.check_links(found.body.splitlines()).hash == sealed
    assert found.body.count(b"\n") == number
    assert screens.get("/verify/journal.ndjson", method="HEAD").body == b""
    assert screens.get("/verify/journal.ndjson", if_none_match=found.headers["etag"]).status == 304
    assert "attachment" in found.headers["content-disposition"]


def test_what_happened_since_is_said(sold: Store, over):
    """The last one here: it writes to the books that the others read."""
    screens, address = over(sold), "/verify/YM-C-2026-0001"
    assert "No corrections; the lots behind it lost nothing." in read(screens.get(address, "lang=en").text)
    act(sold, Correct(3, "project_en", "Right name"), "registrar", "typing error", "fix")
    text = read(screens.get(address, "lang=en").text)
    assert "Right name" in text.partition("What happened since")[2]
    assert "typing error" in text
    assert "were cancelled for “Right name”" in text
    act(sold, ReverseLot("L1", Decimal("60.5"), "fire"), "registrar", "fire in May", "burn")
    text = read(screens.get(address, "lang=en").text)
    assert "L1 lost tonnes later, which the county must replace; this certificate still stands." in text
    assert "fire in May" in text
    assert verify(sold).head.number == journal_end(sold)[0]
