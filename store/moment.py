"""One moment of the store, kept: what a meeting looks at while others go on writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from core.ledger.state import Books
from store.acts import books
from store.clock import now, today
from store.database import Store
from store.snapshot import Snapshot, current


@dataclass(frozen=True, slots=True)
class Moment:
    """Snapshot and books of one data version, and when they were taken (Asia/Shanghai)."""

    snapshot: Snapshot
    books: Books
    today: date
    taken: datetime
    kept: dict[str, tuple[object, object]] = field(default_factory=dict)  # what was made of it: what from, and what

    def passed(self) -> bool:
        """Whether there are newer figures than these: somebody has written, or it is another day."""
        return (self.snapshot.version, self.today) != (self.snapshot.store.data_version, today())


def moment(store: Store) -> Moment:
    """This one. What a snapshot asks the store for only when somebody wants it is asked for now."""
    while True:
        snapshot, found = current(store), books(store)
        if store.data_version == snapshot.version:  # nobody has written between the two
            break
    snapshot.proposal_losses  # noqa: B018 (a property that is kept)
    return Moment(snapshot, found, today(), now())
