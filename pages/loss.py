"""Loss calculator: where and what → tonnes lost, tonnes to make good, what it costs and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import streamlit as st

from core.problem import Problem
from pages import parts
from pages.base import Context, context
from pages.loss_inputs import Asked, occupation, restore, site, state
from pages.loss_result import result
from pages.loss_result.answer import BASES, answer, cost_line, last_year, open_points, three
from pages.loss_result.compare import address, compare, keep
from pages.loss_result.law import law
from pages.loss_result.pieces import leave_out, strata
from pages.loss_result.save import save
from pages.loss_result.sheet import estimate_sheet
from pages.loss_where import Site
from ui import blocks
from ui.format import percent


def main() -> None:
    ctx = context()
    restore(ctx)
    say = ctx.say
    head = st.container()
    left, right = st.columns([5, 8], gap="medium")
    with left:
        whole = site(ctx)
        what, kind, urban, on = occupation(ctx)
        share = _offset_share(ctx, on)
    with head:
        blocks.title(say("loss.question"), say("loss.lead"), parts.demo_mark(ctx, whole.demo))
    with right:
        if whole.problem is not None:
            blocks.refusal(say.problem(whole.problem))
        elif not whole.strata:
            blocks.note(say("loss.empty"))
        else:
            _result(ctx, whole, Asked(what, kind, urban, on, _basis(ctx), share))
    compare(ctx)
    parts.end(ctx, "loss", address(state(ctx)), whole.demo)


def _offset_share(ctx: Context, on: date) -> Decimal:
    """The share of the debt to offset, chosen in whole percent up to the rule's limit."""
    say = ctx.say
    most = ctx.snapshot.rules.at(on).number("offset_max_share")
    blocks.step(3, say("loss.how"))
    chosen = st.slider(say("loss.offset_slider", limit=percent(most)), 0, int(most * 100), key="loss:offset",
                       format="%d%%", help=say("loss.offset_help"), persist_state="session")
    return Decimal(chosen) / 100


def _basis(ctx: Context) -> str:
    say = ctx.say
    chosen: str = st.segmented_control(
        say("loss.basis"), BASES, key="loss:basis", required=True, persist_state="session",
        format_func=lambda name: say(f"loss.basis.{name}"), help=say("loss.basis_help"))
    return chosen


def _result(ctx: Context, whole: Site, asked: Asked) -> None:
    try:
        found = result(ctx, whole.without(st.session_state["loss:out"]), asked)
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    answer(ctx, found)
    keep(ctx, state(ctx))
    three(ctx, found)
    strata(ctx, found)
    leave_out(ctx, found, whole)
    law(ctx, found)
    months = last_year(ctx, found)
    cost_line(ctx, months)
    open_points(ctx, found)
    parts.working(ctx, (found.loss.step, found.mix.step, found.cost.step, *found.loss.beside), "loss:working")
    estimate_sheet(ctx, found, months)
    save(ctx, found.site, asked)


main()
