"""Alerts over the outlines of stored plots, each map with its table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape

import pydeck as pdk
import shapely
import streamlit as st
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from core.ledger.watch import Finding
from pages.base import Context
from pages.desk_parts import watch_forms
from store.alerts import outlines
from ui import blocks, maps
from ui.format import listed
from ui.show import drawer
from ui.theme import rgb

Drawn = tuple[str, BaseGeometry, str, bool]  # label, outline, what stands below it, whether it is to be looked at
MARGIN = 0.002  # degrees around what is shown


def findings(ctx: Context, found: Sequence[Finding]) -> None:
    """The findings of a list that have an outline, in a drawer."""
    kept = outlines(ctx.snapshot.store, [one.outline for one in found if one.outline])
    drawn = [_drawn(ctx, one, kept[one.outline]) for one in found if one.outline in kept]
    if drawn:
        drawer(ctx.say("watch.map", count=len(drawn)), "desk:watch:map", lambda: _deck(
            ctx, drawn, {plot for one in found for plot in one.plots}, "desk:watch:map:deck"))


def one(ctx: Context, finding: Finding) -> None:
    """A finding's outline over its plots; nothing where it has none."""
    if not finding.outline:
        return
    text = outlines(ctx.snapshot.store, [finding.outline]).get(finding.outline)
    if text is None:
        blocks.warning(ctx.say("watch.outline_lost"))
        return
    _deck(ctx, [_drawn(ctx, finding, text)], set(finding.plots), f"desk:watch:map:{finding.finding}")


def alerts(ctx: Context, drawn: Iterable[Drawn], plots: set[str]) -> None:
    """What a file would bring, before it is entered."""
    _deck(ctx, list(drawn), plots, "desk:watch:map:file")


def _drawn(ctx: Context, one: Finding, text: str) -> Drawn:
    return (one.finding, shape(json.loads(text)),
            f"{one.seen_on} · {ctx.say(f'field.finding_state.{one.state}')} · {listed(one.plots, ctx.say)}",
            one.state != "closed")


def _deck(ctx: Context, drawn: Sequence[Drawn], plots: set[str], key: str) -> None:
    say, colours = ctx.say, ctx.colours
    green, red, grey = rgb(colours.available), rgb(colours.loss), rgb(colours.cancelled)
    ground = [(shape(json.loads(plot.geometry)), {
        "name": escape(watch_forms.plot_name(ctx, plot.plot)), "more": "", "fill": [*green, 90]})
        for plot in ctx.snapshot.reserve.plots]
    seen = [(geometry, {"name": escape(name), "more": escape(more), "fill": [*(red if look else grey), 150]})
            for name, geometry, more, look in drawn]
    around = [geometry for plot, (geometry, _) in zip(ctx.snapshot.reserve.plots, ground, strict=True)
              if plot.plot in plots]
    view = maps.view_of(shapely.union_all([*(geometry for geometry, _ in seen), *around]).buffer(MARGIN), 900, 380)
    layers: list[pdk.Layer] = [maps.outline(ctx.snapshot.county, colours),
                               maps.polygons("watch-plots", ground, colours),
                               maps.polygons("watch-alerts", seen, colours, edge=colours.loss)]
    st.pydeck_chart(maps.deck(layers, view, "<b>{name}</b><br>{more}", colours), height=380, key=key,
                    alt=say("watch.map_alt"))
    blocks.legend([(colours.available, say("watch.legend.plots")), (colours.loss, say("watch.legend.undone")),
                   (colours.cancelled, say("watch.legend.closed"))])
    blocks.note(say("watch.map_note", source=say.pick(*ctx.snapshot.county_source)))
