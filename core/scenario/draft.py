"""The scenario a county starts from: its books as they are, its proposals, the past as the measure of what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.numbers import TONNE, ZERO, tonnes
from core.reserve import Reserve
from core.rules import RuleBook
from core.scenario.checks import LARGEST_SPREAD
from core.scenario.model import (
    PRICE_RULES,
    REVERSALS,
    RULES,
    USES,
    Arrivals,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
    add_months,
)

MONTHS = 120
LOOK_BACK = 24  # months of past purchases that say how many come
Z95 = Decimal("1.6448536269514722")
HUNDREDTH = Decimal("0.01")


def draft(reserve: Reserve, listed: Sequence[Listed], book: RuleBook, today: date, price: PriceModel, *,
          name: str = "", months: int = MONTHS, data_version: int = 0) -> Scenario:
    """The books' lots, the proposals, arrivals and offsets as in the past, the assumptions of rules `scenario.*`."""
    start, rules = today.replace(day=1), book.at(today)
    share = min(past_offset_share(reserve), rules.number("offset_max_share"))
    return Scenario(
        name, start, months, price, frozen(book),
        lots=tuple(OpeningLot(lot.lot, lot.stored_t, lot.available_t, lot.period_end) for lot in reserve.lots),
        listed=tuple(replace(one, month=max(one.month.replace(day=1), start)) for one in listed),
        arrivals=past_arrivals(reserve, listed, today),
        offsets=Offsets(share, rules.number("scenario.offset_half_width") if share else ZERO),
        settlement=Settlement(*(rules.number(f"scenario.settlement_{part}")
                                for part in ("mean", "half_width", "common"))),
        reversals=tuple(Reversal(kind, rules.number(f"scenario.{kind}_per_year"),
                                 rules.number(f"scenario.{kind}_share_lost")) for kind in REVERSALS),
        data_version=data_version)


def frozen(book: RuleBook) -> tuple[Frozen, ...]:
    """Every dated value of the rules a run reads."""
    return tuple(Frozen(rule, dated.since, dated.value) for rule in (*RULES, *PRICE_RULES)
                 for dated in book[rule].values if isinstance(dated.value, Decimal))


def past_offset_share(reserve: Reserve) -> Decimal:
    """Share of the tonnes owed so far that was offset, to 0.01; 0 before the first purchase."""
    owed = sum((one.owed_t for one in reserve.orders), ZERO)
    offset = sum((one.offset_t for one in reserve.orders), ZERO)
    return (offset / owed).quantize(Decimal("0.01")) if owed else ZERO


def past_arrivals(reserve: Reserve, listed: Sequence[Listed], today: date) -> tuple[Arrivals, ...]:
    """Projects nobody has listed, as large as those known, permanent and temporary as among the proposals.

    From the month after the last proposal on as many a year as there were purchases in the last two years; before it,
    so many less as the list is expected to bring. They begin next month: this month's purchases are in the books.
    """
    first = add_months(today.replace(day=1), 1)
    past = [one for one in reserve.orders if add_months(first, -LOOK_BACK - 1) <= one.trade_date <= today]
    if not past:
        return ()
    since = min(one.trade_date for one in past)
    per_year = Decimal(12 * len(past)) / max(_months(since, today), 12)
    sizes = fit_sizes([one.owed_t for one in past] + [one.owed_t for one in listed])
    last = max((one.month for one in listed), default=first)
    found = []
    for use in USES:
        some = [one for one in listed if one.use == use]
        often = per_year * len(some) / len(listed) if listed else per_year * (use == USES[0])
        if last > first:
            brought = 12 * sum((one.probability for one in some), ZERO) / _months(first, last)
            found.append(Arrivals("", max(often - brought, ZERO).quantize(HUNDREDTH), sizes, use, ends=last,
                                  begins=first))
        found.append(Arrivals("", often.quantize(HUNDREDTH), sizes, use,
                              begins=add_months(last, 1) if last > first else first))
    return tuple(one for one in found if one.per_year)


def _months(first: date, last: date) -> int:
    """From the month of one day to that of the other, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def fit_sizes(values: Sequence[Decimal]) -> Sizes:
    """Lognormal sizes by the mean and spread of the logarithms, within what core.scenario.checks takes; the mean size
    where there are fewer than three."""
    known = [value for value in values if value > 0]
    if not known:
        return Sizes("fixed")
    if len(known) < 3 or len(set(known)) == 1:
        return Sizes("fixed", tonnes(sum(known, ZERO) / len(known)))
    logs = [value.ln() for value in known]
    middle = sum(logs, ZERO) / len(logs)
    spread = (sum(((one - middle) ** 2 for one in logs), ZERO) / (len(logs) - 1)).sqrt()
    median = max(tonnes(middle.exp()), TONNE)
    return Sizes("lognormal", median, min(max(tonnes((middle + Z95 * spread).exp()), median), LARGEST_SPREAD * median))
