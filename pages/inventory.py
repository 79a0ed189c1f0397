"""Reserve inventory: every plot and lot, where they lie, and where each tonne went."""

from __future__ import annotations

import streamlit as st

from core.reserve import Plot
from pages import exports, parts
from pages.base import Context, context
from pages.inventory_figures import breakdown, plot_frame, plot_map, plots_map, waterfall
from pages.plot_steps import records
from pages.plots_map import species_legend
from ui import blocks, link
from ui.blocks import Card
from ui.format import T, area, hectares, number, tonnes_book
from ui.linked import Link, verified
from ui.show import chart

GROUPS = ("township", "species", "batch", "year")
STEPS = ("screening", "measurement", "agreement", "notice", "listed", "monitoring")
CHOSEN = "inventory:plot"


def main() -> None:
    ctx = context()
    say, reserve = ctx.say, ctx.snapshot.reserve
    link.restore("inventory", {CHOSEN: (None, link.one_of(*(plot.plot for plot in reserve.plots))),
                               "inventory:by": ("township", link.one_of(*GROUPS))})
    blocks.title(say("inventory.title"), say("inventory.lead"), parts.demo_mark(ctx, reserve.demo))
    if not reserve.plots:
        blocks.warning(say("overview.empty"))
        parts.end(ctx, "inventory", {}, False)
        return
    _totals(ctx)
    left, right = st.columns([4, 6], gap="medium")
    with left:
        _map(ctx)
    with right:
        _table(ctx)
    chosen = next((plot for plot in reserve.plots if plot.plot == st.session_state[CHOSEN]), None)
    if chosen is not None:
        _sheet(ctx, chosen)
    _breakdown(ctx)
    exports.reserve(ctx)
    parts.end(ctx, "inventory", {CHOSEN: st.session_state[CHOSEN], "inventory:by": st.session_state["inventory:by"]},
              reserve.demo)


def _totals(ctx: Context) -> None:
    say, reserve = ctx.say, ctx.snapshot.reserve
    blocks.answer(say("inventory.answer", plots=len(reserve.plots), townships=reserve.townships,
                      area=area(reserve.area_hm2, say), stored=tonnes_book(reserve.stored_t)))
    blocks.cards([
        Card(say("reserve.stored"), number(reserve.stored_t, 3), T, say("inventory.ex_ante"), "line"),
        Card(say("reserve.available"), number(reserve.available_t, 3), T, "", "available"),
        Card(say("reserve.held"), number(reserve.held_t, 3), T, "", "held"),
        Card(say("reserve.cancelled"), number(reserve.cancelled_t, 3), T, "", "cancelled"),
    ])
    parts.beyond_orders(ctx)


def _map(ctx: Context) -> None:
    say = ctx.say

    def clicked() -> None:
        objects = st.session_state["inventory:map"].selection.objects
        hits = [hit for layer in objects.values() for hit in layer]
        if hits:
            st.session_state[CHOSEN] = hits[0]["properties"]["plot"]

    st.pydeck_chart(plots_map(ctx.key, ctx), height=480, key="inventory:map", on_select=clicked,
                    selection_mode="single-object", alt=say("overview.map_alt"))
    species_legend(ctx)
    blocks.note(say("map.columns", source=say.pick(*ctx.snapshot.county_source)))


def _table(ctx: Context) -> None:
    say = ctx.say
    frame = plot_frame(ctx.key, ctx)

    def picked() -> None:
        rows = st.session_state["inventory:table"].selection.rows
        st.session_state[CHOSEN] = frame["plot"].iloc[rows[0]] if rows else None

    names = {name: say(f"inventory.column.{name}") for name in frame.columns}
    config = {name: st.column_config.TextColumn(label) for name, label in names.items()}
    config |= {name: st.column_config.NumberColumn(names[name], format=f"%.{places}f")
               for name, places in (("area", 4), ("stored", 3), ("available", 3))}
    st.dataframe(frame, hide_index=True, height=492, column_config=config, key="inventory:table",
                 on_select=picked, selection_mode="single-row", alt=say("inventory.table_alt"))
    blocks.note(say("inventory.pick"))


def _sheet(ctx: Context, plot: Plot) -> None:
    """One plot: what it is, how far it is, its lots and where their tonnes went."""
    say, reserve = ctx.say, ctx.snapshot.reserve
    species = ctx.snapshot.species.find(plot.species)
    st.header(f"{plot.plot} · {say.pick(plot.name_zh, plot.name_en)}", anchor=False)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        at = STEPS.index(plot.stage)
        blocks.table([say("inventory.sheet.field"), say("inventory.sheet.value")], [
            [say("inventory.column.township"), say.pick(plot.township_zh, plot.township_en)],
            [say("inventory.column.species"), say.pick(f"{species.name_zh} {species.name_latin}",
                                                       f"{species.name_en} {species.name_latin}")],
            [say("inventory.column.area"), area(plot.area_hm2, say)],
            [say("inventory.sheet.planted"), plot.planted_on.isoformat()],
            [say("inventory.sheet.stage"), say("inventory.sheet.step", number=at + 1, of=len(STEPS),
                                               name=say(f"inventory.step.{plot.stage}"))],
        ])
        lots = reserve.of_plot(plot.plot)
        blocks.table(
            [say("inventory.column.lot"), say("inventory.sheet.period"), *(say(f"reserve.{name}") for name in
             ("stored", "available", "held", "cancelled"))],
            [[lot.lot, f"{lot.period_start} – {lot.period_end}", number(lot.stored_t, 3),
              number(lot.available_t, 3), number(lot.held_t, 3), number(lot.cancelled_t, 3)] for lot in lots],
            (2, 3, 4, 5))
        _went(ctx, {lot.lot for lot in lots})
        _timeline(ctx, plot)
    with right:
        st.pydeck_chart(plot_map(ctx.key, plot.plot, ctx), height=320, key="inventory:sheet-map",
                        alt=say("inventory.sheet.map_alt", plot=plot.plot))
        blocks.note(say("inventory.sheet.outline", area=hectares(plot.area_hm2)))


def _timeline(ctx: Context, plot: Plot) -> None:
    """The six steps of a plot that has a file; of objections how many, not what they say."""
    say, file = ctx.say, ctx.books.plots.get(plot.plot)
    if file is not None:
        st.markdown(f"**{say('plots.timeline')}**")
        blocks.table([say(f"plots.steps.{name}") for name in ("step", "record", "entries")],
                     [(one.named(ctx), one.said(ctx), one.numbers) for one in records(ctx, file)], (2,))


def _went(ctx: Context, lots: set[str]) -> None:
    """Where the tonnes of these lots went."""
    say = ctx.say
    orders = {order.order: order for order in ctx.snapshot.reserve.orders}
    rows: list[list[str | Link]] = []
    for name, lot, taken in ctx.snapshot.allocations:
        if lot in lots:
            order = orders[name]
            rows.append([order.trade_date.isoformat(), say.pick(order.project_zh, order.project_en),
                         say(f"order.{order.status}"), number(taken, 3),
                         verified(order.certificate, say.lang) or "–"])
    rows += [["–", say("inventory.replacing", lot=plan.lot), say("order.cancelled"), number(tonnes, 3), plan.remedy]
             for plan in ctx.books.remedies.values() for lot, tonnes in plan.lots if lot in lots]
    if rows:
        blocks.table([say(f"column.{name}") for name in ("date", "project", "act", "tonnes", "certificate")],
                     rows, (3,))
    else:
        blocks.note(say("inventory.sheet.unsold"))


def _breakdown(ctx: Context) -> None:
    say, reserve = ctx.say, ctx.snapshot.reserve
    left, right = st.columns([6, 5], gap="medium")
    with left:
        st.header(say("inventory.breakdown"), anchor=False)
        group = st.segmented_control(say("inventory.by"), GROUPS, key="inventory:by", required=True,
                                     format_func=lambda name: say(f"inventory.by.{name}"),
                                     persist_state="session")
        figure, rows = breakdown(ctx.key, group, ctx)
        headers = [say(f"inventory.by.{group}"), say("inventory.column.area"),
                   *(say(f"reserve.{name}") for name in ("available", "held", "cancelled"))]
        chart(figure, say("inventory.breakdown_alt"), say, "inventory:breakdown", lambda: (
            headers, [[name, number(hm2, 4), number(a, 3), number(h, 3), number(c, 3)]
                      for name, a, h, c, hm2 in rows], (1, 2, 3, 4)))
    with right:
        st.header(say("inventory.waterfall"), anchor=False)
        chart(waterfall(ctx.key, ctx), say("inventory.waterfall_alt"), say, "inventory:waterfall", lambda: (
            [say("inventory.sheet.field"), T],
            [[say(f"reserve.{name}"), number(value, 3)] for name, value in (
                ("stored", reserve.stored_t), ("held", reserve.held_t), ("cancelled", reserve.cancelled_t),
                ("available", reserve.available_t))], (1,)))


main()
