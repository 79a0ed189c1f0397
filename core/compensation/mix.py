"""The 80/20 split to 0.001 t and the amount to pay (paper §二(三)(1)(2); domain.md §3.2, §3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.market.price import Price
from core.numbers import money, tonnes, tonnes_down
from core.problem import Problem
from core.rules.book import RulesAt
from core.trace import Given, Step, read


@dataclass(frozen=True, slots=True)
class Mix:
    """How tonnes owed are made good; all tCO2e to 0.001, offset + purchase = owed."""

    owed_t: Decimal
    offset_max_t: Decimal
    offset_t: Decimal
    purchase_t: Decimal
    step: Step


@dataclass(frozen=True, slots=True)
class Cost:
    """Amount to pay in CNY for a purchase at one day's price."""

    purchase_t: Decimal
    price: Price
    amount_cny: Decimal
    step: Step


def mix(owed_t: Decimal, offset_t: Decimal, rules: RulesAt) -> Mix:
    """Offset `offset_t` of `owed_t` tonnes by certificates and buy the rest.

    The largest offset is rounded down and the offset itself to 0.001 t, so that it never exceeds the
    share the rule allows. Problem `owed_amount`, `offset_negative` or `offset_too_much`.
    """
    if not owed_t.is_finite() or owed_t < 0:
        raise Problem("owed_amount", value=owed_t)
    share = rules["offset_max_share"]
    owed = tonnes(owed_t)
    most = tonnes_down(owed * share.number)
    if not offset_t.is_finite() or offset_t < 0:
        raise Problem("offset_negative", value=offset_t)
    offset = tonnes(offset_t)
    if offset > most:
        raise Problem("offset_too_much", value=offset, limit=most, owed=owed, share=share.number)
    purchase = owed - offset
    limit = Step("mix.offset_max", most, "tCO2e", "O_max = round down(L × s, 3)",
                 (Given("L", owed, "tCO2e"), read("s", share)))
    step = Step("mix.purchase", purchase, "tCO2e", "P = L − O",
                (Given("L", owed, "tCO2e"), Given("O", offset, "tCO2e")), steps=(limit,))
    return Mix(owed, most, offset, purchase, step)


def cost(purchase_t: Decimal, price: Price) -> Cost:
    """Amount = round(trading price × tonnes, 2), half up."""
    amount = money(price.trading_price * purchase_t)
    step = Step("cost.amount", amount, "CNY", "A = round(p × P, 2)",
                (Given("p", price.trading_price, "CNY/t"), Given("P", purchase_t, "tCO2e")),
                steps=(price.step,))
    return Cost(purchase_t, price, amount, step)
