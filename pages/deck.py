"""Slides for a meeting: what is asked, the scenarios that are compared, the template; made when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.problem import Problem
from core.scenario.checks import check
from core.scenario.compare import MOST, check_comparable
from core.scenario.model import Scenario
from pages import brief, deck_slides, parts
from pages.base import Context
from pages.depletion_parts import compare, levers, runs, state
from pages.depletion_parts.choices import decidable
from ui import blocks, staff
from ui.documents import slide_template
from ui.documents.slides import Deck, as_pptx

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MB = 1_000_000


def form(ctx: Context, key: str, base: Scenario | None = None, beside: Sequence[Scenario] = ()) -> None:
    """`base`: the scenario that levers move, the county as it is without one; `beside`: those that are compared, the
    first of them `base` with a name; else `suggested`."""
    say = ctx.say
    blocks.note(say("deck.about"))
    typed = brief.asked_of(ctx, f"{key}:deck:asked:{say.lang}")
    compared = tuple(beside) or suggested(ctx)
    blocks.note(blocks.typed(say("deck.compared", names=tuple(
        f"{letter} {one.name}" for letter, one in zip(compare.LETTERS, compared, strict=False)))))
    template = _template(ctx, key)
    try:
        parts.price_today(ctx)
    except Problem as problem:  # there is no price to speak of
        blocks.refusal(say.problem(problem))
        return
    if template is None:
        return
    moved = base or state.present(ctx)
    st.download_button(say("deck.make"), lambda: as_pptx(deck(ctx, typed, moved, compared), template),
                       file_name="zhanbu-slides.pptx", mime=TYPE, key=f"{key}:deck:make", on_click="ignore",
                       icon=":material/slideshow:")


def suggested(ctx: Context) -> tuple[Scenario, ...]:
    """The county as it is; what it can decide on, as in a meeting; the outlook it has published."""
    now = compare.named(ctx, state.present(ctx))
    found = [now, *decidable(ctx, now)][:MOST]
    if len(found) < MOST and (published := ctx.snapshot.outlook) is not None:
        try:
            own = compare.named(ctx, replace(published.inputs(), name=ctx.say.pick(published.name, published.name)))
            check(own)
            check_comparable((now, own))
        except Problem:  # of other months than the county as it is today: the brief's sentence tells of it
            pass
        else:
            found.append(own)
    return tuple(found)


def deck(ctx: Context, asked: str, base: Scenario, compared: Sequence[Scenario]) -> Deck:
    """Eight slides; `asked` as it was typed."""
    say, snapshot = ctx.say, ctx.snapshot
    if len(compared) > 1:
        played = compare.played(ctx, compared)
        results, against = played.results, played.against
    else:
        results, against = (runs.quick(ctx, compared[0]),), ()
    told = deck_slides.Told(ctx, parts.price_today(ctx), base, results, against, levers.steps(ctx, base), asked)
    slides = [one(told) for one in (deck_slides.cover, deck_slides.state, deck_slides.price, deck_slides.proposals,
                                    deck_slides.scenarios, deck_slides.steps, deck_slides.decision,
                                    deck_slides.basis)]
    return Deck(say.lang, ctx.today, say("brief.under", day=ctx.today), slides,
                say("brief.foot", version=snapshot.version, day=snapshot.series.last_date),
                say("frame.demo") if snapshot.demo else "")


def _template(ctx: Context, key: str) -> bytes | None:
    """The bytes of the template; None where the one that was brought cannot be used, which is said."""
    say = ctx.say
    try:
        found = slide_template.county()
    except Problem as problem:  # the county's own; ours will do
        blocks.warning(say.problem(problem))
        found = slide_template.shipped()
    if not staff.may("use.template"):
        return found
    brought = st.file_uploader(say("deck.template"), type=["pptx"], key=f"{key}:deck:template",
                               help=say("deck.template_help"), max_upload_size=slide_template.LIMITS.bytes // MB)
    if brought is None:
        return found
    try:
        return slide_template.checked(brought.getvalue())
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return None
