"""The page for the screen in the hall: what it says, how it is kept, what it lets in."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from asking import Screens

from bench.journal_case import hold, lot
from core.ledger.commands import CancelTonnes, RecordPayment
from kiosk import screen, serve
from kiosk.certificate import Asked, certificate
from kiosk.drawing import course
from kiosk.screen import View
from store import Store, open_house, verified
from store.acts import act
from store.snapshot import current
from ui.words import words

DAY = date(2026, 11, 23)


def read(page: str) -> str:
    """What stands on a page, without its tags, its script and its style."""
    bare = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare)))


def view(lang: str = "zh", **rules: object) -> View:
    snapshot = current(open_house())
    if rules:
        changed = object.__new__(type(snapshot))
        changed.__dict__.update(snapshot.__dict__, rules=snapshot.rules.reform_all(rules))
        snapshot = changed
    return View(snapshot, verified.latest(open_house()), DAY, words(lang))


# --- what it says


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ["储备还剩多少？", "现在可以购买", "每吨", "示例 水库扩建", "羊街镇", "演示数据",
            "来源：上海环境能源交易所，2026-08-14"]),
    ("en", ["How much is left in the reserve?", "a tonne", "Example reservoir works", "Yangjie", "demo data",
            "Shanghai Environment and Energy Exchange, 2026-08-14"]),
])
def test_it_says_what_is_left_what_it_costs_who_used_it_and_that_the_books_balance(screens: Screens, lang: str, said):
    text = read(screens.get("/kiosk", f"lang={lang}").text)
    figures = ["2,103", "2,471", "120", "248", "¥28.57", "¥95.23", "116.680", "¥24.50/t", "YM-C-2026-0003",
               "2,471.275", "2,103.155", "120.250", "247.870"]
    assert [one for one in (*said, *figures) if one not in text] == []
    head = verified.latest(open_house())
    assert head.problem is None
    assert head.link.hash[:12] in text
    assert f"{head.at:%Y-%m-%d %H:%M}" in text


def test_it_speaks_chinese_unless_it_is_asked_for_english(screens: Screens):
    for query, lang in (("", "zh-CN"), ("lang=zh", "zh-CN"), ("lang=en", "en"), ("lang=fr", "zh-CN"),
                        ("x=1&lang=en", "en"), ("lang=qps", "zh-CN"), ("lang=en" + "&a=1" * 900, "zh-CN")):
        page = screens.get("/kiosk", query, accept_language="en-US").text
        assert page.startswith(f'<!doctype html><html lang="{lang}"'), query


def test_prices_go_when_the_county_does_not_publish_them():
    with_, without = (screen.screen(view("en", publish_prices=value), "s").decode() for value in (True, False))
    assert "¥28.57" in with_
    assert "¥24.50/t" in with_
    assert "¥" not in read(without)
    assert "Price today" not in read(without)
    assert "116.680" in without


def test_nor_do_certificates_then_say_them():
    found = view("en", publish_prices=False)
    status, page = certificate(open_house(), found.snapshot, Asked("YM-C-2026-0003", words("en"), False, DAY))
    bare, line = re.sub(r"<pre.*?</pre>", "", page.decode(), flags=re.DOTALL), page.decode()
    assert status == 200
    assert "¥" not in bare
    assert "2858.66" not in bare
    assert "2858.66" in line  # the journal is public in any case


def test_what_somebody_wrote_stays_text(own: Store, over):
    sly = '<img src=x onerror="alert(1)">&{0}'
    one = replace(hold(1, "12.500"), project_zh=sly, project_en=sly, township_en="</td><script>alert(1)</script>")
    for key, command in (("a", lot("L1", "60.500")), ("b", one),
                         ("c", RecordPayment(one.order, DAY, one.amount_cny, "V-1")), ("d", CancelTonnes(one.order))):
        act(own, command, "registrar", "", key)
    screens = over(own)
    for path in ("/kiosk", "/verify/YM-C-2026-0001", f"/verify/{one.order}"):
        page = screens.get(path, "lang=en").text
        assert sly in read(page)
        assert "<img" not in page
        assert "<script>alert" not in page


def test_the_last_cancelled_stands_first_whenever_it_was_traded():
    found = view()
    old, *others = found.snapshot.reserve.orders
    changed = object.__new__(type(found.snapshot))
    orders = (old._replace(certificate="YM-C-2026-0009"), others[0]._replace(certificate="甲 7"), *others[1:])
    changed.__dict__.update(found.snapshot.__dict__, reserve=replace(found.snapshot.reserve, orders=orders))
    assert [one.certificate for one in replace(found, snapshot=changed).latest] == [
        "YM-C-2026-0009", "YM-C-2026-0003", "YM-C-2026-0002", "YM-C-2026-0001", "甲 7"]


def test_an_empty_store_says_what_will_stand_there(own: Store, over):
    text = read(over(own).get("/kiosk", "lang=en").text)
    for said in ("No plot is stored yet.", "Nothing has been cancelled yet.", "The journal has no entries yet.",
                 "so there is no price."):
        assert said in text


def test_books_that_do_not_balance_are_not_called_balanced(own: Store, over):
    act(own, lot("L1", "60.500"), "registrar", "", "a")
    screens = over(own)
    assert "✓ The books balance" in read(screens.get("/kiosk", "lang=en").text)
    own.write(lambda cursor: cursor.execute("UPDATE lot SET stored_t = 70"))
    verified.whole(own)
    text = read(screens.get("/kiosk", "lang=en").text)
    assert "The books did not balance at" in text
    assert "✓" not in text


@pytest.mark.parametrize(("address", "shown"), [
    ("https://carbon.example.gov.cn", True), ("https://carbon.example.gov.cn/", True), ("", False),
    ("javascript:alert(1)", False), ("https://a:b@example.cn", False), ("https://example.cn/?x=1", False),
    ("example.cn", False), ("https://[x", False),
])
def test_codes_to_read_on_at_home_need_an_address_that_was_set(monkeypatch, address: str, shown: bool):
    monkeypatch.setenv("ZHANBU_PUBLIC_URL", address)
    page = screen.screen(view("en"), "s").decode()
    assert ("https://carbon.example.gov.cn/verify" in page) == shown
    assert ("No public address has been set" in page) != shown
    assert ('class="qrline"' in page or "<path" in page.partition('id="home"')[2]) == shown


def test_two_prices_make_a_line_and_one_makes_none():
    say, snapshot = words("en"), current(open_house())
    rows = [(one.market_date, price) for one, _, price in snapshot.prices[-2:]]
    assert course(rows[:1], say) == ""
    assert len(re.findall(r"[\d.]+,[\d.]+", re.search(r'points="([^"]+)"', course(rows, say))[1])) == 2


# --- how it is kept and sent


def test_it_is_made_once_and_again_when_what_it_says_has_changed(own: Store, over, monkeypatch):
    screens, made = over(own), []
    build = serve.screen
    monkeypatch.setattr(serve, "screen", lambda view, stamp: made.append(stamp) or build(view, stamp))
    first = screens.get("/kiosk")
    told = json.loads(screens.get("/kiosk/version").body)
    again = screens.get("/kiosk", if_none_match=first.headers["etag"])
    assert len(made) == 2  # once to know its stamp, once with it
    assert (again.status, again.body) == (304, b"")
    assert f'data-page="{told["page"]}"' in first.text
    assert told["at"].startswith("2026-11-23 ")
    act(own, lot("L1", "60.500"), "registrar", "", "a")
    assert json.loads(screens.get("/kiosk/version").body)["page"] != told["page"]
    changed = screens.get("/kiosk", if_none_match=first.headers["etag"])
    assert changed.status == 200
    assert "60.500" in changed.text


def test_what_does_not_show_does_not_reload_the_screen(own: Store, over):
    screens = over(own)
    before = json.loads(screens.get("/kiosk/version").body)["page"]
    own.write(lambda cursor: None)
    assert json.loads(screens.get("/kiosk/version").body)["page"] == before


def test_head_packing_and_methods(screens: Screens):
    plain = screens.get("/kiosk")
    packed = screens.get("/kiosk", accept_encoding="br, gzip;q=0.5")
    head = screens.get("/kiosk", method="HEAD", accept_encoding="gzip")
    assert packed.text == plain.text
    assert len(plain.body) < 500_000
    assert (head.status, head.body, head.headers) == (200, b"", packed.headers)
    assert int(head.headers["content-length"]) == len(packed.body)
    assert "content-encoding" not in screens.get("/kiosk", accept_encoding="gzip;q=0").headers
    for known, status in (('W/"x", ' + plain.headers["etag"], 304), ("*", 304), ('"x"', 200)):
        assert screens.get("/kiosk", if_none_match=known).status == status
    for method in ("POST", "PUT", "OPTIONS", "TRACE"):
        refused = screens.get("/kiosk", method=method)
        assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")


def test_a_failure_is_a_sentence_and_no_inside(screens: Screens, monkeypatch, caplog):
    def fail() -> Store:
        raise RuntimeError("secret-inside")

    monkeypatch.setattr(serve, "open_house", fail)
    found = screens.get("/kiosk", "lang=en")
    assert (found.status, found.headers["retry-after"]) == (503, "30")
    assert found.text == "This page cannot be shown at the moment. Please try again shortly."


# --- what it lets in


@pytest.mark.parametrize("path", ["/kiosk", "/verify", "/verify/YM-C-2026-0003", "/verify/none"])
def test_its_policy_names_its_own_script_and_style_and_nothing_else(screens: Screens, path: str):
    found = screens.get(path, "lang=zh")
    policy = dict(part.split(" ", 1) for part in found.headers["content-security-policy"].split("; "))

    def digest(tag: str) -> str:
        text = re.search(rf"<{tag}>(.*?)</{tag}>", found.text, re.DOTALL)[1]
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert (policy["style-src"], policy["script-src"]) == (digest("style"), digest("script"))
    assert policy["connect-src"] == ("'none'" if path == "/verify" else "'self'")
    bare = re.sub(r"<(style|script)>.*?</\1>", "", found.text, flags=re.DOTALL)
    assert re.findall(r"<[^>]+\s(?:on\w+|style)\s*=", bare) == []
    assert re.findall(r'(?:src|href|action)="(?!/|#|data:,)[^"]*"', bare) == []
    assert found.headers["x-content-type-options"] == "nosniff"


def test_whose_request_it_claims_to_be_changes_nothing(screens: Screens):
    for path in ("/kiosk", "/verify/YM-C-2026-0003"):
        forged = screens.get(path, "lang=zh", host="evil.example", x_forwarded_for="127.0.0.1", x_forwarded_host="evil",
                             x_forwarded_proto="https", remote_user="admin", x_streamlit_user="admin",
                             x_original_url="/desk", authorization="Bearer x", cookie="a=b", origin="https://evil")
        assert forged == screens.get(path, "lang=zh")


@pytest.mark.parametrize(("path", "status"), [
    ("/", 299), ("/kiosks", 299), ("/kiosk.html", 299), ("/verifyx/1", 299), ("/desk", 299), ("//kiosk", 299),
    ("/kiosk/../desk", 404), ("/kiosk/files/kiosk.js", 404), ("/kiosk/version/", 404), ("/kiosk/", 200),
    ("/verify/", 200), ("/KIOSK", 299),
])
def test_its_addresses_are_these(screens: Screens, path: str, status: int):
    assert screens.get(path, "lang=en").status == status
