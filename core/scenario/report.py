"""A run's inputs and results as plain values: what the command prints and what is published.

Tonnes to 0.001, money to 0.01, probabilities to 0.0001, months as `2026-12`. core.exact_json makes text of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.numbers import ZERO, money, tonnes
from core.scenario import answers
from core.scenario.answers import Odds
from core.scenario.engine import ENGINE
from core.scenario.plain import FORMAT, to_plain
from core.scenario.plan import Plan
from core.scenario.result import FLOWS, PERCENTILES, Result

DATES = (5, 10, 25, 50, 75, 90, 95)  # by when as many percent of all paths have run short


def report(result: Result, plan: Plan, demo: bool) -> dict[str, Any]:
    """Everything a reader needs to check or repeat the run.

    `plan`: of the same scenario, what is expected. `demo`: whether the books hold illustrative figures.
    """
    scenario = result.scenario
    return {
        "versions": {"format": FORMAT, "engine": ENGINE, "data_version": scenario.data_version},
        "paths": result.paths,
        "seed": result.seed,
        "demo": demo,
        "scenario": to_plain(scenario),
        "depletion": _odds(answers.depletion(result)),
        "months_enough": _share(answers.months_enough(result), "0.1"),
        "depleted_by": [{"share": Decimal(percent) / 100, "month": _month(answers.date_at(result, percent / 100))}
                        for percent in DATES],
        "unmet_t": _tonnes(answers.bands(result.unmet)),
        "peak_t": _tonnes(answers.bands(result.peak)),
        "served_t": _tonnes(answers.bands(result.served)),
        "cost_cny": _money(answers.bands(result.cost)),
        "villages_cny": _money(answers.bands(result.villages)),
        "years": [{"from": _month(scenario.month(12 * at)), "cost_cny": _money(row)}
                  for at, row in enumerate(result.cost_years.tolist())],
        "months": _months(result),
        "expected": _expected(plan),
    }


def _months(result: Result) -> list[dict[str, Any]]:
    """By month; the mean flows, percentiles of the balance and of what waits or is unbacked, the two probabilities."""
    by, short = answers.depleted_by(result), answers.short_in(result)
    return [{
        "month": _month(result.scenario.month(at)),
        "depleted": _odds(by[at]), "short": _odds(short[at]),
        "balance_t": _tonnes(result.balance[at].clip(min=0).tolist()), "short_t": _tonnes(result.waiting[at].tolist()),
        "mean": {f"{name}_t": tonnes(_decimal(result.flows[name][at].item())) for name in FLOWS},
    } for at in range(result.scenario.months)]


def _expected(plan: Plan) -> dict[str, Any]:
    return {
        "short_from": _month(plan.short_from), "empty_from": _month(plan.empty_from),
        **{name: getattr(plan, name) for name in ("unmet_t", "peak_short_t", "purchase_t", "stored_t", "served_t",
                                                  "cost_cny", "villages_cny")},
        "months": [{"month": _month(row.month), "closing_t": row.closing_t, "short_t": row.short_t,
                    "served_t": row.served_t} for row in plan.months],
    }


def _odds(odds: Odds) -> dict[str, Decimal]:
    return {"share": _share(odds.share), "low": _share(odds.low), "high": _share(odds.high)}


def _tonnes(values: Iterable[Any]) -> dict[str, Decimal]:
    return {f"p{percent}": tonnes(_decimal(value)) for percent, value in zip(PERCENTILES, values, strict=True)}


def _money(values: Iterable[Any]) -> dict[str, Decimal]:
    return {f"p{percent}": money(_decimal(value)) for percent, value in zip(PERCENTILES, values, strict=True)}


def _share(value: Any, unit: str = "0.0001") -> Decimal:
    return _decimal(value).quantize(Decimal(unit), ROUND_HALF_UP)


def _decimal(value: Any) -> Decimal:
    """Exactly the number that was drawn, and no zero below zero."""
    return Decimal(value) + ZERO


def _month(month: date | None) -> str | None:
    return None if month is None else f"{month:%Y-%m}"
