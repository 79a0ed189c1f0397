"""What every answer forbids the browser, and what a route may say itself."""

from __future__ import annotations

import pytest
from asgi import ask, scope

from ui.headers import NOTHING, SecurityHeaders, inline, of_pages, policy

HTML = [(b"content-type", b"text/html; charset=utf-8")]
CSP = b"content-security-policy"


def headers(path: str = "/", answer: list[tuple[bytes, bytes]] = HTML, **more: str | int) -> dict[bytes, bytes]:
    status = int(more.pop("status", 200))
    return ask(SecurityHeaders, scope(path, **more), answer, status)[1]


def test_a_page_runs_scripts_of_this_server_and_the_two_that_stand_in_it_alone() -> None:
    """The inline script `x=1` has the SHA-256 that `printf 'x=1' | openssl dgst -sha256 -binary | base64` gives."""
    said = headers()[CSP].decode()
    directives = dict(part.split(" ", 1) for part in said.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"].count("'sha256-") == 2
    assert "unsafe-inline" not in directives["script-src"]
    assert "'unsafe-eval'" not in said
    assert "http" not in said
    assert directives["frame-ancestors"] == "'self'"
    assert b"'sha256-HyBrEcI+KMwlDe1/wAmNOCOoRnpUNA8axOU1y4VEST8='" in policy([b"x=1"])


def test_only_scripts_without_a_file_are_taken_for_inline() -> None:
    assert inline(b'<script src="a.js"></script><script>a\nb</script><script type="module" src="b"></script>') == [
        b"a\nb"]


def test_the_policy_of_pages_covers_what_is_sent() -> None:
    """The page that ui.index_html makes holds no inline script that the policy does not know."""
    from test_index_html import ask as page

    _, body, _ = page(chunks=[b"<!doctype html><html lang='en'><head></head></html>"])
    assert len(inline(body)) == 1
    assert policy(inline(body)).split(b"script-src 'self' ")[1].split(b";")[0] in of_pages()


@pytest.mark.parametrize(("path", "answer", "expected"), [
    ("/api/v1/health", [(b"content-type", b"application/json")], NOTHING),
    ("/media/x.svg", [(b"content-type", b"image/svg+xml")], NOTHING),
    ("/static/js/worker.js", [(b"content-type", b"text/javascript")], None),
    ("/kiosk", [*HTML, (b"Content-Security-Policy", b"default-src 'self'")], b"default-src 'self'"),
])
def test_what_is_no_page_may_do_nothing_and_a_route_s_own_policy_stays(path, answer, expected) -> None:
    assert headers(path, answer).get(CSP) == expected


def test_an_answer_that_nothing_changed_leaves_the_kept_policy() -> None:
    assert CSP not in headers("/kiosk", [], status=304)


def test_all_answers_carry_the_rest() -> None:
    for said in (headers(), headers("/api/v1/health", []), headers("/x", [], status=500)):
        assert said[b"x-content-type-options"] == b"nosniff"
        assert said[b"referrer-policy"] == b"same-origin"
        assert b"camera=()" in said[b"permissions-policy"]
    assert headers()[b"cross-origin-resource-policy"] == b"same-origin"
    assert headers("/api/v1/price", [])[b"cross-origin-resource-policy"] == b"cross-origin"


def test_encryption_is_held_to_only_where_there_is_some() -> None:
    cookie = (b"set-cookie", b"_streamlit_xsrf=1; Path=/")
    plain, secure = headers(answer=[cookie]), headers(answer=[cookie], scheme="https")
    assert b"strict-transport-security" not in plain
    assert plain[b"set-cookie"] == cookie[1]
    assert secure[b"strict-transport-security"] == b"max-age=31536000"
    assert secure[b"set-cookie"] == cookie[1] + b"; Secure"
