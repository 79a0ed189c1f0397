"""The only place that knows DuckDB: one file, one writer, snapshots by data version, the land overlay.

Must not live here: rules of the scheme, words for people, anything of Streamlit.
"""

from store.clock import now, today
from store.database import Store, StoreBroken, StoreBusy
from store.house import open_house
from store.snapshot import Snapshot

__all__ = ["Snapshot", "Store", "StoreBroken", "StoreBusy", "now", "open_house", "today"]
