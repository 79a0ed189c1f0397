"""The forest vegetation restoration fee 森林植被恢复费, a statutory charge of its own (财税〔2015〕122号)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.carbon.stand import Occupation
from core.numbers import ZERO, money
from core.rules.book import RulesAt
from core.trace import Given, Name, Step, read

M2_PER_HM2 = 10_000
# First digits of the land class (2019) → which rate applies; the longest that fits counts. What is no forest pays none.
RATES = {"0301": "forest", "0302": "forest", "0303": "open", "030401": "open", "030402": "open", "030403": "open",
         "030404": "forest", "030405": "forest", "030406": "forest", "0305": "suitable"}
PUBLIC_WELFARE = ("11", "12")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A piece of a footprint: hm², land class (DI_LEI 2019), forest category (SEN_LIN_LB), protection grade 1–4."""

    label: str
    area_hm2: Decimal
    land_class: str = ""
    forest_category: str = ""
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee in CNY; `unknown_hm2`: area whose land class has no rate or is not known."""

    amount_cny: Decimal
    unknown_hm2: Decimal
    step: Step


def restoration_fee(parcels: Sequence[Parcel], occupation: Occupation, rules: RulesAt, urban: bool = False,
                    commercial: bool = False) -> Fee:
    """National minimum: rate of the land class × area × the factors that apply.

    Factors: public-welfare forest; urban planning areas; outside them commercial projects.
    """
    welfare, town = rules["restoration_fee.public_welfare_factor"], rules["restoration_fee.urban_factor"]
    business = rules["restoration_fee.commercial_factor"]
    serving = rules["restoration_fee.serving_share"] if occupation.kind == "serving" else None
    steps, total, unknown = [], ZERO, ZERO
    for one in parcels:
        rate_name = rate_of(one.land_class)
        if rate_name is None:
            unknown += one.area_hm2
            continue
        rate = rules[f"restoration_fee.{rate_name}"]
        inputs = [Given("a", one.area_hm2, "hm²"), read("rate", rate)]
        amount = one.area_hm2 * M2_PER_HM2 * rate.number
        if one.forest_category in PUBLIC_WELFARE:
            amount *= welfare.number
            inputs.append(read("welfare", welfare))
        if urban:
            amount *= town.number
            inputs.append(read("urban", town))
        elif commercial:
            amount *= business.number
            inputs.append(read("commercial", business))
        if serving is not None:
            amount *= serving.number
            inputs.append(read("serving", serving))
        total += amount
        steps.append(Step("fee.parcel", money(amount), "CNY", "F = a · 10000 · rate · …",
                          (Given("stratum", Name(one.label, one.label)), *inputs)))
    return Fee(money(total), unknown,
               Step("fee.total", money(total), "CNY", "F = round(Σ, 2)", steps=tuple(steps)))


def rate_of(land_class: str) -> str | None:
    """The rate of a six-digit land class: forest, open or suitable; None where there is none."""
    for length in (6, 4):
        if land_class[:length] in RATES and len(land_class) >= length:
            return RATES[land_class[:length]]
    return None
