"""The published outlook and published scenarios; what was not published is not told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from api import calls, front
from api.outlook_shapes import Outlook
from bench.depletion_case import EVERYTHING, prices
from core.scenario.engine import simulate
from core.scenario.model import Scenario
from core.scenario.plain import from_plain
from core.scenario.plan import plan
from core.scenario.report import report
from store import Store
from store.scenarios import publish, save, unpublish, withdraw
from store.snapshot import Snapshot

D = Decimal
FIRST = replace(EVERYTHING, name="基准", months=14, paths=100)
SECOND = replace(FIRST, months=20)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of the test's own behind the API; scenarios 1 and 2 in it, none of them published."""
    store, kept = Store(tmp_path / "x.duckdb"), []

    def snapshot() -> Snapshot:
        if not kept or kept[0].version != store.data_version:
            kept[:] = [Snapshot(store)]
        return kept[0]

    monkeypatch.setattr(calls, "snapshot", snapshot)
    monkeypatch.setattr(front, "open_house", lambda: store)
    for one in (FIRST, SECOND):
        store.write(lambda cursor, one=one: save(cursor, one, "planner"))
    yield store
    store.close()


@pytest.fixture
def out(store: Store) -> Callable[[int, Scenario], None]:
    """Publishes a scenario with its results."""
    def run(number: int, scenario: Scenario) -> None:
        found = report(simulate(scenario, prices(scenario.months)), plan(scenario), demo=True)
        store.write(lambda cursor: publish(cursor, number, found, "staff", "领导小组会议"))

    return run


def get(client: TestClient, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.text
    return json.loads(answer.text, parse_float=D)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("path", "key"), [
    ("outlook", "scenario_no_outlook"), ("scenarios/1", "scenario_unpublished"),
    ("scenarios/9", "scenario_unpublished")])
def test_what_is_not_published_is_not_told(client: TestClient, path: str, key: str) -> None:
    refused = client.get(f"/api/v1/{path}", headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")
    assert refused.json()["problem"] == key
    assert "基准" not in refused.text


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("number", ["x", "0", "-1", "99999999999999999999", "1.5"])
def test_a_number_that_is_none_is_refused(client: TestClient, number: str) -> None:
    refused = get(client, f"scenarios/{number}", 422)
    assert refused["errors"][0]["parameter"] == "number"


def test_the_outlook_is_told_with_all_that_was_put_in(client: TestClient, out: Callable) -> None:
    out(1, FIRST)
    answer = client.get("/api/v1/outlook")
    Outlook.model_validate_json(answer.content)
    found = json.loads(answer.text, parse_float=D)
    assert (found["scenario"], found["name"], found["version"], found["in_force"], found["demo"]) == (
        1, "基准", 1, True, True)
    assert from_plain(found["inputs"]) == FIRST
    assert (found["results"]["paths"], len(found["results"]["months"])) == (100, 14)
    at = datetime.fromisoformat(found["published_at"])
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)
    assert found["published_on"] == f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"
    assert found["reason"] == "领导小组会议"
    assert "staff" not in answer.text
    again = client.get("/api/v1/outlook", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert get(client, "scenarios/1") == found


def test_a_later_publication_takes_its_place_and_the_earlier_stays_readable(
    client: TestClient, out: Callable, store: Store
) -> None:
    out(1, FIRST)
    out(2, SECOND)
    assert (get(client, "outlook")["scenario"], get(client, "scenarios/2")["in_force"]) == (2, True)
    assert get(client, "scenarios/1")["in_force"] is False
    store.write(lambda cursor: unpublish(cursor, "staff", "有误"))
    assert "有误" in get(client, "outlook", 404)["detail"]
    get(client, "scenarios/2", 404)
    get(client, "scenarios/1")
    store.write(lambda cursor: withdraw(cursor, 1, "staff"))
    get(client, "scenarios/1", 404)

