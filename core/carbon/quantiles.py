"""Student's t as a decimal that is the same on every machine."""

from __future__ import annotations

from decimal import Decimal

T_PLACES = Decimal("0.000001")


def student_t(reliability: Decimal, degrees: int | None) -> Decimal:
    """Two-sided quantile of Student's t; of the normal distribution for `degrees` None."""
    from scipy.special import ndtri, stdtrit  # only who samples pays for the import

    p = (1 + float(reliability)) / 2
    return Decimal(float(ndtri(p) if degrees is None else stdtrit(degrees, p))).quantize(T_PLACES)
