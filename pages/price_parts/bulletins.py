"""Bulletins: how old the last price is and what is missing; reading and storing bulletins; the record; the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.market.calendar import spans
from pages import parts
from pages.base import Context
from pages.price_parts.bulletins_read import reading
from pages.price_parts.bulletins_record import record_of
from pages.price_parts.market_calendar import market_calendar
from ui import blocks
from ui.format import day, listed, number

READERS: dict[str, Any] = {}
MOST_SPANS = 12


def show(ctx: Context) -> None:
    _missing(ctx)
    parts.calendar_alarm(ctx)
    reading(ctx)
    record_of(ctx)
    market_calendar(ctx)


def _missing(ctx: Context) -> None:
    """The answer: to which day prices are known, and the market days that are missing."""
    say, calendar, series = ctx.say, ctx.snapshot.calendar, ctx.snapshot.series
    last = series.last_date
    gaps = calendar.missing(series.first_date, ctx.today)
    if not gaps:
        blocks.answer(say("bulletins.answer_all", last=day(last, say)))
        return
    blocks.answer(say("bulletins.answer", last=day(last, say), count=number(len(gaps))))
    found = spans(gaps, calendar)
    named = listed((_span(ctx, *one) for one in found[:MOST_SPANS]), say)
    blocks.note(say("bulletins.missing", days=named + (" …" if len(found) > MOST_SPANS else "")))


def _span(ctx: Context, first: date, last: date, count: int) -> str:
    if first == last:
        return first.isoformat()
    return ctx.say("bulletins.span", first=first, last=last, count=count)
