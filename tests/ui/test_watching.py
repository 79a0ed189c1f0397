"""Log and meters: every line can be read by a program, no personal datum gets out, and not everybody may read."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from asgi import ask, scope
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from api import metrics
from core.access import MONITOR, RIGHTS
from core.ledger.commands import HoldOrder
from core.problem import Problem
from core.rate import Rate
from store import Store
from store.acts import act
from ui import logs, monitor
from ui.limits import Limit
from ui.metered import BELOW, FIXED, OTHER, Metered, route
from watching import acting, event, failed, log, meters

PLANTED = ("张三", "13987654321", "zhang.san@example.cn", "203.0.113.77", "530328199001011234", "token=s3cr3t",
           "承包合同.docx", "secret-file.xlsx")
NAME, PHONE, MAIL, ADDRESS, CARD, QUERY, FILE, SHEET = PLANTED


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written, as JSON; the process logs as before afterwards."""
    stream, root, factory = io.StringIO(), logging.getLogger(), logging.getLogRecordFactory()
    before, level = list(root.handlers), logging.getLogger("zhanbu").level
    monkeypatch.setenv("ZHANBU_LOG", "json")
    log.install(stream)
    yield stream
    root.handlers[:] = before
    logging.setLogRecordFactory(factory)
    logging.getLogger("zhanbu").setLevel(level)


def read(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store(tmp_path_factory.mktemp("watched") / "x.duckdb")
    yield opened
    opened.close()


def test_no_personal_datum_gets_into_the_log(lines: io.StringIO, store: Store) -> None:
    """Refused acts, errors with a text, limits, what other libraries log, fields that no caller should give."""
    hold = HoldOrder.__new__(HoldOrder)  # whatever it holds, its kind alone is told
    with pytest.raises(Problem, match="personal"):
        act(store, hold, "registrar", f"{NAME} {PHONE}", CARD)
    with pytest.raises(ValueError, match="x"):
        store.write(lambda _: (_ for _ in ()).throw(ValueError("x" + MAIL)))
    try:
        raise Problem("file_missing", file=FILE) from KeyError(CARD)
    except Problem:
        failed("test.failed", file=SHEET, who=NAME, count=3)
    event("test.fields", name=NAME, phone=PHONE, mail=MAIL, address=ADDRESS, query=QUERY, kind="HoldOrder")
    limit, other = Limit(Rate(1, 60_000), Rate(100, 1)), logging.getLogger("some.library")
    other.propagate = False  # as Streamlit and the server set theirs, with handlers of their own
    other.addHandler(logging.StreamHandler(own := io.StringIO()))
    logs._hand_over(other)
    assert [limit.wait(ADDRESS) for _ in range(3)][1] > 0
    other.warning('%s - "WebSocket %s" [accepted]', ADDRESS, f"/?{QUERY}")
    other.error(f"{NAME} uploaded {FILE}")
    other.info(f"from {ADDRESS}")
    said = lines.getvalue()
    assert [one for one in PLANTED if one in said or one in said.encode().decode("unicode_escape")] == []
    found = read(lines)
    assert [one["event"] for one in found if one["event"].startswith("act.")] == ["act.refused"]
    [failure] = [one for one in found if one["event"] == "test.failed"]
    assert (failure["level"], failure["count"], failure["file"]) == ("error", 3, "?")
    assert failure["trace"].startswith("Problem [") and "after KeyError [" in failure["trace"]
    others = [one.get("words", "") for one in found if one["event"] == "library"]
    assert own.getvalue() == ""
    assert others == ['%s - "WebSocket %s" [accepted]', ""]
    assert all(one["at"].endswith("Z") and one["level"] for one in found)


def test_an_act_is_told_by_kind_and_entry(lines: io.StringIO) -> None:
    done = meters.acts.labels("HoldOrder", "done")
    before = done._value.get()
    with acting("HoldOrder") as act_:
        act_.entry = 7
    with pytest.raises(ZeroDivisionError), acting("HoldOrder"):
        raise ZeroDivisionError
    found = [{name: one.get(name) for name in ("level", "event", "kind", "entry")} for one in read(lines)]
    assert found == [{"level": "info", "event": "act.done", "kind": "HoldOrder", "entry": 7},
                     {"level": "error", "event": "act.failed", "kind": "HoldOrder", "entry": None}]
    assert done._value.get() == before + 1


def test_the_server_makes_no_access_log() -> None:
    """It makes a line with the address for each request, a third of what a public page costs, if anybody listens."""
    access, other = logging.Logger(logs.ACCESS), logging.Logger("uvicorn.error")
    for one in (access, other):
        one.addHandler(logging.StreamHandler(io.StringIO()))
        logs._hand_over(one)
    assert (access.propagate, access.handlers) == (False, [])
    assert (other.propagate, other.handlers) == (True, [])


def test_a_terminal_gets_plain_lines_and_a_level_hides_what_is_below(lines: io.StringIO,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHANBU_LOG", "text")
    monkeypatch.setenv("ZHANBU_LOG_LEVEL", "warning")
    log.install(stream := io.StringIO())
    event("test.below", count=1)
    event("test.shown", logging.WARNING, count=2)
    assert stream.getvalue().endswith("Z warning test.shown count=2\n")
    assert "below" not in stream.getvalue() and lines.getvalue() == ""
    monkeypatch.setenv("ZHANBU_LOG", "xml")
    with pytest.raises(Problem, match="log_setting"):
        log.install(stream)


def test_paths_become_routes_and_nothing_a_visitor_makes_up_becomes_a_label() -> None:
    assert route("/kiosk") == "/kiosk"
    assert route("/api/v1/reserve") == "/api/v1/reserve"
    assert route("/api/v1/certificates/YM-C-2026-0001") == "/api/v1/certificates/{number}"
    assert route(f"/verify/{NAME}") == "/verify/{number}"
    assert route(f"/{PHONE}") == route("/api/v9/x") == OTHER
    assert len(FIXED) + len(BELOW) < 60
    for path in (f"/{PHONE}", f"/verify/{PHONE}", "/kiosk"):
        ask(Metered, scope(path, client=ADDRESS), status=404)
    said = meters.generate().decode()
    assert PHONE not in said and ADDRESS not in said
    assert 'zhanbu_requests_total{route="/verify/{number}",status="4xx"}' in said


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, store: Store) -> TestClient:
    monkeypatch.setattr(metrics, "open_house", lambda: store)
    return TestClient(Starlette(routes=metrics.ROUTES), base_url="http://localhost", client=("127.0.0.1", 5))


def test_the_meters_can_be_read_by_prometheus(reader: TestClient) -> None:
    meters.answered("/kiosk", 200, 0.01)
    answer = reader.get("/metrics")
    assert answer.status_code == 200
    found = {one.name: one for one in text_string_to_metric_families(answer.text)}
    values = {name: one.samples[0].value for name, one in found.items() if one.samples}
    assert values["zhanbu_journal_entries"] == 0
    assert values["zhanbu_price_age_market_days"] == -1
    assert values["zhanbu_journal_verified_timestamp_seconds"] == 0
    assert {"zhanbu_requests", "zhanbu_request_seconds", "zhanbu_write_wait_seconds", "zhanbu_build_info"} <= set(found)
    labels = {label for one in found.values() for sample in one.samples for label in sample.labels}
    assert labels <= {"route", "status", "page", "kind", "outcome", "way", "level", "le", "version", "schema", "python",
                      "duckdb", "streamlit"}


@pytest.mark.parametrize("path", ["/metrics", "/metrics/health"])
def test_who_may_read_them(reader: TestClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    assert RIGHTS["read.meters"] == (MONITOR,)
    token = "t" * monitor.SHORTEST
    elsewhere = TestClient(reader.app, base_url="http://desk.example.cn", client=("203.0.113.9", 5))
    bearer = {"Authorization": f"Bearer {token}"}
    assert reader.get(path).status_code == 200
    assert reader.get(path, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404  # through a proxy
    assert elsewhere.get(path).status_code == elsewhere.get(path, headers=bearer).status_code == 404  # no token is set
    monkeypatch.setenv(monitor.VARIABLE, token)
    monkeypatch.setattr(monitor, "_tokens", [])
    monitor.prepare()
    assert elsewhere.get(path, headers=bearer).status_code == 200
    for wrong in ("Bearer ", f"Bearer {token}x", f"Basic {token}", "Bearer 三"):
        assert elsewhere.get(path, headers={"Authorization": wrong.encode()}).status_code == 404
    monkeypatch.setenv(monitor.VARIABLE, "short")
    with pytest.raises(Problem, match="metrics_token"):
        monitor.prepare()


def test_the_findings_come_in_the_language_that_is_asked_for(reader: TestClient) -> None:
    found = reader.get("/metrics/health?lang=zh").json()
    assert "**" not in found["answer"]
    assert not found["well"]
    assert "还没有碳价行情。" in [one["what"] for one in found["findings"]]
    assert found["facts"]["entries"] == 0
