"""Charts of the price ahead: the fan of paths, what strategies of buying may cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from ui.figures import MONTHS, end_label
from ui.format import number
from ui.theme import Palette, layout, rgba
from ui.words import Words


def fan(history: Sequence[tuple[date, float]], months: Sequence[date], bands: Sequence[Sequence[float]], today: date,
        name: str, say: Words, colours: Palette) -> go.Figure:
    """What the price was, then percentiles 5, 25, 50, 75, 95 at each month's end, CNY/t.

    `history`: market day and price; the bands open at its last point.
    """
    last_day, last = history[-1]
    days = [last_day, *months]
    low, lower, middle, upper, high = ([last, *row] for row in bands)
    figure = go.Figure(layout=layout(colours, 420))
    for below, above, alpha in ((low, high, 0.15), (lower, upper, 0.30)):
        figure.add_trace(go.Scatter(x=[*days, *reversed(days)], y=[*above, *reversed(below)], mode="lines",
                                    line={"width": 0}, fill="toself", fillcolor=rgba(colours.price, alpha),
                                    hoverinfo="skip"))
    figure.add_trace(go.Scatter(x=[row[0] for row in history], y=[row[1] for row in history], mode="lines", name=name,
                                line={"color": colours.price, "width": 2},
                                hovertemplate="%{x|%Y-%m-%d} ¥%{y:.2f}/t<extra></extra>"))
    rows = list(zip(low, lower, middle, upper, high, strict=True))
    figure.add_trace(go.Scatter(
        x=days, y=middle, mode="lines", name=say("ahead.middle"), customdata=rows,
        line={"color": colours.price, "width": 2, "dash": "dash"},
        hovertemplate=("%{x|%Y-%m} ¥%{y:.2f}/t<br>50 %: ¥%{customdata[1]:.2f}–%{customdata[3]:.2f}"
                       "<br>90 %: ¥%{customdata[0]:.2f}–%{customdata[4]:.2f}<extra></extra>")))
    for value, label, shift in ((high[-1], say("ahead.mark.high", price=number(high[-1], 2)), 0),
                                (middle[-1], say("ahead.mark.middle", price=number(middle[-1], 2)), 2),
                                (low[-1], say("ahead.mark.low", price=number(low[-1], 2)), -22)):
        end_label(figure, days[-1], value, label, colours.ink, shift)
    for day in {last_day, today}:
        figure.add_vline(x=day, line={"color": colours.muted, "dash": "dot", "width": 1})
    if today > last_day:
        figure.add_annotation(x=today, y=0, yref="paper", xanchor="left", yanchor="bottom", showarrow=False, xshift=4,
                              text=say("ahead.mark.today"), font={"color": colours.muted, "size": 13})
    figure.add_annotation(x=last_day, y=1, yref="paper", xanchor="right", yanchor="top", showarrow=False, xshift=-4,
                          text=say("ahead.mark.last", date=last_day), font={"color": colours.muted, "size": 13})
    figure.update_layout(xaxis=MONTHS, yaxis={"title": {"text": say("axis.cny_t")}})
    return figure


def spreads(rows: Sequence[tuple[str, Sequence[float]]], now: float, say: Words, colours: Palette) -> go.Figure:
    """Where a cost may lie, CNY: a thin bar from 5 to 95 %, a thick one from 25 to 75 %, the median as a mark.

    `now`: the cost today, a line across.
    """
    shown = list(reversed(rows))
    names = [row[0] for row in shown]
    figure = go.Figure(layout=layout(colours, 90 + 68 * len(rows)))
    for low, high, alpha, width in ((0, 4, 0.25, 0.2), (1, 3, 0.55, 0.4)):
        figure.add_trace(go.Bar(y=names, x=[row[1][high] - row[1][low] for row in shown],
                                base=[row[1][low] for row in shown], orientation="h", width=width,
                                marker={"color": rgba(colours.price, alpha)}, hoverinfo="skip"))
    texts = [say("wait.mark", middle=number(row[1][2]), low=number(row[1][0]), high=number(row[1][4]))
             if row[1][4] > row[1][0] else f"¥{number(row[1][2])}" for row in shown]
    figure.add_vline(x=now, line={"color": colours.ink, "dash": "dot", "width": 1})
    figure.add_trace(go.Scatter(
        x=[row[1][2] for row in shown], y=names, mode="markers", customdata=texts,
        marker={"color": colours.price, "size": 12, "symbol": "line-ns", "line": {"width": 3, "color": colours.price}},
        hovertemplate="%{y}: %{customdata}<extra></extra>"))
    for row, text in zip(shown, texts, strict=True):
        figure.add_annotation(x=row[1][2], y=row[0], text=text, showarrow=False, yshift=25, font={"size": 13},
                              bgcolor=colours.ground, borderpad=1)
    widest = max(*(row[1][4] for row in rows), now)
    figure.update_layout(barmode="overlay", xaxis={"title": {"text": say("axis.cny")}, "showgrid": True,
                                                   "tickformat": ",d", "range": [0, widest * 1.12]},
                         yaxis={"rangemode": "normal"}, margin={"l": 8, "r": 16, "t": 24, "b": 8})
    return figure
