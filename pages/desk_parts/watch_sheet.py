"""One finding: what was seen where, what happened to it, and what is done about it next."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.ledger.watch import OUTCOMES, CloseFinding, Finding, ReopenFinding, TakeUpFinding
from pages.base import Context
from pages.desk_parts import acting, opening, received, watch_forms, watch_map
from pages.desk_parts.documents import documents
from pages.desk_parts.named import called, plain
from pages.desk_parts.told import told
from pages.desk_parts.typed import text
from ui import blocks
from ui.show import drawer


def choose(ctx: Context, findings: Sequence[str], key: str) -> None:
    """The one that is picked, from this list or from another view."""
    say, known = ctx.say, ctx.books.findings
    chosen = st.session_state.get(key)
    if chosen and chosen not in known:
        blocks.note(say("watch.unknown", finding=chosen))
        st.session_state[key] = ""
    options = ["", *([chosen] if chosen in known and chosen not in findings else []), *findings]
    finding = st.selectbox(say("watch.choose"), options, key=key, persist_state="session",
                           format_func=lambda one: called(ctx, "finding", one) if one else say("watch.choose_none"))
    if finding:
        _sheet(ctx, known[finding])


def _sheet(ctx: Context, one: Finding) -> None:
    say, form = ctx.say, f"desk:watch:{one.finding}"
    mark = f" · {say('frame.demo')}" if one.demo else ""
    blocks.answer(say(f"watch.one.{one.state}", finding=one.finding, kind=say(f"entry.value.{one.kind}"),
                      date=one.seen_on, outcome=say(f"entry.value.{one.outcome}") if one.outcome else "–") + mark)
    rows = [[say("watch.column.subject"), say.pick(one.subject, one.subject)],
            [say("watch.column.source"), say.pick(one.source, one.source)]]
    if one.answer:
        rows.append([say("watch.column.answer"), say.pick(one.answer, one.answer)])
    blocks.table([say("export.what"), say("export.value")], rows)
    with st.container(horizontal=True):
        for plot in one.plots:
            st.button(plain(watch_forms.plot_name(ctx, plot)), key=f"{form}:plot:{plot}", icon=":material/forest:",
                      type="tertiary", on_click=opening.open_thing, args=("plot", plot))
    received.of_entries(ctx, one.entries)
    watch_map.one(ctx, one)
    if one.state == "open":
        acting.submit(ctx, acting.form(f"{form}:taking"), say("watch.take_up"), TakeUpFinding,
                      lambda: TakeUpFinding(one.finding), icon=":material/directions_walk:")
    if one.state == "closed":
        drawer(say("watch.reopen"), f"{form}:reopen", lambda: acting.submit(
            ctx, acting.form(f"{form}:reopening"), say("watch.reopen_do"), ReopenFinding,
            lambda: ReopenFinding(one.finding), icon=":material/undo:"))
    else:
        drawer(say("watch.close"), f"{form}:close", lambda: _close(ctx, one, acting.form(f"{form}:closing")))
    documents(ctx, "finding", one.finding)
    told(ctx, one.entries)


def _close(ctx: Context, one: Finding, form: str) -> None:
    """A loss of tonnes is entered under monitoring first: the button leads there."""
    say = ctx.say
    outcome = st.selectbox(say("watch.column.outcome"), OUTCOMES, key=f"{form}:outcome",
                           format_func=lambda name: say(f"entry.value.{name}"))
    if outcome == "loss":
        blocks.note(say("watch.loss_note", date=one.seen_on))
        with st.container(horizontal=True):
            for stock in ctx.books.lots.values():
                if stock.lot.plot in one.plots:
                    st.button(plain(called(ctx, "lot", stock.lot.lot)), key=f"{form}:lot:{stock.lot.lot}",
                              icon=":material/local_fire_department:", on_click=opening.open_thing,
                              args=("lot", stock.lot.lot))
    st.text_area(say("watch.column.answer"), key=f"{form}:answer", max_chars=watch_forms.LONGEST,
                 help=say("watch.public_help"))
    acting.submit(ctx, form, say("watch.close_do"), CloseFinding, lambda: CloseFinding(
        one.finding, text(f"{form}:outcome"), " ".join(text(f"{form}:answer").split())), icon=":material/task_alt:")
