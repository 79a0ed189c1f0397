"""Random commands against a model that keeps nothing but heaps of tonnes: no tonne is lost, none is sold twice.

The model knows each lot as a list of single kilograms and where each of them is; it has no orders of allocation, no
decimals and no journal, and it is told every outcome only by what the command said.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from heaps import Model, Plan, part
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.ledger import chain
from core.ledger.act import act, offices
from core.ledger.commands import (
    CancelTonnes,
    Command,
    ExpireHold,
    HoldOrder,
    RecordPayment,
    RefundOrder,
    RegisterCertificate,
    ReleaseOrder,
    ReverseLot,
    SettleLot,
    StoreLot,
    WithdrawCertificate,
)
from core.ledger.entry import Entry, line
from core.ledger.remedy import DropRemedy, ExtendPeriod, PlanRemedy, ReplaceShortfall
from core.ledger.state import EMPTY, Books
from core.problem import Problem
from core.rules import load_rules

RULES = load_rules(Path(__file__).resolve().parents[3] / "data" / "rules")
PRICE = Decimal("15.15")
LOTS, SERIALS = ("A", "B", "C"), ("S1", "S2")
ORDERS = tuple(f"O{number}" for number in range(12))
PLANS = tuple(f"P{number}" for number in range(12))
KG = st.integers(0, 40_000)
WHICH = st.integers(0, 59)
SHARE = st.sampled_from((40, 100, 100, 101))  # of what is possible; 101: a kilogram more
MEASURE = st.sampled_from(("reserve", "reserve", "new_plots", "extension"))


END = date(2027, 12, 31)  # of the period of every lot


def t(kilograms: int) -> Decimal:
    return Decimal(kilograms) / 1000


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.books, self.model = EMPTY, Model()
        self.entries: list[Entry] = []
        self.today, self.at = date(2027, 12, 29), datetime(2027, 12, 29, tzinfo=UTC)
        self.given = 0
        self.store("A", 50_000)
        self.store("B", 30_000)
        self.register("S1", 40_000)

    def some(self, which: int, *statuses: str) -> str:
        """An order with one of these statuses ("" for a new one); now and then, or if there is none, any."""
        fit = [order for order in ORDERS if self.model.status.get(order, "") in statuses]
        return (fit or ORDERS)[which % len(fit or ORDERS)] if which % 6 else ORDERS[which % len(ORDERS)]

    def ask(self, command: Command, allowed: bool) -> bool:
        """Do it; it must be done or refused as the model says. Books that refuse stay as they are."""
        self.at += timedelta(milliseconds=1)
        before = self.books
        try:
            new, self.books = act(before, command, RULES.at(self.today), self.today, at=self.at,
                                  role=offices(type(command))[0], reason="试", key=f"k{len(self.entries)}")
        except Problem as problem:
            assert not allowed, problem
            return False
        assert allowed, command
        assert before.head == (self.entries[-1] if self.entries else None)
        self.entries += new
        return True

    @rule(lot=st.sampled_from(LOTS), kilograms=KG)
    def store(self, lot: str, kilograms: int) -> None:
        fine = kilograms > 0 and lot not in self.model.lots
        command = StoreLot(lot, "1", lot, date(2025, 1, 1), END, t(kilograms), date(2026, 1, 1))
        if self.ask(command, fine):
            self.model.lots[lot] = Counter(free=kilograms)

    @rule(serial=st.sampled_from(SERIALS), kilograms=KG)
    def register(self, serial: str, kilograms: int) -> None:
        fine = kilograms > 0 and serial not in self.model.serials
        command = RegisterCertificate(serial, "carbon_ticket", "x", "532328", date(2029, 1, 1), t(kilograms))
        if self.ask(command, fine):
            self.model.serials[serial] = Counter(free=kilograms)

    @rule(serial=st.sampled_from(SERIALS))
    def withdraw(self, serial: str) -> None:
        model = self.model
        if self.ask(WithdrawCertificate(serial), serial in model.serials and serial not in model.withdrawn):
            model.withdrawn.add(serial)

    @rule(which=WHICH, owed=st.integers(0, 15_000), serial=st.sampled_from(("", *SERIALS)),
          share=st.sampled_from((1, 37, 80, 81)))
    def hold(self, which: int, owed: int, serial: str, share: int) -> None:
        order = self.some(which, "")
        model, offset = self.model, owed * share // 100 if serial else 0
        model.over = self.today > END
        bought = owed - offset
        fine = (owed > 0 and order not in model.status and offset <= owed * 80 // 100 and bought <= model.free()
                and (not serial or (serial in model.serials and 0 < offset <= model.left(serial))))
        amount = (PRICE * t(bought) * 100 + Decimal("0.5")) // 1 / 100
        command = HoldOrder(order, "甲", "A", "road", "物茂乡", "Wumao", self.today, t(owed),
                            ((serial, t(offset)),) if serial else (), PRICE, amount, self.today + timedelta(days=1))
        if self.ask(command, fine):
            model.take(order, bought)
            model.status[order], model.bought[order] = "held", bought
            if serial:
                model.serials[serial]["free"] -= offset
                model.serials[serial][order] += offset

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        order = self.some(which, "held")
        booking = self.books.orders.get(order)
        due = booking.order.amount_cny if booking else Decimal(1)
        fine = self.model.status.get(order) == "held" and booking is not None and self.today <= booking.until
        if self.ask(RecordPayment(order, self.today, due, f"V-{order}"), fine):
            self.model.status[order] = "paid"

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        order = self.some(which, "paid")
        if self.ask(CancelTonnes(order), self.model.status.get(order) == "paid"):
            self.model.status[order] = "cancelled"
            self.given += 1

    @rule(which=WHICH, bought=st.integers(1, 9_000), after=st.sampled_from(("cancel", "refund", "wait")))
    def sell(self, which: int, bought: int, after: str) -> None:
        """An order on its whole way, which single steps seldom go."""
        self.hold(which, bought, "", 0)
        self.pay(which)
        if after != "wait":
            getattr(self, after)(which)

    @rule(which=WHICH)
    def release(self, which: int) -> None:
        order = self.some(which, "held")
        self.back(ReleaseOrder(order), "released", self.model.status.get(order) == "held")

    @rule(which=WHICH)
    def refund(self, which: int) -> None:
        order = self.some(which, "paid")
        self.back(RefundOrder(order, self.today, f"T-{order}"), "refunded",
                  self.model.status.get(order) == "paid")

    @rule(which=WHICH, days=st.integers(0, 3))
    def expire(self, which: int, days: int) -> None:
        self.today += timedelta(days=days)
        order = self.some(which, "held")
        booking = self.books.orders.get(order)
        over = booking is not None and self.today > booking.until
        self.back(ExpireHold(order), "released", self.model.status.get(order) == "held" and over)

    def back(self, command: ExpireHold | ReleaseOrder | RefundOrder, status: str, fine: bool) -> None:
        if self.ask(command, fine):
            self.model.status[command.order] = status
            self.model.give_back(command.order)

    @rule(lot=st.sampled_from(LOTS), kilograms=KG)
    def burn(self, lot: str, kilograms: int) -> None:
        fine = lot in self.model.lots and 0 < kilograms <= self.model.there(lot)
        if self.ask(ReverseLot(lot, t(kilograms), "fire"), fine):
            self.model.lose(lot, kilograms)

    @rule(lot=st.sampled_from(LOTS), kilograms=KG)
    def settle(self, lot: str, kilograms: int) -> None:
        model = self.model
        fine = lot in model.lots and lot not in model.settled and self.today > END
        if self.ask(SettleLot(lot, t(kilograms), "R"), fine):
            model.settled.add(lot)
            model.lose(lot, max(model.there(lot) - kilograms, 0))

    @rule(which=WHICH, lot=st.sampled_from(LOTS), measure=MEASURE, share=SHARE)
    def plan(self, which: int, lot: str, measure: str, share: int) -> None:
        model, name = self.model, PLANS[which % len(PLANS)]
        if which % 6:
            name = next((one for one in PLANS if one not in model.plans), name)
        free = model.missing[lot] - model.planned(lot)
        kilograms = part(free, share)
        if self.ask(PlanRemedy(name, lot, measure, t(kilograms), self.today),
                    name not in model.plans and lot in model.lots and 0 < kilograms <= free):
            model.plans[name] = Plan(lot, measure, kilograms, frozenset(model.lots))

    def which_plan(self, which: int, *measures: str) -> str:
        """An open plan by one of these measures; now and then, or if there is none, any."""
        fit = [name for name, plan in self.model.plans.items() if plan.left and plan.measure in measures]
        return (fit or PLANS)[which % len(fit or PLANS)] if which % 6 else PLANS[which % len(PLANS)]

    @rule(which=WHICH, share=SHARE)
    def replace(self, which: int, share: int) -> None:
        model, name = self.model, self.which_plan(which, "reserve", "new_plots")
        model.over = self.today > END
        plan = model.plans.get(name)
        most = plan and min(plan.left, model.cancelled(plan.lot) - model.replaced[plan.lot],
                            sum(model.lots[lot]["free"] for lot in model.givers(plan)))
        kilograms = part(most or 0, share)
        if self.ask(ReplaceShortfall(name, t(kilograms)),
                    plan is not None and plan.measure != "extension" and 0 < kilograms <= most):
            model.replace(plan, kilograms)

    @rule(which=WHICH, kilograms=st.integers(-2, 20_000))
    def measure_again(self, which: int, kilograms: int) -> None:
        """`kilograms`: more than grew before."""
        model, name = self.model, self.which_plan(which, "extension")
        plan = model.plans.get(name)
        fine = plan is not None and plan.measure == "extension" and plan.left > 0 and plan.lot in model.settled
        there = model.there(plan.lot) if plan else 2
        if self.ask(ExtendPeriod(name, t(max(there + kilograms, 0)), "R"), fine and (kilograms >= 0 or not there)):
            grown = min(max(kilograms, 0), model.missing[plan.lot])
            model.missing[plan.lot] -= grown
            plan.left = max(plan.left - grown, 0)
            model.fit(plan.lot)

    @rule(which=WHICH)
    def drop(self, which: int) -> None:
        name = self.which_plan(which, "reserve", "new_plots", "extension")
        plan = self.model.plans.get(name)
        if self.ask(DropRemedy(name), plan is not None and plan.left > 0):
            plan.left = 0

    @rule(which=WHICH, bought=st.integers(1, 6_000), measure=MEASURE, share=SHARE,
          after=st.sampled_from(("nothing", "settled", "given back")))
    def disaster(self, which: int, bought: int, measure: str, share: int, after: str) -> None:
        """Sold and cancelled, held, burned, planned, replaced: single steps seldom come that far."""
        self.sell(which, bought, "cancel")
        self.hold(which + 1, bought, "", 0)
        lot = max(self.model.lots, key=lambda lot: self.model.cancelled(lot) - self.model.replaced[lot])
        there = self.model.there(lot)
        if after == "settled":
            self.today = max(self.today, date(2028, 1, 1))
            self.settle(lot, there // 8)
        else:
            self.burn(lot, max(there - bought * (which % 2), 1))
        self.plan(which, lot, measure, 40)
        self.plan(which, lot, measure, 100)
        self.measure_again(which, bought)
        self.replace(which, share)
        self.replace(which, share)
        if after == "given back":
            self.release(which)

    @invariant()
    def books_are_what_the_model_says(self) -> None:
        assert heaps(self.books) == {
            lot: (heap["free"], sum(heap[order] for order, status in self.model.status.items()
                                    if status in ("held", "paid")),
                  self.model.cancelled(lot), self.model.missing[lot], self.model.there(lot))
            for lot, heap in self.model.lots.items()}
        assert all(heap["free"] <= self.model.there(lot) for lot, heap in self.model.lots.items())  # what is sold grows
        assert {name: one.left_t for name, one in self.books.remedies.items()} == {
            name: t(plan.left) for name, plan in self.model.plans.items()}
        assert {name: one.left_t for name, one in self.books.certificates.items()} == {
            name: t(self.model.left(name)) for name in self.model.serials}
        assert {name: one.status for name, one in self.books.orders.items()} == self.model.status
        assert sum(self.books.numbers.values()) == self.given

    def teardown(self) -> None:
        """Whoever has the lines gets the same books."""
        assert chain.verify([line(entry).encode() for entry in self.entries]) == self.books


def heaps(books: Books) -> dict[str, tuple[int, ...]]:
    """Kilograms of each lot: available, held, cancelled, short, growing."""
    return {name: tuple(int(1000 * one) for one in (
        stock.lot.available_t, stock.lot.held_t, stock.lot.cancelled_t, stock.shortfall_t, stock.accounted_t))
        for name, stock in books.lots.items()}


TestMachine = pytest.mark.fuzz(target="ledger")(Machine.TestCase)
TestMachine.settings = settings(max_examples=2 * settings.default.max_examples, stateful_step_count=50)
