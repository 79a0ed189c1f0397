"""A scenario as a value: everything a run needs, frozen, so that the same scenario gives the same result years later.

Tonnes tCO2e, money CNY, area hm². A month is its first day. What is uncertain is given by a value and the half-width of
its 90 % interval relative to it; a half-width of 0 means certain. docs/depletion.md says how each is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.numbers import ZERO, tonnes_down
from core.problem import Problem

ONE = Decimal(1)
USES = ("permanent", "temporary")
SIZES = ("fixed", "lognormal", "sample")
REVERSALS = ("fire", "felling")
PRICES = ("constant", "bootstrap", "reverting", "jumps")
# The rules of the scheme a run reads: frozen in the scenario, and what a reform may change.
RULES = ("offset_max_share", "price_multiplier", "price_floor_cny", "price_ceiling_cny", "neutrality_period_years",
         "planted_min_years", "village_income_share")
# Those of the price model, frozen as well; no reform changes them.
PRICE_RULES = ("market_days_per_year", "ahead_block_days", "ahead_least_days")


@dataclass(frozen=True, slots=True)
class OpeningLot:
    """A lot stored at the start: what was accounted, what of it is still available, the last day of its period."""

    lot: str
    stored_t: Decimal
    available_t: Decimal
    period_end: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal that will owe `owed_t` in `month` with `probability`; counted only while `approved`.

    `proposal`: its number in the books, where it has one; the same luck follows it whatever it is called.
    """

    name: str
    month: date
    owed_t: Decimal
    probability: Decimal = ONE
    use: str = "permanent"
    approved: bool = True
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Tonnes one project owes: `fixed` (median), `lognormal` (median and 95th percentile), or drawn from `sample`."""

    kind: str
    median_t: Decimal = ZERO
    p95_t: Decimal = ZERO
    sample: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Projects nobody has listed yet: `per_year` in the first year, `growth` more each year (0.05 = 5 %).

    `season`: twelve weights, January first, of which only the proportions count. They come in the months from `begins`
    to `ends`; None: from the start, to the end.
    """

    name: str
    per_year: Decimal
    sizes: Sizes
    use: str = "permanent"
    growth: Decimal = ZERO
    season: tuple[Decimal, ...] = (ONE,) * 12
    begins: date | None = None
    ends: date | None = None

    def come_in(self, month: date) -> bool:
        return (self.begins is None or self.begins <= month) and (self.ends is None or month <= self.ends)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Tonnes of valid certificates in the county: at the start, and new ones a year; unused ones lapse after
    `valid_months`."""

    opening_t: Decimal
    per_year_t: Decimal
    valid_months: int = 24


@dataclass(frozen=True, slots=True)
class Offsets:
    """Share of what is owed that occupiers would offset; None for `supply`: there are always enough certificates."""

    share: Decimal = ZERO
    half_width: Decimal = ZERO
    supply: Certificates | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """`area_hm2` to be stored in `month`, usually `delay_usual` months late and at the worst `delay_worst`.

    `yield_t_hm2`: tonnes accounted per hm² (core.scenario.yields), give or take `half_width`.
    """

    name: str
    month: date
    area_hm2: Decimal
    yield_t_hm2: Decimal
    species: str = ""
    planted: date | None = None
    half_width: Decimal = ZERO
    delay_usual: int = 0
    delay_worst: int = 0

    @property
    def tonnes(self) -> Decimal:
        """Tonnes the batch adds: rounded down, for a reserve never gains by rounding."""
        return tonnes_down(self.area_hm2 * self.yield_t_hm2)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Measured ÷ accounted tonnes at the end of a lot's neutrality period.

    `common`: share of its variance that all lots have in common (weather, parameters). A shortfall is drawn from the
    reserve; a surplus is not stored.
    """

    mean: Decimal = ONE
    half_width: Decimal = ZERO
    common: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Reversal:
    """Fire or felling: a lot is struck with probability `per_year` until its period ends, and loses `share_lost`."""

    kind: str
    per_year: Decimal
    share_lost: Decimal


@dataclass(frozen=True, slots=True)
class PriceModel:
    """How the national average goes on: `constant` at `national_cny`, or a model fitted to the prices up to `until`.

    `years` of history (None: all). `fingerprint`: of the prices the model was fitted to, to know when they were
    corrected since.
    """

    model: str
    national_cny: Decimal
    until: date
    years: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A rule of RULES or PRICE_RULES as it stood when the scenario was made: its value from `since` on."""

    rule: str
    since: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Reform:
    """Another value of a rule from `month` on."""

    rule: str
    month: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything a run needs. `steady_t`: owed each month for certain; `data_version`: of the books it began from."""

    name: str
    start: date
    months: int
    price: PriceModel
    rules: tuple[Frozen, ...]
    lots: tuple[OpeningLot, ...] = ()
    listed: tuple[Listed, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    steady_t: Decimal = ZERO
    offsets: Offsets = Offsets()
    batches: tuple[Batch, ...] = ()
    settlement: Settlement = Settlement()
    reversals: tuple[Reversal, ...] = ()
    reforms: tuple[Reform, ...] = ()
    paths: int = 10_000
    seed: int = 1
    data_version: int = 0

    @property
    def opening_t(self) -> Decimal:
        return sum((lot.available_t for lot in self.lots), ZERO)

    @property
    def end(self) -> date:
        """The last month."""
        return add_months(self.start, self.months - 1)

    def month(self, at: int) -> date:
        """The month `at` months after the first."""
        return add_months(self.start, at)

    def index(self, day: date) -> int:
        """Months from the first month to the one of `day`; negative before it."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    def rule(self, name: str, month: date) -> Decimal:
        """A rule's value in a month: of the latest reform, else the frozen one in force; Problem if there is none."""
        reforms = [one for one in self.reforms if one.rule == name and one.month <= month]
        if reforms:
            return max(reforms, key=lambda one: one.month).value
        known = [one for one in self.rules if one.rule == name and one.since <= month]
        if not known:
            raise Problem("scenario_rule_missing", rule=name, month=f"{month:%Y-%m}")
        return max(known, key=lambda one: one.since).value


def add_months(month: date, count: int) -> date:
    """The first of the month `count` months on."""
    total = month.year * 12 + month.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)
