"""What reading a land file had to say, as sentences."""

from __future__ import annotations

from decimal import Decimal

from core.land import Check, Note
from ui.format import hectares, percent
from ui.words import Words


def note_sentence(note: Note, say: Words) -> str:
    """The sentence `land.<key>`; areas in hm², other decimals as percent."""
    fields = {name: _shown(name, value, say) for name, value in note.fields}
    return say(f"land.{note.key}", feature=note.feature, **fields)


def check_sentence(check: Check, say: Words) -> str:
    """The sentence `land.check.<what>`, with the field's name as people know it."""
    is_area = check.what == "area"
    value, expected = (hectares(one) if is_area and isinstance(one, Decimal) else one
                       for one in (check.value, check.expected))
    difference = "–" if check.difference is None else percent(check.difference, 1)
    return say(f"land.check.{check.what}", feature=check.feature, field=say(f"field.{check.field}"), value=value,
               expected=expected, difference=difference)


def _shown(name: str, value: object, say: Words) -> object:
    if name == "type" and say.has(f"geometry.{value}"):
        return say(f"geometry.{value}")
    if not isinstance(value, Decimal):
        return value
    return hectares(value) if name.endswith("_hm2") else percent(value, 1)
