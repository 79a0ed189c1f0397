"""The certificate of cancellation (核销证书): Chinese and English on one sheet, with the journal's entry that gave it
and a code that leads to its verification."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import segno

from core.amount_words import in_capitals
from core.ledger.cancellation import Cancellation
from core.ledger.state import Booking
from core.reserve import Reserve
from ui.documents.typeset import pdf
from ui.format import money, number, tonnes_book, unit_price
from ui.sentences import time
from ui.words import Words, words

Text = Callable[[Words], str]
COLUMNS = ("lot", "plot", "township", "period", "tonnes")


def certificate(one: Cancellation, booking: Booking, reserve: Reserve, *, prices: bool, address: str) -> bytes:
    """PDF/A-2b. `prices`: whether the county publishes them; `address`: where people reach this server from home
    (empty: no code). The same bytes for the same books, whenever it is made. Problem `document_glyph`."""
    return pdf("certificate", content(one, booking, reserve, prices=prices, address=address),
               datetime.fromisoformat(one.entry.at))


def content(one: Cancellation, booking: Booking, reserve: Reserve, *, prices: bool, address: str) -> dict[str, Any]:
    """What stands on it, as the template wants it."""
    order, entry, name = booking.order, one.entry, booking.order.certificate
    verify = f"{address}/verify/{quote(name, safe='')}" if address else ""
    facts = [
        _fact(lambda say: say("verify.project"), lambda say: say.pick(one.project_zh, one.project_en)),
        _fact(lambda say: say("verify.township"), lambda say: say.pick(order.township_zh, order.township_en)),
        _fact(lambda say: say("verify.tonnes"), lambda _: tonnes_book(one.tonnes)),
        _fact(lambda say: say("verify.owed"), lambda say: say("verify.owed_text", owed=tonnes_book(order.owed_t),
                                                              offset=tonnes_book(order.offset_t))),
        _fact(lambda say: say("verify.traded"), lambda _: one.trade_date.isoformat()),
        *([_fact(lambda say: say("verify.cancelled_on"), lambda _: str(entry.body["cancelled_on"]))]
          if "cancelled_on" in entry.body else []),
        _fact(lambda say: say("verify.entered"), lambda _: time(entry)),
    ]
    if prices:
        facts += [_fact(lambda say: say("verify.price"), lambda _: unit_price(order.unit_price_cny)),
                  _fact(lambda say: say("verify.amount"),
                        lambda _: f"{money(order.amount_cny)}  {in_capitals(order.amount_cny)}")]
    return {
        "number": name, "verify": verify, "qr": _code(verify) if verify else "",
        "title": both(lambda say: say("paper.certificate")),
        "issuer": both(lambda say: say("paper.issuer")),
        "statement": both(lambda say: say("paper.certificate_says", tonnes=tonnes_book(one.tonnes),
                                          project=say.pick(one.project_zh, one.project_en))),
        "demo": {"mark": both(lambda say: say("frame.demo")), "note": both(lambda say: say("verify.demo"))}
        if one.demo else None,
        "facts": facts,
        "lots": {"title": both(lambda say: say("verify.lots")), "rows": _lots(one, reserve),
                 "head": [both(lambda say, part=part: say(f"verify.column.{part}")) for part in COLUMNS]},
        "journal": {"title": both(lambda say: say("verify.entry")), "hash": entry.hash,
                    "how": both(lambda say: say("paper.certificate_check")), "rows": [
                        both(lambda say: say("verify.entry.number")) | {"value": str(entry.number)},
                        both(lambda say: say("verify.entry.at")) | {"value": entry.at},
                        both(lambda say: say("verify.entry.hash")) | {"value": entry.hash}]},
    }


def both(text: Text) -> dict[str, str]:
    """A text in Chinese and English."""
    return {lang: text(words(lang)) for lang in ("zh", "en")}


def _fact(label: Text, value: Text) -> dict[str, str]:
    """A line of the sheet; `more`: the value in English where it is another text."""
    said = both(value)
    return both(label) | {"value": said["zh"], "more": said["en"] if said["en"] != said["zh"] else ""}


def _lots(one: Cancellation, reserve: Reserve) -> list[list[str]]:
    lots, plots = {lot.lot: lot for lot in reserve.lots}, {plot.plot: plot for plot in reserve.plots}
    rows = []
    for name, amount in one.lots:
        lot = lots[name]
        plot = plots.get(lot.plot)
        rows.append([name, f"{lot.plot} {plot.name_zh}" if plot else lot.plot, plot.township_zh if plot else "–",
                     f"{lot.period_start} – {lot.period_end}", number(amount, 3)])
    return rows


def _code(address: str) -> str:
    """A QR code as SVG."""
    out, code = io.BytesIO(), segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=1, xmldecl=False, dark="#000", light="#fff")
    return out.getvalue().decode()
