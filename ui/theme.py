"""Colours, the chart template and the style sheet: one meaning per colour everywhere (look.md)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import plotly.graph_objects as go

STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.png")
FONT = '"Source Han Sans SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif'
CATEGORIES = ("#2A7F5B", "#C08A1E", "#2A5D8F", "#8E2F22", "#5FA3B8", "#8C8C3E", "#4A4A4A")


@dataclass(frozen=True)
class Palette:
    """Colours by role; each means one thing on every page."""

    ground: str
    panel: str
    line: str
    ink: str
    muted: str
    available: str
    held: str
    cancelled: str
    loss: str
    price: str


LIGHT = Palette("#FCFBF7", "#F3F0E7", "#DDD7C9", "#1C2721", "#55615A", "#2A7F5B", "#C08A1E", "#6B7A86",
                "#8E2F22", "#2A5D8F")
DARK = Palette("#14201A", "#1D2B24", "#33443B", "#EEF2EC", "#A9B6AE", "#7BD0A6", "#E3B457", "#AEBBC4",
               "#F08A72", "#8DBBE8")


def palette(theme: str | None) -> Palette:
    """`theme` is what the browser shows: light or dark."""
    return DARK if theme == "dark" else LIGHT


def rgba(colour: str, alpha: float) -> str:
    """#RRGGBB with transparency, for bands."""
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{alpha})"


def rgb(colour: str) -> list[int]:
    """#RRGGBB as [r, g, b], for maps."""
    return [int(colour[at:at + 2], 16) for at in (1, 3, 5)]


def layout(colours: Palette, height: int = 360) -> go.Layout:
    """The one layout all charts start from: no title, direct labels, grid only along the value axis."""
    axis = {"gridcolor": colours.line, "linecolor": colours.line, "zerolinecolor": colours.line,
            "tickfont": {"color": colours.muted, "size": 13}, "title": {"font": {"color": colours.muted, "size": 13}},
            "automargin": True}
    return go.Layout(
        height=height, margin={"l": 8, "r": 16, "t": 16, "b": 8}, showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 14, "color": colours.ink}, colorway=list(CATEGORIES),
        xaxis={**axis, "showgrid": False}, yaxis={**axis, "rangemode": "tozero", "separatethousands": True},
        hoverlabel={"font": {"family": FONT, "size": 14}, "bgcolor": colours.panel,
                    "bordercolor": colours.line},
        separators=".,", dragmode=False,
    )


@lru_cache(maxsize=1)
def icon() -> str:
    """The mark in the browser's tab, as an address that holds it: a file would be opened and looked at in each run of a
    page, and a :material/…: icon would ask a font host."""
    return f"data:image/png;base64,{base64.b64encode(ICON.read_bytes()).decode()}"


@lru_cache(maxsize=8)
def style_sheet(colours: Palette, upload: str) -> str:
    """The style sheet with its colours; `upload` replaces the uploader's English word."""
    roles = "".join(f"--zb-{name}:{value};" for name, value in vars(colours).items())
    roles += f"--zb-upload:{json.dumps(upload, ensure_ascii=False)};"
    return f"<style>:root{{{roles}}}{one_line(STYLE)}</style>"


def one_line(sheet: Path) -> str:
    """A style sheet without line breaks: Streamlit looks at each line of what it is given, in each run of a page."""
    return " ".join(sheet.read_text(encoding="utf-8").split())

