"""Reads the feature tables beside this file: what each command of the journal does, in rows anybody can read.

    Given <Command> field=value …        acts before each case, with the values of usual.txt where it says nothing
    Rule: <sentence>                     what the rows below show; its own Given lines add to those of the file
    | field | … | after |                rows that pass: the command with these fields, and what holds afterwards
    | field | … | zh | en |              rows that are refused: with exactly these sentences

`day` (today), `at` (UTC) and `role` are columns like the fields; shares are written `TP-1:80, TP-2:3.5`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.ledger import commands
from core.ledger.act import act
from core.ledger.commands import Command
from core.ledger.decision import Approval, RuleStep
from core.ledger.entry import Entry
from core.ledger.occupation import Occupation
from core.ledger.plot_file import PlotFile
from core.ledger.state import EMPTY, Books
from core.ledger.watch_acts import banned
from core.rules import RuleBook

HERE = Path(__file__).resolve().parent
TODAY = date(2026, 11, 23)
BESIDE = {"day": "2026-11-23", "at": "2026-11-23T06:00:00", "role": "registrar", "reason": "", "allocation_order": "",
          "batch_approval": ""}
REFORMED = ("allocation_order", "batch_approval")  # rules that a row may give another value
READ = {"Decimal": Decimal, "date": date.fromisoformat, "str": str, "int": int, "bool": lambda text: text == "yes",
        "tuple[str, ...]": lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
        "int | None": lambda text: int(text) if text else None,
        "tuple[tuple[str, Decimal, Decimal], ...]": lambda text: tuple(
            (name, Decimal(hm2), Decimal(tonnes)) for name, hm2, tonnes in (
                part.strip().rsplit(":", 2) for part in text.split(",") if part.strip()))}
CONDITIONS = (
    "forest_use", "plants", "urban_or_road", "a", "b", "c", "d", "e_trees", "e_shrubs", "f", "g", "h", "planted",
    "additionality")
READ["tuple[tuple[str, str], ...]"] = lambda text: checks(text)
KINDS = {kind.__name__: kind for kind in commands.Command.__args__}

Words = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """One row. `acts`: (command, its fields and what stands beside) with the tried one last."""

    title: str
    acts: tuple[tuple[str, Words], ...]
    after: str
    sentences: tuple[str, str]


def usual() -> dict[str, Words]:
    lines = (HERE / "usual.txt").read_text("utf-8").splitlines()[1:]
    return {line.split(maxsplit=1)[0]: words(line) for line in lines}


def words(line: str) -> dict[str, str]:
    """`Command field=value field='two words'` without the command."""
    return dict(part.split("=", 1) for part in shlex.split(line)[1:])


def cases(path: Path) -> Iterator[Case]:
    """The rows of a file; the command is the one its name says (hold_order → HoldOrder)."""
    name = "".join(part.capitalize() for part in path.stem.split("_"))
    common: list[tuple[str, Words]] = []
    own: list[tuple[str, Words]] = []
    rule, header = "", []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if text.startswith("Rule:"):
            rule, own, header = text, [], []
        elif text.startswith("Given "):
            (own if rule else common).append((text.split()[1], words(text[6:])))
        elif text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            if not header:
                header = cells
                continue
            row = dict(zip(header, cells, strict=True))
            after, zh, en = row.pop("after", ""), row.pop("zh", ""), row.pop("en", "")
            given = {key: value.strip('"') for key, value in row.items() if value}  # "" is no text
            yield Case(f"{path.stem}:{number}", (*common, *own, (name, given)), after, (zh, en))
        elif not text:
            header = []
        elif not text.startswith("#"):
            raise ValueError(f"{path.name}:{number}: neither Given, Rule, row nor comment")


def made(name: str, given: Words) -> Command:
    """The command with these fields."""
    kind = KINDS[name]
    types = {one.name: str(one.type) for one in fields(kind)}
    values: dict[str, Any] = {}
    for field, text in given.items():
        if field in types:
            values[field] = shares(text) if field == "offsets" else READ[types[field]](text)
        elif field not in BESIDE:
            raise ValueError(f"{name} has no {field}")
    return kind(**values)


def shares(text: str) -> tuple[tuple[str, Decimal], ...]:
    pairs = (part.rsplit(":", 1) for part in text.split(",") if part.strip())
    return tuple((name.strip(), Decimal(tonnes)) for name, tonnes in pairs)


def checks(text: str) -> tuple[tuple[str, str], ...]:
    """`pass`: every condition of a screening; `pass, b:fail`: all but one; `b:pass`: that one alone."""
    named = dict(part.strip().split(":") for part in text.split(",") if ":" in part)
    if not text.startswith("pass"):
        return tuple(named.items())
    return tuple((one, named.get(one, "pass")) for one in CONDITIONS)


def play(acts: tuple[tuple[str, Words], ...], book: RuleBook) -> tuple[list[Entry], Books]:
    """The entries of these acts, one after the other, and the books after them."""
    usually, entries, books = usual(), [], EMPTY
    for number, (name, given) in enumerate(acts, start=1):
        said = {**BESIDE, **usually[name], **given}
        day = date.fromisoformat(said["day"])
        rules = book.reform_all({rule: said[rule] for rule in REFORMED if said[rule]})
        new, books = act(books, made(name, {**usually[name], **given}), rules.at(day), day,
                         at=datetime.fromisoformat(said["at"]), role=said["role"], reason=said["reason"],
                         key=f"k{number}")
        entries += new
    return entries, books


def found(books: Books, name: str) -> dict[str, str]:
    """What the books say of a thing, in the words of the tables."""
    kept = [one for one in books.documents.values() if one.name == name and not one.removed]
    portions = books.distributions[name].portions if name in books.distributions else ()
    return {**_thing(books, name), "documents": ",".join(f"{one.kind}:{one.media}:{one.size}" for one in kept),
            "shared": ",".join(f"{one.lot}:{one.group_zh or one.party}:{one.amount_cny:f}" for one in portions),
            "paid": ",".join(f"{one.group_zh or one.party}:{one.paid_on}:{one.voucher}"
                             for one in portions if one.paid_on)}


def _thing(books: Books, name: str) -> dict[str, str]:
    if name in books.lots:
        stock, lot = books.lots[name], books.lots[name].lot
        return {"stored": f"{lot.stored_t:f}", "held": f"{lot.held_t:f}", "cancelled": f"{lot.cancelled_t:f}",
                "available": f"{lot.available_t:f}", "shortfall": f"{stock.shortfall_t:f}",
                "lost": f"{stock.lost_t:f}", "measured": f"{stock.measured_t}", "batch": lot.batch,
                "replaced": f"{stock.replaced_t:f}", "accounted": f"{stock.accounted_t:f}",
                "period_end": lot.period_end.isoformat()}
    if name in books.orders:
        booking, order = books.orders[name], books.orders[name].order
        return {"status": order.status, "certificate": order.certificate, "owed": f"{order.owed_t:f}",
                "offset": f"{order.offset_t:f}", "purchase": f"{order.purchase_t:f}",
                "lots": ",".join(f"{lot}:{tonnes:f}" for lot, tonnes in booking.lots), "project": order.project_zh,
                "invoices": ",".join(f"{one.number}:{one.amount_cny:f}" for one in booking.invoices)}
    if name in books.plots:
        return plot(books.plots[name])
    if name in books.occupations:
        return occupation(books.occupations[name])
    if name in books.remedies:
        plan = books.remedies[name]
        return {"state": plan.state, "planned": f"{plan.planned_t:f}", "replaced": f"{plan.replaced_t:f}",
                "left": f"{plan.left_t:f}", "measure": plan.measure,
                "lots": ",".join(f"{lot}:{tonnes:f}" for lot, tonnes in plan.lots)}
    if name in books.findings:
        seen = books.findings[name]
        return {"state": seen.state, "outcome": seen.outcome, "answer": seen.answer, "plots": ",".join(seen.plots),
                "kind": seen.kind, "seen_on": seen.seen_on.isoformat(), "subject": seen.subject}
    if name in books.decisions:
        one = books.decisions[name]
        effect = one.effect
        return {"does": one.does, "replaces": one.replaces, "replaced_by": one.replaced_by, "matter": one.matter,
                "scenario": f"{one.scenario}:{one.scenario_name}:{one.scenario_version}", "meeting": one.meeting,
                "rule": f"{effect.rule}:{effect.since}:{effect.value}" if isinstance(effect, RuleStep) else "",
                "batch": f"{effect.batch}:{','.join(effect.plots)}:{effect.measured_t}"
                if isinstance(effect, Approval) else "", "text": one.text, "met_on": one.met_on.isoformat()}
    if name.startswith("ban/"):
        return {"in_force": "yes" if banned(books, name.removeprefix("ban/")) else "no"}
    if name not in books.certificates:
        return {}
    one = books.certificates[name]
    return {"tonnes": f"{one.tonnes:f}", "used": f"{one.used_t:f}", "left": f"{one.left_t:f}",
            "withdrawn": "yes" if one.withdrawn else "no", "until": one.valid_until.isoformat()}


def plot(file: PlotFile) -> dict[str, str]:
    screening, measured, agreed, notice = file.screening, file.measurement, file.agreement, file.notice
    return {"step": file.step, "screened": f"{screening.passed}" if screening else "", "outline": file.outline[:4],
            "removals": f"{measured.removals_t:f}" if measured else "", "area": f"{file.area_hm2:f}",
            "agreed": agreed.number if agreed else "", "collective": f"{agreed.collective_share}" if agreed else "",
            "notice": notice.end.isoformat() if notice else "", "open": str(notice.open_objections) if notice else "",
            "objections": str(len(notice.objections)) if notice else "", "lots": ",".join(file.lots),
            "upheld": f"{notice.upheld}" if notice else "", "withdrawn": f"{file.withdrawn}",
            "entries": ",".join(map(str, file.entries)), "group": file.group_zh,
            "planted_on": file.planted_on.isoformat()}


def occupation(one: Occupation) -> dict[str, str]:
    made, notice, choice = one.assessment, one.notice, one.choice
    return {"step": one.step, "assessed": f"{made.owed_t:f}" if made else "",
            "area": f"{made.area_hm2:f}" if made else "",
            "notice": notice.number if notice else "", "owed": f"{notice.owed_t:f}" if notice else "",
            "offset": f"{choice.offset_t:f}" if choice else "", "purchase": f"{choice.purchase_t:f}" if choice else "",
            "ordered": f"{one.ordered_t:f}", "settled": f"{one.settled_t:f}", "entries": str(len(one.entries)),
            "project": one.project_zh, "planned_on": one.planned_on.isoformat()}


def expected(after: str) -> Iterator[tuple[str, str, str]]:
    """(name, what, value) of `A-L1 available=90 held=10; O-1 status=held`."""
    for part in after.split(";"):
        name, *pairs = part.split()
        yield from ((name, *pair.split("=", 1)) for pair in pairs)


