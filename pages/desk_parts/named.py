"""How the things of the books are called on the desk: number and, where there is one, name."""

from __future__ import annotations

from core.ledger.state import Books
from pages.base import Context
from ui.show import escaped

plain = escaped  # for labels


def called(ctx: Context, about: str, name: str) -> str:
    """`O-2026-007 Rural road`; the name alone where the books have no more to say."""
    more = _more(ctx, ctx.books, about, name)
    return f"{name} {more}" if more else name


def _more(ctx: Context, books: Books, about: str, name: str) -> str:
    pick = ctx.say.pick
    if about in ("order", "distribution") and name in books.orders:
        order = books.orders[name].order
        return pick(order.project_zh, order.project_en)
    if about == "occupation" and name in books.occupations:
        proposal = books.occupations[name]
        return pick(proposal.project_zh, proposal.project_en)
    if about == "plot" and name in books.plots:
        file = books.plots[name]
        return pick(file.name_zh, file.name_en)
    if about == "lot" and name in books.lots:
        return ctx.say("desk.called.lot", plot=books.lots[name].lot.plot)
    if about == "remedy" and name in books.remedies:
        return ctx.say("desk.called.remedy", lot=books.remedies[name].lot)
    if about == "finding" and name in books.findings:
        text = books.findings[name].subject
        return pick(text, text)
    if about == "decision" and name in books.decisions:
        text = books.decisions[name].matter
        return pick(text, text)
    if about == "certificate" and name in books.certificates:
        text = books.certificates[name].issuer
        return pick(text, text)
    return ""
