"""Amounts of money in Chinese capitals (大写), as they stand on certificates and receipts.

As the rules for filling in payment instruments say (支付结算办法, 银发〔1997〕393号, annex 1): no digit is left out,
zeros between others are said once, a whole amount of yuan ends in 整.
"""

from __future__ import annotations

from decimal import Decimal

from core.numbers import money
from core.problem import Problem

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
MOST = Decimal(10) ** 12  # CNY


def in_capitals(amount: Decimal) -> str:
    """CNY with at most two places: 2858.66 → 贰仟捌佰伍拾捌元陆角陆分. Problem `amount_words` below 0, from 10¹² on, or
    with parts of a fen."""
    if not 0 <= amount < MOST or money(amount) != amount:
        raise Problem("amount_words", amount=amount)
    whole, fen = divmod(int(amount * 100), 100)
    tens, ones = divmod(fen, 10)
    said = f"{_whole(whole)}元" if whole else ""
    if not fen:
        return f"{said or '零元'}整"
    if tens:
        said += f"{DIGITS[tens]}角"
    elif said:
        said += "零"
    return said + (f"{DIGITS[ones]}分" if ones else "")


def _whole(number: int) -> str:
    """A whole number above 0."""
    said, gap = "", False  # gap: a zero to be said before the next digit
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10 ** place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place % 4]
        gap = not digit
        if place % 4 == 0 and place and number // 10 ** place % 10 ** 4:
            said += GROUPS[place // 4]
    return said
