"""Everything the pages and the API read, as values, once per data version."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from core.carbon import Loss, Occupation, Stratum, Tools, assess
from core.carbon.frozen import strata_of
from core.carbon.own_sets import with_sets
from core.land import read_footprint
from core.landuse import Kind
from core.market import MarketDay, Series, Year, by_year, price_history
from core.market.ahead import Sample
from core.market.calendar import Calendar
from core.numbers import ZERO
from core.problem import Problem
from core.reserve import Lot, Order, Plot, Reserve
from core.rules import RuleBook
from store.averages import averages
from store.database import Store
from store.decisions import applied, decisions
from store.market_calendar import calendar_of, entries
from store.overlay import overlays
from store.own_sets import own_values
from store.parcels import Inventory
from store.policies import policies
from store.prices import day_rows, periods, series_of
from store.scenarios import publications, published, scenarios
from store.shipped import county_outline, shipped_equations, shipped_kinds, shipped_rules, shipped_species
from store.versions import Version, in_force

BOOKS = (
    "SELECT plot, name_zh, name_en, township_zh, township_en, species, area_hm2, planted_on, stage, geometry, demo"
    " FROM plot ORDER BY plot",
    "SELECT lot, batch, plot, period_start, period_end, stored_t, held_t, cancelled_t, demo FROM lot ORDER BY lot",
    "SELECT purchase, project_zh, project_en, kind, township_zh, township_en, trade_date, owed_t, offset_t,"
    " purchase_t, unit_price_cny, amount_cny, status, certificate, demo FROM purchase"
    " ORDER BY trade_date, purchase",
    "SELECT purchase, lot, tonnes FROM allocation ORDER BY purchase, lot",
    "SELECT p.proposal, name_zh, name_en, kind, occupation, years, planned_on, township_zh, township_en, probability,"
    " geometry, demo, coalesce(json_extract(s.body, '$.strata')::VARCHAR, ''), coalesce(notice, ''),"
    " coalesce(owed_t, 0), coalesce(ordered_t, 0), coalesce(settled_t, 0) FROM proposal p"
    " LEFT JOIN occupation o ON o.proposal = p.proposal LEFT JOIN occupation_site s ON s.sha256 = o.site"
    " ORDER BY planned_on, p.proposal",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A planned land use with its footprint (GeoJSON text, EPSG:4490; `null` where there is none).

    `strata`: JSON of its forest, where that is not cut out of the inventory. Of those registered at the desk, the
    number of the notice of loss, its tonnes, and how many of them are ordered and cancelled.
    """

    proposal: str
    name_zh: str
    name_en: str
    kind: str
    occupation: str
    years: int | None
    planned_on: date
    township_zh: str
    township_en: str
    probability: Decimal
    geometry: str
    demo: bool
    strata: str = ""
    notice: str = ""
    owed_t: Decimal = ZERO
    ordered_t: Decimal = ZERO
    settled_t: Decimal = ZERO

    @property
    def outlined(self) -> bool:
        return self.geometry != "null"


class Snapshot:
    """The store at one data version. What it holds is shared by all readers: never change it.

    The books and the prices are read at once, in one transaction. Of the inventory only its version is: the rows
    of a version never change, and `inventory` asks for what is wanted of them.
    """

    def __init__(self, store: Store):
        self.store = store
        self.species = shipped_species()
        self.equations = shipped_equations()
        self.kinds = shipped_kinds()
        with store.read() as cursor:
            cursor.begin()
            self.version: int = cursor.execute("SELECT version FROM data_version").fetchall()[0][0]
            plots, lots, orders, taken, proposals = (cursor.execute(sql).fetchall() for sql in BOOKS)
            self._days, self._weeks, self._months = day_rows(cursor), periods(cursor, "week"), periods(cursor, "month")
            self.calendar_entries = entries(cursor)
            version = in_force(cursor)
            self.decisions = decisions(cursor)
            self.own_values = own_values(cursor)
            self.policies = policies(cursor)
            self.scenarios = scenarios(cursor)
            self.outlook = published(cursor)  # the county's official outlook, or None
            self.publications = publications(cursor)
            cursor.rollback()
        shipped = with_sets(shipped_rules(), self.own_values, self.species)
        self.rules, self.unusable_decisions = applied(shipped, self.decisions)
        self.reserve = Reserve(tuple(Plot(*row) for row in plots), tuple(Lot(*row) for row in lots),
                               tuple(Order(*row) for row in orders))
        self.allocations: tuple[tuple[str, str, Decimal], ...] = tuple(taken)  # order, lot, tonnes
        self.proposals = tuple(Proposal(*row) for row in proposals)
        self.inventory = _inventory(store, version)

    def kind(self, name: str) -> Kind:
        """The kind of project of that name; a name nobody knows is `other`."""
        return self.kinds.get(name) or self.kinds["other"]

    def tools(self, day: date) -> Tools:
        """What a survey of sample plots is reckoned with under the rules of `day`."""
        return Tools(self.rules.at(day), self.species, self.equations)

    @property
    def county(self) -> BaseGeometry:
        return county_outline()[0]

    @property
    def county_source(self) -> tuple[str, str]:
        """Attribution of the outline, Chinese and English."""
        own = county_outline()[1]
        return own["attribution_zh"], own["attribution_en"]

    @cached_property
    def series(self) -> Series:
        return series_of(self._days, self._weeks)

    @cached_property
    def calendar(self) -> Calendar:
        """Which days are market days."""
        return calendar_of(self.calendar_entries, self.series)

    def stale_days(self, day: date, book: RuleBook | None = None) -> int:
        """Market days since the last known price, where that is more on `day` than the rule lets pass; else 0."""
        age = self.calendar.age(self.series.last_date, day) if len(self.series) else 0
        return age if age > (book or self.rules).at(day).number("price_stale_working_days") else 0

    def calendar_alarm(self, day: date) -> int | None:
        """Days from `day` to the last one whose holidays are known, where the rule asks for an alarm; else None."""
        left = self.calendar.days_left(day)
        return left if left < self.rules.at(day).number("market_calendar_alarm_days") else None

    @cached_property
    def years(self) -> tuple[Year, ...]:
        """Averages by year."""
        return by_year(self.series, self._months)

    @cached_property
    def prices(self) -> tuple[tuple[MarketDay, Decimal, Decimal], ...]:
        """(day, national average, trading price) under the rules in force."""
        return price_history(self.series, self.rules)

    @cached_property
    def price_sample(self) -> Sample | None:
        """The national averages that models of the time ahead are fitted to; None where there are none."""
        return averages(self.series, self.rules, self.series.last_date) if len(self.series) else None

    @property
    def proposal_losses(self) -> dict[str, Loss]:
        """Each proposal that covers forest, assessed under the rules of its planned date."""
        return self._assessed[0]

    @property
    def unassessed(self) -> dict[str, Problem]:
        """Proposals that cannot be assessed, and why: an own inventory may hold stands without volume and age."""
        return self._assessed[1]

    @cached_property
    def _assessed(self) -> tuple[dict[str, Loss], dict[str, Problem]]:
        losses, problems, known = {}, {}, self._forests()
        for one in self.proposals:
            try:
                if strata := known[one.proposal] if one.proposal in known else self.forest_of(one):
                    losses[one.proposal] = self.loss_of(one, strata)
            except Problem as problem:
                problems[one.proposal] = problem
        return losses, problems

    def forest_of(self, one: Proposal) -> tuple[Stratum, ...]:
        """What stands where a planned land use lies, by the inventory in force."""
        return strata_of(json.loads(one.strata)) if one.strata else self._cut([one])[0]

    def _forests(self) -> dict[str, tuple[Stratum, ...]]:
        """What stands where the outlined ones lie, by name; nothing where one of them cannot be cut."""
        outlined = [one for one in self.proposals if one.outlined and not one.strata]
        try:
            return {one.proposal: strata for one, strata in zip(outlined, self._cut(outlined), strict=True)}
        except Problem:
            return {}

    def _cut(self, asked: Sequence[Proposal]) -> list[tuple[Stratum, ...]]:
        """All by one query: it takes hardly longer than for one."""
        number = self.inventory.version.number if self.inventory.version else None
        footprints = [read_footprint(one.geometry, self.county).geometry for one in asked]
        return [found.strata() for found in overlays(self.store, footprints, number)]

    def loss_of(self, one: Proposal, strata: tuple[Stratum, ...]) -> Loss:
        """What it loses, under the rules of its planned date."""
        years = None if one.years is None else Decimal(one.years)
        occupation = Occupation(one.occupation, years, long_works=self.kind(one.kind).long_works)
        return assess(strata, occupation, one.planned_on, self.rules, self.species)

    @property
    def demo(self) -> bool:
        """Whether any figure of the reserve or the inventory is illustrative."""
        return self.reserve.demo or self.inventory.has_demo


_lock = threading.Lock()
_current: list[Snapshot] = []
_last: list[Inventory] = []


def _inventory(store: Store, version: Version | None) -> Inventory:
    """The same object, with what it keeps, as long as the same version is in force."""
    for known in _last:
        if known.store is store and known.version == version:
            return known
    _last[:] = [Inventory(store, version)]
    return _last[0]


def current(store: Store) -> Snapshot:
    """The snapshot of the store's present data version, shared by all readers until the next write."""
    if _current and _current[0].version == store.data_version and _current[0].store is store:
        return _current[0]
    with _lock:
        if not (_current and _current[0].version == store.data_version and _current[0].store is store):
            _current[:] = [Snapshot(store)]
        return _current[0]
