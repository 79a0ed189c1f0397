"""What a scenario assumes: three fields in reach, a table of every assumption with its mark, the rest in drawers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from core.numbers import ZERO
from core.problem import Problem
from core.scenario.checks import check
from core.scenario.model import Scenario
from pages.base import Context
from pages.depletion_parts import demand, state, supply, terms
from pages.depletion_parts.assumed import assumptions
from pages.depletion_parts.tables import decimal
from ui import blocks
from ui.show import aside, drawer

MONTHS = (12, 240)
Part = Callable[[Context, Scenario], Scenario]
PARTS: dict[str, Part] = {
    "listed": demand.listed, "arrivals": demand.arrivals, "offsets": demand.offsets, "batches": supply.batches,
    "lots": supply.lots, "risks": supply.risks, "price": terms.price, "rules": terms.rules, "playing": terms.playing,
}

# Parts of a scenario that are edited under another name.
OTHERS = {"supply": "offsets", "settlement": "risks", "reversals": "risks", "reforms": "rules"}


def ask(ctx: Context) -> Scenario | Problem:
    """Draw the inputs; the scenario as they have it, or what is wrong with it."""
    say = ctx.say
    st.header(say("depletion.inputs"), anchor=False)
    ways = st.container(horizontal=True, vertical_alignment="center", gap="small")
    scenario = state.current(ctx)
    _main(ctx, scenario)
    places = {"": st.container()}
    for name, part in PARTS.items():
        places[name] = st.container()
        scenario = _part(ctx, name, part, scenario)
    state.keep(ctx, scenario)
    with ways:
        _ways(ctx)
    try:
        check(scenario)
    except Problem as problem:
        with places[_where(problem)]:
            blocks.refusal(say.problem(problem))
        return problem
    with places[""]:
        aside(say("depletion.assumptions"), "depletion:assumptions", lambda: assumptions(ctx, scenario))
    return scenario


def _where(problem: Problem) -> str:
    """The part of PARTS a problem's sentence belongs above; none: all of them."""
    at = problem.fields.get("at")
    table = str(at.fields.get("table", "")).removeprefix("scenario.") if isinstance(at, Problem) else ""
    return table if table in PARTS else OTHERS.get(table, "")


def _part(ctx: Context, name: str, part: Part, scenario: Scenario) -> Scenario:
    found = [scenario]
    drawer(ctx.say(f"depletion.in.{name}"), f"depletion:in_{name}", lambda: found.append(part(ctx, scenario)))
    return found[-1]


def _main(ctx: Context, scenario: Scenario) -> None:
    """Months, share offset, steady tonnes: what people turn first."""
    say = ctx.say
    first, second, third = st.columns(3, gap="medium", vertical_alignment="bottom")
    with first:
        if MONTHS[0] <= scenario.months <= MONTHS[1]:
            state.field(st.slider, "depletion:months", scenario.months, lambda now, value: replace(now, months=value),
                        say("depletion.months"), *MONTHS, step=12)
        else:
            state.field(st.number_input, "depletion:months", scenario.months,
                        lambda now, value: replace(now, months=int(value)), say("depletion.months"), step=12)
    with second:
        share = float(scenario.offsets.share * 100)
        if 0 <= share <= 100:
            state.field(st.slider, "depletion:share", share, _share, say("depletion.share"), 0.0, 100.0, step=1.0,
                        format="%.0f%%", help=_most(ctx, scenario))
        else:
            state.field(st.number_input, "depletion:share", share, _share, say("depletion.share"), step=1.0)
    with third:
        state.field(st.number_input, "depletion:steady", float(scenario.steady_t),
                    lambda now, value: replace(now, steady_t=decimal(value)), say("depletion.steady"), step=5.0,
                    format="%.3f", help=say("depletion.steady_help"))


def _share(now: Scenario, value: float) -> Scenario:
    return replace(now, offsets=replace(now.offsets, share=decimal(value, 100)))


def _most(ctx: Context, scenario: Scenario) -> str | None:
    try:
        most = scenario.rule("offset_max_share", scenario.start)
    except Problem:
        return None
    return ctx.say("depletion.share_help", most=(most * 100).normalize() + ZERO, past=_past(ctx))


def _past(ctx: Context) -> str:
    owed, offset = (sum((getattr(one, f"{name}_t") for one in ctx.snapshot.reserve.orders), ZERO)
                    for name in ("owed", "offset"))
    return f"{(offset / owed * 100).quantize(Decimal(1))} %" if owed else "–"


def _ways(ctx: Context) -> None:
    """What the page shows, and the ways back."""
    say = ctx.say
    st.button(say("depletion.undo"), key="depletion:undo", icon=":material/undo:", on_click=state.back,
              disabled=not state.can_go_back())
    st.button(say("depletion.reset"), key="depletion:reset", icon=":material/restart_alt:",
              on_click=lambda: state.load(None), disabled=not state.changed())
    if not state.changed():
        st.button(say("depletion.hold"), key="depletion:hold", icon=":material/push_pin:", on_click=state.load,
                  args=(state.present(ctx),), help=say("depletion.hold_help"))
    name = "is_held" if state.held(ctx) else "is_changed" if state.changed() else "is_present"
    blocks.note(say(f"depletion.{name}", version=ctx.snapshot.version))
