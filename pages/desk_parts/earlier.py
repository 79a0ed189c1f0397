"""What was recorded before: a step that is done again begins with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.ledger.plot_file import PlotFile
from pages.base import Context
from store import stories


def last(ctx: Context, file: PlotFile, kind: str) -> Mapping[str, Any]:
    """The body of the latest entry of a kind about a plot; empty where there is none, and on the way into a further
    period, which is measured and noticed anew."""
    if file.renewed:
        return {}
    found = [one for one in stories.entries(ctx.snapshot.store, file.entries) if one.kind == kind]
    return found[-1].body if found else {}


def day_of(body: Mapping[str, Any], field: str) -> date | None:
    return date.fromisoformat(body[field]) if field in body else None


def figure_of(body: Mapping[str, Any], field: str, times: int = 1) -> float | None:
    """As a number input takes it."""
    return round(float(body[field]) * times, 4) if field in body else None
