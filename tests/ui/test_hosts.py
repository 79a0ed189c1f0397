"""Which names get an answer, whose sockets are opened, and what only this machine is told."""

from __future__ import annotations

import pytest
from asgi import ask, scope

from ui import hosts
from ui.hosts import KnownHosts, known, names

ALLOWED = names("desk.example.gov.cn, *.county.example ,", "Desk-PC")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "named", lambda: ALLOWED)


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "LOCALHOST.", "127.0.0.1:8501", "[::1]:8501",
                                  "203.0.113.3:8501", "desk.example.gov.cn", "a.county.example:80", "desk-pc:8501"])
def test_known_names(host: str) -> None:
    assert known(host, "203.0.113.3", ALLOWED)


@pytest.mark.parametrize("host", ["", "evil.example", "203.0.113.4", "county.example", "xcounty.example",
                                  "localhost.evil.example", "localhost@evil.example", "evil.example#localhost",
                                  "localhost/x", "localhost:x", "localhost:99999", "[::1", "desk.example.gov.cn.evil"])
def test_unknown_names(host: str) -> None:
    assert not known(host, "203.0.113.3", ALLOWED)


@pytest.mark.parametrize("headers", [[], [(b"host", b"evil.example")],
                                     [(b"host", b"localhost"), (b"host", b"evil.example")],
                                     [(b"host", b"evil.example"), (b"x-forwarded-host", b"localhost")]])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_name_is_refused_in_a_sentence(headers, kind: str) -> None:
    status, _, body = ask(KnownHosts, scope(kind=kind, headers=[*headers, (b"accept-language", b"en")]))
    assert (status, body[:37]) == (421, b"This server does not answer under tha")


def test_a_program_is_refused_in_problem_details() -> None:
    status, said, body = ask(KnownHosts, scope("/api/v1/price", headers=[(b"host", b"evil.example")]))
    assert (status, said[b"content-type"]) == (421, b"application/problem+json")
    assert b'"problem":"host_unknown"' in body


@pytest.mark.parametrize(("origin", "status"), [
    (None, 0), (b"http://localhost:8501", 0), (b"https://localhost:8501", 0), (b"http://localhost:3000", 403),
    (b"http://evil.example", 403), (b"null", 403), (b"http://[", 403)])
def test_a_socket_opens_for_our_own_pages(origin: bytes | None, status: int) -> None:
    given = [(b"host", b"localhost:8501"), *([(b"origin", origin)] if origin else [])]
    assert ask(KnownHosts, scope("/_stcore/stream", kind="websocket", headers=given))[0] == status


def test_a_server_that_cannot_answer_a_socket_closes_it() -> None:
    import asyncio

    sent = []

    async def send(message):
        sent.append(message)

    request = scope(kind="websocket", headers=[(b"host", b"evil.example")]) | {"extensions": {}}
    asyncio.run(KnownHosts(None)(request, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]


@pytest.mark.parametrize(("client", "headers", "status"), [
    ("127.0.0.1", [], 200), ("203.0.113.9", [], 404), ("127.0.0.1", [(b"x-forwarded-for", b"127.0.0.1")], 404),
    ("203.0.113.9", [(b"x-forwarded-for", b"127.0.0.1")], 404), ("203.0.113.9", [(b"x-real-ip", b"127.0.0.1")], 404)])
def test_the_server_s_own_figures_are_for_this_machine(client: str, headers, status: int) -> None:
    given = [(b"host", b"localhost:8501"), *headers]
    assert ask(KnownHosts, scope("/_stcore/metrics", client=client, headers=given))[0] == status
    assert ask(KnownHosts, scope("/_stcore/agent/interact", client=client, headers=given))[0] == 404
