"""One parameter of the conformity page: what it is, what reads it, what moves with it, its history."""

from __future__ import annotations

import streamlit as st

from core.problem import Problem
from core.rules import Reading, ToConfirm
from pages.base import Context
from pages.conformity_case import Entry, View, amount, change, entry_name, status_word
from pages.conformity_form import confirm_form, withdraw_form
from store.decisions import Decision
from ui import blocks, staff
from ui import rules as shown


def sheet(ctx: Context, found: View, entry: Entry) -> None:
    say = ctx.say
    st.header(entry_name(ctx, entry), anchor=False)
    if done := st.session_state.pop("conformity:done", None):
        st.success(say(f"conformity.done.{done}"))
    reading = entry.found.reading if entry.found else _in_force(ctx, entry)
    left, right = st.columns(2, gap="medium")
    with left:
        _facts(ctx, entry, reading)
        _readers(ctx, found, entry)
    with right:
        if entry.found is not None:
            _moves(ctx, entry.found)
    if _recordable(ctx, entry):
        _history(ctx, entry)
    if not staff.may("write.parameters"):
        blocks.note(say("conformity.staff_note"))
    elif not _recordable(ctx, entry):
        blocks.note(say("conformity.equation_note"))
    else:
        confirm_form(ctx, found, entry)
        for one in reversed(_decisions(ctx, entry)):
            if one.counts:
                withdraw_form(ctx, one)


def _recordable(ctx: Context, entry: Entry) -> bool:
    """Equations are listed beside the rules, and are none."""
    return entry.rule.id in ctx.snapshot.rules.rules


def _in_force(ctx: Context, entry: Entry) -> Reading:
    return ctx.snapshot.rules.at(ctx.today)[entry.rule.id]


def _decisions(ctx: Context, entry: Entry) -> list[Decision]:
    return [one for one in ctx.snapshot.decisions if one.rule == entry.rule.id]


def _facts(ctx: Context, entry: Entry, reading: Reading) -> None:
    say, species = ctx.say, ctx.snapshot.species
    reference = say.pick(reading.reference.title_zh, reading.reference.title_en)
    rows = [[say("conformity.fact.since"), reading.since.isoformat()],
            [say("conformity.fact.status"), status_word(entry.status, say)],
            [say("conformity.fact.source"), reference]]
    if not _recordable(ctx, entry):
        st.html(shown.formula_html(reading.text))
    else:
        rows.insert(0, [say("conformity.fact.value"), shown.value(reading.value, reading.unit, say, species)])
    if reading.plausible is not None and entry.found is not None:
        low, high = reading.plausible
        rows.insert(1, [say("conformity.fact.plausible"), say("conformity.range", low=shown.number(low),
                                                              high=shown.number(high))])
    blocks.table([say("conformity.column.field"), say("conformity.column.value")], rows)
    if reading.reference.href:
        st.link_button(say("conformity.source_link"), reading.reference.href, icon=":material/open_in_new:",
                       type="tertiary")


def _readers(ctx: Context, found: View, entry: Entry) -> None:
    """Which workings read it, step by step."""
    say = ctx.say
    read = [(name, steps[entry.rule.id]) for name, steps in found.list.steps.items() if entry.rule.id in steps]
    if not read:
        blocks.note(say("conformity.nobody_reads"))
    for name, steps in read:
        st.html(shown.readers_html(say("conformity.read_by", headline=say(f"conformity.headline.{name}")), steps, say))


def _moves(ctx: Context, found: ToConfirm) -> None:
    """Each value tried and what the headlines become."""
    say, species = ctx.say, ctx.snapshot.species
    rows = []
    for moved in found.movements:
        for value, headline in moved.points:
            rows.append([say(f"conformity.headline.{moved.headline}"),
                         shown.value(value, found.reading.unit, say, species), amount(moved.headline, headline),
                         change(moved.change(headline))])
    if rows:
        blocks.table([say("conformity.column.headline"), say("conformity.column.tried"),
                      say("conformity.column.becomes"), say("conformity.column.change")], rows, (2, 3))
    elif found.movements:
        blocks.note(say("conformity.no_range"))


def _history(ctx: Context, entry: Entry) -> None:
    """Every dated value with its source, and every record, withdrawn ones too."""
    say, species = ctx.say, ctx.snapshot.species
    blocks.note(say("conformity.history"))
    blocks.table([say("conformity.fact.since"), say("conformity.column.value"), say("conformity.fact.status"),
                  say("conformity.fact.source")],
                 [[one.since.isoformat(), shown.value(one.value, entry.rule.unit, say, species),
                   say(f"status.{one.status or entry.rule.status}"),
                   say.pick(one.reference.title_zh, one.reference.title_en)] for one in entry.rule.values])
    records = _decisions(ctx, entry)
    if records:
        blocks.note(say("conformity.records"))
        blocks.table([say("conformity.column.number"), say("conformity.column.recorded"),
                      say("conformity.column.record"), say("access.office"), say("conformity.column.note")],
                     [[str(one.number), say("conformity.utc", time=f"{one.recorded_at:%Y-%m-%d %H:%M}"),
                       _record(ctx, entry, one), say(f"field.role.{one.role}"),
                       say.pick(one.note, one.note) if one.note else "–"]
                      for one in records])


def _record(ctx: Context, entry: Entry, one: Decision) -> str:
    say = ctx.say
    if one.withdraws is not None:
        return say("conformity.record.withdrawal", number=one.withdraws)
    if one.confirmed is None:
        return say.problem(one.problem or Problem("value_text", value=None))
    key = "conformity.record.withdrawn" if one.withdrawn_by is not None else "conformity.record.value"
    return say(key, value=shown.value(one.confirmed.value, entry.rule.unit, say, ctx.snapshot.species),
               since=one.confirmed.since, title=one.confirmed.dated.reference.title_zh)


