"""The page of a number: what a certificate of cancellation stands for, how an offsetting certificate or an order
stands, or that there is nothing of that number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from core.ledger.cancellation import Cancellation
from core.ledger.entry import Entry, line
from core.ledger.fields import certificate_number
from core.ledger.state import Booking, Books, Certificate
from core.ledger.waiting import NO_END
from kiosk.html import dress, mark, page, qr
from kiosk.paper import issued as issued_sheet
from store import Snapshot, Store, stories
from store.acts import books
from store.journal import cancelled
from ui.format import money, number, tonnes_book, unit_price
from ui.linked import public_url
from ui.rules import prices_shown
from ui.sentences import sentence, time
from ui.words import Words, words

LONGEST = 60  # letters of a number
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"))
BARE = re.compile(r"(YM)-?([CN])-?(\d{4})-?(\d{4,})")  # a number of ours, typed with its dashes or without
LATER = ("lot_settled", "lot_reversed", "shortfall_replaced", "corrected")  # what a buyer may want to know of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see. `kiosk`: on the screen in the hall, which goes back by itself."""

    number: str
    say: Words
    kiosk: bool
    today: date


def spellings(text: str) -> tuple[str, ...]:
    """The number as it was typed, then as numbers are written here; nothing for what can be none."""
    typed = text.strip()
    if not typed or len(typed) > LONGEST or not typed.isprintable():
        return ()
    folded = "".join(unicodedata.normalize("NFKC", typed).translate(DASHES).upper().split())
    parts = BARE.fullmatch(folded)
    return tuple(dict.fromkeys((typed, folded, *(["-".join(parts.groups())] if parts else []))))


def certificate(store: Store, snapshot: Snapshot, asked: Asked) -> tuple[int, bytes]:
    """Status and page."""
    found = books(store)
    issued = _issued(found)
    for name in spellings(asked.number):
        if name in issued:
            return 200, _cancellation(store, snapshot, found, cancelled(store, name), name, asked)
        if name in found.certificates:
            return 200, _offset(found, found.certificates[name], asked)
        if name in found.orders:
            return 200, _order(found.orders[name], asked)
    return 404, unknown(asked)


def paper(store: Store, snapshot: Snapshot, asked: Asked) -> tuple[str, bytes] | None:
    """Number and PDF of a certificate of cancellation; None where there is none of that number."""
    issued = _issued(books(store))
    for name in spellings(asked.number):
        if name in issued:
            return name, issued_sheet(store, snapshot, name, asked.today)
    return None


_last: list[tuple[Books, frozenset[str]]] = []


def _issued(found: Books) -> frozenset[str]:
    """The numbers of all certificates of cancellation, so that the store is not asked for those that there are not."""
    if not (_last and _last[0][0] is found):
        _last[:] = [(found, frozenset(one.order.certificate for one in found.orders.values()) - {""})]
    return _last[0][1]


def unknown(asked: Asked) -> bytes:
    """The number is none of ours, or no number at all."""
    say, good = asked.say, bool(spellings(asked.number))
    text = say("verify.unknown", number=asked.number.strip()) if good else say(
            "verify.malformed", most=LONGEST, example=certificate_number(asked.today.year, 1))
    return _page(asked, say("verify.none"), f'<p class="verdict bad">✗ {escape(text)}</p>', False, "")


def _cancellation(store: Store, snapshot: Snapshot, found: Books, one: Cancellation, number_: str,
                  asked: Asked) -> bytes:
    say = asked.say
    booking = found.orders[one.order]
    order, prices = booking.order, prices_shown(snapshot.rules, asked.today)
    project, place = say.pick(one.project_zh, one.project_en), say.pick(order.township_zh, order.township_en)
    rows = [(say("verify.number"), number_), (say("verify.project"), project), (say("verify.township"), place),
            (say("verify.tonnes"), tonnes_book(one.tonnes)),
            (say("verify.owed"), say("verify.owed_text", owed=tonnes_book(order.owed_t),
                                     offset=tonnes_book(order.offset_t))),
            (say("verify.traded"), one.trade_date.isoformat()),
            (say("verify.entered"), time(one.entry))]
    if "cancelled_on" in one.entry.body:
        rows.insert(-1, (say("verify.cancelled_on"), str(one.entry.body["cancelled_on"])))
    if prices:
        rows += [(say("verify.price"), unit_price(order.unit_price_cny)), (say("verify.amount"),
                                                                           money(order.amount_cny))]
    body = (f'<p class="verdict">✓ {escape(say("verify.stands", tonnes=tonnes_book(one.tonnes), project=project))}</p>'
            f"{_demo(say, one.demo)}{_facts(rows)}{_sheet(asked, number_)}"
            f'<h2>{escape(say("verify.lots"))}</h2>{_lots(snapshot, one, say)}'
            f"{_since(store, found, booking, one, say)}"
            f'<h2>{escape(say("verify.entry"))}</h2>{_entry(one.entry, say)}'
            f'<h2>{escape(say("verify.how"))}</h2>{_how(one.entry, number_, asked)}')
    return _page(asked, say("verify.title", number=number_), body, one.demo, number_)


def _demo(say: Words, demo: bool) -> str:
    return f'<p class="warn">{escape(say("verify.demo"))}</p>' if demo else ""


def _facts(rows: list[tuple[str, str]]) -> str:
    return '<dl class="facts">' + "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in rows) + "</dl>"


def _sheet(asked: Asked, number_: str) -> str:
    """The certificate to keep; not on the screen in the hall, where nobody could."""
    if asked.kiosk:
        return ""
    return (f'<p><a class="button" href="/verify/{quote(number_, safe="")}.pdf">'
            f'{escape(asked.say("verify.sheet"))}</a></p>')


def _lots(snapshot: Snapshot, one: Cancellation, say: Words) -> str:
    lots = {lot.lot: lot for lot in snapshot.reserve.lots}
    plots = {plot.plot: plot for plot in snapshot.reserve.plots}
    names = ("lot", "plot", "township", "period", "tonnes")
    heads = "".join(f'<th scope="col">{escape(say(f"verify.column.{name}"))}</th>' for name in names)
    rows = []
    for name, amount in one.lots:
        lot = lots.get(name)
        plot = plots.get(lot.plot) if lot else None
        cells = (name, f"{plot.plot} {say.pick(plot.name_zh, plot.name_en)}" if plot else lot.plot if lot else "–",
                 say.pick(plot.township_zh, plot.township_en) if plot else "–",
                 say("verify.period", start=lot.period_start, end=lot.period_end) if lot else "–", number(amount, 3))
        rows.append("<tr>" + "".join(f'<td data-name="{escape(say(f"verify.column.{head}"))}">{escape(cell)}</td>'
                                     for head, cell in zip(names, cells, strict=True)) + "</tr>")
    return f'<table class="rows"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _since(store: Store, found: Books, booking: Booking, one: Cancellation, say: Words) -> str:
    """What was written since: corrections of the order, and what happened to the lots behind it."""
    numbers = {number for number in booking.entries if number > booking.entry}
    for lot, _ in one.lots:
        if lot in found.lots:
            numbers |= set(found.lots[lot].entries)
    later = [entry for entry in stories.entries(store, sorted(numbers - {one.entry.number}))
             if entry.kind in LATER and (entry.number > one.entry.number or entry.kind == "corrected")]
    short = [lot for lot, _ in one.lots if lot in found.lots and found.lots[lot].shortfall_t]
    text = say("verify.later_short", lots=tuple(short)) if short else "" if later else say("verify.later_none")
    rows = "".join(f'<li value="{entry.number}"><time>{time(entry)}</time> {escape(sentence(say, entry))}'
                   f"{f' · {escape(entry.reason)}' if entry.reason else ''}</li>" for entry in later)
    return (f'<h2>{escape(say("verify.later"))}</h2>{f"<p>{escape(text)}</p>" if text else ""}'
            f'{f"<ol>{rows}</ol>" if rows else ""}')


def _entry(entry: Entry, say: Words) -> str:
    rows = ((say("verify.entry.number"), number(entry.number)), (say("verify.entry.at"), entry.at),
            (say("verify.entry.hash"), entry.hash), (say("verify.entry.previous"), entry.previous))
    return ('<dl class="facts hashes">' + "".join(
        f"<div><dt>{escape(name)}</dt><dd><code>{escape(value)}</code></dd></div>" for name, value in rows) + "</dl>")


def _how(entry: Entry, number_: str, asked: Asked) -> str:
    """The line itself, a button that reckons its hash in the browser, how to check the whole journal, and for
    programs the same as data; not in the hall, where nobody comes back from it."""
    say = asked.say
    data = "" if asked.kiosk else (f'<p>{escape(say("access.verify.data"))} <a href="/api/v1/certificates/'
                                   f'{quote(number_, safe="")}">{escape(say("access.verify.api"))}</a></p>')
    journal = f"/verify?lang={say.lang}{'&amp;kiosk=1' if asked.kiosk else ''}"
    return (f"<p>{escape(say('verify.how_line', method='SHA-256'))}</p>"
            f"<pre id=\"line\" tabindex=\"0\" data-hash=\"{entry.hash}\">"
            f"{escape(line(entry))}</pre>"
            f'<p><button type="button" id="check" hidden>{escape(say("verify.check"))}</button> '
            f'<output id="checked" data-good="{escape(say("verify.check_good"))}" '
            f'data-bad="{escape(say("verify.check_bad"))}"></output></p>'
            f'<p>{escape(say("verify.how_whole"))} <a href="{journal}">{escape(say("verify.how_link"))}</a></p>'
            f"{data}")


def _offset(found: Books, one: Certificate, asked: Asked) -> bytes:
    """A certificate that offsets, registered by the county."""
    say = asked.say
    state = "withdrawn" if one.withdrawn else "expired" if one.valid_until < asked.today else "valid"
    text = say(f"now.certificate.{state}", tonnes=number(one.tonnes, 3), used=number(one.used_t, 3),
               left=number(one.left_t, 3), until=one.valid_until)
    used = [order.order for order in found.orders.values() if one.serial in dict(order.offsets)]
    rows = [(say("verify.number"), one.serial), (say("verify.issuer"), one.issuer),
            (say("verify.until"), one.valid_until.isoformat()), (say("verify.entry.number"), number(one.entry)),
            *((say("verify.used_by"), f"{say.pick(order.project_zh, order.project_en)} ({order.order})")
              for order in used)]
    body = (f'<p class="verdict{"" if state == "valid" else " bad"}">{escape(say("verify.offset"))} '
            f'{escape(text.replace("**", ""))}</p>{_demo(say, one.demo)}{_facts(rows)}')
    return _page(asked, say("verify.offset_title", number=one.serial), body, one.demo, one.serial)


def _order(one: Booking, asked: Asked) -> bytes:
    """An order that was not cancelled (yet), or that has its certificate."""
    say, order = asked.say, one.order
    text = say(f"verify.order.{one.status}", until=one.until if one.until < NO_END else None)
    rows = [(say("verify.order"), order.order), (say("verify.project"), say.pick(order.project_zh, order.project_en)),
            (say("verify.township"), say.pick(order.township_zh, order.township_en)),
            (say(f"verify.order_tonnes.{one.status}"), tonnes_book(order.purchase_t)),
            (say("verify.traded"), order.trade_date.isoformat())]
    link = (f'<p><a class="button" href="/verify/{quote(order.certificate, safe="")}?lang={say.lang}">'
            f"{escape(order.certificate)}</a></p>" if one.status == "cancelled" else "")
    body = f'<p class="verdict">{escape(text)}</p>{link}{_demo(say, order.demo)}{_facts(rows)}'
    return _page(asked, say("verify.order_title", order=order.order), body, order.demo, order.order)


def _page(asked: Asked, title: str, body: str, demo: bool, number_: str) -> bytes:
    say, home = asked.say, public_url()
    code = qr(f"{home}/verify/{quote(number_, safe='')}", say, say("verify.qr")) if number_ and home else ""
    lang, tag = ("en", "en") if say.lang == "zh" else ("zh", "zh-CN")
    here = quote(number_, safe="")
    flag = "&amp;kiosk=1" if asked.kiosk else ""
    back = f'<a class="button" id="back" href="/kiosk?lang={say.lang}">{escape(say("verify.back"))}</a>' \
        if asked.kiosk else f'<a class="button" href="/?lang={say.lang}">{escape(say("verify.to_start"))}</a>'
    switch = (f'<a class="lang" href="/verify{"/" + here if here else ""}?lang={lang}{flag}" lang="{tag}" '
              f'hreflang="{tag}">{escape(words(lang)("shell.this_language"))}</a>')
    hidden = f'<input type="hidden" name="lang" value="{say.lang}">'
    hidden += '<input type="hidden" name="kiosk" value="1">' if asked.kiosk else ""
    form = (f'<form class="again" action="/verify" method="get"><label for="number">{escape(say("kiosk.find_label"))}'
            f'</label><input id="number" name="number" maxlength="{LONGEST}" required autocomplete="off">{hidden}'
            f'<button type="submit">{escape(say("kiosk.find_go"))}</button></form>')
    html = (f'<header><div><h1>{escape(title)} {mark(say, demo)}</h1></div><p class="tools">{back}{switch}</p></header>'
            f"<main>{body}{code}{form}</main>")
    return page(say, title, html, dress(("base.css", "verify.css"), ("sha256.js", "certificate.js"), "'self'"),
                ' data-kiosk="1"' if asked.kiosk else "")
