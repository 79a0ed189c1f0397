"""Everything the first visitor would otherwise wait for: heavy imports, the snapshot, one chart, one map."""

from __future__ import annotations

import importlib

from shapely.geometry import box

from store import Store
from store.snapshot import current
from store.stocktake.intake import intake_of
from ui import figures, maps
from ui.theme import LIGHT
from ui.words import LANGUAGES, words
from ui.working import working_html

LATE_IMPORTS = ("streamlit.elements.plotly_chart", "streamlit.elements.deck_gl_json_chart", "streamlit.elements.arrow",
                "ui.show", "ui.workbook", "pages.base", "pages.exports", "pages.outlook", "pages.parts",
                "pages.plots_map", "pages.loss_inputs", "pages.conformity_sheet", "pages.conformity_export",
                "ui.tornado", "pages.accounting_parts.growth", "pages.accounting_parts.screen",
                "pages.accounting_parts.sampling", "pages.price_parts.day", "pages.price_parts.history",
                "pages.depletion_parts.outlook", "pages.deck", "pages.meeting_parts.reserve", "pages.overview_export",
                "pages.overview_figures", "pages.inventory_figures", "pages.waiting", "scipy.special")


def warm_up(store: Store) -> None:
    """Load and compute what every session shares."""
    for name in LATE_IMPORTS:
        importlib.import_module(name)
    intake_of(store)  # clears what a crash left beside the store
    snapshot = current(store)
    for part in ("prices", "years", "reserve", "allocations", "proposal_losses"):
        getattr(snapshot, part)
    for township in snapshot.inventory.townships:
        snapshot.inventory.parcels_of(township.zh)
    for lang in LANGUAGES:
        say = words(lang)
        figures.price_history([(day.market_date, average, price) for day, average, price in snapshot.prices[-2:]],
                              say, LIGHT).to_json()
        working_html((), say)
    maps.deck([maps.outline(snapshot.county, LIGHT)], maps.view_of(box(101, 25, 102, 26))).to_json()
