"""A working as plain JSON that becomes the same working again: frozen with an assessment, opened years later.

Other than `core.trace.as_json`, which is for reading, nothing is lost: both languages, the kind of each value, and
every parameter as it was read, once each under its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.rules.book import Brackets, Reading, Reference, RuleValue
from core.trace import Given, Name, Step, Value, readings

Json = dict[str, Any]


def frozen(step: Step) -> Json:
    """`{"step": …, "rules": {id: …}}`; numbers are text, other values say what they are."""
    return {"step": _step(step), "rules": {one.id: _rule(one) for one in readings(step)}}


def thawed(plain: Mapping[str, Any]) -> Step:
    """What `frozen` was made of. KeyError, ValueError, TypeError or ArithmeticError for anything else."""
    return _step_of(plain["step"], {name: _rule_of(name, one) for name, one in plain["rules"].items()})


def _step(step: Step) -> Json:
    return {"key": step.key, "value": _value(step.value), "unit": step.unit, "formula": step.formula,
            "inputs": [_given(one) for one in step.inputs], "source": step.source,
            "steps": [_step(one) for one in step.steps]}


def _step_of(plain: Json, rules: Mapping[str, Reading]) -> Step:
    return Step(plain["key"], _value_of(plain["value"]), plain["unit"], plain["formula"],
                tuple(_given_of(one, rules) for one in plain["inputs"]), plain["source"],
                tuple(_step_of(one, rules) for one in plain["steps"]))


def _given(given: Given) -> Json:
    rule = {"rule": given.rule.id} if given.rule else {}
    return {"symbol": given.symbol, "value": _value(given.value), "unit": given.unit, **rule}


def _given_of(plain: Json, rules: Mapping[str, Reading]) -> Given:
    return Given(plain["symbol"], _value_of(plain["value"]), plain["unit"],
                 rules[plain["rule"]] if "rule" in plain else None)


def _value(value: Value) -> str | Json:
    if isinstance(value, Name):
        return {"zh": value.zh, "en": value.en}
    return f"{value:f}" if isinstance(value, Decimal) else {"text": value}


def _value_of(plain: str | Json) -> Value:
    if isinstance(plain, str):
        return Decimal(plain)
    return Name(plain["zh"], plain["en"]) if "zh" in plain else str(plain["text"])


def _rule(one: Reading) -> Json:
    return {"value": _rule_value(one.value), "unit": one.unit, "since": one.since.isoformat(), "status": one.status,
            "reference": [one.reference.title_zh, one.reference.title_en, one.reference.href],
            "reformed": one.reformed, "plausible": one.plausible and [f"{bound:f}" for bound in one.plausible]}


def _rule_of(name: str, plain: Json) -> Reading:
    likely = plain["plausible"]
    return Reading(name, _rule_value_of(plain["value"]), plain["unit"], date.fromisoformat(plain["since"]),
                   plain["status"], Reference(*plain["reference"]), plain["reformed"],
                   (Decimal(likely[0]), Decimal(likely[1])) if likely else None)


def _rule_value(value: RuleValue) -> Any:
    if isinstance(value, tuple):
        return [[None if upper is None else f"{upper:f}", _rule_value(result)] for upper, result in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, bool) else {"text": value}


def _rule_value_of(plain: Any) -> RuleValue:
    if isinstance(plain, list):
        brackets: Brackets = tuple((None if upper is None else Decimal(upper), _result(result))
                                   for upper, result in plain)
        return brackets
    return plain if isinstance(plain, bool) else _result(plain)


def _result(plain: Any) -> Decimal | str:
    return Decimal(plain) if isinstance(plain, str) else str(plain["text"])
