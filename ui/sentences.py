"""An entry of the journal in a plain sentence, and its time as the clock in the county said."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.ledger.entry import Entry
from ui.format import listed, money, number
from ui.words import Words

COUNTY = ZoneInfo("Asia/Shanghai")
CODED = ("cause", "mode", "measure", "kind", "outcome", "step", "party", "status", "about")  # fields that hold a code
NAMED = ("project", "name", "township", "rule")  # in both languages, as name_zh and name_en


def sentence(say: Words, entry: Entry) -> str:
    """What the entry says, in one sentence; words of both languages where its body has them."""
    body = entry.body
    fields: dict[str, object] = {key: _shown(say, key, value) for key, value in body.items()}
    for name in NAMED:
        if f"{name}_zh" in body:
            fields[name] = say.pick(str(body[f"{name}_zh"]), str(body[f"{name}_en"]))
    if entry.kind == "corrected":
        fields["field"] = say(f"field.ledger.{body['field']}")
    return say(f"entry.{entry.kind}", **fields)


def time(entry: Entry) -> str:
    """When it was written, as the clock in the county said: 2026-11-23 14:12:09."""
    return f"{datetime.fromisoformat(entry.at).replace(tzinfo=UTC).astimezone(COUNTY):%Y-%m-%d %H:%M:%S}"


def _shown(say: Words, field: str, value: Any) -> str:
    """A value of a body as people read it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say("entry.yes") if value else say("entry.no")
    if isinstance(value, list):
        return listed([f"{one[0]} {one[1]} t" if isinstance(one, list) and len(one) == 2 else str(one)
                       for one in value if not isinstance(one, list) or len(one) == 2], say) or "–"
    text = str(value)
    if field == "value" and say.has(f"value.{text}"):  # an option of a rule, yes or no
        return say(f"value.{text}")
    if field in CODED and say.has(f"entry.value.{text}"):
        return say(f"entry.value.{text}")
    if field == "tonnes" or field.endswith("_t"):
        return number(Decimal(text), 3)
    return money(Decimal(text)) if field.endswith("_cny") else text or "–"
