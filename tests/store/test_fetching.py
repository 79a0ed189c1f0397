"""Fetching bulletins, from a server on this machine: what is stored, what is refused, where it never goes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from core.problem import Problem
from store import Store, fetching
from store.bulletins import recorded
from store.fetching import VARIABLE, Fetched, fetch, get, start_daily
from store.shipped import load_prices
from store.snapshot import current

Page = tuple[int, bytes, str]  # status, body, where a redirect leads
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 8, day) for day in (17, 18, 19))


def page(day: date, tonnes: str = "1,000", turnover: str = "98,000.00") -> Page:
    text = (f"<html><body><h1>全国碳市场每日综合价格行情及成交信息{day:%Y%m%d}</h1><p>"
            "今日全国碳市场综合价格行情为：收盘价98.00元/吨。"
            f"今日挂牌协议交易成交量{tonnes}吨，成交额{turnover}元；今日无大宗协议交易。今日无单向竞价。今日全国碳排放配额总成交量"
            f"{tonnes}吨，总成交额{turnover}元。</p></body></html>")
    return 200, text.encode(), ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Page]]:
    """path → what a server on this machine answers; the address is set to it."""
    pages: dict[str, Page] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body, to = pages.get(self.path, (404, b"", ""))
            self.send_response(status)
            if to:
                self.send_header("Location", to)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv(VARIABLE, f"http://127.0.0.1:{server.server_port}/{{yyyy}}/{{yyyymmdd}}.html")
    yield pages
    server.shutdown()
    server.server_close()


def path(day: date) -> str:
    return f"/2026/{day:%Y%m%d}.html"


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("priced") / "x.duckdb"
    store = Store(made)
    store.write(load_prices)
    store.close()
    return made


@pytest.fixture
def prices(priced: Path, tmp_path: Path) -> Iterator[Store]:
    opened = Store(Path(shutil.copy(priced, tmp_path / "own.duckdb")))
    yield opened
    opened.close()


@pytest.fixture
def run(prices: Store) -> Callable[..., list[str]]:
    def ask(last: date | None = WEDNESDAY, first: date | None = None) -> list[str]:
        return [_said(one) for one in fetch(prices, first, last)]

    return ask


def _said(one: Fetched) -> str:
    what = one.problem.key if one.problem else one.planned.state if one.planned else "not out"
    return f"{one.day.day} {what}{' !' if one.trouble else ''}"


def test_missing_days_are_fetched_and_stored(site: dict[str, Page], prices: Store,
                                             run: Callable[..., list[str]]) -> None:
    site |= {path(day): page(day) for day in (MONDAY, WEDNESDAY)}
    assert run() == ["17 new", "18 fetch_absent !", "19 new"]
    assert current(prices).series.last_date == WEDNESDAY
    with prices.read() as cursor:
        assert {(one.did, one.role) for one in recorded(cursor)} == {("new", "fetch")}
    site[path(TUESDAY)] = page(TUESDAY)
    assert run(first=WEDNESDAY) == []
    assert run() == ["18 new"]


def test_what_contradicts_is_left_out(site: dict[str, Page], prices: Store, run: Callable[..., list[str]]) -> None:
    """Wednesday's page gives Tuesday's bulletin, Tuesday's a sum that is wrong: Monday's is stored all the same."""
    wrong = page(TUESDAY)[1].replace("总成交量1,000".encode(), "总成交量1,001".encode())
    site |= {path(MONDAY): page(MONDAY), path(TUESDAY): (200, wrong, ""), path(WEDNESDAY): page(TUESDAY)}
    assert run() == ["17 new", "18 refused !", "19 fetch_other !"]
    assert current(prices).series.last_date == MONDAY


def test_todays_may_not_be_out_yet(site: dict[str, Page], run: Callable[..., list[str]]) -> None:
    assert run(None, date(2026, 11, 20)) == ["20 fetch_absent !", "23 not out"]


def test_thirty_days_a_run(site: dict[str, Page], run: Callable[..., list[str]]) -> None:
    assert len(run(None)) == 30


@pytest.mark.parametrize(("answer", "key"), [
    ((302, b"", "http://127.0.0.2:1/"), "fetch_redirect"), ((302, b"", "file:///etc/hosts"), "fetch_absent"),
    ((302, b"", "http://127.0.0.1:1/"), "fetch_redirect"), ((200, b"x" * 2_000_001, ""), "fetch_size"),
    ((500, b"", ""), "fetch_absent"), ((200, b"", ""), "bulletin_empty_file"), ((200, b"%PDF", ""), "fetch_other"),
])
def test_pages_that_are_not_read(site: dict[str, Page], run: Callable[..., list[str]], answer: Page, key: str) -> None:
    site[path(MONDAY)] = answer
    assert run(MONDAY) == [f"17 {key} !"]


def test_a_redirect_within_the_host(site: dict[str, Page], run: Callable[..., list[str]]) -> None:
    site |= {path(MONDAY): (302, b"", "/moved"), "/moved": page(MONDAY)}
    assert run(MONDAY) == ["17 new"]


def test_a_name_that_leads_to_this_machine_is_not_read(site: dict[str, Page], monkeypatch: pytest.MonkeyPatch,
                                                       run: Callable[..., list[str]]) -> None:
    """The name looks public and the address behind it is not: seen on the connection itself."""
    site[path(MONDAY)] = page(MONDAY)
    monkeypatch.setattr(fetching, "_is_private", lambda host: False)
    assert run() == ["17 fetch_private !"]


def test_a_host_that_does_not_answer_is_asked_once(monkeypatch: pytest.MonkeyPatch,
                                                   run: Callable[..., list[str]]) -> None:
    monkeypatch.setenv(VARIABLE, "http://127.0.0.1:1/{yyyymmdd}")
    assert run() == ["17 fetch_unreachable !"]


@pytest.mark.parametrize(("address", "key"), [
    ("", "fetch_off"), ("ftp://example.org/{yyyymmdd}", "fetch_address"), ("file:///{yyyymmdd}", "fetch_address"),
    ("http://example.org/", "fetch_address"), ("http:///{dd}", "fetch_address"),
])
def test_addresses_that_cannot_be(monkeypatch: pytest.MonkeyPatch, prices: Store, address: str, key: str) -> None:
    monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(Problem, match=key):
        fetch(prices)


def test_days_in_the_wrong_order(site: dict[str, Page], prices: Store) -> None:
    with pytest.raises(Problem, match="fetch_range"):
        fetch(prices, TUESDAY, MONDAY)


def test_an_address_is_filled_with_the_day(site: dict[str, Page]) -> None:
    assert fetching._filled("https://x/{yyyy}-{mm}-{dd}/{yyyymmdd}.htm", MONDAY) == "https://x/2026-08-17/20260817.htm"
    site["/a"] = (200, b"body", "")
    base = fetching.template().partition("/{")[0]
    assert get(f"{base}/a", MONDAY) == b"body"


def test_the_running_app_tries_by_itself_and_survives_what_fails(site: dict[str, Page], prices: Store,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    site[path(MONDAY)] = page(MONDAY)
    tries, done = [], threading.Event()

    def trying(store: Store) -> tuple[Fetched, ...]:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("once")
        done.set()
        return fetch(store, None, MONDAY)

    monkeypatch.setattr(fetching, "fetch", trying)
    monkeypatch.setattr(fetching, "FIRST_S", 0)
    monkeypatch.setattr(fetching, "EVERY_S", 0.01)
    stop = start_daily(prices)
    assert done.wait(20)
    stop()
    assert len(tries) >= 2


def test_without_an_address_nothing_runs(prices: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(fetching, "FIRST_S", 0)
    before = {one.name for one in threading.enumerate()}
    start_daily(prices)
    assert "bulletin-fetch" not in {one.name for one in threading.enumerate()} - before


def test_what_was_fetched_prices_the_next_day(site: dict[str, Page], prices: Store,
                                              run: Callable[..., list[str]]) -> None:
    site[path(MONDAY)] = page(MONDAY, "2,000", "190,000.00")
    run(MONDAY)
    stored = current(prices).series.on(MONDAY)
    assert stored is not None
    assert (stored.total_turnover_cny, stored.quality) == (Decimal("190000.00"), "A")
