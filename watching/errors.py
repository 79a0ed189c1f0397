"""An error for the log: its kind and the places in the code, never its text, never a variable. Either may hold what
somebody typed or what a file said of a person."""

from __future__ import annotations

import hashlib
import logging
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEEPEST = 12  # places in the code that are told, the innermost


def reference(error: BaseException) -> str:
    """Six characters that stand for the kind and place of an error: the same failure has the same."""
    return hashlib.sha256("\n".join([type(error).__name__, *places(error)]).encode()).hexdigest()[:6]


def places(error: BaseException) -> list[str]:
    """`file:line function`, outermost first; files of this project from its folder on, others by name."""
    found = []
    for frame in traceback.extract_tb(error.__traceback__)[-DEEPEST:]:
        path = Path(frame.filename)
        ours = path.is_relative_to(ROOT) and "site-packages" not in path.parts
        shown = path.relative_to(ROOT).as_posix() if ours else path.name
        found.append(f"{shown}:{frame.lineno} {frame.name}")
    return found


def told(error: BaseException) -> str:
    """An error for the log, and those that led to it."""
    lines = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < 5:
        lines.append(f"{type(seen).__name__} [{reference(seen)}] at {' > '.join(places(seen)) or 'an unknown place'}")
        seen = seen.__cause__ or seen.__context__
    return "\n  after ".join(lines)


def without_text(*given: Any, **more: Any) -> logging.LogRecord:
    """A log record whose error is `told`; of its message the words in the code stay, what was put into them goes."""
    record = logging.LogRecord(*given, **more)
    if record.exc_info and record.exc_info[1] is not None:
        record.trace, record.words = told(record.exc_info[1]), str(record.msg).strip() if record.args else ""
        record.msg = f"{str(record.msg).strip()} · Exception: {record.trace}"
        record.args = record.exc_info = None
    return record


def install() -> None:
    """From now on nothing that is logged of an error, by whatever part of this process, holds its text."""
    logging.setLogRecordFactory(without_text)
