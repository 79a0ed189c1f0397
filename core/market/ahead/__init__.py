"""The time ahead: models fitted to the national average's history, paths drawn from them, how often they were right.

Floats live here: these are bands for the eye and inputs of simulations. What a tonne costs today is reckoned in
core.market.price, never here.
"""

from core.market.ahead.backtest import Backtest, Score, backtest
from core.market.ahead.fan import PERCENTILES, Fan, fan, to_trading
from core.market.ahead.horizon import Horizon, horizon, month_lengths
from core.market.ahead.models import MODELS, Fit, fit
from core.market.ahead.paths import Paths, daily, simulate
from core.market.ahead.replay import Past, replay
from core.market.ahead.sample import Sample, sample
from core.market.ahead.waiting import STRATEGIES, Cost, Plan, Waiting, plan, waiting

__all__ = [
    "MODELS", "PERCENTILES", "STRATEGIES", "Backtest", "Cost", "Fan", "Fit", "Horizon", "Past", "Paths", "Plan",
    "Sample", "Score", "Waiting", "backtest", "daily", "fan", "fit", "horizon", "month_lengths", "plan", "replay",
    "sample", "simulate", "to_trading", "waiting",
]
