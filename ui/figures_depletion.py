"""Charts of what lies ahead of the reserve: the fan of its balance, the odds of running short, when, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from ui.figures import MONTHS
from ui.format import number
from ui.theme import CATEGORIES, Palette, layout, rgba
from ui.words import Words

Bands = Sequence[Sequence[float]]  # 5 rows, percentiles 5, 25, 50, 75, 95, by month
DASHES = ("solid", "dash", "dot", "dashdot")


def fan(months: Sequence[date], bands: Bands, planned: Sequence[float], batches: Sequence[tuple[date, float]],
        say: Words, colours: Palette) -> go.Figure:
    """The net position by month, tCO2e: below zero the reserve is short. `planned`: as expected; `batches` come in."""
    low, lower, middle, upper, high = (list(row) for row in bands)
    figure = go.Figure(layout=layout(colours, 440))
    if min(low) < 0:
        figure.add_hrect(y0=min(0, min(low)) * 1.05, y1=0, fillcolor=rgba(colours.loss, 0.06), line_width=0,
                         layer="below")
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=0, yanchor="top", yshift=-2, xshift=4,
                              showarrow=False, text=say("depletion.below"), font={"color": colours.loss, "size": 13})
    for below, above, alpha in ((low, high, 0.15), (lower, upper, 0.30)):
        for sign, colour in ((1, colours.available), (-1, colours.loss)):
            figure.add_trace(_band(months, below, above, sign, rgba(colour, alpha)))
    rows = list(zip(low, lower, middle, upper, high, strict=True))
    figure.add_trace(go.Scatter(
        x=list(months), y=middle, mode="lines", name=say("depletion.middle"), customdata=rows,
        line={"color": colours.available, "width": 2.5},
        hovertemplate=("%{x|%Y-%m} " + say("depletion.middle") + " %{y:,.0f} t"
                       "<br>50 %: %{customdata[1]:,.0f} – %{customdata[3]:,.0f} t"
                       "<br>90 %: %{customdata[0]:,.0f} – %{customdata[4]:,.0f} t<extra></extra>")))
    figure.add_trace(go.Scatter(
        x=list(months), y=list(planned), mode="lines", name=say("depletion.as_expected"),
        line={"color": colours.ink, "width": 1.5, "dash": "dot"},
        hovertemplate="%{x|%Y-%m} " + say("depletion.as_expected") + " %{y:,.0f} t<extra></extra>"))
    _marks(figure, months, middle, batches, say, colours)
    falls = middle[-1] < middle[0]  # a label beside a falling line stands free below it on the left
    for values, text, anchor in ((high, "95 %", "bottom"), (low, "5 %", "bottom"),
                                 (middle, say("depletion.middle"), "top" if falls else "bottom")):
        figure.add_annotation(x=months[-1], y=values[-1], xanchor="right", yanchor=anchor, showarrow=False,
                              text=f"{text} {number(values[-1])}", font={"color": colours.ink, "size": 13},
                              bgcolor=rgba(colours.ground, 0.75), borderpad=1)
    at, under = len(months) // 3, planned[len(months) // 3] < middle[len(months) // 3]
    figure.add_annotation(x=months[at], y=planned[at], xanchor="right" if under and falls else "left", showarrow=False,
                          yanchor="top" if under else "bottom", yshift=-4 if under else 4,
                          text=say("depletion.as_expected"), font={"color": colours.ink, "size": 13},
                          bgcolor=rgba(colours.ground, 0.75), borderpad=1)
    figure.add_hline(y=0, line={"color": colours.ink, "width": 1})
    figure.update_layout(xaxis=MONTHS, yaxis={"title": {"text": say("axis.tonnes")}, "rangemode": "normal"})
    return figure


def _band(months: Sequence[date], low: Sequence[float], high: Sequence[float], sign: int, colour: str) -> go.Scatter:
    """The part of a band above (`sign` 1) or below (−1) zero."""
    def cut(value: float) -> float:
        return max(value, 0.0) if sign > 0 else min(value, 0.0)

    return go.Scatter(x=[*months, *reversed(months)],
                      y=[*(cut(one) for one in high), *(cut(one) for one in reversed(low))],
                      mode="lines", line={"width": 0}, fill="toself", fillcolor=colour, hoverinfo="skip")


def _marks(figure: go.Figure, months: Sequence[date], middle: Sequence[float],
           batches: Sequence[tuple[date, float]], say: Words, colours: Palette) -> None:
    """A triangle on the median where a batch is to come in."""
    level = dict(zip(months, middle, strict=True))
    seen = [(month, tonnes) for month, tonnes in batches if month in level]
    if seen:
        figure.add_trace(go.Scatter(
            x=[month for month, _ in seen], y=[level[month] for month, _ in seen], mode="markers+text",
            text=[f"+{number(tonnes)}" for _, tonnes in seen], textposition="top center",
            marker={"color": colours.available, "size": 11, "symbol": "triangle-up"},
            hovertemplate="%{x|%Y-%m} " + say("depletion.batch_planned") + " %{text} t<extra></extra>"))


def odds(months: Sequence[date], rows: Sequence[tuple[float, float, float]], say: Words, colours: Palette) -> go.Figure:
    """How likely the reserve has run short by each month's end, 0–1: share, and its interval."""
    shares, low, high = (list(column) for column in zip(*rows, strict=True))
    figure = go.Figure(layout=layout(colours, 280))
    figure.add_trace(go.Scatter(x=[*months, *reversed(months)], y=[*high, *reversed(low)], mode="lines",
                                line={"width": 0}, fill="toself", fillcolor=rgba(colours.loss, 0.25), hoverinfo="skip"))
    figure.add_trace(go.Scatter(
        x=list(months), y=list(shares), mode="lines", line={"color": colours.loss, "width": 2},
        customdata=list(zip(low, high, strict=True)), name=say("depletion.odds"),
        hovertemplate="%{x|%Y-%m} %{y:.1%} (%{customdata[0]:.1%} – %{customdata[1]:.1%})<extra></extra>"))
    figure.add_annotation(x=months[-1], y=shares[-1], xanchor="right", yanchor="bottom", showarrow=False,
                          text=f"{shares[-1]:.0%}", font={"color": colours.loss, "size": 14})
    figure.update_layout(xaxis=MONTHS, yaxis={"title": {"text": say("depletion.odds")}, "tickformat": ".0%",
                                              "range": [0, max(1.0, max(high))]})
    return figure


def dates(rows: Sequence[tuple[str, float]], never: str, say: Words, colours: Palette) -> go.Figure:
    """Share of the paths that first run short in each span; the last row, `never`, are those that do not."""
    figure = go.Figure(layout=layout(colours, 280))
    figure.add_trace(go.Bar(
        x=[row[0] for row in rows], y=[row[1] for row in rows],
        text=[f"{row[1]:.0%}" if row[1] >= 0.005 else "" for row in rows], textposition="outside", cliponaxis=False,
        textangle=0, textfont={"size": 12}, constraintext="none",
        marker={"color": [colours.available if row[0] == never else colours.loss for row in rows]},
        hovertemplate="%{x}: %{y:.1%}<extra></extra>"))
    figure.update_layout(bargap=0.25, xaxis={"type": "category"},
                         yaxis={"title": {"text": say("depletion.share_of_paths")}, "tickformat": ".0%",
                                "range": [0, max(row[1] for row in rows) * 1.18 or 1]})
    return figure


def fans(series: Sequence[tuple[str, Sequence[date], Bands]], say: Words, colours: Palette) -> go.Figure:
    """Up to four scenarios: the median of each as a line, its 5–95 % as a band; letters say which is which."""
    figure = go.Figure(layout=layout(colours, 440))
    hues = (colours.available, CATEGORIES[1], CATEGORIES[2], CATEGORIES[4])
    for at, (_, months, bands) in enumerate(series):
        figure.add_trace(go.Scatter(x=[*months, *reversed(months)], y=[*bands[4], *reversed(bands[0])], mode="lines",
                                    line={"width": 0}, fill="toself", fillcolor=rgba(hues[at], 0.12),
                                    hoverinfo="skip", showlegend=False))
    for at, (name, months, bands) in enumerate(series):
        style: dict[str, Any] = {"color": hues[at], "width": 2.5, "dash": DASHES[at]}
        figure.add_trace(go.Scatter(x=list(months), y=list(bands[2]), mode="lines", name=name, line=style,
                                    hovertemplate=name + " %{y:,.0f} t<extra></extra>"))
    figure.add_hline(y=0, line={"color": colours.ink, "width": 1})
    figure.update_layout(showlegend=True, hovermode="x unified", margin={"t": 36, "l": 8, "r": 16, "b": 8},
                         legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, xaxis={
                             **MONTHS, "hoverformat": "%Y-%m"},
                         yaxis={"title": {"text": say("axis.tonnes")}, "rangemode": "normal"})
    return figure


def switched(series: Sequence[tuple[str, Bands]], months: Sequence[date], at: int, say: Words,
             colours: Palette) -> go.Figure:
    """One of up to four scenarios (letter, bands) with its 5–95 %, beside the medians of the others; whichever it is,
    the axes and traces are the same, so that a change moves nothing but the values."""
    figure = go.Figure(layout=layout(colours, 440))
    hues = (colours.available, colours.held, colours.price, CATEGORIES[4])
    for number_, (_, bands) in enumerate(series):
        shade = rgba(hues[number_], 0.25 if number_ == at else 0)
        figure.add_trace(go.Scatter(x=[*months, *reversed(months)], y=[*bands[4], *reversed(bands[0])], mode="lines",
                                    line={"width": 0}, fill="toself", fillcolor=shade, hoverinfo="skip"))
    for number_, (letter, bands) in enumerate(series):
        figure.add_trace(go.Scatter(
            x=list(months), y=list(bands[2]), mode="lines", name=letter, opacity=1 if number_ == at else 0.55,
            line={"color": hues[number_], "width": 4 if number_ == at else 2, "dash": DASHES[number_]},
            hovertemplate=letter + " %{x|%Y-%m} %{y:,.0f} t<extra></extra>"))
    low, high = min(min(bands[0]) for _, bands in series), max(max(bands[4]) for _, bands in series)
    room = (high - low) * 0.04
    level = low
    for number_ in sorted(range(len(series)), key=lambda one: series[one][1][2][-1]):
        level = max(level + 3 * room, series[number_][1][2][-1])  # letters stand free of each other
        figure.add_annotation(x=months[-1], y=level, xanchor="left", xshift=4, showarrow=False,
                              text=f"<b>{series[number_][0]}</b>", font={"color": hues[number_], "size": 14})
    figure.add_hline(y=0, line={"color": colours.ink, "width": 1})
    figure.update_layout(margin={"t": 8, "l": 8, "r": 40, "b": 8}, xaxis={**MONTHS, "range": [months[0], months[-1]]},
                         yaxis={"title": {"text": say("axis.tonnes")}, "range": [low - room, high + room]})
    return figure


def bearing(rows: Sequence[tuple[float, float]], limit: float, now: float, say: Words, colours: Palette) -> go.Figure:
    """Odds of running short by the horizon's end against what is owed a year, tCO2e; `limit` and today's as lines."""
    figure = go.Figure(layout=layout(colours, 300))
    figure.add_trace(go.Scatter(
        x=[row[0] for row in rows], y=[row[1] for row in rows], mode="lines+markers",
        line={"color": colours.loss, "width": 2}, hovertemplate="%{x:,.0f} t · %{y:.1%}<extra></extra>"))
    figure.add_hline(y=limit, line={"color": colours.ink, "dash": "dash", "width": 1})
    figure.add_vline(x=now, line={"color": colours.muted, "dash": "dot", "width": 1})
    figure.add_annotation(x=now, y=0.02, xanchor="left", xshift=4, yanchor="bottom", showarrow=False,
                          text=say("depletion.as_now"), font={"color": colours.muted, "size": 13})
    figure.add_annotation(x=0, xref="paper", xanchor="left", xshift=4, y=limit, yanchor="bottom", showarrow=False,
                          text=say("depletion.limit_line", limit=f"{limit:.0%}"), font={"size": 13})
    figure.update_layout(xaxis={"title": {"text": say("depletion.owed_yearly")}, "separatethousands": True,
                                "range": [0, max(row[0] for row in rows) * 1.02]},
                         yaxis={"title": {"text": say("depletion.odds_by_end")}, "tickformat": ".0%",
                                "range": [0, 1.05]})
    return figure
