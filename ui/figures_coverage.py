"""Charts of the market's record: what is known of each market day, and how much was traded of what kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from core.market.coverage import STATES, Month
from ui.theme import Palette, layout
from ui.words import Words


def colours_of(colours: Palette) -> dict[str, str]:
    """The colour of each state of a market day."""
    return dict(zip(STATES, (colours.available, colours.price, colours.held, colours.line, colours.cancelled,
                             colours.loss), strict=True))


def days(found: Sequence[tuple[date, str]], say: Words, colours: Palette) -> go.Figure:
    """A square a market day: a row a weekday of a year, a column a week of the year."""
    shades = colours_of(colours)
    years = sorted({day.year for day, _ in found}, reverse=True)
    rows = {(year, weekday): at for at, (year, weekday) in enumerate(
        (year, weekday) for year in reversed(years) for weekday in range(4, -1, -1))}
    rows = {key: len(rows) - 1 - at for key, at in rows.items()}
    z: list[list[int | None]] = [[None] * 54 for _ in rows]
    text: list[list[str]] = [[""] * 54 for _ in rows]
    for day, state in found:
        row = rows.get((day.year, day.weekday()))
        if row is not None:
            week = (day.timetuple().tm_yday + date(day.year, 1, 1).weekday() - 1) // 7
            z[row][week] = STATES.index(state)
            text[row][week] = f"{day.isoformat()} {say(f'price.state.{state}')}"
    count = len(STATES)
    scale: list[list[Any]] = [[edge / count, shades[state]] for at, state in enumerate(STATES)
                              for edge in (at, at + 1)]
    figure = go.Figure(layout=layout(colours, 40 + 11 * len(rows) + 40))
    figure.add_trace(go.Heatmap(z=z, text=text, zmin=-0.5, zmax=count - 0.5, colorscale=scale, showscale=False,
                                xgap=1, ygap=1, hoverongaps=False, x=list(range(1, 55)),
                                hovertemplate="%{text}<extra></extra>"))
    middle = [(rows[year, 2], str(year)) for year in years]
    figure.update_layout(xaxis={"title": {"text": say("price.axis.week")}, "dtick": 4, "tick0": 1},
                         yaxis={"tickvals": [row for row, _ in middle], "ticktext": [year for _, year in middle],
                                "autorange": "reversed", "showgrid": False})
    return figure


def volumes(months: Sequence[Month], say: Words, colours: Palette) -> go.Figure:
    """Volume by month, 10,000 t, stacked by trade type."""
    figure = go.Figure(layout=layout(colours, 300))
    kinds: Mapping[str, tuple[str, str, str]] = {
        "listed_t": (say("price.kind.listed"), colours.price, ""), "block_t": (say("price.kind.block"),
                                                                               colours.cancelled, "/"),
        "auction_t": (say("price.kind.auction"), colours.held, "x"),
        "week_only_t": (say("price.state.W"), colours.line, "."),
    }
    for name, (word, colour, pattern) in kinds.items():
        figure.add_trace(go.Bar(
            x=[one.month for one in months], y=[getattr(one, name) / 10_000 for one in months], name=word,
            marker={"color": colour, "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": colours.ground,
                                                 "size": 6, "solidity": 0.18}},
            hovertemplate="%{x|%Y-%m} " + word + " %{y:,.1f}<extra></extra>"))
    figure.update_layout(barmode="stack", showlegend=True, bargap=0.15, margin={"t": 40, "l": 8, "r": 16, "b": 8},
                         legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
                         xaxis={"tickformat": "%Y-%m"},
                         yaxis={"title": {"text": say("price.axis.volume")}, "tickformat": ",.0f"})
    return figure
