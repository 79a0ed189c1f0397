"""Screening: what is known of the plot, what the clerk adds, every condition with its verdict; frozen as it stands."""

from __future__ import annotations

import streamlit as st

from core.carbon.eligibility import Condition
from core.carbon.eligibility import screen as screened
from core.ledger.plot_file import PlotFile, ScreenPlot
from core.reserve import Plot
from pages.accounting_parts import facts, screen
from pages.base import Context
from pages.desk_parts import acting, plots_outline
from pages.desk_parts.earlier import last
from pages.desk_parts.typed import day, days
from store import plot_files
from ui import blocks
from ui.format import listed

VERDICTS = {"pass": "pass", "fail": "fail", "missing": "unknown"}


def form(ctx: Context, file: PlotFile) -> None:
    say, key = ctx.say, f"desk:plots:screen:{file.plot}"
    st.subheader(say("plots.screen"), anchor=False)
    outline = plots_outline.ask(ctx, key)
    plots_outline.compare(ctx, outline, file.area_hm2)
    body = plot_files.body_of(outline.geometry) if outline is not None else plot_files.outline(
        ctx.snapshot.store, file.outline) or ""
    _prefill(ctx, file, key, body)
    left, right = st.columns([5, 8], gap="medium")
    with left:
        blocks.note(say("plots.screen.facts"))
        facts.form(ctx, key)
    found = screened(facts.land(key), ctx.today, ctx.snapshot.rules.at(ctx.today))
    with right:
        screen.table(ctx, found, key)
        argued = any(one.verdict == "note" for one in found) and st.checkbox(
            say("plots.screen.argued"), key=f"{key}:argued")
        checks = tuple((one.id, _verdict(one, argued)) for one in found)
        _told(ctx, checks)
        st.date_input(say("field.ledger.screened_on"), **days(ctx.today, f"{key}:on"))
        acting.submit(ctx, key, say("plots.screen.do"), ScreenPlot, lambda: ScreenPlot(
            file.plot, day(f"{key}:on", "screened_on"), checks, outline.keep(ctx) if outline is not None else "",
            facts.write(key)),
            icon=":material/fact_check:")


def _prefill(ctx: Context, file: PlotFile, key: str, outline: str) -> None:
    """Once: from the file, the inventory under it and the latest screening, which goes before them. With another
    outline again: what the outline tells anew; the other answers stay."""
    seen = f"{key}:seen"
    if st.session_state.get(seen) == outline:
        return
    again = seen in st.session_state
    st.session_state[seen] = outline
    # What is known of a plot is kept by its name: with another outline it is another one.
    plot = Plot(f"{file.plot} {hash(outline)}", file.name_zh, file.name_en, file.township_zh, file.township_en,
                file.species, file.area_hm2, file.planted_on, file.step, outline, file.demo)
    known = facts.known_of(ctx, plot)
    if again:
        facts.put({**facts.read(facts.write(key)), **known}, key)
    else:
        facts.put({**known, **_before(ctx, file)}, key)


def _before(ctx: Context, file: PlotFile) -> facts.Facts:
    """What the latest screening went by; nothing where its entry does not say so, or not in words known here."""
    try:
        return facts.read(last(ctx, file, "plot_screened").get("facts", facts.NOTHING))
    except ValueError:
        return {}


def _verdict(one: Condition, argued: bool) -> str:
    """What is to be argued passes once the argument is on file."""
    return VERDICTS.get(one.verdict, "pass" if argued else "unknown")


def _told(ctx: Context, checks: tuple[tuple[str, str], ...]) -> None:
    say = ctx.say
    wrong = {verdict: [say(f"screen.condition.{name}") for name, found in checks if found == verdict]
             for verdict in ("fail", "unknown")}
    if not any(wrong.values()):
        blocks.answer(say("plots.screen.passes"))
    elif wrong["fail"]:
        blocks.warning(say("plots.screen.fails", names=listed(wrong["fail"], say)))
    else:
        blocks.warning(say("plots.screen.missing", names=listed(wrong["unknown"], say)))
