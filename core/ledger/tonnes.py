"""Where a tonne went: a lot's tonnes forwards to what they were used for, an order's back to where they grew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.ledger.portions import owner
from core.ledger.state import TAKES_TONNES, Books
from core.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Part:
    """Some tonnes of a lot and what they are: `available`; `held`, `paid` or `cancelled` for an order; `replacing` what
    another lot (`instead_of`) had sold and lost, under a remedy plan. `proposal` and `notice` of the occupation that
    the order settles; `income_cny`: what was shared for these tonnes, None before."""

    state: str
    tonnes: Decimal
    order: str = ""
    project_zh: str = ""
    project_en: str = ""
    certificate: str = ""
    proposal: str = ""
    notice: str = ""
    income_cny: Decimal | None = None
    remedy: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A lot's stored tonnes, in parts that add up to them. Of those sold `short_t` have nothing behind them, and
    `replaced_t` have tonnes of other lots behind them. `lost_t`, `measured_t`: what its past says."""

    lot: str
    stored_t: Decimal
    parts: tuple[Part, ...]
    short_t: Decimal
    replaced_t: Decimal
    lost_t: Decimal
    measured_t: Decimal | None


@dataclass(frozen=True, slots=True)
class Source:
    """Tonnes of an order that grew on a plot. `owner_zh`: its village group with the township. Texts are empty where
    the books do not say."""

    lot: str
    tonnes: Decimal
    plot: str
    owner_zh: str = ""
    report: str = ""
    institute: str = ""
    agreement: str = ""
    review: str = ""
    income_cny: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What an order's owed tonnes were met by: those bought, by lot, and those offset, by serial."""

    order: str
    certificate: str
    owed_t: Decimal
    bought: tuple[Source, ...]
    offset: tuple[tuple[str, Decimal], ...]
    offset_before_t: Decimal  # offset before there was a journal: by what is not known


def spread(books: Books, name: str) -> Spread:
    """What became of a lot's tonnes. Problem `lot_unknown`."""
    stock = books.lot(name)
    parts = []
    for number, booking in books.orders.items():
        tonnes = sum((part for lot, part in booking.lots if lot == name), ZERO)
        if tonnes and booking.status in TAKES_TONNES:
            order, proposal = booking.order, books.occupations.get(booking.proposal)
            parts.append(Part(
                booking.status, tonnes, number, order.project_zh, order.project_en, order.certificate,
                booking.proposal, proposal.notice.number if proposal and proposal.notice else "",
                _income(books, number).get(name)))
    parts += [Part("replacing", tonnes, remedy=one.remedy, instead_of=one.lot)
              for one in books.remedies.values() for lot, tonnes in one.lots if lot == name]
    parts.append(Part("available", stock.lot.available_t))
    return Spread(name, stock.lot.stored_t, tuple(parts), stock.shortfall_t, stock.replaced_t, stock.lost_t,
                  stock.measured_t)


def origin(books: Books, name: str) -> Origin:
    """Where an order's tonnes come from. Problem `order_unknown`."""
    booking = books.order(name)
    income, sources = _income(books, name), []
    for lot, tonnes in booking.lots:
        plot = books.lot(lot).lot.plot
        file = books.plots.get(plot)
        if file is None:
            sources.append(Source(lot, tonnes, plot, income_cny=income.get(lot)))
            continue
        sources.append(Source(
            lot, tonnes, plot, owner(file), file.measurement.report if file.measurement else "",
            file.measurement.institute if file.measurement else "", file.agreement.number if file.agreement else "",
            file.notice.review if file.notice else "", income.get(lot)))
    known = sum((tonnes for _, tonnes in booking.offsets), ZERO)
    order = booking.order
    return Origin(name, order.certificate, order.owed_t, tuple(sources), booking.offsets, order.offset_t - known)


def certified(books: Books, certificate: str) -> str | None:
    """The order that has a certificate of cancellation."""
    return next((name for name, one in books.orders.items() if certificate and one.order.certificate == certificate),
                None)


def _income(books: Books, order: str) -> Mapping[str, Decimal]:
    """What was shared of an order, CNY by lot."""
    found = books.distributions.get(order)
    sums: dict[str, Decimal] = {}
    for part in found.portions if found else ():
        sums[part.lot] = sums.get(part.lot, ZERO) + part.amount_cny
    return sums
