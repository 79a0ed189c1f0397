"""Backups: copies of the store that were proved sound before they got their name, by command and by themselves.

One backup is `<store>-<date>-<time>.duckdb` and, beside it, a `.json` that says what it holds; documents lie once for
all of them in `<store>.documents`, each named by its SHA-256. They hold what the store holds, people and contacts too:
nobody but the account of the product can read them.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from logging import ERROR
from pathlib import Path
from weakref import WeakKeyDictionary

from core.problem import Problem
from store import copying, documents, faults, files, proof, recover
from store.clock import now
from store.database import Store
from store.faults import StoreBroken
from store.repeating import repeat
from watching import event, failed

FIRST_S, EVERY_S = 60, 10 * 60  # between two looks whether a backup is due
AFTER_WRITES = 500  # since the last backup: then one is due whatever the time
NEVER_GO = 3  # the newest, however old
ROOM = 20_000_000  # bytes that a backup leaves free beside another copy of itself: acts need the disk more
PATIENCE_S = 5  # for a backup under way when the product stops
Prove = Callable[[Path], proof.Proof]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup. `made_at` in Asia/Shanghai; `version`, `entries`, `hash`, `last_at`, `schema` as of `Proof`; `source`:
    the file it is of, empty in those of earlier editions."""

    file: Path
    made_at: datetime
    size: int
    sha256: str
    version: int
    entries: int
    hash: str
    last_at: str
    schema: int
    documents: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How backups stand, for whoever runs the product. `hours`: between two, 0 where none are made by themselves;
    `current`: nothing was written since the last one; `problem`, `failed_at`: of the latest try, if that failed, or of
    a document that could not be kept with it."""

    folder: Path
    hours: int
    last: Backup | None
    count: int
    current: bool
    problem: Problem | None = None
    failed_at: datetime | None = None


_making, _beginning = threading.Lock(), threading.Lock()
_begun: WeakKeyDictionary[Store, Future[Backup]] = WeakKeyDictionary()  # and under way
_failed: WeakKeyDictionary[Store, tuple[datetime, Problem]] = WeakKeyDictionary()


def every(path: Path) -> tuple[Backup, ...]:
    """The backups of the store at `path`, newest first."""
    found = (described(file) for file in _files(path))
    return tuple(sorted((one for one in found if one), key=lambda one: (one.made_at, one.file.name), reverse=True))


def own(path: Path) -> tuple[Backup, ...]:
    """Those of this very file, newest first: a rehearsal may keep its own in the same folder."""
    return tuple(one for one in every(path) if one.source in ("", str(path.absolute())))


def befores(path: Path) -> tuple[Path, ...]:
    """Copies from before an upgrade, newest first."""
    return tuple(sorted((one for one in _files(path) if "-before-" in one.name), reverse=True))


def described(file: Path) -> Backup | None:
    """What the note beside a backup says; None without one."""
    try:
        told = json.loads(_note(file).read_text("utf-8"))
        return Backup(**told | {"file": file, "made_at": datetime.fromisoformat(told["made_at"]),
                                "documents": tuple(told["documents"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def backup_state(store: Store) -> State:
    """How the backups of this store stand."""
    kept = own(store.path)
    failed_at, problem = _failed.get(store, (None, None))
    try:
        hours = 0 if store.shared else settings().hours
    except Problem as wrong:
        hours, problem = 0, wrong
    return State(copying.folder(store.path), hours, kept[0] if kept else None, len(kept),
                 bool(kept) and kept[0].version == store.data_version, problem, failed_at)


def make(store: Store, to: Path | None = None, prove: Prove = proof.prove_apart) -> Backup:
    """Make a backup, into the folder or as the file `to`, while others go on writing; proved, then named.

    Problem or StoreBroken with why there is none: nothing half is left behind, `backup_state` tells it. Also Problem
    `backup_server`, and `backup_making` while another one is under way.
    """
    if store.shared:
        raise of_server()
    if not _making.acquire(blocking=False):
        raise Problem("backup_making")
    pruned: Problem | None = None
    try:
        made, lost = _make(store, to, prove)
        if to is None:
            try:
                _prune(store.path)
            except OSError as error:  # somebody reads what should go: the backup stands, the next one tries again
                pruned = faults.of_disk(copying.folder(store.path), error)
    except Problem as problem:
        _failed[store] = now(), problem
        event("backup.failed", ERROR, problem=problem.key)
        raise
    except Exception as error:
        raise _unforeseen(store) from error
    finally:
        copying.tidy(store.path)
        _making.release()
    _failed.pop(store, None)
    if lost:
        _failed[store] = now(), Problem("backup_documents", count=len(lost), first=lost[0][:12])
        event("backup.documents_missing", ERROR, count=len(lost))
    if pruned is not None:
        _failed[store] = now(), pruned
        event("backup.failed", ERROR, problem=pruned.key)
    event("backup.made", bytes=made.size, entries=made.entries, version=made.version)
    return made


def begin(store: Store) -> Future[Backup]:
    """`make`, on a thread of its own. Who asks while one that was so begun is under way gets that one."""
    with _beginning:
        if (going := _begun.get(store)) is not None:
            return going
        going = _begun[store] = Future()

    def run() -> None:
        try:
            made: Backup | Problem = make(store)
        except Problem as problem:
            made = problem
        del _begun[store]
        if isinstance(made, Problem):
            going.set_exception(made)
        else:
            going.set_result(made)

    threading.Thread(target=run, name="backup", daemon=True).start()
    return going


def due(store: Store) -> bool:
    """Whether a backup should be made now: never of a server, which has its own; Problem `backup_setting`."""
    if store.shared:
        return False
    hours, at = settings().hours, now()
    past = [one for one in own(store.path) if one.made_at <= at]  # not those of a clock that was ahead
    if not hours:
        return False
    if not past:
        return True
    since = store.data_version - past[0].version
    return since != 0 and (at - past[0].made_at >= timedelta(hours=hours) or not 0 < since < AFTER_WRITES)


def start_daily(store: Store) -> Callable[[], None]:
    """Make backups as they become due while the product runs. Call the answer to stop."""
    def look() -> None:
        try:
            if due(store):
                make(store)
        except Problem:  # told by `backup_state`
            return
        except Exception:
            _unforeseen(store)

    return repeat("backup", look, EVERY_S, FIRST_S, PATIENCE_S)


def of_server() -> Problem:
    """Why none is made here of data that lie on a database server."""
    return Problem("backup_server", command="python manage.py store copy")


def whole(one: Backup) -> bool:
    """Whether its file still has the length that it had when it was proved: a quick look, no proof."""
    try:
        return one.file.stat().st_size == one.size
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Settings:
    """`hours` between two, `newest` of them that stay, `days` after which they go."""

    hours: int
    newest: int
    days: int


def settings() -> Settings:
    """As the environment has them; Problem `backup_setting`. All at once: what could not be let go of is not made."""
    return Settings(_number("ZHANBU_BACKUP_HOURS", 24), _number("ZHANBU_BACKUP_KEEP", 14),
                    _number("ZHANBU_BACKUP_DAYS", 90))


def _number(name: str, usual: int) -> int:
    text = os.environ.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        raise Problem("backup_setting", name=name)
    return int(text) if text else usual


def surplus(kept: Sequence[Backup], newest: int, days: int, at: datetime) -> list[Backup]:
    """Which of these (newest first) go: of those behind the `newest` all but the last one of each week, and whatever is
    older than `days`; never the three newest."""
    weeks, out = set[tuple[int, int]](), []
    for place, one in enumerate(kept):
        week = one.made_at.isocalendar()[:2]
        if place >= NEVER_GO and (one.made_at < at - timedelta(days=days) or (place >= newest and week in weeks)):
            out.append(one)
        weeks.add(week)
    return out


def shelf(path: Path, to: Path | None = None) -> Path:
    """Where the documents of the backups of the store at `path` lie, or those of one that was made elsewhere."""
    return to.with_name(f"{to.name}.documents") if to else copying.folder(path) / f"{path.stem}.documents"


def _unforeseen(store: Store) -> StoreBroken:
    """What nobody foresaw, logged and told by `backup_state`."""
    failed("backup.failed")
    problem = StoreBroken("store_copy", file=store.path.name)
    _failed[store] = now(), problem
    return problem


def _make(store: Store, to: Path | None, prove: Prove) -> tuple[Backup, list[str]]:
    """The backup, and the documents that are missing from it."""
    settings()
    _check_room(store.path, to)
    made = copying.scratch(store.path)
    with store.read() as cursor:
        wanted = copying.copy(cursor, store.path)
    found = prove(made)
    if found.content != wanted:
        raise StoreBroken("backup_differs", file=store.path.name)
    at = now().replace(microsecond=0)
    file = to or recover.place(store.path, at)
    lost = files.keep_documents(sorted(found.documents), [documents.folder(store)], shelf(store.path, to))
    if lost:  # not what was removed on purpose meanwhile
        lost = sorted(documents.named(store).intersection(lost))
    one = Backup(file, at, made.stat().st_size, files.digest(made), found.version, found.entries, found.hash,
                 found.last_at, found.schema, tuple(sorted(found.documents)), str(store.path.absolute()))
    if to:
        files.copy(made, to, one.sha256)
    else:
        recover.put(made, file)
    _describe(one)
    return one, lost


def _check_room(path: Path, to: Path | None) -> None:
    """Problem `backup_exists`, StoreBroken `backup_folder`, `backup_room`."""
    if to is not None and to.exists():
        raise Problem("backup_exists", file=str(to))
    place = copying.folder(path)
    if shelf(path) == path.with_name(f"{path.name}.documents"):  # a store without a suffix, backups beside it
        raise StoreBroken("backup_folder", folder=place.name)
    try:
        for private in (place, copying.scratch(path).parent):
            private.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(place).free
    except OSError as error:
        raise StoreBroken("backup_folder", folder=place.name) from error
    log = recover.log_of(path)
    size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    if free < 2 * size + ROOM:
        raise StoreBroken("backup_room", free=free // 1_000_000, needed=(2 * size + ROOM) // 1_000_000)


def _files(path: Path) -> Iterator[Path]:
    return copying.folder(path).glob(f"{path.stem}-{'[0-9]' * 8}-{'[0-9]' * 6}*.duckdb")


def _note(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _describe(one: Backup) -> None:
    """The note beside a backup, last of all: what has none is no backup."""
    told = asdict(one) | {"file": one.file.name, "made_at": one.made_at.isoformat(timespec="seconds")}
    files.write(_note(one.file), json.dumps(told).encode())


def _prune(path: Path) -> None:
    """Let go of the backups and of the copies from before an upgrade that are over, then of the documents that none of
    the others names."""
    at, asked = now(), settings()
    gone, over = surplus(own(path), asked.newest, asked.days, at), at - timedelta(asked.days)
    for one in gone:
        one.file.unlink(missing_ok=True)
        _note(one.file).unlink(missing_ok=True)
    for file in _files(path):
        if not _note(file).exists() and datetime.fromtimestamp(file.stat().st_mtime, at.tzinfo) < over:
            file.unlink()
    named = {sha256 for one in every(path) for sha256 in one.documents}
    for file in shelf(path).glob("*"):
        if file.name not in named:
            file.unlink()
