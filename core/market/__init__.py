"""National carbon market: bulletins' figures → average price of a day → trading price of a trade date.

Source of every figure: the bulletins of 上海环境能源交易所 (market.md). Which days a price is averaged over:
window.py; under which rules: terms.py; one price with its working: price.py; many at once: history.py.
"""

from core.market.days import MarketDay, MarketPeriod, Series
from core.market.history import Quote, Quotes, price_history, prices_between
from core.market.price import Price, trading_price
from core.market.window import DEFINITIONS, average_of
from core.market.yearly import Year, by_year

__all__ = [
    "DEFINITIONS", "MarketDay", "MarketPeriod", "Price", "Quote", "Quotes", "Series", "Year", "average_of", "by_year",
    "price_history", "prices_between", "trading_price",
]
