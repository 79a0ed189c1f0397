"""How a result carries its working: a small tree of steps that any page, document or API answer can open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.rules.book import Reading


@dataclass(frozen=True, slots=True)
class Name:
    """A name that people of both languages read, as a value in a working."""

    zh: str
    en: str


Value = Decimal | str | Name


@dataclass(frozen=True, slots=True)
class Given:
    """One input of a step: symbol in the formula, value, unit and, if it is a parameter, the rule read."""

    symbol: str
    value: Value
    unit: str = ""
    rule: Reading | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of working. `key` names the sentence `step.<key>` in the catalogues."""

    key: str
    value: Value
    unit: str = ""
    formula: str = ""
    inputs: tuple[Given, ...] = ()
    source: str = ""
    steps: tuple[Step, ...] = ()


def read(symbol: str, reading: Reading) -> Given:
    """A parameter as the input of a step."""
    return Given(symbol, reading.shown, reading.unit, reading)


def walk(step: Step) -> Iterator[Step]:
    """The step and everything under it, in reading order."""
    yield step
    for child in step.steps:
        yield from walk(child)


def readings(step: Step) -> tuple[Reading, ...]:
    """Each rule version the result depends on, once, in reading order."""
    found: dict[str, Reading] = {}
    for part in walk(step):
        for given in part.inputs:
            if given.rule is not None:
                found.setdefault(given.rule.id, given.rule)
    return tuple(found.values())


def assumptions(step: Step) -> tuple[Reading, ...]:
    """Those of the readings that an official still has to confirm."""
    return tuple(reading for reading in readings(step) if reading.is_assumption)


def as_json(step: Step, lang: str = "zh") -> dict[str, object]:
    """The working as plain JSON, names in `lang`; decimals as text so that nothing is lost."""
    out: dict[str, object] = {"step": step.key, "value": _text(step.value, lang)}
    if step.unit:
        out["unit"] = step.unit
    if step.formula:
        out["formula"] = step.formula
    if step.inputs:
        out["inputs"] = [_given_json(given, lang) for given in step.inputs]
    if step.source:
        out["source"] = step.source
    if step.steps:
        out["steps"] = [as_json(child, lang) for child in step.steps]
    return out


def _given_json(given: Given, lang: str) -> dict[str, object]:
    out: dict[str, object] = {"symbol": given.symbol, "value": _text(given.value, lang)}
    if given.unit:
        out["unit"] = given.unit
    if given.rule is not None:
        out["rule"] = {
            "id": given.rule.id,
            "since": given.rule.since.isoformat(),
            "status": given.rule.status,
            "reference": given.rule.reference.title_zh if lang == "zh" else given.rule.reference.title_en,
        }
    return out


def _text(value: Value, lang: str) -> str:
    if isinstance(value, Name):
        return value.zh if lang == "zh" else value.en
    return f"{value:f}" if isinstance(value, Decimal) else value
