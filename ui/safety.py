"""Before the server starts: settings that would open a door are refused, a secrets file others can read is told."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from core.problem import Problem
from ui import logs, monitor, staff
from ui.words import LANGUAGES, words

REQUIRED: Mapping[str, object] = {
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.trustedUserHeaders": {},  # anybody could send them
    "server.enableAgentApi": False,
    "client.showErrorDetails": "none",
    "logger.enableRich": False,  # it would print the text of errors past watching.errors
    "global.developmentMode": False,
}


def prepare() -> None:
    """What app.py does first. SystemExit with the sentences where a setting is unsafe."""
    refused = []
    try:
        logs.install()
        monitor.prepare()
    except Problem as problem:
        refused.append(problem)
    for problem in open_secrets(st.get_option("secrets.files")):
        print(_spoken(problem), file=sys.stderr)  # noqa: T201
    refused += unsafe(st.get_option)
    try:
        staff.prepare()
    except Problem as problem:
        refused.append(problem)
    if refused:
        raise SystemExit("\n".join(map(_spoken, refused)))


def unsafe(option: Callable[[str], Any]) -> Iterator[Problem]:
    """A Problem for each setting of Streamlit's that is not as it must be."""
    for name, wanted in REQUIRED.items():
        if (option(name) or wanted.__class__()) != wanted:
            yield Problem("unsafe_setting", setting=name, wanted=str(wanted).lower() if wanted != {} else "–")


def open_secrets(files: Iterable[str]) -> Iterator[Problem]:
    """A Problem for each secrets file that other accounts of this machine can read; on Windows nothing is looked at."""
    if os.name == "nt":
        return
    for path in map(Path, files):
        if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Problem("secrets_open", file=str(path), command="chmod 600")


def end(problem: Problem) -> NoReturn:
    """End a server that cannot start with the sentences alone: raised, the error would come with all places in the
    code, and be taken for a mistake in them."""
    print(_spoken(problem), file=sys.stderr, flush=True)  # noqa: T201
    os._exit(1)


def _spoken(problem: Problem) -> str:
    return "\n".join(words(lang).problem(problem) for lang in reversed(LANGUAGES))
