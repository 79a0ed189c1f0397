"""What is known of a piece of land: from the store, from the address, from the form; three-state where it can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import shapely
import streamlit as st

from core.carbon.eligibility import ELIGIBLE_USE, Land
from core.land import area_4543_hm2, read_footprint
from core.land.tables import code_names
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Plot
from pages.accounting_parts import ANYTIME, any_day, where
from pages.accounting_parts.where import FACTS, STARTED
from pages.base import Context
from store.overlay import Piece, overlay
from ui import blocks, link, staff
from ui.format import hectares, number

Facts = dict[str, Any]
YES_NO = ("urban_or_road", "tenure_clear", "wetland", "trees_removed", "soil_disturbed_repeatedly", "burning",
          "displaced", "public_welfare", "key_function_zone")
DAYS = ("started_on", "non_forest_since", "planted_on")
NUMBERS = {"smallest_m2": 1e10, "shrub_removed": 100.0, "rainfall_mm": 20_000.0}  # and the most each may be
PLANTS = ("tree", "bamboo", "shrub")
GROUPS = {"land": ("forest_use", "plants", "urban_or_road", "wetland", "smallest_m2"),
          "dates": ("non_forest_since", "started_on", "planted_on"),
          "works": ("tenure_clear", "trees_removed", "shrub_removed", "soil_disturbed_repeatedly", "burning",
                    "displaced"),
          "additional": ("public_welfare", "key_function_zone", "rainfall_mm")}
FIELDS = tuple(field for group in GROUPS.values() for field in group)
FORM = "accounting:fact"
SHOWN = 4  # pieces of forest under a plot
NOTHING = "-"  # in an address: nothing is known
ANSWERS = {"yes": True, "no": False, "unknown": None}
M2_PER_HM2 = 10_000


def key(field: str, of: str = FORM) -> str:
    """Of a fact's input. `of`: which of the forms that ask for facts."""
    return f"{of}:{field}"


def uses() -> dict[str, tuple[str, str]]:
    """Codes of forest use with their names."""
    return {one.code: (one.name_zh, one.name_en) for one in code_names()["forest_use"].values()}


def restore(ctx: Context) -> None:
    """Fill the form once: from the address, else from what the store knows of the plot."""
    if STARTED not in st.session_state:
        st.session_state[STARTED] = True
        said = st.session_state[FACTS]
        put(known(ctx) if said is None else said)


def put(facts: Mapping[str, Any], of: str = FORM) -> None:
    """Facts into the form; what is not among them is not known."""
    for field in FIELDS:
        value = facts.get(field)
        if field in YES_NO or field in ("forest_use", "plants"):
            value = value or "unknown"
        st.session_state[key(field, of)] = value


def read(text: str) -> Facts:
    """`write` backwards; ValueError for anything else."""
    facts: Facts = {}
    for part in text.split("!") if text != NOTHING else ():
        field, _, value = part.partition("~")
        if field in YES_NO:
            facts[field] = link.one_of("yes", "no")(value)
        elif field in DAYS:
            facts[field] = any_day(value)
        elif field in NUMBERS:
            facts[field] = link.between(0, NUMBERS[field])(value)
        elif field == "forest_use":
            facts[field] = link.one_of(*uses())(value)
        elif field == "plants":
            facts[field] = link.one_of(*PLANTS)(value)
        else:
            raise ValueError(part)
    return facts


def write(of: str = FORM) -> str:
    """The form as text for the address."""
    said = {field: st.session_state.get(key(field, of)) for field in FIELDS}
    return "!".join(f"{field}~{_text(value)}" for field, value in said.items()
                    if value not in (None, "unknown")) or NOTHING


def _text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def land(of: str = FORM) -> Land:
    """The form as what is screened."""
    said = {field: st.session_state.get(key(field, of)) for field in FIELDS}
    for field in FIELDS:
        value = said[field]
        if field in YES_NO:
            said[field] = ANSWERS[value or "unknown"]
        elif value == "unknown":
            said[field] = None
        elif field in NUMBERS and value is not None:
            said[field] = Decimal(f"{value:.2f}") / (100 if field == "shrub_removed" else 1)
    return Land(**said)


def known(ctx: Context) -> Facts:
    """What the store says of the plot that is chosen."""
    plot = where.current(ctx)
    if plot is None:
        return {}
    return known_of(ctx, plot)


def known_of(ctx: Context, plot: Plot) -> Facts:
    """What the store says of a plot: its row, and the inventory under its outline."""
    return dict(_known((ctx.snapshot.version, plot.plot), plot, ctx)[0])


def pieces_of(ctx: Context, plot: Plot) -> tuple[Piece, ...]:
    """The sub-compartments under the plot's outline."""
    return _known((ctx.snapshot.version, plot.plot), plot, ctx)[1]


@st.cache_resource(max_entries=64, show_spinner=False)
def _known(key_: tuple[int, str], _plot: Plot, _ctx: Context) -> tuple[Facts, tuple[Piece, ...]]:
    species = _ctx.snapshot.species.find(_plot.species)
    facts: Facts = {"planted_on": _plot.planted_on, "plants": species.form if species.form in PLANTS else None}
    pieces: tuple[Piece, ...] = ()
    try:
        outline = read_footprint(_plot.geometry, _ctx.snapshot.county).geometry
        pieces = overlay(_ctx.snapshot.store, outline).pieces
        facts["smallest_m2"] = float(min(area_4543_hm2(part) for part in shapely.get_parts(outline)) * M2_PER_HM2)
    except Problem:
        pass  # an outline that cannot be used says nothing
    named = [one.forest_use for one in pieces if one.forest_use in uses()]  # the largest first
    refused = [code for code in named if not code.startswith(ELIGIBLE_USE)]
    facts["forest_use"] = next(iter(refused + named), None)  # one part that is excluded is what matters
    categories = {one.forest_category[:1] for one in pieces}
    facts["public_welfare"] = {frozenset("1"): "yes", frozenset("2"): "no"}.get(frozenset(categories))
    return {field: value for field, value in facts.items() if value is not None}, pieces


def form(ctx: Context, of: str = FORM) -> None:
    """Every fact, in groups; what is not known stays unknown."""
    say = ctx.say
    for group, fields in GROUPS.items():
        st.markdown(f"**{say(f'screen.group.{group}')}**")
        for field in fields:
            _ask(ctx, field, key(field, of))


def _ask(ctx: Context, field: str, named: str) -> None:
    say = ctx.say
    label = say(f"screen.fact.{field}")
    if field == "forest_use":
        names = uses()
        st.selectbox(label, ["unknown", *names], key=named, persist_state="session", format_func=lambda code: say(
            "screen.unknown") if code == "unknown" else f"{code} {say.pick(*names[code])}")
    elif field == "plants":
        st.segmented_control(label, [*PLANTS, "unknown"], key=named, required=True, persist_state="session",
                             format_func=lambda one: say("screen.unknown") if one == "unknown" else say(
                                 f"screen.plants.{one}"))
    elif field in YES_NO:
        st.segmented_control(label, list(ANSWERS), key=named, required=True, persist_state="session",
                             format_func=lambda one: say("screen.unknown") if one == "unknown" else say(
                                 f"value.{one}"))
    elif field in DAYS:
        st.date_input(label, value=None, min_value=ANYTIME[0], max_value=ANYTIME[1], key=named,
                      format="YYYY-MM-DD", persist_state="session")
    else:
        st.number_input(label, min_value=0.0, max_value=NUMBERS[field], step=1.0, value=None, format="%.2f",
                        key=named, persist_state="session")


def shown(ctx: Context, field: str, of: str = FORM) -> str:
    """A fact as people read it."""
    say, value = ctx.say, st.session_state.get(key(field, of))
    if value in (None, "unknown"):
        return say("screen.unknown")
    if field == "forest_use":
        return f"{value} {say.pick(*uses()[value])}"
    if field in YES_NO:
        return say(f"value.{value}")
    if field == "plants":
        return say(f"screen.plants.{value}")
    if isinstance(value, date):
        return value.isoformat()
    text = number(value, 0 if value == int(value) else 2)
    if field == "rainfall_mm":
        return say("screen.rain", value=text)
    return f"{text} {'m²' if field == 'smallest_m2' else '%'}"


def sources(ctx: Context, plot: Plot) -> None:
    """Where the prefilled facts come from, and where the form says otherwise."""
    say = ctx.say
    said, stored = st.session_state.get(key("forest_use")), known(ctx).get("forest_use")
    if said in uses() and stored and said != stored:
        blocks.warning(say("screen.differs", known=f"{stored} {say.pick(*uses()[stored])}",
                           said=f"{said} {say.pick(*uses()[said])}"))
    if staff.may("see.stands"):
        for one in pieces_of(ctx, plot)[:SHOWN]:
            blocks.note(say("screen.piece", id=one.id, area=hectares(one.area_hm2), use=_use(ctx, one.forest_use),
                            category=one.forest_category or "–"))
        return
    sums: dict[tuple[str, str], Decimal] = {}
    for one in pieces_of(ctx, plot):
        kind = one.forest_use, one.forest_category
        sums[kind] = sums.get(kind, ZERO) + one.area_hm2
    for (use, category), hm2 in list(sums.items())[:SHOWN]:
        blocks.note(say("screen.pieces", area=hectares(hm2), use=_use(ctx, use), category=category or "–"))


def _use(ctx: Context, code: str) -> str:
    return ctx.say.pick(*uses()[code]) if code in uses() else ctx.say("screen.unknown")
