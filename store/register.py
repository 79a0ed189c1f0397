"""What decisions of the leading group do outside the books, in the transaction that writes them down: values of rules,
the county's outlook. Everything here belongs in a transaction of the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.ledger.decision import Outlook, RuleStep
from core.ledger.entry import Entry
from core.ledger.state import Books
from core.problem import Problem
from core.rules import RuleBook
from core.rules.values import as_text, from_text, kind_of
from store import decisions, scenarios
from store.database import Cursor
from store.effects import keep, link_of, links


def project(cursor: Cursor, before: Books, after: Books, entries: Sequence[Entry], results: Mapping[str, str],
            book: RuleBook) -> None:
    """Undo what replaced decisions did, do what the new ones do. `results`: by SHA-256, what is published;
    `book`: the rules."""
    if before.decisions is after.decisions or len(before.decisions) == len(after.decisions):
        return
    for entry in entries:
        name = entry.body.get("decision")
        if not isinstance(name, str) or name not in after.decisions or after.decisions[name].entry != entry.number:
            continue
        one = after.decisions[name]
        if one.replaces:
            _undo(cursor, one.replaces, entry)
        if one.scenario:
            _check_scenario(cursor, one.scenario, one.scenario_name, one.scenario_version)
        if isinstance(one.effect, RuleStep):
            step = one.effect
            confirmed = decisions.Confirmed(
                step.since, from_text(step.kind, step.value), one.meeting, name, "", one.matter)
            keep(cursor, name, value=decisions.record(
                cursor, book, step.rule, confirmed, entry.role))
        elif isinstance(one.effect, Outlook):
            keep(cursor, name, publication=scenarios.publish_text(
                cursor, one.scenario, results.get(one.effect.results, ""), entry.role, entry.reason))


def compare(cursor: Cursor, books: Books) -> None:
    """Problem `books_differ` where a decision's effect is not what the journal says of it."""
    wanted = {(name, *_said(one.effect, one.scenario), bool(one.replaced_by)) for name, one in books.decisions.items()
              if isinstance(one.effect, RuleStep | Outlook)}
    different = {one[0] for one in wanted ^ _found(cursor)} | (
        {one.decided for one in links(cursor)} ^ {one[0] for one in wanted})
    if different:
        raise Problem("books_differ", table="decision_effect", name=min(different))


def clear(cursor: Cursor) -> None:
    """Take out what the decisions of an illustrative journal did, with the journal."""
    for table, column, wanted in (
            ("scenario_unpublished", "publication", "publication"), ("scenario_published", "number", "publication"),
            ("decision", "withdraws", "value"), ("decision", "number", "value")):
        cursor.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT {wanted} FROM decision_effect)")
    cursor.execute("DELETE FROM decision_effect")


def _said(effect: RuleStep | Outlook, scenario: int) -> tuple[str, str, str, str]:
    if isinstance(effect, RuleStep):
        return effect.rule, effect.since.isoformat(), effect.kind, effect.value
    return "", "", str(scenario), effect.results


def _found(cursor: Cursor) -> set[tuple[Any, ...]]:
    """(decision, what it did, whether that was taken back)."""
    decided = {one.value: one.decided for one in links(cursor) if one.value is not None}
    out: set[tuple[Any, ...]] = set()
    for row in decisions.decisions(cursor) if decided else ():
        if row.number in decided:
            value = row.confirmed
            out.add((decided[row.number], row.rule, value.since.isoformat() if value else "",
                     kind_of(value.value) if value else "", as_text(value.value) if value else "",
                     row.withdrawn_by is not None))
    out |= {(name, "", "", str(scenario), hashed, back) for name, scenario, hashed, back in cursor.execute(
        "SELECT e.decided, p.scenario, sha256(p.results), u.publication IS NOT NULL FROM decision_effect e"
        " JOIN scenario_published p ON p.number = e.publication"
        " LEFT JOIN scenario_unpublished u ON u.publication = p.number").fetchall()}
    return out


def _undo(cursor: Cursor, decided: str, entry: Entry) -> None:
    """What a decision did is taken back by the entry of the one that replaces it."""
    found = link_of(cursor, decided)
    if found is not None and found.value is not None:
        decisions.withdraw(cursor, found.value, entry.reason, entry.role, decided)
    if found is not None and found.publication is not None:
        scenarios.take_back(cursor, found.publication, entry.role, entry.reason)


def _check_scenario(cursor: Cursor, number: int, name: str, version: int) -> None:
    """Problem `scenario_unknown` for one that is not saved, or not by that name."""
    for one in scenarios.scenarios(cursor):
        if (one.number, " ".join(one.name.split()), one.version) == (number, name, version):
            return
    raise Problem("scenario_unknown", number=number)
