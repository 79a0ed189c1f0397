"""Where did this tonne go: a lot's tonnes forwards, an order's back to where they grew; table and bands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go
import streamlit as st

from core.ledger.tonnes import Origin, Part, Spread, origin, spread
from core.numbers import ZERO
from pages import exports, workbooks
from pages.base import Context
from pages.plot_steps import listing
from ui import blocks
from ui.figures_tonnes import Flow, Node, flows
from ui.format import money, number
from ui.linked import Link, verified
from ui.show import chart
from ui.workbook import Cell, Sheet

Row = tuple[Cell, ...]
ROLES = {"available": "available", "held": "held", "paid": "held", "cancelled": "cancelled", "replacing": "cancelled"}
DRAWN = 12  # orders with a band of their own; the smaller ones share one


def lot(ctx: Context, name: str) -> None:
    """What became of a lot's tonnes."""
    say, found = ctx.say, spread(ctx.books, name)
    st.subheader(say("tonnes.lot"), anchor=False)
    if len(found.parts) > 1:
        chart(_forwards(ctx, found), say("tonnes.lot_alt", lot=name), say, "desk:history:tonnes")
    off = listing(ctx, ctx.books.lots[name])[1] - found.stored_t
    head, rows = _spread_table(ctx, found, off)
    blocks.table(head, [_shown(row) for row in rows], (1, 6), sum_row=True)
    for value, key in ((found.short_t, "short"), (found.replaced_t, "replaced"), (found.lost_t, "lost")):
        if value:
            blocks.note(say(f"tonnes.{key}", tonnes=number(value, 3)))
    if found.measured_t is not None:
        blocks.note(say("tonnes.measured", tonnes=number(found.measured_t, 3)))
    exports.buttons(ctx, f"tonnes-{name}", {"xlsx": lambda: workbooks.book(
        ctx, [Sheet(say("tonnes.sheet"), head, rows, ("", exports.T3))], read=("allocation_order",),
        asked=[(say("tonnes.lot"), name)], demo=ctx.snapshot.demo)})


def order(ctx: Context, name: str) -> None:
    """Where an order's tonnes come from."""
    say, found = ctx.say, origin(ctx.books, name)
    st.subheader(say("tonnes.order"), anchor=False)
    if found.bought or found.offset:
        chart(_backwards(ctx, found), say("tonnes.order_alt", order=name), say, "desk:history:tonnes")
    head = [say(f"tonnes.column.{one}") for one in ("lot", "tonnes", "plot", "group", "agreement", "report", "review",
                                                    "income")]
    rows: list[Row] = [
        (one.lot, one.tonnes, one.plot, one.owner_zh, one.agreement,
         " ".join(filter(None, (one.institute, one.report))), one.review, one.income_cny) for one in found.bought]
    rows += [(serial, tonnes, say("tonnes.offset"), "", "", "", "", None) for serial, tonnes in found.offset]
    if found.offset_before_t:
        rows.append((say("tonnes.offset_before"), found.offset_before_t, "", "", "", "", "", None))
    rows.append((say("tonnes.owed"), found.owed_t, "", "", "", "", "", None))
    blocks.table(head, [_shown(row) for row in rows], (1, 7), sum_row=True)
    if found.certificate:
        blocks.note(say("tonnes.certificate", certificate=found.certificate), verified(found.certificate, say.lang))
    exports.buttons(ctx, f"tonnes-{name}", {"xlsx": lambda: workbooks.book(
        ctx, [Sheet(say("tonnes.sheet"), head, rows, ("", exports.T3, "", "", "", "", "", exports.CNY))],
        read=("allocation_order",), asked=[(say("tonnes.order"), name)], demo=ctx.snapshot.demo)})


def _shown(row: Row) -> list[str | Link]:
    """Cells as text: the second is tonnes, the last money."""
    *cells, income = row
    texts = [number(one, 3) if isinstance(one, Decimal) else one if isinstance(one, Link) else str(one or "–")
             for one in cells]
    return [*texts, money(income) if isinstance(income, Decimal) else "–"]


def _spread_table(ctx: Context, found: Spread, off: Decimal) -> tuple[list[str], list[Row]]:
    """One row a part, what was written off (t), the sum last: what was stored once."""
    say = ctx.say
    head = [say(f"tonnes.column.{one}") for one in ("state", "tonnes", "order", "project", "notice", "certificate",
                                                    "income")]
    rows: list[Row] = [
        (say(f"tonnes.state.{part.state}"), part.tonnes, part.order or part.remedy,
         say("tonnes.instead_of", lot=part.instead_of) if part.instead_of
         else say.pick(part.project_zh, part.project_en), part.notice, verified(part.certificate, say.lang),
         part.income_cny)
        for part in found.parts]
    if off:
        rows.append((say("tonnes.state.off"), off, "", "", "", "", None))
    total = off + sum((part.tonnes for part in found.parts), ZERO)
    return head, [*rows, (say("tonnes.sum"), total, "", "", "", "", None)]


def _forwards(ctx: Context, found: Spread) -> go.Figure:
    """The lot, and what state its tonnes are in for whom."""
    say = ctx.say
    nodes: list[Node] = [(found.lot, "available")]
    links: list[Flow] = []
    for state in ROLES:
        parts = sorted((one for one in found.parts if one.state == state and one.tonnes), key=lambda one: -one.tonnes)
        for label, tonnes in _drawn(ctx, parts):
            nodes.append((f"{say(f'tonnes.state.{state}')} {label}".strip(), ROLES[state]))
            links.append((0, len(nodes) - 1, tonnes))
    return flows(nodes, links, ctx.colours)


def _drawn(ctx: Context, parts: Sequence[Part]) -> list[tuple[str, Decimal]]:
    """Label and tonnes of each band, the many small ones together."""
    drawn: list[tuple[str, Decimal]] = [(one.order or one.instead_of, one.tonnes) for one in parts[:DRAWN]]
    if rest := parts[DRAWN:]:
        drawn.append((ctx.say("tonnes.others", count=len(rest)), sum((one.tonnes for one in rest), ZERO)))
    return drawn


def _backwards(ctx: Context, found: Origin) -> go.Figure:
    """Lots with their plots and certificates that offset, and the order they meet in."""
    say = ctx.say
    nodes: list[Node] = [(found.order, "cancelled" if found.certificate else "held")]
    links: list[Flow] = []
    before = [(say("tonnes.offset_before"), found.offset_before_t)] if found.offset_before_t else []
    for label, role, tonnes in (
            *((say("tonnes.of_plot", lot=one.lot, plot=one.plot), "available", one.tonnes) for one in found.bought),
            *((serial, "muted", tonnes) for serial, tonnes in (*found.offset, *before))):
        nodes.append((label, role))
        links.append((len(nodes) - 1, 0, tonnes))
    return flows(nodes, links, ctx.colours)
