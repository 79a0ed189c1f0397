"""Carbon accounting: what a plot can store, whether it may enter, how many sample plots it needs, how it grows."""

from __future__ import annotations

import streamlit as st

from pages import parts
from pages.accounting_parts import any_day, facts, growth, measure, sampling, screen, tables, where
from pages.base import Context, context
from ui import blocks, link

WAYS = {"measure": measure.measure, "screen": screen.screen, "sampling": sampling.sampling, "growth": growth.growth}


def main() -> None:
    ctx = context()
    say = ctx.say
    _restore(ctx)
    head = st.container()
    way = st.segmented_control(say("accounting.way"), list(WAYS), key="accounting:way", required=True,
                               format_func=lambda one: say(f"accounting.way.{one}"), label_visibility="collapsed",
                               persist_state="session")
    shown = WAYS[way](ctx)
    with head:
        blocks.title(say("accounting.question"), say(f"accounting.lead.{way}"), parts.demo_mark(ctx, shown.demo))
    parts.end(ctx, "accounting", {"way": way, **shown.state}, shown.demo)


def _restore(ctx: Context) -> None:
    """Start every way's inputs from the address, once."""
    number = link.between(0, growth.LARGEST)
    age = link.between(0, float(growth.HIGHEST_AGE))
    plots = where.options(ctx)
    link.restore("accounting", {
        "accounting:way": ("measure", link.one_of(*WAYS)),
        where.PLOT: (plots[0], link.one_of(*plots)),
        "accounting:sheet": ("demo", link.one_of("demo", "own")),
        "accounting:basis": ("until", link.one_of("until", "planting")),
        where.UNTIL: (None, any_day),
        "accounting:area": (None, link.between(0, 1e6)),
        "accounting:planted": (None, any_day),
        where.FACTS: (None, facts.read),
        sampling.STRATA: (None, lambda text: tables.read(text, 4, 1)),
        "accounting:from": ("fit", link.one_of("fit", "enter")),
        "accounting:shape": ("richards", link.one_of(*growth.SHAPES)),
        growth.OBSERVED: ([], lambda text: tables.read(text, 2, 0)),
        "accounting:fixed": (False, lambda text: text == "1"),
        "accounting:power": (2.0, link.between(0.01, 1e4)),
        "accounting:a": (60.0, number), "accounting:k": (0.06579, number), "accounting:c": (2.0, number),
        "accounting:start": (5.0, age), "accounting:end": (8.0, age),
    })
    if st.session_state[where.PLOT] not in plots:  # taken out of the books while this session was open
        st.session_state[where.PLOT] = plots[0]


main()
