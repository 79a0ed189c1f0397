"""What would help: one step of each lever and what it moves, all on the same luck.

How large a step is stands in the rules `scenario.step.*`; what a step means for tonnes and yuan comes from playing the
scenario with it, so levers are compared with what they cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.numbers import ZERO, plain
from core.problem import Problem
from core.rules import RulesAt
from core.scenario.answers import Difference
from core.scenario.change import change, sound
from core.scenario.compare import Against, against
from core.scenario.engine import Cancelled, simulate
from core.scenario.model import ONE, Batch, Listed, Reform, Scenario, add_months
from core.scenario.result import Array, Result
from core.scenario.yields import age_at, batch_yield

DIGITS = Decimal("0.000001")
Prices = Callable[[Scenario], Array]


@dataclass(frozen=True, slots=True)
class Lever:
    """One step: `name` as in words lever.<name>, `amount` in `unit`, negative for the step in the other direction;
    `subject`: the proposal it is about. `scenario`: with the step taken; None where there is nothing to move, and `why`
    then says what is missing."""

    name: str
    amount: Decimal
    unit: str
    scenario: Scenario | None
    why: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step moves against the scenario as it is; `why`: the reason where no tonne moves."""

    lever: Lever
    change: Against
    why: str = ""


def effects(scenario: Scenario, rules: RulesAt, prices: Prices | None = None, *, paths: int | None = None,
            progress: Callable[[float], bool] | None = None) -> tuple[Effect, ...]:
    """Every lever's steps, the one that gains most months first.

    `prices`: the price bank of a scenario; asked once, and again only for a step that changes a rule. None: no money.
    `progress` is told the share done and says whether to go on (core.scenario.engine.Cancelled).
    """
    found, steps = [], levers(scenario, rules)

    def played(one: Scenario, bank: Array | None) -> Result:
        return simulate(one, bank, paths=paths)

    bank = None if prices is None else prices(scenario)
    base = played(scenario, bank)
    for number, lever in enumerate(steps, start=1):
        step = lever.scenario
        if step is None:
            found.append(_nothing(lever))
        else:
            own = bank if prices is None or step.reforms == scenario.reforms else prices(step)
            found.append(_effect(lever, base, played(step, own)))
        if progress is not None and not progress(number / len(steps)):
            raise Cancelled
    return tuple(sorted(found, key=lambda one: (-one.change.months.mean, one.change.unmet_t.mean)))


def levers(scenario: Scenario, rules: RulesAt) -> tuple[Lever, ...]:
    """Every lever with its steps, forward and back where there are two."""
    return tuple(step for steps in (_offset, _certificates, _fewer_projects, _less_unlisted, _proposals, _price,
                                    _new_batch, _earlier, _patrols, _tending) for step in steps(scenario, rules))


def _step(rules: RulesAt, name: str) -> Decimal:
    return rules.number(f"scenario.step.{name}")


def _two(name: str, unit: str, amount: Decimal, of: Callable[[Decimal], Scenario], scenario: Scenario, why: str,
         why_back: str = "") -> Iterator[Lever]:
    """The step forward and the one back; `why` where it leaves the scenario as it is."""
    for by, reason in ((amount, why), (-amount, why_back or why)):
        step = of(by)
        moved = step != scenario
        yield Lever(name, by, unit, step if moved else None, "" if moved else reason)


def _offset(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """Occupiers offset more, at most what the rule lets them."""
    share, most = scenario.offsets.share, scenario.rule("offset_max_share", scenario.start)

    def to(by: Decimal) -> Scenario:
        new = max(min(share + by, most), share) if by > 0 else max(share + by, ZERO)
        return sound(replace(scenario, offsets=replace(scenario.offsets, share=new)))

    return _two("offset", "1", _step(rules, "offset_share"), to, scenario, "at_cap", "at_zero")


def _certificates(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    return _two("certificates", "tCO2e/a", _step(rules, "certificates_t"),
                lambda by: change(scenario, "offsets.supply.per_year_t", lambda old: old + by), scenario,
                "always_enough" if scenario.offsets.supply is None else "at_zero")


def _fewer_projects(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """So many projects fewer a year, of each kind in proportion."""
    months = [scenario.month(at) for at in range(scenario.months)]
    total = sum((one.per_year * sum(map(one.come_in, months)) for one in scenario.arrivals), ZERO) / scenario.months

    def by(count: Decimal) -> Scenario:
        if not total:
            return scenario
        factor = max(ONE - count / total, ZERO)
        return replace(scenario, arrivals=tuple(replace(one, per_year=(one.per_year * factor).quantize(DIGITS))
                                                for one in scenario.arrivals))

    return _two("projects", "1/a", _step(rules, "projects_per_year"), by, scenario, "no_arrivals")


def _less_unlisted(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """All demand that nobody has listed, so much less."""
    def by(share: Decimal) -> Scenario:
        return replace(scenario, steady_t=scenario.steady_t * (1 - share), arrivals=tuple(
            replace(one, per_year=one.per_year * (1 - share)) for one in scenario.arrivals))

    return _two("unlisted", "1", _step(rules, "unlisted_share"), by, scenario, "no_unlisted")


def _proposals(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """The largest approved proposal not approved; the largest of those not approved approved."""
    for name, approved in (("refuse", True), ("approve", False)):
        some = [at for at, one in enumerate(scenario.listed)
                if one.approved == approved and one.owed_t and one.probability and one.month <= scenario.end]
        if not some:
            yield Lever(name, ZERO, "tCO2e", None, "none_approved" if approved else "all_approved")
            continue
        largest = max(some, key=lambda at: _expected(scenario.listed[at]))
        one = scenario.listed[largest]
        listed = (*scenario.listed[:largest], replace(one, approved=not approved), *scenario.listed[largest + 1:])
        yield Lever(name, one.owed_t, "tCO2e", replace(scenario, listed=listed), subject=one.name)


def _expected(one: Listed) -> Decimal:
    return one.owed_t * one.probability


def _price(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """Another multiplier from the start: every value it would have had, moved by as much."""
    rule = "price_multiplier"
    others = tuple(one for one in scenario.reforms if one.rule != rule)
    dates = [one.month for one in scenario.reforms if one.rule == rule] + [
        one.since if one.since.day == 1 else add_months(one.since, 1) for one in scenario.rules if one.rule == rule]
    months = sorted({scenario.start} | {one for one in dates if scenario.start < one <= scenario.end})

    def moved(by: Decimal) -> Scenario:
        values = [min(max(scenario.rule(rule, month) + by, ZERO), ONE) for month in months]
        return replace(scenario, reforms=(*others, *(
            Reform(rule, month, value) for month, value in zip(months, values, strict=True))))

    return _two("price", "1", _step(rules, rule), moved, scenario, "")


def _new_batch(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """One more batch, of trees just old enough to be stored, as uncertain and late as batches are."""
    area, month = _step(rules, "batch_hm2"), _soonest(scenario, rules)
    age, years = (scenario.rule(name, month) for name in ("planted_min_years", "neutrality_period_years"))
    grown = _grown(age, years, rules)
    if grown is None:
        yield Lever("batch", area, "hm²", None, "nothing_grows")
        return
    yield Lever("batch", area, "hm²", _with_batch(scenario, f"+{plain(area)} hm²", area, grown, rules))


def restocked(scenario: Scenario, name: str, area_hm2: Decimal, rules: RulesAt) -> Scenario:
    """With one more batch of so many hm² at the usual yield, from the month on and as uncertain as the lever's is."""
    return _with_batch(scenario, name, area_hm2, rules.number("batch_yield_t_hm2"), rules)


def _soonest(scenario: Scenario, rules: RulesAt) -> date:
    return scenario.month(int(_step(rules, "batch_months")))


def _with_batch(scenario: Scenario, name: str, area_hm2: Decimal, yield_t_hm2: Decimal, rules: RulesAt) -> Scenario:
    width, usual, worst = (rules.number(f"scenario.{one}") for one in (
        "batch_half_width", "delay_usual_months", "delay_worst_months"))
    batch = Batch(name, _soonest(scenario, rules), area_hm2, yield_t_hm2, half_width=width, delay_usual=int(usual),
                  delay_worst=int(worst))
    return sound(replace(scenario, batches=(*scenario.batches, batch)))


def _earlier(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """Every planned batch stored earlier, as far as its trees are old enough by then; or as much later."""
    return _two("earlier", "mon", _step(rules, "earlier_months"), lambda by: replace(
        scenario, batches=tuple(_shifted(scenario, one, -int(by), rules) for one in scenario.batches)),
        scenario, "not_earlier" if scenario.batches else "no_batches", "no_batches")


def _shifted(scenario: Scenario, batch: Batch, by: int, rules: RulesAt) -> Batch:
    """The batch so many months later, with the yield of its trees' age by then."""
    months = (add_months(batch.month, late) for late in range(by, 1)) if by < 0 else iter([add_months(batch.month, by)])
    month = next(one for one in months if one == batch.month or _possible(scenario, batch, one))
    return replace(batch, month=month, yield_t_hm2=_yield_in(scenario, batch, month, rules))


def _possible(scenario: Scenario, batch: Batch, month: date) -> bool:
    old_enough = batch.planted is None or age_at(batch.planted, month) >= scenario.rule("planted_min_years", month)
    return month >= scenario.start and old_enough


def _yield_in(scenario: Scenario, batch: Batch, month: date, rules: RulesAt) -> Decimal:
    """Along the growth curve from the month planned; as it is where the age is not known or nothing grows."""
    if batch.planted is None or month == batch.month:
        return batch.yield_t_hm2
    years = scenario.rule("neutrality_period_years", month)
    planned, now = (_grown(age_at(batch.planted, one), years, rules) for one in (batch.month, month))
    return batch.yield_t_hm2 if planned is None or now is None else (batch.yield_t_hm2 * now / planned).quantize(DIGITS)


def _grown(age: Decimal, years: Decimal, rules: RulesAt) -> Decimal | None:
    """tCO2e/hm² of trees of that age; None where nothing grows."""
    try:
        value = batch_yield(age, years, rules).value
    except Problem:
        return None
    return value if isinstance(value, Decimal) else None


def _patrols(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """Fire and felling become rarer; or as much more frequent."""
    left = _step(rules, "reversals_left")

    def to(by: Decimal) -> Scenario:
        factor = left if by > 0 else 1 / left
        return replace(scenario, reversals=tuple(replace(one, per_year=min(one.per_year * factor, ONE))
                                                 for one in scenario.reversals))

    return _two("patrols", "1", 1 - left, to, scenario, "no_reversals")


def _tending(scenario: Scenario, rules: RulesAt) -> Iterator[Lever]:
    """More (or less) is measured at the end of the neutrality periods."""
    return _two("tending", "1", _step(rules, "settlement_mean"),
                lambda by: change(scenario, "settlement.mean", lambda old: old + by), scenario, "at_limit")


def _effect(lever: Lever, base: Result, step: Result) -> Effect:
    moved = any((getattr(base, name) != getattr(step, name)).any() for name in ("first", "unmet"))
    why = "" if moved else "only_money" if lever.name == "price" else (
        "never_short" if (base.first >= base.scenario.months).all() else "no_difference")
    return Effect(lever, against(base, step), why)


def _nothing(lever: Lever) -> Effect:
    return Effect(lever, Against(*(Difference(0, 0, 0),) * 5), lever.why)
