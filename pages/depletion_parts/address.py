"""A whole scenario in an address: its plain form, tables by columns so that keys stand once, compressed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from core.exact_json import to_json
from core.scenario.checks import TABLES
from core.scenario.model import Scenario
from core.scenario.plain import from_plain, to_plain
from ui import link

# What every address says, so that it need not: addresses sent to people name it by its bytes, never change it.
KNOWN = (b'"permanent","temporary","lognormal","bootstrap","fire","felling",true,true,2020-01-01,12-31,'
         b'"name":["lot":["stored_t":["available_t":["period_end":["month":["owed_t":["probability":["use":["approved":['
         b'"per_year":["sizes":[{"kind":"median_t":,"p95_t":,"sample":[]}],"growth":["season":[[1,1,1,1,1,1,1,1,1,1,1,1]]'
         b'"area_hm2":["yield_t_hm2":["species":["planted":["half_width":["delay_usual":["delay_worst":["share_lost":['
         b'"rule":["offset_max_share","price_multiplier","price_floor_cny","price_ceiling_cny",'
         b'"neutrality_period_years","planted_min_years","village_income_share"],"since":["2020-01-01","value":['
         b'{"zhanbu_scenario":1,"name":","start":"2026-","months":,"price":{"model":"constant","national_cny":,"until":"'
         b'"years":null,"fingerprint":""},"rules":{},"lots":{},"listed":{},"arrivals":{},"steady_t":0,"offsets":{"share":,'
         b'"half_width":,"supply":null,{"opening_t":,"per_year_t":,"valid_months":},"batches":{},"settlement":{"mean":1,'
         b'"half_width":,"common":},"reversals":{"kind":["fire","felling"]},"reforms":{},"paths":5000,"seed":1,'
         b'"data_version":}')


def packed(scenario: Scenario) -> str:
    """What `read` reads; nothing where it is too long for an address."""
    plain = to_plain(scenario)
    for name in TABLES:
        rows = plain[name]
        plain[name] = {key: [row[key] for row in rows] for key in rows[0]} if rows else {}
    return link.pack_bytes(to_json(plain).encode(), KNOWN)


def read(text: str) -> Scenario:
    """The scenario an address holds, not yet checked; ValueError, which a Problem is, for anything else."""
    try:
        plain: Any = json.loads(link.unpack_bytes(text, KNOWN), parse_float=Decimal, parse_int=Decimal,
                                parse_constant=Decimal)
        for name in TABLES:
            columns = plain[name]
            plain[name] = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    except (RecursionError, TypeError, KeyError, AttributeError, ArithmeticError):
        raise ValueError(text[:40]) from None
    return from_plain(plain)
