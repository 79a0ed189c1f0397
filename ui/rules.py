"""Parameters as people read them: their name, a value, what it was read by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from html import escape

from core.carbon import SpeciesTable
from core.numbers import plain
from core.problem import Problem
from core.rules import Rule, RuleBook
from core.rules.book import RuleValue
from core.trace import Step
from ui.words import Words
from ui.working import brackets, unit


def name(rule: Rule, say: Words) -> str:
    """What a parameter is called; factors of species by the species and the factor's word."""
    text = say.pick(rule.description_zh, rule.description_en)
    factor = rule.id.rsplit(".", 1)[-1]
    if rule.id.startswith(("species.", "set.")) and say.has(f"conformity.factor.{factor}"):
        whose = say.pick(rule.description_zh.removesuffix(f" {factor}"), rule.description_en.removesuffix(f" {factor}"))
        return say("conformity.of_species", species=whose, factor=say(f"conformity.factor.{factor}"))
    return text


def prices_shown(book: RuleBook, today: date) -> bool:
    """Whether the county shows prices to the public: on the kiosk, with certificates, in the open API
    (`publish_prices`)."""
    return book.at(today)["publish_prices"].value is True


def value(found: RuleValue, units: str, say: Words, species: SpeciesTable) -> str:
    """A value with its unit."""
    if isinstance(found, bool):
        return say("value.yes") if found else say("value.no")
    if isinstance(found, str):
        return option(found, say, species)
    of = unit(units, say)
    if isinstance(found, tuple):
        return f"{brackets(found, say)} ({of})" if of else brackets(found, say)
    return f"{number(found)} {of}".strip()


def number(found: Decimal) -> str:
    """As many digits as were given, thousands apart."""
    whole, point, rest = plain(found).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() and whole != "-0" else whole + point + rest


def option(found: str, say: Words, species: SpeciesTable) -> str:
    """A choice by its word; a row of the species table by its name; an equation as it stands."""
    if say.has(f"value.{found}"):
        return say(f"value.{found}")
    try:
        row = species.find(found)
    except Problem:
        return say.pick(found, found)
    return say.pick(row.name_zh, row.name_en)


def formula_html(formula: str) -> str:
    return f'<p class="zb-work"><code>{escape(formula)}</code></p>'


def readers_html(headline: str, steps: Iterable[Step], say: Words) -> str:
    """The steps of a working that read a parameter, with their formulas."""
    rows = "".join(f"<li>{escape(say(f'step.{step.key}'))}"
                   + (f" <code>{escape(step.formula)}</code>" if step.formula else "") + "</li>" for step in steps)
    return f'<p class="zb-note">{escape(headline)}</p><ul class="zb-work">{rows}</ul>'
