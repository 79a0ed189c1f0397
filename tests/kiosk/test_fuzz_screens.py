"""Whatever somebody asks the public screens for, an answer comes that a person can read, and none from a traceback."""

from __future__ import annotations

from functools import cache

import pytest
from asking import Screens
from hypothesis import given
from hypothesis import strategies as st

PIECES = st.sampled_from(["verify", "kiosk", "version", "journal.ndjson", "YM-C-2026-0001", "YM-C-2026-0001.pdf", "..",
                          ".pdf", "%00", "\x00", "/", "//", "é", "占补", "YM-C-9999-99999999999999999999", "<script>"])
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PATHS = st.lists(PIECES | WORDS, max_size=4).map(lambda parts: "/" + "/".join(parts))
PAIRS = st.tuples(st.sampled_from(["lang", "kiosk", "number", "a", ""]), st.text(max_size=8) | st.sampled_from(
    ["zh", "en", "1", "YM-C-2026-0001", "%FF", "%", "%E5%8D", "%0d%0ax:y", "+", ""]))
QUERIES = st.text(max_size=20) | st.lists(PAIRS, max_size=4).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
HEADERS = st.text(st.characters(max_codepoint=255), max_size=30) | st.sampled_from(
    ["zh;q=x", "en;q=1e999", "*", ",,,", "gzip;q=", 'W/"', '"*"', "zh-Hant-TW;q=0.9,en;q=-1"])


@cache
def screens() -> Screens:
    """The same for all: what one request leaves behind the next one finds."""
    return Screens()


@pytest.mark.fuzz(target="kiosk")
@given(path=st.sampled_from(["/kiosk", "/verify", "/verify/YM-C-2026-0001"]) | PATHS, query=QUERIES, language=HEADERS,
       encoding=HEADERS, known=HEADERS, method=st.sampled_from(["GET", "HEAD", "POST"]))
def test_any_request_is_answered(path: str, query: str, language: str, encoding: str, known: str,
                                 method: str) -> None:
    reply = screens().get(path, query, method, accept_language=language, accept_encoding=encoding, if_none_match=known)
    assert reply.status in (200, 299, 302, 303, 304, 307, 308, 404, 405), (reply.status, reply.text)
    if reply.headers.get("content-type", "").startswith("text/"):
        assert "Traceback" not in reply.text
    assert not any(sign in value for value in reply.headers.values() for sign in "\r\n")
