"""Where people reach this server from home: a setting, which codes on screens and papers lead to."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

PUBLIC_URL = "ZHANBU_PUBLIC_URL"


def public_url() -> str:
    """The address people read on at, without a slash at its end; empty where none is set or it is none.

    A setting, never the request: its Host can be anything, and a QR code is read by somebody else.
    """
    text = os.environ.get(PUBLIC_URL, "").strip().rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and not (
            parts.username or parts.password or parts.query or parts.fragment or not text.isprintable() or " " in text)
    except ValueError:
        good = False
    return text if good and len(text) <= 200 else ""
