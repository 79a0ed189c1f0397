"""The one-page brief for the leadership group: the overview's own sentences, and what is asked of the meeting."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.numbers import ZERO
from core.problem import Problem
from core.reserve import pace
from core.scenario.answers import date_at, depletion
from core.scenario.plan import hectares
from core.trace import assumptions
from pages import exports, outlook, parts
from pages.base import Context
from pages.depletion_parts.odds import likely
from ui import blocks
from ui.documents.brief import Brief, Section, as_docx, as_pdf
from ui.format import month, number, tonnes, tonnes_book, unit_price

ASKED = "overview:brief:asked"


def pace_sentence(ctx: Context) -> str:
    """How long what is available lasts at the pace of the past."""
    lasts = pace(ctx.snapshot.reserve, ctx.today)
    available = tonnes(ctx.snapshot.reserve.available_t)
    if lasts.months is None or lasts.low is None or lasts.high is None:
        return ctx.say("overview.no_pace", available=available)
    return ctx.say("overview.pace", available=available, months=number(lasts.months), low=number(lasts.low),
                   high=number(lasts.high))


def ahead_sentences(ctx: Context) -> list[str]:
    """The odds of the months ahead, the hectares that would close the gap, and what the county has published."""
    say = ctx.say
    planned, result = outlook.ahead(ctx)
    odds, end, middle = depletion(result), month(result.scenario.end), date_at(result, 0.5)
    said = [say("overview.ahead_short", month=month(middle), end=end, odds=likely(odds.share)) if middle is not None
            else say("overview.ahead_enough", end=end, odds=likely(1 - odds.share))]
    if planned.peak_short_t:
        said.append(say("overview.ahead_hectares", end=end, tonnes=tonnes(planned.peak_short_t),
                        hectares=number(lacking(ctx, planned.peak_short_t), 1)))
    if (found := ctx.snapshot.outlook) is not None:
        figures = found.figures()
        said.append(say("overview.official", name=blocks.typed(say.pick(found.name, found.name)),
                        date=found.day.isoformat(), end=figures["months"][-1]["month"],
                        odds=likely(float(figures["depletion"]["share"]))))
    return said


def lacking(ctx: Context, short_t: Decimal) -> Decimal:
    """hm² whose tonnes make up for a shortage."""
    return hectares(short_t, ctx.snapshot.rules.at(ctx.today).number("batch_yield_t_hm2")).value


def state_sentence(ctx: Context) -> str:
    """What the books hold, to the kilogram, and today's price."""
    reserve, price = ctx.snapshot.reserve, parts.price_today(ctx)
    return ctx.say("brief.state_text", day=ctx.today, plots=len(reserve.plots), stored=tonnes_book(reserve.stored_t),
                   held=tonnes_book(reserve.held_t), cancelled=tonnes_book(reserve.cancelled_t),
                   open=tonnes_book(open_t(ctx)), price=unit_price(price.trading_price),
                   average=unit_price(price.national_average), market=price.market_date)


def open_t(ctx: Context) -> Decimal:
    """Tonnes of signed notices that are not cancelled yet."""
    return sum((one.owed_t - one.settled_t for one in ctx.snapshot.proposals if one.notice), ZERO)


def form(ctx: Context) -> None:
    """What is asked, prefilled with what the outlook suggests; the sheet as it stands."""
    say = ctx.say
    made = brief(ctx, asked_of(ctx, ASKED))
    try:
        sheet = as_pdf(made)
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    exports.buttons(ctx, "brief", {"pdf": lambda: sheet, "docx": lambda: as_docx(made)})


def asked_of(ctx: Context, key: str) -> str:
    """The box for what is asked, prefilled with what the outlook suggests. A suggestion that nobody changed goes with
    the language and the data; what was typed stays."""
    fresh, before = suggested(ctx), f"{key}:suggested"
    if st.session_state.get(key) in (None, st.session_state.get(before)):
        st.session_state[key] = fresh
    st.session_state[before] = fresh
    st.text_area(ctx.say("brief.asked"), key=key, height=120, help=ctx.say("brief.asked_help"),
                 persist_state="session")
    return str(st.session_state[key])


def brief(ctx: Context, asked: str) -> Brief:
    """The sheet; `asked` as it was typed."""
    say, snapshot, price = ctx.say, ctx.snapshot, parts.price_today(ctx)
    ahead = say.pick("", " ").join((pace_sentence(ctx), *ahead_sentences(ctx)))
    unsure = len({one.id for one in assumptions(price.step)})
    basis = say("brief.basis_text", count=unsure, page=say("shell.page.conformity"))
    texts = (state_sentence(ctx), ahead, asked.strip() or say("brief.nothing_asked"), basis)
    return Brief(say.lang, ctx.today, say("brief.title"), say("brief.under", day=ctx.today),
                 [Section(say(f"brief.section.{name}"), blocks.unmarked(text))
                  for name, text in zip(("state", "ahead", "asked", "basis"), texts, strict=True)],
                 say("brief.foot", version=snapshot.version, day=snapshot.series.last_date),
                 say("frame.demo") if snapshot.reserve.demo else "")


def suggested(ctx: Context) -> str:
    """What the outlook suggests to ask for."""
    short = outlook.ahead(ctx)[0].peak_short_t
    if not short:
        return ctx.say("brief.suggest_watch")
    return ctx.say("brief.suggest_store", tonnes=tonnes(short), hectares=number(lacking(ctx, short), 1))
