"""Recording a confirmed value and withdrawing one: for staff, with a preview of what becomes of the headlines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import streamlit as st

from core.checklist import changes, check_workable, try_out
from core.numbers import plain
from core.problem import Problem
from core.rules import Rule
from core.rules.book import Brackets, RuleValue
from core.rules.values import brackets, number
from pages.base import Context
from pages.conformity_case import Entry, View, amount, change, entry_name
from store.decisions import Confirmed, Decision, checked, record, withdraw
from ui import blocks, link, staff
from ui import rules as shown
from ui.working import unit


def confirm_form(ctx: Context, found: View, entry: Entry) -> None:
    """Value, document, clause, day; what they change; the button."""
    say, rule = ctx.say, ctx.snapshot.rules[entry.rule.id]
    st.header(say("conformity.confirm"), anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        entered, problem = value_input(ctx, rule, f"conformity:value:{rule.id}")
        since = st.date_input(say("conformity.since"), value=ctx.today, min_value=rule.values[0].since,
                              max_value=link.DAYS[1], format="YYYY-MM-DD", key=f"conformity:since:{rule.id}")
    with right:
        texts = {name: st.text_input(say(f"conformity.{name}"), key=f"conformity:{name}:{rule.id}", max_chars=500)
                 for name in ("document", "clause", "link", "note")}
    if entered is None or problem is not None:
        if problem is not None:
            blocks.refusal(_sentence(ctx, entry, problem))
        return
    one = Confirmed(since, entered, **texts)
    try:
        rule.check(entered)
        after = try_out(ctx.snapshot.rules, found.case, rule.id, one.dated)
    except (Problem, ArithmeticError) as found_problem:
        blocks.refusal(_sentence(ctx, entry, found_problem))
        return
    preview(ctx, found, after)
    if since > ctx.today:
        blocks.note(say("conformity.preview_later"))
    if st.button(say("conformity.record_button"), key=f"conformity:record:{rule.id}", type="primary",
                 icon=":material/check:"):
        try:
            _record(ctx, found, rule.id, one)
        except Problem as refused:
            blocks.refusal(_sentence(ctx, entry, refused))
        else:
            st.session_state["conformity:done"] = "recorded"
            st.rerun()


def _record(ctx: Context, found: View, rule_id: str, one: Confirmed) -> None:
    role = staff.require("write.parameters")
    book = ctx.snapshot.rules
    entered = checked(book[rule_id], one)
    check_workable(book, found.case, rule_id, entered.dated)
    ctx.snapshot.store.write(lambda cursor: record(cursor, book, rule_id, entered, role))


def withdraw_form(ctx: Context, one: Decision) -> None:
    """The way back: a recorded value withdrawn with a reason."""
    say = ctx.say
    with st.container(border=True):
        st.markdown(say("conformity.withdraw_title", number=one.number))
        reason = st.text_input(say("conformity.reason"), key=f"conformity:reason:{one.number}", max_chars=500)
        if st.button(say("conformity.withdraw_button"), key=f"conformity:withdraw:{one.number}",
                     icon=":material/undo:"):
            try:
                _withdraw(ctx, one.number, reason)
            except Problem as refused:
                blocks.refusal(say.problem(refused))
            else:
                st.session_state["conformity:done"] = "withdrawn"
                st.rerun()


def _withdraw(ctx: Context, number_: int, reason: str) -> None:
    role = staff.require("write.parameters")
    ctx.snapshot.store.write(lambda cursor: withdraw(cursor, number_, reason, role))


def preview(ctx: Context, found: View, after: Mapping[str, Decimal]) -> None:
    """What becomes of the headlines."""
    say = ctx.say
    blocks.note(say("conformity.preview"))
    blocks.table([say("conformity.column.headline"), say("conformity.column.now"), say("conformity.column.becomes"),
                  say("conformity.column.change")],
                 [[say(f"conformity.headline.{moved.headline}"), amount(moved.headline, moved.base),
                   amount(moved.headline, value), change(moved.change(value))]
                  for moved in changes(found.list.base, after) for _, value in moved.points], (1, 2, 3))


def _sentence(ctx: Context, entry: Entry, problem: Exception) -> str:
    """A refusal with the parameter's name instead of its number."""
    if not isinstance(problem, Problem):
        problem = Problem("decision_arithmetic")
    if "rule" in problem.fields:
        problem = problem.at(rule=entry_name(ctx, entry))
    return ctx.say.problem(problem)


def value_input(ctx: Context, rule: Rule, key: str) -> tuple[RuleValue | None, Problem | None]:
    """The widget for the rule's kind of value, filled with the value in force; what was entered."""
    say = ctx.say
    now = ctx.snapshot.rules.at(ctx.today)[rule.id].value
    label = say("conformity.new_value", unit=f" {unit(rule.unit, say)}".rstrip())
    if isinstance(now, bool):
        return st.selectbox(label, [True, False], index=0 if now else 1, key=key,
                            format_func=lambda one: shown.value(one, "", say, ctx.snapshot.species)), None
    if isinstance(now, str):
        return st.selectbox(label, rule.options, index=rule.options.index(now), key=key,
                            format_func=lambda one: shown.option(one, say, ctx.snapshot.species)), None
    try:
        if isinstance(now, tuple):
            return _brackets(ctx, now, label, key), None
        return number(st.text_input(label, value=plain(now), key=key)), None
    except Problem as problem:
        return None, problem


def _brackets(ctx: Context, now: Brackets, label: str, key: str) -> Brackets:
    """Rows of upper bound and result; the last bound stays empty."""
    say = ctx.say
    classes = {shown.option(result, say, ctx.snapshot.species): result for _, result in now if isinstance(result, str)}
    upper, result = say("conformity.upper"), say("conformity.result")
    frame = pd.DataFrame([("" if bound is None else plain(bound),
                           shown.option(one, say, ctx.snapshot.species) if isinstance(one, str) else plain(one))
                          for bound, one in now], columns=["upper", "result"], dtype=str)
    blocks.note(label)
    edited = st.data_editor(frame, num_rows="dynamic", hide_index=True, key=key, column_config={
        "upper": st.column_config.TextColumn(upper),
        "result": st.column_config.SelectboxColumn(result, options=list(classes)) if classes
        else st.column_config.TextColumn(result)})
    blocks.note(say("conformity.brackets_note"))
    rows = [(None if pd.isna(bound) else bound, None if pd.isna(one) else classes.get(one, one))
            for bound, one in edited.itertuples(index=False)]
    return brackets(rows)
