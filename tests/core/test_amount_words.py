"""Amounts in Chinese capitals: the examples of the rules themselves, and reading them back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amount_words import DIGITS, MOST, in_capitals
from core.problem import Problem

UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("amount", "said"), [  # 银发〔1997〕393号, annex 1; of two ways the shorter
    ("1409.50", "壹仟肆佰零玖元伍角"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("107000.53", "壹拾万零柒仟元伍角叁分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("2858.66", "贰仟捌佰伍拾捌元陆角陆分"),
    ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角"), ("10", "壹拾元整"), ("10001", "壹万零壹元整"),
    ("100010000", "壹亿零壹万元整"), ("100000001", "壹亿零壹元整"), ("20300000005", "贰佰零叁亿零伍元整"),
])
def test_amounts_are_said_as_the_rules_do(amount: str, said: str) -> None:
    assert in_capitals(Decimal(amount)) == said


@pytest.mark.fuzz(target="roundtrips")
@given(st.integers(0, int(MOST) * 100 - 1))
def test_what_is_said_reads_back_as_the_amount(fen: int) -> None:
    assert read(in_capitals(Decimal(fen) / 100)) == fen


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000", "1.005"])
def test_what_cannot_be_said_is_refused(amount: str) -> None:
    with pytest.raises(Problem, match="amount_words"):
        in_capitals(Decimal(amount))


def read(text: str) -> int:
    """Fen of an amount in capitals."""
    yuan, _, rest = text.partition("元") if "元" in text else ("", "", text)
    fen = 0
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            fen += DIGITS.index(rest[rest.index(unit) - 1]) * worth
    total = 0
    for group, worth in (("亿", 10 ** 8), ("万", 10 ** 4), ("", 1)):
        head, found, tail = yuan.partition(group) if group else (yuan, True, "")
        if found:
            total, yuan = total + _thousands(head) * worth, tail
    return total * 100 + fen


def _thousands(text: str) -> int:
    total, digit = 0, 0
    for letter in text:
        if letter in UNITS:
            total, digit = total + digit * UNITS[letter], 0
        elif letter in DIGITS:
            digit = DIGITS.index(letter)
    return total + digit
