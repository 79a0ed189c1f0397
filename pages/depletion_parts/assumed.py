"""Everything a scenario assumes in one table: figure, and where it comes from; what nobody has confirmed wears ◊."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from core.numbers import ZERO, plain
from core.scenario.model import Arrivals, Scenario
from pages.base import Context
from pages.depletion_parts.sources import cited
from pages.depletion_parts.state import present
from ui import blocks
from ui import rules as shown
from ui.format import listed, month, number, percent

Row = tuple[str, str, str]


def assumptions(ctx: Context, scenario: Scenario) -> None:
    say = ctx.say
    blocks.table([say("depletion.assumption"), say("export.value"), say("export.reference")], rows(ctx, scenario))


def rows(ctx: Context, scenario: Scenario) -> Iterator[Row]:
    """What, how much, whence."""
    say = ctx.say
    now = present(ctx)
    if scenario.steady_t:
        yield say("depletion.steady"), plain(scenario.steady_t), say("depletion.own")
    for name, value, source in (*_demand(ctx, scenario), *_supply(ctx, scenario)):
        yield say(f"depletion.in.{name}"), value, source or _whence(ctx, name, now, scenario)
    for rule, value, text in _single(scenario):
        description = ctx.snapshot.rules[f"scenario.{rule}"]
        yield (say.pick(description.description_zh, description.description_en), text,
               cited(ctx, f"scenario.{rule}", value))


def _whence(ctx: Context, name: str, now: Scenario, scenario: Scenario) -> str:
    field = "reforms" if name == "rules" else name
    same = getattr(now, field) == getattr(scenario, field)
    return ctx.say(f"depletion.whence.{name}") if same else ctx.say("depletion.own")


def _demand(ctx: Context, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    say = ctx.say
    approved = [one for one in scenario.listed if one.approved]
    expected = sum((one.owed_t * one.probability for one in approved), ZERO)
    yield "listed", say("depletion.sum.listed", count=len(approved), tonnes=number(expected)), ""
    yield "arrivals", listed((_arriving(ctx, scenario, one) for one in scenario.arrivals), say) or "–", ""
    supply = scenario.offsets.supply
    text = say("depletion.sum.offsets", share=percent(scenario.offsets.share),
               width=percent(scenario.offsets.half_width))
    if supply is not None:
        text += say("depletion.sum.supply", opening=number(supply.opening_t), yearly=number(supply.per_year_t),
                    months=supply.valid_months)
    yield "offsets", text, ""


def _arriving(ctx: Context, scenario: Scenario, one: Arrivals) -> str:
    """When, how many, how large, how fast they grow in number, and whether some months bring more."""
    say, sizes = ctx.say, one.sizes
    text = say("depletion.sum.arrivals", name=one.name or say(f"depletion.unlisted.{one.use}"),
               count=plain(one.per_year.normalize() + ZERO), begins=month(one.begins or scenario.start),
               ends=month(one.ends or scenario.end))
    if sizes.kind == "sample":
        text += say("depletion.sum.sample", tonnes=listed(map(plain, sizes.sample), say))
    else:
        text += say(f"depletion.sum.{sizes.kind}", median=plain(sizes.median_t), p95=plain(sizes.p95_t))
    if one.growth:
        text += say("depletion.sum.growth", growth=percent(one.growth, 1))
    if len(set(one.season)) > 1:
        text += say("depletion.sum.season", weights=" ".join(map(plain, one.season)))
    return text


def _supply(ctx: Context, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    say = ctx.say
    yield "lots", say("depletion.sum.lots", count=len(scenario.lots), tonnes=number(scenario.opening_t)), ""
    area = number(sum((one.area_hm2 for one in scenario.batches), ZERO), 1)
    count = len(scenario.batches)
    yield "batches", say("depletion.sum.batches", count=count, area=area) if count else "–", ""
    price = say(f"depletion.price.{scenario.price.model}")
    yield "price", f"{price} · ¥{plain(scenario.price.national_cny)}/t · {scenario.price.until}", ""
    changes = listed((f"{shown.name(ctx.snapshot.rules[one.rule], say)} {month(one.month)} → {plain(one.value)}"
                      for one in scenario.reforms), say)
    yield "rules", changes or say("depletion.sum.no_reform"), ""
    yield "playing", say("depletion.sum.playing", paths=f"{scenario.paths:,}", seed=scenario.seed), say(
        "depletion.whence.playing")


def _single(scenario: Scenario) -> Iterator[tuple[str, Decimal, str]]:
    """Figures that the rules suggest: rule, value, as text."""
    settlement = scenario.settlement
    yield "settlement_mean", settlement.mean, plain(settlement.mean)
    yield "settlement_half_width", settlement.half_width, f"± {percent(settlement.half_width)}"
    yield "settlement_common", settlement.common, percent(settlement.common)
    for one in scenario.reversals:
        yield f"{one.kind}_per_year", one.per_year, percent(one.per_year, 1)
        yield f"{one.kind}_share_lost", one.share_lost, percent(one.share_lost)
