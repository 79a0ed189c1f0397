"""Quotes, invoices and the register's standing, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from ledger_tables import play

from core.compensation.certificates import endings, standing, usable, uses
from core.compensation.invoice import EMPTY, invoice_fields
from core.compensation.quote import most_owed, quote
from core.ledger.state import Books
from core.market import MarketDay, Series
from core.problem import Problem
from core.rules import RuleBook

D, TODAY = Decimal, date(2026, 11, 23)
LOTS = (("StoreLot", {"tonnes": "60"}), ("StoreLot", {"lot": "B-L1", "plot": "B", "tonnes": "40"}),
        ("RegisterCertificate", {}), ("RegisterCertificate", {"serial": "TP-2", "valid_until": "2026-12-01"}))


@pytest.fixture
def series() -> Series:
    """50.51 CNY/t on the day before: × 0.30 = 15.153."""
    return Series([MarketDay(date(2026, 11, 20), "A", "bulletin", listed_volume_t=D(100), listed_turnover_cny=D(5051),
                             total_volume_t=D(100), total_turnover_cny=D(5051), close_cny=D("50.51"))])


@pytest.fixture
def books(written: RuleBook) -> Books:
    return play(LOTS, written)[1]


def test_a_quote_says_price_amount_lots_and_until_when(books: Books, series: Series, written: RuleBook) -> None:
    """85 owed, 10 offset: 75 t × 15.15 = 1136.25; 60 from the first lot, 15 from the next."""
    found = quote(books, series, written, D(85), (("tp-1", D(10)),), date(2026, 11, 21), TODAY, demo=False)
    assert (found.cost.price.trading_price, found.cost.amount_cny) == (D("15.15"), D("1136.25"))
    assert found.lots == (("A-L1", D(60)), ("B-L1", D(15)))
    assert (found.valid_until, found.hold_until, found.short) == (date(2026, 12, 1), date(2026, 12, 23), False)


def test_too_little_in_the_reserve_is_said_with_what_there_is(books: Books, series: Series, written: RuleBook) -> None:
    found = quote(books, series, written, D("100.001"), (), TODAY, TODAY, demo=False)
    assert (found.short, found.available_t, found.lots) == (True, D(100), ())
    assert most_owed(D(100), D(0), written, TODAY) == 100
    assert most_owed(D(20), D(80), written, TODAY) == 100  # 80 of 100 is as much as may be
    assert most_owed(D(20), D("80.001"), written, TODAY) == 20


def test_what_an_order_may_not_have_no_quote_offers(books: Books, series: Series, written: RuleBook) -> None:
    for owed, offsets, key in ((D(0), (), "ledger_tonnes"), (D(100), (("TP-1", D("80.001")),), "offset_too_much"),
                               (D(10), (("TP-9", D(1)),), "certificate_unknown")):
        with pytest.raises(Problem) as refused:
            quote(books, series, written, owed, offsets, TODAY, TODAY, demo=False)
        assert refused.value.key == key


def test_the_register_knows_what_ends_and_who_used_what(written: RuleBook) -> None:
    """TP-2 ends a week before the hold; TP-1 is all used."""
    orders = (("HoldOrder", {"offsets": "TP-2:1", "amount_cny": "136.35"}),
              ("HoldOrder", {"order": "O-2", "owed_t": "125", "offsets": "TP-1:100", "amount_cny": "378.75"}))
    found = play((*LOTS, *orders), written)[1]
    assert [(one.order, one.serial, one.until) for one in endings(found)] == [("O-1", "TP-2", date(2026, 12, 8))]
    assert [(use.order, use.tonnes) for use in uses(found)["TP-1"]] == [("O-2", D(100))]
    one, two = found.certificates["TP-1"], found.certificates["TP-2"]
    soon = date(2026, 12, 7)
    assert (standing(one, TODAY, soon), standing(two, TODAY, soon)) == ("used_up", "ends_soon")
    assert (standing(two, TODAY, date(2026, 11, 30)), standing(two, date(2026, 12, 2), soon)) == ("usable", "expired")
    assert usable(found, TODAY, demo=False) == (two,)
    after = play((*LOTS, *orders, ("WithdrawCertificate", {"serial": "TP-2"}), ("ReleaseOrder", {})), written)[1]
    assert standing(after.certificates["TP-2"], TODAY, soon) == "withdrawn"
    assert "TP-2" not in uses(after)


def test_an_invoice_has_tonnes_price_and_tax_and_nobodys_name(written: RuleBook) -> None:
    """151.50 with 6 %: 151.50 ÷ 1.06 = 142.92, tax 8.58; after a refund the same below zero."""
    acts = (*LOTS, ("HoldOrder", {}), ("RecordPayment", {}))
    paid = play(acts, written)[1].orders["O-1"]
    back = play((*acts, ("RefundOrder", {})), written)[1].orders["O-1"]
    for booking, sign in ((paid, 1), (back, -1)):
        found = invoice_fields(booking, written.at(TODAY), "林业碳汇量", "吨", "备注", "数电发票")
        assert (found["quantity"], found["unit_price"]) == (sign * D("10.000"), D("15.15"))
        assert (found["amount"], found["without_tax"], found["tax"]) == (
            sign * D("151.50"), sign * D("142.92"), sign * D("8.58"))
        assert [found[name] for name in EMPTY] == [""] * len(EMPTY)
