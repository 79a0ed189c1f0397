"""Work that comes round again while the product runs, on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable


def repeat(name: str, work: Callable[[], None], every_s: float, first_s: float | None = None,
           patience_s: float = 0) -> Callable[[], None]:
    """Do `work` after `first_s` seconds (like all later times without it), then every `every_s`; it must not raise.

    Call the answer to stop; it waits `patience_s` seconds for work under way.
    """
    stop = threading.Event()

    def run() -> None:
        wait = every_s if first_s is None else first_s
        while not stop.wait(wait):
            wait = every_s
            work()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(patience_s)

    return end
