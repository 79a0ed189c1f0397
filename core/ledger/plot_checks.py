"""What the decisions about a plot's file look at first: whether there is one, and in which step it waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.ledger import fields
from core.ledger.entry import SHA256
from core.ledger.plot_file import PlotFile, PublicNotice
from core.ledger.state import Books
from core.problem import Problem


def living(books: Books, plot: str) -> PlotFile:
    if plot not in books.plots:
        raise Problem("plot_unknown", plot=plot)
    if books.plots[plot].withdrawn:
        raise Problem("plot_withdrawn", plot=plot)
    return books.plots[plot]


def waiting_in(books: Books, plot: str, step: str) -> PlotFile:
    """The file, if it waits in this step."""
    file = living(books, plot)
    at_step(file, step)
    return file


def at_step(file: PlotFile, step: str) -> None:
    if file.step != step:
        raise wrong_step(file, step)


def wrong_step(file: PlotFile, step: str) -> Problem:
    return Problem("plot_step", plot=file.plot, step=f"plot_step.{file.step}", needed=f"plot_step.{step}")


def unlisted(books: Books, plot: str) -> PlotFile:
    """What stands in the reserve is no longer stopped by its file."""
    file = living(books, plot)
    if file.stands:
        raise Problem("plot_listed", plot=plot, lots=len(file.lots))
    return file


def noticed(books: Books, plot: str) -> tuple[PlotFile, PublicNotice]:
    file = unlisted(books, plot)
    if file.notice is None:
        raise Problem("objection_unnoticed", plot=plot)
    return file, file.notice


def past(day: date, field: str, today: date) -> str:
    if day > today:
        raise Problem("plot_future", field=f"ledger.{field}", date=day, today=today)
    return day.isoformat()


def outline(sha256: str) -> str:
    """The hash of a new outline; empty where there is none."""
    if sha256 and not SHA256.fullmatch(sha256):
        raise Problem("plot_outline", value=sha256[:fields.LONGEST_NAME])
    return sha256


def bearer(numbers: Iterable[tuple[str, str]], wanted: str) -> str | None:
    """The plot whose record bears this number, however it is spelled. `numbers`: (plot, number)."""
    return next((plot for plot, number in numbers if fields.serial(number) == fields.serial(wanted)), None)
