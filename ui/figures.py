"""Charts as Plotly figures from plain values. Built once per data version, language and theme by the pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from ui.format import number, unit_price
from ui.theme import CATEGORIES, Palette, layout, rgba
from ui.words import Words

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
MONTHS = {"tickformat": "%Y-%m"}
DIGITS = 9  # of a figure in a chart: a million yuan to the cent; more would double what a browser is sent


def finished(figure: go.Figure) -> go.Figure:
    """The same, not to be changed any more. Streamlit asks for its dictionary and writes it as JSON in each run of a
    page, which takes Plotly longer than all the rest of the page: it is made once, of plain values, as exact as can be
    drawn or read off."""
    if "to_dict" not in vars(figure):
        plain = json.loads(figure.to_json(), parse_float=lambda text: float(f"{float(text):.{DIGITS}g}"))
        figure.to_dict = lambda: plain
    return figure


def line(figure: go.Figure, x: Sequence[Any], y: Sequence[float], name: str, colour: str, **style: Any) -> None:
    """A line labelled at its end instead of in a legend."""
    figure.add_trace(go.Scatter(x=list(x), y=list(y), name=name, mode="lines",
                                line={"color": colour, "width": 2, **style}))


def end_label(figure: go.Figure, x: Any, y: float, text: str, colour: str, shift: int = 0) -> None:
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, xanchor="right", yanchor="bottom",
                          yshift=shift, font={"color": colour, "size": 13})


def price_history(rows: Sequence[tuple[date, Decimal, Decimal]], say: Words, colours: Palette) -> go.Figure:
    """National average and trading price (CNY/t) by market day; the last values carry their date."""
    days = [row[0] for row in rows]
    figure = go.Figure(layout=layout(colours, 420))
    for at, (name, colour) in enumerate(((say("price.national"), colours.muted),
                                         (say("price.trading"), colours.price)), start=1):
        figure.add_trace(go.Scatter(
            x=days, y=[float(row[at]) for row in rows], name=name, mode="lines",
            line={"color": colour, "width": 2}, hovertemplate=name + " ¥%{y:.2f}/t<extra></extra>"))
        last = rows[-1]
        end_label(figure, last[0], float(last[at]), f"{name} {unit_price(last[at])}", colour, shift=6)
    figure.update_layout(hovermode="x unified", xaxis={**MONTHS, "hoverformat": "%Y-%m-%d"},
                         yaxis={"title": {"text": say("axis.cny_t")}})
    return figure


def costs(rows: Sequence[tuple[date, float]], say: Words, colours: Palette) -> go.Figure:
    """What the same purchase would have cost on each market day, CNY."""
    name = say("loss.cost")
    figure = go.Figure(layout=layout(colours, 260))
    figure.add_trace(go.Scatter(
        x=[row[0] for row in rows], y=[row[1] for row in rows], name=name, mode="lines",
        line={"color": colours.price, "width": 2}, fill="tozeroy", fillcolor=rgba(colours.price, 0.10),
        hovertemplate="%{x|%Y-%m-%d} ¥%{y:,.2f}<extra></extra>"))
    figure.update_layout(xaxis=MONTHS, yaxis={"title": {"text": say("axis.cny")}})
    return figure


def bars(rows: Sequence[tuple[str, float]], axis: str, colours: Palette, colour: str | None = None,
         places: int = 0, spread: Sequence[tuple[float, float]] = ()) -> go.Figure:
    """Horizontal bars from zero, largest on top, each with its value; `spread`: where each may lie (low, high)."""
    shown = list(reversed(rows))
    if spread:  # the whisker would cross a value that stands in or beside its bar
        shown = [(f"{label}  {number(value, places)}", value) for label, value in shown]
    around = list(reversed(spread)) or [(row[1], row[1]) for row in shown]
    figure = go.Figure(layout=layout(colours, 70 + 34 * max(len(rows), 1)))
    figure.add_trace(go.Bar(
        y=[row[0] for row in shown], x=[row[1] for row in shown], orientation="h",
        marker={"color": colour or colours.available},
        text=None if spread else [number(row[1], places) for row in shown], textposition="outside", cliponaxis=False,
        error_x={"type": "data", "visible": bool(spread), "symmetric": False, "color": colours.ink, "thickness": 1.5,
                 "array": [high - row[1] for row, (_, high) in zip(shown, around, strict=True)],
                 "arrayminus": [row[1] - low for row, (low, _) in zip(shown, around, strict=True)]},
        hovertemplate="%{y}<extra></extra>" if spread else "%{y}: %{text}<extra></extra>"))
    widest = max((*(row[1] for row in rows), *(high for _, high in around)), default=1) or 1
    figure.update_layout(xaxis={"title": {"text": axis}, "range": [0, widest * 1.18], "showgrid": True},
                         yaxis={"rangemode": "normal"}, bargap=0.35)
    return figure


def stacked(rows: Sequence[tuple[str, float, float, float]], say: Words, colours: Palette) -> go.Figure:
    """Available, held and cancelled tonnes per category, stacked."""
    shown = list(reversed(rows))
    figure = go.Figure(layout=layout(colours, 90 + 36 * max(len(rows), 1)))
    parts = (("available", colours.available), ("held", colours.held), ("cancelled", colours.cancelled))
    for at, (role, colour) in enumerate(parts, start=1):
        figure.add_trace(go.Bar(
            y=[row[0] for row in shown], x=[row[at] for row in shown], orientation="h",
            name=say(f"reserve.{role}"), marker={"color": colour, "pattern": {
                "shape": {"available": "", "held": "/", "cancelled": "x"}[role], "fillmode": "overlay",
                "fgcolor": colours.ground, "size": 7, "solidity": 0.18}},
            hovertemplate="%{y} · " + say(f"reserve.{role}") + " %{x:,.0f} t<extra></extra>"))
    figure.update_layout(barmode="stack", showlegend=True, bargap=0.35,
                         legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
                         margin={"t": 40, "l": 8, "r": 16, "b": 8},
                         xaxis={"title": {"text": say("axis.tonnes")}, "showgrid": True},
                         yaxis={"rangemode": "normal"})
    return figure


def waterfall(stored: float, held: float, cancelled: float, say: Words, colours: Palette) -> go.Figure:
    """Stored − held − cancelled = available, tonnes."""
    names = [say(f"reserve.{role}") for role in ("stored", "held", "cancelled", "available")]
    values = (stored, held, cancelled, stored - held - cancelled)
    base = (0.0, stored - held, stored - held - cancelled, 0.0)
    figure = go.Figure(layout=layout(colours, 300))
    figure.add_trace(go.Bar(
        x=names, y=list(values), base=list(base), text=[number(value) for value in values],
        textposition="outside", cliponaxis=False,
        marker={"color": [colours.muted, colours.held, colours.cancelled, colours.available]},
        hovertemplate="%{x} %{text} t<extra></extra>"))
    figure.update_layout(yaxis={"title": {"text": say("axis.tonnes")}, "range": [0, stored * 1.15]}, bargap=0.45)
    return figure


def compare(series: Sequence[tuple[str, Sequence[date], Sequence[float]]], say: Words,
            colours: Palette) -> go.Figure:
    """Several price series over the same days, labelled in a legend row (they cross too often for end labels)."""
    figure = go.Figure(layout=layout(colours, 320))
    dashes = ("solid", "dash", "dot", "dashdot")
    lines = (colours.price, CATEGORIES[1], CATEGORIES[0], CATEGORIES[3])
    for at, (name, days, values) in enumerate(series):
        figure.add_trace(go.Scatter(
            x=list(days), y=list(values), name=name, mode="lines",
            line={"color": lines[at % 4], "width": 2, "dash": dashes[at % 4]},
            hovertemplate=name + " ¥%{y:.2f}/t<extra></extra>"))
    figure.update_layout(showlegend=True, hovermode="x unified", margin={"t": 36, "l": 8, "r": 16, "b": 8},
                         legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
                         xaxis={**MONTHS, "hoverformat": "%Y-%m-%d"},
                         yaxis={"title": {"text": say("axis.cny_t")}, "rangemode": "normal"})
    return figure
