"""One line per event on stderr: JSON for programs, plain text on a terminal.

Our own events have a name and fields. Numbers and days get out, and names in the code in the few fields that are meant
for them; any other text becomes `?`, so that no mistake of a caller puts what somebody typed into the log. What other
libraries log appears from warnings on, with the words that stand in their code and none of the values: those may be
addresses of visitors.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import time
from collections import deque
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import IO, Any

from core.problem import Problem
from watching import errors, meters

FORM, LEVEL = "ZHANBU_LOG", "ZHANBU_LOG_LEVEL"
FORMS, LEVELS = ("json", "text"), ("debug", "info", "warning", "error")
TEXTS = frozenset(("kind", "problem", "outcome", "way", "roles", "version", "python", "duckdb", "streamlit"))
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_,]{0,79}|\d+\.\d+(?:\.\d+)?")  # of something in the code; a version
MOST = 1_000  # errors whose time is remembered
log = logging.getLogger("zhanbu")
log.addHandler(logging.NullHandler())  # a command says what is wrong itself: no lines before `install`
_errors: deque[float] = deque(maxlen=MOST)  # when there was one, by the clock that nobody sets


def event(name: str, level: int = logging.INFO, /, **fields: object) -> None:
    """Something happened. `fields`: numbers, days, names in the code; None is left out."""
    log.log(level, name, extra={"event": name, "fields": fields}, stacklevel=2)


def failed(name: str, /, **fields: object) -> None:
    """Something failed that nobody foresaw; called where the error is handled, which is told by kind and place."""
    log.error(name, exc_info=True, extra={"event": name, "fields": fields}, stacklevel=2)


def errors_within(seconds: float) -> int:
    """How many errors were logged in these last seconds, MOST at most."""
    since = time.monotonic() - seconds
    return sum(at >= since for at in tuple(_errors))


def install(stream: IO[str] | None = None) -> None:
    """Log all there is to `stream`, stderr without it. Problem `log_setting` where a variable makes no sense."""
    stream = stream or sys.stderr
    form = _setting(FORM, FORMS) or ("text" if stream.isatty() else "json")
    level = (_setting(LEVEL, LEVELS) or "info").upper()
    errors.install()
    root = logging.getLogger()
    for one in [one for one in root.handlers if isinstance(one, Lines)]:
        root.removeHandler(one)
    root.addHandler(Lines(stream, form))
    log.setLevel(level)


class Lines(logging.StreamHandler[IO[str]]):
    """Writes the lines, and counts the errors."""

    def __init__(self, stream: IO[str], form: str):
        super().__init__(stream)
        self._json = form == "json"

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            _errors.append(time.monotonic())
            meters.errors.inc()
        if hasattr(record, "event") or record.levelno >= logging.WARNING:
            super().emit(record)

    def format(self, record: logging.LogRecord) -> str:
        told = line(record)
        if self._json:
            return json.dumps(told)
        trace = told.pop("trace", "")
        head = f"{told.pop('at')} {told.pop('level'):7} {told.pop('event')}"
        text = " ".join([head, *(f"{name}={value}" for name, value in told.items())])
        return f"{text}\n  {trace}" if trace else text


def line(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    out: dict[str, Any] = {"at": at, "level": record.levelname.lower()}
    known: Mapping[str, object] | None = getattr(record, "fields", None)
    if known is not None:
        out |= {"event": record.__dict__["event"]}
        out |= {name: safe(name, value) for name, value in known.items() if value is not None}
    else:
        words = getattr(record, "words", str(record.msg) if record.args else "")
        out |= {"event": "library", "logger": record.name, "place": f"{record.module}:{record.lineno}"}
        out |= {"words": words} if words else {}
    trace = getattr(record, "trace", "") or (
        errors.told(record.exc_info[1]) if record.exc_info and record.exc_info[1] else "")
    return out | ({"trace": trace} if trace else {})


def safe(name: str, value: object) -> object:
    """A field as it gets out."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) and name in TEXTS and NAME.fullmatch(value) else "?"


def _setting(name: str, known: tuple[str, ...]) -> str:
    value = os.environ.get(name, "").strip().lower()
    if value and value not in known:
        raise Problem("log_setting", variable=name, known=known)
    return value
