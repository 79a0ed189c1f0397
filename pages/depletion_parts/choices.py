"""The scenarios that a meeting chooses between: A is the page's, the others what the county has beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from core.problem import Problem
from core.scenario.checks import check
from core.scenario.compare import MOST, check_comparable, differences
from core.scenario.levers import levers, restocked
from core.scenario.model import Scenario
from pages import brief
from pages.base import Context
from pages.depletion_parts import compare, runs, state
from pages.depletion_parts import levers as words
from pages.depletion_parts.saved import kept
from ui.format import number


def choices(ctx: Context) -> tuple[Scenario, ...]:
    """Up to four over the same months, no two alike: the page's; what was set beside it; the published outlook; saved
    versions that the visitor may see, the newest first. Where there is none: the page's with what could be decided.

    Problem where the page's own scenario cannot be played.
    """
    edited = state.changed() and not state.held(ctx)
    first = compare.named(ctx, state.current(ctx), ctx.say("depletion.here") if edited else "")
    check(first)
    found = [first]
    for one in _beside(ctx):
        # Books that only grew a version since are no other scenario.
        if len(found) < MOST and all(differences((replace(one, data_version=other.data_version), other))
                                     for other in found):
            found.append(one)
    return tuple(found) if len(found) > 1 else (first, *decidable(ctx, first))


def decidable(ctx: Context, first: Scenario) -> Iterator[Scenario]:
    """What a county can decide on: as many hectares more as the brief suggests, or as the lever's step has; the largest
    approved proposal not approved."""
    rules, short = ctx.snapshot.rules.at(ctx.today), runs.expected(ctx, first).peak_short_t
    if short:
        area = brief.lacking(ctx, short)
        name = ctx.say("meeting.restocked", hectares=number(area, 1))
        yield replace(restocked(first, f"+{area} hm²", area, rules), name=name)  # luck follows the batch's name
    for one in levers(first, rules):
        if one.scenario is not None and one.name in (("refuse",) if short else ("batch", "refuse")):
            yield replace(one.scenario, name=words.step(ctx, one))


def _beside(ctx: Context) -> Iterator[Scenario]:
    """What can be set beside the first; what cannot is left to the comparison on the page, which says why."""
    asked = st.session_state.get(compare.BESIDE, (compare.NOW,))
    first = state.current(ctx)
    reads = [lambda one=one: compare.beside(ctx, one) for one in asked]
    if ctx.snapshot.outlook is not None:
        reads.append(lambda: state.called(ctx, replace(ctx.snapshot.outlook.inputs(), name=ctx.snapshot.outlook.name)))
    reads += [lambda one=one: state.called(ctx, one.scenario()) for one in reversed(kept(ctx))]
    for read in reads:
        try:
            found = compare.named(ctx, read())
            check(found)
            check_comparable((first, found))
        except Problem:
            continue
        yield found
