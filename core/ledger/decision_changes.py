"""What entries about decisions change, and what holds of decisions; whoever wrote it, an entry that cannot be is
refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.ledger.decision import SERIES, Approval, Decision, Effect, Outlook, RuleStep
from core.ledger.draft import Body, Change, Draft
from core.ledger.entry import SHA256
from core.ledger.numbering import follows
from core.ledger.plot_checks import living
from core.ledger.state import Books
from core.numbers import ZERO, tonnes_down
from core.problem import Problem
from core.rules.values import KINDS

KIND_OF = {"none": "decision_recorded", "rule": "decision_rule", "outlook": "decision_outlook",
           "batch": "decision_batch"}  # what a decision does → kind of its entry


def approval(books: Books, batch: str, plot: str) -> Decision | None:
    """The decision in force that approves a plot, as it is measured now, in a batch."""
    file = books.plots.get(plot)
    measured = file.measurement.entry if file is not None and file.measurement is not None else 0
    for one in books.decisions.values():
        if (isinstance(one.effect, Approval) and not one.replaced_by and one.effect.batch == batch
                and plot in one.effect.plots and one.entry > measured):
            return one
    return None


def approvals(books: Books, plot: str) -> tuple[Decision, ...]:
    """The decisions in force that approve a plot as it is measured now, in whatever batch; the latest first."""
    return tuple(one for one in reversed(list(books.decisions.values()))
                 if isinstance(one.effect, Approval) and approval(books, one.effect.batch, plot) == one)


def measured_t(books: Books, plots: Iterable[str]) -> Decimal:
    """What the plots were measured for, rounded down; Problem `register_plot` for one that is not measured, or in the
    reserve already."""
    total = ZERO
    for name in plots:
        file = living(books, name)
        if file.measurement is None or file.stands:
            raise Problem("register_plot", plot=name)
        total += file.measurement.removals_t
    return tonnes_down(total)


def check_replaced(books: Books, name: str, does: str, demo: bool) -> None:
    """A decision can be replaced once, by one whose offices could have made it, and of the same sort; Problem."""
    if not name:
        return
    if name not in books.decisions:
        raise Problem("register_unknown", decision=name)
    found = books.decisions[name]
    if found.replaced_by:
        raise Problem("register_replaced", decision=name, by=found.replaced_by)
    if found.does not in ("none", does):
        raise Problem("register_other", decision=name, does=f"register.does.{found.does}")
    if found.demo != demo:
        raise Problem("register_demo", decision=name)


def _effect(draft: Draft, body: Body, does: str) -> Effect:
    if does == "rule":
        if body["value_kind"] not in KINDS or not body["rule"]:
            raise ValueError("no value of a rule")
        return RuleStep(body["rule"], date.fromisoformat(body["since"]), body["value_kind"], body["value"])
    if does == "outlook":
        if SHA256.fullmatch(body["results"]) is None or not body["scenario"]:
            raise ValueError("no results of a scenario")
        return Outlook(body["results"])
    if does == "batch":
        plots, tonnes = tuple(body["plots"]), Decimal(body["measured_t"])
        if not plots or not body["batch"] or tonnes != measured_t(draft, plots) or any(
                draft.plots[plot].demo != body["demo"] for plot in plots):
            raise ValueError("no batch that could be approved")
        return Approval(body["batch"], plots, tonnes)
    return None


def _recorded(does: str) -> Change:
    def change(draft: Draft, body: Body, number: int) -> None:
        name, before, may = body["decision"], body["replaces"], body["of"]
        if not follows(SERIES, name, draft.decisions):
            raise Problem("register_number", decision=name)
        check_replaced(draft, before, may, body["demo"])
        if (does != "none" and may != does) or (does == "none" and may != "none" and not before):
            raise ValueError("it does something else")
        if body["basis_sha256"] and SHA256.fullmatch(body["basis_sha256"]) is None:
            raise ValueError("no hash")
        draft.decisions[name] = Decision(
            name, body["meeting"], date.fromisoformat(body["met_on"]), body["matter"], body["text"], body["basis"],
            body["basis_sha256"], body["scenario"], body["scenario_name"], body["scenario_version"],
            body["data_version"], before, _effect(draft, body, does), body["demo"], number, entries=(number,))
        if before:
            old = draft.decisions[before]
            draft.decisions[before] = replace(old, replaced_by=name, entries=(*old.entries, number))

    return change


CHANGES: Mapping[str, Change] = {kind: _recorded(does) for does, kind in KIND_OF.items()}
