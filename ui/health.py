"""What was found about the running product, in words: for the page, the command and programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from core.health import LEVELS, MB, Facts, Finding, well
from core.problem import Problem
from ui import blocks
from ui.linked import PUBLIC_URL
from ui.words import Words

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
NAMES = {  # of settings, commands and events, which are the same in every language
    "fixed_day": "ZHANBU_TODAY", "backups": "ZHANBU_BACKUPS", "no_backups": "ZHANBU_BACKUP_HOURS=0",
    "bulletins": "ZHANBU_BULLETIN_URL", "public_url": PUBLIC_URL, "sign_in": "docs/signin.md",
    "check": "python manage.py journal check", "restore": "python manage.py store restore",
    "backup": "python manage.py store backup", "run": "python manage.py run", "port": "--port",
    "event_books": "books.…", "event_backup": "backup.…", "event_holds": "holds.…",
    "event_slow": "write.slow", "error": "error"}


def said(one: Finding, say: Words) -> tuple[str, str]:
    """What is wrong, and what to do."""
    return say(f"health.{one.key}", **one.fields), say(f"health.{one.key}.do", **NAMES)


def answer(findings: tuple[Finding, ...], say: Words) -> str:
    """All in one sentence."""
    if well(findings):
        return say("health.well")
    bad, warn = (sum(one.level == level for one in findings) for level in LEVELS[:2])
    return say("health.bad", bad=bad, warn=warn) if bad else say("health.warn", warn=warn)


def rows(facts: Facts, say: Words) -> Iterable[tuple[str, str]]:
    """What was looked at, and what was found there."""
    def row(name: str, key: str = "", **fields: object) -> tuple[str, str]:
        return say(f"health.of.{name}"), say(f"health.of.{name}{key}.is", **fields)

    yield row("clock", at=f"{facts.at:%Y-%m-%d %H:%M}")
    yield row("day", date=facts.day)
    yield row("running", span=_span(facts.running_s, say))
    yield (row("books", at=f"{facts.verified_at.astimezone(facts.at.tzinfo):%Y-%m-%d %H:%M}", entries=facts.entries)
           if facts.verified_at else row("books", ".never", entries=facts.entries))
    yield (row("backup", ".shared") if facts.on_server else row("backup", ".never") if facts.backup_at is None else
           row("backup", at=f"{facts.backup_at:%Y-%m-%d %H:%M}", count=facts.backup_count, mb=_mb(facts.backup_bytes)))
    growth = say("health.growth", mb=_mb(facts.growth)) if facts.growth is not None else say("health.growth_unknown")
    yield row("data", mb=_mb(facts.store_bytes), growth=growth, version=facts.data_version)
    yield row("disk", gb=f"{facts.free_bytes / 1e9:.1f}")
    yield row("writes", count=facts.queue)
    yield (row("price", date=facts.price_on, days=facts.price_age) if facts.price_on else row("price", ".never"))
    yield (row("calendar", days=facts.calendar_left) if facts.calendar_left >= 0 else row("calendar", ".over"))
    yield row("errors", count=facts.errors)
    yield row("staff", ".name" if facts.provider else ".link")
    yield row("versions", version=facts.version, schema=f"{facts.schema:04}")
    yield row("engines", engines=f"Python {facts.python}, DuckDB {facts.duckdb}, Streamlit {facts.streamlit}")



def told(facts: Facts, findings: tuple[Finding, ...], say: Words) -> dict[str, Any]:
    """The same for programs, as values for JSON."""
    sentences = [(one, *said(one, say)) for one in findings]
    return {"well": well(findings), "answer": blocks.unmarked(answer(findings, say)),
            "findings": [{"level": one.level, "key": one.key, "what": what, "do": do} for one, what, do in sentences],
            "facts": {one.name: _plain(getattr(facts, one.name)) for one in fields(facts)}}


def _plain(value: object) -> object:
    if isinstance(value, Problem):
        return value.key
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, datetime | date):
        return value.isoformat()
    return int(value) if isinstance(value, float) else value


def _span(seconds: float, say: Words) -> str:
    """How long, in the largest unit of which there are two."""
    for unit, size in (("days", DAY), ("hours", HOUR)):
        if seconds >= 2 * size:
            return say(f"health.{unit}", count=int(seconds // size))
    return say("health.minutes", count=int(seconds // MINUTE))


def _mb(size: int) -> str:
    return f"{size / MB:.1f}"
