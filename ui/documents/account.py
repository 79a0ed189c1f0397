"""对账单, the statement of an occupier's project: what its notice says it owes, what offsets it, what was ordered, paid
and cancelled, what is still open. It names the project, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.amount_words import in_capitals
from core.ledger.account import Account
from core.ledger.entry import Entry
from core.ledger.state import Booking
from ui.documents.sheet import Figure, Sheet
from ui.format import money, number, tonnes_book
from ui.words import Words

COLUMNS = ("order", "date", "owed", "offset", "purchase", "price", "amount", "state", "paid", "certificate")


def statement(found: Account, head: Entry, day: date, say: Words) -> Sheet:
    """`head`: the last entry of the journal, up to which it speaks; `day`: when."""
    notice = found.notice
    total = {"order": say("account.sum"), "owed": number(sum(one.order.owed_t for one in found.living), 3),
             "offset": number(found.offset_t, 3), "purchase": number(found.purchase_t, 3),
             "amount": number(found.amount_cny, 2)}
    return Sheet(
        say.lang, day, say("account.title"),
        say("account.subject", project=say.pick(found.project_zh, found.project_en),
            township=say.pick(found.township_zh, found.township_en)),
        say("paper.statement_as_of", day=day, entry=head.number),
        [Figure(say("account.owed"), tonnes_book(found.owed_t), notice.number if notice else ""),
         Figure(say("account.offset"), tonnes_book(found.offset_t)),
         Figure(say("account.purchase"), tonnes_book(found.purchase_t)),
         Figure(say("account.cancelled"), tonnes_book(found.cancelled_t)),
         Figure(say("account.open"), tonnes_book(found.open_t)),
         Figure(say("account.amount"), money(found.amount_cny)),
         Figure(say("account.paid"), money(found.paid_cny)),
         Figure(say("account.open_cny"), money(found.open_cny),
                in_capitals(found.open_cny) if say.lang == "zh" and found.open_cny else "")],
        [say(f"account.column.{name}") for name in COLUMNS],
        [_row(one, say) for one in found.orders] or [[say("account.none"), *[""] * (len(COLUMNS) - 1)]],
        tuple(range(2, 7)), [total.get(name, "") for name in COLUMNS] if found.orders else (),
        notes(found, say), say("paper.statement_hash", entry=head.number, hash=head.hash),
        say("frame.demo") if found.demo else "")


def notes(found: Account, say: Words) -> list[str]:
    """What the notice and the certificates say, and how to read the sums."""
    notice = found.notice
    offsets = [say("account.offset_line", order=one.order.order, serial=serial, tonnes=tonnes_book(tonnes))
               for one in found.living for serial, tonnes in one.offsets]
    offsets += [say("account.offset_before", order=one.order.order, tonnes=tonnes_book(one.order.offset_t))
                for one in found.living if one.order.offset_t and not one.offsets]
    return [say("account.of_notice", number=notice.number, day=notice.signed_on, owed=tonnes_book(notice.owed_t))
            if notice else say("account.no_notice"), *offsets, say("account.note")]


def _row(one: Booking, say: Words) -> Sequence[str]:
    order = one.order
    return [order.order, order.trade_date.isoformat(), number(order.owed_t, 3), number(order.offset_t, 3),
            number(order.purchase_t, 3), number(order.unit_price_cny, 2),
            number(order.amount_cny, 2), say(f"field.order_status.{one.status}"),
            one.paid_on.isoformat() if one.paid_on else "–", order.certificate or "–"]
