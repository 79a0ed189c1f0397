"""The county's published outlook and published scenarios as answers."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from core.problem import Problem
from core.scenario.plain import to_plain
from store import Snapshot
from store.clock import SHANGHAI
from store.scenarios import Published, published_as


def outlook(snapshot: Snapshot) -> dict[str, Any]:
    """The one in force; Problem `scenario_no_outlook` where there is none, `scenario_taken_back` where it was the
    last."""
    if snapshot.outlook is None:
        last = snapshot.publications[-1] if snapshot.publications else None
        if last is not None and last.withdrawn_day is not None:
            raise Problem("scenario_taken_back", name=last.name, date=last.withdrawn_day, reason=last.withdrawn_reason)
        raise Problem("scenario_no_outlook")
    return _answer(snapshot.outlook)


def scenario(snapshot: Snapshot, number: int) -> dict[str, Any]:
    """A published scenario, in force or followed by another; Problem where that number was never published or was
    taken back."""
    with snapshot.store.read() as cursor:
        found = published_as(cursor, number)
    if found is None:
        raise Problem("scenario_unpublished", number=number)
    return _answer(found)


def _answer(one: Published) -> dict[str, Any]:
    """Who published it stays with the staff."""
    results = one.figures()
    at = one.recorded_at.replace(tzinfo=UTC)
    return {
        "scenario": one.scenario, "name": one.name, "version": one.version, "published_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "published_on": at.astimezone(SHANGHAI).date(), "in_force": one.in_force, "reason": one.reason,
        "demo": results["demo"], "inputs": to_plain(one.inputs()),
        "results": {name: value for name, value in results.items() if name not in ("scenario", "demo")},
    }

