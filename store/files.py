"""Files of backups: written whole or not at all, for their owner alone to read, and read again before they count."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from store import documents, faults, recover
from store.faults import StoreBroken


def digest(file: Path) -> str:
    """SHA-256 of a file that no engine of this process has open (store.copying)."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write(target: Path, data: bytes) -> None:
    """StoreBroken where that cannot be."""
    with _whole(target) as taken:
        taken.write(data)


def copy(source: Path, target: Path, sha256: str) -> None:
    """Copy a file of this SHA-256. StoreBroken `backup_changed` where it is another one, or what cannot be."""
    with _whole(target) as taken, source.open("rb") as given:
        shutil.copyfileobj(given, taken, 1 << 20)
        taken.flush()
        if digest(Path(taken.name)) != sha256:
            raise StoreBroken("backup_changed", file=source.name)


def keep_documents(wanted: Sequence[str], sources: Sequence[Path], target: Path) -> list[str]:
    """Put these documents (SHA-256) into a folder, each checked, those that are there already left alone; which of
    them no source holds as they were."""
    lost = []
    for sha256 in wanted:
        if (target / sha256).is_file():
            continue
        found = (data for source in sources if (data := _bytes(source / sha256)) is not None)
        sound = next((data for data in found if hashlib.sha256(data).hexdigest() == sha256), None)
        if sound is None:
            lost.append(sha256)
        else:
            documents.put(target, sha256, sound)
    return lost


def wrong_documents(wanted: Sequence[str], source: Path) -> list[str]:
    """Which of these documents are missing from a folder, or changed."""
    return [one for one in wanted if not (source / one).is_file() or digest(source / one) != one]


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """A file to be written that gets its name when all of it is on the disk."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # private from the first byte on
        with part.open("r+b") as taken:
            yield taken
            taken.flush()
            os.fsync(taken.fileno())
        recover.put(part, target)
    except OSError as error:
        raise faults.of_disk(target, error) from error
    finally:
        part.unlink(missing_ok=True)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
