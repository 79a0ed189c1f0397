"""The parts of the page on the forest inventory: what is in force, a new file on its way in, the versions."""

from __future__ import annotations

from datetime import UTC, date

from core.problem import Problem
from store.clock import SHANGHAI
from store.versions import Version
from ui.words import Words

SAID = "forest:said"  # what was done by the last click, said once


def sentence(problem: Problem, say: Words) -> str:
    """A refusal as this page says it: without the command line's options."""
    if say.has(f"forest.problem.{problem.key}"):
        return say(f"forest.problem.{problem.key}", **problem.fields)
    return say.problem(problem)


def file_name(version: Version, say: Words) -> str:
    """The file a version came from; the illustrative one came with the program."""
    return say("forest.shipped") if version.demo else version.file


def imported_on(version: Version) -> date | None:
    """The day in the county; not known of the illustrative inventory."""
    return version.imported_at and version.imported_at.replace(tzinfo=UTC).astimezone(SHANGHAI).date()
