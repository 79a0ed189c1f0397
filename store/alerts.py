"""The outlines of alerts, each once, by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from core.land.alerts import Alert
from store.database import Cursor, Store


def keep(store: Store, alerts: Sequence[Alert], file: str) -> None:
    """Keep these outlines; those that are kept already stay as they are. `file`: SHA-256 of the file they stood in."""
    def job(cursor: Cursor) -> None:
        cursor.executemany("INSERT INTO alert_outline VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                           [[one.sha256, one.outline, file, one.number] for one in alerts])

    known = outlines(store, [one.sha256 for one in alerts])
    if any(one.sha256 not in known for one in alerts):
        store.write(job)


def outlines(store: Store, hashes: Sequence[str]) -> dict[str, str]:
    """SHA-256 → GeoJSON text of those that are kept and still what they were."""
    with store.read() as cursor:
        found = cursor.execute(
            "SELECT sha256, geometry FROM alert_outline WHERE sha256 IN (SELECT unnest(?::VARCHAR[]))",
            [list(hashes)]).fetchall()
    return {name: text for name, text in found if hashlib.sha256(text.encode()).hexdigest() == name}
