"""A thing's state in words; an entry in a sentence is ui/sentences.py."""

from __future__ import annotations

from decimal import Decimal

from core.ledger.history import thing
from core.ledger.waiting import NO_END
from pages.base import Context
from ui import blocks
from ui.format import listed, money, number
from ui.sentences import sentence, time

__all__ = ["sentence", "state", "time"]


def state(ctx: Context, about: str, name: str) -> str:
    """What a thing is now, in one sentence; `**` marks figures."""
    found, say = thing(ctx.books, about, name), ctx.say
    if about == "plot":
        step = "withdrawn" if found.withdrawn else "monitoring" if found.lots or found.opened else found.step
        return say(f"now.plot.{step}", lots=blocks.typed(listed(found.lots, say)) or "–")
    if about == "lot":
        lot = found.lot
        text = say("now.lot", stored=_t(lot.stored_t), available=_t(lot.available_t), held=_t(lot.held_t),
                   cancelled=_t(lot.cancelled_t), start=lot.period_start, end=lot.period_end)
        return f"{text} {say('now.lot_short', short=_t(found.shortfall_t))}" if found.shortfall_t else text
    if about == "occupation":
        return say(f"now.occupation.{found.step}", owed=_t(found.notice.owed_t) if found.notice else "–",
                   notice=found.notice.number if found.notice else "–")
    if about == "order":
        order, status = found.order, found.status
        if status == "held" and found.until >= NO_END:
            status = "held_open"
        return say(f"now.order.{status}", bought=_t(order.purchase_t), offset=_t(order.offset_t),
                   amount=money(order.amount_cny), until=found.until, certificate=order.certificate or "–")
    if about == "certificate":
        kind = "withdrawn" if found.withdrawn else "expired" if found.valid_until < ctx.today else "valid"
        return say(f"now.certificate.{kind}", tonnes=_t(found.tonnes), used=_t(found.used_t), left=_t(found.left_t),
                   until=found.valid_until)
    if about == "remedy":
        return say(f"now.remedy.{found.state}", planned=_t(found.planned_t), replaced=_t(found.replaced_t),
                   due=found.due, lot=blocks.typed(found.lot))
    if about == "distribution":
        paid = sum((one.amount_cny for one in found.portions if one.paid_on is not None), Decimal(0))
        return say("now.distribution", amount=money(found.amount_cny), paid=money(paid), date=found.shared_on)
    if about == "decision":
        return say("now.decision.replaced" if found.replaced_by else "now.decision.stands", by=found.replaced_by or "–",
                   meeting=blocks.typed(found.meeting), date=found.met_on)
    return say(f"now.finding.{found.state}", date=found.seen_on)


def _t(value: Decimal) -> str:
    return number(value, 3)
