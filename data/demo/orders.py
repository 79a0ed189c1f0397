"""Past purchases from the reserve, priced by the national market, and the lots that covered them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from data.demo.places import DATA, NUMBER, TOWNSHIPS
from data.demo.plots import PLOTS

PRICE_SHARE = Decimal("0.30")  # of the national average price


@dataclass(frozen=True)
class Order:
    """A past purchase; tonnes in t CO2e, at most 80 % of what is owed offset by other means."""

    order: str
    zh: str
    en: str
    kind: str
    township: str
    trade_date: str
    owed_t: str
    offset_t: str
    certificate: str  # empty while the order only holds its tonnes

    @property
    def purchase_t(self) -> Decimal:
        return Decimal(self.owed_t) - Decimal(self.offset_t)


ORDERS = (
    Order("O-2025-001", "农村公路", "rural road", "road", "Huangguayuan",
          "2025-09-23", "62.480", "40.000", "YM-C-2025-0001"),
    Order("O-2025-002", "光伏电站一期", "solar farm phase 1", "solar_farm", "Wumao",
          "2025-11-18", "180.350", "120.000", "YM-C-2025-0002"),
    Order("O-2026-001", "村组活动场所", "village hall", "village_works", "Laocheng",
          "2026-01-15", "12.640", "0.000", "YM-C-2026-0001"),
    Order("O-2026-002", "35千伏线路", "35 kV line", "power_line", "Pingtian",
          "2026-04-02", "95.720", "60.000", "YM-C-2026-0002"),
    Order("O-2026-003", "水库扩建", "reservoir works", "reservoir", "Yangjie",
          "2026-06-09", "583.400", "466.720", "YM-C-2026-0003"),
    Order("O-2026-004", "旅游公路一期", "tourism road phase 1", "tourism", "Wumao",
          "2026-08-12", "240.500", "120.250", ""),
)


def make_orders() -> list[dict[str, str]]:
    """Rows of orders.csv."""
    averages = _daily_averages()
    rows = []
    for order in ORDERS:
        last = max(day for day in averages if day < order.trade_date)
        price = _cents(averages[last] * PRICE_SHARE)
        rows.append(
            {
                "order": order.order,
                "project_zh": f"示例 {order.zh}",
                "project_en": f"Example {order.en}",
                "kind": order.kind,
                **TOWNSHIPS[NUMBER[order.township]].fields,
                "trade_date": order.trade_date,
                "owed_t": order.owed_t,
                "offset_t": order.offset_t,
                "purchase_t": str(order.purchase_t),
                "unit_price_cny": str(price),
                "amount_cny": str(_cents(price * order.purchase_t)),
                "status": "cancelled" if order.certificate else "held",
                "certificate": order.certificate,
            }
        )
    return rows


def make_allocations() -> list[dict[str, str]]:
    """Rows of allocations.csv: each order takes its tonnes from the oldest lots that still have some."""
    left = {f"YM-{number:02d}-L1": Decimal(tonnes) for number, (*_, tonnes) in enumerate(PLOTS, start=1)}
    rows = []
    for order in ORDERS:
        wanted = order.purchase_t
        for lot in left:
            taken = min(wanted, left[lot])
            if taken > 0:
                rows.append({"order": order.order, "lot": lot, "tonnes_t": str(taken)})
                left[lot] -= taken
                wanted -= taken
    return rows


def _daily_averages() -> dict[str, Decimal]:
    """Average price of each trading day, CNY/t, rounded half up."""
    with (DATA / "national_price" / "daily.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["market_date"]: _cents(Decimal(row["total_turnover_cny"]) / Decimal(row["total_volume_t"]))
            for row in csv.DictReader(file)
            if Decimal(row["total_volume_t"] or 0) > 0
        }


def _cents(value: Decimal) -> Decimal:
    """Round half up to two decimals."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
