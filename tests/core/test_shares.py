"""An amount divided to the last fen: by hand, and for any weights."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.compensation.shares import split
from core.problem import Problem

KILOS = st.integers(0, 10**6).map(lambda weight: Decimal(weight) / 1000)
WEIGHTS = st.dictionaries(st.text("abcd", min_size=1, max_size=3), KILOS,
                          min_size=1, max_size=12).filter(lambda weights: any(weights.values()))


def cny(**parts: str) -> dict[str, Decimal]:
    return {name: Decimal(part) for name, part in parts.items()}


@pytest.mark.parametrize(("amount", "weights", "parts"), [
    ("100.00", cny(a="1", b="1", c="1"), cny(a="33.34", b="33.33", c="33.33")),  # equal remainders: the first by name
    ("0.02", cny(c="1", b="1", a="1"), cny(a="0.01", b="0.01", c="0.00")),
    ("2858.66", cny(x="103.176", y="13.504"), cny(x="2527.81", y="330.85")),  # 2527.8122…, 330.8477…: y has the larger
    ("10.00", cny(collective="0.605", company="0.395", costs="0"),
     cny(collective="6.05", company="3.95", costs="0.00")),
])
def test_by_hand(amount: str, weights: dict[str, Decimal], parts: dict[str, Decimal]) -> None:
    assert split(Decimal(amount), weights) == parts


@given(fen=st.integers(0, 10**11), weights=WEIGHTS, data=st.data())
def test_parts_add_up_and_are_within_a_fen(fen: int, weights: dict[str, Decimal], data: st.DataObject) -> None:
    amount = Decimal(fen) / 100
    parts = split(amount, weights)
    assert sum(parts.values()) == amount
    total = sum(map(Fraction, weights.values()))
    for name, part in parts.items():
        exact = Fraction(amount) * Fraction(weights[name]) / total
        assert abs(Fraction(part) - exact) < Fraction(1, 100)
        assert part == part.quantize(Decimal("0.01")) >= 0
        assert weights[name] or not part  # who has no share gets nothing
    other = dict(data.draw(st.permutations(list(weights.items()))))
    assert split(amount, other) == parts


@pytest.mark.parametrize("weights", [{}, cny(a="0"), cny(a="2", b="-1")])
def test_nothing_to_divide_by(weights: dict[str, Decimal]) -> None:
    with pytest.raises(Problem) as refused:
        split(Decimal(1), weights)
    assert refused.value.key == "shares_none"
