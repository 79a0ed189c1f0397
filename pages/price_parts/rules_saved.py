"""Pricing rules kept: saved for everybody by staff, opened by anybody, and as files for those who only visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from core.market.policy import Policy
from core.market.policy_file import MAX_BYTES, read_policies, write_policies
from core.problem import Problem
from pages.base import Context
from pages.price_parts import rules_inputs as inputs
from store.policies import Saved, save, withdraw
from ui import blocks, staff
from ui.show import drawer

SAID = "price:rules_said"


def saved(ctx: Context, compared: Mapping[str, Policy]) -> None:
    """The drawer. `compared`: the rules on the page that can be kept, by their letters."""
    said = st.session_state.pop(SAID, None)
    if said is not None:
        blocks.note(said)
    drawer(ctx.say("policy.saved"), "price:rules_saved", lambda: _body(ctx, compared))


def _body(ctx: Context, compared: Mapping[str, Policy]) -> None:
    say = ctx.say
    if not ctx.snapshot.policies:
        blocks.note(say("policy.saved_empty"))
    for one in ctx.snapshot.policies:
        _line(ctx, one)
    if staff.may("write.prices") and compared:
        with st.container(horizontal=True):
            for letter, policy in compared.items():
                if st.button(say("policy.save", letter=letter), key=f"price:rules_save:{letter}",
                             icon=":material/save:"):
                    _save(ctx, policy)
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with right:
        st.download_button(say("policy.to_file"), lambda: write_policies(compared.values()),
                           file_name="zhanbu-price-rules.yaml", mime="application/yaml", key="price:rules_file",
                           on_click="ignore", icon=":material/download:", disabled=not compared)
    with left:
        upload = st.file_uploader(say("policy.from_file"), type=["yaml", "yml"], key="price:rules_upload",
                                  max_upload_size=1)
    if upload is not None:
        try:
            data = upload.getvalue() if upload.size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
            _offer(ctx, "file", enumerate(read_policies(upload.name, data, ctx.snapshot.rules)))
        except Problem as problem:
            blocks.refusal(say.problem(problem))


def _line(ctx: Context, one: Saved) -> None:
    """A saved rule: open it, or say why it cannot be; staff may withdraw it."""
    say = ctx.say
    try:
        _offer(ctx, "saved", [(one.number, one.policy(ctx.snapshot.rules))],
               f" · {say('access.by', role=say(f'field.role.{one.role}'))}")
    except Problem as problem:
        blocks.refusal(f"{one.name}: {say.problem(problem)}")
    if staff.may("write.prices") and st.button(
            say("policy.withdraw", name=one.name), key=f"price:rules_withdraw:{one.number}", type="tertiary",
            icon=":material/undo:"):
        _withdraw(ctx, one)


def _offer(ctx: Context, source: str, found: Iterable[tuple[int, Policy]], by: str = "") -> None:
    """Rules to open, one a line; `by`: who entered it, as it goes on after the line."""
    full = len(st.session_state[inputs.IDS]) >= inputs.MOST
    for number, policy in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(ctx.say("policy.open"), key=f"price:rules_open:{source}:{number}", disabled=full,
                      on_click=inputs.add, args=(ctx, policy.name, policy.changes))
            blocks.note(ctx.say("policy.saved_line", name=policy.name, changes=inputs.summary(ctx, policy.changes))
                        + by)


def _save(ctx: Context, policy: Policy) -> None:
    try:
        role = staff.require("write.prices")
        book = ctx.snapshot.rules
        ctx.snapshot.store.write(lambda cursor: save(cursor, book, policy, role))
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    st.session_state[SAID] = ctx.say("policy.kept", name=policy.name)
    st.rerun()


def _withdraw(ctx: Context, one: Saved) -> None:
    try:
        role = staff.require("write.prices")
        ctx.snapshot.store.write(lambda cursor: withdraw(cursor, one.number, role))
    except Problem as problem:
        blocks.refusal(ctx.say.problem(problem))
        return
    st.session_state[SAID] = ctx.say("policy.withdrawn", name=one.name)
    st.rerun()
