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
    """Projects nobody has listed: as many a year as in the last two years, as large as those known, permanent and
    temporary as among the proposals."""
    start = add_months(today.replace(day=1), -LOOK_BACK)
    past = [one for one in reserve.orders if start <= one.trade_date <= today]
    if not past:
        return ()
    since = min(one.trade_date for one in past)
    months = max((today.year - since.year) * 12 + today.month - since.month + 1, 12)
    per_year = Decimal(12 * len(past)) / months
    sizes = fit_sizes([one.owed_t for one in past] + [one.owed_t for one in listed])
    shares = {use: Decimal(sum(one.use == use for one in listed)) / len(listed) for use in ("permanent", "temporary")} \
        if listed else {"permanent": Decimal(1)}
    return tuple(Arrivals("", (per_year * share).quantize(Decimal("0.01")), sizes, use)
                 for use, share in shares.items() if share)


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
