"""The order to approve a list's proposals in: the criterion, the answer in words, and why each is in or out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal

import streamlit as st

from core.scenario.listing import Proposal
from core.scenario.model import Scenario
from core.scenario.order import Candidate, Order, Ranked, order, remaining, to_buy
from pages.base import Context
from ui import blocks
from ui.format import hectares, money, month, number, percent, tonnes_book

BY, BACK = "depletion:list:by", "depletion:list:back"
TEN_THOUSAND = Decimal(10_000)
WORTH: dict[str, Callable[[Proposal], Decimal | None]] = {
    "area": lambda one: one.area_hm2,
    "value": lambda one: None if one.value_cny is None else one.value_cny / TEN_THOUSAND,
    "count": lambda one: Decimal(1),
}
Drawn = tuple[int, Decimal]


def kept_back(ctx: Context, scenario: Scenario, proposals: Sequence[Proposal]) -> int:
    """For how many months unlisted projects are provided for: at first as long as the list reaches."""
    if BACK not in st.session_state:
        last = max((scenario.index(one.planned) for one in proposals), default=0)
        st.session_state[BACK] = min(last + 1, scenario.months)
    st.session_state[BACK] = min(st.session_state[BACK], scenario.months)
    months: int = st.slider(ctx.say("listing.kept_back"), 0, scenario.months, key=BACK, persist_state="session",
                            help=ctx.say("listing.kept_back_help"))
    return months


def criterion(ctx: Context, proposals: Sequence[Proposal]) -> str:
    """What a tonne should bring most of, among what the list says."""
    known = [name for name, worth in WORTH.items() if any(worth(one) for one in proposals)] or ["count"]
    if st.session_state.get(BY) not in known:
        st.session_state[BY] = known[0]
    chosen: str = st.segmented_control(ctx.say("listing.by"), known, key=BY, required=True, persist_state="session",
                                       format_func=lambda name: ctx.say(f"listing.by.{name}"))
    return chosen


def drawn(one: Proposal, scenario: Scenario) -> Drawn:
    """(month counted from the first, tonnes bought) of a proposal within the horizon."""
    return scenario.index(one.planned), to_buy(one.listed(), scenario)


def ordered(proposals: Sequence[Proposal], drawn_: Sequence[Drawn], position: Sequence[Decimal], by: str) -> Order:
    candidates = tuple(Candidate(one.name, at, tonnes, WORTH[by](one))
                       for one, (at, tonnes) in zip(proposals, drawn_, strict=True))
    return _ordered(hashlib.sha256(repr((candidates, position)).encode()).hexdigest(), candidates, position)


@st.cache_resource(max_entries=32, show_spinner=False)
def _ordered(key: str, _candidates: Sequence[Candidate], _position: Sequence[Decimal]) -> Order:
    """Long lists take half a second, and every tick draws the page anew."""
    return order(_candidates, _position)


def answer(ctx: Context, scenario: Scenario, found: Order, position: Sequence[Decimal],
           drawn_: Sequence[Drawn]) -> None:
    """Whether the reserve can serve them all, and if not how many."""
    say = ctx.say
    short = next((at for at, tonnes in enumerate(position) if tonnes < 0), None)
    if short is not None:
        blocks.warning(say("listing.short_anyway", month=month(scenario.month(short))))
    everything = remaining(position, drawn_)
    count = len(found.ranked)
    if min(everything) >= 0:
        at, left = _least(everything)
        blocks.answer(say("listing.all_fit", count=count, month=month(scenario.month(at)), left=tonnes_book(left)))
        return
    first = next(at for at, tonnes in enumerate(everything) if tonnes < 0)
    blocks.answer(say("listing.short", month=month(scenario.month(first)), lacking=tonnes_book(-min(everything)),
                      taken=sum(one.taken for one in found.ranked), count=count, tonnes=tonnes_book(found.tonnes)))


def ticked(ctx: Context, scenario: Scenario, left: Sequence[Decimal]) -> None:
    """What the ticks leave."""
    at, least = _least(left)
    if least >= 0:
        blocks.note(ctx.say("listing.ticked", month=month(scenario.month(at)), left=tonnes_book(least)))
    else:
        first = next(at for at, tonnes in enumerate(left) if tonnes < 0)
        blocks.warning(ctx.say("listing.ticked_short", month=month(scenario.month(first)), lacking=tonnes_book(-least)))


def _least(left: Sequence[Decimal]) -> tuple[int, Decimal]:
    at = min(range(len(left)), key=lambda one: left[one])
    return at, left[at]


def reasons(ctx: Context, scenario: Scenario, found: Order, by: str) -> None:
    """Each proposal by rank with why it is in or out, and how the choice was found."""
    say = ctx.say
    if not found.best:
        blocks.note(say("listing.by_rank", worth=_worth(ctx, found.worth, by), most=_worth(ctx, found.most, by)))
    elif found.worth > found.by_rank:
        blocks.note(say("listing.best_beats", worth=_worth(ctx, found.worth, by),
                        by_rank=_worth(ctx, found.by_rank, by)))
    else:
        blocks.note(say("listing.best"))
    blocks.table([say(f"listing.column.{name}") for name in (
        "name", "rank", "month", "buy", f"per_{by}", "cumulative", "verdict", "why")],
        [(one.candidate.name, str(place), month(scenario.month(one.candidate.month)), number(one.candidate.tonnes, 3),
          "–" if one.candidate.per_unit is None else number(one.candidate.per_unit, 3), number(one.cumulative, 3),
          say("listing.in") if one.taken else say("listing.out"), _why(ctx, scenario, one))
         for place, one in enumerate(found.ranked, start=1)], range(1, 6))
    blocks.note(say("listing.supply_note") if scenario.offsets.supply is not None
                else say("listing.share_note", share=percent(scenario.offsets.share)))
    blocks.note(say("listing.how"))


def _why(ctx: Context, scenario: Scenario, one: Ranked) -> str:
    say = ctx.say
    at, left = month(scenario.month(one.tightest)), tonnes_book(one.left)
    text = say("listing.why_in", month=at, left=left) if one.taken else say(
        "listing.why_out", tonnes=tonnes_book(one.candidate.tonnes), month=at, left=left,
        lacking=tonnes_book(one.lacking))
    return text if one.candidate.worth else f"{text} {say('listing.unknown_worth')}"


def _worth(ctx: Context, value: Decimal, by: str) -> str:
    if by == "count":
        return ctx.say("listing.worth_count", count=number(value))
    return hectares(value) if by == "area" else money(value * TEN_THOUSAND)
