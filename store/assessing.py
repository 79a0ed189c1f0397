"""Assessing a registered proposal as it would be today: by the inventory in force and the rules of its planned date."""

from __future__ import annotations

from dataclasses import dataclass

from core.carbon import Loss
from core.carbon.frozen import rules_read, sha256, words, working
from core.ledger.occupation import Assessment, AssessProposal
from store.snapshot import Snapshot

GIVEN = "given"  # the forest was entered, not cut out of an inventory


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment that is not frozen yet. `working`: its text, to be kept before the act; `inventory`: the number of
    the version, or `given`."""

    loss: Loss
    inventory: str
    working: str
    command: AssessProposal

    def changed(self, frozen: Assessment) -> tuple[str, ...]:
        """What is not as it was frozen: tonnes, area, inventory, rules."""
        asked = self.command
        return tuple(name for name, now, then in (
            ("owed_t", asked.owed_t, frozen.owed_t), ("area_hm2", asked.area_hm2, frozen.area_hm2),
            ("inventory", asked.inventory, frozen.inventory), ("rules", asked.rules, frozen.rules)) if now != then)


def assessed(snapshot: Snapshot, name: str) -> Assessed:
    """Problem where it cannot be assessed: no forest, a stand without volume and age, …"""
    one = next(one for one in snapshot.proposals if one.proposal == name)
    loss = snapshot.loss_of(one, snapshot.forest_of(one))
    version = snapshot.inventory.version
    inventory = GIVEN if one.strata or version is None else str(version.number)
    text = working(loss, one.planned_on, inventory)
    return Assessed(loss, inventory, text, AssessProposal(
        name, loss.owed_t, loss.area_hm2, words(loss), inventory, rules_read(loss), sha256(text)))
