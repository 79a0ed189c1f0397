"""`manage.py docs make`: documents of the books without a browser.

Certificates only: slides, briefs and letters say what a page shows, and are made there.
"""

from __future__ import annotations

from pathlib import Path

import click

from commands.say import sentences


@click.group()
def docs() -> None:
    """Make documents (制作文件)."""


@docs.command()
@click.argument("kind", type=click.Choice(["certificate"]))
@click.argument("number")
@click.option("--to", type=click.Path(path_type=Path), help="The file; NUMBER.pdf here if absent (存到).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed (语言).")
def make(kind: str, number: str, to: Path | None, lang: str | None) -> None:
    """Make the certificate of cancellation NUMBER as PDF/A (制作核销证书).

    The same bytes as its page gives, as long as ZHANBU_PUBLIC_URL is the same. Stop the app first, or fetch the sheet
    from the running app: /verify/NUMBER.pdf.
    """
    from core.problem import Problem
    from kiosk.paper import issued
    from store import open_house, today
    from store.snapshot import current

    with sentences(lang) as say:
        store = open_house()
        sheet = issued(store, current(store), number, today())
        path = to or Path(f"{number}.pdf")
        try:
            path.write_bytes(sheet)
        except OSError:
            raise Problem("document_unwritten", file=str(path)) from None
        click.echo(say("command.docs_made", file=path, size=f"{len(sheet):,}"))
