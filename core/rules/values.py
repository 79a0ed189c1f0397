"""A parameter's value as text with its kind, for keeping decisions and for what people type; and back again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from core.problem import Problem
from core.rules.book import Brackets, RuleValue

KINDS = ("number", "option", "yes_no", "brackets")


def kind_of(value: RuleValue) -> str:
    """Which of KINDS a value is."""
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, Decimal):
        return "number"
    return "option" if isinstance(value, str) else "brackets"


def as_text(value: RuleValue) -> str:
    """`0.10`, `flow`, `yes`, or brackets as JSON: [["5", "0.46"], [null, "0.32"]]."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return value
    return json.dumps([[None if upper is None else f"{upper:f}", f"{result:f}" if isinstance(result, Decimal)
                        else result] for upper, result in value], ensure_ascii=False)


def from_text(kind: str, text: str) -> RuleValue:
    """What `as_text` wrote; Problem `value_text` for anything else."""
    if kind == "number":
        return number(text)
    if kind == "option":
        return text
    if kind == "yes_no" and text in ("yes", "no"):
        return text == "yes"
    if kind == "brackets":
        try:
            rows = [(row[0], row[1]) for row in json.loads(text)]
        except (ValueError, TypeError, IndexError, KeyError):
            raise Problem("value_text", value=text[:40]) from None
        return brackets(rows)
    raise Problem("value_text", value=text[:40])


def number(text: object) -> Decimal:
    """A decimal number as people write it, with a point; Problem `value_number`."""
    try:
        value = Decimal(str(text).strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > 12 or len(value.as_tuple().digits) > 18:
        raise Problem("value_number", value=str(text)[:40])
    return value


def brackets(rows: Iterable[tuple[object, object]]) -> Brackets:
    """(upper bound or nothing, result) as typed: results that are numbers become numbers."""
    out: list[tuple[Decimal | None, Decimal | str]] = []
    for upper, result in rows:
        try:
            found: Decimal | str = number(result)
        except Problem:
            found = str(result if result is not None else "").strip()
        out.append((None if upper is None or not str(upper).strip() else number(upper), found))
    return tuple(out)
