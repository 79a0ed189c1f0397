"""One act: a command decided and written down as entries, ready to be appended (the store keeps the keys)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from core.ledger import (
    commands,
    decision_acts,
    document_acts,
    fields,
    occupation_acts,
    plot_acts,
    remedy_acts,
    sharing_acts,
    watch_acts,
)
from core.ledger.chain import parse
from core.ledger.commands import Command
from core.ledger.decide import decide
from core.ledger.decision import RecordDecision
from core.ledger.entry import Entry, line, moment, next_entry
from core.ledger.evolve import fold
from core.ledger.state import Books
from core.problem import Problem
from core.rules.book import RulesAt

TOPICS = (plot_acts, occupation_acts, remedy_acts, sharing_acts, watch_acts, document_acts, decision_acts)
REGISTRAR = ("registrar",)
# Whose act it is, where it is not the registrar's alone (domain.md §6); the first office is the one that a page acts
# as. `system`: what happens by itself when its day has come.
OFFICES: Mapping[type, tuple[str, ...]] = {
    commands.TakeOver: ("admin", "registrar", "system"),
    commands.ExpireHold: ("registrar", "system"),
    commands.CorrectDecision: decision_acts.OFFICES[RecordDecision],
    **{kind: offices for topic in TOPICS for kind, offices in topic.OFFICES.items()},
}
REASONED = frozenset({  # they take something back, or say why the leading group decided
    commands.WithdrawCertificate, commands.ReleaseOrder, commands.RefundOrder, commands.ReverseLot, commands.Correct,
    commands.CorrectDecision}).union(*(topic.REASONED for topic in TOPICS))


def offices(kind: type) -> tuple[str, ...]:
    """Who may do a command."""
    return OFFICES.get(kind, REGISTRAR)


def act(books: Books, command: Command, rules: RulesAt, today: date, *, at: datetime, role: str, reason: str = "",
        key: str) -> tuple[tuple[Entry, ...], Books]:
    """The entries of the act and the books after them. `at`: UTC. Refused with a Problem: `journal_role` (the role may
    not), `journal_reason` (one is needed), `journal_clock` (earlier than the last entry), and whatever decide refuses.
    """
    if role not in offices(type(command)):
        raise Problem("journal_role", role=f"role.{role}")
    why = fields.name(reason, "reason", fields.LONGEST_TEXT) if reason.strip() else ""
    if not why and type(command) in REASONED:
        raise Problem("journal_reason")
    written, time = fields.name(key, "key", fields.LONGEST_TEXT), moment(at)
    if books.head is not None and time < books.head.at:
        raise Problem("journal_clock", now=time, last=books.head.at)
    entries: list[Entry] = []
    for fact in decide(books, command, rules, today):
        last = entries[-1] if entries else books.head
        entry = next_entry(last, fact, at=time, role=role, reason=why, key=written)
        if parse(line(entry).encode()) != entry:  # a float, a tuple: a mistake of ours, which no journal may hold
            raise TypeError(f"{fact.kind} holds something that an entry cannot")
        entries.append(entry)
    return tuple(entries), fold(books, entries)
