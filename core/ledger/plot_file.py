"""A plot on its way into the reserve (R1): what its file holds, and what staff ask for.

Six steps: screening, measurement, agreement, notice, listing, monitoring. Each has its record; a file goes back to a
step with a reason, and the records of the steps after it no longer count (the journal keeps them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

STEPS = ("screening", "measurement", "agreement", "notice", "listing", "monitoring")
MODES = ("joint", "purchase")  # joint development 联合开发, outright purchase 出资购买
PLACES = ("township", "village_committee", "village_group")  # where a public notice is put up, all three (表1)


@dataclass(frozen=True, slots=True)
class Screening:
    """Conformity of the plot. `checks`: (what was looked at, pass | fail | unknown)."""

    on: date
    passed: bool
    checks: tuple[tuple[str, str], ...]
    entry: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """A third-party report: removals of one neutrality period, tCO2e, with the interval it gives."""

    institute: str
    report: str
    standards: tuple[str, ...]
    measured_on: date
    removals_t: Decimal
    low_t: Decimal
    high_t: Decimal
    entry: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the collective and the company agreed. The shares of income add up to 1."""

    number: str
    mode: str
    signed_on: date
    collective_share: Decimal
    company_share: Decimal
    cost_share: Decimal
    right: str  # number of the forest-right certificate
    entry: int


@dataclass(frozen=True, slots=True)
class Objection:
    """Raised during a public notice. `answer` empty: open; `upheld`: the plot must not be stored on this notice."""

    number: int
    received_on: date
    place: str
    ground: str
    answer: str = ""
    upheld: bool = False
    entry: int = 0


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """After a legality review (`review`: its number): from `start` to `end`, both days included, at `places`."""

    review: str
    start: date
    end: date
    places: tuple[str, ...]
    entry: int
    objections: tuple[Objection, ...] = ()

    @property
    def open_objections(self) -> int:
        return sum(not one.answer for one in self.objections)

    @property
    def upheld(self) -> bool:
        return any(one.upheld for one in self.objections)


@dataclass(frozen=True, slots=True)
class PlotFile:
    """A plot's file. area hm²; `outline`: SHA-256 of its outline, which the store keeps, empty where there is none;
    `entries`: the numbers of all entries about it, oldest first; `opened`: it was stored before there was a journal;
    `renewed`: its lots are settled, and it is on its way into the reserve for a further period."""

    plot: str
    name_zh: str
    name_en: str
    township_zh: str
    township_en: str
    group_zh: str  # the village group that owns it
    species: str
    area_hm2: Decimal
    planted_on: date
    outline: str
    demo: bool
    entry: int
    opened: bool = False
    renewed: bool = False
    screening: Screening | None = None
    measurement: Measurement | None = None
    agreement: Agreement | None = None
    notice: PublicNotice | None = None
    lots: tuple[str, ...] = ()
    withdrawn: bool = False
    entries: tuple[int, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is in the reserve and not on its way there."""
        return bool(self.lots) and not self.renewed

    @property
    def step(self) -> str:
        """The step that it waits in."""
        if self.stands:
            return "monitoring"
        if self.screening is None or not self.screening.passed:
            return "screening"
        if self.measurement is None:
            return "measurement"
        if self.agreement is None:
            return "agreement"
        return "listing" if self.notice is not None else "notice"


@dataclass(frozen=True, slots=True)
class OpenPlotFile:
    """Begin a file. `stored`: the plot has lots in the reserve from before there was a journal."""

    plot: str
    name_zh: str
    name_en: str
    township_zh: str
    township_en: str
    group_zh: str
    species: str
    area_hm2: Decimal
    planted_on: date
    outline: str = ""
    stored: bool = False
    demo: bool = False


@dataclass(frozen=True, slots=True)
class ScreenPlot:
    """Record the conformity checks; `checks` as the carbon accounting gives them. `outline`: SHA-256 of the outline
    that was looked at, where it is not the one on file. `facts`: what they rest on, `field~value!…` as in addresses;
    a later screening begins with them."""

    plot: str
    on: date
    checks: tuple[tuple[str, str], ...]
    outline: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePlot:
    plot: str
    institute: str
    report: str
    standards: tuple[str, ...]
    measured_on: date
    removals_t: Decimal
    low_t: Decimal
    high_t: Decimal


@dataclass(frozen=True, slots=True)
class AgreePlot:
    plot: str
    number: str
    mode: str
    signed_on: date
    collective_share: Decimal
    company_share: Decimal
    cost_share: Decimal
    right: str


@dataclass(frozen=True, slots=True)
class PostNotice:
    """The legality review passed; the notice is put up."""

    plot: str
    review: str
    start: date
    end: date
    places: tuple[str, ...] = PLACES


@dataclass(frozen=True, slots=True)
class RaiseObjection:
    """Somebody objects. `ground`: in words that name nobody."""

    plot: str
    received_on: date
    place: str
    ground: str


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    plot: str
    number: int
    answer: str
    upheld: bool


@dataclass(frozen=True, slots=True)
class ReturnPlot:
    """Send a file back to a step, with a reason: what was recorded from that step on no longer counts."""

    plot: str
    step: str


@dataclass(frozen=True, slots=True)
class RenewPlot:
    """All lots of a plot are settled: measure it anew and put up a notice, for a further period (R1, 3-year cycle).
    Screening and agreement stay."""

    plot: str


@dataclass(frozen=True, slots=True)
class WithdrawPlot:
    """End a file that never came into the reserve, with a reason."""

    plot: str


PlotCommand = (OpenPlotFile | ScreenPlot | MeasurePlot | AgreePlot | PostNotice | RaiseObjection | AnswerObjection
               | ReturnPlot | RenewPlot | WithdrawPlot)
PlotFiles = Mapping[str, PlotFile]
