"""The working drawer: a result's steps, inputs, rule versions and sources, opened with one click."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from core.numbers import plain
from core.rules import Reading
from core.rules.book import Brackets
from core.trace import Given, Name, Step, Value
from ui.words import Words

SHOWN_DIGITS = 6
ALONE = {"a": "unit.year", "mon": "unit.month", "d": "unit.day"}  # units that are words


def working_html(steps: tuple[Step, ...], say: Words) -> str:
    """Steps as nested details elements; the first level is open."""
    return f'<div class="zb-work">{"".join(_step(step, say, top=True) for step in steps)}</div>'


def _step(step: Step, say: Words, top: bool = False) -> str:
    value = said(step.value, say)
    head = f"{escape(say(f'step.{step.key}'))}"
    if step.value != "" and step.key != "loss.stratum":
        head += f" = <b>{escape(value)}</b> {escape(unit(step.unit, say))}"
    elif step.key == "loss.stratum":
        head += f" <b>{escape(value)}</b>"
    inner = ""
    if step.formula:
        inner += f'<div class="in"><code>{escape(step.formula)}</code></div>'
    inner += "".join(f'<div class="in">{_given(given, say)}</div>' for given in step.inputs)
    if step.source:
        inner += f'<div class="in">{escape(say("working.source", source=say.pick(step.source, step.source)))}</div>'
    inner += "".join(_step(child, say) for child in step.steps)
    return f"<details{' open' if top else ''}><summary>{head}</summary>{inner}</details>"


def _given(given: Given, say: Words) -> str:
    value = said(given.value, say)
    if given.rule is not None and isinstance(given.rule.value, tuple):
        value = brackets(given.rule.value, say)
    text = f"{escape(symbol(given.symbol, say))} = {escape(value)} {escape(unit(given.unit, say))}"
    if given.rule is not None:
        text += f" · {escape(cited(given.rule, say))}"
    return text


def cited(reading: Reading, say: Words) -> str:
    """A rule version with its source; assumptions wear ◊."""
    key = "working.assumption" if reading.is_assumption else "working.rule"
    return say(key, since=reading.since, status=say(f"status.{reading.status}"),
               reference=say.pick(reading.reference.title_zh, reading.reference.title_en))


def symbol(symbol: str, say: Words) -> str:
    """Formula letters stand as they are; words among them come from the catalogue."""
    return say(f"symbol.{symbol}") if say.has(f"symbol.{symbol}") else symbol


def said(value: Value, say: Words) -> str:
    if isinstance(value, Name):
        return say.pick(value.zh, value.en)
    if isinstance(value, str):
        if say.has(f"value.{value}"):
            return say(f"value.{value}")
        return say.pick(value, value) if any(char.isalpha() for char in value) else value
    return _short(value)


def brackets(value: Brackets, say: Words) -> str:
    """≤20 young; ≤30 middle-aged; …"""
    return "; ".join(f"{'…' if upper is None else f'≤{plain(upper)}'} {said(result, say)}" for upper, result in value)


def _short(value: Decimal) -> str:
    """Enough digits to recompute by hand; the JSON has all of them."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > SHOWN_DIGITS:
        value = round(value, SHOWN_DIGITS)
    whole, _, rest = plain(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}" + (f".{rest}" if rest else "")


def unit(text: str, say: Words) -> str:
    """Units as people write them."""
    if text == "1":
        return ""
    if text in ALONE:
        return say(ALONE[text])
    text = text.replace("CNY", say("unit.cny")).replace("d.m.", say("unit.dry_matter"))
    return text.replace("tCO2e", "tCO₂e").replace("/a", say("unit.per_year"))
