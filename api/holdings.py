"""The reserve and its plots as the API answers them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from api.kept import Page, page
from core.numbers import ZERO
from core.reserve import Lot, Plot
from store import Snapshot
from ui.words import Words


def reserve(snapshot: Snapshot, as_of: date, say: Words, after: str | None) -> Page:
    """The totals of all, and the lots in the order of their numbers."""
    held = snapshot.reserve
    plots = {plot.plot: plot for plot in held.plots}
    lots, last = page(held.lots, lambda lot: lot.lot, after)
    return Page({
        "as_of": as_of, "data_version": snapshot.version, "demo": held.demo,
        "area_hm2": held.area_hm2, "plots": len(held.plots), "townships": held.townships,
        "stored_t": held.stored_t, "available_t": held.available_t, "held_t": held.held_t,
        "cancelled_t": held.cancelled_t,
        "lots": [_lot(lot, plots.get(lot.plot), say) for lot in lots],
    }, last)


def _lot(lot: Lot, plot: Plot | None, say: Words) -> dict[str, Any]:
    return {
        "lot": lot.lot, "batch": lot.batch, "plot": lot.plot,
        "species": plot and plot.species,
        "township": plot and say.pick(plot.township_zh, plot.township_en),
        "area_hm2": plot and plot.area_hm2,
        "period_start": lot.period_start, "period_end": lot.period_end,
        "stored_t": lot.stored_t, "available_t": lot.available_t, "held_t": lot.held_t,
        "cancelled_t": lot.cancelled_t, "demo": lot.demo,
    }


def plots(snapshot: Snapshot, say: Words, after: str | None) -> Page:
    """The plots as a GeoJSON FeatureCollection, in the order of their numbers."""
    held = snapshot.reserve
    rows, last = page(held.plots, lambda plot: plot.plot, after)
    return Page({
        "type": "FeatureCollection", "demo": held.demo,
        "features": [_feature(plot, held.of_plot(plot.plot), say) for plot in rows],
    }, last)


def _feature(plot: Plot, lots: tuple[Lot, ...], say: Words) -> dict[str, Any]:
    return {
        "type": "Feature", "id": plot.plot,
        "properties": {
            "plot": plot.plot, "name": say.pick(plot.name_zh, plot.name_en),
            "name_zh": plot.name_zh, "name_en": plot.name_en,
            "township": say.pick(plot.township_zh, plot.township_en), "species": plot.species,
            "area_hm2": plot.area_hm2, "stage": plot.stage,
            "stored_t": sum((lot.stored_t for lot in lots), ZERO), "demo": plot.demo,
        },
        "geometry": json.loads(plot.geometry, parse_float=Decimal),
    }
