"""Where tonnes went: bands from left to right, as wide as their tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import plotly.graph_objects as go

from ui.format import number
from ui.theme import Palette, layout, rgba

Node = tuple[str, str]  # label, role of the palette
Flow = tuple[int, int, Decimal]  # from node, to node, tCO2e


def flows(nodes: Sequence[Node], links: Sequence[Flow], colours: Palette) -> go.Figure:
    """A band has the colour of where it goes to; each end of it says its name and tonnes."""
    totals = [max(sum((tonnes for start, _, tonnes in links if start == at), Decimal(0)),
                  sum((tonnes for _, end, tonnes in links if end == at), Decimal(0))) for at in range(len(nodes))]
    ends = max((sum(1 for _, end, _ in links if end == at) for at in range(len(nodes))), default=1)
    tall = max(ends, sum(1 for at in range(len(nodes)) if all(start != at for start, _, _ in links)))
    shades = [str(getattr(colours, role)) for _, role in nodes]
    figure = go.Figure(layout=layout(colours, 140 + 38 * tall))
    figure.add_trace(go.Sankey(
        arrangement="snap", valueformat=",.3f", valuesuffix=" t", textfont={"size": 13, "color": colours.ink},
        node={"label": [f"{label} {number(total, 3)} t" for (label, _), total in zip(nodes, totals, strict=True)],
              "color": shades, "pad": 18, "thickness": 14, "line": {"width": 0},
              "hovertemplate": "%{label}<extra></extra>"},
        link={"source": [start for start, _, _ in links], "target": [end for _, end, _ in links],
              "value": [float(tonnes) for _, _, tonnes in links],
              "color": [rgba(shades[end], 0.35) for _, end, _ in links],
              "hovertemplate": "%{value:,.3f} t<extra></extra>"}))
    return figure
