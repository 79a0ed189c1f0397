"""What an official still has to confirm, and how much depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.problem import Problem
from core.rules.book import Reading, Rule, RuleBook, RuleValue

Headline = Callable[[RuleBook], Decimal]


@dataclass(frozen=True, slots=True)
class Movement:
    """How a headline moves over the values a parameter may plausibly have: (value, headline), in their order."""

    headline: str
    base: Decimal
    points: tuple[tuple[RuleValue, Decimal], ...]

    @property
    def low(self) -> Decimal:
        return min((self.base, *(value for _, value in self.points)))

    @property
    def high(self) -> Decimal:
        return max((self.base, *(value for _, value in self.points)))

    @property
    def width(self) -> Decimal:
        """Relative to the headline as it is; absolute where that is 0."""
        return (self.high - self.low) / abs(self.base) if self.base else self.high - self.low

    def change(self, value: Decimal) -> Decimal | None:
        """From the headline as it is to `value`, relative to it; None where it is 0."""
        return (value - self.base) / abs(self.base) if self.base else None


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A parameter with the value in force and what moves with it."""

    rule: Rule
    reading: Reading
    movements: tuple[Movement, ...]

    @property
    def width(self) -> Decimal:
        return max((one.width for one in self.movements), default=Decimal(0))


def plausible_values(rule: Rule, reading: Reading) -> tuple[RuleValue, ...]:
    """Other values to try: the ends of the plausible range, the other options, the other answer; none for tables."""
    if rule.plausible is not None:
        return tuple(value for value in rule.plausible if value != reading.value)
    if rule.options:
        return tuple(option for option in rule.options if option != reading.value)
    if isinstance(reading.value, bool):
        return (not reading.value,)
    return ()


def to_confirm(book: RuleBook, readings: Mapping[str, Iterable[Reading]], headlines: Mapping[str, Headline],
               everything: Iterable[Reading]) -> tuple[ToConfirm, ...]:
    """Every assumption among `everything`, the widest first.

    `readings`: per headline, what its working reads: only those are moved. A value a headline cannot be reckoned with
    is passed over.
    """
    base = {name: headline(book) for name, headline in headlines.items()}
    depends = {name: {one.id for one in found} for name, found in readings.items()}
    out = []
    for reading in everything:
        if not reading.is_assumption:
            continue
        rule = book[reading.id]
        movements = []
        for name, headline in headlines.items():
            if rule.id in depends[name]:
                points = tuple(_points(book, rule, reading, headline))
                movements.append(Movement(name, base[name], points))
        out.append(ToConfirm(rule, reading, tuple(movements)))
    return tuple(sorted(out, key=lambda one: (-one.width, not one.movements, one.rule.id)))


def _points(book: RuleBook, rule: Rule, reading: Reading, headline: Headline) -> Iterable[tuple[RuleValue, Decimal]]:
    for value in plausible_values(rule, reading):
        try:
            yield value, headline(book.reform_all({rule.id: value}))
        except Problem:
            continue
