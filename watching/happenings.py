"""Acts, writes, limits: what several places of the product say in the same way."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.problem import Problem
from watching import meters
from watching.log import event

SLOW_S = 1.0  # a write that waits or takes longer is told


@dataclass
class Act:
    """What came of it: the number of its last entry."""

    entry: int = 0


@contextmanager
def acting(kind: str) -> Iterator[Act]:
    """An act of that command: who asks for it, why and for what stays out."""
    act, began, outcome, problem = Act(), time.perf_counter(), "failed", None
    try:
        yield act
        outcome = "done"
    except Problem as refusal:
        outcome, problem = "refused", refusal.key
        raise
    finally:
        meters.acts.labels(kind, outcome).inc()
        event(f"act.{outcome}", logging.ERROR if outcome == "failed" else logging.INFO, kind=kind,
              entry=act.entry or None, problem=problem, ms=(time.perf_counter() - began) * 1000)


def wrote(waited: float, took: float) -> None:
    """A write was done or rolled back, after so many seconds of waiting for the writer."""
    meters.write_wait_seconds.observe(waited)
    meters.write_seconds.observe(took)
    if max(waited, took) >= SLOW_S:
        event("write.slow", logging.WARNING, waited_ms=waited * 1000, took_ms=took * 1000)


def turned_away() -> None:
    """Somebody asked too often."""
    if count := meters.turned_away():
        event("requests.limited", logging.WARNING, count=count)


def signed_in(way: str, roles: frozenset[str]) -> None:
    """Staff signed in, by link or by name, with these roles."""
    meters.sign_ins.labels(way).inc()
    event("staff.signed_in", way=way, roles=",".join(sorted(roles)) or None)
