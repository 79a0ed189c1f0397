"""Parameter sets of the county's own: what there are, and storing further ones (staff)."""

from __future__ import annotations

import streamlit as st

from core.carbon.own_sets import COLUMNS, OwnValue, read_own_sets
from core.land import PROPOSAL
from core.numbers import plain
from core.problem import Problem
from pages.base import Context
from store.own_sets import add_sets
from ui import blocks, staff
from ui.show import drawer
from ui.workbook import Sheet, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own_sets(ctx: Context) -> None:
    """The drawer; for the public only where there is a set to see."""
    if ctx.snapshot.own_values or staff.may("write.parameters"):
        drawer(ctx.say("sets.title"), "conformity:sets", lambda: _body(ctx))


def _body(ctx: Context) -> None:
    say = ctx.say
    blocks.note(say("sets.lead"))
    if ctx.snapshot.own_values:
        _table(ctx, ctx.snapshot.own_values)
    if not staff.may("write.parameters"):
        return
    st.download_button(say("sets.template"), lambda: _template(ctx), file_name="parameter-set.xlsx", mime=XLSX,
                       key="sets:template", on_click="ignore", icon=":material/download:")
    upload = st.file_uploader(say("sets.file"), type=["csv", "xlsx"], key="sets:file",
                              max_upload_size=PROPOSAL.bytes // 1_000_000)
    if upload is None:
        return
    try:
        values = read_own_sets(upload.name, upload.getvalue(), ctx.snapshot.species)
        _table(ctx, values)
        if st.button(say("sets.store"), key="sets:store", type="primary"):
            staff.require("write.parameters")
            ctx.snapshot.store.write(lambda cursor: add_sets(cursor, values, ctx.snapshot.rules))
            st.rerun()
    except Problem as problem:
        blocks.refusal(say.problem(problem))


def _table(ctx: Context, values: tuple[OwnValue, ...]) -> None:
    say = ctx.say
    blocks.table([say(f"sets.{column.key}") for column in COLUMNS if column.key != "link"], [
        [one.set, _who(ctx, one.who), one.symbol, plain(one.value), one.source, say(f"status.{one.status}")]
        for one in values], (3,))


def _who(ctx: Context, who: str) -> str:
    found = ctx.snapshot.species.find(who)
    return ctx.say.pick(found.name_zh, found.name_en)


def _template(ctx: Context) -> bytes:
    """One example line, and what each column means."""
    say = ctx.say
    example = (say("sets.example"), say("sheet.example_species"), "D", 0.6, say("sets.example_source"), "",
               say("sets.example_status"))
    return workbook([
        Sheet(say("sets.title"), [say(f"sets.{column.key}") for column in COLUMNS], [example]),
        Sheet(say("sheet.notes"), (say("sheet.column"), say("sheet.required"), say("sheet.meaning")), [
            (say(f"sets.{column.key}"), say("export.yes") if column.required else "", say(f"sets.{column.key}_note"))
            for column in COLUMNS]),
    ])
