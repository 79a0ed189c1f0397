"""How far a headline moves with each parameter: floating bars around the headline as it is, widest on top."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.theme import Palette, layout, rgba
from ui.words import Words

ROW = 52  # px a parameter: its name stands above its bar, so that a phone has room for both
FAR = 3  # a bar this many times as long as the third longest would hide all others: the axis ends before


def tornado(rows: Sequence[tuple[str, float, float, str]], base: float, base_text: str, axis: str, colour: str,
            say: Words, colours: Palette) -> go.Figure:
    """`rows`: name, lowest, highest, and the two as text. What lies below the headline is hatched."""
    left, right = _ends(rows, base)
    shown = [(name, max(low, left), min(high, right), text) for name, low, high, text in reversed(rows)]
    at = list(range(len(shown)))
    figure = go.Figure(layout=layout(colours, 70 + ROW * max(len(rows), 1)))
    parts = ((say("conformity.lower"), [(low, base) for _, low, _, _ in shown], "/"),
             (say("conformity.higher"), [(base, high) for _, _, high, _ in shown], ""))
    for name, spans, pattern in parts:
        figure.add_trace(go.Bar(
            y=at, x=[end - start for start, end in spans], base=[start for start, _ in spans], orientation="h",
            width=0.34, name=name, customdata=[f"{row[0]} {row[3]}" for row in shown],
            marker={"color": rgba(colour, 0.55) if pattern else colour, "pattern": {
                "shape": pattern, "fillmode": "overlay", "fgcolor": colours.ground, "size": 7, "solidity": 0.18}},
            hovertemplate="%{customdata}<extra></extra>"))
    for number, row in zip(at, shown, strict=True):
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=number, yshift=20, showarrow=False,
                              text=f"<b>{row[3]}</b>  {row[0]}", font={"size": 13, "color": colours.ink},
                              bgcolor=colours.ground, borderpad=1)
    figure.add_vline(x=base, line={"color": colours.ink, "width": 1.5})
    figure.add_annotation(x=base, y=1, yref="paper", yanchor="bottom", xanchor="left", showarrow=False,
                          text=base_text, font={"size": 13, "color": colours.muted})
    figure.update_layout(
        barmode="overlay", margin={"l": 8, "r": 16, "t": 30, "b": 8},
        xaxis={"title": {"text": axis}, "range": [left, right], "showgrid": True,
               "rangemode": "normal", "separatethousands": True},
        yaxis={"visible": False, "range": [-0.6, len(shown) - 0.25], "rangemode": "normal"})
    return figure


def _ends(rows: Sequence[tuple[str, float, float, str]], base: float) -> tuple[float, float]:
    """Where the axis begins and ends, with some air; bars much longer than the third longest run into its ends."""
    lengths = sorted((max(base - low, high - base) for _, low, high, _ in rows), reverse=True)
    far = lengths[2] * FAR if len(lengths) > 2 and lengths[2] else float("inf")
    below = max([min(base - low, far) for _, low, _, _ in rows], default=0.0)
    above = max([min(high - base, far) for _, _, high, _ in rows], default=0.0)
    air = (below + above) * 0.05 or abs(base) * 0.05 or 1.0
    return (base - below - air, base + above + (0.0 if any(high - base > far for _, _, high, _ in rows) else air))
