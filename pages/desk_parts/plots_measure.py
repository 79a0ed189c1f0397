"""Measurement: what the institutes' report says."""

from __future__ import annotations

import streamlit as st

from core.ledger.fields import LONGEST_NAME
from core.ledger.plot_acts import BETWEEN
from core.ledger.plot_file import MeasurePlot, PlotFile
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.earlier import day_of, figure_of, last
from pages.desk_parts.typed import day, days, decimal, text
from ui import blocks

FIRST = "CCER-14-001-V01"  # the one standard that the paper names
FIGURES = ("removals_t", "low_t", "high_t")


def form(ctx: Context, file: PlotFile) -> None:
    say, key = ctx.say, f"desk:plots:measure:{file.plot}"
    rules = ctx.snapshot.rules.at(ctx.today)
    st.subheader(say("plots.measure"), anchor=False)
    institutes = rules["measurement_institutes"].text.split(BETWEEN)
    before = last(ctx, file, "plot_measured")
    by = before["institute"].split(BETWEEN) if before else institutes
    st.multiselect(say("plots.measure.institutes"), institutes, default=[one for one in by if one in institutes],
                   key=f"{key}:institutes")
    left, right = st.columns(2)
    left.text_input(say("plots.measure.report"), before.get("report", ""), key=f"{key}:report", max_chars=LONGEST_NAME)
    right.date_input(say("field.ledger.measured_on"), **days(day_of(before, "measured_on"), f"{key}:measured_on"))
    for cell, name in zip(st.columns(3), FIGURES, strict=True):
        cell.number_input(say("plots.measure.figure", name=say(f"field.ledger.{name}")), step=1.0, format="%.3f",
                          value=figure_of(before, name), key=f"{key}:{name}")
    least = rules["measurement_standards"].number
    st.text_area(say("plots.measure.standards", count=least), key=f"{key}:standards", height=180,
                 value="\n".join(before.get("standards") or _usual(ctx)), help=say("plots.measure.standards_help"))
    blocks.note(say("plots.measure.counted", count=len(_standards(key)), least=least))

    def make() -> MeasurePlot:
        removals, low, high = (decimal(f"{key}:{name}", name) for name in FIGURES)
        return MeasurePlot(file.plot, BETWEEN.join(st.session_state.get(f"{key}:institutes") or ()),
                           text(f"{key}:report"), _standards(key), day(f"{key}:measured_on", "measured_on"), removals,
                           low, high)

    acting.submit(ctx, key, say("plots.measure.do"), MeasurePlot, make, icon=":material/monitoring:")


def _usual(ctx: Context) -> tuple[str, ...]:
    """What the latest report used; before the first one, what is known."""
    made = [one.measurement for one in ctx.books.plots.values() if one.measurement is not None]
    return max(made, key=lambda one: one.entry).standards if made else (FIRST,)


def _standards(key: str) -> tuple[str, ...]:
    """One a line."""
    return tuple(line.strip() for line in text(f"{key}:standards").splitlines() if line.strip())
