"""Recording what was seen: patrols, which mostly find nothing, and concerns of the public."""

from __future__ import annotations

import streamlit as st

from core.ledger.watch import RecordFinding
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.typed import day, days, text
from ui import blocks

LONGEST = 500


def stored(ctx: Context) -> list[str]:
    """The plots that have lots, by name."""
    return sorted({stock.lot.plot for stock in ctx.books.lots.values()})


def plot_name(ctx: Context, plot: str) -> str:
    """`YM-01 Example plot 1`; the number alone where the county's layer has no such plot."""
    found = next((one for one in ctx.snapshot.reserve.plots if one.plot == plot), None)
    return f"{plot} {ctx.say.pick(found.name_zh, found.name_en)}" if found else plot


def illustrative(ctx: Context, plots: tuple[str, ...]) -> bool:
    """What is seen on illustrative plots is illustrative."""
    return any(one.lot.demo for one in ctx.books.lots.values() if one.lot.plot in plots)


def patrol(ctx: Context) -> None:
    """Several plots at once; nothing found is one click, without words."""
    say, form = ctx.say, acting.form("desk:watch:patrolling")
    _where(ctx, form)
    found = st.segmented_control(say("watch.result"), ("clean", "found"), key=f"{form}:result", default="clean",
                                 required=True, format_func=lambda one: say(f"watch.result.{one}"))
    if found == "found":
        st.text_area(say("watch.column.subject"), key=f"{form}:subject", max_chars=LONGEST,
                     help=say("watch.public_help"))
    st.text_input(say("watch.column.source"), value=say("watch.patrol_source"), key=f"{form}:source", max_chars=60)

    def make() -> RecordFinding:
        plots, clean = _plots(form), text(f"{form}:result") != "found"
        return RecordFinding("patrol", plots, day(f"{form}:seen_on", "seen_on"), text(f"{form}:source"),
                             say("watch.clean_subject") if clean else _line(f"{form}:subject"), "", clean,
                             illustrative(ctx, plots))

    acting.submit(ctx, form, say("watch.patrol_do"), RecordFinding, make, icon=":material/hiking:")


def concern(ctx: Context) -> None:
    """What somebody told the office, entered by staff in words that name nobody."""
    say, form = ctx.say, acting.form("desk:watch:hearing")
    blocks.note(say("watch.concern_note"))
    _where(ctx, form)
    st.text_area(say("watch.column.subject"), key=f"{form}:subject", max_chars=LONGEST, help=say("watch.public_help"))
    st.text_input(say("watch.column.source"), value=say("watch.concern_source"), key=f"{form}:source", max_chars=60)

    def make() -> RecordFinding:
        plots = _plots(form)
        return RecordFinding("concern", plots, day(f"{form}:seen_on", "seen_on"), text(f"{form}:source"),
                             _line(f"{form}:subject"), "", False, illustrative(ctx, plots))

    acting.submit(ctx, form, say("watch.concern_do"), RecordFinding, make, icon=":material/record_voice_over:")


def _where(ctx: Context, form: str) -> None:
    """Which plots, and when."""
    left, right = st.columns([3, 1])
    left.multiselect(ctx.say("watch.column.plots"), stored(ctx), key=f"{form}:plots",
                     format_func=lambda one: plot_name(ctx, one), placeholder=ctx.say("watch.choose_plots"))
    right.date_input(ctx.say("watch.column.seen_on"), **days(ctx.today, f"{form}:seen_on"))


def _plots(form: str) -> tuple[str, ...]:
    return tuple(st.session_state.get(f"{form}:plots") or ())


def _line(key: str) -> str:
    """Several lines as one, which is how the journal has them."""
    return " ".join(text(key).split())
