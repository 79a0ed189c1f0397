"""What reading a land file has to say: notes on what was done to it, and rows of attribute checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was decided, mended or left out; `key` names the sentence `land.<key>`.

    `feature` is the feature's number in the file, 0 where the note is about the whole file.
    """

    key: str
    feature: int
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One value that does not fit: `what` is the kind of check and names the sentence `land.check.<what>`.

    `difference` is relative (0.02 is 2 %), None where the check is no comparison.
    """

    feature: int
    field: str
    what: str
    value: object
    expected: object = None
    difference: Decimal | None = None
