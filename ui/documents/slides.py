"""Slides for a meeting as values: titles that answer, charts and tables to go on editing, notes for the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LINES, BARS, STACKED = "lines", "bars", "stacked"


@dataclass(frozen=True, slots=True)
class Series:
    """One series. `colour`: #RRGGBB; empty: drawn without ink, to lift what stands on it. `label`: its last value
    (lines) or each of its values is written beside it. `weight` pt, of lines."""

    name: str
    values: Sequence[float | None]
    colour: str
    weight: float = 2.25
    dashed: bool = False
    label: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind`: LINES over dates, BARS lying down (the first on top), STACKED columns. `axis`: what the values are;
    `form`: how a spreadsheet writes them; `every`: months between the ticks of a date axis; `alt`: the chart in words.
    """

    kind: str
    categories: Sequence[str] | Sequence[date]
    series: Sequence[Series]
    axis: str
    form: str
    alt: str
    legend: bool = False
    every: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """Everything as text. `right`: columns of figures; `total`: whether the last row is a sum."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Slide:
    """`points`: sentences, `**bold**` as on the pages; `notes`: what the speaker reads, sources, rules, assumptions."""

    title: str
    points: Sequence[str] = ()
    chart: Chart | None = None
    table: Table | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """The first slide is the cover: its points stand below the title. `foot`: what the figures rest on, on each slide;
    `demo`: the mark of what is illustrative."""

    lang: str
    day: date
    subject: str
    slides: Sequence[Slide]
    foot: str
    demo: str = ""


def as_pptx(deck: Deck, template: bytes) -> bytes:
    """The file, in the layouts of `template`, which slide_template.checked has passed."""
    from ui.documents.slide_build import build  # its library is loaded by whoever wants slides, and nobody else

    return build(deck, template)
