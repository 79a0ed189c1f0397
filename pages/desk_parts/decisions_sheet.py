"""One decision: what was decided on what, what it does and whether that still holds, replacing it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ledger.decision import Approval, Decision, Outlook, RuleStep
from core.problem import Problem
from core.rules.values import from_text
from pages.base import Context
from pages.desk_parts import decisions_new, opening
from pages.desk_parts.correcting import correction
from pages.desk_parts.documents import documents
from pages.desk_parts.named import called, plain
from pages.desk_parts.sentences import state
from pages.desk_parts.told import told
from ui import blocks
from ui import rules as shown
from ui.format import listed, number
from ui.show import drawer


def effect(ctx: Context, one: Decision) -> str:
    """What it does, in a few words."""
    say, what = ctx.say, one.effect
    if isinstance(what, RuleStep):
        return say("decisions.effect.rule", rule=_rule(ctx, what.rule), value=_value(ctx, what), since=what.since)
    if isinstance(what, Outlook):
        return say("decisions.effect.outlook", scenario=scenario(ctx, one))
    if isinstance(what, Approval):
        return say("decisions.effect.batch", batch=say.pick(what.batch, what.batch), count=len(what.plots),
                   tonnes=number(what.measured_t, 3))
    return say("decisions.effect.back", replaces=one.replaces) if one.replaces else say("decisions.effect.none")


def scenario(ctx: Context, one: Decision) -> str:
    """The scenario it rested on; empty where there was none."""
    name = ctx.say.pick(one.scenario_name, one.scenario_name)
    return ctx.say("depletion.saved_name", name=name, version=one.scenario_version) if one.scenario else ""


def show(ctx: Context, one: Decision, choose: Callable[[str], None]) -> None:
    say, form = ctx.say, f"desk:decisions:{one.decision}"
    mark = f" · {say('frame.demo')}" if one.demo else ""
    st.header(plain(called(ctx, "decision", one.decision)), anchor=False)
    blocks.answer(state(ctx, "decision", one.decision) + mark)
    _facts(ctx, one)
    _now(ctx, one)
    with st.container(horizontal=True):
        for name in filter(None, (one.replaces, one.replaced_by)):
            st.button(plain(called(ctx, "decision", name)), key=f"{form}:to:{name}", icon=":material/gavel:",
                      type="tertiary", on_click=choose, args=(name,))
        for plot in one.effect.plots if isinstance(one.effect, Approval) else ():
            st.button(plain(called(ctx, "plot", plot)), key=f"{form}:plot:{plot}", icon=":material/forest:",
                      type="tertiary", on_click=opening.open_thing, args=("plot", plot))
        if isinstance(one.effect, RuleStep):
            st.page_link("conformity.py", label=say("decisions.to_rule"), icon=":material/rule:",
                         query_params={"open": one.effect.rule})
        if one.scenario:
            st.page_link("depletion.py", label=say("decisions.to_scenario"), icon=":material/trending_down:")
    if not one.replaced_by:
        drawer(say("decisions.replace"), f"{form}:replace",
               lambda: decisions_new.form(ctx, one.decision, choose))
    documents(ctx, "decision", one.decision)
    correction(ctx, form, "decision", one)
    told(ctx, one.entries)


def _facts(ctx: Context, one: Decision) -> None:
    say = ctx.say
    rows = [[say("field.ledger.matter"), say.pick(one.matter, one.matter)],
            [say("field.ledger.text"), say.pick(one.text, one.text)],
            [say("decisions.column.effect"), effect(ctx, one)]]
    if one.basis or one.basis_sha256:
        rows.append([say("field.ledger.basis"), say.pick(one.basis, one.basis) or "–"])
    if one.basis_sha256:
        rows.append([say("decisions.column.hash"), one.basis_sha256])
    if one.scenario:
        rows.append([say("field.ledger.scenario"), scenario(ctx, one)])
    if one.data_version:
        rows.append([say("decisions.column.version"), f"{one.data_version:,}"])
    if isinstance(one.effect, Approval):
        rows.append([say("decisions.column.plots"), listed(one.effect.plots, say)])
    blocks.table([say("export.what"), say("export.value")], rows)


def _now(ctx: Context, one: Decision) -> None:
    """Whether what it did still holds."""
    say, what = ctx.say, one.effect
    if one.replaced_by:
        blocks.warning(say("decisions.now.replaced", by=one.replaced_by))
    elif isinstance(what, RuleStep) and what.rule in ctx.snapshot.rules.rules:
        rule = ctx.snapshot.rules[what.rule]
        now = shown.value(rule.at(ctx.today).value, rule.unit, say, ctx.snapshot.species)
        blocks.note(say("decisions.now.later" if what.since > ctx.today else "decisions.now.rule", value=now,
                        since=what.since))
    elif isinstance(what, Outlook):
        outlook = ctx.snapshot.outlook
        blocks.note(say("decisions.now.outlook" if outlook and outlook.scenario == one.scenario
                        else "decisions.now.followed"))
    elif isinstance(what, Approval):
        stored = [plot for plot in what.plots if plot in ctx.books.plots and ctx.books.plots[plot].stands]
        blocks.note(say("decisions.now.batch", stored=len(stored), count=len(what.plots)))


def _rule(ctx: Context, rule: str) -> str:
    """A parameter's name; its id where the rules of this version do not have it."""
    return shown.name(ctx.snapshot.rules[rule], ctx.say) if rule in ctx.snapshot.rules.rules else rule


def _value(ctx: Context, what: RuleStep) -> str:
    units = ctx.snapshot.rules[what.rule].unit if what.rule in ctx.snapshot.rules.rules else ""
    try:
        return shown.value(from_text(what.kind, what.value), units, ctx.say, ctx.snapshot.species)
    except Problem:
        return what.value
