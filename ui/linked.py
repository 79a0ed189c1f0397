"""Text that leads to where it can be verified: an address on a page, a whole one in a file that leaves the house."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

PUBLIC_URL = "ZHANBU_PUBLIC_URL"  # where people reach this server from home


@dataclass(frozen=True, slots=True)
class Link:
    """What is read, and the address on this server that it opens in a new tab."""

    text: str
    path: str

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)


def verified(certificate: str, lang: str, before: str = "") -> Link | str:
    """The number of a certificate of cancellation, leading to what it stands for; nothing where there is none."""
    shown = " · ".join(filter(None, (before, certificate)))
    return Link(shown, f"/verify/{quote(certificate, safe='')}?lang={lang}") if certificate else shown


def public_url() -> str:
    """The address people read on at, without a slash at its end; empty where none is set or it is none.

    A setting, never the request: its Host can be anything, and a QR code or a workbook is read by somebody else.
    """
    text = os.environ.get(PUBLIC_URL, "").strip().rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and not (
            parts.username or parts.password or parts.query or parts.fragment or not text.isprintable() or " " in text)
    except ValueError:
        good = False
    return text if good and len(text) <= 200 else ""
