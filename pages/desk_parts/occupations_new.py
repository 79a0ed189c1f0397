"""Registering a planned occupation: where and what as on the loss page, under which name; from there too."""

from __future__ import annotations

from datetime import date

import streamlit as st
from shapely.geometry.base import BaseGeometry

from core.carbon import Stratum
from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_NAME
from core.ledger.occupation import SubmitProposal
from core.problem import Problem
from pages.base import Context
from pages.desk_parts import acting, opening
from pages.desk_parts.typed import text
from pages.loss_inputs import occupation, restore, site
from pages.loss_where import Site
from store.occupations import SITE, keep, site_text
from ui import blocks

FORM = "desk:occupations:new"


def form(ctx: Context) -> None:
    """The loss page's own questions, then the name."""
    restore(ctx)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        whole = site(ctx).without(st.session_state["loss:out"])
    with right:
        what, kind, _, on = occupation(ctx)
        blocks.step(3, ctx.say("occupations.new.name"))
        if whole.problem is not None:
            blocks.refusal(ctx.say.problem(whole.problem))
        elif not whole.strata:
            blocks.note(ctx.say("loss.empty"))
        named(ctx, whole, what.kind, None if what.years is None else int(what.years), kind.id, on)


def named(ctx: Context, whole: Site, use: str, years: int | None, kind: str, on: date) -> None:
    """The last questions and the act; the file is opened at the desk."""
    say = ctx.say
    st.text_input(say("field.ledger.project_zh"), key=f"{FORM}:project_zh", max_chars=LONGEST_NAME)
    st.text_input(say("field.ledger.project_en"), key=f"{FORM}:project_en", max_chars=LONGEST_NAME,
                  help=say("occupations.new.english"))
    towns = {one.zh: one.en for one in ctx.snapshot.inventory.townships}
    if towns:
        likely = _likely(ctx, whole)
        if likely in towns and st.session_state.get(f"{FORM}:likely") != likely:  # another place: another township
            st.session_state[f"{FORM}:likely"] = st.session_state[f"{FORM}:township"] = likely
        st.selectbox(say("column.township"), list(towns), key=f"{FORM}:township",
                     format_func=lambda name: say.pick(name, towns[name]))
    else:
        st.text_input(say("field.ledger.township_zh"), key=f"{FORM}:township", max_chars=LONGEST_NAME)
    st.text_input(say("field.ledger.proposal"), key=f"{FORM}:proposal", max_chars=LONGEST_NAME,
                  placeholder=say("occupations.new.number_given"))

    def make() -> SubmitProposal:
        if whole.problem is not None or not whole.strata:
            raise whole.problem or Problem("strata_none")
        project, town = text(f"{FORM}:project_zh"), text(f"{FORM}:township")
        body = site_text(_outline(ctx, whole), _given(whole))
        return SubmitProposal(
            text(f"{FORM}:proposal").strip(), project, text(f"{FORM}:project_en").strip() or project, kind, town,
            towns.get(town, town), use, years, on, ctx.snapshot.store.write(lambda cursor: keep(cursor, SITE, body)),
            ctx.snapshot.demo)

    blocks.note(say("occupations.new.date", date=on))
    acting.submit(ctx, FORM, say("occupations.new.submit"), SubmitProposal, make, icon=":material/add_location_alt:",
                  disabled=whole.problem is not None or not whole.strata, then=_then)


def _then(entries: tuple[Entry, ...]) -> None:
    opening.open_thing("occupation", str(entries[-1].body["proposal"]))


def _likely(ctx: Context, whole: Site) -> str:
    """The township most of it lies in; empty where nobody knows."""
    found = ctx.snapshot.inventory.parcels([one.label for one in whole.parcels[:1]])
    return next((one.piece.township_zh for one in found.values()), "")


def _given(whole: Site) -> tuple[Stratum, ...]:
    """The forest, where it is not cut out of the inventory."""
    return () if _from_inventory(whole) else whole.strata


def _from_inventory(whole: Site) -> bool:
    return whole.geometry is not None and (whole.version is not None or st.session_state["loss:how"] == "map")


def _outline(ctx: Context, whole: Site) -> BaseGeometry | None:
    """The outline without the sub-compartments that were left out."""
    outline = whole.geometry
    if outline is not None and _from_inventory(whole):
        for label in st.session_state["loss:out"]:
            if ctx.snapshot.inventory.parcel(label) is not None:
                outline = outline.difference(ctx.snapshot.inventory.parcel_geometry(label))
    return outline
