"""What all answers have in common: kept, counted, open to other sites' pages; and what tricks are refused."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api import calls, kept, problems
from api.front import Front
from core.rate import Rate
from ui.limits import Limit

READS = ["/api/v1/reserve", "/api/v1/plots", "/api/v1/price?date=2021-08-20", "/api/v1/prices?from=2026-08-01",
         "/api/v1/journal?after=3", "/api/v1/certificates/YM-C-2026-0003", "/api/openapi.json", "/api/docs?lang=en"]
PINE = {"occupation": "permanent", "strata": [{"species": "云南松", "area_hm2": 1, "volume_m3_hm2": 100}]}


@pytest.fixture
def limited(served: Starlette) -> Callable[[int, int], TestClient]:
    """A server that lets so many requests and so many points through, and no more in this test."""
    def build(reads: int, points: int) -> TestClient:
        rates = [(Rate(count, 60_000), Rate(10**6, 1)) for count in (reads, points)]
        front = Front(served, *rates)
        front.reads, front.computes = (Limit(*one, clock=lambda: 1) for one in rates)  # time stands still
        return TestClient(front, raise_server_exceptions=False)
    return build


# --- kept


@pytest.mark.parametrize("path", READS)
def test_every_get_can_be_asked_again_at_no_cost_and_by_head(client: TestClient, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert (first.status_code, first.content, first.headers) == (200, second.content, second.headers)
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert head.headers["content-length"] == first.headers["content-length"]


def test_what_is_kept_is_of_one_data_version_day_and_language(client: TestClient, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(calls, "snapshot", lambda real=calls.snapshot: asked.append(1) or real())
    house = SimpleNamespace(data_version=7)
    monkeypatch.setattr("api.front.open_house", lambda: house)
    for lang in ("zh", "zh-CN", "en;q=0.3, zh;q=0.4", "en", "fr", ""):
        client.get("/api/v1/reserve", headers={"Accept-Language": lang})
    assert len(asked) == 2  # zh and en
    house.data_version = 8
    client.get("/api/v1/reserve")
    assert len(asked) == 3
    client.get("/api/v1/health")
    assert client.get("/api/v1/health").headers["cache-control"] == "no-store"


def test_packed_and_plain_are_kept_apart(client: TestClient) -> None:
    for _ in range(2):
        packed = client.get("/api/v1/prices", headers={"Accept-Encoding": "gzip"})
        plain = client.get("/api/v1/prices", headers={"Accept-Encoding": "identity"})
        assert (packed.headers.get("content-encoding"), plain.headers.get("content-encoding")) == ("gzip", None)
        assert packed.content == plain.content
        assert packed.headers["vary"] == "Accept-Encoding, Accept-Language"


@pytest.mark.parametrize(("header", "lang"), [
    ("", "en"), ("zh", "zh"), ("zh-Hant-TW", "zh"), ("en;q=0.2,zh;q=0.9", "zh"), ("fr,zh;q=0.1", "zh"), ("*", "en"),
    ("zh;q=0", "en"), ("zh;q=x, en", "en"), (";;,,", "en")])
def test_the_language_that_is_liked_best(header: str, lang: str) -> None:
    assert problems.language(header.encode()) == lang


# --- pages


@pytest.mark.parametrize(("path", "rows"), [("reserve", "lots"), ("plots", "features")])
def test_pages_go_on_by_link_and_together_are_all(client: TestClient, served: Starlette, monkeypatch, path: str,
                                                  rows: str) -> None:
    whole = client.get(f"/api/v1/{path}").json()
    monkeypatch.setattr(kept, "MAX_ROWS", 5)
    monkeypatch.setattr(kept, "_kept", kept.WeakKeyDictionary())
    url, found, pages, fresh = f"/api/v1/{path}", [], 0, TestClient(Front(served))  # with nothing kept of whole pages
    while url:
        answer = fresh.get(url)
        found += answer.json()[rows]
        pages += 1
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert found == whole[rows]
    assert pages == -(-len(found) // 5)
    if path == "reserve":
        assert answer.json()["stored_t"] == whole["stored_t"]


def test_a_row_that_is_added_moves_no_other_to_another_page(monkeypatch) -> None:
    monkeypatch.setattr(kept, "MAX_ROWS", 2)
    first, last = kept.page(["b", "d", "f"], str, None)
    assert (first, last) == (["b", "d"], "d")
    assert kept.page(["a", "b", "c", "d", "e", "f"], str, last) == (["e", "f"], "")
    assert kept.page(["b", "f"], str, last) == (["f"], "")


# --- other sites


def test_other_sites_pages_read_v1_and_nothing_else(client: TestClient) -> None:
    from_elsewhere = {"Origin": "https://example.org"}
    for path in ("/api/v1/reserve", "/api/v1/reserve", "/api/v1/nothing", "/api/v1/price?date=x"):
        said = client.get(path, headers=from_elsewhere).headers
        assert said["access-control-allow-origin"] == "*"
        assert {"ETag", "Link", "Retry-After"} <= set(said["access-control-expose-headers"].split(", "))
        assert "access-control-allow-credentials" not in said
    for path in ("/api/docs", "/api/openapi.json", "/api/layers/sub_compartments.geojson"):
        assert not [name for name in client.get(path, headers=from_elsewhere).headers if name.startswith("access-")]
        asked = client.options(path, headers=from_elsewhere | {"Access-Control-Request-Method": "GET"})
        assert asked.status_code == 405


# --- how often


def test_what_is_ready_does_not_count_and_the_rest_does(limited) -> None:
    client = limited(3, 100)
    for _ in range(20):
        assert client.get("/api/v1/reserve").status_code == 200
    assert [client.get(f"/api/v1/nothing{n}").status_code for n in range(3)] == [404, 404, 429]
    assert client.get("/api/v1/reserve").status_code == 200
    refused = client.get("/api/v1/plots", headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.json()["problem"]) == (429, "request_rate")
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["ratelimit"] == '"reads";r=0;t=60'
    assert refused.headers["ratelimit-policy"] == '"reads";q=3;w=180'
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "60 秒" in refused.json()["detail"]


def test_an_estimate_costs_more_the_more_is_computed(limited) -> None:
    client = limited(1_000, 8)
    asked = [client.post("/api/v1/estimate", json=body).status_code for body in (
        PINE, PINE | {"bands": True}, PINE, PINE, PINE)]
    assert asked == [200, 200, 200, 429, 429]  # 1 + 6 + 1
    assert client.post("/api/v1/estimate", json=PINE).headers["ratelimit"].startswith('"computes";r=0;t=')
    assert client.get("/api/v1/price").status_code == 200


def test_who_somebody_says_they_are_changes_nothing(limited) -> None:
    client = limited(2, 100)
    told = [client.get(f"/api/v1/nothing{n}", headers={
        "X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}", "X-Real-IP": f"198.51.100.{n}",
        "X-Forwarded-User": "admin", "Remote-User": "admin"}).status_code for n in range(4)]
    assert told == [404, 404, 429, 429]


# --- bad input


@pytest.mark.parametrize("path", [
    "/api/v1/..%2f..%2fetc%2fpasswd", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/api/v1/reserve%00", "/api/v1//reserve",
    "/api/v1/certificates/..%5c..%5cwindows", "/api/v1/certificates/a%0d%0aSet-Cookie:x=1",
    "/api/v1/" + "x" * 5_000])
def test_tricks_with_the_path_are_not_found(client: TestClient, path: str) -> None:
    refused = client.get(path)
    assert (refused.status_code, refused.json()["problem"]) == (404, "request_path")
    assert len(refused.json()["detail"]) < 300
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(("path", "status", "key"), [
    ("/api/v1/certificates/x' OR '1'='1", 404, "cancellation_unknown"),
    ("/api/v1/certificates/1; DROP TABLE lot; --", 404, "cancellation_unknown"),
    ("/api/v1/price?date=2021-08-20' OR 1=1", 422, "request_date"),
    ("/api/v1/price?date=2021-08-20%00", 422, "request_date"),
    ("/api/v1/journal?after=1 UNION SELECT 1", 422, "request_value"),
    ("/api/v1/journal?after=" + "9" * 5_000, 422, "request_value"),
    ("/api/v1/scenarios/1e3", 422, "request_value"),
    ("/api/v1/price?date=2021-08-20&date=2021-08-21", 422, "request_twice"),
    ("/api/v1/price?Date=2021-08-20", 422, "request_unknown_field"),
    ("/api/v1/reserve?after=" + "x" * 101, 422, "request_value"),
])
def test_parameters_nobody_means(client: TestClient, caplog, path: str, status: int, key: str) -> None:
    with caplog.at_level(logging.DEBUG):
        refused = client.get(path)
    assert (refused.status_code, refused.json()["problem"]) == (status, key)
    assert refused.json()["detail"].endswith(".")
    own = [one for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    assert not [one for one in own if "DROP" in one.getMessage() or "OR" in one.getMessage()]


def test_lots_whose_name_is_sql_are_only_behind_or_before(client: TestClient) -> None:
    assert client.get("/api/v1/reserve", params={"after": "~' OR 1=1 --"}).json()["lots"] == []


@pytest.mark.parametrize(("text", "key"), [
    (b'{"occupation": "permanent", "occupation": "temporary"}', "request_json_twice"),
    (b'{"occupation": "permanent", "strata": [{"species": "\\ud800", "area_hm2": 1}]}', "request_encoding"),
    (b'{"occupation": "permanent", "strata": [{"species": "x", "area_hm2": Infinity}]}', "request_json_value")])
def test_json_nobody_means(client: TestClient, text: bytes, key: str) -> None:
    refused = client.post("/api/v1/estimate", content=text, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json()["problem"]) == (422, key)


# --- prices that are not published


def test_without_published_prices_the_api_shows_none(client: TestClient, snapshot, monkeypatch) -> None:
    book = snapshot.rules.reform_all({"publish_prices": False})
    silent = SimpleNamespace(**{name: getattr(snapshot, name) for name in (
        "version", "series", "prices", "reserve", "county", "species", "inventory", "store", "stale_days")}, rules=book)
    monkeypatch.setattr(calls, "snapshot", lambda: silent)
    for path in ("price", "price?date=2021-08-20", "prices", "prices?by=trade_date"):
        refused = client.get(f"/api/v1/{path}")
        assert (refused.status_code, refused.json()["problem"]) == (403, "prices_unpublished")
    found = client.post("/api/v1/estimate", json=PINE)
    assert found.json()["loss_t"] > 0
    assert found.json()["purchase_t"] > 0
    for name in ("trading_price", "national_average", "amount_cny", "source", "market_date"):
        assert found.json()[name] is None
    assert "28.57" not in found.text


def test_the_shelf_of_answers_has_an_end(served: Starlette, monkeypatch) -> None:
    monkeypatch.setattr("api.front.TOGETHER", 20_000)
    front = Front(served)
    client = TestClient(front)
    for day in range(1, 29):
        assert client.get(f"/api/v1/prices?from=2026-01-{day:02}&to=2026-03-01").status_code == 200
    assert 0 < len(front._shelf.answers) < 28
    assert front._shelf.size == sum(len(one.body) for one in front._shelf.answers.values()) <= 20_000
