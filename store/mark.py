"""The data version of the last committed write, kept beside the file: `<store>.mark`.

DuckDB takes a write-ahead log that ends early, or is none, for one that was never finished, and opens the file without
what stood there: a damaged disk would cost acts that were acknowledged, and nobody would know. So each write leaves its
number here before it is answered; a file that comes back with a lower one has lost something. It is not synced to the
disk (the write itself is): after a power cut it may be late, never early.
"""

from __future__ import annotations

from logging import WARNING
from pathlib import Path
from typing import IO

from watching import event


def place(path: Path) -> Path:
    return path.with_name(f"{path.name}.mark")


def read(path: Path) -> int:
    """The number, 0 where none is known."""
    try:
        return int(place(path).read_bytes())
    except (OSError, ValueError):
        return 0


class Mark:
    """The open file; the writer's alone."""

    def __init__(self, path: Path, version: int):
        self._file: IO[bytes] | None = None
        try:
            place(path).touch()
            self._file = place(path).open("r+b", buffering=0)  # not emptied: a power cut now would leave no number
        except OSError:
            event("store.mark_unwritable", WARNING)
        self.set(version)

    def set(self, version: int) -> None:
        """A disk that takes no more of it must not undo a write that stands."""
        if self._file is not None:
            try:
                self._file.seek(0)
                self._file.write(b"%020d\n" % version)
            except OSError:
                self.close()
                event("store.mark_unwritable", WARNING)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
