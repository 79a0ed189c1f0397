"""What a planned batch will be accounted per hm²: the first batch's tonnes, carried along the growth curve to its age.

The published first batch (planted at least 3 years before, 3 years' neutrality period) is all that is known of yields
in the county. A batch stored at another age, or for another number of years, grows as the curve says in between.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from core.carbon.curve import Curve, illustrative
from core.problem import Problem
from core.rules import RulesAt
from core.trace import Given, Step, read

DIGITS = Decimal("0.000001")
MONTHS = Decimal(12)


def age_at(planted: date, stored: date) -> Decimal:
    """Years from planting to storing, in whole months."""
    return Decimal((stored.year - planted.year) * 12 + stored.month - planted.month) / MONTHS


def batch_yield(age: Decimal, years: Decimal, rules: RulesAt, curve: Curve | None = None,
                known: Decimal | None = None) -> Step:
    """tCO2e/hm² accounted for a stand of `age` years over a neutrality period of `years`; to six digits.

    `curve`: one fitted by the county; else the illustrative one. `known`: what stands of its species were accounted in
    the first batch; else its mean. Problem `scenario_batch_age` where nothing grows.
    """
    first, least, usual = (rules[name] for name in ("batch_yield_t_hm2", "planted_min_years",
                                                    "neutrality_period_years"))
    grown = curve or illustrative(rules)
    before = grown.at(least.number + usual.number) - grown.at(least.number)
    growth = grown.at(age + years) - grown.at(age) if age >= 0 and years > 0 else Decimal(0)
    if growth <= 0 or before <= 0:
        raise Problem("scenario_batch_age", age=age)
    value = ((first.number if known is None else known) * growth / before).quantize(DIGITS)
    return Step("scenario.yield", value, "tCO2e/hm²", "y = y₁ · (B(t + N) − B(t)) ÷ (B(t₁ + N₁) − B(t₁))", (
        read("y₁", first) if known is None else Given("y₁", known, first.unit), Given("t", age, "a"),
        Given("N", years, "a"), read("t₁", least), read("N₁", usual)),
        steps=(grown.step,))
