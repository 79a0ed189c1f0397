"""One plot's file: how far it is, what each step recorded, the form of the next one, sending back and ending it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from core.ledger.entry import Entry
from core.ledger.plot_acts import back
from core.ledger.plot_board import standing
from core.ledger.plot_changes import settled
from core.ledger.plot_file import STEPS, PlotFile, RenewPlot, ReturnPlot, WithdrawPlot
from pages.base import Context
from pages.desk_parts import (
    acting,
    opening,
    plots_agree,
    plots_list,
    plots_measure,
    plots_notice,
    plots_screen,
    received,
)
from pages.desk_parts.correcting import correction
from pages.desk_parts.documents import documents
from pages.desk_parts.named import plain
from pages.desk_parts.sentences import time
from pages.desk_parts.typed import text
from pages.plot_steps import Record, records
from store import plot_files, stories
from ui import blocks, maps
from ui.format import area
from ui.show import drawer
from ui.theme import rgb

AROUND = 0.03  # degrees, some 3 km, that the map shows on each side
RETURN = "desk:plots:return:drawer"
ALSO = {"screening": ("plot_screened",), "notice": ("objection_answered",)}
FORMS: Mapping[str, Callable[[Context, PlotFile], None]] = {
    "screen": plots_screen.form, "screen_again": plots_screen.form, "measure": plots_measure.form,
    "agree": plots_agree.form, "post": plots_notice.form, "answer": plots_notice.answers, "run": plots_notice.running,
    "back": plots_notice.upheld, "list": plots_list.form, "agreement_missing": plots_list.unagreed,
    "period": plots_list.stored, "settle": plots_list.stored, "settled": plots_list.stored}


def show(ctx: Context, file: PlotFile) -> None:
    say = ctx.say
    st.header(plain(f"{file.plot} {say.pick(file.name_zh, file.name_en)}"), anchor=False)
    species = ctx.snapshot.species.find(file.species)
    blocks.note(blocks.typed(say(
        "plots.file.what", township=say.pick(file.township_zh, file.township_en), group=file.group_zh,
        species=say.pick(species.name_zh, species.name_en), area=area(file.area_hm2, say), planted=file.planted_on))
        + (f" · {say('frame.demo')}" if file.demo else ""))
    if file.withdrawn:
        blocks.warning(say("plots.file.withdrawn"))
        _steps(ctx, file)
    else:
        found = standing(ctx.books, file, ctx.today)
        blocks.answer(say("plots.file.step", number=STEPS.index(found.column) + 1, of=len(STEPS),
                          step=say(f"field.plot_step.{found.column}"),
                          waits=say(f"plots.waits.{found.waits}", due=found.due or "–",
                                    count=file.notice.open_objections if file.notice else 0)))
        _steps(ctx, file)
        received.objections(ctx, file)
        FORMS[found.waits](ctx, file)
        if not file.stands:
            _take_back(ctx, file)
        elif settled(ctx.books, file):
            drawer(say("plots.renew"), "desk:plots:renew:drawer", lambda: _renew(ctx, file))
    _map(ctx, file)
    documents(ctx, "plot", file.plot)
    correction(ctx, "desk:plots", "plot", file)
    st.button(say("plots.file.history"), key="desk:plots:history", icon=":material/history:", type="tertiary",
              on_click=opening.open_history, args=("plot", file.plot))


def _steps(ctx: Context, file: PlotFile) -> None:
    """The six steps with what each recorded, when, by which office and in which entry."""
    say = ctx.say
    steps = records(ctx, file)
    numbers = sorted({*file.entries, *(number for one in steps for number in one.entries)})
    entries = {one.number: one for one in stories.entries(ctx.snapshot.store, tuple(numbers))}
    rows: list[tuple[str, str, str]] = []
    for one in steps:
        written = _written(one, entries.values())
        who = say.pick("、", ", ").join(dict.fromkeys(say(f"field.role.{each.role}") for each in written))
        rows.append((one.named(ctx), one.said(ctx), say("plots.steps.by", who=who, time=time(written[-1])[:16],
                                                        entries=" ".join(str(each.number) for each in written))
                     if written else "–"))
    blocks.table([say(f"plots.steps.{name}") for name in ("step", "record", "who")], rows)
    for one in entries.values():
        if one.kind in ("plot_returned", "plot_withdrawn"):
            blocks.note(blocks.typed(say(f"plots.{one.kind}", time=time(one)[:10], number=one.number, reason=one.reason,
                                         step=say(f"field.plot_step.{one.body['step']}"))))
        elif one.kind == "plot_renewed":
            blocks.note(say("plots.plot_renewed", time=time(one)[:10], number=one.number))


def _written(one: Record, entries: Iterable[Entry]) -> list[Entry]:
    """The entries behind a step: those of its record, and since its first one all others that did something in it, as
    screenings that failed and answers to objections."""
    return [each for each in entries if each.number in one.entries or (
        one.entries and each.number > one.entries[0] and each.kind in ALSO.get(one.step, ()))]


def _take_back(ctx: Context, file: PlotFile) -> None:
    say = ctx.say

    def returning() -> None:
        key = acting.form(f"desk:plots:return:{file.plot}")
        blocks.note(say("plots.return.note"))
        st.selectbox(say("plots.return.step"), list(reversed(back(file))), key=f"{key}:step",
                     format_func=lambda one: say(f"field.plot_step.{one}"))
        acting.submit(ctx, key, say("plots.return.do"), ReturnPlot,
                      lambda: ReturnPlot(file.plot, text(f"{key}:step")), primary=False, icon=":material/undo:",
                      then=_shut)

    def ending() -> None:
        acting.submit(ctx, f"desk:plots:withdraw:{file.plot}", say("plots.withdraw.do"), WithdrawPlot,
                      lambda: WithdrawPlot(file.plot), primary=False, icon=":material/block:",
                      confirm=say("plots.withdraw.sure"))

    if back(file):
        drawer(say("plots.return"), RETURN, returning)
    drawer(say("plots.withdraw"), "desk:plots:withdraw:drawer", ending)


def _shut(entries: tuple[Entry, ...]) -> None:
    """What was sent back is not to be sent back again by the next click."""
    st.session_state[RETURN] = False


def _renew(ctx: Context, file: PlotFile) -> None:
    blocks.note(ctx.say("plots.renew.note"))
    acting.submit(ctx, f"desk:plots:renew:{file.plot}", ctx.say("plots.renew.do"), RenewPlot,
                  lambda: RenewPlot(file.plot), icon=":material/autorenew:")


def _map(ctx: Context, file: PlotFile) -> None:
    """Where it lies, among its neighbours: the outline on file, else that of the county's layer."""
    body = plot_files.outline(ctx.snapshot.store, file.outline) if file.outline else next(
        (one.geometry for one in ctx.snapshot.reserve.plots if one.plot == file.plot), None)
    if body is None:
        blocks.note(ctx.say("plots.file.no_outline"))
        return
    geometry = plot_files.geometry_of(body)
    around = geometry.buffer(AROUND)
    others = [(one.plot, shape) for one in ctx.snapshot.reserve.plots if one.plot != file.plot
              and (shape := plot_files.geometry_of(one.geometry)).intersects(around)]
    every = [(file.plot, geometry), *others]
    layers = [
        maps.outline(ctx.snapshot.county, ctx.colours),
        maps.polygons("plots", [(shape, {"fill": [*rgb(ctx.colours.muted), 70], "id": name}) for name, shape in others],
                      ctx.colours),
        maps.polygons("plot", [(geometry, {"fill": [*rgb(ctx.colours.available), 140], "id": file.plot})], ctx.colours,
                      edge=ctx.colours.available),
        maps.labels([{"at": [shape.centroid.x, shape.bounds[1] - 0.001], "text": name} for name, shape in every],
                    ctx.colours, "names")]
    st.pydeck_chart(maps.deck(layers, maps.view_of(around, 620, 300), "{id}", ctx.colours), height=300,
                    key="desk:plots:map", alt=ctx.say("inventory.sheet.map_alt", plot=file.plot))
    middle = geometry.centroid
    blocks.note(ctx.say("plots.file.where", lon=f"{middle.x:.4f}", lat=f"{middle.y:.4f}", count=len(others)))
