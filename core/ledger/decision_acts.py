"""What the register of decisions takes: a decision with its meeting and subject, and what it does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from core.ledger import fields
from core.ledger.decision import SERIES, DecideBatch, DecideOutlook, DecideRule, RecordDecision
from core.ledger.decision_changes import CHANGES, KIND_OF, approval, check_replaced, measured_t
from core.ledger.entry import SHA256, Fact, Plain
from core.ledger.numbering import next_number
from core.ledger.state import Books
from core.problem import Problem
from core.rules.book import RulesAt
from core.rules.values import from_text

__all__ = ["ACTS", "CHANGES", "OFFICES", "REASONED", "approval"]

LAST = date(2100, 12, 31)  # of a value's first day


def record_decision(books: Books, asked: RecordDecision, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """What was decided is written down; it does nothing else."""
    return _written(books, asked, today, "none", "none", {})


def decide_rule(books: Books, asked: DecideRule, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A rule has another value from a day on, as far as the rule may have it."""
    if not asked.rule:
        return _taken_back(books, asked, today, "rule")
    rule, value = rules.book[asked.rule], from_text(asked.value_kind, asked.value)
    rule.check(value)
    first = rule.values[0].since
    if not first <= asked.since <= LAST:
        raise Problem("decision_since", date=asked.since, first=first, last=LAST)
    return _written(books, asked, today, "rule", "rule", {
        "rule": rule.id, "rule_zh": rule.description_zh, "rule_en": rule.description_en,
        "since": asked.since.isoformat(), "value_kind": asked.value_kind, "value": asked.value})


def decide_outlook(books: Books, asked: DecideOutlook, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """A saved scenario is the county's outlook; that it is saved, and these are its results, the store makes sure."""
    if not asked.results:
        return _taken_back(books, asked, today, "outlook")
    if not asked.scenario:
        raise Problem("register_no_scenario")
    return _written(books, asked, today, "outlook", "outlook", {"results": results_hash(asked.results)})


def decide_batch(books: Books, asked: DecideBatch, rules: RulesAt, today: date) -> tuple[Fact, ...]:
    """Plots that are measured and not in the reserve yet may be stored as a batch."""
    if not asked.batch:
        return _taken_back(books, asked, today, "batch")
    batch, plots = fields.name(asked.batch, "batch"), tuple(dict.fromkeys(asked.plots))
    if not plots:
        raise Problem("register_no_plot")
    tonnes = measured_t(books, plots)
    for plot in plots:
        if books.plots[plot].demo != asked.demo:
            raise Problem("plot_demo", plot=plot)
        known = approval(books, batch, plot)
        if known is not None and known.decision != asked.replaces:
            raise Problem("register_approved", plot=plot, batch=batch, decision=known.decision)
    return _written(books, asked, today, "batch", "batch", {
        "batch": batch, "plots": list(plots), "measured_t": f"{tonnes:f}"})


def results_hash(results: str) -> str:
    """SHA-256 of published results."""
    return hashlib.sha256(results.encode()).hexdigest()


def _taken_back(books: Books, asked: RecordDecision, today: date, of: str) -> tuple[Fact, ...]:
    """Nothing takes the place of what an earlier decision did."""
    if not asked.replaces:
        raise Problem("register_nothing")
    return _written(books, asked, today, of, "none", {})


def _written(books: Books, asked: RecordDecision, today: date, of: str, does: str,
             effect: Mapping[str, Plain]) -> tuple[Fact, ...]:
    """The entry. `of`: whose office decides; `does`: what it does, which is `of` or nothing."""
    meeting, matter = fields.public(asked.meeting, "meeting"), fields.public(asked.matter, "matter")
    text = fields.statement(asked.text, "text")
    basis = fields.public(asked.basis, "basis") if asked.basis.strip() else ""
    if asked.met_on > today:
        raise Problem("register_future", date=asked.met_on, today=today)
    if asked.basis_sha256 and SHA256.fullmatch(asked.basis_sha256) is None:
        raise Problem("register_hash")
    scenario = fields.public(asked.scenario_name, "scenario") if asked.scenario else ""
    check_replaced(books, asked.replaces, of, asked.demo)
    return (Fact(KIND_OF[does], {
        "decision": next_number(SERIES, today.year, list(books.decisions)), "meeting": meeting,
        "met_on": asked.met_on.isoformat(), "matter": matter, "text": text, "basis": basis,
        "basis_sha256": asked.basis_sha256, "scenario": asked.scenario, "scenario_name": scenario,
        "scenario_version": asked.scenario_version if asked.scenario else 0, "data_version": asked.data_version,
        "replaces": asked.replaces, "of": of, **effect, "demo": asked.demo}),)


ACTS: Mapping[type, Callable[[Books, Any, RulesAt, date], tuple[Fact, ...]]] = {
    RecordDecision: record_decision,
    DecideRule: decide_rule,
    DecideOutlook: decide_outlook,
    DecideBatch: decide_batch,
}
# Never fewer rights than the thing itself needs: values of rules are the administrator's, the outlook is the planner's,
# approvals are the bureau's.
OFFICES: Mapping[type, tuple[str, ...]] = {
    RecordDecision: ("planner", "reviewer", "admin"), DecideRule: ("admin",), DecideOutlook: ("planner",),
    DecideBatch: ("reviewer",)}
REASONED: frozenset[type] = frozenset(ACTS)
