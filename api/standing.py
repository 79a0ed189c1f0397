"""How the product stands: the one place that gathers what the health page, the command and the meters say."""

from __future__ import annotations

import os
import platform
import shutil
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from time import time

from core.health import LEVELS, Facts, judge
from core.ledger.order_acts import overdue
from store import Store, mark, now, recover, today, verified
from store.acts import books, clock_ahead
from store.backup import State, backup_state, every
from store.database import MIGRATIONS
from store.snapshot import current
from ui.edition import edition
from ui.linked import public_url
from watching import log, meters
from watching.meters import running

DAY_S = 24 * 60 * 60
FEW_DAYS = 2  # between two backups from whose sizes growth is told


def facts(store: Store, provider: bool, verify: bool, serving: bool = True) -> Facts:
    """What can be found out. `verify`: the journal's latest entries too, which costs a moment after each write;
    otherwise what the latest verification said. `provider`: staff sign in by name. `serving`: the product runs."""
    found = verified.latest(store) if verify else verified.known(store)
    snapshot, state, day, at = current(store), backup_state(store), today(), now()
    ledger, rules = books(store), snapshot.rules.at(day)
    waiting, writing_s = store.queue
    head = ledger.head
    last = datetime.fromisoformat(head.at) if head else None
    known = len(snapshot.series) > 0
    return Facts(
        at=at, day=day, frozen=bool(os.environ.get("ZHANBU_TODAY")), serving=serving, running_s=running(),
        version=edition(), schema=max(int(path.name[:4]) for path in MIGRATIONS.glob("[0-9]*.sql")),
        python=platform.python_version(), duckdb=version("duckdb"), streamlit=version("streamlit"),
        data_version=store.data_version, entries=head.number if head else 0,
        verified_at=found.at if found else None, broken=found.problem if found else None,
        backup_at=state.last.made_at if state.last else None, backup_bytes=state.last.size if state.last else 0,
        backup_count=state.count, backup_hours=state.hours, backup_current=state.current,
        backup_problem=state.problem, backup_beside=_beside(store.path, state), on_server=store.shared,
        growth=_growth(store.path), store_bytes=_size(store.path) + _size(recover.log_of(store.path)),
        free_bytes=shutil.disk_usage(store.path.parent).free,
        price_on=snapshot.series.last_date if known else None,
        price_age=snapshot.calendar.age(snapshot.series.last_date, day) if known else 0,
        price_limit=int(rules.number("price_stale_working_days")), calendar_left=snapshot.calendar.days_left(day),
        calendar_limit=int(rules.number("market_calendar_alarm_days")), overdue=len(overdue(ledger, rules, day)),
        queue=waiting, writing_s=writing_s, clock_ahead=clock_ahead(),
        entry_ahead=max(last - at, timedelta()) if last else timedelta(), file_ahead=_file_ahead(store.path),
        provider=provider, public_url=bool(public_url()),
        errors=log.errors_within(DAY_S))


def measure(store: Store, provider: bool, sessions: int) -> None:
    """Set the meters that are looked up when somebody asks for them."""
    now_ = facts(store, provider, verify=False)
    meters.uptime.set(now_.running_s)
    meters.sessions.set(sessions)
    meters.queue.set(now_.queue)
    meters.writing.set(now_.writing_s)
    meters.data_version.set(now_.data_version)
    meters.journal_entries.set(now_.entries)
    meters.verified_at.set(_unix(now_.verified_at))
    meters.holds.set(now_.verified_at is not None and now_.broken is None)
    meters.backup_at.set(_unix(now_.backup_at))
    meters.backup_bytes.set(now_.backup_bytes)
    meters.backup_current.set(now_.backup_current)
    meters.backup_failed.set(now_.backup_problem is not None)
    meters.price_age.set(now_.price_age if now_.price_on else -1)
    meters.holds_overdue.set(now_.overdue)
    meters.store_bytes.set(now_.store_bytes)
    meters.free_bytes.set(now_.free_bytes)
    meters.build.labels(now_.version, str(now_.schema), now_.python, now_.duckdb, now_.streamlit).set(1)
    found = judge(now_)
    for level in LEVELS:
        meters.findings.labels(level).set(sum(one.level == level for one in found))


def _unix(at: datetime | None) -> float:
    return at.timestamp() if at else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _beside(path: Path, state: State) -> bool:
    """Whether backups lie on the disk of the data; of a folder that is not there yet its parent is looked at."""
    folder = state.folder if state.folder.exists() else state.folder.parent
    try:
        return folder.stat().st_dev == path.stat().st_dev
    except OSError:
        return False


def _growth(path: Path) -> int | None:
    """Bytes a day, between the oldest and the newest backup: copies hold no free blocks, the data file does."""
    kept = every(path)
    days = (kept[0].made_at - kept[-1].made_at).days if kept else 0
    return (kept[0].size - kept[-1].size) // days if days >= FEW_DAYS else None


def _file_ahead(path: Path) -> timedelta:
    """By how much the time of what was written last is ahead of this machine's: a disk of another machine's."""
    latest = max((one.stat().st_mtime for one in (path, recover.log_of(path), mark.place(path)) if one.exists()),
                 default=0.0)
    return timedelta(seconds=max(latest - time(), 0))
