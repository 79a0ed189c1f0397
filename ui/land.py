"""What was mended in an uploaded outline, as sentences."""

from __future__ import annotations

from decimal import Decimal

from core.land import Note
from ui.format import percent
from ui.words import Words


def note_sentence(note: Note, say: Words) -> str:
    """The sentence `land.<key>`; shares as percent."""
    fields = {name: percent(value, 1) if isinstance(value, Decimal) else value for name, value in note.fields}
    return say(f"land.{note.key}", feature=note.feature, **fields)
