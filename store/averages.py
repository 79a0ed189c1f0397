"""The history of national averages that models of the time ahead are fitted to."""

from __future__ import annotations

from datetime import date

from core.market import Series, price_history
from core.market.ahead import Sample, sample
from core.rules import RuleBook


def averages(series: Series, book: RuleBook, day: date) -> Sample:
    """The averages as the rules of `day` take them, over the whole history: a rule that changed moves no price.

    Problem `ahead_no_prices` where there are none.
    """
    now = {name: book.at(day)[name].value for name in ("national_average_definition", "price_window_days")}
    return sample(price_history(series, book.reform_all({**now, "price_reset": "daily"})))
