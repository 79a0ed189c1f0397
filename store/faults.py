"""What the database engine and the disk say when something is wrong, as refusals that say what to do.

Their own words are English, name paths and help nobody who keeps books: none of them reaches a sentence, but for what
nobody foresaw.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from core.problem import Problem

BUSY = ("Could not set lock", "being used by another process")
FULL = ("No space left", "File too large", "Disk quota", "not enough space")
DENIED = ("Permission denied", "Read-only file system", "Access is denied", "read-only")
HALTED = ("FATAL", "has been invalidated")  # the engine takes nothing more until it is opened anew
MEMORY = "in-memory"  # what it makes of a CSV or JSON file, but not for reading alone
PAGE = ("Corrupt database file", "Could not read enough bytes")

RESERVE = 64_000_000  # bytes of the disk that writes leave free: a full disk refuses a write, but one that is full when
# the log is folded into the file (at 16 MB of it) ends the engine


class StoreBusy(Problem):
    """Another process holds the file."""


class StoreBroken(Problem):
    """The file cannot be used as it is; nothing was changed."""


def opening(path: Path, error: Exception) -> Problem:
    """Why the file could not be opened."""
    text = _words(path, error)
    if any(one in text for one in BUSY):
        return StoreBusy("store_busy", file=path.name)
    if "WAL" in text:
        return StoreBroken("store_wal", file=path.name)
    if path.is_file() and path.stat().st_size == 0:
        return StoreBroken("store_empty", file=path.name)
    if "not a valid DuckDB" in text or MEMORY in text:
        return StoreBroken("store_foreign", file=path.name)
    return known(path, error) or StoreBroken("store_unreadable", file=path.name, what=text.splitlines()[0])


def known(path: Path, error: Exception) -> StoreBroken | None:
    """Why reading or writing failed, where the disk or the file is to blame; None for a mistake of ours."""
    text = _words(path, error)
    if any(one in text for one in HALTED):
        return StoreBroken("store_halted", file=path.name)
    if any(one in text for one in FULL):
        return StoreBroken("store_full", file=path.name)
    if any(one in text for one in PAGE):
        return StoreBroken("store_page", file=path.name)
    if any(one in text for one in DENIED):
        return StoreBroken("store_denied", file=path.name)
    return None


def of_copy(path: Path, error: Exception) -> StoreBroken:
    """Why the store could not be copied. What ends there is the copy; the store goes on."""
    if any(one in _words(path, error) for one in FULL):
        return StoreBroken("store_full", file=path.name)
    return known(path, error) or StoreBroken("store_copy", file=path.name)


def check_room(path: Path) -> None:
    """StoreBroken where the disk is all but full."""
    if shutil.disk_usage(path.parent).free < RESERVE:
        raise StoreBroken("store_full", file=path.name)


def of_disk(file: Path, error: OSError) -> StoreBroken:
    """Why a file could not be read or written by ourselves."""
    return known(file, error) or StoreBroken("store_file", file=file.name, what=type(error).__name__)


def _words(path: Path, error: Exception) -> str:
    """Without the path: that may well contain the word lock."""
    return str(error).replace(str(path), "") or type(error).__name__
