"""The county's whole forest inventory from a file into the store, as a new version.

    with read_inventory(path, asked, …) as found:     # nothing is written; found.report says what would be
        version = found.store(store)                  # one short transaction

Rows are read, checked and mended in batches for whole arrays at once and staged in a temporary file. A row that
cannot be stored is left out and listed, never changed in silence.
"""

from store.stocktake.findings import LEFT_OUT, REMARKS, Finding, Report, Row
from store.stocktake.reading import Asked, Cancelled, Found, read_inventory

__all__ = ["LEFT_OUT", "REMARKS", "Asked", "Cancelled", "Finding", "Found", "Report", "Row", "read_inventory"]
