"""Which proposals to approve when the reserve is short: those that give most for a tonne of it.

What the reserve can give is its net position by month as expected, without the proposals themselves and, after a while
that people choose, without the projects nobody has listed yet. A proposal draws
its tonnes in its month and they are gone from then on, so a choice fits if in every month what it has drawn until then
is there:

    Σ tonnes of the chosen with month ≤ m  ≤  max(0, position of m)      for every m
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from core.numbers import ZERO, tonnes_down
from core.scenario.model import Listed, Scenario
from core.scenario.plan import plan

MOST_STATES = 200_000  # looked at; beyond, the search for the best choice is given up and the ranking stands


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposal to decide on: month counted from 0, tonnes to buy, what it is worth (hm², yuan …; None: not said)."""

    name: str
    month: int
    tonnes: Decimal
    worth: Decimal | None

    @property
    def per_unit(self) -> Decimal | None:
        """Tonnes for a unit of worth; None without any."""
        return self.tonnes / self.worth if self.worth else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place (0: fewest tonnes per unit of worth) and why it is in or out.

    number: its place in what was given; cumulative: tonnes of the taken ones down to here; tightest: the month, from
    its own on, in which least is left; left: what is left there beside all that are taken. One left out needs more
    than that.
    """

    number: int
    candidate: Candidate
    taken: bool
    cumulative: Decimal
    tightest: int
    left: Decimal

    @property
    def lacking(self) -> Decimal:
        """Tonnes that one left out would need more."""
        return ZERO if self.taken else self.candidate.tonnes - self.left


@dataclass(frozen=True, slots=True)
class Order:
    """Candidates by rank. `best`: no choice that fits is worth more; else the ranking was followed as far as it fits.

    by_rank: what following the ranking alone would be worth; most: what no choice could exceed.
    """

    ranked: tuple[Ranked, ...]
    best: bool
    by_rank: Decimal
    most: Decimal

    @property
    def worth(self) -> Decimal:
        return sum((one.candidate.worth or ZERO for one in self.ranked if one.taken), ZERO)

    @property
    def tonnes(self) -> Decimal:
        return sum((one.candidate.tonnes for one in self.ranked if one.taken), ZERO)


def available(scenario: Scenario, kept_back: int | None = None) -> tuple[Decimal, ...]:
    """The net position by month of a checked scenario as expected, without any listed proposal; negative: short.

    `kept_back`: for how many months from the first the arrivals nobody has listed are provided for; None: all. Later
    ones would else leave nothing to decide on: over ten years they alone may empty the reserve.
    """
    if kept_back is not None:
        last = scenario.month(kept_back - 1)
        scenario = replace(scenario, arrivals=tuple(
            replace(one, ends=min(one.ends or last, last)) for one in scenario.arrivals
            if kept_back and (one.begins or scenario.start) <= last))
    return tuple(row.closing_t - row.short_t for row in plan(replace(scenario, listed=())).months)


def to_buy(one: Listed, scenario: Scenario) -> Decimal:
    """Tonnes a proposal within the horizon buys if it comes: owed less the mean share offset, as `plan` has it.

    Where certificates are limited nobody can say who gets them: then all is bought.
    """
    if scenario.offsets.supply is not None:
        return one.owed_t
    share = min(scenario.offsets.share, scenario.rule("offset_max_share", one.month))
    return one.owed_t - tonnes_down(one.owed_t * share)


def order(candidates: Sequence[Candidate], position: Sequence[Decimal]) -> Order:
    """Rank and choose. `position`: tonnes by month from 0, as above; months before or beyond it are never asked for.

    The choice of greatest worth is found exactly by dynamic programming over undominated (tonnes, worth); where there
    are more than MOST_STATES, or nothing is gained, the ranking is followed: each that still fits is taken.
    """
    caps = capacity(position)
    ranking = sorted(range(len(candidates)), key=lambda at: _key(candidates[at], at))
    plain = _filled(candidates, ranking, caps, frozenset())
    chosen = _best(candidates, caps, _worth(candidates, plain))
    best = chosen is not None
    if chosen is None or _worth(candidates, chosen) <= _worth(candidates, plain):
        taken = plain
    else:
        taken = _filled(candidates, ranking, caps, chosen)  # what is worth nothing may fit beside
    most = _worth(candidates, taken) if best else _in_parts(candidates, ranking, caps)
    return Order(_explained(candidates, ranking, position, taken), best, _worth(candidates, plain), most)


def capacity(position: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Most tonnes that may be drawn until each month: the least of max(0, position) from there on; never falls."""
    return tuple(reversed(list(accumulate((max(ZERO, one) for one in reversed(position)), min))))


def remaining(position: Sequence[Decimal], drawn: Sequence[tuple[int, Decimal]]) -> tuple[Decimal, ...]:
    """The position with (month, tonnes) drawn: what ticking proposals leaves, month by month; negative: short."""
    by_month = [ZERO] * len(position)
    for month, tonnes in drawn:
        if 0 <= month < len(position):
            by_month[month] += tonnes
    return tuple(one - used for one, used in zip(position, accumulate(by_month), strict=True))


def _key(candidate: Candidate, at: int) -> tuple[bool, Decimal, Decimal, int, int]:
    """Fewest tonnes per unit first, then the larger worth, then the earlier; what is not worth anything last."""
    per_unit = candidate.per_unit
    return (per_unit is None, candidate.tonnes if per_unit is None else per_unit, -(candidate.worth or ZERO),
            candidate.month, at)


def _worth(candidates: Sequence[Candidate], chosen: frozenset[int]) -> Decimal:
    return sum((candidates[at].worth or ZERO for at in chosen), ZERO)


def _left(candidates: Sequence[Candidate], chosen: frozenset[int], caps: Sequence[Decimal]) -> list[Decimal]:
    """What may still be drawn until each month beside the chosen."""
    return list(remaining(caps, [(candidates[at].month, candidates[at].tonnes) for at in chosen]))


def _filled(candidates: Sequence[Candidate], ranking: Sequence[int], caps: Sequence[Decimal],
            chosen: frozenset[int]) -> frozenset[int]:
    """The chosen and, down the ranking, each further one that fits."""
    left = _left(candidates, chosen, caps)
    for at in ranking:
        one = candidates[at]
        if at not in chosen and one.tonnes <= min(left[one.month:]):
            chosen |= {at}
            left[one.month:] = [room - one.tonnes for room in left[one.month:]]
    return chosen


def _in_parts(candidates: Sequence[Candidate], ranking: Sequence[int], caps: Sequence[Decimal]) -> Decimal:
    """The most that could be had if proposals could be approved in part: down the ranking, as much of each as fits.

    That is the optimum of the relaxed problem, because capacities of nested spans of months make a polymatroid.
    """
    left, total = list(caps), ZERO
    for at in ranking:
        one = candidates[at]
        part = min(one.tonnes, *left[one.month:])
        left[one.month:] = [room - part for room in left[one.month:]]
        total += (one.worth or ZERO) * (part / one.tonnes if one.tonnes else 1)
    return total


def _best(candidates: Sequence[Candidate], caps: Sequence[Decimal], known: Decimal) -> frozenset[int] | None:
    """A choice of greatest worth, if that is more than `known`; the empty one if `known` is best; None if given up.

    Candidates come in month by month, so that a state is (tonnes drawn, worth, chosen) and only the capacity of the
    next one's month can stop it. A state goes when another has drawn no more and is worth no less, or when even
    parts of the rest could not lift it above what is known.
    """
    line = sorted((at for at, one in enumerate(candidates) if one.worth), key=lambda at: candidates[at].month)
    states: list[tuple[Decimal, Decimal, int]] = [(ZERO, ZERO, 0)]  # chosen: bits of `line`
    seen = 0
    for place, at in enumerate(line):
        one = candidates[at]
        assert one.worth is not None
        cap = caps[one.month]
        with_it = [(drawn + one.tonnes, worth + one.worth, chosen | 1 << place)
                   for drawn, worth, chosen in states if drawn + one.tonnes <= cap]
        bound = _Bound([candidates[rest] for rest in line[place + 1:]], caps[-1])
        states = [state for state in _undominated(states + with_it) if state[1] + bound.most(state[0]) > known]
        seen += len(states)
        if seen > MOST_STATES:
            return None
    top = max(states, key=lambda state: state[1], default=(ZERO, ZERO, 0))
    return frozenset(at for place, at in enumerate(line) if top[2] >> place & 1)


def _undominated(states: list[tuple[Decimal, Decimal, int]]) -> list[tuple[Decimal, Decimal, int]]:
    kept: list[tuple[Decimal, Decimal, int]] = []
    for state in sorted(states, key=lambda one: (one[0], -one[1])):
        if not kept or state[1] > kept[-1][1]:
            kept.append(state)
    return kept


class _Bound:
    """The most that candidates could be worth in a given room if parts of them could be taken."""

    def __init__(self, candidates: Sequence[Candidate], room: Decimal):
        line = sorted(candidates, key=lambda one: _key(one, 0))
        self.room = room
        self.tonnes = list(accumulate((one.tonnes for one in line), initial=ZERO))
        self.worth = list(accumulate((one.worth or ZERO for one in line), initial=ZERO))

    def most(self, drawn: Decimal) -> Decimal:
        room = self.room - drawn
        at = bisect_right(self.tonnes, room)  # the first that does not fit whole
        if at == len(self.tonnes):
            return self.worth[-1]
        part = (room - self.tonnes[at - 1]) / (self.tonnes[at] - self.tonnes[at - 1])
        return self.worth[at - 1] + part * (self.worth[at] - self.worth[at - 1])


def _explained(candidates: Sequence[Candidate], ranking: Sequence[int], position: Sequence[Decimal],
               taken: frozenset[int]) -> tuple[Ranked, ...]:
    left = _left(candidates, taken, [max(ZERO, one) for one in position])
    out, cumulative = [], ZERO
    for at in ranking:
        one = candidates[at]
        if at in taken:
            cumulative += one.tonnes
        tightest = min(range(one.month, len(left)), key=lambda month: left[month])
        out.append(Ranked(at, one, at in taken, cumulative, tightest, left[tightest]))
    return tuple(out)
