"""Bulletins of the exchange and the registry: text or table → checked figures of a day, week, month or year, and
what storing them would do (`plan`).

Must not live here: files on disk, the store.
"""

from core.market.bulletins.bulletin import FIGURES, KINDS, Bulletin
from core.market.bulletins.files import read_file
from core.market.bulletins.plan import Known, Planned, digest, plan
from core.market.bulletins.text import read_text
from core.market.bulletins.together import check_together

__all__ = [
    "FIGURES", "KINDS", "Bulletin", "Known", "Planned", "check_together", "digest", "plan", "read_file", "read_text",
]
