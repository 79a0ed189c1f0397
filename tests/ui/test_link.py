"""A table or an outline as text for an address: it comes back as it went, and nothing else gets in."""

from __future__ import annotations

import base64
import re
import time
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.link import MAX_TEXT, MAX_UNPACKED, one_of, pack, pack_bytes, unpack, unpack_bytes

NUMBERS = st.integers(-10**9, 10**9) | st.floats(allow_nan=False, allow_infinity=False, width=32)
TABLES = st.lists(st.lists(st.text(max_size=8) | NUMBERS, max_size=4), max_size=5)


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


@pytest.mark.fuzz(target="roundtrips")
@given(TABLES)
def test_a_table_comes_back(table: list):
    text = pack(table)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert unpack(text) == table


def test_chinese_names_come_back_and_stay_short():
    table = [["示例 光伏电站", "2026-12", 196.337], ["示例 村组公益设施", "2027-01", 1.757]]
    assert unpack(pack(table)) == table
    assert len(pack(table)) < 200


def test_what_is_too_long_to_share_is_nothing():
    noise = [hash((number, "x")) % 10**9 for number in range(2000)]
    assert pack(noise) == ""
    assert len(pack(noise[:100])) <= MAX_TEXT


@pytest.mark.parametrize("text", [
    "", "x", "%%%", "中文", "A", "====", text_of(b"[1, 2"), text_of(b"\xff\xfe"), text_of(b""), "eJw" * 50,
    base64.urlsafe_b64encode(b"not compressed").decode(), "a\0b", "eNo" + "A" * 3000,
])
def test_garbage_is_refused(text: str):
    with pytest.raises(ValueError):
        unpack(text)


@pytest.mark.fuzz(target="roundtrips")
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_whatever_stands_in_an_address_is_a_value_or_refused(text: str):
    try:
        unpack(text)
    except ValueError:
        return


@pytest.mark.parametrize("cut", [5, 20, 60])
def test_half_an_address_is_refused(cut: int):
    text = pack([["a", "2027-01", number] for number in range(20)])
    with pytest.raises(ValueError):
        unpack(text[:cut])


def test_half_an_address_of_an_outline_is_refused():
    """`unpack_bytes`: ValueError for anything that `pack_bytes` did not make."""
    text = pack_bytes(bytes(range(256)))
    with pytest.raises(ValueError):
        unpack_bytes(text[:-8])


def test_a_bomb_is_not_unpacked():
    """50 MB of zeros are 50 kB in an address: what comes out stays bounded, quickly."""
    bomb = text_of(bytes(50_000_000))
    started = time.perf_counter()
    with suppress(ValueError):
        assert len(unpack_bytes(bomb)) <= MAX_UNPACKED
    assert time.perf_counter() - started < 1


def test_deep_nesting_is_refused():
    """100,000 brackets fit in an address; json gives up with a RecursionError, which is no ValueError."""
    with pytest.raises(ValueError):
        unpack(text_of(b"[" * 100_000))


def test_a_choice_is_one_of_its_options():
    read = one_of("flow", "stock")
    assert read("flow") == "flow"
    with pytest.raises(ValueError, match="feeling"):
        read("feeling")
