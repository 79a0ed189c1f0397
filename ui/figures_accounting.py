"""Charts of the accounting page: sample plots with their mean, growth curves with their observations."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from ui.format import number
from ui.theme import CATEGORIES, Palette, layout, rgba
from ui.words import Words

MOST_NAMES = 24  # of bars under a chart; beyond, every so many


def sample_plots(bars: Sequence[tuple[str, str, int, float]], rounds: Sequence[str],
                 spans: Sequence[tuple[str, float, float, float]], say: Words, colours: Palette) -> go.Figure:
    """Bars of (stratum, name, round from 1, tCO2e/hm²); over each stratum its mean of the last round and interval."""
    strata = [span[0] for span in spans]
    places = {key: at for at, key in enumerate(sorted({(one[0], one[1]) for one in bars},
                                                      key=lambda key: (strata.index(key[0]), _natural(key[1]))))}
    figure = go.Figure(layout=layout(colours, 340))
    last = len(rounds)
    for at, name in enumerate(rounds, start=1):
        own = [one for one in bars if one[2] == at]
        figure.add_trace(go.Bar(
            x=[places[one[0], one[1]] for one in own], y=[one[3] for one in own], name=name,
            customdata=[escape(one[1]) for one in own],
            marker={"color": colours.available if at == last else rgba(colours.available, 0.35 + 0.1 * at)},
            hovertemplate="%{customdata} · %{y:.3f} tCO₂e/hm²<extra></extra>"))
    for stratum, mean, low, high in spans:
        here = [at for (of, _), at in places.items() if of == stratum]
        if here:
            west, east = min(here) - 0.48, max(here) + 0.48
            figure.add_shape(type="rect", x0=west, x1=east, y0=low, y1=high, line={"width": 0},
                             fillcolor=rgba(colours.ink, 0.15))
            figure.add_shape(type="line", x0=west, x1=east, y0=mean, y1=mean, line={"color": colours.ink, "width": 2})
            figure.add_annotation(x=east, y=max(mean, high), yanchor="bottom", xanchor="right", showarrow=False,
                                  text=say("accounting.mean_mark", mean=number(mean, 3)),
                                  font={"color": colours.ink, "size": 13})
    every = -(-len(places) // MOST_NAMES) or 1
    figure.update_layout(
        barmode="group", bargap=0.35, showlegend=last > 1,
        margin={"t": 36 if last > 1 else 16, "l": 8, "r": 16, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={"zeroline": False, "tickvals": list(places.values())[::every],
               "ticktext": [escape(key[1]) for key in places][::every], "title": {"text": say("accounting.axis.plot")}},
        yaxis={"title": {"text": "tCO₂e/hm²"}})
    return figure


def growth(course: Sequence[tuple[float, float, float, float]], observed: Sequence[tuple[float, float]], band: bool,
           say: Words, colours: Palette) -> go.Figure:
    """A curve of (age, value, low, high) with its 90 % band and the observations it was fitted to."""
    figure = go.Figure(layout=layout(colours, 380))
    ages = [one[0] for one in course]
    if band:
        for at, fill in ((3, None), (2, "tonexty")):
            figure.add_trace(go.Scatter(x=ages, y=[one[at] for one in course], mode="lines", line={"width": 0},
                                        fill=fill, fillcolor=rgba(colours.available, 0.15), hoverinfo="skip"))
    figure.add_trace(go.Scatter(
        x=ages, y=[one[1] for one in course], mode="lines", line={"color": colours.available, "width": 2.5},
        hovertemplate=say("accounting.hover", age="%{x:.1f}", value="%{y:.3f}") + "<extra></extra>"))
    if observed:
        figure.add_trace(go.Scatter(
            x=[one[0] for one in observed], y=[one[1] for one in observed], mode="markers",
            marker={"color": CATEGORIES[1], "size": 10, "symbol": "diamond",
                    "line": {"color": colours.ink, "width": 1}},
            hovertemplate=say("accounting.hover_observed", age="%{x}", value="%{y}") + "<extra></extra>"))
    most = max([one[3] if band else one[1] for one in course] + [one[1] for one in observed])
    least_shown = max([one[1] for one in course] + [one[1] for one in observed])
    figure.update_layout(xaxis={"title": {"text": say("accounting.axis.age")}, "rangemode": "tozero"},
                         yaxis={"title": {"text": say("accounting.axis.value")},
                                "range": [0, min(most, 2 * least_shown) * 1.08 or 1]})
    return figure


def _natural(name: str) -> tuple[int, str]:
    """2 before 10."""
    return (int(name) if name.isascii() and name.isdigit() and len(name) < 10 else 10 ** 10, name)
