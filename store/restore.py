"""Putting a backup in the place of the store, and going on with what a damaged log has left; while the product is
stopped. What was there before is never thrown away: it gets another name beside it."""

from __future__ import annotations

import re
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from core.problem import Problem
from store import backup, copying, database, faults, files, mark, recover
from store.clock import now
from store.faults import StoreBroken, StoreBusy
from store.proof import Proof, prove

AT = re.compile(r"byte position (\d+)")  # where the engine found an entry of the log damaged, behind its header
HEADER = 16  # bytes: length and checksum
TRIES = 100


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside`: what was there before, None where there was nothing; `missing`: documents that are in neither place."""

    proof: Proof
    aside: Path | None
    missing: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """What can be kept; `lost`: acknowledged writes that cannot; `aside`: what was there before, once it is done."""

    proof: Proof
    lost: int
    aside: Path | None


def restore(path: Path, file: Path) -> Restored:
    """Put `file` in the place of the store at `path`, once it is proved.

    Refused, with nothing changed: what `prove` refuses, a file that is not as its note says, a store in use.
    """
    if path.exists() and file.exists() and path.samefile(file):
        raise Problem("restore_same", file=file.name)
    found, noted = prove(file), backup.described(file)
    check_free(path)
    fresh = path.with_name(f"{path.name}.restoring")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.copy(file, fresh, noted.sha256 if noted else files.digest(file))
        if (log := recover.log_of(file)).exists():  # of a killed process: its last writes stand in the log alone
            files.copy(log, recover.log_of(fresh), files.digest(log))
            if _folded(fresh) != found.version:
                raise StoreBroken("backup_changed", file=file.name)
        shelves = [backup.shelf(path, file), file.parent / backup.shelf(path).name]
        missing = files.keep_documents(sorted(found.documents), shelves, path.with_name(f"{path.name}.documents"))
        return Restored(found, _swap(path, fresh), len(missing))
    except OSError as error:
        raise faults.of_disk(path, error) from error
    finally:
        for left in (fresh, recover.log_of(fresh)):
            left.unlink(missing_ok=True)


def repair(path: Path, accept: bool) -> Repaired:
    """What of a store with a damaged or shortened log can be kept, up to its last whole write; with `accept`, go on
    with that. Proved as any backup is; Problem where nothing sound is left, or nothing is wrong."""
    if not path.exists():
        raise Problem("file_missing", file=str(path))
    check_free(path)
    place = path.with_name(f".{path.name}.repair")
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        fresh = Path(shutil.copyfile(path, place / path.name))
        fresh.chmod(0o600)
        if recover.log_of(path).exists():
            shutil.copyfile(recover.log_of(path), recover.log_of(fresh))
        cut = _cut(fresh)
        found = prove(fresh)
        lost = max(0, mark.read(path) - found.version)
        if not cut and not lost:
            raise Problem("repair_nothing", file=path.name)
        return Repaired(found, lost, _swap(path, fresh) if accept else None)
    except OSError as error:
        raise faults.of_disk(path, error) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def check_free(path: Path) -> None:
    """StoreBusy while another process has the store open; what else is wrong with it does not matter here."""
    if not path.is_file():
        return
    try:
        duckdb.connect(str(path), read_only=True, config=database.CONFIG).close()
    except duckdb.Error as error:
        if isinstance(problem := faults.opening(path, error), StoreBusy):
            raise problem from error


def _folded(path: Path) -> int:
    """Fold the log of a copy into it; its data version then."""
    try:
        with closing(duckdb.connect(str(path), config=database.CONFIG)) as connection:
            connection.execute("CHECKPOINT")
            return recover.version(connection)
    except duckdb.Error as error:
        raise faults.opening(path, error) from error


def _cut(path: Path) -> bool:
    """Shorten the log of a copy to where it is whole, and fold it in; whether it had to be."""
    log = recover.log_of(path)
    for tried in range(TRIES):
        try:
            with closing(duckdb.connect(str(path), config=database.CONFIG)) as connection:
                connection.execute("CHECKPOINT")
            return tried > 0
        except duckdb.Error as error:
            found = AT.search(str(error))
            if "WAL" not in str(error) or not found or int(found[1]) - HEADER >= log.stat().st_size:
                raise faults.opening(path, error) from error
            with log.open("r+b") as opened:
                opened.truncate(int(found[1]) - HEADER)
    raise StoreBroken("store_wal", file=path.name)


def _swap(path: Path, fresh: Path) -> Path | None:
    """Give what is there another name, with its log and mark, and `fresh` its place.

    Broken off half-way, the log or the mark without the file keeps the product from starting anew (recover.look).
    """
    stem = f"{path.stem}.before-{now():%Y%m%d-%H%M%S}"
    names = (path.with_name(f"{stem}{more}{path.suffix}") for more in ("", *(f"-{n}" for n in range(2, 1000))))
    aside = next(one for one in names if not one.exists())
    was = path.exists()
    check_free(path)  # once more: the product may have been started meanwhile
    try:
        copying.sync(fresh)
        if was:
            path.rename(aside)
        with suppress(FileNotFoundError):  # before the fresh file comes: it must not meet another one's log
            recover.log_of(path).rename(recover.log_of(aside))
        fresh.replace(path)
        with suppress(FileNotFoundError):
            mark.place(path).rename(mark.place(aside))
        copying.sync(path.parent)
    except OSError as error:
        raise faults.of_disk(path, error) from error
    return aside if was else None
