"""The frame of every public page: one style sheet and one script inside it, named in its policy by their hashes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

import segno

from ui.theme import FONT, LIGHT
from ui.words import LANGUAGES, Words

FILES = Path(__file__).with_name("files")


@dataclass(frozen=True, slots=True)
class Dress:
    """A style sheet, a script, and the policy that lets these two in and nothing else."""

    style: str
    script: str
    policy: bytes


@lru_cache(maxsize=8)
def dress(sheets: tuple[str, ...], scripts: tuple[str, ...], connect: str) -> Dress:
    """From the files of these names. `connect`: whom the page's script may ask, `'self'` or `'none'`."""
    roles = "".join(f"--{name}:{value};" for name, value in vars(LIGHT).items())
    style = f":root{{{roles}--font:{FONT}}}" + "".join(map(_file, sheets))
    script = "".join(map(_file, scripts))
    policy = (f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; connect-src {connect}; "
              "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    return Dress(style, script, policy.encode())


def _file(name: str) -> str:
    return (FILES / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page(say: Words, title: str, body: str, clothes: Dress, attributes: str = "") -> bytes:
    """A whole page. `body` is HTML, `attributes` those of its <html>; `title` is text."""
    lang = LANGUAGES.get(say.lang, "en").replace("_", "-")
    return (f'<!doctype html><html lang="{lang}"{attributes}><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
            f'<link rel="icon" href="data:,"><style>{clothes.style}</style><script>{clothes.script}</script></head>'
            f"<body>{body}</body></html>").encode()


def mark(say: Words, demo: bool) -> str:
    """The sign of what is illustrative."""
    return f'<span class="mark">{escape(say("frame.demo"))}</span>' if demo else ""


def qr(address: str, say: Words, label: str) -> str:
    """An address as a QR code, with what it is and itself as text below."""
    picture = segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True)
    title = escape(say("kiosk.qr_of", what=label))
    return (f'<figure class="qr"><div role="img" aria-label="{title}">{picture}</div>'
            f"<figcaption><b>{escape(label)}</b><br>{escape(address)}</figcaption></figure>")
