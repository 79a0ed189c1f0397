"""Bulletins of the exchange and the registry: text or table → checked figures of a day, week, month or year.

Must not live here: files on disk, the store, what becomes of a bulletin that contradicts another.
"""

from core.market.bulletins.bulletin import KINDS, Bulletin

__all__ = ["KINDS", "Bulletin"]
