"""A new file: a plot that is offered, or one that was stored before there were files."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.ledger.entry import Entry
from core.ledger.fields import LONGEST_NAME
from core.ledger.plot_file import OpenPlotFile
from core.reserve import Plot
from pages.base import Context
from pages.desk_parts import acting, plots_outline
from pages.desk_parts.certificates_new import illustrative
from pages.desk_parts.plots_outline import Outline
from pages.desk_parts.typed import day, days, decimal, shown, text
from store.shipped import township_names
from ui import blocks

FORM = "desk:plots:new"


def form(ctx: Context, choose: Callable[[str], None]) -> None:
    say = ctx.say
    stored = {one.plot: one for one in ctx.snapshot.reserve.plots
              if one.plot not in ctx.books.plots and ctx.snapshot.reserve.of_plot(one.plot)}
    known = None
    if stored:
        name = st.selectbox(say("plots.new.which"), ["", *stored], key=f"{FORM}:stored",
                            format_func=lambda one: _called(ctx, stored[one]) if one else say("plots.new.offered"))
        known = stored.get(name)
    outline = None
    if known is None:
        outline = _typed(ctx)
    st.text_input(say("field.ledger.group_zh"), key=f"{FORM}:group", max_chars=LONGEST_NAME,
                  help=say("plots.new.group_help"))

    def make() -> OpenPlotFile:
        return _offered(ctx, outline) if known is None else _stored(known)

    def then(entries: tuple[Entry, ...]) -> None:
        choose(str(entries[-1].body["plot"]))

    acting.submit(ctx, FORM, say("plots.new.do"), OpenPlotFile, make, icon=":material/create_new_folder:", then=then)


def _called(ctx: Context, plot: Plot) -> str:
    return ctx.say("plots.new.stored", plot=f"{plot.plot} {ctx.say.pick(plot.name_zh, plot.name_en)}")


def _typed(ctx: Context) -> Outline | None:
    say = ctx.say
    towns = township_names()
    left, middle, right = st.columns(3)
    left.text_input(say("field.ledger.plot"), key=f"{FORM}:plot", max_chars=LONGEST_NAME, placeholder="YM-19")
    middle.text_input(say("field.ledger.name_zh"), key=f"{FORM}:name_zh", max_chars=LONGEST_NAME)
    right.text_input(say("field.ledger.name_en"), key=f"{FORM}:name_en", max_chars=LONGEST_NAME,
                     help=say("plots.new.name_en_help"))
    left.selectbox(say("plots.township"), list(towns), key=f"{FORM}:township",
                   format_func=lambda one: say.pick(one, towns[one]))
    species = ctx.snapshot.species
    middle.selectbox(say("field.ledger.species"), [one.name_latin for one in species.all], key=f"{FORM}:species",
                     format_func=lambda one: say.pick(species.find(one).name_zh, species.find(one).name_en))
    right.date_input(say("field.ledger.planted_on"), **days(None, f"{FORM}:planted_on"))
    outline = plots_outline.ask(ctx, FORM)
    key = f"{FORM}:area"
    if outline is not None and st.session_state.get(key) is None:
        st.session_state[key] = float(outline.area_hm2)
    st.number_input(say("plots.new.area"), value=None, step=1.0, format="%.4f", key=key)
    plots_outline.compare(ctx, outline, shown(key, 4) or None)
    if outline is None:
        blocks.note(say("plots.new.no_outline"))
    return outline


def _offered(ctx: Context, outline: Outline | None) -> OpenPlotFile:
    town, name = text(f"{FORM}:township"), text(f"{FORM}:name_zh")
    size = decimal(f"{FORM}:area", "area_hm2", 4)
    return OpenPlotFile(
        text(f"{FORM}:plot"), name, text(f"{FORM}:name_en") or name, town, township_names()[town],
        text(f"{FORM}:group"), text(f"{FORM}:species"), size, day(f"{FORM}:planted_on", "planted_on"),
        outline.keep(ctx) if outline is not None else "", demo=illustrative(ctx))


def _stored(plot: Plot) -> OpenPlotFile:
    return OpenPlotFile(plot.plot, plot.name_zh, plot.name_en, plot.township_zh, plot.township_en,
                        text(f"{FORM}:group"), plot.species, plot.area_hm2, plot.planted_on, stored=True,
                        demo=plot.demo)
