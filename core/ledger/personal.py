"""Nothing that points at a person enters the journal: it is public, and nothing ever leaves it (domain.md §6)."""

from __future__ import annotations

import re

from core.problem import Problem

PERSONAL = re.compile(
    r"(?<![\dA-Za-z])(?:1[3-9]\d(?P<a>[ -]?)\d{4}(?P=a)\d{4}"  # mobile phone
    r"|\d{17}[\dXx]"  # identity card
    r"|\d{4}(?P<b>[ -]?)\d{4}(?P=b)\d{4}(?P=b)\d{4}(?:(?P=b)\d{1,3})?)"  # bank card or account, 16 to 19 digits
    r"(?![\dA-Za-z])")


def check_public(text: str) -> str:
    """A reason as one line, if anybody may read it; Problem `journal_personal` for a number of a person's."""
    line = " ".join(text.split())
    if found := PERSONAL.search(line):
        raise Problem("journal_personal", start=found.group()[:3])
    return line
