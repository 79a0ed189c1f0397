"""Planned occupations: what waits at which step, each with its file; new proposals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.ledger.occupation import Occupation
from core.numbers import ZERO
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import occupations_file, occupations_new
from pages.desk_parts.named import called
from ui import blocks, link
from ui.blocks import Card
from ui.format import T, number
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated

PROPOSAL, STEP, TEXT = "desk:occupations:proposal", "desk:occupations:step", "desk:occupations:text"
ALL = "desk:occupations:all"
WAITING = ("assessment", "notice", "choice", "order", "settlement")
STEPS = (*WAITING, "ended")
SHOWN = 30
READERS: dict[str, object] = {PROPOSAL: ("", str), STEP: ("", link.one_of("", *STEPS)), TEXT: ("", str)}


def show(ctx: Context) -> None:
    every = tuple(ctx.books.occupations.values())[::-1]
    chosen = ctx.books.occupations.get(st.session_state[PROPOSAL])
    if chosen is not None:
        occupations_file.show(ctx, chosen, PROPOSAL)
        return
    if every:
        _summary(ctx, every)
        found = _found(ctx, every)
        _table(ctx, found)
        _open(ctx, found)
        exports.buttons(ctx, "occupations", {"xlsx": lambda: _workbook(ctx, found),
                                             "csv": lambda: comma_separated(_headers(ctx), _cells(ctx, found))})
    else:
        blocks.answer(ctx.say("occupations.empty"))
    drawer(ctx.say("occupations.new"), "desk:occupations:register", lambda: occupations_new.form(ctx))


def step_of(one: Occupation) -> str:
    """Its step, all that wait for nothing any more as one."""
    return one.step if one.step in WAITING else "ended"


def _summary(ctx: Context, every: Sequence[Occupation]) -> None:
    say = ctx.say
    count = {step: sum(step_of(one) == step for one in every) for step in STEPS}
    noticed = [one for one in every if one.notice is not None and not one.withdrawn]
    owed = sum((one.notice.owed_t for one in noticed if one.notice), ZERO)
    ordered = sum((one.ordered_t for one in noticed), ZERO)
    settled = sum((one.settled_t for one in noticed), ZERO)
    blocks.answer(say("occupations.answer", count=len(every), waiting=len(every) - count["ended"],
                      open=number(owed - settled, 3)))
    blocks.cards([
        Card(say("occupations.to_assess"), str(count["assessment"]), "", "", "line"),
        Card(say("occupations.to_sign"), str(count["notice"]), "", "", "line"),
        Card(say("occupations.owed"), number(owed, 3), T, say("occupations.owed_note", count=len(noticed)), "loss"),
        Card(say("occupations.ordered"), number(ordered, 3), T, "", "held"),
        Card(say("occupations.settled"), number(settled, 3), T, "", "cancelled")])


def _found(ctx: Context, every: Sequence[Occupation]) -> list[Occupation]:
    """What the filters leave."""
    say = ctx.say
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    step = left.segmented_control(
        say("occupations.filter"), ("", *STEPS), key=STEP, required=True, persist_state="session",
        format_func=lambda one: say(f"occupations.step.{one}") if one else say("occupations.every"))
    typed = right.text_input(say("occupations.text"), key=TEXT, persist_state="session", max_chars=60)
    text = typed.casefold().strip()
    return [one for one in every if step in ("", step_of(one)) and text in " ".join((
        one.proposal, one.project_zh, one.project_en, one.township_zh, one.township_en,
        one.notice.number if one.notice else "")).casefold()]


def _table(ctx: Context, found: Sequence[Occupation]) -> None:
    say = ctx.say
    if not found:
        blocks.note(say("occupations.none_found"))
        return
    shown = found if st.session_state.get(ALL) else found[:SHOWN]
    blocks.table(_headers(ctx), [[_text(cell) for cell in row] for row in _cells(ctx, shown)], right=(6, 7, 8, 9))
    if len(found) > SHOWN:
        st.toggle(say("occupations.all", count=len(found)), key=ALL)


def _open(ctx: Context, found: Sequence[Occupation]) -> None:
    """The file of one."""
    key = "desk:occupations:open"

    def chosen() -> None:
        st.session_state[PROPOSAL] = st.session_state[key] or ""

    if found:
        st.selectbox(ctx.say("occupations.open"), [one.proposal for one in found], index=None, key=key,
                     on_change=chosen, format_func=lambda name: called(ctx, "occupation", name),
                     placeholder=ctx.say("occupations.open_none"))


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"occupations.column.{name}") for name in (
        "proposal", "project", "township", "step", "planned", "notice", "owed", "ordered", "settled", "days", "demo")]


def _cells(ctx: Context, found: Sequence[Occupation]) -> list[Sequence[Cell]]:
    """`days`: since when it waits at its step; nothing where it waits for nothing."""
    say = ctx.say
    return [(one.proposal, say.pick(one.project_zh, one.project_en), say.pick(one.township_zh, one.township_en),
             say(f"occupations.step.{one.step}"), one.planned_on, one.notice.number if one.notice else "",
             one.notice.owed_t if one.notice else one.assessment.owed_t if one.assessment else None,
             one.ordered_t if one.notice else None, one.settled_t if one.notice else None,
             max((ctx.today - one.since).days, 0) if one.step in WAITING else None,
             say("export.yes") if one.demo else "")
            for one in found]


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    return number(cell, 3) if isinstance(cell, Decimal) else str(cell)


def _workbook(ctx: Context, found: Sequence[Occupation]) -> bytes:
    say = ctx.say
    sheet = Sheet(say("desk.view.occupations"), _headers(ctx), _cells(ctx, found), ("",) * 6 + (exports.T3,) * 3,
                  total=say("export.sum"), sums=(6, 7, 8))
    return workbooks.book(ctx, [sheet], demo=any(one.demo for one in found), read=("offset_max_share",),
                          asked=workbooks.filters(
                              ctx, (say("occupations.filter"), STEP, lambda one: say(f"occupations.step.{one}")),
                              (say("occupations.text"), TEXT, None)))
