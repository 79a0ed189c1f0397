"""The conformity checklist: which parameters are not confirmed, what reads them, how much three headlines move.

The headlines: tonnes owed by the listed proposals, removals of one survey, trading price of the last market days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal

from core.carbon import Equations, Loss, SpeciesTable, Survey, Tools, account, assess
from core.carbon.allometry import Equation
from core.carbon.loss import owed_t
from core.market import Series, price_history, trading_price
from core.market.terms import RULES as PRICING
from core.market.terms import check_terms
from core.numbers import ZERO, money, tonnes
from core.problem import Problem
from core.rules import Dated, Movement, Reading, Rule, RuleBook, ToConfirm, plausible_values, to_confirm
from core.rules.conformity import Headline
from core.trace import Step, readings, walk

HEADLINES = ("owed", "removals", "price")
GROUPS = ("loss", "species", "accounting", "market", "scheme", "land_use")
OF_FILE = {"scheme.yaml": "scheme", "market.yaml": "market", "loss.yaml": "loss", "land.yaml": "land_use",
           "land_use.yaml": "land_use", "carbon_parameters.csv": "species", "species.csv": "species",
           "allometry.csv": "species", "own": "species"}
MARKET_DAYS = 250  # about a year
LOCAL = ("species.", "mapping.", "volume_growth_rate.", "age_class_limits.")  # a stratum depends on those it reads


@dataclass(frozen=True)
class Case:
    """What the headlines are reckoned from. `proposals`: planned day and loss; `until`: what the survey is grown to."""

    day: date
    species: SpeciesTable
    equations: Equations
    proposals: tuple[tuple[date, Loss], ...]
    survey: Survey
    until: date
    series: Series

    @property
    def last_days(self) -> Series:
        return Series(list(self.series)[-MARKET_DAYS:])


@dataclass(frozen=True)
class Checklist:
    """Everything still open, the widest first.

    `base`: each headline as it is; `steps`: headline → rule → the kinds of step that read it.
    `rules`: those of the book; an open parameter that is none of them cannot be recorded.
    """

    base: Mapping[str, Decimal]
    open: tuple[ToConfirm, ...]
    steps: Mapping[str, Mapping[str, tuple[Step, ...]]]
    rules: frozenset[str]

    def widest(self, headline: str, most: int) -> tuple[tuple[ToConfirm, Movement], ...]:
        """What moves a headline, the widest first."""
        found = [(one, moved) for one in self.open for moved in one.movements
                 if moved.headline == headline and moved.width]
        return tuple(sorted(found, key=lambda pair: -pair[1].width)[:most])

    @property
    def moving(self) -> int:
        """How many move any headline."""
        return sum(1 for one in self.open if one.width)

    def find(self, rule_id: str) -> ToConfirm | None:
        return next((one for one in self.open if one.rule.id == rule_id), None)


def group_of(rule: Rule) -> str:
    return OF_FILE.get(rule.file, "accounting")


def headlines(case: Case) -> dict[str, Headline]:
    """The headlines there are figures for, each as a function of the rules alone."""
    days = case.last_days
    equations = Equations(tuple(_Kept.of_one(one) for one in case.equations.all))
    out: dict[str, Headline] = {}
    if case.proposals:
        out["owed"] = _Owed(case)
    out["removals"] = lambda book: account(
        case.survey, Tools(book.at(case.day), case.species, equations), case.until).removals_t
    if len(days):
        out["price"] = lambda book: _mean_price(days, book)
    return out


class _Owed:
    """Tonnes owed by all proposals. Against the first book it was asked of, only what changed is reckoned anew."""

    def __init__(self, case: Case):
        self._species = case.species
        self._parts = [(one.stratum, loss.occupation, on, {reading.id for reading in readings(one.step)})
                       for on, loss in case.proposals for one in loss.strata]
        self._first: tuple[RuleBook, list[Decimal]] | None = None

    def __call__(self, book: RuleBook) -> Decimal:
        if self._first is None:
            self._first = book, [self._one(at, book) for at in range(len(self._parts))]
        first, known = self._first
        changed = {rule.id for rule in book if first.rules.get(rule.id) is not rule}
        local = all(rule_id.startswith(LOCAL) for rule_id in changed)
        return tonnes(sum((known[at] if local and not changed & part[3] else self._one(at, book)
                           for at, part in enumerate(self._parts)), ZERO))

    def _one(self, at: int, book: RuleBook) -> Decimal:
        stratum, occupation, on, _ = self._parts[at]
        return owed_t([stratum], occupation, on, book, self._species)


@dataclass(frozen=True, slots=True)
class _Kept(Equation):
    """An equation that remembers what it gave: the same trees are asked for again with every value tried."""

    known: dict[tuple[Decimal, Decimal | None, Decimal], Decimal] = field(default_factory=dict, compare=False)

    @classmethod
    def of_one(cls, one: Equation) -> _Kept:
        return cls(*(getattr(one, each.name) for each in fields(Equation)))

    def of(self, dbh_cm: Decimal, height_m: Decimal | None, density: Decimal) -> Decimal:
        key = (dbh_cm, height_m, density)
        if key not in self.known:
            self.known[key] = Equation.of(self, *key)
        return self.known[key]


def _mean_price(days: Series, book: RuleBook) -> Decimal:
    rows = price_history(days, book)
    if not rows:
        raise Problem("price_before_market", date=None, first=None)
    return money(sum((price for _, _, price in rows), ZERO) / len(rows))


def worked(case: Case, book: RuleBook) -> dict[str, tuple[Step, ...]]:
    """The working of each headline."""
    removals = account(case.survey, Tools(book.at(case.day), case.species, case.equations), case.until)
    days = list(case.last_days)
    special = [day for day in days[:-1] if day.week is not None or not day.traded or day.block_only]
    prices = tuple(trading_price(case.series, day.market_date + timedelta(days=1), book).step
                   for day in (*special, *days[-1:]))
    return {"owed": tuple(loss.step for _, loss in case.proposals), "removals": (removals.step,),
            "price": (*prices, *_not_neutral(case, book))}


def _not_neutral(case: Case, book: RuleBook) -> Iterator[Step]:
    """The last price with each pricing rule at a value it may plausibly have: at its neutral one it has no step."""
    for rule_id in PRICING:
        for value in plausible_values(book[rule_id], book.at(case.day)[rule_id]):
            try:
                yield trading_price(case.series, case.day, book.reform_all({rule_id: value})).step
            except Problem:  # no price at all, or bounds that exclude each other
                continue


def checklist(book: RuleBook, case: Case) -> Checklist:
    """What is open today, with how far each headline moves over the plausible values of each."""
    tried = with_ranges(book, case)
    steps = {name: _by_rule(found) for name, found in worked(case, book).items()}
    lines = headlines(case)
    at = tried.at(case.day)
    everything: list[Reading] = [at[rule.id] for rule in tried if rule.values[0].since <= case.day]
    read = {name: [at[rule_id] for rule_id in steps[name]] for name in lines}
    found = to_confirm(tried, read, lines, everything)
    return Checklist({name: line(book) for name, line in lines.items()}, found, steps,
                     frozenset(rule.id for rule in book))


def _by_rule(steps: Iterable[Step]) -> dict[str, tuple[Step, ...]]:
    """Rule → the kinds of step that read it, one of each."""
    out: dict[str, dict[str, Step]] = defaultdict(dict)
    for top in steps:
        for step in walk(top):
            for given in step.inputs:
                if given.rule is not None:
                    out[given.rule.id].setdefault(step.key, step)
    return {rule_id: tuple(found.values()) for rule_id, found in out.items()}


def with_ranges(book: RuleBook, case: Case) -> RuleBook:
    """The book for trying values: factors vary by the error of their kind, the table's row that we chose for a
    species among those of its age group; single-tree equations stand as parameters without another value.
    """
    at = book.at(case.day)
    rows: dict[str, set[str]] = defaultdict(set)
    for one in case.species.all:
        if one.national_group:
            rows[one.age_group].add(one.national_group)
    changed = []
    for one in case.species.all:
        if one.national_group and f"mapping.{one.id}" in at:
            own = at[f"mapping.{one.id}"]
            others = rows[one.age_group] if own.status == "design_choice" else set()  # else it is the row of its name
            changed.append(replace(book[own.id], options=tuple(sorted(others | {own.text}))))
    for rule in book:
        spread = f"spread.{rule.id.rsplit('.', 1)[-1]}"
        factor = rule.id.startswith(("species.", "set.")) and isinstance(rule.values[-1].value, Decimal)
        if factor and rule.plausible is None and spread in at:
            half = at[rule.id].number * at.number(spread)
            changed.append(replace(rule, plausible=(
                max(at[rule.id].number - half, rule.low or ZERO), at[rule.id].number + half)))
    for equation in case.equations.all:
        read = equation.reading
        changed.append(Rule(read.id, read.reference.title_zh, read.reference.title_en, "", read.status,
                            (Dated(read.since, read.value, read.reference),), (read.text,), file="allometry.csv"))
    return book.extended(changed)


def try_out(book: RuleBook, case: Case, rule_id: str, dated: Dated) -> dict[str, Decimal]:
    """The headlines with one more dated value."""
    decided = book.decided(rule_id, dated)
    return {name: line(decided) for name, line in headlines(case).items()}


def check_workable(book: RuleBook, case: Case, rule_id: str, dated: Dated) -> None:
    """Problem `decision_breaks` or `decision_arithmetic` where pages could not reckon with this value any more."""
    decided = book.decided(rule_id, dated)
    try:
        for on, loss in case.proposals:
            assess([one.stratum for one in loss.strata], loss.occupation, on, decided, case.species)
        for line in headlines(case).values():
            line(decided)
        check_terms(decided)
    except Problem as problem:
        raise Problem("decision_breaks", problem=problem) from None
    except ArithmeticError:
        raise Problem("decision_arithmetic") from None


def changes(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> tuple[Movement, ...]:
    """What a decision makes of the headlines."""
    return tuple(Movement(name, value, (("", after[name]),)) for name, value in before.items())


def groups_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Groups that have something, in their order."""
    there = {group_of(one) for one in rules}
    return tuple(one for one in GROUPS if one in there)
