"""Maps, table and charts of the inventory page. Apart from it for the same reason as pages.overview_figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st

from core.numbers import ZERO
from core.reserve import Plot
from pages.base import Context
from pages.plots_map import plots_deck
from ui import figures


@st.cache_resource(max_entries=32, show_spinner=False)
def plots_map(key: tuple[int, str, str], _ctx: Context) -> pdk.Deck:
    return plots_deck(_ctx, width=560, height=480)


@st.cache_resource(max_entries=64, show_spinner=False)
def plot_map(key: tuple[int, str, str], plot: str, _ctx: Context) -> pdk.Deck:
    return plots_deck(_ctx, plot, 520, 320)


@st.cache_resource(max_entries=16, show_spinner=False)
def plot_frame(key: tuple[int, str, str], _ctx: Context) -> pd.DataFrame:
    say, find = _ctx.say, _ctx.snapshot.species.find
    rows = []
    for plot in _ctx.snapshot.reserve.plots:
        lots = _ctx.snapshot.reserve.of_plot(plot.plot)
        rows.append((plot.plot, say.pick(plot.township_zh, plot.township_en),
                     say.pick(find(plot.species).name_zh, find(plot.species).name_latin), float(plot.area_hm2),
                     float(sum(lot.stored_t for lot in lots)), float(sum(lot.available_t for lot in lots))))
    return pd.DataFrame(rows, columns=["plot", "township", "species", "area", "stored", "available"])


def _key_of(ctx: Context, group: str) -> Callable[[Plot], str]:
    say, find = ctx.say, ctx.snapshot.species.find
    batches = {lot.plot: lot.batch for lot in ctx.snapshot.reserve.lots}
    return {
        "township": lambda plot: say.pick(plot.township_zh, plot.township_en),
        "species": lambda plot: say.pick(find(plot.species).name_zh, find(plot.species).name_latin),
        "batch": lambda plot: batches.get(plot.plot, "–"),
        "year": lambda plot: str(plot.planted_on.year),
    }[group]


@st.cache_resource(max_entries=64, show_spinner=False)
def breakdown(key: tuple[int, str, str], group: str,
                      _ctx: Context) -> tuple[go.Figure, list[tuple[str, Decimal, Decimal, Decimal, Decimal]]]:
    sums: dict[str, list[Decimal]] = {}
    key_of = _key_of(_ctx, group)
    for plot in _ctx.snapshot.reserve.plots:
        row = sums.setdefault(key_of(plot), [ZERO] * 4)
        row[3] += plot.area_hm2
        for lot in _ctx.snapshot.reserve.of_plot(plot.plot):
            row[0] += lot.available_t
            row[1] += lot.held_t
            row[2] += lot.cancelled_t
    rows = sorted(((name, *values) for name, values in sums.items()), key=lambda row: -sum(row[1:4]))
    figure = figures.stacked([(name, float(a), float(h), float(c)) for name, a, h, c, _ in rows], _ctx.say,
                             _ctx.colours)
    return figure, rows


@st.cache_resource(max_entries=16, show_spinner=False)
def waterfall(key: tuple[int, str, str], _ctx: Context) -> go.Figure:
    reserve = _ctx.snapshot.reserve
    return figures.waterfall(float(reserve.stored_t), float(reserve.held_t), float(reserve.cancelled_t),
                             _ctx.say, _ctx.colours)
