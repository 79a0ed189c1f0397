"""The page for the screen in the hall: topics under big tabs, made once per data version and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from urllib.parse import quote

from core.ledger.fields import certificate_place
from core.market import Price, trading_price
from core.market.days import PUBLISHER_EN, PUBLISHER_ZH
from core.problem import Problem
from core.reserve import Order
from kiosk.drawing import course, plots_map, shares
from kiosk.html import dress, mark, page, qr
from store import Snapshot
from store.clock import SHANGHAI
from store.verified import Verified
from ui.format import T, day, money, number, percent, unit_price
from ui.linked import public_url
from ui.rules import prices_shown
from ui.words import Words, words

SHOWN = 6  # cancellations
COURSE = 250  # market days of the price's line, about a year
SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class View:
    """What the page is made from."""

    snapshot: Snapshot
    verified: Verified
    today: date
    say: Words

    @property
    def prices(self) -> bool:
        """Whether the county shows prices on public screens (rule `publish_prices`)."""
        return prices_shown(self.snapshot.rules, self.today)

    @property
    def latest(self) -> list[Order]:
        """Cancelled orders, the last first: certificates are numbered in the order of cancelling; those of before the
        journal may have numbers of any form, and go by their trade date."""
        done = [one for one in self.snapshot.reserve.orders if one.status == "cancelled" and one.certificate]
        return sorted(done, key=lambda one: (certificate_place(one.certificate) or (one.trade_date.year, 0),
                                             one.trade_date), reverse=True)[:SHOWN]


def screen(view: View, stamp: str) -> bytes:
    """The page. `stamp`: what /kiosk/version says as long as this is the page that is served."""
    say, demo = view.say, view.snapshot.reserve.demo
    topics: dict[str, Callable[[View], str]] = {"reserve": _reserve, "price": _price, "cancelled": _cancelled,
                                                "books": _books, "find": _find, "home": _home}
    if not view.prices:
        del topics["price"]
    other, tag = ("en", "en") if say.lang == "zh" else ("zh", "zh-CN")
    tabs = "".join(f'<a href="#{name}" data-tab="{name}">{escape(say(f"kiosk.tab.{name}"))}</a>' for name in topics)
    sections = "".join(
        f'<section class="topic{" on" if name == "reserve" else ""}" id="{name}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{escape(say(f"kiosk.title.{name}"))}</h2>{build(view)}</section>'
        for name, build in topics.items())
    body = (
        f'<header><div><h1>{escape(say("kiosk.title"))} {mark(say, demo)}</h1>'
        f'<p class="asof"><span id="asof">{escape(say("kiosk.as_of", date=day(view.today, say)))}</span> '
        f'<span id="stale" role="status" hidden>{escape(say("kiosk.stale"))}</span></p></div>'
        f'<p class="tools"><button id="pause" type="button" aria-pressed="false" hidden>{escape(say("kiosk.pause"))}'
        f'</button><a class="lang" id="lang" href="/kiosk?lang={other}" lang="{tag}" hreflang="{tag}">'
        f'{escape(words(other)("shell.this_language"))}</a></p></header>'
        f"<main>{sections}</main>"
        f'<nav aria-label="{escape(say("kiosk.topics"))}">{tabs}</nav>'
        f'<p id="off" role="alert" hidden>{escape(say("kiosk.unreachable"))}</p>'
        '<noscript><meta http-equiv="refresh" content="600"></noscript>')
    attributes = (f' data-page="{stamp}" data-lang="{say.lang}" data-asof="{escape(say("kiosk.as_of_time"))}"'
                  f' data-pause="{escape(say("kiosk.pause"))}" data-go="{escape(say("kiosk.go_on"))}"')
    return page(say, say("kiosk.title"), body, dress(("base.css", "kiosk.css"), ("kiosk.js",), "'self'"), attributes)


def _figure(role: str, label: str, value: str, unit: str, note: str = "") -> str:
    return (f'<div class="figure {role}"><dt>{escape(label)}</dt><dd><b>{escape(value)}</b> <span>{escape(unit)}</span>'
            f"{f'<small>{escape(note)}</small>' if note else ''}</dd></div>")


def _reserve(view: View) -> str:
    say, reserve = view.say, view.snapshot.reserve
    if not reserve.lots:
        return f'<p class="answer">{escape(say("kiosk.reserve_empty"))}</p>'
    figures = "".join((
        _figure("available", say("reserve.available"), number(reserve.available_t), T, say("kiosk.note.available")),
        _figure("stored", say("reserve.stored"), number(reserve.stored_t), T,
                say("kiosk.note.stored", plots=len(reserve.plots), area=number(reserve.area_hm2, 1))),
        _figure("held", say("reserve.held"), number(reserve.held_t), T, say("kiosk.note.held")),
        _figure("cancelled", say("reserve.cancelled"), number(reserve.cancelled_t), T, say("kiosk.note.cancelled"))))
    return (f'<div class="two"><div class="side"><dl class="figures">{figures}</dl>{shares(reserve, say)}</div>'
            f"{plots_map(view.snapshot, say)}</div>")


def _price(view: View) -> str:
    say, snapshot = view.say, view.snapshot
    try:
        found = trading_price(snapshot.series, view.today, snapshot.rules)
    except Problem:  # nothing traded before today that is known of
        return f'<p class="answer">{escape(say("kiosk.price_none"))}</p>'
    how = say("kiosk.price_how", average=money(found.national_average), share=percent(found.multiplier),
              price=money(found.trading_price), date=day(found.market_date, say))
    how = " ".join((how, *_terms(view, found)))
    late = snapshot.stale_days(view.today)
    old = f'<p class="warn">{escape(say("kiosk.price_stale", days=late))}</p>' if late else ""
    source = say("price.source", publisher=say.pick(PUBLISHER_ZH, PUBLISHER_EN), date=found.market_date)
    line = course([(one.market_date, price) for one, _, price in snapshot.prices[-COURSE:]], say)
    figure = _figure("price", say("kiosk.price_today", date=day(view.today, say)), money(found.trading_price),
                     say("kiosk.per_tonne"))
    return (f'<div class="two"><div class="side"><dl class="figures one">{figure}</dl><p class="answer">{escape(how)}'
            f'</p>{old}<p class="note">{escape(source)}</p></div>{line}</div>')


def _terms(view: View, price: Price) -> list[str]:
    """What besides one day's average and the multiplier made the price."""
    say, at = view.say, view.snapshot.rules.at(view.today)
    found = []
    if at.number("price_window_days") > 1:
        found.append(say("policy.terms.window", days=at.number("price_window_days"), date=price.market_date))
    if at["price_reset"].text == "yearly":
        found.append(say("policy.terms.yearly"))
    if price.bound:
        found.append(say(f"policy.terms.{price.bound}", price=unit_price(price.trading_price)))
    return found


def _cancelled(view: View) -> str:
    say = view.say
    if not view.latest:
        return f'<p class="answer">{escape(say("kiosk.cancelled_empty"))}</p>'
    names = ["date", "project", "township", "tonnes", *(["unit_price"] if view.prices else []), "certificate"]
    titles = {name: say("verify.traded") if name == "date" else say(f"column.{name}") for name in names}
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles.values())
    rows = []
    for one in view.latest:
        cells = {"date": one.trade_date.isoformat(), "project": say.pick(one.project_zh, one.project_en),
                 "township": say.pick(one.township_zh, one.township_en), "tonnes": number(one.purchase_t, 3),
                 "unit_price": unit_price(one.unit_price_cny)}
        row = "".join(f'<td data-name="{escape(titles[name])}" class="{name}">{escape(cells[name])}</td>'
                      for name in names[:-1])
        rows.append(f'<tr>{row}<td class="certificate">{_link(one.certificate, say)}</td></tr>')
    count = sum(one.status == "cancelled" for one in view.snapshot.reserve.orders)
    return (f'<table class="rows"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
            f'<p class="note">{escape(say("kiosk.cancelled_note", shown=len(rows), count=count))}</p>')


def _link(certificate: str, say: Words) -> str:
    """To a certificate's page, from which the screen comes back by itself."""
    return (f'<a class="button" href="/verify/{quote(certificate, safe="")}?lang={say.lang}&amp;kiosk=1">'
            f"{escape(certificate)}</a>")


def _books(view: View) -> str:
    say, reserve, found = view.say, view.snapshot.reserve, view.verified
    at = f"{found.at:%Y-%m-%d %H:%M}"
    if found.problem is not None:
        return f'<p class="verdict bad">✗ {escape(say("kiosk.unbalanced", at=at))}</p>'
    if not found.link.number:
        return f'<p class="answer">{escape(say("kiosk.books_empty"))}</p>'
    since = datetime.fromisoformat(found.since).replace(tzinfo=UTC).astimezone(SHANGHAI)
    sum_ = "".join(
        f"<span><small>{escape(say(f'reserve.{name}'))}</small>{f'<i>{sign}</i>' if sign else ''}{number(amount, 3)}"
        "</span>" for name, amount, sign in (
            ("stored", reserve.stored_t, ""), ("available", reserve.available_t, "="), ("held", reserve.held_t, "+"),
            ("cancelled", reserve.cancelled_t, "+")))
    facts = _facts((
        (say("kiosk.fact.entries"), number(found.link.number)),
        (say("kiosk.fact.since"), f"{since:%Y-%m-%d %H:%M}"),
        (say("kiosk.fact.verified"), at),
        (say("kiosk.fact.head"), found.link.hash[:SHORT_HASH])))
    home = public_url()
    code = qr(f"{home}/verify", say, say("kiosk.home.verify")) if home else ""
    return (f'<p class="verdict">✓ {escape(say("kiosk.balanced", at=at))}</p><p class="sum">{sum_}'
            f'<span class="note">{T}</span></p>'
            f'<div class="two"><div class="side">{facts}<p class="answer">{escape(say("kiosk.books_how"))}</p></div>'
            f"{code}</div>")


def _facts(rows: tuple[tuple[str, str], ...]) -> str:
    return '<dl class="facts">' + "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows) + "</dl>"


def _find(view: View) -> str:
    """A field with keys under it; without a script a form like any other."""
    say = view.say
    start = next((one.certificate.rpartition("-")[0] + "-" for one in view.latest if "-" in one.certificate), "")
    keys = "".join(f'<button type="button" data-key="{key}">{key}</button>' for key in "123456789-0")
    keys += f'<button type="button" data-key="back" aria-label="{escape(say("kiosk.key.back"))}">⌫</button>'
    known = "".join(_link(one.certificate, say) for one in view.latest[:3])
    examples = f'<p class="note">{escape(say("kiosk.find_known"))}</p><p class="known">{known}</p>' if known else ""
    return (f'<div class="two"><form action="/verify" method="get" id="look"><label for="number">'
            f'{escape(say("kiosk.find_label"))}</label><input id="number" name="number" maxlength="60" required '
            f'autocomplete="off" autocapitalize="characters" spellcheck="false" value="{escape(start)}" '
            f'data-start="{escape(start)}"><input type="hidden" name="lang" value="{say.lang}">'
            f'<input type="hidden" name="kiosk" value="1"><div class="keys" id="keys" hidden>{keys}</div>'
            f'<button class="go" type="submit">{escape(say("kiosk.find_go"))}</button></form>'
            f'<div class="side"><p class="answer">{escape(say("kiosk.find_how"))}</p>{examples}</div></div>')


def _home(view: View) -> str:
    say, home = view.say, public_url()
    if not home:
        return f'<p class="answer">{escape(say("kiosk.home_none"))}</p>'
    codes = "".join(qr(f"{home}{path}", say, say(f"kiosk.home.{name}")) for name, path in (
        ("overview", "/"), ("voice", "/voice"), ("verify", "/verify"), ("kiosk", "/kiosk")))
    return f'<p class="answer">{escape(say("kiosk.home_how"))}</p><div class="codes">{codes}</div>'


