"""Holds return by themselves: at the start, and while the product runs soon after midnight."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from store.acts import sweep
from store.database import Store

EVERY_S = 10 * 60  # between two looks; the day changes in Shanghai, wherever the machine stands
log = logging.getLogger("zhanbu.holds")


def end_holds(store: Store) -> None:
    """End what is over. A clock that was set back must not keep the product from starting: that is logged."""
    try:
        count = sweep(store)
        if count:
            log.info("%s holds were over; their tonnes are available again", count)
    except Exception:  # of the clock, of a full disk: the product must go on, and acts say what is wrong
        log.exception("holds that are over were not ended")


def start_daily(store: Store) -> Callable[[], None]:
    """Look now and then while the product runs. Call the answer to stop."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(EVERY_S):
            end_holds(store)

    threading.Thread(target=run, name="holds", daemon=True).start()
    return stop.set
