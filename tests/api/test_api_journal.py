"""The public journal and the certificates of cancellation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from api import calls, front, journal
from api.shapes import Certificate
from bench.journal_case import hold, lot
from core.ledger.chain import verify
from store import Store
from store.acts import act, books
from store.shipped import load_demo
from store.snapshot import Snapshot

D = Decimal


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The illustrative books and three acts."""
    opened = Store(tmp_path_factory.mktemp("journal") / "x.duckdb")
    opened.write(load_demo)
    act(opened, lot("OWN"), "registrar", "", "a")
    for number in (1, 2):
        act(opened, hold(number), "registrar", "", f"key {number}")
    with pytest.MonkeyPatch.context() as patch:
        kept = Snapshot(opened)
        patch.setattr(calls, "snapshot", lambda: kept)
        patch.setattr(journal, "open_house", lambda: opened)
        patch.setattr(front, "open_house", lambda: opened)
        patch.setattr(journal, "PAGE", 9)
        yield opened
    opened.close()


def test_all_pages_together_are_what_verify_reads(client: TestClient, store: Store) -> None:
    """Pages of nine, the last with what is left."""
    path, pages = "/api/v1/journal", []
    while path:
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
        pages.append(answer.content)
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    full, left = divmod(books(store).head.number, 9)
    assert [page.count(b"\n") for page in pages] == [9] * full + [left] * (left > 0)
    assert verify(b"".join(pages).splitlines()) == books(store)


def test_it_goes_on_after_an_entry(client: TestClient, store: Store) -> None:
    last = books(store).head.number
    path = f"/api/v1/journal?after={last - 2}"
    assert [json.loads(line)["number"] for line in client.get(path).text.splitlines()] == [last - 1, last]
    after = client.get(f"/api/v1/journal?after={last}")
    assert (after.status_code, after.text) == (200, "")
    assert client.get("/api/v1/journal?after=9007199254740992").text == ""


@pytest.mark.usefixtures("store")
def test_a_page_that_did_not_change_costs_nothing(client: TestClient) -> None:
    tag = client.get("/api/v1/journal?after=9").headers["etag"]
    again = client.get("/api/v1/journal?after=9", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/v1/journal", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999999999999999", ""])
def test_a_number_that_is_none_is_refused(client: TestClient, after: str) -> None:
    refused = client.get("/api/v1/journal", params={"after": after})
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "after")


@pytest.mark.usefixtures("store")
def test_a_certificate_says_what_was_cancelled_for_it(client: TestClient) -> None:
    answer = client.get("/api/v1/certificates/YM-C-2026-0003")
    Certificate.model_validate_json(answer.content)
    found = json.loads(answer.text, parse_float=D)
    assert (found["order"], found["project_zh"], found["trade_date"]) == ("O-2026-003", "示例 水库扩建", "2026-06-09")
    assert (found["tonnes"], found["demo"]) == (D("116.680"), True)
    assert found["lots"] == [{"lot": "YM-01-L1", "tonnes": D("103.176")}, {"lot": "YM-02-L1", "tonnes": D("13.504")}]
    line = client.get(f"/api/v1/journal?after={found['entry'] - 1}").text.splitlines()[0]
    entry = json.loads(line)
    assert (entry["hash"], entry["at"], entry["body"]["certificate"]) == (
        found["hash"], found["recorded_at"], "YM-C-2026-0003")


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("number", ["YM-C-2026-0004", "ym-c-2026-0003", "0", "%E8%AF%81"])
def test_an_unknown_certificate_is_not_found(client: TestClient, number: str) -> None:
    refused = client.get(f"/api/v1/certificates/{number}", headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.json()["problem"]) == (404, "cancellation_unknown")
    assert "核销证书" in refused.json()["detail"]
