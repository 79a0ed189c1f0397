"""What a run of many paths gives back: percentiles by month, and a few figures for each path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.scenario.model import Scenario

Array = np.ndarray[Any, np.dtype[Any]]
PERCENTILES = (5, 25, 50, 75, 95)
FLOWS = ("stored", "owed", "offset", "purchase", "made_good", "served")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """M months, n paths. Tonnes tCO2e, money CNY; the balance and figures by path hold seven digits.

    balance: M × 5, percentiles of the net position (negative: short); waiting: M × 5, of what waits or is unbacked
    short: M, how many paths are short in the month
    first: n, month of the first shortage counted from 0; M where there is none
    unmet: n, short at the end of the horizon; peak: n, largest shortage of any month
    served: n, bought over the horizon; cost: n, paid for it; villages: n, what of it goes to them
    cost_years: years × 5, percentiles of what is paid in each twelve months from the start; of more paths than a chunk
        holds the mean over the chunks
    flows: mean over the paths by month, of FLOWS
    """

    scenario: Scenario
    paths: int
    seed: int
    balance: Array
    waiting: Array
    short: Array
    first: Array
    unmet: Array
    peak: Array
    served: Array
    cost: Array
    villages: Array
    cost_years: Array
    flows: dict[str, Array]
