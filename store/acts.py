"""Acting on the books: one act after the other, by the one writer, from any thread.

Acts that are asked for while the writer is busy are done together: decided one by one, each on the books that the one
before it left, and written down in one transaction. An act is answered only when its transaction stands; one that is
refused leaves no trace and holds up no other. The folded books are kept and go along with the journal, so that an act
that nothing came before needs to read nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from weakref import WeakKeyDictionary

from core.ledger.act import act as decide
from core.ledger.commands import Command, ExpireHold
from core.ledger.decision import DecisionCommand
from core.ledger.entry import Entry
from core.ledger.four_eyes import rests_on
from core.ledger.order_acts import NEEDS_TONNES, overdue
from core.ledger.personal import check_public
from core.ledger.state import EMPTY, Books
from core.problem import Problem
from core.rules import RuleBook
from store import entries as rows
from store import users
from store.books import project
from store.clock import Watch, now, today
from store.database import Cursor, Store
from store.ruled import rules_in_force
from watching import acting

SET_BACK = timedelta(minutes=10)  # corrections of a clock that cost nobody an act: the time of the last entry is taken
Written = tuple[Entry, ...]
Outcome = Written | Problem


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """An act that somebody waits for."""

    command: Command
    role: str
    reason: str
    key: str
    who: int
    answer: Future[Written] = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of a store at one data version. `keys`: of all acts, perhaps a few more; `swept`: the day on which
    every hold that was over has ended."""

    version: int
    books: Books
    keys: set[str]
    rules: RuleBook
    swept: date | None = None


class _OneByOne(Exception):
    """These acts cannot be done together."""


class _NothingWritten(Exception):
    """Every act was refused, or had been done before: these are the answers, and the transaction is not needed."""

    def __init__(self, outcomes: dict[_Asked, Outcome]):
        self.outcomes = outcomes


_watch = Watch()
_waiting: WeakKeyDictionary[Store, list[_Asked]] = WeakKeyDictionary()
_joining = threading.Lock()
_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_read: WeakKeyDictionary[Store, tuple[int, Books]] = WeakKeyDictionary()  # books as read, at least of that version


def act(store: Store, command: Command, role: str, reason: str, key: str, who: int = 0) -> Written:
    """Do what `command` asks for, or raise the Problem that says why not; the entries that it wrote.

    `key`: made once for each thing that somebody wants done. Sent again it changes nothing and returns the first
    outcome, so that a double click or a lost answer does no harm. `who`: the person (store.users), 0 where nobody is
    known; kept beside the journal. Problem `four_eyes` where they did the step themselves that this is a signature on.
    """
    asked = _Asked(command, role, reason, " ".join(key.split()), who)
    with acting(type(command).__name__) as told:
        with _joining:
            line = _waiting.setdefault(store, [])
            line.append(asked)
            first = len(line) == 1
        if first:  # whoever comes before the writer takes the line joins it
            _do(store, line)
        written = asked.answer.result()
        told.entry = written[-1].number if written else 0
    return written


def clock_ahead() -> timedelta:
    """By how much the machine's clock was put forward since the program started; nothing is written then."""
    return _watch.forward()


def sweep(store: Store) -> int:
    """End the holds that are over: their tonnes return by themselves. How many there were."""
    with store.read() as cursor:
        rules = rules_in_force(cursor)
    over = overdue(books(store), rules.at(today()), today())
    for command in over:
        act(store, command, "system", "", _over(command))
    return len(over)


def books(store: Store) -> Books:
    """The books as they stand. Before the first act of this process what was read is kept as well: pages ask often."""
    known = _kept.get(store)
    if known and known.version == store.data_version:
        return known.books
    version, (since, before) = store.data_version, _read.get(store, (-1, EMPTY))
    if since == version:
        return before
    before = known.books if known else before
    with store.read() as cursor:
        found = rows.load(cursor, before)
    _read[store] = version, found
    return found


def remember(store: Store, version: int, found: Books) -> None:
    """Books that somebody has read at that data version."""
    _read[store] = version, found


def _do(store: Store, line: list[_Asked]) -> None:
    """Do all acts of the line in one transaction; where that fails, each in its own."""
    taken: list[_Asked] = []

    def job(cursor: Cursor) -> tuple[_Kept, dict[_Asked, Outcome]]:
        with _joining:
            taken.extend(line)
            line.clear()
        return _together(store, cursor, taken)

    def stands(result: tuple[_Kept, dict[_Asked, Outcome]]) -> None:
        _kept[store], outcomes = result
        _answer(outcomes)

    try:
        store.write(job, stands)
    except _NothingWritten as nothing:
        _answer(nothing.outcomes)
    except Exception as error:
        if not taken:  # the store is closed
            with _joining:
                taken.extend(line)
                line.clear()
        for one in taken:
            if len(taken) > 1:
                _do(store, [one])
            else:
                one.answer.set_exception(error)


def _answer(outcomes: dict[_Asked, Outcome]) -> None:
    for one, outcome in outcomes.items():
        if isinstance(outcome, Problem):
            one.answer.set_exception(outcome)
        else:
            one.answer.set_result(outcome)


def _together(store: Store, cursor: Cursor, taken: list[_Asked]) -> tuple[_Kept, dict[_Asked, Outcome]]:
    """Decide these acts in their order and write them down; what is known once that is committed, and the answers.

    Problem `clock_forward` while the clock is ahead: holds would end, and once it is right nothing could be written.
    """
    if ahead := _watch.forward():
        raise Problem("clock_forward", hours=int(ahead.total_seconds() // 3600))
    if len(taken) > 1 and any(isinstance(one.command, DecisionCommand) for one in taken):
        raise _OneByOne  # what a decision sets holds for the acts after it, and its effect may be refused
    kept, day = _known(store, cursor), today()
    after, rules, swept, fresh = kept.books, kept.rules.at(day), kept.swept, False
    done: dict[str, tuple[Written, Command]] = {}  # by key
    whose: dict[str, int] = {}  # by key, where it is known
    outcomes: dict[_Asked, Outcome] = {}

    def perform(command: Command, role: str, reason: str, key: str) -> Written:
        nonlocal after
        written, after = decide(after, command, rules, day, at=_moment(after), role=role, reason=reason, key=key)
        done[key] = written, command
        return written

    for one in taken:
        try:
            before = rows.again(done, one.key, one.command)
            if not before and one.key in kept.keys:
                before = rows.outcome(cursor, one.key, one.command)
            if before:
                outcomes[one] = before
                continue
            if type(one.command) in NEEDS_TONNES and swept != day:
                for over in overdue(after, rules, day):
                    perform(over, "system", "", _over(over))
                swept = day  # once a day is enough: holds end on later days than the one they are made on
            if one.who and _own(cursor, after, one, done, whose):
                raise Problem("four_eyes", step=f"field.four_eyes.{type(one.command).__name__}")
            outcomes[one] = perform(one.command, one.role, check_public(one.reason), one.key)
            fresh = True
            if one.who:
                whose[one.key] = one.who
        except Problem as problem:
            outcomes[one] = problem
    if not fresh:
        raise _NothingWritten(outcomes)
    rows.append(cursor, list(done.values()))
    users.did(cursor, whose)
    commands = [command for _, command in done.values()]
    project(cursor, kept.books, after, [entry for written, _ in done.values() for entry in written], commands,
            kept.rules)
    kept.keys.update(done)
    book = rules_in_force(cursor) if any(isinstance(one, DecisionCommand) for one in commands) else kept.rules
    return _Kept(kept.version + 1, after, kept.keys, book, swept), outcomes


def _moment(after: Books) -> datetime:
    """This moment in UTC, or that of the last entry where the clock was set back a little since."""
    at, last = now().astimezone(UTC), after.head and datetime.fromisoformat(after.head.at)
    return last if last and at < last <= at + SET_BACK else at


def _own(cursor: Cursor, before: Books, asked: _Asked, done: Mapping[str, tuple[Written, Command]],
         whose: Mapping[str, int]) -> bool:
    """Whether whoever asks did a step that this act signs off, before or among the acts not yet written down."""
    steps = rests_on(before, asked.command)
    if not steps:
        return False
    mine = {entry.number for key, who in whose.items() if who == asked.who for entry in done[key][0]}
    return asked.who in users.authors(cursor, steps).values() or not mine.isdisjoint(steps)


def _over(command: ExpireHold) -> str:
    """The key of the act by which a hold returns: once, whoever notices it."""
    return f"hold over {command.order}"


def _known(store: Store, cursor: Cursor) -> _Kept:
    """What is known at the present data version; only the writer asks."""
    known, version = _kept.get(store), store.data_version
    if known and known.version == version:
        return known
    # Of what another process wrote, only what came since is read.
    before = rows.leading(cursor, known.books) if known else EMPTY
    since, keys = (before.head.number, known.keys) if known and before.head else (0, set())
    return _Kept(version, rows.further(cursor, before), keys | rows.keys(cursor, since), rules_in_force(cursor))
