"""Dividing an amount so that the parts add up to it, to the last fen (R13; the largest remainder)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from core.numbers import CENT
from core.problem import Problem


def split(amount_cny: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The amount in whole fen, by weights that are not below 0; parts in the order of their names.

    Each part gets the whole fen of its exact share; the fen that are left go one each to the largest remainders, of
    equal ones to the first by name. So the parts add up exactly, each is within one fen of its exact share, and the
    order in which the weights come does not matter. Problem `shares_none` where there is nothing to divide by.
    """
    total = sum(map(Fraction, weights.values()), Fraction(0))
    if total <= 0 or min(weights.values()) < 0:
        raise Problem("shares_none")
    fen = Fraction(amount_cny) / Fraction(CENT)
    exact = {name: fen * Fraction(weights[name]) / total for name in sorted(weights)}
    whole = {name: share.numerator // share.denominator for name, share in exact.items()}
    left = int(fen) - sum(whole.values())
    for name in sorted(exact, key=lambda name: (whole[name] - exact[name], name))[:left]:
        whole[name] += 1
    return {name: count * CENT for name, count in whole.items()}
