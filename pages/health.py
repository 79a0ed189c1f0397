"""Health: for admins, what is wrong with the running product and what to do, worst first."""

from __future__ import annotations

import streamlit as st

from api.standing import facts
from core.health import Finding, judge
from pages import health_backups, parts
from pages.base import Context, context
from ui import blocks, health, staff


def main() -> None:
    ctx = context()
    say = ctx.say
    blocks.title(say("health.question"), say("health.lead"))
    now = facts(ctx.snapshot.store, staff.provider is not None, verify=True)
    found = judge(now)
    blocks.answer(health.answer(found, say))
    for one in found:
        if one.level != "note":
            _told(ctx, one)
    st.button(say("health.again"), key="health:again", icon=":material/refresh:")
    backups = st.container()
    notes = [one for one in found if one.level == "note"]
    if notes:
        st.header(say("health.notes"), anchor=False)
        for one in notes:
            _told(ctx, one)
    st.header(say("health.looked_at"), anchor=False)
    blocks.table([say("health.head.what"), say("health.head.found")], health.rows(now, say))
    parts.end(ctx, "health", {}, False)
    with backups:
        health_backups.shown(ctx)


def _told(ctx: Context, one: Finding) -> None:
    what, remedy = health.said(one, ctx.say)
    draw = {"bad": blocks.refusal, "warn": blocks.warning, "note": blocks.note}[one.level]
    draw(f"{what} {remedy}" if ctx.say.lang != "zh" else f"{what}{remedy}")


main()
