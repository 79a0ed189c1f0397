"""A county with everything the model knows, for the bench and for the referee's tests. The figures are made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np

from core.scenario.model import (
    Arrivals,
    Batch,
    Certificates,
    Frozen,
    Listed,
    Offsets,
    OpeningLot,
    PriceModel,
    Reform,
    Reversal,
    Scenario,
    Settlement,
    Sizes,
)
from core.scenario.result import Array

D = Decimal
START = date(2026, 12, 1)
RULES = tuple(Frozen(rule, date(2020, 1, 1), D(value)) for rule, value in {
    "offset_max_share": "0.8", "price_multiplier": "0.3", "price_floor_cny": "0", "price_ceiling_cny": "1000",
    "neutrality_period_years": "5", "planted_min_years": "3", "village_income_share": "0.6"}.items())
REFORMS = (Reform("offset_max_share", date(2029, 1, 1), D("0.6")),
           Reform("neutrality_period_years", date(2030, 1, 1), D(4)),
           Reform("village_income_share", date(2031, 1, 1), D("0.7")))
LOTS = (OpeningLot("L1", D(900), D(400), date(2028, 5, 31)), OpeningLot("L2", D(1200), D(1200), date(2030, 9, 30)),
        OpeningLot("L3", D(700), D(650), date(2031, 11, 30)))
LISTED = (Listed("road", date(2027, 2, 1), D(800), D("0.9")), Listed("mine", date(2027, 9, 1), D(1500), D("0.5")),
          Listed("school", date(2028, 6, 1), D(300)), Listed("refused", date(2027, 3, 1), D(9999), approved=False))
ARRIVALS = (
    Arrivals("lognormal", D(9), Sizes("lognormal", D(60), D(400)), growth=D("0.05"),
             season=tuple(D(weight) for weight in (1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 1))),
    Arrivals("sample", D(6), Sizes("sample", sample=(D(20), D(45), D("80.5"), D(210))), use="temporary",
             begins=date(2027, 3, 1), ends=date(2035, 8, 1)),
    Arrivals("fixed", D(12), Sizes("fixed", D(15)), growth=D("-0.1")))
OFFSETS = Offsets(D("0.55"), D("0.35"), Certificates(D(1500), D(660), 12))
BATCHES = (Batch("B1", date(2027, 6, 1), D(200), D("7.681898"), "云南松", half_width=D("0.3"), delay_usual=3,
                 delay_worst=12),
           Batch("B2", date(2029, 1, 1), D(220), D("9.5"), "赤桉", half_width=D("0.4"), delay_usual=2, delay_worst=9),
           Batch("B3", date(2031, 1, 1), D(240), D("8.25"), "云南松", half_width=D("0.3"), delay_usual=6,
                 delay_worst=6))
SETTLEMENT = Settlement(D("0.97"), D("0.3"), D("0.5"))
REVERSALS = (Reversal("fire", D("0.02"), D("0.5")), Reversal("felling", D("0.01"), D("0.2")))
EVERYTHING = Scenario(
    "everything", START, 120, PriceModel("constant", D(60), date(2026, 11, 20)), RULES, LOTS, LISTED, ARRIVALS, D(10),
    OFFSETS, BATCHES, SETTLEMENT, REVERSALS, REFORMS)


def prices(months: int, rows: int = 200) -> Array:
    """Trading prices, CNY/t: rows × months, walks around 20."""
    steps = np.random.default_rng(7).standard_normal((rows, months))
    return np.asarray(20 * np.exp(np.cumsum(0.05 * steps, axis=1)))
