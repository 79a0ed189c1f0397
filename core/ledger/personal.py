"""Nothing that points at a person enters the journal: it is public, and nothing ever leaves it (domain.md §6)."""

from __future__ import annotations

import re
from dataclasses import fields

from core.problem import Problem

PERSONAL = re.compile(
    r"(?<![\dA-Za-z])(?:1[3-9]\d(?P<a>[ -]?)\d{4}(?P=a)\d{4}"  # mobile phone
    r"|\d{17}[\dXx]"  # identity card
    r"|\d{4}(?P<b>[ -]?)\d{4}(?P=b)\d{4}(?P=b)\d{4}(?:(?P=b)\d{1,3})?)"  # bank card or account, 16 to 19 digits
    r"(?![\dA-Za-z])")

# Numbers of papers have as many digits as those of people: what stands in their own fields is not looked at.
PAPERS = ("serial", "number", "report", "right", "voucher", "results", "basis_sha256")


def check_command(command: object) -> None:
    """Every text that somebody typed into a command; Problem `journal_personal`."""
    for field in fields(command):  # type: ignore[arg-type]
        value = getattr(command, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and field.name not in PAPERS:
                check_public(text)


def check_public(text: str) -> str:
    """A reason as one line, if anybody may read it; Problem `journal_personal` for a number of a person's."""
    line = " ".join(text.split())
    if found := PERSONAL.search(line):
        raise Problem("journal_personal", start=found.group()[:3])
    return line
