"""What Measure is given: land, sheet, basis; and the survey that the sheet makes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from api.survey import Books, books
from core.carbon import Survey
from core.carbon.sheets import read_survey
from core.land import PROPOSAL
from core.problem import Problem
from core.reserve import Plot
from pages.accounting_parts import ANYTIME, where
from pages.accounting_parts.where import UNTIL
from pages.base import Context
from store.shipped import demo_sheet
from ui import blocks
from ui.survey import template_workbook

OWN = "accounting:own"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEARS_ON = 3  # of a projection where the books name no period


@dataclass(frozen=True)
class Given:
    """A sheet and whose it is: a plot's with what the books hold, or of other land with area and planting date."""

    plot: Plot | None
    file: str
    data: bytes
    demo: bool
    area_hm2: Decimal | None
    planted_on: date | None
    books: Books | None

    @property
    def key(self) -> str:
        digest = hashlib.sha256(self.data).hexdigest()
        return f"{digest}|{self.file}|{self.area_hm2}|{self.planted_on}"


def ask(ctx: Context) -> Given | None:
    """Land and sheet; None until there is a sheet."""
    say = ctx.say
    blocks.step(1, say("accounting.where"))
    plot = where.ask(ctx)
    area, planted = (plot.area_hm2, plot.planted_on) if plot else _land(ctx)
    if plot:
        blocks.note(say("accounting.plot_note", area=plot.area_hm2, planted=plot.planted_on))
    blocks.step(2, say("accounting.sheet"))
    shipped = demo_sheet(plot.plot) if plot and plot.demo else None
    held = books(ctx.snapshot.reserve.of_plot(plot.plot)) if plot else None
    if shipped is not None and plot is not None:
        which = st.segmented_control(say("accounting.sheet_which"), ("demo", "own"), key="accounting:sheet",
                                     required=True, format_func=lambda one: say(f"accounting.sheet.{one}"),
                                     label_visibility="collapsed", persist_state="session")
        if which == "demo":
            blocks.note(say("accounting.demo_sheet_note"))
            st.download_button(say("accounting.demo_sheet"), shipped, file_name=f"{plot.plot}.csv", mime="text/csv",
                               key="accounting:demo:csv", on_click="ignore", icon=":material/download:",
                               type="tertiary")
            return Given(plot, f"{plot.plot}.csv", shipped, True, area, planted, held)
    own = _uploaded(ctx)
    return None if own is None else Given(plot, *own, False, area, planted, held)


def _land(ctx: Context) -> tuple[Decimal | None, date | None]:
    """Area and planting date of a piece of land that is no plot; None where not said."""
    say = ctx.say
    first, second = st.columns(2)
    area = first.number_input(say("accounting.area"), min_value=0.0, max_value=1e6, step=1.0, value=None,
                              format="%.4f", key="accounting:area", persist_state="session")
    planted = second.date_input(say("accounting.planted"), value=None, min_value=ANYTIME[0], max_value=ANYTIME[1],
                                key="accounting:planted", format="YYYY-MM-DD", persist_state="session")
    blocks.note(say("accounting.land_note"))
    return (Decimal(f"{area:.4f}") if area else None), planted


def _uploaded(ctx: Context) -> tuple[str, bytes] | None:
    """The sheet somebody uploaded in this session: kept while other ways and pages are read."""
    say = ctx.say

    def changed() -> None:
        upload = st.session_state["accounting:file"]
        st.session_state[OWN] = None if upload is None else (upload.name, upload.getvalue())
        st.session_state[UNTIL] = None

    upload = st.file_uploader(say("accounting.file"), type=["csv", "xlsx"], key="accounting:file", on_change=changed,
                              max_upload_size=PROPOSAL.bytes // 1_000_000, help=say("accounting.file_help"))
    kept: tuple[str, bytes] | None = st.session_state.get(OWN)
    if upload is not None:
        kept = upload.name, upload.getvalue()
    elif kept is not None:
        blocks.note(say("accounting.file_kept", file=kept[0]))
    st.download_button(say("accounting.template"), lambda: template_workbook(say), file_name="sample-plots.xlsx",
                       mime=XLSX, key="accounting:template", on_click="ignore", icon=":material/download:",
                       type="tertiary")
    return kept


def survey(ctx: Context, given: Given) -> Survey:
    """The sheet as a survey; Problem for the first thing that cannot be read."""
    found = _read(f"{ctx.snapshot.version}|{given.key}", given, ctx)
    if isinstance(found, Problem):
        raise found
    return found


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(key: str, _given: Given, _ctx: Context) -> Survey | Problem:
    try:
        return read_survey(_given.file, _given.data, _ctx.snapshot.species, _given.area_hm2, _given.planted_on)
    except Problem as problem:
        return problem


def until(ctx: Context, given: Given, found: Survey) -> date | None:
    """The basis: None where it is measured again or counted since planting, else the day to grow on to."""
    say = ctx.say
    blocks.step(3, say("accounting.basis"))
    rounds = found.rounds
    if len(rounds) > 1:
        blocks.note(say("accounting.basis_change", first=rounds[0], last=rounds[-1]))
        return None
    basis = st.radio(say("accounting.basis_which"), ("until", "planting"), key="accounting:basis",
                     format_func=lambda one: say(f"accounting.basis.{one}"), label_visibility="collapsed",
                     persist_state="session")
    if basis == "planting":
        return None
    if st.session_state[UNTIL] is None and rounds:
        first = rounds[0]
        usual = given.books.until if given.books else date(first.year + YEARS_ON, first.month, min(first.day, 28))
        st.session_state[UNTIL] = min(max(usual, ANYTIME[0]), ANYTIME[1])
    chosen: date | None = st.date_input(
        say("accounting.until"), key=UNTIL, min_value=ANYTIME[0], max_value=ANYTIME[1], format="YYYY-MM-DD",
        help=say("accounting.until_help"), persist_state="session")
    return chosen
