"""What a bench gives back, and how it is shown: as a table for people, as JSON for programs."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

HEADERS = ("bench", "measured", "ours", "reference", "ratio", "goal", "holds", "compared with")
RIGHT = {2, 3, 4, 5}
MOVES_IT = ("streamlit", "duckdb", "pandas", "numpy", "plotly", "shapely", "geopandas")  # packages whose versions do


@dataclass(frozen=True)
class Goal:
    """What was asked for when the product was designed: of the ratio (`×`), or of ours in its `unit`."""

    sign: Literal["≤", "≥"]
    bound: float
    unit: str = "×"

    def __str__(self) -> str:
        return f"{self.sign} {show_ratio(self.bound) if self.unit == '×' else f'{self.bound:,g} {self.unit}'}"


@dataclass(frozen=True)
class Figure:
    """One line: ours beside a reference that ran in the same call on the same machine, both in `unit`.

    `goal`: None where nothing was asked for. A bench that could not run has its reason in `failed` and no figures.
    """

    bench: str
    measured: str
    against: str = ""
    ours: float | None = None
    reference: float | None = None
    unit: str = "ms"
    goal: Goal | None = None
    note: str = ""
    failed: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours ÷ reference."""
        return self.ours / self.reference if self.ours is not None and self.reference else None

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None without a goal or without a figure."""
        if self.goal is None:
            return None
        found = self.ratio if self.goal.unit == "×" else self.ours
        if found is None:
            return None
        return found <= self.goal.bound if self.goal.sign == "≤" else found >= self.goal.bound


def as_json(figures: Iterable[Figure]) -> dict[str, Any]:
    """The machine, and an object for each figure."""
    return {"machine": machine(), "figures": [
        {"bench": one.bench, "name": one.measured, "ours": one.ours, "reference": one.reference, "unit": one.unit,
         "ratio": one.ratio, "goal": str(one.goal) if one.goal else None, "holds": one.holds,
         "compared_with": one.against, "note": one.note, "failed": one.failed} for one in figures]}


def machine() -> dict[str, Any]:
    """What the figures depend on besides the program: nothing that names the machine."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system(),
            "architecture": platform.machine(), "load": load, "versions": {name: version(name) for name in MOVES_IT}}


def as_text(figures: Sequence[Figure]) -> str:
    """The table, the notes below it, and the machine."""
    rows = [HEADERS, *(_row(figure) for figure in figures)]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(HEADERS))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "-" * _width(lines[0]))
    notes = [f"{figure.bench}: {figure.note or figure.failed}" for figure in figures if figure.note or figure.failed]
    about = machine()
    load = "" if about["load"] is None else f", load {about['load']:.1f}"
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    return "\n".join([*lines, "", *dict.fromkeys(notes), "",
                      f"{about['cores']} cores{load}, Python {about['python']}, {about['system']}; {versions}"])


def show_ratio(ratio: float | None) -> str:
    """1.8 × for slower than the reference; 1/17 for faster."""
    if ratio is None:
        return ""
    if ratio >= 0.95:
        return f"{ratio:.2f} ×" if ratio < 10 else f"{ratio:,.0f} ×"
    return f"1/{1 / ratio:.1f}" if ratio > 0.1 else f"1/{1 / ratio:.0f}"


def _row(figure: Figure) -> tuple[str, ...]:
    if figure.failed:
        return (figure.bench, figure.measured, "", "", "", "", "", "did not run")
    return (figure.bench, figure.measured, _value(figure.ours, figure.unit), _value(figure.reference, figure.unit),
            show_ratio(figure.ratio) if figure.unit in ("ms", "s") else "", str(figure.goal or ""),
            {True: "yes", False: "NO", None: ""}[figure.holds], figure.against)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 0 if unit not in ("ms", "s") or value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [" " * (widths[at] - _width(cell)) + cell if at in RIGHT else cell + " " * (widths[at] - _width(cell))
             for at, cell in enumerate(row)]
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
