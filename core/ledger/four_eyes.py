"""Four eyes: whoever did the step that a signature rests on does not sign it.

The journal knows offices and no people. Who did an entry is known to the store, which refuses; here stands what rests
on what. A county whose officials sign in by name keeps to it; by staff link nobody is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.ledger.commands import Command
from core.ledger.occupation import SignNotice
from core.ledger.plot_file import PostNotice
from core.ledger.remedy import DropRemedy
from core.ledger.state import Books

Numbers = tuple[int, ...]


def _assessed(books: Books, asked: SignNotice) -> Numbers:
    found = books.occupations.get(asked.proposal)
    return (found.assessment.entry,) if found and found.assessment else ()


def _filed(books: Books, asked: PostNotice) -> Numbers:
    found = books.plots.get(asked.plot)
    if found is None:
        return ()
    return (found.entry, *(one.entry for one in (found.screening, found.measurement, found.agreement) if one))


def _planned(books: Books, asked: DropRemedy) -> Numbers:
    found = books.remedies.get(asked.remedy)
    return (found.entry,) if found else ()


RESTS_ON: Mapping[type, Callable[[Books, Any], Numbers]] = {  # what is signed → entries of the steps it rests on
    SignNotice: _assessed,  # a notice of loss: the assessment
    PostNotice: _filed,  # legality review and public notice of a plot: its file, screening, measurement, agreement
    DropRemedy: _planned,  # giving up a plan against a shortfall: the plan
}


def rests_on(books: Books, command: Command) -> Numbers:
    """The entries whose authors may not do this command; none for a command that is no signature."""
    find = RESTS_ON.get(type(command))
    return find(books, command) if find else ()
