"""National carbon market: bulletins' figures → average price of a day → trading price of a trade date.

Source of every figure: the bulletins of 上海环境能源交易所 (market.md). No forecasts live here yet.
"""

from core.market.days import MarketDay, MarketPeriod, Series
from core.market.price import DEFINITIONS, Price, average_of, price_history, trading_price
from core.market.yearly import Year, by_year

__all__ = [
    "DEFINITIONS", "MarketDay", "MarketPeriod", "Price", "Series", "Year", "average_of", "by_year", "price_history",
    "trading_price",
]
