"""The illustrative purchases: prices recomputed from the national market, tonnes drawn from the oldest lots."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "data"

Feature = dict[str, Any]
Row = dict[str, str]


def half_up(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_order_arithmetic(orders: list[Row]) -> None:
    """Unit price = average of the last trading day strictly before × 30 %, amount = price × tonnes."""
    with (DATA / "national_price" / "daily.csv").open(encoding="utf-8", newline="") as file:
        days = [row for row in csv.DictReader(file) if Decimal(row["total_volume_t"] or 0) > 0]
    assert len(orders) == 6
    for order in orders:
        owed, offset, bought = (Decimal(order[key]) for key in ("owed_t", "offset_t", "purchase_t"))
        assert bought == owed - offset
        assert 0 <= offset <= Decimal("0.80") * owed
        day = [row for row in days if row["market_date"] < order["trade_date"]][-1]
        average = half_up(Decimal(day["total_turnover_cny"]) / Decimal(day["total_volume_t"]))
        price = half_up(average * Decimal("0.30"))
        assert Decimal(order["unit_price_cny"]) == price
        assert Decimal(order["amount_cny"]) == half_up(price * bought)


def test_one_order_by_hand(orders: list[Row]) -> None:
    """O-2026-004, the day before: 33 879 216.20 CNY ÷ 344 814 t = 98.25; × 0.30 = 29.475 → 29.48."""
    order = orders[-1]
    assert (order["trade_date"], order["unit_price_cny"]) == ("2026-08-12", "29.48")
    assert order["amount_cny"] == "3544.97"  # 29.48 × 120.250 = 3 544.97


def test_orders_in_time(orders: list[Row]) -> None:
    dates = [order["trade_date"] for order in orders]
    assert dates == sorted(dates)
    assert "2025-09-01" <= dates[0] <= dates[-1] <= "2026-08-31"
    assert [order["status"] for order in orders] == ["cancelled"] * 5 + ["held"]
    assert all((order["certificate"] == "") == (order["status"] == "held") for order in orders)
    certificates = [order["certificate"] for order in orders if order["certificate"]]
    assert len(set(certificates)) == 5
    total = defaultdict(Decimal)
    for order in orders:
        total[order["status"]] += Decimal(order["purchase_t"])
    assert total == {"cancelled": Decimal("247.870"), "held": Decimal("120.250")}


def test_allocations_take_the_oldest_lot_first(plots: list[Feature], orders: list[Row], allocations: list[Row]) -> None:
    by_order, by_lot = defaultdict(Decimal), defaultdict(Decimal)
    for row in allocations:
        assert Decimal(row["tonnes_t"]) > 0
        by_order[row["order"]] += Decimal(row["tonnes_t"])
        by_lot[row["lot"]] += Decimal(row["tonnes_t"])
    assert by_order == {order["order"]: Decimal(order["purchase_t"]) for order in orders}
    stored = {f"{plot['plot']}-L1": plot["tonnes_t"] for plot in plots}
    assert set(by_lot) <= set(stored)
    left = [stored[lot] - by_lot[lot] for lot in stored]
    assert min(left) >= 0
    touched = [lot for lot in stored if by_lot[lot]]
    assert touched == list(stored)[: len(touched)]
    assert all(rest == 0 for rest in left[: len(touched) - 1])  # only the last lot touched may have some left
    assert [row["lot"] for row in allocations] == sorted(row["lot"] for row in allocations)
