"""The fields a tax platform asks for to issue an order's e-invoice (数电发票). This product issues none: who buys and
who sells (names, tax numbers, bank accounts) is not kept here and stays empty.

Prices include the tax. The rate is an assumption (rule `invoice_tax_rate`) until the county's tax office confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from core.ledger.state import Booking
from core.numbers import money
from core.rules.book import RulesAt

EMPTY = ("buyer_name", "buyer_tax_id", "buyer_address", "buyer_phone", "buyer_bank", "buyer_account", "seller_name",
         "seller_tax_id", "seller_address", "seller_phone", "seller_bank", "seller_account", "tax_code")
FIELDS = ("serial", "kind", "tax_included", *EMPTY, "item", "specification", "unit", "quantity", "unit_price", "amount",
          "tax_rate", "tax", "without_tax", "remark")
Field = str | Decimal


def invoice_fields(booking: Booking, rules: RulesAt, item: str, unit: str, remark: str,
                   kind: str) -> Mapping[str, Field]:
    """FIELDS of an order; quantity in t, money in CNY. A refunded order's are negative (red-letter)."""
    order = booking.order
    sign = -1 if booking.status == "refunded" else 1
    rate, amount = rules.number("invoice_tax_rate"), sign * order.amount_cny
    without = money(amount / (1 + rate))
    return {
        "serial": order.order, "kind": kind, "tax_included": "Y", **dict.fromkeys(EMPTY, ""), "item": item,
        "specification": "", "unit": unit, "quantity": sign * order.purchase_t, "unit_price": order.unit_price_cny,
        "amount": amount, "tax_rate": rate, "tax": amount - without, "without_tax": without, "remark": remark}
