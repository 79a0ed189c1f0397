"""Forest put together by kind: what everybody may see of the inventory under an outline of theirs (domain.md §6).

A kind is species, origin, age class and cover. Its volume and age are the means of its stands by area, so that what
is lost is the same as stand by stand to the last rounding: losses are proportional to the volume within an age class.
Stands without a volume, which are reckoned by their age, are put together by the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.carbon.species import SpeciesTable
from core.carbon.stand import Stratum
from core.numbers import ZERO, about
from core.problem import Problem
from core.rules.book import RulesAt

FINE = Decimal("0.000001")  # m³/hm², years: a mean that is reckoned on with


def by_kind(strata: Sequence[Stratum], rules: RulesAt, species: SpeciesTable) -> tuple[tuple[Stratum, ...],
                                                                                      Mapping[str, str]]:
    """Strata by kind, the largest first, labelled 1, 2, 3 …; and which of them each label of `strata` is in."""
    heaps: dict[tuple[object, ...], list[Stratum]] = {}
    for one in strata:
        kind = (one.species, one.origin, _age(one, rules, species), one.cover, bool(one.volume_m3_hm2))
        heaps.setdefault(kind, []).append(one)
    ranked = sorted(heaps.values(), key=lambda heap: -_area(heap))
    kinds = tuple(_together(heap, str(at)) for at, heap in enumerate(ranked, start=1))
    return kinds, {one.label: str(at) for at, heap in enumerate(ranked, start=1) for one in heap}


def _age(one: Stratum, rules: RulesAt, species: SpeciesTable) -> object:
    """The age class; the age itself where it is what the stand is reckoned by."""
    if one.age is None or not one.volume_m3_hm2:
        return one.age
    try:
        group = species.find(one.species).age_group
        return rules[f"age_class_limits.{group}.{one.origin or rules['default_origin'].text}"].bracket(one.age)
    except Problem:  # the assessment says what is wrong with it
        return one.age


def _together(heap: Sequence[Stratum], label: str) -> Stratum:
    return replace(heap[0], area_hm2=_area(heap), label=label, age=_mean(heap, [one.age for one in heap]),
                   volume_m3_hm2=_mean(heap, [one.volume_m3_hm2 for one in heap]))


def _area(heap: Sequence[Stratum]) -> Decimal:
    return sum((one.area_hm2 for one in heap), ZERO)


def _mean(heap: Sequence[Stratum], values: Sequence[Decimal | None]) -> Decimal | None:
    """By area; as it is where all are the same."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) or len(set(known)) == 1:
        return values[0]
    total = sum((one.area_hm2 * value for one, value in zip(heap, known, strict=True)), ZERO)
    return about(total / _area(heap), FINE)
