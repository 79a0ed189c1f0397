"""Running benches by name, one after the other, in a temporary folder that goes away with them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import ahead, bands, bulletins, crowd, depletion, engines, hosts, inventory, journal, kiosk, pages, papers
from bench.table import Figure

Bench = Callable[[Path, bool], list[Figure]]
BENCHES: dict[str, Bench] = {
    "rerun": pages.rerun,
    "opened": pages.opened,
    "sessions": pages.sessions,
    "crowd": crowd.pages,
    "memory": crowd.memory,
    "start": pages.start,
    "history": engines.history,
    "overlay": engines.overlays,
    "overlay_million": inventory.overlay_million,
    "import": inventory.import_file,
    "estimate": engines.estimate,
    "bands": bands.uncertainty,
    "open": engines.open_store,
    "bulletins": bulletins.reading,
    "ahead": ahead.paths,
    "depletion": depletion.scenario,
    "journal": journal.acts,
    "server": hosts.acts,
    "kiosk": kiosk.screen,
    "papers": papers.papers,
    "soak": crowd.soak,
}
ASKED_FOR = {"soak"}  # run only by name


def run(names: Sequence[str], quick: bool) -> list[Figure]:
    """The figures of `names`; without any, of all but the longest. One that cannot run says why; the others go on."""
    figures: list[Figure] = []
    for name in names or [name for name in BENCHES if name not in ASKED_FOR]:
        print(f"{name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="zhanbu-bench-", ignore_cleanup_errors=True) as folder:
            try:
                figures += BENCHES[name](Path(folder), quick)
            except Exception as error:
                figures.append(Figure(name, BENCHES[name].__doc__ or "", failed=f"{type(error).__name__}: {error}"))
    return figures
