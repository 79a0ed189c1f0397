"""Prices of the national market as the API answers them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from api.kept import Page, page
from core.market import MarketDay, Price, Quote, prices_between, trading_price
from core.market.days import PUBLISHER_EN, PUBLISHER_URL, PUBLISHER_ZH
from core.problem import Problem
from core.rules import RuleBook
from store import Snapshot
from ui.rules import prices_shown
from ui.words import Words

WITHOUT = ("trade_date", "market_date", "national_average", "multiplier", "trading_price", "amount_cny", "source")


def require_shown(snapshot: Snapshot, today: date) -> None:
    """Problem `prices_unpublished` while the county shows the public none."""
    if not prices_shown(snapshot.rules, today):
        raise Problem("prices_unpublished")


def without_prices(estimate: dict[str, Any]) -> dict[str, Any]:
    """An estimate in tonnes alone: null in place of prices and money, and the step that reckons them left out."""
    return estimate | dict.fromkeys(WITHOUT) | {"working": estimate["working"][:-1], "stale_working_days": None}


def source(day: MarketDay, say: Words) -> dict[str, str]:
    """Who published the day's figures, and the bulletin's title."""
    return {"publisher": say.pick(PUBLISHER_ZH, PUBLISHER_EN), "title": day.source, "url": PUBLISHER_URL}


def staleness(snapshot: Snapshot, trade_date: date, book: RuleBook) -> dict[str, int]:
    """How many market days the last price lies back, where that is more than the rule lets pass."""
    days = snapshot.stale_days(trade_date, book)
    return {"stale_working_days": days} if days else {}


def price(snapshot: Snapshot, trade_date: date, say: Words) -> dict[str, Any]:
    """What a tonne costs on a date, and why; Problem `price_before_market`."""
    found: Price = trading_price(snapshot.series, trade_date, snapshot.rules)
    return {
        "trade_date": trade_date, "market_date": found.market_date,
        "national_average": found.national_average, "multiplier": found.multiplier,
        "trading_price": found.trading_price, "definition": found.definition,
        **_traded(found.day), "quality": found.day.quality, "source": source(found.day, say), "demo": False,
        **staleness(snapshot, trade_date, snapshot.rules),
    }


def prices(snapshot: Snapshot, start: date | None, end: date | None, after: date | None,
           say: Words) -> Page:
    """The days that set a price, in order."""
    if start is not None and end is not None and start > end:
        raise Problem("prices_order", start=start, end=end)
    rows = [row for row in snapshot.prices
            if (start is None or start <= row[0].market_date) and (end is None or row[0].market_date <= end)]
    on_page, last = page(rows, lambda row: row[0].market_date.isoformat(), after and after.isoformat())
    answer: dict[str, Any] = {
        "publisher": say.pick(PUBLISHER_ZH, PUBLISHER_EN), "url": PUBLISHER_URL, "demo": False,
        "prices": [_row(*row) for row in on_page],
    }
    return Page(answer | ({"next": last} if last else {}), last)


def prices_of_dates(snapshot: Snapshot, start: date | None, end: date | None, after: date | None, today: date,
                    say: Words) -> dict[str, Any]:
    """The price of every calendar date in a range, the 31 days to `today` where none is given."""
    last = end or today
    first = max(start or last - timedelta(days=30), after + timedelta(days=1) if after else date.min)
    if first > last and after is not None:
        rows: tuple[Quote, ...] = ()
    else:
        rows = prices_between(snapshot.series, first, last, snapshot.rules)
    return {"publisher": say.pick(PUBLISHER_ZH, PUBLISHER_EN), "url": PUBLISHER_URL, "demo": False,
            "prices": [{"trade_date": one.trade_date, **_row(one.day, one.average, one.price)} for one in rows]}


def _row(day: MarketDay, average: Decimal, trading: Decimal) -> dict[str, Any]:
    return {"market_date": day.market_date, "national_average": average, **_traded(day),
            "trading_price": trading, "quality": day.quality, "source": day.source}


def _traded(day: MarketDay) -> dict[str, Any]:
    """Volume and turnover of all trades of the day; where only its week is known, that week's."""
    out: dict[str, Any] = {"volume_t": day.total_volume_t, "turnover_cny": day.total_turnover_cny}
    if day.week is not None:
        out["week"] = {"start": day.week.start, "end": day.week.end,
                       "volume_t": day.week.total_volume_t, "turnover_cny": day.week.total_turnover_cny}
    return out
