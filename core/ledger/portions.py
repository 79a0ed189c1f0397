"""Who gets what of an order's income (R13), with the working of it, and what entries say of a portion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.compensation.shares import split
from core.ledger.entry import Plain
from core.ledger.plot_file import Agreement, PlotFile
from core.ledger.sharing import PARTIES, Distribution, Portion
from core.ledger.state import Booking, Books
from core.numbers import ZERO, about
from core.problem import Problem
from core.reserve import Order
from core.trace import Given, Name, Step

SHOWN = Decimal("0.0001")  # CNY; of an exact share in the working


def portions_of(books: Books, booking: Booking) -> tuple[Portion, ...]:
    """The amount over the order's lots by tonnes, each lot's part over the parties by the agreement of its plot.

    Problem `sharing_early` before cancellation, `sharing_nothing`, `sharing_agreement`, `sharing_agreement_later`.
    """
    order = booking.order
    if order.status != "cancelled":
        raise Problem("sharing_early", order=order.order, status=f"order_status.{order.status}")
    if not order.amount_cny:
        raise Problem("sharing_nothing", order=order.order)
    parts = split(order.amount_cny, dict(booking.lots))
    portions = []
    for lot, tonnes in sorted(booking.lots):
        plot = books.lot(lot).lot.plot
        file, agreement = _agreed(books, plot, booking)
        portions += [Portion(lot, plot, party, owner(file) if party == "collective" else "", tonnes, amount,
                             agreement.number)
                     for party, amount in split(parts[lot], agreed_shares(agreement)).items()]
    return tuple(portions)


def agreed_shares(agreement: Agreement) -> dict[str, Decimal]:
    """Shares of the parties that get any, adding up to 1."""
    shares = (agreement.collective_share, agreement.company_share, agreement.cost_share)
    return {party: share for party, share in zip(PARTIES, shares, strict=True) if share}


def share_of(books: Books, one: Portion) -> Decimal:
    """The agreed share behind a portion."""
    agreement = books.plots[one.plot].agreement
    assert agreement is not None  # nothing is shared without one, and a stored plot keeps its own
    return agreed_shares(agreement)[one.party]


def owner(file: PlotFile) -> str:
    """The village group with its township before it: groups of two townships may bear the same name."""
    return file.group_zh if file.group_zh.startswith(file.township_zh) else f"{file.township_zh}·{file.group_zh}"


def _agreed(books: Books, plot: str, booking: Booking) -> tuple[PlotFile, Agreement]:
    """The plot's file with the agreement that was in force when the order was held."""
    file, order = books.plots.get(plot), booking.order
    if file is None or file.agreement is None:
        raise Problem("sharing_agreement", order=order.order, plot=plot)
    if file.agreement.signed_on > order.trade_date:
        raise Problem("sharing_agreement_later", order=order.order, plot=plot, number=file.agreement.number,
                      signed=file.agreement.signed_on, date=order.trade_date)
    return file, file.agreement


def working(books: Books, order: Order, portions: Sequence[Portion]) -> Step:
    """Each fen of a split: the exact share of every lot and party, and what it was given."""
    tonnes = {one.lot: one.tonnes for one in portions}
    total = sum(tonnes.values(), ZERO)
    steps = []
    for lot in tonnes:
        mine = [one for one in portions if one.lot == lot]
        part = sum((one.amount_cny for one in mine), ZERO)
        steps.append(Step("sharing.lot", part, "CNY", "A_l = largest remainder(A × t ÷ T)", (
            Given("lot", Name(lot, lot)), Given("t", tonnes[lot], "tCO2e"), Given("T", total, "tCO2e"),
            Given("A × t ÷ T", about(order.amount_cny * tonnes[lot] / total, SHOWN), "CNY")),
            steps=tuple(_party(one, part, share_of(books, one)) for one in mine)))
    return Step("sharing.order", order.amount_cny, "CNY", "A = Σ A_l, A_l = Σ a", (
        Given("p", order.unit_price_cny, "CNY/t"), Given("T", total, "tCO2e")), steps=tuple(steps))


def _party(one: Portion, part: Decimal, share: Decimal) -> Step:
    return Step("sharing.party", one.amount_cny, "CNY", "a = largest remainder(A_l × s)", (
        Given("party", Name(one.group_zh, one.group_zh) if one.group_zh else one.party), Given("s", share),
        Given("A_l × s", about(part * share, SHOWN), "CNY")), source=one.agreement)


def shared(books: Books, order: str) -> Distribution:
    """The sharing of an order that there is; Problem `order_unknown`, `sharing_unknown`."""
    if books.order(order).order.order not in books.distributions:
        raise Problem("sharing_unknown", order=order)
    return books.distributions[order]


def part_of(found: Distribution, party: str, group: str) -> tuple[Portion, ...]:
    """The portions of one village group or party, never none; Problem `payout_party`."""
    mine = tuple(one for one in found.portions if (one.party, one.group_zh) == (party, group))
    if not mine:
        raise Problem("payout_party", order=found.order, party=f"ledger.party.{party}", group=group)
    return mine


def check_unpaid(found: Distribution) -> None:
    """Problem `sharing_paid` where any of it was paid out."""
    if paid := [one for one in found.portions if one.paid_on is not None]:
        raise Problem("sharing_paid", order=found.order, date=paid[0].paid_on, voucher=paid[0].voucher)


def row(one: Portion) -> dict[str, Plain]:
    """A portion as entries have it."""
    return {"lot": one.lot, "plot": one.plot, "party": one.party, "group_zh": one.group_zh,
            "tonnes": f"{one.tonnes:.3f}", "amount_cny": f"{one.amount_cny:.2f}", "agreement": one.agreement}


def whose(found: Distribution, mine: tuple[Portion, ...]) -> dict[str, Plain]:
    """Whose part of a sharing an entry is about, and how much it is."""
    amount = sum((one.amount_cny for one in mine), ZERO)
    return {"order": found.order, "party": mine[0].party, "group_zh": mine[0].group_zh,
            "amount_cny": f"{amount:.2f}", "demo": found.demo}
