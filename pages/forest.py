"""The county's forest inventory: which version is in force and what it holds; for staff, a new one and the versions."""

from __future__ import annotations

import streamlit as st

from pages import parts
from pages.base import Context, context
from pages.forest_parts.holdings import BY, GROUPS, in_force
from pages.forest_parts.importing import importing, running
from pages.forest_parts.stored import stored
from ui import blocks, link, staff


def main() -> None:
    ctx = context()
    inventory = ctx.snapshot.inventory
    link.restore("forest", {BY: (GROUPS[0], link.one_of(*GROUPS))})
    blocks.title(ctx.say("forest.question"), ctx.say("forest.lead"), parts.demo_mark(ctx, inventory.has_demo))
    is_staff = staff.may("write.inventory")
    if not is_staff:
        running(ctx)
    if inventory.version is None or not inventory.count:
        blocks.warning(ctx.say("forest.empty_staff") if is_staff else ctx.say("forest.empty"))
    else:
        in_force(ctx, inventory.version)
    _staff_or_not(ctx, is_staff)
    stored(ctx)
    parts.end(ctx, "forest", {BY: st.session_state[BY]}, inventory.has_demo)


def _staff_or_not(ctx: Context, is_staff: bool) -> None:
    if is_staff:
        importing(ctx)
    else:
        blocks.note(ctx.say("forest.staff_note"))


main()
