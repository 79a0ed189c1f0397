"""What several pages say in the same way: today's price, how old it is, the as-of line, the working drawer."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st

from core.ledger.monitoring import due, shortfalls, watched
from core.market import Price, trading_price
from core.market.days import PUBLISHER_EN, PUBLISHER_ZH
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Order
from core.trace import Step, as_json
from pages.base import Context
from pages.plot_steps import listing
from ui import blocks, link, staff
from ui.format import day, tonnes_book, unit_price
from ui.show import aside
from ui.working import working_html


def price_today(ctx: Context) -> Price:
    return trading_price(ctx.snapshot.series, ctx.today, ctx.snapshot.rules)


def unpaid(ctx: Context) -> list[Order]:
    """Orders on hold that nobody has paid yet: a paid one stays on hold until it is cancelled."""
    paid = {name for name, one in ctx.books.orders.items() if one.status == "paid"}
    return [one for one in ctx.snapshot.reserve.orders if one.status == "held" and one.order not in paid]


def stale_days(ctx: Context) -> int:
    """Market days the last known price is too old by the rule, or 0."""
    return ctx.snapshot.stale_days(ctx.today)


def price_age(ctx: Context) -> None:
    """The warning that the last price is old, wherever a price matters."""
    age = stale_days(ctx)
    if age:
        blocks.warning(ctx.say("price.stale", date=day(ctx.snapshot.series.last_date, ctx.say), days=age))


def price_terms(ctx: Context, price: Price) -> None:
    """What besides one day's average and the multiplier made a price: several days, a yearly price, a bound."""
    say, at = ctx.say, ctx.snapshot.rules.at(price.trade_date)
    if at.number("price_window_days") > 1:
        blocks.note(say("policy.terms.window", days=at.number("price_window_days"), date=price.market_date))
    if at["price_reset"].text == "yearly":
        blocks.note(say("policy.terms.yearly"))
    if price.bound:
        blocks.note(say(f"policy.terms.{price.bound}", price=unit_price(price.trading_price)))


def calendar_alarm(ctx: Context) -> None:
    """For staff: the market calendar ends soon, or has ended."""
    left = ctx.snapshot.calendar_alarm(ctx.today)
    if left is not None and staff.may("see.alarms"):
        until = day(ctx.snapshot.calendar.known_until, ctx.say)
        blocks.warning(ctx.say("calendar.alarm", until=until, left=left) if left >= 0
                       else ctx.say("calendar.ended", until=until))


def price_source(ctx: Context) -> str:
    """The source line under everything in yuan."""
    return ctx.say("price.source", publisher=ctx.say.pick(PUBLISHER_ZH, PUBLISHER_EN),
                   date=ctx.snapshot.series.last_date)


def demo_mark(ctx: Context, demo: bool) -> str:
    return ctx.say("frame.demo") if demo else ""


def unassessed(ctx: Context) -> None:
    """The warning that proposals are missing from a sum of losses, which ones and why."""
    say, problems = ctx.say, ctx.snapshot.unassessed
    reasons: dict[str, list[str]] = {}
    for one in ctx.snapshot.proposals:
        if one.proposal in problems:
            why = problems[one.proposal]
            if why.key == "in_row" and isinstance(why.fields["problem"], Problem):  # which stratum says nothing here
                why = why.fields["problem"]
            text = say(f"forest.unassessed.{why.key}") if say.has(f"forest.unassessed.{why.key}") else say.problem(why)
            reasons.setdefault(text, []).append(say.pick(one.name_zh, one.name_en))
    if reasons:
        named = [say("forest.unassessed_for", why=why, names=", ".join(names)) for why, names in reasons.items()]
        blocks.warning(" ".join((say("forest.unassessed", count=len(problems)), *named)))


def supervision(ctx: Context) -> None:
    """What the books say is due or open on stored plots: lots to be measured, shortfalls, findings."""
    say, books = ctx.say, ctx.books
    lots = watched(books, ctx.snapshot.rules.at(ctx.today), ctx.today)
    count, (short, planned) = due(lots), shortfalls(lots)
    if count["over"] or count["soon"]:
        blocks.warning(say("parts.measuring_due", over=count["over"], soon=count["soon"]))
    if short:
        blocks.warning(say("parts.short", short=tonnes_book(short), planned=tonnes_book(planned)))
    waiting = [one.state for one in books.findings.values() if one.state != "closed"]
    if waiting:
        blocks.note(say("parts.findings", open=waiting.count("open"), checking=waiting.count("checking")))
    beyond_orders(ctx)


def beyond_orders(ctx: Context) -> None:
    """What the totals hold or lack that no order says: tonnes cancelled for other lots, tonnes written off."""
    stocks = ctx.books.lots.values()
    replaced = sum((one.replaced_t for one in stocks), ZERO)
    if replaced:
        blocks.note(ctx.say("parts.replaced", tonnes=tonnes_book(replaced)))
    off = sum((listing(ctx, one)[1] - one.lot.stored_t for one in stocks
               if one.lost_t or one.measured_t is not None), ZERO)
    if off:
        blocks.note(ctx.say("parts.written_off", tonnes=tonnes_book(off)))


def working(ctx: Context, steps: tuple[Step, ...], key: str) -> None:
    """The drawer with the steps behind a page's figures, and the same as JSON."""
    def body() -> None:
        st.html(working_html(steps, ctx.say))
        st.download_button(ctx.say("working.download"), json.dumps([as_json(step, ctx.say.lang) for step in steps],
                           ensure_ascii=False, indent=1), file_name="working.json", mime="application/json",
                           key=f"{key}:json", on_click="ignore")

    aside(ctx.say("working.title"), key, body)


def end(ctx: Context, page: str, state: Mapping[str, object], demo: bool) -> None:
    """The page's last lines: as of, versions, what is illustrative, the address to share."""
    link.write(state)
    lines = [ctx.say("frame.as_of", date=day(ctx.today, ctx.say), version=ctx.snapshot.version,
                     rules=len(ctx.snapshot.rules))]
    if demo:
        lines.append(ctx.say("frame.demo_note"))
    lines.append(ctx.say("frame.share"))
    blocks.foot(lines)
