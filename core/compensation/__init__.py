"""Offset and purchase: how the tonnes owed may be made good, and what the purchase costs."""

from core.compensation.mix import Cost, Mix, cost, mix

__all__ = ["Cost", "Mix", "cost", "mix"]
