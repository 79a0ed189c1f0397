"""What a scenario is played under: the price, the rules and their reforms, the number of paths."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.numbers import plain
from core.scenario.checks import STARTS
from core.scenario.model import PRICE_RULES, PRICES, RULES, Reform, Scenario
from pages.base import Context
from pages.depletion_parts.state import field
from pages.depletion_parts.tables import decimal, edited, first_of_month
from ui import blocks
from ui import rules as shown
from ui.format import month
from ui.working import unit

PATHS = (1_000, 10_000, 30_000, 100_000)
YEARS = (0, 1, 2, 3)  # of history; 0: all of it


def price(ctx: Context, scenario: Scenario) -> Scenario:
    say, given = ctx.say, scenario.price
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    with left:
        field(st.selectbox, "depletion:price_model", given.model,
              lambda now, value: replace(now, price=replace(now.price, model=value)), say("depletion.price_model"),
              PRICES, format_func=lambda name: say(f"depletion.price.{name}"))
    with middle:
        field(st.number_input, "depletion:national", float(given.national_cny),
              lambda now, value: replace(now, price=replace(now.price, national_cny=decimal(value))),
              say("depletion.national"), step=1.0, format="%.2f", help=say("depletion.national_help"),
              disabled=given.model != "constant")
    with right:
        years = given.years or 0
        field(st.selectbox, "depletion:price_years", years,
              lambda now, value: replace(now, price=replace(now.price, years=value or None)),
              say("depletion.price_years"), YEARS if years in YEARS else (*YEARS, years),
              format_func=lambda count: say("depletion.years", count=count) if count else say("depletion.years_all"),
              disabled=given.model == "constant")
    blocks.note(say("depletion.price_about", until=given.until))
    return scenario


def rules(ctx: Context, scenario: Scenario) -> Scenario:
    """The rules as frozen, and what is to change of them."""
    say, book = ctx.say, ctx.snapshot.rules
    names = {name: shown.name(book[name], say) for name in (*RULES, *PRICE_RULES)}
    ids = {names[name]: name for name in RULES}
    blocks.table([say("export.what"), say("export.since"), say("export.value")], [
        [names[one.rule] + (" ◊" if book[one.rule].is_assumption else ""), month(one.since),
         f"{plain(one.value * scale(ctx, one.rule))} {measure(ctx, one.rule)}"] for one in scenario.rules], (2,))
    columns = {
        "rule": st.column_config.SelectboxColumn(say("depletion.rule"), options=list(ids), width="large"),
        "month": st.column_config.DateColumn(say("depletion.from_month"), format="YYYY-MM"),
        "value": st.column_config.NumberColumn(say("depletion.new_value"), format="%.6g"),
    }

    def row(one: Reform) -> list[Any]:
        return [names[one.rule], one.month, float(one.value * scale(ctx, one.rule))]

    def parse(rule: Any, since: Any, value: Any) -> Reform | None:
        if None in (since, value) or rule not in ids:
            return None
        return Reform(ids[rule], first_of_month(since), decimal(value, scale(ctx, ids[rule])))

    found = edited(ctx, "reforms", scenario.reforms, columns, row, parse, say("depletion.in.rules"))
    blocks.note(say("depletion.reforms_about"))
    return replace(scenario, reforms=found)


def scale(ctx: Context, rule: str) -> int:
    """100 for a share, which people give in per cent."""
    return 100 if ctx.snapshot.rules[rule].unit == "1" else 1


def measure(ctx: Context, rule: str) -> str:
    return "%" if scale(ctx, rule) == 100 else unit(ctx.snapshot.rules[rule].unit, ctx.say)


def playing(ctx: Context, scenario: Scenario) -> Scenario:
    """Name, first month, paths, seed."""
    say = ctx.say
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        field(st.text_input, "depletion:name", scenario.name,
              lambda now, value: replace(now, name=value.strip() or now.name), say("depletion.scenario_name"),
              max_chars=80, placeholder=say("depletion.present"))
    with right:
        field(st.date_input, "depletion:start", scenario.start,
              lambda now, value: replace(now, start=first_of_month(value)), say("depletion.start"),
              format="YYYY-MM-DD", min_value=STARTS[0], max_value=STARTS[1])
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    counts = PATHS if scenario.paths in PATHS else tuple(sorted((*PATHS, scenario.paths)))
    with left:
        field(st.selectbox, "depletion:paths", scenario.paths, lambda now, value: replace(now, paths=value),
              say("depletion.paths"), counts, format_func=lambda count: f"{count:,}", help=say("depletion.paths_help"))
    with right:
        field(st.number_input, "depletion:seed", scenario.seed, lambda now, value: replace(now, seed=int(value)),
              say("depletion.seed"), step=1, help=say("depletion.seed_help"))
    return scenario

