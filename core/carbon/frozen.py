"""An assessment as it is kept under its SHA-256: what went in, what came out, every parameter, the whole working."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from core.carbon.loss import Loss, StratumLoss
from core.carbon.stand import Stratum
from core.numbers import ZERO, tonnes
from core.trace import readings
from core.trace_plain import frozen

NAMES = tuple(one.name for one in fields(Stratum))
TEXTS = frozenset({"species", "origin", "label"})


def working(loss: Loss, on: date, inventory: str) -> str:
    """Canonical JSON of an assessment under the rules of `on`. `inventory`: what the forest was taken from."""
    what = loss.occupation
    return canonical({
        "format": 1, "rules_of": on.isoformat(), "inventory": inventory, "basis": loss.basis, "years": loss.years,
        "occupation": {"kind": what.kind, "years": None if what.years is None else f"{what.years:f}",
                       "long_works": what.long_works},
        "owed_t": f"{loss.owed_t:f}", "area_hm2": f"{loss.area_hm2:f}",
        "strata": [{**plain(one.stratum), "stock_t": f"{one.stock_t:f}", "flow_t": f"{one.flow_t:f}",
                    "total_t": f"{one.total_t:f}", "growth": one.growth_source} for one in loss.strata],
        **frozen(loss.step)})


def rules_read(loss: Loss) -> str:
    """SHA-256 of the parameters it read: `{id: [since, value as it is shown]}` as canonical JSON."""
    return sha256(canonical({one.id: [one.since.isoformat(), str(one.shown)] for one in readings(loss.step)}))


def words(loss: Loss) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """(Chinese name, hm², tonnes owed) of each species, as the journal and a notice list them.

    Both are public, single stands of the inventory are not (domain.md §6): those stand in the working.
    """
    heaps: dict[str, list[StratumLoss]] = {}
    for one in loss.strata:
        heaps.setdefault(one.species.name_zh, []).append(one)
    return tuple((name, sum((one.stratum.area_hm2 for one in heap), ZERO),
                  tonnes(sum((one.owed_raw for one in heap), ZERO))) for name, heap in heaps.items())


def canonical(value: object) -> str:
    """JSON in one way only: its SHA-256 is what the journal names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(stratum: Stratum) -> dict[str, str]:
    """A stratum as plain JSON, without what is not known."""
    said = {name: getattr(stratum, name) for name in NAMES}
    return {name: value if isinstance(value, str) else f"{value:f}" for name, value in said.items()
            if value not in (None, "")}


def strata_of(plain_strata: Sequence[Mapping[str, Any]]) -> tuple[Stratum, ...]:
    """The strata that `plain` wrote."""
    def known(one: Mapping[str, Any]) -> dict[str, Any]:
        return {name: text if name in TEXTS else Decimal(text) for name, text in one.items()}

    return tuple(Stratum(**known(one)) for one in plain_strata)
