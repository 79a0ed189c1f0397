"""`store copy`: everything from one store into another, empty one: a file or a server either way."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.say import sentences
from core.exact_json import to_json
from core.problem import Problem

if TYPE_CHECKING:
    from store import Store


@click.command("copy")
@click.argument("from_", metavar="FROM")
@click.argument("to", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def copy(from_: str, to: str, as_json: bool, lang: str | None) -> None:
    """Copy all data from a file or server to an empty one and check both (在文件与数据库服务器之间迁移数据).

    FROM and TO: a file, or postgresql://user@host/database. Stop the product first. The journal is verified on both
    sides and every table compared; TO is left empty where anything differs.
    """
    from store import documents
    from store.house import open_at
    from store.moving import copy as move

    with sentences(lang) as say, closing(_apart(from_, to)) as source, closing(open_at(to)) as target:
        moved = move(source, target)
        if as_json:
            click.echo(to_json({"rows": moved.rows, "entries": moved.entries, "files": moved.files,
                                "documents_missing": moved.missing}))
        else:
            click.echo(say("command.store.copied", rows=sum(moved.rows.values()), tables=len(moved.rows),
                           entries=moved.entries, files=moved.files))
            if moved.missing:
                click.echo(say("command.store.copy_lacks", count=moved.missing, from_=documents.folder(source),
                               to=documents.folder(target)))


def _apart(from_: str, to: str) -> Store:
    """The source; Problem `store_copy_same`."""
    from store.house import open_at

    if Path(to).exists() and Path(from_).exists() and Path(to).samefile(from_):
        raise Problem("store_copy_same", file=Path(to).name)
    return open_at(from_, new=False)
