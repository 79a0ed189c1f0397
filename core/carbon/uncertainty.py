"""Uncertainty discount after AR-TOOL14 App. 2: lowers what is gained, raises what is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Given, Step, read


def discount_share(half_width: Decimal, rules: RulesAt) -> Decimal:
    """Share of the estimate to deduct (or add) for `half_width`, the 90 % half-width relative to the mean.

    U ≤ 10 % → 0; 10–15 → 25 % of U; 15–20 → 50 %; 20–30 → 75 %; above → U.
    """
    if not half_width.is_finite() or half_width < 0:
        raise Problem("uncertainty_negative", value=half_width)
    share = rules["uncertainty_discount"].bracket(half_width)
    assert isinstance(share, Decimal)
    return share * half_width


def discounted(step: Step, half_width: Decimal, sign: Literal["gain", "loss"], rules: RulesAt) -> Step:
    """The step's tonnes made conservative: × (1 − share) for a gain, × (1 + share) for a loss.

    A gain more uncertain than itself counts nothing, never less than that.
    """
    assert isinstance(step.value, Decimal)
    share = discount_share(half_width, rules)
    kept = max(1 - share, Decimal(0))
    factor, formula = (kept, "C · (1 − k)") if sign == "gain" else (1 + share, "C · (1 + k)")
    return Step("carbon.discount", step.value * factor, step.unit, formula,
                (Given("U", half_width, "1"), Given("k", share, "1"),
                 read("bands", rules["uncertainty_discount"])), steps=(step,))
