"""The language of the command line, and how a refusal ends a command."""

from __future__ import annotations

import locale
from collections.abc import Iterator
from contextlib import contextmanager

import click

from core.problem import Problem
from ui.words import Words, preferred, words


def spoken(lang: str | None) -> Words:
    """Words in `lang`, else in the machine's language."""
    return words(lang or preferred(locale.getlocale()[0] or "en"))


@contextmanager
def sentences(lang: str | None) -> Iterator[Words]:
    """Run a command's body; a Problem becomes its sentence on stderr and exit code 1."""
    say = spoken(lang)
    try:
        yield say
    except Problem as problem:
        raise click.ClickException(say.problem(problem)) from problem
