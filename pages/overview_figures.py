"""The overview's map and chart. Apart from the page, whose file runs anew each time: there Streamlit would have to find
out each time which function it is whose results it keeps."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import pydeck as pdk
import streamlit as st

from pages import outlook
from pages.base import Context
from pages.plots_map import plots_deck
from ui import figures_depletion


@st.cache_resource(max_entries=16, show_spinner=False)
def plots_map(key: tuple[int, str, str], _ctx: Context) -> pdk.Deck:
    return plots_deck(_ctx)


@st.cache_resource(max_entries=16, show_spinner=False)
def ahead_figure(key: tuple[int, str, str], today: date, _ctx: Context) -> go.Figure:
    planned, result = outlook.ahead(_ctx)
    return figures_depletion.fan(
        [row.month for row in planned.months], result.balance.T.tolist(),
        [float(row.closing_t - row.short_t) for row in planned.months], [], _ctx.say, _ctx.colours)
