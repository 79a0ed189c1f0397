"""One bulletin as it was read: figures, the text they were read from, what is wrong or odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.problem import Problem

KINDS = ("day", "clearing_day", "week", "month", "year")
PARTS = ("listed", "block", "auction")
FIGURES = (*(f"{part}_{unit}" for part in (*PARTS, "total") for unit in ("volume_t", "turnover_cny")), "close_cny",
           "average_stated_cny", "cumulative_volume_t", "cumulative_turnover_cny")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Volumes in t, turnovers in CNY, prices in CNY/t; None where the bulletin does not state a figure.

    `kind`: one of KINDS, empty where it was not recognised; `clearing_day` is the registry's daily, about the same
    day as the exchange's. A day has `start` = `end`. A trade type that did not take place is 0, not None.
    `problems`: why it is refused, if it is. `notes`: what is odd about it but published so. `text`: what it was read
    from, as it came; `spans`: field → where in `text` (from, to) its figure stands.
    """

    kind: str
    start: date | None
    end: date | None
    title: str = ""
    listed_volume_t: Decimal | None = None
    listed_turnover_cny: Decimal | None = None
    block_volume_t: Decimal | None = None
    block_turnover_cny: Decimal | None = None
    auction_volume_t: Decimal | None = None
    auction_turnover_cny: Decimal | None = None
    total_volume_t: Decimal | None = None
    total_turnover_cny: Decimal | None = None
    close_cny: Decimal | None = None
    close_basis: str = ""  # listed or composite
    average_stated_cny: Decimal | None = None
    cumulative_volume_t: Decimal | None = None
    cumulative_turnover_cny: Decimal | None = None
    text: str = ""
    file: str = ""
    place: str = ""  # which text, row or sheet of the file, where it holds several
    spans: tuple[tuple[str, int, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.problems)
