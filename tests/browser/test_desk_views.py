"""Every view of the desk on a phone, each with something chosen, in one of the languages: nothing
beyond the screen, nothing grave for axe."""

from __future__ import annotations

from urllib.parse import urlencode

from browser import axe
from browser.conftest import Server, Window
from browser.desk import LANGUAGES
from browser.test_pages_open import OVERFLOW
from ui.sessions import leave_link, links_of

VIEWS: dict[str, dict[str, str]] = {
    "today": {}, "plots": {"plot": "YM-01"}, "occupations": {}, "orders": {"order": "O-2026-004"},
    "certificates": {"serial": "演示-TP-2026-0001"}, "monitoring": {"lot": "YM-01-L1"}, "watch": {},
    "sharing": {"order": "O-2026-003"}, "decisions": {}, "history": {"thing": "order/O-2026-003"}}


def test_every_view_of_the_desk_on_a_phone(window: Window, server: Server) -> None:
    phone = window(390, 850, dark=True)  # a window of its own, in which one is staff
    token = leave_link(links_of(server.log.with_name("zhanbu.duckdb")))
    phone.go(f"/desk?lang=en&staff={token}")
    phone.settle()
    found = {}
    for at, (view, chosen) in enumerate(VIEWS.items()):
        phone.go(f"/desk?{urlencode({'lang': LANGUAGES[at % 2], 'view': view, **chosen})}")
        phone.settle()
        found[view] = (phone.page.evaluate(OVERFLOW) <= 1, axe.findings(phone.page))
    assert found == {view: (True, []) for view in VIEWS}
