"""An occupation of forest land (R4, R5): proposal, assessment, notice of loss, the occupier's choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.numbers import ZERO


@dataclass(frozen=True, slots=True)
class Assessment:
    """Frozen: what was assessed, under which rules and inventory. `working`: SHA-256 of the working, which the store
    keeps; `rules`: SHA-256 of the parameters it read with their dates; `strata`: (words for the stratum, hm², t);
    `inventory`: what it was cut with."""

    assessed_on: date
    owed_t: Decimal
    area_hm2: Decimal
    strata: tuple[tuple[str, Decimal, Decimal], ...]
    inventory: str
    rules: str
    working: str
    entry: int


@dataclass(frozen=True, slots=True)
class LossNotice:
    """告知书, signed off by a reviewer. The journal gives its number, YM-N-2026-0001."""

    number: str
    signed_on: date
    owed_t: Decimal
    entry: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What the occupier chose: tonnes to offset, tonnes to buy."""

    chosen_on: date
    offset_t: Decimal
    purchase_t: Decimal
    entry: int


@dataclass(frozen=True, slots=True)
class Occupation:
    """A proposal's file. `years` of a temporary occupation; `entries`: numbers of all entries about it."""

    proposal: str
    project_zh: str
    project_en: str
    kind: str
    township_zh: str
    township_en: str
    occupation: str  # permanent | temporary
    years: int | None
    planned_on: date
    submitted_on: date
    outline: str  # SHA-256 of where it lies, which the store keeps: an outline, or areas by forest type
    demo: bool
    entry: int
    assessment: Assessment | None = None
    notice: LossNotice | None = None
    choice: Choice | None = None
    withdrawn: bool = False
    entries: tuple[int, ...] = ()
    ordered_t: Decimal = ZERO  # tonnes owed that its living orders (held, paid, cancelled) make good
    settled_t: Decimal = ZERO  # those of them that are cancelled

    @property
    def since(self) -> date:
        """When its present step began."""
        for done in (self.choice and self.choice.chosen_on, self.notice and self.notice.signed_on,
                     self.assessment and self.assessment.assessed_on):
            if done:
                return done
        return self.submitted_on

    @property
    def step(self) -> str:
        """What it waits for: assessment, notice, choice, order, settlement; or it has ended: nothing (is owed),
        settled, withdrawn."""
        if self.withdrawn:
            return "withdrawn"
        if self.assessment is None:
            return "assessment"
        if self.notice is None:
            return "notice" if self.assessment.owed_t else "nothing"
        if self.ordered_t < self.notice.owed_t:
            return "choice" if self.choice is None else "order"
        return "settlement" if self.settled_t < self.notice.owed_t else "settled"


@dataclass(frozen=True, slots=True)
class SubmitProposal:
    """Enter a planned occupation. `proposal`: its number; empty for the next one of the year, YM-P-2026-0001."""

    proposal: str
    project_zh: str
    project_en: str
    kind: str
    township_zh: str
    township_en: str
    occupation: str
    years: int | None
    planned_on: date
    outline: str
    demo: bool = False


@dataclass(frozen=True, slots=True)
class AssessProposal:
    """Freeze an assessment that was made just now; again before the notice, it takes the place of the one before."""

    proposal: str
    owed_t: Decimal
    area_hm2: Decimal
    strata: tuple[tuple[str, Decimal, Decimal], ...]
    inventory: str
    rules: str
    working: str


@dataclass(frozen=True, slots=True)
class SignNotice:
    """The reviewer signs the notice of what was assessed."""

    proposal: str


@dataclass(frozen=True, slots=True)
class RevokeNotice:
    """Take a notice back, with a reason, as long as nothing was ordered on it: the assessment opens again."""

    proposal: str


@dataclass(frozen=True, slots=True)
class ChooseCompensation:
    """The occupier's choice, which may change until everything is ordered."""

    proposal: str
    chosen_on: date
    offset_t: Decimal


@dataclass(frozen=True, slots=True)
class WithdrawProposal:
    """The occupation does not happen, with a reason; not while an order of it holds or has used tonnes."""

    proposal: str


OccupationCommand = SubmitProposal | AssessProposal | SignNotice | RevokeNotice | ChooseCompensation | WithdrawProposal
Occupations = Mapping[str, Occupation]
