"""The file of one occupation: where it stands, the form for what comes next, the notice, what happened to it."""

from __future__ import annotations

import json

import streamlit as st

from core.land import read_footprint
from core.ledger.occupation import Occupation, WithdrawProposal
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import (
    acting,
    history_entries,
    occupations_assess,
    occupations_choice,
    occupations_notice,
    opening,
)
from pages.desk_parts.documents import documents
from pages.desk_parts.named import plain
from pages.desk_parts.sentences import state
from pages.loss_where.drawn import draw
from store import stories
from store.occupations import SITE, kept
from ui import blocks
from ui.show import drawer

PATH = ("assessment", "notice", "choice", "order", "settlement")


def show(ctx: Context, one: Occupation, key: str) -> None:
    """`key`: what is chosen in the list, emptied to go back there."""
    say = ctx.say

    def back() -> None:
        st.session_state[key] = ""

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(say("occupations.back"), key="desk:occupations:back", icon=":material/arrow_back:", type="tertiary",
                  on_click=back)
        st.button(say("occupations.history"), key="desk:occupations:history", icon=":material/history:",
                  type="tertiary", on_click=opening.open_history, args=("occupation", one.proposal))
    mark = f" · {say('frame.demo')}" if one.demo else ""
    st.header(plain(f"{one.proposal} {say.pick(one.project_zh, one.project_en)}{mark}"), anchor=False)
    blocks.answer(state(ctx, "occupation", one.proposal))
    _path(ctx, one)
    _facts(ctx, one)
    _next(ctx, one)
    if one.notice is not None and not one.withdrawn:
        occupations_notice.sheet(ctx, one, one.notice)
    if one.assessment is not None:
        occupations_assess.frozen(ctx, one, one.assessment)
    drawer(say("occupations.where"), "desk:occupations:where", lambda: _where(ctx, one))
    documents(ctx, "occupation", one.proposal)
    if not one.withdrawn and not one.ordered_t:
        drawer(say("occupations.withdraw"), "desk:occupations:withdrawing", lambda: _withdraw(ctx, one))
    st.subheader(say("occupations.timeline"), anchor=False)
    history_entries.timeline(ctx, stories.entries(ctx.snapshot.store, one.entries))


def _path(ctx: Context, one: Occupation) -> None:
    """All steps in a line, the present one marked."""
    say = ctx.say
    if one.step not in PATH:
        return
    at = PATH.index(one.step)
    marks = ["✓" if place < at else "●" if place == at else "○" for place in range(len(PATH))]
    blocks.note("　".join(f"**{mark} {say(f'occupations.path.{step}')}**" if mark == "●"
                         else f"{mark} {say(f'occupations.path.{step}')}"
                         for mark, step in zip(marks, PATH, strict=True)))


def _facts(ctx: Context, one: Occupation) -> None:
    say = ctx.say
    kind = one.kind if one.kind in ctx.snapshot.kinds else "other"
    use = say("occupations.years", years=one.years) if one.years else say("loss.kind.permanent")
    blocks.table([say(f"occupations.fact.{name}") for name in ("township", "kind", "use", "planned", "submitted")],
                 [[say.pick(one.township_zh, one.township_en), say(f"project.{kind}"), use,
                   one.planned_on.isoformat(), one.submitted_on.isoformat()]])


def _next(ctx: Context, one: Occupation) -> None:
    """The form for what it waits for."""
    if one.step in ("assessment", "notice", "nothing"):
        occupations_assess.form(ctx, one)
    if one.step == "notice":
        occupations_notice.sign(ctx, one)
    if one.step == "choice":
        occupations_choice.form(ctx, one)
    if one.step in ("choice", "order", "settlement", "settled"):
        occupations_choice.orders(ctx, one)
    if one.step == "order":
        drawer(ctx.say("occupations.choose_again"), "desk:occupations:choosing",
               lambda: occupations_choice.form(ctx, one))


def _where(ctx: Context, one: Occupation) -> None:
    """Its outline, or the forest that was entered instead."""
    say = ctx.say
    try:
        body = kept(ctx.snapshot.store, SITE, one.outline)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    if "geometry" in body:
        draw(ctx, read_footprint(json.dumps(body["geometry"]), ctx.snapshot.county).geometry)
    else:
        blocks.note(say("occupations.where_given"))
    blocks.note(say("occupations.where_hash", sha256=one.outline))


def _withdraw(ctx: Context, one: Occupation) -> None:
    blocks.note(ctx.say("occupations.withdraw_note"))
    acting.submit(ctx, "desk:occupations:withdraw", ctx.say("occupations.withdraw_do"), WithdrawProposal,
                  lambda: WithdrawProposal(one.proposal), icon=":material/block:", primary=False,
                  confirm=ctx.say("occupations.withdraw_sure"))
