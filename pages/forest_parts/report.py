"""What a look at a file found: rows, hectares, what is left out and why, and the list as a download."""

from __future__ import annotations

import streamlit as st

from pages.base import Context
from store.stocktake import Finding, Report, Row
from ui import blocks
from ui.blocks import Card
from ui.format import number
from ui.show import drawer
from ui.words import Words
from ui.workbook import Cell, comma_separated

NAMED = 5  # rows of a kind on the page; the download has the others
MOST_TOWNSHIPS = 40


def report(ctx: Context, found: Report) -> None:
    """The figures, every kind of thing found, and the first rows of each."""
    say = ctx.say
    blocks.cards([
        Card(say("forest.would_store"), number(found.rows), say("forest.row_unit"),
             say("forest.of_read", read=number(found.read)), "available"),
        Card(say("forest.would_area"), number(found.area_hm2, 4), "hm²", say("forest.epsg", epsg=found.epsg),
             "available"),
        Card(say("forest.would_leave"), number(found.left_out), say("forest.row_unit"),
             say("forest.faulty", rows=number(found.faults)) if found.left_out else "",
             "loss" if found.faults else "line"),
        Card(say("forest.would_leave_area"), number(found.left_out_hm2, 4), "hm²", "",
             "loss" if found.faults else "line"),
    ])
    findings = found.ordered()
    if findings:
        blocks.table([say("forest.what"), say("forest.effect"), say("forest.places"), say("forest.area_column")],
                     [[say(f"command.stocktake.kind.{one.kind}"), _effect(one, say), number(one.count),
                       number(one.area_hm2, 4) if one.area_hm2 else "–"] for one in findings], (2, 3))
        drawer(say("forest.first_rows"), "forest:report:first", lambda: _first(findings, say))
        headers, rows = _list(findings, say)
        st.download_button(say("forest.list"), lambda: comma_separated(headers, rows), mime="text/csv",
                           file_name="zhanbu-forest-problems.csv", key="forest:list", on_click="ignore",
                           icon=":material/download:")
    else:
        blocks.note(say("forest.nothing_found"))

    def townships() -> None:
        blocks.table([say("forest.group.township_zh"), say("forest.rows")],
                     [[_township(ctx, name), number(count)] for name, count in found.townships.items()][
                         :MOST_TOWNSHIPS], (1,))

    if found.townships:
        drawer(say("forest.by_township", count=len(found.townships)), "forest:report:townships", townships)
    if found.unused:
        blocks.note(say("forest.unused", columns=", ".join(found.unused)))


def _first(findings: list[Finding], say: Words) -> None:
    for one in findings:
        blocks.note(say("forest.first_of", kind=say(f"command.stocktake.kind.{one.kind}"),
                        rows=" · ".join(_row(row, say) for row in one.first[:NAMED])))


def _township(ctx: Context, name: str) -> str:
    from store.shipped import township_names

    return ctx.say.pick(name, township_names().get(name, name))


def _effect(one: Finding, say: Words) -> str:
    return say("forest.effect_out") if one.left_out else say("forest.effect_remark")


def _row(row: Row, say: Words) -> str:
    """`row 12: DI_LEI = 0101`; an overlap names two sub-compartments and their hectares instead of a row."""
    if not row.number:
        return say("forest.pair", pair=row.column, area=row.value)
    if not row.column:
        return say("forest.row_named", row=row.number, value=row.value) if row.value else say(
            "forest.row", row=row.number)
    return say("forest.row_value", row=row.number, column=row.column, value=row.value or "–")


def _list(findings: list[Finding], say: Words) -> tuple[list[str], list[list[Cell]]]:
    """One line a row; a last line says so where a kind has more rows than are listed."""
    headers = [say("forest.what"), say("forest.effect"), say("forest.row_number"), say("forest.row_column"),
               say("forest.row_held")]
    rows: list[list[Cell]] = []
    for one in findings:
        kind, effect = say(f"command.stocktake.kind.{one.kind}"), _effect(one, say)
        rows += [[kind, effect, row.number or None, row.column, row.value] for row in one.first]
        if one.count > len(one.first):
            rows.append([kind, effect, None, "", say("forest.more", count=number(one.count - len(one.first)))])
    return headers, rows
