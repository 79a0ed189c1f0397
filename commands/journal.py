"""`manage.py journal`: checking a journal from its file alone, exporting the store's, checking the store's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.say import sentences
from core.exact_json import to_json
from core.problem import Problem
from ui.format import tonnes_book

if TYPE_CHECKING:
    from core.ledger.state import Books
    from store import Store
    from ui.words import Words

LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
LONGEST = 1_000_000  # bytes of a line
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def journal() -> None:
    """Check and export the journal of the books (账目流水的核验与导出)."""


@journal.command()
@FILE
@AS_JSON
@LANG
def verify(file: Path, as_json: bool, lang: str | None) -> None:
    """Check an exported journal; exit code 1 and the line that is wrong if not (核验导出的流水).

    Needs nothing but FILE: numbers without gap, hashes, and that no act breaks the rules of the books.
    """
    from core.ledger.chain import verify as verify_lines

    with sentences(lang) as say:
        books = verify_lines(_lines(file))
        if books.head is None:  # a download that failed is no sound journal
            raise Problem("journal_no_lines", file=file.name)
        _tell(books, as_json, say)


@journal.command("check")
@AS_JSON
@LANG
def check_store(as_json: bool, lang: str | None) -> None:
    """Check the store's own journal, that the books are what it adds up to, and every document (核验本系统的账目)."""
    from store import documents
    from store.journal import verify as verify_store

    with sentences(lang) as say:
        store = _store()
        try:
            books = verify_store(store)
            wrong = documents.check(store, books)
            if wrong:
                raise click.ClickException("\n".join(map(say.problem, wrong)))
            _tell(books, as_json, say)
            if not as_json and (count := len(documents.living(books))):
                click.echo(say("command.journal.documents", count=count))
        finally:
            store.close()


@journal.command()
@FILE
@LANG
def export(file: Path, lang: str | None) -> None:
    """Write the journal to FILE, one entry a line (导出流水)."""
    from store.journal import export as write

    with sentences(lang) as say:
        store = _store()
        try:
            click.echo(say("command.journal.exported", file=file.name, count=write(store, file)))
        finally:
            store.close()


def _store() -> Store:
    """The store as it is: a journal that does not verify must not keep it shut here."""
    from store.house import open_at, store_place

    return open_at(store_place(), new=False)


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while line := opened.readline(LONGEST + 1):
                if len(line) > LONGEST:
                    raise Problem("journal_no_text", file=file.name)
                yield line.rstrip(b"\n")
    except OSError:
        raise Problem("file_missing", file=str(file)) from None


def _tell(books: Books, as_json: bool, say: Words) -> None:
    head = books.head
    figures = {"stored_t": books.stored_t, "available_t": books.available_t, "held_t": books.held_t,
               "cancelled_t": books.cancelled_t, "shortfall_t": books.shortfall_t}
    if as_json:
        click.echo(to_json({"entries": head.number if head else 0, "hash": head.hash if head else None,
                            "last_at": head.at if head else None, **figures}))
    elif head:
        click.echo(say("command.journal.sound", count=head.number, last=head.at, hash=head.hash))
        click.echo(say("command.journal.balance", **{name: tonnes_book(value) for name, value in figures.items()}))
    else:
        click.echo(say("command.journal.empty"))
