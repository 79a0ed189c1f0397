"""Links that sign somebody in once, and who is signed in by them: by hashes, ending by themselves.

Sessions end with the server. What a browser holds is a random id, of which only the hash is kept here: whoever reads
the server's memory finds no key. `python manage.py staff-link` leaves a link as an empty file beside the store, named
by the token's hash: whoever may write there may write the store itself.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.access import STAFF
from core.people import Claims
from core.problem import Problem

LONGEST = timedelta(days=1)  # a session, however busy
HOURS = "ZHANBU_STAFF_HOURS"  # sets what follows
IDLE_HOURS = 8  # a working day with its noon break
GOOD_FOR = timedelta(minutes=15)  # a link that is made later; the one of the start waits until it is used
MOST_LINKS = 200  # remembered, open or spent
COMMAND = "python manage.py staff-link"
HASHED = re.compile(r"[0-9a-f]{64}")
BYTES = 24  # of a token or an id: more than anybody guesses

Clock = Callable[[], datetime]


def idle_hours(setting: str) -> int:
    """Hours without an act after which a session ends, 1 to 24; Problem `staff_hours` for anything else."""
    text = setting.strip()
    if not text:
        return IDLE_HOURS
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= LONGEST // timedelta(hours=1)):
        raise Problem("staff_hours", variable=HOURS, value=text[:40])
    return int(text)


def _now() -> datetime:
    return datetime.now(UTC)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def links_of(store: Path) -> Path:
    """The folder of links beside a store."""
    return store.with_name(f"{store.name}.links")


def leave_link(folder: Path, clock: Clock = _now) -> str:
    """A new token for a server that runs already and looks into this folder; what is too old there goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():
        if HASHED.fullmatch(left.name) and _age(left, clock()) >= GOOD_FOR:
            left.unlink(missing_ok=True)
    token = secrets.token_urlsafe(BYTES)
    (folder / hashed(token)).touch(mode=0o600, exist_ok=False)
    return token


def _age(file: Path, now: datetime) -> timedelta:
    """FileNotFoundError where there is none."""
    return abs(now - datetime.fromtimestamp(file.stat().st_mtime, UTC))


class Links:
    """Tokens of one use each. `first`: the one that the server was started with; none if empty. `folder`: where
    `leave_link` leaves others."""

    def __init__(self, first: str, folder: Path | None = None, clock: Clock = _now):
        self._clock = clock
        self.folder = folder
        self._lock = threading.Lock()
        self._until: dict[str, datetime | None] = {}  # by hash; None: until it is used
        self._spent: set[str] = set()
        if first:
            self._until[hashed(first)] = None

    def make(self) -> str:
        """A new token."""
        token = secrets.token_urlsafe(BYTES)
        with self._lock:
            self._remember(hashed(token))
        return token

    def redeem(self, token: str) -> None:
        """Spend it; the Problem of `check` where it is not good."""
        with self._lock:
            key = self._good(token)
            if key not in self._until:
                self._take(key)
            self._spent.add(key)

    def check(self, token: str) -> None:
        """Problem: there are no links (staff_none), this is none, it has been used, it is too old."""
        with self._lock:
            self._good(token)

    def _good(self, token: str) -> str:
        key, now = hashed(token), self._clock()
        left = self._left(key, now)
        if left is None and not self._until:
            raise Problem("staff_none", command=COMMAND)
        if left is None and key not in self._until:
            raise Problem("staff_wrong")
        if key in self._spent:
            raise Problem("staff_spent", command=COMMAND)
        until = self._until.get(key)
        if (left is not None and left >= GOOD_FOR) or (until is not None and now >= until):
            raise Problem("staff_late", minutes=GOOD_FOR // timedelta(minutes=1))
        return key

    def _left(self, key: str, now: datetime) -> timedelta | None:
        """How old the link's file is; None where there is none."""
        if self.folder is None:
            return None
        try:
            return _age(self.folder / key, now)
        except OSError:
            return None

    def _take(self, key: str) -> None:
        """Whoever deletes the file has the link, in whichever process."""
        assert self.folder is not None  # `_good` found it there
        try:
            (self.folder / key).unlink()
        except OSError as error:
            raise Problem("staff_spent", command=COMMAND) from error
        self._remember(key)

    def _remember(self, key: str) -> None:
        while len(self._until) >= MOST_LINKS:
            oldest = next(iter(self._until))
            del self._until[oldest]
            self._spent.discard(oldest)
        self._until[key] = self._clock() + GOOD_FOR


@dataclass(frozen=True)
class Session:
    """One browser that is signed in, in all its windows. UTC."""

    since: datetime
    seen: datetime
    roles: frozenset[str] = frozenset(STAFF)  # whoever sits at the machine is trusted with all of them
    claims: Claims | None = None  # who signed in by name; None by staff link
    person: int = 0  # number in store.users; 0 where nobody is known

    @property
    def until(self) -> datetime:
        """When it ends at the latest."""
        return self.since + LONGEST


class Sessions:
    """Who is signed in."""

    def __init__(self, idle: timedelta = timedelta(hours=IDLE_HOURS), clock: Clock = _now):
        self.idle = idle
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}

    def open(self) -> str:
        """Begin a session; its id, for the browser alone."""
        key, now = secrets.token_urlsafe(BYTES), self._clock()
        with self._lock:
            self._open = {name: one for name, one in self._open.items() if self._lasts(one, now)}
            self._open[hashed(key)] = Session(now, now)
        return key

    def find(self, key: str, act: bool = False) -> Session | None:
        """The session of an id; None where there is none or it has ended. `act`: somebody does something now."""
        name, now = hashed(key), self._clock()
        with self._lock:
            found = self._open.get(name)
            if found is None:
                return None
            if not self._lasts(found, now):
                self._drop(name)
                return None
            if act:
                found = self._open[name] = replace(found, seen=now)
            return found

    def close(self, key: str) -> None:
        """End it in all its windows."""
        with self._lock:
            self._drop(hashed(key))

    def _drop(self, name: str) -> None:
        self._open.pop(name, None)

    def _lasts(self, one: Session, now: datetime) -> bool:
        return now < one.until and now < one.seen + self.idle
