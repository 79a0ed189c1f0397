"""Making up for a shortfall: the plans of all lots, and of one lot the plans with what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import streamlit as st

from core.ledger.monitoring import Watched
from core.ledger.order_acts import allocate
from core.ledger.remedy import MEASURES, DropRemedy, ExtendPeriod, PlanRemedy, Remedy, ReplaceShortfall
from core.ledger.remedy_acts import donors
from core.ledger.remedy_changes import grown_t
from core.numbers import ZERO
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.documents import documents
from pages.desk_parts.typed import day, days, decimal, shown, text
from ui import blocks
from ui.format import listed, number, tonnes_book
from ui.show import drawer
from ui.workbook import Cell

RIGHT = range(4, 7)


def overview(ctx: Context, plans: Sequence[Remedy]) -> None:
    """The plans that are open; those that ended in a drawer."""
    say = ctx.say
    if not plans:
        return
    st.header(say("monitoring.plans"), anchor=False)
    still = [one for one in plans if one.state == "open"]
    if still:
        _table(ctx, still)
    else:
        blocks.note(say("monitoring.no_open_plan"))
    ended = [one for one in plans if one.state != "open"]
    if ended:
        drawer(say("monitoring.ended", count=len(ended)), "desk:monitoring:ended", lambda: _table(ctx, ended))


def _table(ctx: Context, plans: Sequence[Remedy]) -> None:
    blocks.table(headers(ctx), [["–" if cell is None else number(cell, 3) if isinstance(cell, Decimal) else str(cell)
                                 for cell in row] for row in cells(ctx, plans)], right=RIGHT)


def headers(ctx: Context) -> list[str]:
    return [ctx.say(f"monitoring.plan.{name}") for name in (
        "name", "lot", "measure", "due", "planned", "replaced", "left", "state", "lots", "demo")]


def cells(ctx: Context, plans: Sequence[Remedy]) -> list[Sequence[Cell]]:
    say = ctx.say
    return [(one.remedy, one.lot, say(f"entry.value.{one.measure}"), one.due, one.planned_t, one.replaced_t,
             one.left_t, say("monitoring.late") if one.state == "open" and one.due < ctx.today
             else say(f"field.remedy_state.{one.state}"),
             listed([f"{lot} {number(part, 3)}" for lot, part in one.lots], say) or "–",
             say("frame.demo") if one.demo else "") for one in plans]


def of_lot(ctx: Context, one: Watched) -> None:
    """The shortfall of a lot: what is planned, what is not yet, and the acts of each open plan."""
    say, lot = ctx.say, one.stock.lot.lot
    plans = [plan for plan in ctx.books.remedies.values() if plan.lot == lot]
    if not plans and not one.stock.shortfall_t:
        return
    st.header(say("monitoring.of_lot", short=number(one.stock.shortfall_t, 3)), anchor=False)
    if plans:
        _table(ctx, tuple(reversed(plans)))
    if one.unplanned_t > 0:
        blocks.warning(say("monitoring.unplanned", tonnes=tonnes_book(one.unplanned_t)))
        drawer(say("monitoring.plan_new"), f"desk:monitoring:{lot}:plan",
               lambda: _plan(ctx, one, acting.form(f"desk:monitoring:{lot}:planning")))
    for plan in plans:
        if plan.state == "open":
            _acts(ctx, one, plan)


def _plan(ctx: Context, one: Watched, form: str) -> None:
    say, lot = ctx.say, one.stock.lot.lot
    left, right = st.columns(2)
    left.selectbox(say("monitoring.plan.measure"), MEASURES, key=f"{form}:measure",
                   format_func=lambda measure: say(f"entry.value.{measure}"),
                   help=say("monitoring.measure_help"))
    right.text_input(say("monitoring.plan.name"), key=f"{form}:name", max_chars=60,
                     placeholder=say("monitoring.name_given"))
    left.number_input(say("monitoring.plan.planned"), value=float(one.unplanned_t), step=1.0,
                      format="%.3f", key=f"{form}:planned")
    right.date_input(say("monitoring.plan.due"), **days(ctx.today + timedelta(days=365), f"{form}:due"))
    acting.submit(ctx, form, say("monitoring.plan_do"), PlanRemedy, lambda: PlanRemedy(
        text(f"{form}:name"), lot, text(f"{form}:measure"), decimal(f"{form}:planned", "planned_t"),
        day(f"{form}:due", "due")), icon=":material/playlist_add:")


def _acts(ctx: Context, one: Watched, plan: Remedy) -> None:
    say, form = ctx.say, f"desk:monitoring:plan:{plan.remedy}"
    act = _extend if plan.measure == "extension" else _replace
    drawer(say("monitoring.plan_acts", plan=plan.remedy, left=number(plan.left_t, 3)), form,
           lambda: act(ctx, one, plan, acting.form(f"{form}:acting")))
    drawer(say("monitoring.drop", plan=plan.remedy), f"{form}:drop", lambda: acting.submit(
        ctx, acting.form(f"{form}:dropping"), say("monitoring.drop_do"), DropRemedy, lambda: DropRemedy(plan.remedy),
        primary=False, icon=":material/block:"))
    documents(ctx, "remedy", plan.remedy)


def _replace(ctx: Context, one: Watched, plan: Remedy, form: str) -> None:
    """Which lots would give how much, before it is done."""
    say, lots = ctx.say, donors(ctx.books, plan, ctx.snapshot.rules.at(ctx.today), ctx.today)
    most = min(plan.left_t, one.stock.replaceable_t, sum((lot.available_t for lot in lots), ZERO))
    blocks.note(say("monitoring.replace_most", tonnes=tonnes_book(most),
                    cancelled=tonnes_book(one.stock.replaceable_t)))
    if plan.measure == "new_plots":
        blocks.note(say("monitoring.replace_new", count=len(lots)))
    st.number_input(say("monitoring.replace_tonnes"), value=float(most) or None, step=1.0,
                    format="%.3f", key=f"{form}:tonnes")
    wanted = shown(f"{form}:tonnes")
    if wanted is not None and 0 < wanted <= most:
        rule = ctx.snapshot.rules.at(ctx.today)["allocation_order"]
        try:
            shares = allocate(lots, wanted, rule.text)
        except Problem as problem:
            blocks.refusal(say.problem(problem))
        else:
            blocks.table([say("monitoring.gives"), "t"], [[lot, number(part, 3)] for lot, part in shares], (1,))
    acting.submit(ctx, form, say("monitoring.replace_do"), ReplaceShortfall, lambda: ReplaceShortfall(
        plan.remedy, decimal(f"{form}:tonnes", "replaced_t")), icon=":material/swap_horiz:",
        confirm=say("monitoring.replace_sure"))


def _extend(ctx: Context, one: Watched, plan: Remedy, form: str) -> None:
    """What has grown since, before it is entered."""
    say, stock = ctx.say, one.stock
    blocks.note(say("monitoring.extend_note", there=tonnes_book(stock.accounted_t)))
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(say("monitoring.measured"), value=None, step=1.0, format="%.3f",
                      key=f"{form}:measured")
    right.text_input(say("monitoring.report"), key=f"{form}:report", max_chars=60)
    measured = shown(f"{form}:measured")
    if measured is not None and measured >= 0:
        blocks.table([say("export.what"), "t"], [
            [say("monitoring.column.accounted"), number(stock.accounted_t, 3)],
            [say("monitoring.measured"), number(measured, 3)],
            [say("monitoring.made_up"), number(grown_t(stock, measured), 3)],
            [say("monitoring.still_short"), number(stock.shortfall_t - grown_t(stock, measured), 3)]], (1,))
    acting.submit(ctx, form, say("monitoring.extend_do"), ExtendPeriod, lambda: ExtendPeriod(
        plan.remedy, decimal(f"{form}:measured", "measured_t"), text(f"{form}:report")), icon=":material/fact_check:",
        confirm=say("monitoring.extend_sure"))
