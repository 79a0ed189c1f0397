"""What other pricing rules would have made of the same days and purchases: up to four side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.market.policy import Effect, Policy, Purchase, compare, monthly, working
from core.problem import Problem
from core.trace import Step
from pages import parts
from pages.base import Context
from pages.price_parts import rules_inputs as inputs
from pages.price_parts.rules_figures import basket_table, export, figure_rows, labels
from pages.price_parts.rules_saved import saved
from ui import blocks, figures, link
from ui.format import money, number, percent, unit_price
from ui.show import aside, chart
from ui.working import cited

SPANS = {"year": 365, "three": 3 * 365, "all": 0}
BASKETS = ("books", "monthly")
SPAN, BASKET, TONNES = "price:rules_span", "price:rules_basket", "price:rules_tonnes"
READERS = {
    inputs.SET: (None, inputs.read_set),
    SPAN: ("all", link.one_of(*SPANS)),
    BASKET: (BASKETS[0], link.one_of(*BASKETS)),
    TONNES: (100.0, link.between(0, 1e6)),
}
Asked = tuple[date, date, tuple[Purchase, ...]]  # first and last day of the prices, purchases


def show(ctx: Context) -> dict[str, object]:
    slots = inputs.slots(ctx)
    answer = st.container()
    _ask(ctx)
    policies = _rules(ctx, slots)
    found = None
    try:
        asked = _asked(ctx)
        found = _effects(ctx.snapshot.version, ctx.today, _frozen(policies), asked, list(policies.values()), ctx)
    except Problem as problem:
        with answer:
            blocks.refusal(ctx.say.problem(problem))
    if found is not None:
        with answer:
            _answer(ctx, "".join(policies), found)
        _results(ctx, policies, asked, found)
    saved(ctx, {letter: one for letter, one in policies.items() if letter != inputs.LETTERS[0]})
    return {inputs.SET: inputs.packed([inputs.typed(ctx, one) for one in st.session_state[inputs.IDS]]),
            **{key: st.session_state[key] for key in (SPAN, BASKET)},
            TONNES: st.session_state[TONNES] if st.session_state[BASKET] == "monthly" else None}


def _ask(ctx: Context) -> None:
    """Which days, which purchases; rules to add at one click."""
    say = ctx.say
    left, middle, right = st.columns([3, 3, 2], gap="medium", vertical_alignment="bottom")
    left.segmented_control(say("policy.span"), list(SPANS), key=SPAN, required=True, persist_state="session",
                           format_func=lambda name: say(f"price.span.{name}"))
    middle.segmented_control(say("policy.basket"), BASKETS, key=BASKET, required=True, persist_state="session",
                             format_func=lambda name: say(f"policy.basket.{name}"))
    if st.session_state[BASKET] == "monthly":
        right.number_input(say("policy.tonnes"), key=TONNES, step=10.0, format="%.3f", persist_state="session",
                           value=None)
    full = len(st.session_state[inputs.IDS]) >= inputs.MOST
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(say("policy.presets"), width="content")
        for name, changes in inputs.PRESETS.items():
            st.button(say(f"policy.preset.{name}"), key=f"price:rules_preset:{name}", disabled=full,
                      on_click=inputs.add, args=(ctx, "", changes))


def _rules(ctx: Context, slots: Sequence[int]) -> dict[str, Policy]:
    """Draw the rules side by side; letter → those that can be compared, the one in force first."""
    say = ctx.say
    first, letters = inputs.LETTERS[0], inputs.LETTERS[1:]
    found = {first: Policy(say("policy.force_short"))}
    places = st.columns(len(slots) + 1, gap="small")
    with places[0], st.container(border=True):
        blocks.table([f"{first} · {say('policy.force')}", ""], inputs.force_rows(ctx), (1,))
    for place, slot, letter in zip(places[1:], slots, letters, strict=False):
        with place, st.container(border=True):
            policy = inputs.fields(ctx, slot, letter)
        if policy is not None:
            found[letter] = policy
    blocks.note(say("policy.note"))
    return found


def _asked(ctx: Context) -> Asked:
    """The days and the purchases to compare; Problem where there is nothing to compare."""
    series, chosen = ctx.snapshot.series, st.session_state
    back = SPANS[chosen[SPAN]]
    start = max(series.first_date, series.last_date - timedelta(days=back)) if back else series.first_date
    if chosen[BASKET] == "monthly":
        tonnes = Decimal(f"{chosen[TONNES] or 0:.3f}")
        if not 0 < tonnes <= 1_000_000:
            raise Problem("policy_tonnes")
        return start, series.last_date, monthly(tonnes, start + timedelta(days=1), series.last_date)
    orders = ctx.snapshot.reserve.orders
    if not orders:
        raise Problem("policy_nothing_bought")
    return start, series.last_date, tuple(Purchase(one.trade_date, one.purchase_t,
                                                   ctx.say.pick(one.project_zh, one.project_en)) for one in orders)


def _frozen(policies: Mapping[str, Policy]) -> tuple[tuple[str, str], ...]:
    """What a kept result depends on."""
    return tuple((one.name, str(sorted(one.changes.items()))) for one in policies.values())


@st.cache_resource(max_entries=48, show_spinner=False)
def _effects(version: int, today: date, key: tuple[tuple[str, str], ...], asked: Asked, _policies: list[Policy],
             _ctx: Context) -> tuple[Effect, ...]:
    return compare(_ctx.snapshot.series, _ctx.snapshot.rules, _policies, *asked)


def _answer(ctx: Context, letters: str, found: Sequence[Effect]) -> None:
    """In words: what each rule makes of the cost and of how much the price moves."""
    say, (force, *others) = ctx.say, found
    tonnes = sum((one.purchase.tonnes for one in force.bills), Decimal(0))
    if not others:
        blocks.answer(say("policy.alone", tonnes=number(tonnes, 3), money=money(force.cost),
                          price=unit_price(force.cost / tonnes)))
        return
    sentences = []
    for letter, one in zip(letters[1:], others, strict=True):
        given = {"letter": letter, "name": one.policy.name, "tonnes": number(tonnes, 3),
                 "change": _cost_change(ctx, force, one)}
        moves = _moves(ctx, force, one)
        sentences.append(say("policy.answer", **given, moves=moves) if moves else say("policy.answer_short", **given))
    blocks.answer((" " if say.lang == "en" else "").join(sentences))


def _cost_change(ctx: Context, force: Effect, one: Effect) -> str:
    difference = one.cost - force.cost
    if not difference:
        return ctx.say("policy.same_cost")
    share = percent(abs(difference) / force.cost, 1) if force.cost else "–"
    return ctx.say("policy.less" if difference < 0 else "policy.more", money=money(abs(difference)), percent=share)


def _moves(ctx: Context, force: Effect, one: Effect) -> str:
    """How much the price moves against the rule in force; nothing where that cannot be said."""
    if not force.volatility or one.volatility is None:
        return ""
    ratio = percent(one.volatility / force.volatility)
    return ctx.say("policy.moves_same") if ratio == percent(1) else ctx.say("policy.moves", percent=ratio)


def _results(ctx: Context, policies: Mapping[str, Policy], asked: Asked, found: tuple[Effect, ...]) -> None:
    """Lines, figures, purchases, working, download."""
    say = ctx.say
    names = labels(policies)
    force = found[0]
    st.header(say("policy.lines"), anchor=False)
    chart(_figure(ctx.key, ctx.today, _frozen(policies), asked, names, found, ctx), say("policy.lines_alt"), say,
          "price:rules_lines", lambda: _months(ctx, names, found), parts.price_source(ctx))
    st.header(say("policy.figures"), anchor=False)
    blocks.table([say("policy.column.figure"), *names], figure_rows(ctx, found), range(1, len(names) + 1))
    blocks.note(say("policy.figures_note", first=force.quotes[0].trade_date, last=force.quotes[-1].trade_date,
                    days=number(len(force.quotes)),
                    year=ctx.snapshot.rules.at(asked[1]).number("market_days_per_year")))
    share = ctx.snapshot.rules.at(ctx.today)["village_income_share"]
    blocks.note(say("policy.share_note", share=percent(share.number), cited=cited(share, say)))
    if st.session_state[BASKET] == "books" and ctx.snapshot.reserve.demo:
        blocks.note(say("frame.demo_note"))
    aside(say("policy.purchases"), "price:rules_purchases", lambda: blocks.table(
        *basket_table(ctx, "".join(policies), found), sum_row=True))

    def steps() -> tuple[Step, ...]:
        return tuple(working(ctx.snapshot.series, ctx.snapshot.rules, one) for one in found)

    parts.working(ctx, steps(), "price:rules_working")
    export(ctx, policies, found, steps)


@st.cache_resource(max_entries=24, show_spinner=False)
def _figure(key: tuple[int, str, str], today: date, frozen: tuple[tuple[str, str], ...], asked: Asked,
            names: list[str], _found: Sequence[Effect], _ctx: Context) -> go.Figure:
    return figures.compare([(name, [quote.trade_date for quote in one.quotes],
                             [float(quote.price) for quote in one.quotes])
                            for name, one in zip(names, _found, strict=True)], _ctx.say, _ctx.colours)


def _months(ctx: Context, names: Sequence[str], found: Sequence[Effect]
            ) -> tuple[list[str], list[list[str]], tuple[int, ...]]:
    """The last market day of each month, latest first."""
    last = {f"{one.trade_date:%Y-%m}": at for at, one in enumerate(found[0].quotes)}
    return ([ctx.say("price.column.date"), *names],
            [[found[0].quotes[at].trade_date.isoformat(), *(str(one.quotes[at].price) for one in found)]
             for at in reversed(last.values())], tuple(range(1, len(names) + 1)))
