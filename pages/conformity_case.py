"""What the conformity page reckons with, once per data version and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from core.checklist import Case, Checklist, checklist, group_of
from core.rules import Rule, ToConfirm
from pages.base import Context
from store.sample import UNTIL, sample_survey
from ui import rules as shown
from ui.format import number, percent
from ui.words import Words

COLOURS = {"owed": "loss", "removals": "available", "price": "price"}
PLACES = {"owed": 1, "removals": 1, "price": 2}
OPEN = ("unverified", "weak", "design_choice", "assumption")
CONFIRMED = "confirmed"
STATUSES = ("all", *OPEN, CONFIRMED)


@dataclass(frozen=True)
class Entry:
    """A line of the list: a parameter that is open, or one that was confirmed here."""

    rule: Rule
    status: str
    group: str
    found: ToConfirm | None

    @property
    def moves(self) -> bool:
        return self.found is not None and bool(self.found.width)


@dataclass(frozen=True)
class View:
    """The checklist with its entries, by rule."""

    case: Case
    list: Checklist
    entries: dict[str, Entry]


@st.cache_resource(max_entries=4, show_spinner=False)
def view(version: int, today: date, _ctx: Context) -> View:
    """Everything of one data version; the widest movement first, then what was confirmed."""
    snapshot = _ctx.snapshot
    planned = {one.proposal: one.planned_on for one in snapshot.proposals}
    case = Case(today, snapshot.species, snapshot.equations,
                tuple((planned[name], loss) for name, loss in snapshot.proposal_losses.items()),
                sample_survey(snapshot.species), UNTIL, snapshot.series)
    found = checklist(snapshot.rules, case)
    entries = {one.rule.id: Entry(one.rule, one.reading.status, group_of(one.rule), one) for one in found.open}
    for decided in snapshot.decisions:
        if decided.counts and decided.rule in snapshot.rules.rules and decided.rule not in entries:
            rule = snapshot.rules[decided.rule]
            entries[rule.id] = Entry(rule, CONFIRMED, group_of(rule), None)
    return View(case, found, entries)


def entry_name(ctx: Context, entry: Entry) -> str:
    """Its name; equations are named by their source."""
    return shown.name(entry.rule, ctx.say)


def status_word(status: str, say: Words) -> str:
    if status == CONFIRMED:
        return say("conformity.status.confirmed")
    return say(f"status.{status}")


def amount(headline: str, value: Decimal) -> str:
    """A headline's figure without its unit."""
    return number(value, PLACES[headline])


def change(value: Decimal | None) -> str:
    """A relative change with its sign."""
    if value is None:
        return "–"
    text = percent(abs(value), 1)
    return text if not value else f"{'+' if value > 0 else '−'}{text}"
