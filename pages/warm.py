"""Everything the first visitor would otherwise wait for: heavy imports, the snapshot, one chart, one map; and what the
first one of another page than the overview would, once there was time to answer on that."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Callable

from shapely.geometry import box
from streamlit import delta_generator

from store import Store
from store.snapshot import current
from store.stocktake.intake import intake_of
from ui import figures, maps
from ui.theme import LIGHT
from ui.words import LANGUAGES, words
from ui.working import working_html

FIRST = ("pages.base", "pages.brief", "pages.deck", "pages.exports", "pages.meeting", "pages.meeting_parts.reserve",
         "pages.outlook", "pages.overview_export", "pages.overview_figures", "pages.parts", "pages.plots_map",
         "pages.waiting", "streamlit.emojis", "streamlit.material_icon_names")
OTHERS = ("pages.loss_inputs", "pages.conformity_sheet", "pages.conformity_export", "pages.accounting_parts.growth",
          "pages.accounting_parts.screen", "pages.accounting_parts.sampling", "pages.price_parts.day",
          "pages.price_parts.history", "pages.depletion_parts.outlook", "pages.inventory_figures")
OTHERS_S = 5.0  # after the start: the first visitor shall have the processor to himself


def warm_up(store: Store) -> None:
    """Load and compute what every session shares."""
    unasked()
    for name in FIRST:
        importlib.import_module(name)
    intake_of(store)  # clears what a crash left beside the store
    snapshot = current(store)
    for part in ("prices", "years", "reserve", "allocations", "proposal_losses"):
        getattr(snapshot, part)
    for lang in LANGUAGES:
        say = words(lang)
        if snapshot.prices:
            figures.price_history([(day.market_date, average, price) for day, average, price in snapshot.prices[-2:]],
                                  say, LIGHT).to_json()
        working_html((), say)
    maps.deck([maps.outline(snapshot.county, LIGHT)], maps.view_of(box(101, 25, 102, 26))).to_json()


def unasked() -> None:
    """Keep Streamlit from asking, at its first element, who started Python: it would look up the file of each loaded
    module for it, and a server that runs has been started well."""
    delta_generator._use_warning_has_been_displayed = True


def warm_others() -> Callable[[], None]:
    """Load what other pages need, a while after the start. Call the answer to give it up."""
    timer = threading.Timer(OTHERS_S, _load_others)
    timer.daemon = True
    timer.start()
    return timer.cancel


def _load_others() -> None:
    for name in OTHERS:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # as in app.py
