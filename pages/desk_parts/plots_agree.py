"""Agreement: how the plot is taken in and how its income will be shared."""

from __future__ import annotations

import streamlit as st

from core.ledger.fields import LONGEST_NAME
from core.ledger.plot_file import MODES, AgreePlot, PlotFile
from core.numbers import ZERO
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.earlier import day_of, figure_of, last
from pages.desk_parts.typed import day, days, decimal, shown, text
from ui import blocks
from ui.format import percent

SHARES = ("collective_share", "company_share", "cost_share")


def form(ctx: Context, file: PlotFile) -> None:
    say, key = ctx.say, f"desk:plots:agree:{file.plot}"
    st.subheader(say("plots.agree"), anchor=False)
    if file.opened:
        blocks.note(say("plots.agree.before"))
    before = last(ctx, file, "plot_agreed")
    left, right = st.columns(2)
    left.text_input(say("field.ledger.agreement"), before.get("number", ""), key=f"{key}:number",
                    max_chars=LONGEST_NAME)
    right.text_input(say("field.ledger.right"), before.get("right", ""), key=f"{key}:right", max_chars=LONGEST_NAME)
    left.segmented_control(say("plots.agree.mode"), MODES, default=before.get("mode", MODES[0]), required=True,
                           key=f"{key}:mode",
                           format_func=lambda one: say(f"plots.mode.{one}"))
    right.date_input(say("field.ledger.signed_on"), **days(day_of(before, "signed_on"), f"{key}:signed_on"))
    for cell, name in zip(st.columns(3), SHARES, strict=True):
        cell.number_input(say("plots.agree.share", name=say(f"field.ledger.{name}")), step=5.0, format="%.2f",
                          value=figure_of(before, name, 100), key=f"{key}:{name}")
    _sum(ctx, key)

    def make() -> AgreePlot:
        collective, company, costs = (decimal(f"{key}:{name}", name, 2) / 100 for name in SHARES)
        return AgreePlot(file.plot, text(f"{key}:number"), text(f"{key}:mode"), day(f"{key}:signed_on", "signed_on"),
                         collective, company, costs, text(f"{key}:right"))

    acting.submit(ctx, key, say("plots.agree.do"), AgreePlot, make, icon=":material/handshake:")


def _sum(ctx: Context, key: str) -> None:
    """The three shares add up to 100 %: what is missing or too much is said before anybody signs."""
    given = [shown(f"{key}:{name}", 2) for name in SHARES]
    total = sum((one for one in given if one is not None), ZERO) / 100
    missing = 1 - total
    state = "whole" if not missing else "missing" if missing > 0 else "over"
    (blocks.note if state == "whole" or None in given else blocks.warning)(
        ctx.say(f"plots.agree.sum_{state}", total=percent(total, 2), apart=percent(abs(missing), 2)))
