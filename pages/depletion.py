"""Depletion: when the reserve will not suffice, and how many hectares stored by when prevent it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.numbers import ZERO
from core.problem import Problem
from core.scenario import Batch, Occupying, Outcome, Scenario, run
from core.scenario.depletion import add_months
from pages import exports, outlook, parts
from pages.base import Context, context
from ui import blocks, figures, link
from ui.blocks import Card
from ui.format import T, hectares, money, month, number, percent, tonnes
from ui.show import chart

USES, BATCHES = "depletion:uses", "depletion:batches"
MONTHS = (12, 240)


def main() -> None:
    ctx = context()
    say, reserve = ctx.say, ctx.snapshot.reserve
    _restore(ctx)
    blocks.title(say("depletion.title"), say("depletion.lead"), parts.demo_mark(ctx, reserve.demo))
    result = st.container()
    st.subheader(say("depletion.inputs"), anchor=False)
    _sliders(ctx)
    left, right = st.columns(2, gap="medium")
    with left:
        uses = _uses(ctx)
    with right:
        batches = _batches(ctx)
    with result:
        parts.unassessed(ctx)
        outcome = _run(ctx, uses, batches)
        if outcome is not None:
            _answer(ctx, outcome)
            _chart(ctx, outcome)
    if outcome is not None:
        parts.working(ctx, (outcome.step,), "depletion:working")
        exports.scenario(ctx, outcome, reserve.demo)
    parts.end(ctx, "depletion", _state(ctx, uses, batches), reserve.demo)


def _restore(ctx: Context) -> None:
    reserve = ctx.snapshot.reserve
    share = min(outlook.past_offset_share(reserve), ctx.snapshot.rules.at(ctx.today).number("offset_max_share"))
    link.restore("depletion", {
        "depletion:months": (outlook.MONTHS, lambda text: min(max(int(text), MONTHS[0]), MONTHS[1])),
        "depletion:offset": (int(share * 100), lambda text: min(max(int(text), 0), 80)),
        "depletion:monthly": (float(outlook.past_monthly_owed(reserve, ctx.today)), link.between(0, 1e6)),
        USES: (None, lambda text: _read(text, 3)),
        BATCHES: ([], lambda text: _read(text, 4)),
    })


def _read(text: str, width: int) -> list[list[Any]]:
    """Rows of a table from the address: [name, month, numbers …]."""
    rows = link.unpack(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise ValueError(text[:40])
    number = link.between(0, 1e9)
    return [[str(row[0])[:80], date.fromisoformat(f"{row[1]}-01"), *(number(value) for value in row[2:])]
            for row in rows[:200]]


def _state(ctx: Context, uses: pd.DataFrame, batches: pd.DataFrame) -> dict[str, object]:
    def rows(frame: pd.DataFrame) -> list[list[Any]]:
        return [[row[0], month(row[1]), *row[2:]] for row in _complete(frame)]

    listed = [[name, month(on), *rest] for name, on, *rest in _listed(ctx)]
    return {
        "months": st.session_state["depletion:months"], "offset": st.session_state["depletion:offset"],
        "monthly": st.session_state["depletion:monthly"],
        "uses": link.pack(rows(uses)) if rows(uses) != listed else None,
        "batches": link.pack(rows(batches)) if len(batches) else None,
    }


def _listed(ctx: Context) -> list[list[Any]]:
    """The store's proposals as rows, named in the language of the page."""
    return [[one.name, one.month, float(one.owed_t)] for one in outlook.listed(ctx)]


def _sliders(ctx: Context) -> None:
    say = ctx.say
    first, second, third = st.columns(3, gap="medium")
    first.slider(say("depletion.months"), *MONTHS, step=12, key="depletion:months", persist_state="session")
    most = int(ctx.snapshot.rules.at(ctx.today).number("offset_max_share") * 100)
    second.slider(say("depletion.offset_share"), 0, most, key="depletion:offset", format="%d%%",
                  help=say("depletion.offset_help", past=percent(outlook.past_offset_share(ctx.snapshot.reserve))),
                  persist_state="session")
    third.number_input(say("depletion.monthly"), min_value=0.0, step=5.0, format="%.3f", key="depletion:monthly",
                       help=say("depletion.monthly_help"), persist_state="session")


def _editor(key: str, rows: list[list[Any]], columns: dict[str, Any], alt: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns))
    return st.data_editor(frame, num_rows="dynamic", hide_index=True, key=f"{key}:editor", alt=alt,
                          column_config=columns, height=min(460, 76 + 35 * max(len(frame), 3)))


def _uses(ctx: Context) -> pd.DataFrame:
    say = ctx.say
    st.markdown(f"**{say('depletion.uses')}**")
    own = st.session_state[USES]
    return _editor(USES, _listed(ctx) if own is None else own, {
        "name": st.column_config.TextColumn(say("depletion.name"), width="medium"),
        "month": st.column_config.DateColumn(say("column.month"), format="YYYY-MM"),
        "owed": st.column_config.NumberColumn(say("depletion.owed"), min_value=0, format="%.3f"),
    }, say("depletion.uses"))


def _batches(ctx: Context) -> pd.DataFrame:
    say = ctx.say
    st.markdown(f"**{say('depletion.batches')}**")
    frame = _editor(BATCHES, st.session_state[BATCHES], {
        "name": st.column_config.TextColumn(say("depletion.name"), width="medium"),
        "month": st.column_config.DateColumn(say("depletion.batch_month"), format="YYYY-MM"),
        "area": st.column_config.NumberColumn(say("depletion.area"), min_value=0, format="%.4f"),
        "yield": st.column_config.NumberColumn(say("depletion.yield"), min_value=0, format="%.4f",
                                               default=float(_yield(ctx))),
    }, say("depletion.batches"))
    blocks.note(say("depletion.yield_note", value=number(_yield(ctx), 4)))
    return frame


def _yield(ctx: Context) -> Decimal:
    return ctx.snapshot.rules.at(ctx.today).number("batch_yield_t_hm2")


def _complete(frame: pd.DataFrame) -> list[list[Any]]:
    """The rows with every cell filled in; months as dates."""
    rows = []
    for row in frame.itertuples(index=False):
        if not any(pd.isna(value) for value in row[1:]):
            rows.append([row[0] or "–", pd.Timestamp(row[1]).date().replace(day=1), *map(float, row[2:])])
    return rows


def _run(ctx: Context, uses: pd.DataFrame, batches: pd.DataFrame) -> Outcome | None:
    say = ctx.say
    skipped = len(uses) + len(batches) - len(_complete(uses)) - len(_complete(batches))
    if skipped:
        blocks.warning(say("depletion.incomplete", count=skipped))
    scenario = Scenario(
        start=ctx.today.replace(day=1), months=st.session_state["depletion:months"],
        opening_t=ctx.snapshot.reserve.available_t,
        occupations=tuple(Occupying(row[0], row[1], Decimal(f"{row[2]:.3f}")) for row in _complete(uses)),
        batches=tuple(Batch(row[0], row[1], Decimal(f"{row[2]:.4f}"), Decimal(str(row[3])))
                      for row in _complete(batches)),
        monthly_owed_t=Decimal(f"{st.session_state['depletion:monthly']:.3f}"),
        offset_share=Decimal(st.session_state["depletion:offset"]) / 100,
        price_cny=parts.price_today(ctx).trading_price,
    )
    try:
        return run(scenario, _yield(ctx))
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return None


def _answer(ctx: Context, outcome: Outcome) -> None:
    say = ctx.say
    last = outcome.months[-1]
    if outcome.short_from is None:
        blocks.answer(say("depletion.enough", until=month(last.month), closing=tonnes(last.closing_t)))
    else:
        blocks.answer(say("depletion.short", month=month(outcome.short_from), unmet=tonnes(outcome.peak_short_t),
                          hectares=hectares(outcome.hectares_needed)))
        st.button(say("depletion.add_batch", hectares=hectares(outcome.hectares_needed)), icon=":material/add:",
                  key="depletion:add", on_click=_add_batch, args=(ctx, outcome))
    served = sum((row.served_t for row in outcome.months), ZERO)
    stored = sum((row.stored_t for row in outcome.months), ZERO)
    blocks.cards([
        Card(say("depletion.opening"), number(outcome.scenario.opening_t), T,
             say("depletion.opening_note", month=month(outcome.scenario.start)), "available"),
        Card(say("depletion.demand"), number(outcome.purchase_t), T,
             say("depletion.demand_note", months=len(outcome.months)), "cancelled"),
        Card(say("depletion.replenished"), number(stored), T, "", "available"),
        Card(say("depletion.final_short"), number(outcome.unmet_t), T,
             say("depletion.final_note", month=month(last.month)), "loss"),
        Card(say("depletion.cost"), money(outcome.cost_cny), "", say("depletion.cost_note", served=number(served)),
             "price"),
    ])


def _add_batch(ctx: Context, outcome: Outcome) -> None:
    """Put the batch that prevents the shortage into the table."""
    assert outcome.needed_by is not None
    kept = [[one.name, one.month, float(one.area_hm2), float(one.yield_t_hm2)] for one in outcome.scenario.batches]
    name = ctx.say("depletion.new_batch", number=len(kept) + 1)
    st.session_state[BATCHES] = [*kept, [name, max(add_months(outcome.needed_by, -1), outcome.scenario.start),
                                         float(outcome.hectares_needed), float(_yield(ctx))]]
    st.session_state.pop(f"{BATCHES}:editor", None)


def _chart(ctx: Context, outcome: Outcome) -> None:
    say, rows = ctx.say, outcome.months
    figure = figures.balance([row.month for row in rows], [float(row.closing_t) for row in rows],
                             [float(row.waiting_t) for row in rows], [float(row.stored_t) for row in rows],
                             outcome.short_from, say, ctx.colours)
    names = ("opening", "stored", "owed", "offset", "purchase", "served", "waiting", "closing")
    chart(figure, say("depletion.alt"), say, "depletion:balance", lambda: (
        [say("column.month"), *(say(f"depletion.column.{name}") for name in names)],
        [[month(row.month), *(number(getattr(row, f"{name}_t"), 3) for name in names)] for row in rows],
        tuple(range(1, 9))))


main()
