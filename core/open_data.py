"""What the county publishes as data (domain.md R11, R12): tables, their columns, and their rows out of the books.

One description for the page, the downloads and the dictionary. Nothing here is not in the public journal already:
bodies and projects are named, people never are; what somebody wrote in words (grounds, answers, reports) stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from core.ledger.decision import Approval, RuleStep
from core.ledger.state import Booking, Books
from core.numbers import ZERO, money
from core.reserve import Lot, Plot, Reserve

Value = str | Decimal | int | bool | date | None
PLACES = {"tonnes": 3, "yuan": 2, "yuan_t": 2, "area": 4, "share": 6}  # kinds of exact decimals
UNITS = {"tonnes": "tCO2e", "yuan": "CNY", "yuan_t": "CNY/t", "area": "hm²", "share": "1"}
ADDED = ("tonnes", "yuan", "area")
BETWEEN = "; "  # several names in one cell


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, code, date, whole, flag or one of PLACES. `adds`: False where several rows say the same amount."""

    name: str
    kind: str = "text"
    adds: bool = True

    @property
    def lang(self) -> str:
        """The language of a text that stands in two columns, one for each."""
        ending = self.name[-3:]
        return ending[1:] if ending in ("_zh", "_en") else ""

    @property
    def unit(self) -> str:
        return UNITS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Table:
    """`day`: the column that a period is chosen by, empty where there is none. A row has a value for each column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    day: str = ""

    def at(self, name: str) -> int:
        """The place of a column; ValueError where there is none."""
        return [one.name for one in self.columns].index(name)

    @property
    def demo(self) -> bool:
        """Whether a row is illustrative."""
        return any(row[-1] is True for row in self.rows)

    def sums(self) -> dict[str, Decimal]:
        """The columns that add up, added up."""
        return {one.name: sum((value for row in self.rows if isinstance(value := row[at], Decimal)), ZERO)
                for at, one in enumerate(self.columns) if one.kind in ADDED and one.adds}

    def only(self, township_zh: str | None, start: date | None, end: date | None) -> Table:
        """The rows of a township and of a period, both ends included; those without a day are of no period."""
        rows: Iterable[tuple[Value, ...]] = self.rows
        if township_zh and "township_zh" in (one.name for one in self.columns):
            place = self.at("township_zh")
            rows = [row for row in rows if township_zh in str(row[place]).split(BETWEEN)]
        if self.day and (start or end):
            when = self.at(self.day)
            rows = [row for row in rows if isinstance(day := row[when], date)
                    and (start or date.min) <= day <= (end or date.max)]
        return Table(self.name, self.columns, tuple(rows), self.day)


TOWNSHIP = (Column("township_zh"), Column("township_en"))
BALANCES = tuple(Column(f"{name}_t", "tonnes") for name in ("stored", "available", "held", "cancelled"))
PERIOD = (Column("period_start", "date"), Column("period_end", "date"))
DEMO = Column("demo", "flag")
PLOTS = (
    Column("plot"), Column("name_zh"), Column("name_en"), *TOWNSHIP, Column("owner_zh"),
    Column("development", "code"), Column("agreement"), Column("agreed_on", "date"),
    Column("forest_right"), *(Column(f"{name}_share", "share") for name in ("collective", "company", "cost")),
    Column("species"), Column("area_hm2", "area"), Column("planted_on", "date"),
    Column("stage", "code"), Column("batches"), Column("lots"), *PERIOD, *BALANCES, DEMO)
LOTS = (Column("lot"), Column("batch"), Column("plot"), *TOWNSHIP, Column("species"), *PERIOD, *BALANCES, DEMO)
TRADES = (
    Column("order"), Column("project_zh"), Column("project_en"), Column("kind", "code"), *TOWNSHIP,
    Column("trade_date", "date"), Column("status", "code"), Column("certificate"), Column("owed_t", "tonnes"),
    Column("offset_t", "tonnes"), Column("purchase_t", "tonnes"), Column("unit_price_cny", "yuan_t"),
    Column("amount_cny", "yuan"), DEMO)
CANCELLATIONS = (
    Column("certificate"), Column("order"), Column("remedy"), Column("trade_date", "date"), Column("lot"),
    Column("plot"), *TOWNSHIP, Column("tonnes_t", "tonnes"), DEMO)
PRICES = (Column("trade_date", "date"), Column("unit_price_cny", "yuan_t"), Column("orders", "whole"),
          Column("purchase_t", "tonnes"), Column("amount_cny", "yuan"), DEMO)
LOSSES = (
    Column("lot"), Column("plot"), *TOWNSHIP, Column("period_end", "date"), Column("measured_t", "tonnes"),
    Column("lost_on", "date"), Column("lost_t", "tonnes"), Column("shortfall_t", "tonnes"),
    Column("replaced_t", "tonnes"), DEMO)
REPLACEMENTS = (
    Column("remedy"), Column("lot"), *TOWNSHIP, Column("measure", "code"),
    Column("planned_t", "tonnes"), Column("due", "date"), Column("replaced_t", "tonnes"), Column("replacing_lots"),
    Column("state", "code"), DEMO)
INCOME = (Column("order"), Column("plots"), *TOWNSHIP, Column("shared_on", "date"), Column("party", "code"),
          Column("tonnes_t", "tonnes", adds=False), Column("amount_cny", "yuan"), Column("paid_cny", "yuan"), DEMO)
FINDINGS = (
    Column("finding"), Column("finding_kind", "code"), Column("plots"), *TOWNSHIP,
    Column("seen_on", "date"), Column("finding_state", "code"),
    Column("outcome", "code"), DEMO)
DECISIONS = (
    Column("decision"), Column("met_on", "date"), Column("does", "code"), Column("rule"), Column("since", "date"),
    Column("value"), Column("scenario", "whole"), Column("scenario_version", "whole"), Column("batch"),
    Column("plots"), Column("approved_t", "tonnes", adds=False), Column("replaces"), Column("replaced_by"), DEMO)
MONEY = ("unit_price_cny", "amount_cny")
ONLY_MONEY = ("prices", "income")  # tables that are not published where prices are not


def tables(books: Books, reserve: Reserve, prices: bool) -> tuple[Table, ...]:
    """Every published table. `prices`: whether the county publishes prices (rule `publish_prices`)."""
    plots = {one.plot: one for one in reserve.plots}
    made = (
        Table("plots", PLOTS, tuple(_plot(books, reserve, one) for one in reserve.plots), "period_start"),
        Table("lots", LOTS, tuple(_lot(one, plots.get(one.plot)) for one in reserve.lots), "period_start"),
        Table("trades", TRADES, tuple(_trade(one) for one in books.orders.values()), "trade_date"),
        Table("cancellations", CANCELLATIONS, tuple(_cancellations(books, plots)), "trade_date"),
        Table("prices", PRICES, tuple(_prices(books)), "trade_date"),
        Table("losses", LOSSES, tuple(_losses(books, plots)), "period_end"),
        Table("replacements", REPLACEMENTS, tuple(_replacements(books, plots)), "due"),
        Table("income", INCOME, tuple(_income(books, plots)), "shared_on"),
        Table("findings", FINDINGS, tuple(_findings(books, plots)), "seen_on"),
        Table("decisions", DECISIONS, tuple(_decisions(books)), "met_on"),
    )
    return made if prices else tuple(_without_money(one) for one in made if one.name not in ONLY_MONEY)


def _without_money(table: Table) -> Table:
    kept = [at for at, one in enumerate(table.columns) if one.name not in MONEY]
    return Table(table.name, tuple(table.columns[at] for at in kept),
                 tuple(tuple(row[at] for at in kept) for row in table.rows), table.day)


def _townships(plots: Iterable[Plot | None]) -> tuple[str, str]:
    known = sorted({(one.township_zh, one.township_en) for one in plots if one is not None})
    return BETWEEN.join(zh for zh, _ in known), BETWEEN.join(en for _, en in known)


def _balances(lots: Sequence[Lot]) -> tuple[Decimal, ...]:
    return tuple(sum((getattr(one, column.name) for one in lots), ZERO) for column in BALANCES)


def _plot(books: Books, reserve: Reserve, one: Plot) -> tuple[Value, ...]:
    lots, file = reserve.of_plot(one.plot), books.plots.get(one.plot)
    agreed = file.agreement if file else None
    terms: tuple[Value, ...] = (None,) * 7 if agreed is None else (
        agreed.mode, agreed.number, agreed.signed_on, agreed.right, agreed.collective_share, agreed.company_share,
        agreed.cost_share)
    return (one.plot, one.name_zh, one.name_en, one.township_zh, one.township_en, file.group_zh if file else None,
            *terms, one.species, one.area_hm2, one.planted_on, one.stage,
            BETWEEN.join(sorted({lot.batch for lot in lots})), BETWEEN.join(lot.lot for lot in lots),
            min((lot.period_start for lot in lots), default=None), max((lot.period_end for lot in lots), default=None),
            *_balances(lots), one.demo or any(lot.demo for lot in lots))


def _lot(one: Lot, plot: Plot | None) -> tuple[Value, ...]:
    return (one.lot, one.batch, one.plot, *_townships([plot]), plot.species if plot else None, one.period_start,
            one.period_end, *_balances([one]), one.demo)


def _trade(one: Booking) -> tuple[Value, ...]:
    order = one.order
    return (order.order, order.project_zh, order.project_en, order.kind, order.township_zh, order.township_en,
            order.trade_date, order.status, order.certificate or None, order.owed_t, order.offset_t,
            order.purchase_t, order.unit_price_cny, order.amount_cny, order.demo)


def _cancellations(books: Books, plots: dict[str, Plot]) -> Iterable[tuple[Value, ...]]:
    """Tonnes used for good, by lot: for orders, and in place of what other lots are short of."""
    for one in books.orders.values():
        if one.status == "cancelled":
            for lot, tonnes in one.lots:
                yield (one.order.certificate, one.order.order, None, one.order.trade_date,
                       *_of_lot(books, lot, plots), tonnes, one.order.demo)
    for plan in books.remedies.values():
        for lot, tonnes in plan.lots:
            yield None, None, plan.remedy, None, *_of_lot(books, lot, plots), tonnes, plan.demo


def _of_lot(books: Books, lot: str, plots: dict[str, Plot]) -> tuple[Value, ...]:
    plot = books.lots[lot].lot.plot
    return lot, plot, *_townships([plots.get(plot)])


def _prices(books: Books) -> Iterable[tuple[Value, ...]]:
    """What was paid, by day and unit price; orders that were released or refunded paid nothing."""
    paid = sorted((one.order for one in books.orders.values() if one.status in ("paid", "cancelled")),
                  key=lambda one: (one.trade_date, one.unit_price_cny))
    for (day, price), group in groupby(paid, key=lambda one: (one.trade_date, one.unit_price_cny)):
        heap = list(group)
        yield (day, price, len(heap), sum((one.purchase_t for one in heap), ZERO),
               sum((one.amount_cny for one in heap), ZERO), any(one.demo for one in heap))


def _losses(books: Books, plots: dict[str, Plot]) -> Iterable[tuple[Value, ...]]:
    for one in books.lots.values():
        if one.measured_t is not None or one.lost_t:
            yield (*_of_lot(books, one.lot.lot, plots), one.lot.period_end, one.measured_t, one.lost_on, one.lost_t,
                   one.shortfall_t, one.replaced_t, one.lot.demo)


def _replacements(books: Books, plots: dict[str, Plot]) -> Iterable[tuple[Value, ...]]:
    for one in books.remedies.values():
        yield (one.remedy, one.lot, *_of_lot(books, one.lot, plots)[2:], one.measure, one.planned_t, one.due,
               one.replaced_t, BETWEEN.join(lot for lot, _ in one.lots), one.state, one.demo)


def _income(books: Books, plots: dict[str, Plot]) -> Iterable[tuple[Value, ...]]:
    """What each kind of party got of an order, and for which plots; never a person, never an account."""
    for one in books.distributions.values():
        for party in dict.fromkeys(portion.party for portion in one.portions):
            mine = [portion for portion in one.portions if portion.party == party]
            names = sorted({portion.plot for portion in mine})
            yield (one.order, BETWEEN.join(names), *_townships(plots.get(name) for name in names), one.shared_on, party,
                   sum((portion.tonnes for portion in mine), ZERO),
                   money(sum((portion.amount_cny for portion in mine), ZERO)),
                   money(sum((portion.amount_cny for portion in mine if portion.paid_on), ZERO)), one.demo)


def _findings(books: Books, plots: dict[str, Plot]) -> Iterable[tuple[Value, ...]]:
    for one in books.findings.values():
        yield (one.finding, one.kind, BETWEEN.join(one.plots), *_townships(plots.get(name) for name in one.plots),
               one.seen_on, one.state, one.outcome or None, one.demo)


def _decisions(books: Books) -> Iterable[tuple[Value, ...]]:
    """What each decision does; subject and words stand in the journal."""
    for one in books.decisions.values():
        step = one.effect if isinstance(one.effect, RuleStep) else None
        batch = one.effect if isinstance(one.effect, Approval) else None
        yield (one.decision, one.met_on, one.does, *((step.rule, step.since, step.value) if step else (None,) * 3),
               *((one.scenario, one.scenario_version) if one.scenario else (None, None)),
               *((batch.batch, BETWEEN.join(batch.plots), batch.measured_t) if batch else (None,) * 3),
               one.replaces or None, one.replaced_by or None, one.demo)
