"""Assessing a proposal as it would be today, freezing that, and what was frozen with its whole working."""

from __future__ import annotations

import json
from decimal import Decimal

import streamlit as st

from core.ledger.occupation import Assessment, AssessProposal, Occupation
from core.problem import Problem
from core.trace import Step
from core.trace_plain import thawed
from pages import parts
from pages.base import Context
from pages.desk_parts import acting
from store.assessing import GIVEN, Assessed, assessed
from store.occupations import WORKING, keep, text_of
from ui import blocks
from ui.blocks import Card
from ui.format import T, hectares, number, tonnes_book
from ui.show import drawer

FORM = "desk:occupations:assess"
SHOWN = 20  # pieces


def form(ctx: Context, one: Occupation) -> None:
    """What it owes today; beside what is frozen, where something is."""
    say = ctx.say
    try:
        found = _now(ctx.snapshot.version, one.proposal, ctx)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    if one.assessment is None:
        st.subheader(say("occupations.assess"), anchor=False)
        _figures(ctx, found)
        _act(ctx, one, found, say("occupations.freeze"))
        return
    changed = found.changed(one.assessment)
    if changed:
        blocks.warning(say("occupations.changed", what=say.pick("、", ", ").join(
            say(f"occupations.changed.{name}") for name in changed), then=tonnes_book(one.assessment.owed_t),
            now=tonnes_book(found.command.owed_t)))
    drawer(say("occupations.again"), "desk:occupations:again", lambda: _again(ctx, one, found, one.assessment))


def _now(version: int, name: str, ctx: Context) -> Assessed:
    found = _assessed(version, name, str(ctx.snapshot.store.path), ctx)
    if isinstance(found, Problem):
        raise found
    return found


@st.cache_resource(max_entries=32, show_spinner=False)
def _assessed(version: int, name: str, path: str, _ctx: Context) -> Assessed | Problem:
    try:
        return assessed(_ctx.snapshot, name)
    except Problem as problem:
        return problem


def _figures(ctx: Context, found: Assessed) -> None:
    say, asked = ctx.say, found.command
    blocks.cards([
        Card(say("occupations.owed"), number(asked.owed_t, 3), T,
             say("loss.owed_note", basis=say(f"loss.basis.{found.loss.basis}"), years=found.loss.years), "loss"),
        Card(say("occupations.area"), number(asked.area_hm2, 4), "hm²",
             say("occupations.pieces", count=len(found.loss.strata)), "line"),
        Card(say("occupations.inventory"), inventory(ctx, found.inventory), "", "", "line")])
    if not asked.owed_t:
        blocks.note(say("occupations.owes_nothing"))
    strata(ctx, asked.strata, asked.owed_t)
    parts.working(ctx, (found.loss.step,), "desk:occupations:now")


def strata(ctx: Context, rows: tuple[tuple[str, Decimal, Decimal], ...], owed_t: Decimal) -> None:
    """The pieces, the most tonnes first; `owed_t` was rounded from the whole, not added up from them."""
    say = ctx.say
    ranked = sorted(rows, key=lambda row: -row[2])
    blocks.table([say(f"occupations.stratum.{name}") for name in ("name", "area", "tonnes")],
                 [[say.pick(words, words), number(hm2, 4), number(tonnes, 3)] for words, hm2, tonnes in ranked[:SHOWN]]
                 + [[say("occupations.sum", count=len(rows)), number(sum(row[1] for row in rows), 4),
                     number(owed_t, 3)]], right=(1, 2), sum_row=True)
    if sum(row[2] for row in rows) != owed_t:
        blocks.note(say("occupations.rounded"))
    if len(ranked) > SHOWN:
        blocks.note(say("occupations.more_strata", shown=SHOWN, count=len(ranked)))


def _act(ctx: Context, one: Occupation, found: Assessed, label: str) -> None:
    def make() -> AssessProposal:
        ctx.snapshot.store.write(lambda cursor: keep(cursor, WORKING, found.working))
        return found.command

    blocks.note(ctx.say("occupations.freeze_note", date=one.planned_on))
    acting.submit(ctx, FORM, label, AssessProposal, make, icon=":material/calculate:")


def _again(ctx: Context, one: Occupation, found: Assessed, frozen_: Assessment | None) -> None:
    """What is frozen beside what it would be now."""
    say, asked = ctx.say, found.command
    assert frozen_ is not None
    blocks.table([say(f"occupations.compare.{name}") for name in ("what", "frozen", "now")], [
        [say("occupations.owed"), tonnes_book(frozen_.owed_t), tonnes_book(asked.owed_t)],
        [say("occupations.area"), hectares(frozen_.area_hm2), hectares(asked.area_hm2)],
        [say("occupations.inventory"), inventory(ctx, frozen_.inventory), inventory(ctx, asked.inventory)],
        [say("occupations.rules"), frozen_.rules[:12], asked.rules[:12]]], right=(1, 2))
    _figures(ctx, found)
    _act(ctx, one, found, say("occupations.freeze_again"))


def inventory(ctx: Context, name: str) -> str:
    return ctx.say("occupations.inventory_given") if name == GIVEN else ctx.say("occupations.version", number=name)


def frozen(ctx: Context, one: Occupation, made: Assessment) -> None:
    """The assessment that counts: when, with which data and rules, its pieces and its working."""
    drawer(ctx.say("occupations.frozen", date=made.assessed_on, owed=tonnes_book(made.owed_t)),
           "desk:occupations:frozen", lambda: _frozen(ctx, one, made))


def _frozen(ctx: Context, one: Occupation, made: Assessment) -> None:
    say = ctx.say
    blocks.note(basis(ctx, one, made))
    strata(ctx, made.strata, made.owed_t)
    try:
        text = working_text(ctx, made)
        step = step_of(text)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    parts.working(ctx, (step,), "desk:occupations:frozen_working")
    blocks.note(say("occupations.hashes", working=made.working, rules=made.rules))


def basis(ctx: Context, one: Occupation, made: Assessment) -> str:
    """Which inventory, rules and day it rests on."""
    return ctx.say("occupations.basis", date=made.assessed_on, inventory=inventory(ctx, made.inventory),
                   rules=one.planned_on, entry=made.entry)


def working_text(ctx: Context, made: Assessment) -> str:
    """The frozen working as it is kept; Problem `occupation_gone`."""
    with ctx.snapshot.store.read() as cursor:
        return text_of(cursor, WORKING, made.working)


def step_of(text: str) -> Step:
    return thawed(json.loads(text))
