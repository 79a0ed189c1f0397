"""Why two alternatives owe different tonnes: the difference split into area, volume, growth (age) and species.

Logarithmic mean Divisia index (Ang 2004, doi:10.1016/S0301-4215(03)00076-4): with owed = A · V̄ · p̄ · φ̄ the share of
a factor x is L(owed₂, owed₁) · ln(x₂ ÷ x₁), L(a, b) = (a − b) ÷ (ln a − ln b). The shares add up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.carbon.loss import Loss
from core.numbers import ZERO, tonnes


@dataclass(frozen=True, slots=True)
class Difference:
    """owed of another minus owed of the first, tCO2e, and its parts: (area | volume | growth | species | stand, t)."""

    total_t: Decimal
    parts: tuple[tuple[str, Decimal], ...]


def difference(first: Loss, other: Loss) -> Difference:
    """What makes `other` owe more or less than `first`.

    Area, volume, growth (by age; not where the stock is owed) and species; area and the stand as a whole where no
    stock is known. Nothing is split where one of the two owes nothing.
    """
    total = other.owed_t - first.owed_t
    if not first.owed_t or not other.owed_t:
        return Difference(total, ())
    factors = _factors(first), _factors(other)
    weight = _log_mean(*(sum((part.owed_raw for part in one.strata), ZERO) for one in (other, first)))
    names = [name for name in factors[0] if name in factors[1]] if factors[0].keys() == factors[1].keys() else ["area"]
    parts = [(name, weight * (factors[1][name] / factors[0][name]).ln()) for name in names]
    rest = total - sum((value for _, value in parts), ZERO)
    if len(names) == 1:
        parts.append(("stand", rest))
    rounded = [(name, tonnes(value)) for name, value in parts]
    slack = total - sum((value for _, value in rounded), ZERO)  # of rounding: to the largest part
    at = max(range(len(rounded)), key=lambda place: abs(rounded[place][1]))
    rounded[at] = (rounded[at][0], rounded[at][1] + slack)
    return Difference(total, tuple(rounded))


def _log_mean(a: Decimal, b: Decimal) -> Decimal:
    return a if a == b else (a - b) / (a.ln() - b.ln())


def _factors(loss: Loss) -> dict[str, Decimal]:
    """Area, volume per hm², growth and species as weighted means whose product is what is owed.

    A stand that was not reckoned from its volume enters with the volume its stock stands for (stock ÷ φ), one without
    any φ (shrubs) with that of the others, so that it moves volume and growth but not species.
    """
    area = loss.area_hm2
    known = [one for one in loss.strata if one.phi is not None and one.stock_t]
    if not known or any(not one.stock_t for one in loss.strata if one.owed_raw):
        return {"area": area}
    mean_phi = sum((one.stock_t for one in known), ZERO) / sum((one.stock_t / (one.phi or 1) for one in known), ZERO)
    cubic = sum((one.stock_t / (one.phi or mean_phi) for one in loss.strata), ZERO)
    grown = sum((one.owed_raw / (one.phi or mean_phi) for one in loss.strata), ZERO)
    owed = sum((one.owed_raw for one in loss.strata), ZERO)
    if not cubic or not grown:
        return {"area": area}
    out = {"area": area, "volume": cubic / area, "growth": grown / cubic, "species": owed / grown}
    if loss.basis == "stock":  # there growth has no part
        out["species"] *= out.pop("growth")
    return out
