"""Public notice: putting it up, its text, objections and their answers, what follows from one that is upheld."""

from __future__ import annotations

import streamlit as st

from core.ledger.fields import LONGEST_NAME, LONGEST_TEXT
from core.ledger.plot_acts import first_end
from core.ledger.plot_file import PLACES, AnswerObjection, Objection, PlotFile, PostNotice, RaiseObjection
from pages.base import Context
from pages.desk_parts import acting
from pages.desk_parts.earlier import last
from pages.desk_parts.typed import day, days, text
from pages.plot_steps import institute
from ui import blocks
from ui.format import area, number, percent
from ui.show import drawer


def form(ctx: Context, file: PlotFile) -> None:
    """The legality review passed: from when to when, at all three places."""
    say, key = ctx.say, f"desk:plots:notice:{file.plot}"
    rules = ctx.snapshot.rules.at(ctx.today)
    assert file.agreement is not None  # the step says so
    st.subheader(say("plots.notice"), anchor=False)
    st.text_input(say("field.ledger.review"), last(ctx, file, "notice_posted").get("review", ""), key=f"{key}:review",
                  max_chars=LONGEST_NAME)
    left, right = st.columns(2)
    start = left.date_input(say("plots.notice.start"), **days(ctx.today, f"{key}:start"))
    earliest = first_end(start or ctx.today, rules)
    right.date_input(say("plots.notice.end"), **days(earliest, f"{key}:end"))
    blocks.note(say("plots.notice.earliest", days=rules["notice_min_days"].number, end=earliest))
    st.pills(say("plots.notice.places"), PLACES, selection_mode="multi", key=f"{key}:places",
             format_func=lambda place: say(f"plots.place.{place}"))
    acting.submit(ctx, key, say("plots.notice.do"), PostNotice, lambda: PostNotice(
        file.plot, text(f"{key}:review"), day(f"{key}:start", "notice_start"), day(f"{key}:end", "notice_end"),
        tuple(st.session_state.get(f"{key}:places") or ())), icon=":material/campaign:")


def running(ctx: Context, file: PlotFile) -> None:
    """A notice that nobody objects to."""
    _text(ctx, file)
    _raise(ctx, file)
    _answered(ctx, file)


def answers(ctx: Context, file: PlotFile) -> None:
    """The objections that are open, one form each."""
    assert file.notice is not None  # the step says so
    for one in file.notice.objections:
        if not one.answer:
            _answer(ctx, file, one)
    running(ctx, file)


def upheld(ctx: Context, file: PlotFile) -> None:
    """Nothing can be stored on this notice."""
    blocks.warning(ctx.say("plots.upheld"))
    _answered(ctx, file)


def _answer(ctx: Context, file: PlotFile, one: Objection) -> None:
    say, key = ctx.say, f"desk:plots:answer:{file.plot}:{one.number}"
    st.subheader(say("plots.answer_one", number=one.number), anchor=False)
    blocks.warning(blocks.typed(say("plots.objection", date=one.received_on, place=say(f"plots.place.{one.place}"),
                                    ground=say.pick(one.ground, one.ground))))
    st.text_area(say("plots.answer_text"), key=f"{key}:answer", max_chars=LONGEST_TEXT, height=80,
                 help=say("desk.reason_help"))
    st.segmented_control(say("plots.answer_upheld"), ("no", "yes"), default="no", required=True, key=f"{key}:upheld",
                         format_func=lambda one: say(f"plots.upheld.{one}"))
    acting.submit(ctx, key, say("plots.answer_do"), AnswerObjection, lambda: AnswerObjection(
        file.plot, one.number, text(f"{key}:answer"), st.session_state[f"{key}:upheld"] == "yes"),
        icon=":material/reply:", confirm=say("plots.answer_sure"))


def _raise(ctx: Context, file: PlotFile) -> None:
    say, key, notice = ctx.say, acting.form(f"desk:plots:object:{file.plot}"), file.notice
    assert notice is not None  # the step says so

    def body() -> None:
        left, right = st.columns(2)
        left.date_input(say("field.ledger.received_on"), **days(min(ctx.today, notice.end), f"{key}:received_on"))
        right.selectbox(say("plots.object.place"), PLACES, key=f"{key}:place",
                        format_func=lambda place: say(f"plots.place.{place}"))
        st.text_area(say("field.ledger.ground"), key=f"{key}:ground", max_chars=LONGEST_TEXT, height=80,
                     help=say("desk.reason_help"))
        acting.submit(ctx, key, say("plots.object.do"), RaiseObjection, lambda: RaiseObjection(
            file.plot, day(f"{key}:received_on", "received_on"), text(f"{key}:place"), text(f"{key}:ground")),
            icon=":material/front_hand:", primary=False)

    if notice.start <= ctx.today:
        drawer(say("plots.object"), "desk:plots:object:drawer", body)


def _answered(ctx: Context, file: PlotFile) -> None:
    say = ctx.say
    rows = [(str(one.number), one.received_on.isoformat(), say(f"plots.place.{one.place}"), one.ground, one.answer,
             say("plots.upheld.yes" if one.upheld else "plots.upheld.no"))
            for one in (file.notice.objections if file.notice else ()) if one.answer]
    if rows:
        blocks.table([say(f"plots.objections.{name}") for name in (
            "number", "received", "place", "ground", "answer", "upheld")], rows)


def _text(ctx: Context, file: PlotFile) -> None:
    """What is put up, to print or copy: the product's own words, no form of the bureau's."""
    say, notice, agreed, measured = ctx.say, file.notice, file.agreement, file.measurement
    assert notice is not None and agreed is not None and measured is not None  # the step says so
    species = ctx.snapshot.species.find(file.species)
    words = say("plots.notice.text", plot=file.plot, name=say.pick(file.name_zh, file.name_en),
                township=say.pick(file.township_zh, file.township_en), group=file.group_zh,
                species=say.pick(species.name_zh, species.name_en), area=area(file.area_hm2, say),
                planted=file.planted_on, institute=institute(ctx, measured.institute), report=measured.report,
                tonnes=number(measured.removals_t, 3), mode=say(f"plots.mode.{agreed.mode}"), agreement=agreed.number,
                collective=percent(agreed.collective_share, 2), company=percent(agreed.company_share, 2),
                costs=percent(agreed.cost_share, 2), review=notice.review, start=notice.start, end=notice.end,
                years=ctx.snapshot.rules.at(ctx.today)["neutrality_period_years"].years)

    def body() -> None:
        st.code(words, language=None, wrap_lines=True)
        st.download_button(say("plots.notice.download"), words.encode("utf-8-sig"), file_name=f"notice-{file.plot}.txt",
                           mime="text/plain", key="desk:plots:notice:text", on_click="ignore",
                           icon=":material/download:")

    drawer(say("plots.notice.text_title"), "desk:plots:notice:drawer", body)
