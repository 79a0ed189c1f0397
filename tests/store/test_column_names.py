"""What staff said of a file's columns is there the next time, and said anew it replaces what was said before."""

from __future__ import annotations

from store.column_names import remember, remembered
from store.database import Store


def test_said_once_known_again(store: Store):
    store.write(lambda cursor: remember(cursor, "abc", {"species": "SZ", "age": ""}))
    store.write(lambda cursor: remember(cursor, "abc", {"species": "树种1"}))
    store.write(lambda cursor: remember(cursor, "xyz", {"species": "SZ"}))
    with store.read() as cursor:
        assert remembered(cursor, "abc") == {"species": "树种1"}
        assert remembered(cursor, "none") == {}
