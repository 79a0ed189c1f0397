"""Why two alternatives owe different tonnes: the difference split into area, volume, growth (age) and species.

Logarithmic mean Divisia index (Ang 2005, doi:10.1016/j.enpol.2003.10.010): with owed = A · V̄ · p̄ · φ̄ the share of a
factor x is L(owed₂, owed₁) · ln(x₂ ÷ x₁), L(a, b) = (a − b) ÷ (ln a − ln b). The shares add up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.carbon.loss import Loss
from core.numbers import ZERO, tonnes
from core.trace import Step, walk


@dataclass(frozen=True, slots=True)
class Difference:
    """owed of another minus owed of the first, tCO2e, and its parts: (area | volume | growth | species | stand, t)."""

    total_t: Decimal
    parts: tuple[tuple[str, Decimal], ...]


def difference(first: Loss, other: Loss) -> Difference:
    """What makes `other` owe more or less than `first`.

    Where every stratum of both is reckoned from its volume: area, volume, growth (by age; only in a flow) and species;
    else area and the stand as a whole. Nothing is split where one of the two owes nothing.
    """
    total = other.owed_t - first.owed_t
    if not first.owed_t or not other.owed_t:
        return Difference(total, ())
    factors = _factors(first), _factors(other)
    weight = _log_mean(other.owed_t, first.owed_t)
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
    """Area and, where volumes are known: volume per hm², growth and species as weighted means."""
    area = loss.area_hm2
    out = {"area": area}
    volumes = [one.stratum.volume_m3_hm2 for one in loss.strata]
    flow = loss.basis == "flow"
    if loss.basis == "total" or any(not volume for volume in volumes) or any(
            flow and one.growth_source != "volume_rate" for one in loss.strata) or any(
            one.stratum.biomass_t_hm2 is not None or one.stratum.half_width is not None for one in loss.strata):
        return out
    cubic = sum((one.stratum.area_hm2 * (one.stratum.volume_m3_hm2 or ZERO) for one in loss.strata), ZERO)
    out["volume"] = cubic / area
    weighted = cubic
    if flow:
        grown = sum((one.stratum.area_hm2 * (one.stratum.volume_m3_hm2 or ZERO) * _given(one.step, "p")
                     for one in loss.strata), ZERO)
        if not grown:
            return {"area": area}
        out["growth"] = grown / cubic
        weighted = grown
    out["species"] = loss.owed_t / weighted
    return out


def _given(step: Step, symbol: str) -> Decimal:
    for part in walk(step):
        for given in part.inputs:
            if given.symbol == symbol and isinstance(given.value, Decimal):
                return given.value
    return ZERO
