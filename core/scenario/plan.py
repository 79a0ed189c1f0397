"""What is expected, reckoned in decimals with its working: the special case of a scenario without chance.

Every uncertain figure stands at its expected value (docs/depletion.md). With nothing uncertain it is the one path there
is. Debts are rounded one by one, half up; offsets and what the reserve gains down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from core.numbers import ZERO, money, tonnes, tonnes_down
from core.scenario.model import Arrivals, Batch, Certificates, Scenario, Sizes
from core.trace import Given, Step

AREA_STEP = Decimal("0.0001")  # hm², as areas are written in the scheme
Z95 = Decimal("1.6448536269514722")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Month:
    """One month's account, tCO2e: opening + stored − made good − served = closing − (new) unbacked.

    waiting: owed, to be bought and not served; unbacked: sold, but nothing stands behind it any more.
    """

    month: date
    opening_t: Decimal
    stored_t: Decimal
    owed_t: Decimal
    offset_t: Decimal
    purchase_t: Decimal
    made_good_t: Decimal
    served_t: Decimal
    waiting_t: Decimal
    unbacked_t: Decimal
    closing_t: Decimal

    @property
    def short_t(self) -> Decimal:
        return self.waiting_t + self.unbacked_t


@dataclass(frozen=True)
class Plan:
    """`short_from`: first month that is short; `empty_from`: first that closes at zero. Money CNY."""

    scenario: Scenario
    months: tuple[Month, ...]
    short_from: date | None
    empty_from: date | None
    unmet_t: Decimal
    peak_short_t: Decimal
    purchase_t: Decimal
    stored_t: Decimal
    served_t: Decimal
    cost_cny: Decimal
    villages_cny: Decimal
    step: Step


def plan(scenario: Scenario, prices: Sequence[Decimal] | None = None) -> Plan:
    """Play a checked scenario as expected. `prices`: expected trading price of each month, CNY/t; None: no money."""
    net, waiting, rows = scenario.opening_t, ZERO, []
    stored, made_good = _reserve(scenario)
    left = scenario.offsets.supply.opening_t if scenario.offsets.supply else None
    for at in range(scenario.months):
        debts = _debts(scenario, at)
        offset, left = _offset(scenario, at, debts, left)
        owed = sum(debts, ZERO)
        opening, purchase, good = max(net, ZERO), owed - offset, tonnes(made_good[at])
        net += stored[at] - good - purchase
        wanted = waiting + purchase
        waiting = min(max(-net, ZERO), wanted)
        rows.append(Month(scenario.month(at), opening, stored[at], owed, offset, purchase, good, wanted - waiting,
                          waiting, max(-net, ZERO) - waiting, max(net, ZERO)))
    months = tuple(rows)
    short = [row.short_t for row in months]
    paid = [row.served_t * price for row, price in zip(months, prices or (ZERO,) * len(months), strict=True)]
    shared = (part * scenario.rule("village_income_share", row.month) for part, row in zip(paid, months, strict=True))
    return Plan(
        scenario, months, next((row.month for row in months if row.short_t > 0), None),
        next((row.month for row in months if row.closing_t == 0), None), short[-1], max(short),
        _sum(months, "purchase_t"), _sum(months, "stored_t"), _sum(months, "served_t"), money(sum(paid, ZERO)),
        money(sum(shared, ZERO)), _working(scenario, months, net))


def hectares(short_t: Decimal, yield_t_hm2: Decimal) -> Step:
    """hm² whose accounted tonnes make up for a shortage, rounded up."""
    return Step("scenario.hectares", (short_t / yield_t_hm2).quantize(AREA_STEP, ROUND_UP), "hm²",
                "A = round up(K ÷ y, 4)", (Given("K", short_t, "tCO2e"), Given("y", yield_t_hm2, "tCO2e/hm²")))


def mean_size(sizes: Sizes) -> Decimal:
    """Expected tonnes of one project."""
    if sizes.kind == "sample":
        return sum(sizes.sample, ZERO) / len(sizes.sample)
    if sizes.kind == "lognormal":
        spread = (sizes.p95_t / sizes.median_t).ln() / Z95
        return sizes.median_t * (spread * spread / 2).exp()
    return sizes.median_t


def expected_arrivals(one: Arrivals, scenario: Scenario, at: int) -> Decimal:
    """Expected number of projects in the month `at`."""
    month = scenario.month(at)
    if not one.come_in(month):
        return ZERO
    season = one.season[month.month - 1] / sum(one.season)
    return one.per_year * (1 + one.growth) ** (at // 12) * season


def expected_delay(batch: Batch) -> int:
    """Months a batch comes late on average, half up."""
    if batch.delay_usual == batch.delay_worst:
        return batch.delay_usual
    return int((Decimal(batch.delay_usual + batch.delay_worst) / 3).quantize(ONE, ROUND_HALF_UP))


def _debts(scenario: Scenario, at: int) -> list[Decimal]:
    """What falls due in a month, debt by debt."""
    month = scenario.month(at)
    listed = [one.owed_t * one.probability for one in scenario.listed
              if one.approved and (one.month.year, one.month.month) == (month.year, month.month)]
    random = [expected_arrivals(one, scenario, at) * mean_size(one.sizes) for one in scenario.arrivals]
    return [tonnes(debt) for debt in (*listed, scenario.steady_t, *random)]


def _offset(scenario: Scenario, at: int, debts: list[Decimal], left: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Tonnes offset in a month and the certificates left after it (None: no end of them)."""
    share = min(scenario.offsets.share, scenario.rule("offset_max_share", scenario.month(at)))
    offset = sum((tonnes_down(debt * share) for debt in debts), ZERO)
    supply = scenario.offsets.supply
    if supply is None or left is None:
        return offset, None
    left = min(left + supply.per_year_t / 12, _valid(supply, at))
    offset = min(offset, tonnes_down(left))
    return offset, left - offset


def _valid(supply: Certificates, at: int) -> Decimal:
    """The most certificates that can be left in a month: older ones have lapsed."""
    return (supply.per_year_t / 12 * min(at + 1, supply.valid_months)
            + (supply.opening_t if at < supply.valid_months else ZERO))


def _reserve(scenario: Scenario) -> tuple[list[Decimal], list[Decimal]]:
    """Tonnes by month: stored by batches; made good at settlements and after fire or felling."""
    stored, made_good = [ZERO] * scenario.months, [ZERO] * scenario.months
    for lot in scenario.lots:
        _obligations(scenario, made_good, 0, scenario.index(lot.period_end), lot.stored_t)
    for batch in scenario.batches:
        begin = scenario.index(batch.month) + expected_delay(batch)
        if 0 <= begin < scenario.months:
            stored[begin] += batch.tonnes
            years = scenario.rule("neutrality_period_years", scenario.month(begin))
            _obligations(scenario, made_good, begin, begin + 12 * int(years), batch.tonnes)
    return stored, made_good


def _obligations(scenario: Scenario, made_good: list[Decimal], begin: int, end: int, accounted: Decimal) -> None:
    """Add what a lot is expected to make the reserve make good."""
    if end < 0:
        return
    left = ONE
    for kind in scenario.reversals:
        if end > begin:
            part = (1 - (1 - kind.per_year) ** (Decimal(end - begin) / 12)) * kind.share_lost
            left -= part
            for at in range(begin, min(end, scenario.months)):
                made_good[at] += accounted * part / (end - begin)
    if end < scenario.months:
        made_good[end] += accounted * left * max(1 - scenario.settlement.mean, ZERO)


def _sum(months: Sequence[Month], name: str) -> Decimal:
    return sum((getattr(row, name) for row in months), ZERO)


def _working(scenario: Scenario, months: Sequence[Month], net: Decimal) -> Step:
    """B = B₀ + S − c − p over the whole horizon, and where each comes from."""
    stored, owed, offset, purchase, good = (
        _sum(months, name) for name in ("stored_t", "owed_t", "offset_t", "purchase_t", "made_good_t"))
    bought = Step("scenario.purchase", purchase, "tCO2e", "p = D − O", (
        Given("D", owed, "tCO2e"), Given("O", offset, "tCO2e"), Given("s", scenario.offsets.share, "1")))
    batches = tuple(
        Step("scenario.batch", batch.tonnes, "tCO2e", "T = round down(A · y, 3)",
             (Given("batch", batch.name), Given("month", f"{batch.month:%Y-%m}"), Given("A", batch.area_hm2, "hm²"),
              Given("y", batch.yield_t_hm2, "tCO2e/hm²"), Given("late", Decimal(expected_delay(batch)), "mon")))
        for batch in scenario.batches)
    return Step("scenario.balance", net, "tCO2e", "B = B₀ + S − c − p", (
        Given("B₀", scenario.opening_t, "tCO2e"), Given("S", stored, "tCO2e"), Given("c", good, "tCO2e"),
        Given("p", purchase, "tCO2e")), steps=(bought, *batches))
