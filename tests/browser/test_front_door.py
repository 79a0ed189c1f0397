"""The running server asked as a stranger would: other names, other sites' sockets, paths that lead elsewhere."""

from __future__ import annotations

import http.client
import socket

import pytest

from browser.conftest import Server

UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
           "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
PATHS = ("/", "/loss?lang=en", "/overview", "/api/v1/reserve", "/api/docs", "/api/openapi.json", "/_stcore/health",
         "/_stcore/host-config", "/favicon.png", "/api/nothing", "/media/nothing.csv", "/..%2f..%2fetc%2fpasswd")


def ask(server: Server, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body or None, given)
        answer = connection.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")
        return answer
    finally:
        connection.close()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded(server: Server, path: str) -> None:
    answer = ask(server, path)
    assert answer.status < 500
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


def test_another_name_gets_no_answer_and_no_socket(server: Server) -> None:
    assert ask(server, "/", Host="evil.example").status == 421
    assert ask(server, "/_stcore/stream", Host="evil.example", **UPGRADE).status == 421
    assert ask(server, "/_stcore/stream", Origin="http://evil.example", **UPGRADE).status == 403
    assert ask(server, "/_stcore/stream", Origin=server.base, **UPGRADE).status == 101


def test_headers_that_anybody_can_write_open_nothing(server: Server) -> None:
    assert ask(server, "/_stcore/metrics").status == 200  # this machine
    assert ask(server, "/_stcore/metrics", X_Forwarded_For="127.0.0.1").status == 404
    assert ask(server, "/_stcore/agent/interact", "POST", b"{}").status == 404


def test_a_file_without_a_token_of_the_page_or_with_two_lengths_is_refused(server: Server) -> None:
    assert ask(server, "/_stcore/upload_file/a/b", "PUT", b"x").status == 403
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
        raw.sendall(b"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    b"Content-Length: 5\r\n\r\n0\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


ASKED = "13987654321"  # stands in every request below and must stand in no line of the log
REFUSED = {
    f"/verify/{ASKED}": 404, f"/verify/%27%20OR%201=1%20--{ASKED}": 404, f"/kiosk/..%2f..%2f{ASKED}": 404,
    f"/api/v1/certificates/%27;DROP%20TABLE%20entry;--{ASKED}": 404, f"/api/v1/prices?from=%27;--{ASKED}": 422,
    f"/api/v1/price?date=2026-01-01%27;--{ASKED}": 422, f"/api/v1/scenarios/1;--{ASKED}": 422,
    f"/api/v1/journal?after=%27{ASKED}": 422, f"/api/v1/nothing/{ASKED}": 404, f"/media/..%2f..%2f{ASKED}": 400,
    f"/component/x/..%2f..%2f{ASKED}": 400, f"/forest?staff={ASKED}": 200}  # the page then says that the link is none


def test_the_log_tells_nothing_of_what_was_refused_and_of_whom(server: Server) -> None:
    """Unknown numbers, SQL, paths, a link and a cookie that were made up, headers of a proxy that nobody set up."""
    since, stored = server.log.stat().st_size, ask(server, "/api/v1/reserve").text
    said = {"Cookie": f"zhanbu_staff={ASKED}", "Authorization": f"Bearer {ASKED}", "X-Forwarded-For": "203.0.113.77",
            "X-Forwarded-User": f"{ASKED}@example.org", "User-Agent": f"Mozilla {ASKED}"}
    answers = {path: ask(server, path, **said) for path in REFUSED}
    assert {path: one.status for path, one in answers.items()} == REFUSED
    assert not any("zhanbu_staff" in (one.headers["Set-Cookie"] or "") for one in answers.values())
    much = ask(server, "/api/v1/estimate", "POST", ASKED.encode() * 200_000, Content_Type="application/json", **said)
    assert much.status == 413
    assert ask(server, "/api/v1/reserve").text == stored
    log = server.log.read_bytes()[since:].decode("utf-8", "replace")
    assert [line for line in log.splitlines() if ASKED in line or "203.0.113" in line or "DROP" in line] == []
