"""Reserve pipeline (地块收储): the plots on a board of six steps, a new file, and one plot's file when it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.ledger.decision_changes import approvals
from core.ledger.plot_board import Standing, board, tonnes
from core.ledger.plot_file import STEPS, PlotFile
from pages import exports, workbooks
from pages.base import Context
from pages.desk_parts import plots_file, plots_new, received
from pages.desk_parts.named import plain
from ui import blocks, link
from ui.format import MU_PER_HM2, number
from ui.show import drawer
from ui.workbook import Cell, Formula, Sheet

PLOT, TOWNSHIP, STEP = "desk:plots:plot", "desk:plots:township", "desk:plots:step"
LONGEST, SHOWN = 60, 3  # cards of a column before somebody asks for all of them
UNHURRIED = ("agreement_missing", "period", "settled")  # nobody counts the days of these
Card = tuple[PlotFile, Standing]


def _text(text: str) -> str:
    return text[:LONGEST]


READERS = {PLOT: ("", _text), TOWNSHIP: ("", _text), STEP: ("", link.one_of("", *STEPS))}


def show(ctx: Context) -> None:
    say = ctx.say
    chosen = ctx.books.plots.get(st.session_state[PLOT])
    if chosen is not None:
        st.button(say("plots.back"), key="desk:plots:back", icon=":material/arrow_back:", type="tertiary",
                  on_click=_choose, args=("",))
        plots_file.show(ctx, chosen)
        return
    st.session_state[PLOT] = ""
    columns = board(ctx.books, ctx.today)
    drawer(say("plots.new"), "desk:plots:new:drawer", lambda: plots_new.form(ctx, _choose))
    if not any(columns.values()):
        blocks.note(say("plots.empty"))
        return
    _answer(ctx, columns)
    received.board(ctx)
    township, step = _filters(ctx, columns)
    kept = {name: [one for one in cards if township in ("", one[0].township_zh)]
            for name, cards in columns.items() if step in ("", name)}
    for cell, (name, cards) in zip(st.columns(len(kept)), kept.items(), strict=True):
        with cell:
            _column(ctx, name, cards)
    every = [one for cards in kept.values() for one in cards]
    exports.buttons(ctx, "plots", {"xlsx": lambda: _workbook(ctx, every)})


def _answer(ctx: Context, columns: dict[str, list[Card]]) -> None:
    """How many are on their way and what stops them."""
    files = [one for name, cards in columns.items() if name != "monitoring" for one in cards]
    waits = [standing.waits for _, standing in files]
    blocks.answer(ctx.say("plots.answer", count=len(files), objected=waits.count("answer") + waits.count("back"),
                          listing=waits.count("list"), stored=len(columns["monitoring"])))


def _filters(ctx: Context, columns: dict[str, list[Card]]) -> tuple[str, str]:
    say = ctx.say
    names = {file.township_zh: say.pick(file.township_zh, file.township_en)
             for cards in columns.values() for file, _ in cards}
    if st.session_state[TOWNSHIP] not in names:
        st.session_state[TOWNSHIP] = ""
    left, right = st.columns([1, 4], vertical_alignment="bottom")
    township = left.selectbox(say("plots.township"), ["", *sorted(names)], key=TOWNSHIP, persist_state="session",
                              format_func=lambda name: names[name] if name else say("plots.every_township"))
    step = right.segmented_control(
        say("plots.step"), ("", *STEPS), key=STEP, required=True, persist_state="session",
        format_func=lambda name: say(f"field.plot_step.{name}") if name else say("plots.every_step"))
    return township, step


def _column(ctx: Context, name: str, cards: Sequence[Card]) -> None:
    say = ctx.say
    blocks.note(say("plots.column", number=STEPS.index(name) + 1, step=say(f"field.plot_step.{name}"),
                    count=len(cards)))
    every = len(cards) <= SHOWN or st.session_state.get(f"desk:plots:all:{name}", False)
    for file, standing in cards if every else cards[:SHOWN]:
        with st.container(border=True, gap="small"):
            st.button(plain(f"{file.plot} {say.pick(file.name_zh, file.name_en)}"), key=f"desk:plots:open:{file.plot}",
                      type="tertiary", on_click=_choose, args=(file.plot,))
            _card(ctx, file, standing)
    if len(cards) > SHOWN:
        st.toggle(say("plots.all", count=len(cards)), key=f"desk:plots:all:{name}")
    if not cards:
        blocks.note(say("plots.column_empty"))


def _card(ctx: Context, file: PlotFile, standing: Standing) -> None:
    say, species = ctx.say, _species(ctx, file)
    size = tonnes(ctx.books, file)
    lines = [say("plots.card.where", township=say.pick(file.township_zh, file.township_en), species=species),
             say("plots.card.size", hm2=number(file.area_hm2, 4), mu=number(file.area_hm2 * MU_PER_HM2, 1))]
    if size is not None:
        lines.append(say("plots.card.tonnes", tonnes=number(size, 3)))
    lines += [say("plots.card.approved", decision=one.decision) for one in approvals(ctx.books, file.plot)[:1]
              if not file.stands]
    blocks.note(" · ".join(lines))
    (blocks.refusal if standing.waits in ("answer", "back") else blocks.note)(waiting(ctx, file, standing))


def waiting(ctx: Context, file: PlotFile, standing: Standing) -> str:
    """What a file waits for, and for how long."""
    say, count = ctx.say, file.notice.open_objections if file.notice else 0
    text = say(f"plots.waits.{standing.waits}", due=standing.due or "–", count=count)
    if standing.since is None or standing.waits in UNHURRIED:
        return text
    return say("plots.waits", what=text, days=(ctx.today - standing.since).days)


def _species(ctx: Context, file: PlotFile) -> str:
    found = ctx.snapshot.species.find(file.species)
    return ctx.say.pick(found.name_zh, found.name_en)


def _choose(plot: str) -> None:
    st.session_state[PLOT] = plot


def _workbook(ctx: Context, cards: Sequence[Card]) -> bytes:
    say = ctx.say
    names = ("plot", "name", "township", "group", "species", "hm2", "mu", "tonnes", "step", "waits", "since", "due",
             "demo")
    rows: list[tuple[Cell, ...]] = []
    for file, standing in cards:
        size: Decimal | None = tonnes(ctx.books, file)
        rows.append((file.plot, say.pick(file.name_zh, file.name_en), say.pick(file.township_zh, file.township_en),
                     file.group_zh, _species(ctx, file), file.area_hm2,
                     Formula(f"=F{{row}}*{MU_PER_HM2}", file.area_hm2 * MU_PER_HM2), size,
                     say(f"field.plot_step.{standing.column}"), waiting(ctx, file, standing), standing.since,
                     standing.due, say("frame.demo") if file.demo else ""))
    sheet = Sheet(say("plots.sheet"), [say(f"plots.export.{name}") for name in names], rows,
                  ("",) * 5 + (exports.HM2, exports.MU, exports.T3), total=say("export.sum"), sums=(5, 6, 7))
    return workbooks.book(ctx, [sheet], demo=ctx.snapshot.demo, read=(
        "planted_min_years", "measurement_institutes", "measurement_standards", "notice_min_days"),
        asked=workbooks.filters(ctx, (say("plots.township"), TOWNSHIP, None),
                                (say("plots.step"), STEP, lambda one: say(f"field.plot_step.{one}"))))
