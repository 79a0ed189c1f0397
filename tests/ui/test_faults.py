"""A failure's text, which may hold what somebody typed, stays out of log and page."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from asgi import scope
from starlette.requests import Request

from ui import plainly
from watching import errors

SECRET = "张三 13987654321"


def failure() -> BaseException:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        return error


@pytest.fixture
def installed() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    errors.install()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", ["uvicorn.error", "streamlit.error_util", "zhanbu.books", "anything"])
def test_the_log_tells_kind_and_place_and_no_text(caplog: pytest.LogCaptureFixture, name: str) -> None:
    logging.getLogger(name).error("Failed with %s", SECRET, exc_info=failure())
    said = caplog.text
    assert SECRET not in said
    assert "Failed with %s · Exception: ValueError [" in said
    assert "tests/ui/test_faults.py" in said
    assert "after KeyError" in said


@pytest.mark.usefixtures("installed")
def test_what_is_no_error_is_logged_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("zhanbu.books").warning("%d entries", 3)
    assert "3 entries" in caplog.text


def test_the_reference_is_that_of_the_kind_and_place() -> None:
    first, again = (errors.reference(failure()) for _ in range(2))
    assert first == again
    assert first != errors.reference(ValueError(SECRET))
    assert first in errors.told(failure())


def test_a_visitor_outside_the_pages_reads_a_sentence() -> None:
    said = plainly.failed(Request(scope("/x", headers=[(b"accept-language", b"en")])), failure())
    assert said.status_code == 500
    assert bytes(said.body).startswith(b"Something failed on the server and nothing was changed.")


def test_a_page_that_fails_says_so_in_the_visitor_s_language() -> None:
    from streamlit.testing.v1 import AppTest

    def page() -> None:
        import streamlit as st

        from ui import faults

        st.session_state["lang"] = "en"
        faults.on_page(ValueError("张三 13987654321"))

    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    said = at.get("html")[0].proto.body
    assert "This page failed and nothing was changed." in said
    assert "13987654321" not in said
