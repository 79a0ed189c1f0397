"""The rules to compare as people set them, up to three beside the one in force; and their place in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.market.policy import CHANGEABLE, LONGEST_NAME, Policy, change, reformed
from core.market.policy_file import texts
from core.numbers import plain
from core.problem import Problem
from core.rules.book import RuleValue
from pages.base import Context
from ui import blocks, link
from ui import rules as shown
from ui.format import listed, percent

LETTERS = "ABCD"
MOST = len(LETTERS) - 1  # beside the rule in force
SET, IDS, NEXT = "price:rules_set", "price:rules_ids", "price:rules_next"
D = Decimal
PRESETS: dict[str, dict[str, RuleValue]] = {
    "quarter": {"price_multiplier": D("0.25")},
    "window5": {"price_window_days": D(5)}, "window20": {"price_window_days": D(20)},
    "window60": {"price_window_days": D(60)},
    "bounds": {"price_floor_cny": D(10), "price_ceiling_cny": D(30)},
    "listed": {"national_average_definition": "listed"}, "yearly": {"price_reset": "yearly"}, "blank": {},
}
CHOICES = ("national_average_definition", "price_reset")
FIRST = ("quarter", "window20")  # what a visitor without an address sees compared


def read_set(text: str) -> list[tuple[str, dict[str, str]]]:
    """Names and changes from the address; ValueError for anything else."""
    rows = link.unpack(text)
    if not isinstance(rows, list) or len(rows) > MOST:
        raise ValueError(text[:40])
    for row in rows:
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], dict)
                and all(isinstance(value, str) for value in row[1].values())):
            raise ValueError(text[:40])
    return [(row[0][:LONGEST_NAME], row[1]) for row in rows]


def packed(policies: Sequence[tuple[str, Mapping[str, RuleValue]]]) -> str:
    """What `read_set` reads."""
    return link.pack([[name, texts(changes)] for name, changes in policies])


def slots(ctx: Context) -> list[int]:
    """Ids of the rules on the page; from the address, or the examples, the first time."""
    if IDS not in st.session_state:
        st.session_state[IDS], st.session_state[NEXT] = [], 0
        given = st.session_state[SET]
        if given is None:
            given = [("", texts(PRESETS[name])) for name in FIRST]
        for name, changes in given:
            add(ctx, name, _usable(ctx, changes))
    return list(st.session_state[IDS])


def add(ctx: Context, name: str, changes: Mapping[str, RuleValue]) -> None:
    """One more rule, if there is room: as in force but for the changes."""
    if len(st.session_state[IDS]) >= MOST:
        return
    number = st.session_state[NEXT]
    st.session_state[NEXT] = number + 1
    st.session_state[IDS] = [*st.session_state[IDS], number]
    st.session_state[_key(number, "name")] = name
    for rule, value in {**in_force(ctx), **changes}.items():
        st.session_state[_key(number, rule)] = _to_field(rule, value)


def drop(number: int) -> None:
    st.session_state[IDS] = [one for one in st.session_state[IDS] if one != number]


def in_force(ctx: Context) -> dict[str, RuleValue]:
    at = ctx.snapshot.rules.at(ctx.today)
    return {rule: at[rule].value for rule in CHANGEABLE}


def force_rows(ctx: Context) -> list[list[str]]:
    """The rule in force as the fields have it; what an official has not confirmed wears ◊."""
    say, at = ctx.say, ctx.snapshot.rules.at(ctx.today)
    names = {"price_multiplier": say("policy.multiplier"), "price_window_days": say("policy.window"),
             "price_floor_cny": say("policy.floor"), "price_ceiling_cny": say("policy.ceiling"),
             "national_average_definition": say("policy.definition"), "price_reset": say("policy.reset")}
    rows = []
    for rule, name in names.items():
        value = at[rule].value
        if isinstance(value, str):
            text = say(f"value.{value}")
        elif not value and rule in ("price_floor_cny", "price_ceiling_cny"):
            text = say("policy.none")
        else:
            text = f"{_to_field(rule, value):g}"
        rows.append([name, text + (" ◊" if at[rule].is_assumption else "")])
    return rows


def typed(ctx: Context, number: int) -> tuple[str, dict[str, RuleValue]]:
    """Name and changes as they stand in the fields, unchecked; an empty field changes nothing."""
    changes = {}
    for rule, now in in_force(ctx).items():
        value = _from_field(rule, st.session_state[_key(number, rule)])
        if value is not None and value != now:
            changes[rule] = value
    return st.session_state[_key(number, "name")].strip(), changes


def policy(ctx: Context, number: int) -> Policy:
    """The rule of a slot, named by its changes where it has no name; Problem in people's words."""
    name, changes = typed(ctx, number)
    book = ctx.snapshot.rules
    for rule, value in changes.items():
        try:
            book[rule].check(value)
        except Problem as problem:
            if rule == "price_multiplier" and isinstance(value, Decimal):
                raise Problem("policy_share", value=value * 100) from None
            raise problem.at(rule=shown.name(book[rule], ctx.say)) from None
    found = Policy(name or summary(ctx, changes), changes)
    reformed(book, found)
    return found


def summary(ctx: Context, changes: Mapping[str, RuleValue]) -> str:
    """The changes in a few words: 25 %, 20-day average."""
    return listed((_short(ctx, rule, value) for rule, value in changes.items()), ctx.say) or ctx.say("policy.unnamed")


def _short(ctx: Context, rule: str, value: RuleValue) -> str:
    say = ctx.say
    if not isinstance(value, Decimal):
        return say(f"value.{value}")
    if rule == "price_multiplier":
        return percent(value, 0 if value * 100 == int(value * 100) else 2)
    if not value:
        return say("policy.short.no_floor" if rule == "price_floor_cny" else "policy.short.no_ceiling")
    return say(f"policy.short.{rule}", value=plain(value))


def fields(ctx: Context, number: int, letter: str) -> Policy | None:
    """The fields of one rule, with its buttons; the rule, or in its place why it cannot be."""
    say = ctx.say
    st.text_input(f"{letter} · {say('policy.name')}", key=_key(number, "name"), max_chars=LONGEST_NAME,
                  placeholder=summary(ctx, typed(ctx, number)[1]), persist_state="session")
    left, right = st.columns(2, gap="small")
    # No bounds on the fields: what lies outside is answered by a sentence, not put right silently.
    left.number_input(say("policy.multiplier"), key=_key(number, "price_multiplier"), step=1.0, format="%.4g",
                      help=say("policy.multiplier_help"), persist_state="session", value=None)
    right.number_input(say("policy.window"), key=_key(number, "price_window_days"), step=1.0, format="%.4g",
                       help=say("policy.window_help"), persist_state="session", value=None)
    left, right = st.columns(2, gap="small")
    left.number_input(say("policy.floor"), key=_key(number, "price_floor_cny"), step=1.0, format="%.6g",
                      help=say("policy.bound_help"), persist_state="session", value=None)
    right.number_input(say("policy.ceiling"), key=_key(number, "price_ceiling_cny"), step=1.0, format="%.6g",
                       help=say("policy.bound_help"), persist_state="session", value=None)
    for rule in CHOICES:
        label = say("policy.definition") if rule == CHOICES[0] else say("policy.reset")
        st.selectbox(label, ctx.snapshot.rules[rule].options, key=_key(number, rule), persist_state="session",
                     format_func=lambda one: say(f"value.{one}"))
    with st.container(horizontal=True):
        st.button(say("policy.copy"), icon=":material/content_copy:", key=_key(number, "copy"), type="tertiary",
                  disabled=len(st.session_state[IDS]) >= MOST, on_click=lambda: add(ctx, "", typed(ctx, number)[1]))
        st.button(say("policy.drop"), icon=":material/delete:", key=_key(number, "drop"), type="tertiary",
                  on_click=drop, args=(number,))
    try:
        return policy(ctx, number)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return None


def _usable(ctx: Context, changes: Mapping[str, str]) -> dict[str, RuleValue]:
    """What of an address the rules of today can take."""
    found = {}
    for rule, text in changes.items():
        try:
            found[rule] = change(ctx.snapshot.rules, rule, text)
        except Problem:
            continue
    return found


def _key(number: int, field: str) -> str:
    return f"price:rules:{number}:{field}"


def _to_field(rule: str, value: RuleValue) -> Any:
    if not isinstance(value, Decimal):
        return value
    return float(value * 100 if rule == "price_multiplier" else value)


def _from_field(rule: str, value: Any) -> RuleValue | None:
    if value is None or isinstance(value, str):
        return value
    found = D(f"{value:.4f}").normalize()
    return found / 100 if rule == "price_multiplier" else found + 0
