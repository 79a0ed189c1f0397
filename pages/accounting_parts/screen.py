"""Screen: facts of a piece of land → the conditions one by one, and which evidence is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.carbon.eligibility import CCER, Condition, overall
from core.carbon.eligibility import screen as screened
from core.numbers import plain
from pages import exports, workbooks
from pages.accounting_parts import Shown, facts, where
from pages.base import Context
from ui import blocks
from ui.blocks import Card
from ui.format import percent
from ui.workbook import Cell, Sheet

SIGNS = {"pass": "✓", "fail": "✗", "missing": "?", "note": "!"}
ECONOMIC = "25"  # forest-use codes 251–255


def screen(ctx: Context) -> Shown:
    say = ctx.say
    facts.restore(ctx)
    head = st.container()
    left, right = st.columns([5, 8], gap="medium")
    with left:
        blocks.step(1, say("accounting.where"))
        plot = where.ask(ctx)
        if plot is not None:
            facts.sources(ctx, plot)
        blocks.step(2, say("screen.facts"))
        blocks.note(say("screen.facts_note"))
        facts.form(ctx)
    found = screened(facts.land(), ctx.today, ctx.snapshot.rules.at(ctx.today))
    with head:
        _answer(ctx, found)
    with right:
        table(ctx, found)
        _sheet(ctx, found, plot is not None and plot.demo)
    return Shown({"plot": st.session_state[where.PLOT], "facts": facts.write()}, plot is not None and plot.demo)


def _names(ctx: Context, found: Sequence[Condition], verdict: str) -> str:
    names = [ctx.say(f"screen.condition.{one.id}") for one in found if one.verdict == verdict]
    return ctx.say.pick("、", ", ").join(names)


def _answer(ctx: Context, found: tuple[Condition, ...]) -> None:
    say = ctx.say
    verdict = overall(found)
    count = {name: sum(one.verdict == name for one in found) for name in SIGNS}
    if verdict == "pass" and count["note"]:
        verdict = "argue"
    name = say("accounting.this_land") if (plot := where.current(ctx)) is None else where.name(ctx, plot)
    blocks.answer(say(f"screen.answer.{verdict}", name=name, failed=_names(ctx, found, "fail"),
                      count=str(count["missing"]), total=str(len(found))))
    use = st.session_state[facts.key("forest_use")]
    if use.startswith(ECONOMIC):
        blocks.refusal(say("screen.economic", use=facts.shown(ctx, "forest_use")))
    blocks.cards([Card(say(f"screen.verdict.{one}"), f"{SIGNS[one]} {count[one]}", say("screen.of", total=len(found)),
                       "", role) for one, role in (("pass", "available"), ("fail", "loss"), ("missing", "held"),
                                                   ("note", "price"))])


def table(ctx: Context, found: Sequence[Condition], of: str = facts.FORM) -> None:
    """Each condition with its verdict and what settles it. `of`: the form that the facts stand in."""
    say = ctx.say
    blocks.table([say(f"screen.column.{name}") for name in ("verdict", "need", "evidence", "clause")],
                 [[_verdict(ctx, one), _need(ctx, one), _evidence(ctx, one, of), _clause(ctx, one)]
                  for one in found])
    blocks.note(say("screen.clause_note", method=CCER))


def _need(ctx: Context, one: Condition) -> str:
    """What the condition asks for, with its limit."""
    limits = [given for given in one.step.inputs if given.rule is not None and isinstance(given.value, Decimal)]
    limit = "" if not limits else percent(limits[0].value) if limits[0].unit == "1" else plain(limits[0].value)
    return ctx.say(f"screen.need.{one.id}", limit=limit)


def _verdict(ctx: Context, one: Condition) -> str:
    return f"{SIGNS[one.verdict]} {ctx.say(f'screen.verdict.{one.verdict}')}"


def _evidence(ctx: Context, one: Condition, of: str = facts.FORM) -> str:
    return ctx.say.pick("；", "; ").join(
        ctx.say("screen.evidence", fact=ctx.say(f"screen.fact.{field}"), value=facts.shown(ctx, field, of))
        for field in one.evidence)


def _clause(ctx: Context, one: Condition) -> str:
    say = ctx.say
    where_ = say("screen.scheme") if one.clause == "scheme" else one.clause
    mark = "◊ " if one.status == "unverified" else ""
    return f"{where_} · {mark}{say(f'status.{one.status}')}"


def _sheet(ctx: Context, found: Sequence[Condition], demo: bool) -> None:
    """A list to work through: empty columns for the document and its page."""
    say = ctx.say
    names = ("condition", "need", "verdict", "evidence", "value", "clause", "status", "document", "page")

    def make() -> bytes:
        rows: list[Sequence[Cell]] = []
        for one in found:
            clause = say("screen.scheme") if one.clause == "scheme" else one.clause
            for at, field in enumerate(one.evidence):
                head = (say(f"screen.condition.{one.id}"), _need(ctx, one), say(f"screen.verdict.{one.verdict}"))
                head = ("",) * len(head) if at else head
                rows.append((*head, say(f"screen.fact.{field}"), facts.shown(ctx, field), clause,
                             say(f"status.{one.status}"), "", ""))
        steps = tuple(one.step for one in found)
        sheet = Sheet(say("screen.sheet"), [say(f"screen.column.{name}") for name in names], rows)
        return workbooks.book(ctx, [sheet], steps, demo=demo)

    exports.buttons(ctx, "screening", {"xlsx": make})
