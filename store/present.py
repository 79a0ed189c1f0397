"""The county as it is, as a scenario: what the depletion page, the overview, the command and the API start from."""

from __future__ import annotations

from datetime import date

from core.numbers import ZERO
from core.scenario.draft import MONTHS, draft
from core.scenario.model import Listed, PriceModel, Scenario
from core.scenario.prices import fingerprint
from store.snapshot import Snapshot

MODEL = "bootstrap"  # the one the back-test prefers for every window (docs/market_ahead.md)


def present(snapshot: Snapshot, day: date, lang: str, months: int = MONTHS) -> Scenario:
    """The scenario of `day`; proposals are named in `lang`, which moves no figure."""
    return draft(snapshot.reserve, listed(snapshot, lang), snapshot.rules, day, price_model(snapshot, day),
                 months=months, data_version=snapshot.version)


def listed(snapshot: Snapshot, lang: str) -> tuple[Listed, ...]:
    """The proposals that will still ask the reserve for tonnes: those of the notice, or else what they lose today,
    without what is ordered already."""
    losses = snapshot.proposal_losses
    owed = {one.proposal: one.owed_t if one.notice else losses[one.proposal].owed_t if one.proposal in losses else ZERO
            for one in snapshot.proposals}
    return tuple(
        Listed(one.name_zh if lang == "zh" else one.name_en, one.planned_on.replace(day=1),
               owed[one.proposal] - one.ordered_t, one.probability,
               "temporary" if one.occupation == "temporary" else "permanent", proposal=one.proposal)
        for one in snapshot.proposals if owed[one.proposal] > one.ordered_t)


def price_model(snapshot: Snapshot, day: date) -> PriceModel:
    """The preferred model fitted to all known prices; where there are too few of them, the last price stays."""
    history, prices = snapshot.price_sample, snapshot.prices
    if history is None:
        return PriceModel("constant", ZERO, day)
    last = prices[-1][1]
    if len(history) < snapshot.rules.at(day).number("ahead_least_days"):
        return PriceModel("constant", last, history.days[-1])
    return PriceModel(MODEL, last, history.days[-1], fingerprint=fingerprint(history))
