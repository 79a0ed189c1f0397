"""A body that is too large or too slow ends, whatever was said of its length."""

from __future__ import annotations

import pytest
from asgi import ask, scope

from ui import bodies
from ui.bodies import LARGEST, BodyLimit

PART = {"type": "http.request", "body": b" " * 1_000_000, "more_body": True}
LAST = {"type": "http.request", "body": b" " * (LARGEST % 1_000_000), "more_body": False}
ONE_MORE = {"type": "http.request", "body": b" ", "more_body": False}
LARGE = [PART] * (LARGEST // 1_000_000)


def test_the_limit_itself_passes_and_a_byte_more_is_refused() -> None:
    request = scope("/x", method="POST", headers=[(b"accept-language", b"en")])
    assert ask(BodyLimit, request, body=[*LARGE, LAST])[::2] == (200, b"answered")
    status, said, body = ask(BodyLimit, request, body=[*LARGE, ONE_MORE])
    assert (status, said[b"connection"]) == (413, b"close")
    assert body.startswith(b"The request is larger than 4 MB.")


def test_an_uploaded_file_has_its_own_limit() -> None:
    request = scope("/_stcore/upload_file/a/b", method="PUT")
    assert ask(BodyLimit, request, body=[*LARGE, ONE_MORE])[0] == 200


def test_a_body_that_does_not_come_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE", 0.05)
    monkeypatch.setattr(bodies, "SLOWEST", 1e12)
    status, said, body = ask(BodyLimit, scope("/api/v1/estimates", method="POST"), body=[PART])
    assert (status, said[b"content-type"]) == (408, b"application/problem+json")
    assert b"request_slow" in body


def test_what_has_no_body_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_Body", None)
    assert ask(BodyLimit, scope("/x"))[0] == 200
