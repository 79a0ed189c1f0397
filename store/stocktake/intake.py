"""One inventory file on its way into the store while the app runs: brought, looked at, stored, or thrown away.

The work is done by one thread of its own, which knows nothing of pages. They look at `state`, which anybody may do
at any time, and say what shall happen next. There is one intake per store, so one import at a time; the file lies
beside the store and goes when it is done with, and at the next start whatever a crash left behind.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

import watching
from core.land import INVENTORY
from core.problem import Problem
from store.database import Store
from store.shipped import shipped_species, township_names
from store.stocktake.findings import Report
from store.stocktake.looking import Question, question_of
from store.stocktake.reading import Asked, Cancelled, read_inventory
from store.versions import Version, in_force

EMPTY, CHECKING, REFUSED, CHECKED, STORING, STORED = "empty", "checking", "refused", "checked", "storing", "stored"
BUSY = (CHECKING, STORING)
LISTED = 2_000  # rows of each kind that a report names
LONGEST_NAME = 60
PATIENCE_S = 30  # for the thread to stop when the app does


@dataclass(frozen=True, slots=True)
class State:
    """How far it is. `number` names the file it is about: every order has to give it.

    `problem`: why it was refused, or why the last try to store it was; with EMPTY, why it ended. `before`: the
    version that was in force before `version` was.
    """

    number: int = 0
    phase: str = EMPTY
    file: str = ""
    asked: Asked = field(default_factory=Asked)
    step: str = "read"
    done: int = 0
    total: int = 0
    stopping: bool = False
    report: Report | None = None
    question: Question = field(default_factory=Question)
    problem: Problem | None = None
    version: Version | None = None
    before: Version | None = None

    @property
    def busy(self) -> bool:
        return self.phase in BUSY


class Intake:
    """The intake of one store. Problem `forest_busy` while another file is there, `forest_changed` for an old order."""

    def __init__(self, store: Store):
        self._store = store
        self._folder = store.scratch
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = State()
        shutil.rmtree(self._folder, ignore_errors=True)  # of this process alone

    @property
    def state(self) -> State:
        return self._state

    def take(self, name: str, content: IO[bytes]) -> State:
        """Lay the file beside the store and look at it; Problem `forest_size`, `forest_disk`."""
        with self._lock:
            if self._state.phase not in (EMPTY, STORED):
                raise Problem("forest_busy", file=self._state.file)
            file = _safe(name)
            try:
                self._lay(file, content)
            except BaseException:
                shutil.rmtree(self._folder, ignore_errors=True)
                raise
            self._state = State(self._state.number + 1, REFUSED, file)
            return self._start_check(Asked())

    def check(self, number: int, asked: Asked) -> State:
        """Look at the file again, with what was answered; nothing is stored."""
        with self._lock:
            self._expect(number, REFUSED, CHECKED)
            return self._start_check(asked)

    def keep(self, number: int, strict: bool) -> State:
        """Store it as a new version; with `strict` only if no row is left out through a fault."""
        with self._lock:
            state = self._expect(number, CHECKED)
            self._state = replace(state, phase=STORING, step="read", done=0, total=0, problem=None)
            self._start(lambda: self._keep(state, strict), CHECKED)
            return self._state

    def cancel(self, number: int) -> State:
        """Stop and throw the file away. What is stored already stays stored."""
        with self._lock:
            if self._state.number == number and self._state.busy:
                self._stop.set()
                self._state = replace(self._state, stopping=True)
            elif self._state.number == number:
                self._clear(State(number))
            return self._state

    def wait(self, seconds: float) -> State:
        """The state once nothing runs any more, or after some seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._state

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        self._stop.set()
        self.wait(PATIENCE_S)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _lay(self, file: str, content: IO[bytes]) -> None:
        left = INVENTORY.bytes
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / file).open("wb") as to:
                while block := content.read(1 << 20):
                    left -= len(block)
                    if left < 0:
                        raise Problem("forest_size", file=file, limit=INVENTORY.bytes // 1_000_000)
                    to.write(block)
        except OSError as error:
            raise Problem("forest_disk", file=file) from error

    def _expect(self, number: int, *phases: str) -> State:
        if self._state.number != number or self._state.phase not in phases:
            raise Problem("forest_changed")
        return self._state

    def _start_check(self, asked: Asked) -> State:
        self._state = State(self._state.number, CHECKING, self._state.file, asked)
        self._start(lambda: self._check(asked), REFUSED)
        return self._state

    def _start(self, work: Callable[[], State], failed: str) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(work, failed), name="inventory-intake", daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], State], failed: str) -> None:
        """Everything that goes wrong becomes a state somebody can see; the thread never leaves it busy."""
        try:
            after = work()
        except Cancelled as problem:
            after = State(self._state.number, problem=problem)
        except Problem as problem:
            question = Question()
            if failed == REFUSED:
                question = question_of(problem, self._folder / self._state.file, self._state.asked)
            after = replace(self._state, phase=failed, problem=problem, question=question)
        except BaseException as error:
            watching.failed("inventory.not_imported")
            after = replace(self._state, phase=failed, problem=Problem("forest_failed", what=type(error).__name__))
        with self._lock:
            if after.phase in (EMPTY, STORED) or (self._state.stopping and after.phase != STORED):
                stopped = State(after.number, problem=after.problem or Cancelled("stocktake_cancelled"))
                self._clear(after if after.phase == STORED else stopped)
            else:
                self._state = after

    def _check(self, asked: Asked) -> State:
        with self._read(asked) as found:
            report = found.report
        return replace(self._state, phase=CHECKED, report=report)

    def _keep(self, state: State, strict: bool) -> State:
        with self._store.read() as cursor:
            before = in_force(cursor)
        with self._read(state.asked) as found:
            version = found.store(self._store, strict)
        return State(state.number, STORED, state.file, state.asked, report=found.report, version=version,
                     before=before)

    def _read(self, asked: Asked) -> Any:
        return read_inventory(self._folder / self._state.file, shipped_species(), asked, townships=township_names(),
                              progress=self._progress, cancelled=self._stop.is_set, listed=LISTED,
                              work=self._folder)

    def _progress(self, step: str, done: int, total: int) -> None:
        with self._lock:
            self._state = replace(self._state, step=step, done=done, total=total)

    def _clear(self, state: State) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._state = state


_guard = threading.Lock()
_known: list[tuple[Store, Intake]] = []


def intake_of(store: Store) -> Intake:
    """The one intake of an open store; asking first clears what a crash left beside it."""
    with _guard:
        for known, intake in _known:
            if known is store:
                return intake
        _known[:] = [(store, Intake(store))]
        return _known[0][1]


def _safe(name: str) -> str:
    """A file name of its own, without folders and what file systems do not take; its kind stays."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join("_" if one in '<>:"|?*' or not one.isprintable() else one for one in bare).strip(" .")
    path = Path(clean or "_")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix[:10]}"
