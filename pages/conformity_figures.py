"""The conformity page's chart. Apart from the page, whose file runs anew each time: there Streamlit would have to find
out each time which function it is whose results it keeps."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import streamlit as st

from pages.base import Context
from pages.conformity_case import COLOURS, View, amount, entry_name
from ui.tornado import tornado

MOST = 12  # bars


@st.cache_resource(max_entries=32, show_spinner=False)
def tornado_of(key: tuple[int, str, str], today: date, headline: str, _ctx: Context, _found: View) -> go.Figure:
    say = _ctx.say
    rows = [(entry_name(_ctx, _found.entries[one.rule.id]), float(moved.low), float(moved.high),
             say("conformity.range", low=amount(headline, moved.low), high=amount(headline, moved.high)))
            for one, moved in _found.list.widest(headline, MOST)]
    base = _found.list.base[headline]
    return tornado(rows, float(base), say("conformity.now", value=amount(headline, base)),
                   say(f"conformity.unit.{headline}"), getattr(_ctx.colours, COLOURS[headline]), say, _ctx.colours)
