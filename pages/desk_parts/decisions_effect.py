"""What a decision does: the value of a parameter with what it changes, a scenario to publish, a batch of plots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.checklist import check_workable, try_out
from core.exact_json import to_json as exact
from core.ledger.decision import Approval, Decision, RuleStep
from core.ledger.decision_changes import approvals
from core.ledger.fields import LONGEST_NAME
from core.numbers import ZERO
from core.problem import Problem
from core.rules import Rule
from core.rules.values import as_text, kind_of
from core.scenario.report import report
from pages.base import Context
from pages.conformity_case import view
from pages.conformity_form import preview, value_input
from pages.depletion_parts import runs
from pages.depletion_parts.saved import kept
from pages.desk_parts.named import called
from pages.desk_parts.typed import day, days, text
from store.decisions import Confirmed
from ui import blocks
from ui import rules as shown
from ui.format import number

Given = Callable[[], dict[str, Any]]  # the fields of the command, read when the button is clicked


def rule(ctx: Context, key: str, replaced: Decision | None) -> Given:
    """A parameter, its value, its first day; what becomes of the headlines."""
    say, book, ids = ctx.say, ctx.snapshot.rules, _ordered(ctx)
    before = replaced.effect.rule if replaced and isinstance(replaced.effect, RuleStep) else ""
    chosen = book[st.selectbox(say("decisions.rule"), ids, index=ids.index(before) if before in ids else 0,
                               key=f"{key}:rule", format_func=lambda one: shown.name(book[one], say))]
    left, right = st.columns(2)
    with left:
        entered, problem = value_input(ctx, chosen, f"{key}:value:{chosen.id}")
    since = right.date_input(say("conformity.since"), **days(ctx.today, f"{key}:since"))
    now = chosen.at(ctx.today)
    blocks.note(say("decisions.rule_now", value=shown.value(now.value, chosen.unit, say, ctx.snapshot.species),
                    since=now.since, status=say(f"status.{now.status}")))
    if entered is not None and since is not None and problem is None:
        found = view(ctx.snapshot.version, ctx.today, ctx)
        try:
            chosen.check(entered)
            preview(ctx, found, try_out(book, found.case, chosen.id, Confirmed(since, entered, "-").dated))
        except (Problem, ArithmeticError) as refused:
            blocks.refusal(_sentence(ctx, chosen, refused))

    def given() -> dict[str, Any]:
        first = day(f"{key}:since", "period_start")
        if entered is None or problem is not None:
            raise problem or Problem("value_text", value="")
        chosen.check(entered)
        check_workable(book, view(ctx.snapshot.version, ctx.today, ctx).case, chosen.id,
                       Confirmed(first, entered, "-").dated)
        return {"rule": chosen.id, "since": first, "value_kind": kind_of(entered), "value": as_text(entered)}

    return given


def _ordered(ctx: Context) -> list[str]:
    """What the paper is silent on first, then the rest of the scheme, then everything else."""
    def place(one: Rule) -> tuple[bool, bool]:
        return one.file != "scheme.yaml", one.status != "assumption"

    rules = [one for one in ctx.snapshot.rules.rules.values() if one.values[0].since <= ctx.today]
    return [one.id for one in sorted(rules, key=place)]


def _sentence(ctx: Context, chosen: Rule, refused: Exception) -> str:
    problem = refused if isinstance(refused, Problem) else Problem("decision_arithmetic")
    return ctx.say.problem(problem.at(rule=shown.name(chosen, ctx.say)) if "rule" in problem.fields else problem)


def outlook(ctx: Context, key: str, replaced: Decision | None) -> Given:
    """A saved scenario, played with all its paths when it is published."""
    say, known = ctx.say, {one.number: one for one in reversed(kept(ctx))}
    if not known:
        blocks.warning(say.problem(Problem("register_no_scenario")))
    name = st.selectbox(say("field.ledger.scenario"), list(known), key=f"{key}:outlook", format_func=lambda one: say(
        "depletion.saved_name", name=say.pick(known[one].name, known[one].name), version=known[one].version))
    now = ctx.snapshot.outlook
    blocks.note(say("decisions.outlook_now", name=blocks.typed(say.pick(now.name, now.name)), version=now.version,
                    date=now.day) if now else say("decisions.outlook_none"))

    def given() -> dict[str, Any]:
        if name is None or name not in known:
            raise Problem("register_no_scenario")
        one = known[name]
        scenario = one.scenario()
        results = exact(report(runs.whole(ctx, scenario), runs.expected(ctx, scenario), ctx.snapshot.demo))
        return {"scenario": one.number, "scenario_name": one.name, "scenario_version": one.version, "results": results}

    return given


def batch(ctx: Context, key: str, replaced: Decision | None) -> Given:
    """Measured plots that are in no approved batch but that of the decision that is replaced."""
    say, files = ctx.say, ctx.books.plots
    before = replaced.effect if replaced and isinstance(replaced.effect, Approval) else None
    waits = [name for name, file in files.items() if file.measurement is not None and not file.stands
             and not file.withdrawn and all(one == replaced for one in approvals(ctx.books, name))]
    if not waits:
        blocks.note(say("decisions.batch_empty"))
    key = f"{key}:batch:{replaced.decision if replaced else ''}"
    left, right = st.columns([1, 3])
    left.text_input(say("field.ledger.batch"), value=before.batch if before else f"{ctx.today.year}-1",
                    key=f"{key}:name", max_chars=LONGEST_NAME)
    chosen = right.multiselect(say("decisions.column.plots"), waits, default=waits, key=f"{key}:plots",
                               format_func=lambda one: called(ctx, "plot", one), placeholder=say("decisions.which"))
    total = sum((made.removals_t for name in chosen if (made := files[name].measurement) is not None), ZERO)
    blocks.note(say("decisions.batch_sum", count=len(chosen), tonnes=number(total, 3)))

    def given() -> dict[str, Any]:
        plots = tuple(st.session_state.get(f"{key}:plots") or ())
        return {"batch": text(f"{key}:name") or " ", "plots": plots,
                "demo": any(files[name].demo for name in plots)}

    return given


Form = Callable[[Context, str, Decision | None], Given]
FORMS: Mapping[str, Form] = {"rule": rule, "outlook": outlook, "batch": batch}
