"""A model of the books that keeps nothing but heaps of kilograms (test_ledger_machine.py drives both)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


def part(whole: int, share: int) -> int:
    return whole + 1 if share > 100 else whole * share // 100


class Model:
    """Kilograms: of each lot, by where they are ("free" or an order); of each serial, by who used them."""

    def __init__(self) -> None:
        self.lots: dict[str, Counter[str]] = {}
        self.serials: dict[str, Counter[str]] = {}
        self.withdrawn: set[str] = set()
        self.status: dict[str, str] = {}
        self.bought: dict[str, int] = {}
        self.used: dict[str, dict[str, int]] = {}
        self.missing: Counter[str] = Counter()  # sold tonnes with nothing behind them, by lot
        self.settled: set[str] = set()
        self.replaced: Counter[str] = Counter()  # cancelled tonnes that those of other lots stand behind, by lot
        self.plans: dict[str, Plan] = {}
        self.over = False  # the period of all lots: what is not settled is not sold

    def offered(self) -> list[str]:
        return [lot for lot in sorted(self.lots) if not self.over or lot in self.settled]

    def free(self) -> int:
        return sum(self.lots[lot]["free"] for lot in self.offered())

    def left(self, serial: str) -> int:
        return 0 if serial in self.withdrawn else self.serials[serial]["free"]

    def take(self, order: str, kilograms: int) -> None:
        for name in self.offered():
            part = min(self.lots[name]["free"], kilograms)
            self.lots[name]["free"] -= part
            self.lots[name][order] += part
            kilograms -= part
        assert kilograms == 0

    def give_back(self, order: str) -> None:
        for heap in (*self.lots.values(), *self.serials.values()):
            heap["free"] += heap.pop(order, 0)
        for lot, heap in self.lots.items():  # what burned is not there to come back
            gone = min(heap["free"], self.missing[lot])
            heap["free"] -= gone
            self.missing[lot] -= gone
            self.fit(lot)

    def cancelled(self, lot: str) -> int:
        return sum(kilograms for use, kilograms in self.lots[lot].items()
                   if use == "given" or self.status.get(use) == "cancelled")

    def there(self, lot: str) -> int:
        """What grows."""
        return sum(self.lots[lot].values()) - self.missing[lot] - self.replaced[lot]

    def planned(self, lot: str) -> int:
        return sum(plan.left for plan in self.plans.values() if plan.lot == lot)

    def givers(self, plan: Plan) -> list[str]:
        return [lot for lot in self.offered()
                if lot != plan.lot and (plan.measure == "reserve" or lot not in plan.known)]

    def replace(self, plan: Plan, kilograms: int) -> None:
        self.missing[plan.lot] -= kilograms
        self.replaced[plan.lot] += kilograms
        plan.left -= kilograms
        for lot in self.givers(plan):
            part = min(self.lots[lot]["free"], kilograms)
            self.lots[lot]["free"] -= part
            self.lots[lot]["given"] += part
            kilograms -= part
        assert kilograms == 0

    def fit(self, lot: str) -> None:
        """No more is planned than is missing; the latest plans give way."""
        for plan in reversed(self.plans.values()):
            if plan.lot == lot:
                plan.left -= max(min(plan.left, self.planned(lot) - self.missing[lot]), 0)

    def lose(self, lot: str, kilograms: int) -> None:
        off = min(self.lots[lot]["free"], kilograms)
        self.lots[lot]["free"] -= off
        self.missing[lot] += kilograms - off


@dataclass
class Plan:
    lot: str
    measure: str
    left: int
    known: frozenset[str]  # the lots there were
