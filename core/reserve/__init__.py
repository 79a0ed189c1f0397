"""The county's reserve: plots, lots, what is available, held and cancelled, and how long it lasts."""

from core.reserve.state import Lot, Order, Pace, Plot, Reserve, pace

__all__ = ["Lot", "Order", "Pace", "Plot", "Reserve", "pace"]
