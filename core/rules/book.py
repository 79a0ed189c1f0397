"""A rule book: every parameter with its dated values; reading at a date; reforms as a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from core.numbers import plain
from core.problem import Problem

Brackets = tuple[tuple[Decimal | None, Decimal | str], ...]
RuleValue = Decimal | str | bool | Brackets

STATUSES = ("sourced", "cdm_tool", "unverified", "weak", "derived", "design_choice", "assumption")
ASSUMPTIONS = frozenset({"unverified", "weak", "design_choice", "assumption"})


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value is written: title with clause, and a link if there is one."""

    title_zh: str
    title_en: str
    href: str = ""


REFORM = Reference("假设情景", "What-if")


@dataclass(frozen=True, slots=True)
class Dated:
    """A value in force from `since` until the next one. `status`: its own, where it differs from the rule's."""

    since: date
    value: RuleValue
    reference: Reference
    reformed: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One parameter with its whole history, oldest value first.

    `low` … `high`: what it may be set to; `plausible`: where the true value most likely lies, for showing how much
    depends on it. `whole`: no part numbers.
    """

    id: str
    description_zh: str
    description_en: str
    unit: str
    status: str
    values: tuple[Dated, ...]
    options: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    file: str = ""
    plausible: tuple[Decimal, Decimal] | None = None
    whole: bool = False

    @property
    def is_assumption(self) -> bool:
        return self.status in ASSUMPTIONS

    def at(self, day: date) -> Reading:
        """The value in force on `day`; Problem `rule_not_yet` before the first one."""
        for dated in reversed(self.values):
            if dated.since <= day:
                status = "assumption" if dated.reformed else dated.status or self.status
                return Reading(
                    self.id, dated.value, self.unit, dated.since, status, dated.reference, dated.reformed,
                    self.plausible)
        raise Problem("rule_not_yet", rule=self.id, date=day, since=self.values[0].since)

    def check(self, value: RuleValue) -> RuleValue:
        """`value` if this parameter may take it, else Problem `rule_value`."""
        if self.options and value not in self.options:
            raise Problem("rule_option", rule=self.id, value=value, options=", ".join(self.options))
        if isinstance(value, Decimal) and (
            not value.is_finite()
            or (self.low is not None and value < self.low)
            or (self.high is not None and value > self.high)
        ):
            raise Problem("rule_range", rule=self.id, value=value, low=self.low, high=self.high)
        if type(value) is not type(self.values[-1].value):
            raise Problem("rule_type", rule=self.id, value=value, example=self.values[-1].value)
        if self.whole and isinstance(value, Decimal) and value != int(value):
            raise Problem("rule_whole", rule=self.id, value=value)
        if isinstance(value, tuple):
            self._check_brackets(value)
        return value

    def _check_brackets(self, value: Brackets) -> None:
        """Upper bounds grow, the last is open; results are numbers not below 0, or classes the rule has had."""
        uppers = [upper for upper, _ in value[:-1]]
        known = [upper for upper in uppers if upper is not None and upper.is_finite()]
        classes = {result for dated in self.values if isinstance(dated.value, tuple) for _, result in dated.value
                   if isinstance(result, str)}
        sound = all(result in classes if classes else isinstance(result, Decimal) and result.is_finite() and result >= 0
                    for _, result in value)
        if not value or value[-1][0] is not None or known != uppers or known != sorted(set(known)) or not sound:
            raise Problem("rule_brackets", rule=self.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """A parameter as it was read: the value with its version, status and source."""

    id: str
    value: RuleValue
    unit: str
    since: date
    status: str
    reference: Reference
    reformed: bool = False
    plausible: tuple[Decimal, Decimal] | None = None

    @property
    def is_assumption(self) -> bool:
        return self.status in ASSUMPTIONS

    @property
    def number(self) -> Decimal:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"rule {self.id} is no number: {self.value!r}")
        return self.value

    @property
    def text(self) -> str:
        if not isinstance(self.value, str):
            raise TypeError(f"rule {self.id} is no choice: {self.value!r}")
        return self.value

    @property
    def years(self) -> int:
        """A whole number of years; Problem `rule_whole` for part years, which would be cut silently."""
        if self.number != int(self.number):
            raise Problem("rule_whole", rule=self.id, value=self.number)
        return int(self.number)

    def bracket(self, x: Decimal) -> Decimal | str:
        """The share or class of the first bracket whose upper bound is at least `x`."""
        if not isinstance(self.value, tuple):
            raise TypeError(f"rule {self.id} has no brackets: {self.value!r}")
        for upper, result in self.value:
            if upper is None or x <= upper:
                return result
        raise TypeError(f"rule {self.id} has no open last bracket")

    @property
    def shown(self) -> Decimal | str:
        """The value as it stands in a working."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, tuple):
            parts = (f"≤{plain(upper)}: {result}" if upper is not None else f"…: {result}"
                     for upper, result in self.value)
            return "; ".join(parts)
        return self.value


@dataclass(frozen=True)
class RuleBook:
    """All rules by id. Immutable; a reform gives another book."""

    rules: Mapping[str, Rule] = field(default_factory=dict)

    def __getitem__(self, rule_id: str) -> Rule:
        try:
            return self.rules[rule_id]
        except KeyError:
            raise Problem("rule_unknown", rule=rule_id) from None

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())

    def __len__(self) -> int:
        return len(self.rules)

    def at(self, day: date) -> RulesAt:
        return RulesAt(self, day)

    def extended(self, rules: Iterable[Rule]) -> RuleBook:
        """This book with further rules; an id it already has is replaced."""
        return RuleBook({**self.rules, **{rule.id: rule for rule in rules}})

    def decided(self, rule_id: str, dated: Dated) -> RuleBook:
        """This book with one more dated value, as an official decided it; one of the same day is replaced."""
        rule = self[rule_id]
        rule.check(dated.value)
        values = [one for one in rule.values if one.since != dated.since] + [dated]
        return self.extended([replace(rule, values=tuple(sorted(values, key=lambda one: one.since)))])

    def reform(self, changes: Mapping[str, Mapping[date, RuleValue]]) -> RuleBook:
        """This book with other values from given dates on: a diff, for "what if".

        A changed value replaces whatever was in force from its date on; values before stay.
        Unknown ids and values a rule cannot take raise Problem.
        """
        rules = dict(self.rules)
        for rule_id, values in changes.items():
            rule = self[rule_id]
            if not values:
                raise Problem("rule_no_date", rule=rule_id)
            kept = [dated for dated in rule.values if dated.since < min(values)]
            added = [
                Dated(since, rule.check(value), REFORM, reformed=True)
                for since, value in sorted(values.items())
            ]
            rules[rule_id] = replace(rule, values=tuple(kept + added))
        return RuleBook(rules)

    def reform_all(self, changes: Mapping[str, RuleValue]) -> RuleBook:
        """A reform that holds for all time: for replaying history under another rule."""
        return self.reform({rule_id: {self[rule_id].values[0].since: value}
                            for rule_id, value in changes.items()})


@dataclass(frozen=True, slots=True)
class RulesAt:
    """The book opened at one day."""

    book: RuleBook
    day: date

    def __getitem__(self, rule_id: str) -> Reading:
        return self.book[rule_id].at(self.day)

    def __contains__(self, rule_id: str) -> bool:
        return rule_id in self.book.rules

    def number(self, rule_id: str) -> Decimal:
        return self[rule_id].number
