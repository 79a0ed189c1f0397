"""A scenario with some figures changed, and still one that can be meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from core.numbers import CENT, ZERO
from core.scenario.checks import HALF_90, LIMITS
from core.scenario.model import ONE, Batch, Reversal, Scenario

How = Callable[[Decimal], Decimal]


def change(scenario: Scenario, path: str, how: How) -> Scenario:
    """The figure at `path` changed by `how`, within its limits: `offsets.share`, `offsets.supply.per_year_t`.

    In a table (`batches.half_width`) it changes in every row; `reversals.fire.per_year` names the row by its kind.
    What a scenario does not have stays away.
    """
    return sound(_changed(scenario, path.split("."), how))


def sound(scenario: Scenario) -> Scenario:
    """The scenario without the contradictions that several changes together can bring: the longer of two delays is the
    worst, a lot cannot lose more than it has, a share cannot scatter beyond all or nothing."""
    return replace(
        scenario, batches=tuple(map(_in_order, scenario.batches)), reversals=_at_most_all(scenario.reversals),
        offsets=replace(scenario.offsets, half_width=_possible_width(scenario)))


def _changed(thing: Any, path: list[str], how: How) -> Any:
    """`thing` with the figure at the path changed."""
    if thing is None:
        return None
    if isinstance(thing, tuple):
        if len(path) > 1 and all(hasattr(row, "kind") for row in thing):
            return tuple(_changed(row, path[1:], how) if row.kind == path[0] else row for row in thing)
        return tuple(_changed(row, path, how) for row in thing)
    name, rest = path[0], path[1:]
    old = getattr(thing, name)
    if rest:
        return replace(thing, **{name: _changed(old, rest, how)})
    low, high = LIMITS[type(thing)][name]
    if isinstance(old, tuple):
        return replace(thing, **{name: tuple(min(max(how(one), low), high) for one in old)})
    new = min(max(how(Decimal(old)), low), high)
    whole = next(one for one in fields(thing) if one.name == name).type == "int"
    return replace(thing, **{name: int(new.to_integral_value()) if whole else new})


def _in_order(batch: Batch) -> Batch:
    usual, worst = sorted((batch.delay_usual, batch.delay_worst))
    return replace(batch, delay_usual=usual, delay_worst=worst)


def _at_most_all(reversals: tuple[Reversal, ...]) -> tuple[Reversal, ...]:
    rest, kept = ONE, []
    for one in reversals:
        kept.append(replace(one, share_lost=min(one.share_lost, rest)))
        rest -= kept[-1].share_lost
    return tuple(kept)


def _possible_width(scenario: Scenario) -> Decimal:
    """As core.scenario.checks limits it."""
    share, width = scenario.offsets.share, scenario.offsets.half_width
    if not share or not width:
        return width
    most = HALF_90 * ((ONE - share) / share).sqrt()
    return width if width < most else max((most - CENT).quantize(CENT, ROUND_DOWN), ZERO)
