"""Page state in the address: what a visitor chose can be shared as a link and opened again."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

MAX_TEXT = 1800  # characters of one value in an address that every browser and messenger passes on
DAYS = (date(2021, 1, 1), date(2040, 12, 31))  # what the pages' date fields offer
MAX_UNPACKED = 1_000_000  # bytes; an address never unpacks to more


def restore(page: str, readers: Mapping[str, tuple[Any, Callable[[str], Any]]]) -> None:
    """Start a page's inputs from the address, once per session.

    `readers`: session-state key → (default, text → value). A value the address has wrong (ValueError)
    gives way to the default.
    """
    fresh = f"{page}:restored" not in st.session_state
    st.session_state[f"{page}:restored"] = True
    for key, (default, parse) in readers.items():
        if not fresh and key in st.session_state:
            continue
        value = default
        text = st.query_params.get(_name(key)) if fresh else None
        if text is not None:
            try:
                value = parse(text)
            except (ValueError, ArithmeticError, TypeError):
                value = default
        st.session_state[key] = value


def write(state: Mapping[str, object]) -> None:
    """Make the address say this state; empty and None values are left out."""
    wanted = {"lang": st.session_state["lang"]}
    wanted |= {_name(key): _text(value) for key, value in state.items() if value not in (None, "", ())}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def one_of(*options: str) -> Callable[[str], str]:
    """Reader for a choice."""
    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return parse


def between(low: float, high: float) -> Callable[[str], float]:
    """Reader for a number from `low` to `high`."""
    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:  # nan is not, either
            raise ValueError(text)
        return value

    return parse


def day(text: str) -> date:
    """Reader for a date that the date fields can show."""
    value = date.fromisoformat(text)
    if not DAYS[0] <= value <= DAYS[1]:
        raise ValueError(text)
    return value


def _name(key: str) -> str:
    """`loss:date` → `date`: keys carry their page, addresses need not."""
    return key.rsplit(":", 1)[-1]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def pack(value: object) -> str:
    """A table as text for the address: compressed JSON; nothing when it is too long to share."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return pack_bytes(raw)


def unpack(text: str) -> Any:
    """What `pack` made; ValueError for anything else."""
    try:
        return json.loads(unpack_bytes(text).decode())
    except RecursionError:
        raise ValueError(text[:40]) from None


def pack_bytes(raw: bytes, known: bytes = b"") -> str:
    """Compressed; `known`: words both ends know, which then take no room. Nothing when it is too long to share."""
    packer = zlib.compressobj(9, zdict=known) if known else zlib.compressobj(9)
    text = base64.urlsafe_b64encode(packer.compress(raw) + packer.flush()).decode().rstrip("=")
    return text if len(text) <= MAX_TEXT else ""


def unpack_bytes(text: str, known: bytes = b"") -> bytes:
    """ValueError for anything that `pack_bytes` did not make."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj(zdict=known) if known else zlib.decompressobj()
        raw = unpacker.decompress(packed, MAX_UNPACKED)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(text[:40]) from error
    if not unpacker.eof:  # cut off, or more than an address ever holds
        raise ValueError(text[:40])
    return raw
