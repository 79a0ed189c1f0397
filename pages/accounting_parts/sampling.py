"""Plan sampling: strata with what is expected of them → how many sample plots each needs."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.carbon.sampling import Design, Expected, design
from core.problem import Problem
from core.trace import Step
from pages import exports, parts, workbooks
from pages.accounting_parts import Shown, tables
from pages.accounting_parts.measure import LAST
from pages.base import Context
from pages.exports import HM2
from ui import blocks, link
from ui.blocks import Card
from ui.format import number, percent
from ui.workbook import Sheet

STRATA = "accounting:strata"
PARAMETERS = ("sampling_reliability", "sampling_relative_error", "sampling_plot_area_hm2", "sampling_min_plots")


def sampling(ctx: Context) -> Shown:
    say = ctx.say
    last = st.session_state.get(LAST)
    if st.session_state[STRATA] is None:
        st.session_state[STRATA] = last or []
    left, right = st.columns([6, 7], gap="medium")
    with left:
        blocks.step(1, say("accounting.plan.strata"))
        blocks.note(say("accounting.plan.note"))
        rows = tables.editor(STRATA, {
            "name": st.column_config.TextColumn(say("accounting.column.stratum"), width="small"),
            "area": st.column_config.NumberColumn(say("accounting.column.area"), format="%.4f"),
            "mean": st.column_config.NumberColumn(say("accounting.column.mean"), format="%.3f"),
            "sd": st.column_config.NumberColumn(say("accounting.column.sd"), format="%.3f"),
        }, say("accounting.plan.strata"))
        if last:
            st.button(say("accounting.plan.last"), key="accounting:last_survey", icon=":material/history:",
                      on_click=tables.start, args=(STRATA, last), type="tertiary")
    good = tables.complete(rows, 1)
    with right:
        if len(good) < len(rows):
            blocks.warning(say("accounting.plan.incomplete", count=len(rows) - len(good)))
        if not good:
            blocks.note(say("accounting.plan.empty"))
        else:
            _planned(ctx, [Expected(name or str(at), *(Decimal(f"{value:.4f}") for value in values))
                           for at, (name, *values) in enumerate(good, start=1)])
    return Shown({"strata": link.pack(good) if good else None})


def _planned(ctx: Context, strata: list[Expected]) -> None:
    say, rules = ctx.say, ctx.snapshot.rules.at(ctx.today)
    try:
        found = design(strata, rules)
        others = _others(ctx, strata)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    reliability, error = rules.number("sampling_reliability"), rules.number("sampling_relative_error")
    blocks.answer(say("accounting.plan.answer", plots=number(found.plots), strata=str(len(strata)),
                      reliability=percent(reliability), error=percent(error)))
    blocks.cards([
        Card(say("accounting.plan.plots"), number(found.plots), say("accounting.plan.unit"),
             say("accounting.plan.computed", computed=number(found.computed, 2)), "available"),
        Card(say("accounting.plan.plot_area"), number(rules.number("sampling_plot_area_hm2"), 2), "hm²",
             say("accounting.plan.fewest", least=number(rules.number("sampling_min_plots"))), "line")])
    if others:
        blocks.note(say("accounting.plan.others", others=say.pick("；", "; ").join(
            say("accounting.plan.other", reliability=percent(share), plots=number(plots)) for share, plots in others)))
    headers = [say(f"accounting.column.{name}") for name in ("stratum", "area", "mean", "sd", "needed")]
    blocks.table(headers, [
        *([one.name, number(one.area_hm2, 4), number(one.mean, 3), number(one.sd, 3), number(count)]
          for one, (_, count) in zip(strata, found.by_stratum, strict=True)),
        [say("accounting.sum"), number(sum(one.area_hm2 for one in strata), 4), "", "", number(found.plots)]],
        (1, 2, 3, 4), sum_row=True)
    blocks.note(say("accounting.plan.settings", parameters=say.pick("；", "; ").join(
        _parameter(ctx, name) for name in PARAMETERS)))
    parts.working(ctx, (found.step,), "accounting:plan:working")
    _export(ctx, strata, found)


def _others(ctx: Context, strata: list[Expected]) -> list[tuple[Decimal, int]]:
    """The number of plots at the other reliabilities that the text leaves open."""
    book = ctx.snapshot.rules
    reading = book.at(ctx.today)["sampling_reliability"]
    out = []
    for share in reading.plausible or ():
        if share != reading.number:
            reformed = book.reform_all({"sampling_reliability": share})
            out.append((share, design(strata, reformed.at(ctx.today)).plots))
    return out


def _parameter(ctx: Context, name: str) -> str:
    """A parameter with its value, its mark where it is still to be confirmed, and its source."""
    say, reading = ctx.say, ctx.snapshot.rules.at(ctx.today)[name]
    rule = ctx.snapshot.rules[name]
    value = percent(reading.number) if reading.unit == "1" and reading.number < 1 else f"{reading.shown} " + (
        reading.unit if reading.unit != "1" else "")
    return say("accounting.plan.parameter", name=say.pick(rule.description_zh, rule.description_en),
               value=value.strip(), mark="◊ " if reading.is_assumption else "", status=say(f"status.{reading.status}"))


def _export(ctx: Context, strata: list[Expected], found: Design) -> None:
    say = ctx.say
    steps: tuple[Step, ...] = (found.step,)

    def make() -> bytes:
        headers = [say(f"accounting.column.{name}") for name in ("stratum", "area", "mean", "sd", "needed")]
        rows = [(one.name, one.area_hm2, one.mean, one.sd, count)
                for one, (_, count) in zip(strata, found.by_stratum, strict=True)]
        return workbooks.book(ctx, [
            Sheet(say("export.result"), headers, rows, ("", HM2, "0.000", "0.000"), total=say("accounting.sum"),
                  sums=(1, 4))], steps)

    exports.buttons(ctx, "sampling", {"xlsx": make})
