"""What the reserve has and will get: opening lots, planned batches, what settlement and fire take away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.numbers import plain
from core.scenario.model import REVERSALS, ZERO, Batch, OpeningLot, Reversal, Scenario
from pages.base import Context
from pages.depletion_parts.sources import cited
from pages.depletion_parts.state import field, present
from pages.depletion_parts.tables import day, decimal, edited, first_of_month, whole
from pages.depletion_parts.yields import suggested
from ui import blocks
from ui import rules as shown


def lots(ctx: Context, scenario: Scenario) -> Scenario:
    say = ctx.say
    columns = {
        "lot": st.column_config.TextColumn(say("depletion.lot"), width="medium"),
        "stored": st.column_config.NumberColumn(say("depletion.stored"), format="%.3f"),
        "available": st.column_config.NumberColumn(say("depletion.available"), format="%.3f"),
        "end": st.column_config.DateColumn(say("depletion.period_end"), format="YYYY-MM-DD"),
    }

    def row(one: OpeningLot) -> list[Any]:
        return [one.lot, float(one.stored_t), float(one.available_t), one.period_end]

    def parse(lot: Any, stored: Any, available: Any, end: Any) -> OpeningLot | None:
        if None in (stored, available, end):
            return None
        return OpeningLot(lot or "–", decimal(stored), decimal(available), day(end))

    found = edited(ctx, "lots", scenario.lots, columns, row, parse, say("depletion.in.lots"))
    books = present(ctx).lots
    blocks.note(say("depletion.lots_books", version=ctx.snapshot.version) if found == books
                else say("depletion.lots_entered"))
    return replace(scenario, lots=found)


def batches(ctx: Context, scenario: Scenario) -> Scenario:
    say, rules = ctx.say, ctx.snapshot.rules.at(ctx.today)
    species = {say.pick(one.name_zh, one.name_en): one.id for one in ctx.snapshot.species.all}
    names = {name: label for label, name in species.items()}
    width = float(rules.number("scenario.batch_half_width") * 100)
    usual, worst = (int(rules.number(f"scenario.delay_{name}_months")) for name in ("usual", "worst"))
    columns = {
        "name": st.column_config.TextColumn(say("depletion.name"), width="medium"),
        "species": st.column_config.SelectboxColumn(say("depletion.species"), options=list(species)),
        "planted": st.column_config.DateColumn(say("depletion.planted"), format="YYYY-MM"),
        "month": st.column_config.DateColumn(say("depletion.batch_month"), format="YYYY-MM"),
        "area": st.column_config.NumberColumn(say("depletion.area"), format="%.4f"),
        "yield": st.column_config.NumberColumn(say("depletion.yield"), format="%.4f", help=say("depletion.yield_help")),
        "width": st.column_config.NumberColumn(say("depletion.width"), default=width, format="%.4g"),
        "usual": st.column_config.NumberColumn(say("depletion.delay_usual"), default=usual, format="%d"),
        "worst": st.column_config.NumberColumn(say("depletion.delay_worst"), default=worst, format="%d"),
    }

    def row(one: Batch) -> list[Any]:
        return [one.name, names.get(one.species), one.planted, one.month, float(one.area_hm2), float(one.yield_t_hm2),
                float(one.half_width * 100), one.delay_usual, one.delay_worst]

    def parse(name: Any, kind: Any, planted: Any, month: Any, area: Any, tonnes: Any, wide: Any, late: Any, latest: Any
              ) -> Batch | None:
        if None in (month, area):
            return None
        begin, since = first_of_month(month), None if planted is None else first_of_month(planted)
        rate = suggested(ctx, species.get(kind, ""), since, begin) if tonnes is None else decimal(tonnes)
        return Batch(name or "–", begin, decimal(area), rate, species.get(kind, ""), since,
                     decimal(width if wide is None else wide, 100), whole(usual if late is None else late),
                     whole(worst if latest is None else latest))

    found = edited(ctx, "batches", scenario.batches, columns, row, parse, say("depletion.in.batches"))
    if found:
        blocks.table([say("depletion.name"), say("depletion.yield"), say("depletion.tonnes")], [
            [one.name, plain(one.yield_t_hm2), _tonnes(one)] for one in found], (1, 2))
    blocks.note(say("depletion.batches_about"))
    for rule in ("scenario.batch_half_width", "scenario.delay_usual_months", "scenario.delay_worst_months"):
        blocks.note(f"{shown.name(ctx.snapshot.rules[rule], say)} · {cited(ctx, rule, rules.number(rule))}")
    return replace(scenario, batches=found)


def _tonnes(batch: Batch) -> str:
    """To be stored; a dash for an area nobody can mean, which the check refuses."""
    try:
        return f"{batch.tonnes:,f}"
    except ArithmeticError:
        return "–"


def risks(ctx: Context, scenario: Scenario) -> Scenario:
    """Settlement and reversals."""
    say = ctx.say
    places = st.columns(3, gap="medium", vertical_alignment="bottom")
    for place, (name, scale) in zip(places, (("mean", 1), ("half_width", 100), ("common", 100)), strict=True):
        found = getattr(scenario.settlement, name)
        with place:
            field(st.number_input, f"depletion:settlement_{name}", float(found * scale), _settled(name, scale),
                  say(f"depletion.settlement.{name}"), step=0.05 if scale == 1 else 5.0, format="%.4g",
                  help=cited(ctx, f"scenario.settlement_{name}", found))
    known = {one.kind: one for one in scenario.reversals}
    for kind in REVERSALS:
        one = known.get(kind, Reversal(kind, ZERO, ZERO))
        for place, name in zip(st.columns(2, gap="medium"), ("per_year", "share_lost"), strict=True):
            found = getattr(one, name)
            with place:
                field(st.number_input, f"depletion:{kind}_{name}", float(found * 100), _struck(one, name),
                      say(f"depletion.{kind}.{name}"), step=0.1 if name == "per_year" else 5.0, format="%.4g",
                      help=cited(ctx, f"scenario.{kind}_{name}", found))
    blocks.note(say("depletion.risks_about"))
    return scenario


def _settled(name: str, scale: int) -> Any:
    return lambda now, value: replace(now, settlement=replace(now.settlement, **{name: decimal(value, scale)}))


def _struck(one: Reversal, name: str) -> Any:
    """A kind of reversal with another figure; one that never strikes is none."""
    def change(now: Scenario, value: Any) -> Scenario:
        mine = replace(one, **{name: decimal(value, 100)})
        others = {kind.kind: kind for kind in now.reversals} | {one.kind: mine}
        return replace(now, reversals=tuple(others[kind] for kind in REVERSALS if kind in others and (
            others[kind].per_year or others[kind].share_lost)))

    return change
