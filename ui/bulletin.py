"""A bulletin's text with the figures that were read from it marked. Every letter is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

AROUND = 400  # letters shown before the first and after the last figure
CUT = "…"


def marked(text: str, spans: Sequence[tuple[str, int, int]]) -> str:
    """HTML of the text; `spans`: (name to show, from, to). Where spans overlap, the first one counts."""
    inside = [one for one in spans if 0 <= one[1] < one[2] <= len(text)]
    places: dict[tuple[int, int], list[str]] = {}
    for name, start, end in sorted(inside, key=lambda one: (one[1], one[2])):
        if (start, end) in places or all(end <= first or start >= last for first, last in places):
            places.setdefault((start, end), []).append(name)
    first = max(0, min((start for start, _ in places), default=0) - AROUND)
    last = min(len(text), max((end for _, end in places), default=2 * AROUND) + AROUND)
    out, at = [CUT if first else ""], first
    for (start, end), names in places.items():
        out += [escape(text[at:start]), f'<mark title="{escape(", ".join(names))}">{escape(text[start:end])}</mark>']
        at = end
    out += [escape(text[at:last]), CUT if last < len(text) else ""]
    return f'<div class="zb-text">{"".join(out)}</div>'
