"""What staff said of land files whose columns explain nothing: remembered for the next file with the same columns."""

from __future__ import annotations

from collections.abc import Mapping

from store.database import Cursor


def remembered(cursor: Cursor, signature: str) -> dict[str, str]:
    """field → column for files with these columns; empty where nobody said."""
    return dict(cursor.execute("SELECT field, column_name FROM column_name WHERE signature = ?",
                               [signature]).fetchall())


def remember(cursor: Cursor, signature: str, mapping: Mapping[str, str]) -> None:
    """Keep what was said, instead of what was said before; belongs in a write."""
    cursor.execute("DELETE FROM column_name WHERE signature = ?", [signature])
    for field, column in mapping.items():
        cursor.execute("INSERT INTO column_name VALUES (?, ?, ?)", [signature, field, column])
