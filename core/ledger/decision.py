"""Decisions of the leading group (R14): what was decided, at which meeting, on what, and what it does.

A decision may set the next value of a rule, publish a saved scenario as the county's outlook, or approve a batch of
plots; or it is only written down. A later one may replace it: what it did is then undone. One command for each thing
that a decision can do, so that each has the offices that may do the thing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

EFFECTS = ("none", "rule", "outlook", "batch")
SERIES = "D"
START = date(2000, 1, 1)  # stands for no day


@dataclass(frozen=True, slots=True)
class RuleStep:
    """A value (core.rules.values: `kind` and text) that a rule has from `since` on."""

    rule: str
    since: date
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A saved scenario is the county's outlook. `results`: SHA-256 of what was published with it."""

    results: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Plots may be stored as a batch, by the measurements they had. `measured_t`: tCO2e of all, rounded down."""

    batch: str
    plots: tuple[str, ...]
    measured_t: Decimal


Effect = RuleStep | Outlook | Approval | None


@dataclass(frozen=True, slots=True)
class Decision:
    """`basis`: the deck or brief it rested on, in words, `basis_sha256` of its file, where that was given;
    `scenario`: number of a saved scenario, 0 for none; `data_version`: what the group saw, 0 where nobody knows;
    `replaces`: an earlier decision; `replaced_by`: a later one; `entries`: numbers of the entries about it."""

    decision: str
    meeting: str
    met_on: date
    matter: str
    text: str
    basis: str
    basis_sha256: str
    scenario: int
    scenario_name: str
    scenario_version: int
    data_version: int
    replaces: str
    effect: Effect
    demo: bool
    entry: int
    replaced_by: str = ""
    entries: tuple[int, ...] = ()

    @property
    def does(self) -> str:
        """One of EFFECTS."""
        return kind_of(self.effect)


def kind_of(effect: Effect) -> str:
    if effect is None:
        return "none"
    return "rule" if isinstance(effect, RuleStep) else "outlook" if isinstance(effect, Outlook) else "batch"


@dataclass(frozen=True, slots=True)
class RecordDecision:
    """Write a decision down; it does nothing else. The journal gives the number, YM-D-2026-0001. With a reason."""

    meeting: str
    met_on: date
    matter: str
    text: str
    basis: str = ""
    basis_sha256: str = ""
    scenario: int = 0
    scenario_name: str = ""
    scenario_version: int = 0
    data_version: int = 0
    replaces: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class DecideRule(RecordDecision):
    """It gives a rule its next dated value. No `rule`: it only takes back what the one it `replaces` gave."""

    rule: str = ""
    since: date = START
    value_kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class DecideOutlook(RecordDecision):
    """It makes `scenario` the county's outlook. `results`: JSON of core.scenario.report, as they are published. None:
    it only takes back what the one it `replaces` published."""

    results: str = ""


@dataclass(frozen=True, slots=True)
class DecideBatch(RecordDecision):
    """It approves measured plots as a batch. No `batch`: it only takes back what the one it `replaces` approved."""

    batch: str = ""
    plots: tuple[str, ...] = ()


DecisionCommand = RecordDecision | DecideRule | DecideOutlook | DecideBatch
Decisions = Mapping[str, Decision]
