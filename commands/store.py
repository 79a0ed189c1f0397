"""`manage.py store`: backups of the store, putting one back, looking whether a file is sound, repairing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.say import sentences
from commands.store_copy import copy
from core.exact_json import to_json
from core.problem import Problem

if TYPE_CHECKING:
    from store.backup import Backup
    from store.proof import Proof
    from ui.words import Words

LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
FILE = click.argument("file", type=click.Path(path_type=Path), required=False)


@click.group()
def store() -> None:
    """Backups of the data, putting one back, checking and repairing (数据的备份、恢复、核验与修复)."""


@store.command()
@FILE
@AS_JSON
@LANG
def backup(file: Path | None, as_json: bool, lang: str | None) -> None:
    """Make a backup, as FILE or in the folder of the backups (备份).

    It is proved before it gets its name. The running product makes backups by itself.
    """
    from store import Store, StoreBusy
    from store.backup import every, make
    from store.copying import folder
    from store.house import store_file
    from store.proof import prove

    with sentences(lang) as say:
        path = store_file()
        if not path.is_file():
            raise Problem("file_missing", file=str(path))
        try:
            opened = Store(path)
        except StoreBusy:
            last = next(iter(every(path)), None)
            raise Problem("backup_busy", folder=str(folder(path)), last=last.file.name if last else "–") from None
        try:
            made = make(opened, file and file.absolute(), prove)
        finally:
            opened.close()
        if as_json:
            click.echo(to_json(_told(made)))
        else:
            click.echo(say("command.store.made", file=made.file, mb=_mb(made.size), entries=made.entries,
                           documents=len(made.documents)))


@store.command()
@FILE
@AS_JSON
@LANG
def restore(file: Path | None, as_json: bool, lang: str | None) -> None:
    """Put a backup in the place of the data; what was there is kept beside it (恢复).

    Without FILE: the backups there are. A name alone is looked for among them. The product must be stopped.
    """
    from store.backup import befores, every
    from store.copying import folder
    from store.house import store_file
    from store.restore import restore as put_back

    with sentences(lang) as say:
        path = store_file()
        if file is None:
            _list(every(path), befores(path), folder(path), as_json, say)
            return
        wanted = _named(file, folder(path))
        done = put_back(path, wanted)
        if as_json:
            click.echo(to_json({"file": str(wanted), "kept": str(done.aside) if done.aside else None,
                                "documents_missing": done.missing, **_found(done.proof)}))
            return
        click.echo(say("command.store.restored", file=wanted.name, entries=done.proof.entries,
                       last=done.proof.last_at or "–"))
        _tell_aside(done.aside, say)
        if done.missing:
            click.echo(say("command.store.documents", count=done.missing))


@store.command()
@FILE
@AS_JSON
@LANG
def verify(file: Path | None, as_json: bool, lang: str | None) -> None:
    """Look whether FILE, or the data as they are, would do: every block, the chain, the books, the documents (核验).

    Nothing is changed. A file of an earlier edition is upgraded in a copy. The product must be stopped to look at its
    own data; it verifies its books itself once a day. A name alone is looked for among the backups as well.
    """
    from store import StoreBusy
    from store.backup import described, every, shelf
    from store.copying import folder
    from store.files import digest, wrong_documents
    from store.house import store_file
    from store.proof import prove

    with sentences(lang) as say:
        path = store_file()
        wanted = _named(file, folder(path)) if file else path
        try:
            found, noted = prove(wanted), described(wanted)
        except StoreBusy:
            last = next(iter(every(path)), None)
            raise Problem("verify_busy", file=wanted.name, last=last.file if last else "–") from None
        if noted and digest(wanted) != noted.sha256:
            raise Problem("backup_changed", file=wanted.name)
        own = path.with_name(f"{path.name}.documents")
        shelves = [one for one in (shelf(path, wanted), wanted.parent / shelf(path).name, own) if one.is_dir()]
        wrong = wrong_documents(sorted(found.documents), shelves[0] if shelves else own)
        if wrong:
            raise Problem("backup_documents", count=len(wrong), first=wrong[0][:12])
        if as_json:
            click.echo(to_json({"file": str(wanted), **_found(found)}))
        else:
            click.echo(say("command.store.sound", file=wanted.name, entries=found.entries, last=found.last_at or "–",
                           rows=sum(rows for rows, _ in found.content.values()), documents=len(found.documents)))


@store.command()
@click.option("--accept", is_flag=True, help="Go on with what can be kept (按能保住的内容继续).")
@AS_JSON
@LANG
def repair(accept: bool, as_json: bool, lang: str | None) -> None:
    """What can be kept where the log of the data is damaged or cut; with --accept, go on with it (修复).

    Nothing is changed without --accept; with it, what was there is kept beside it. The product must be stopped.
    """
    from store.house import store_file
    from store.restore import repair as mend

    with sentences(lang) as say:
        done = mend(store_file(), accept)
        if as_json:
            click.echo(to_json({"lost_writes": done.lost, "accepted": accept,
                                "kept": str(done.aside) if done.aside else None, **_found(done.proof)}))
            return
        click.echo(say("command.store.repairable", entries=done.proof.entries, last=done.proof.last_at or "–",
                       version=done.proof.version))
        click.echo(say("command.store.lost", count=done.lost) if done.lost else say("command.store.nothing_lost"))
        if accept:
            _tell_aside(done.aside, say)
        else:
            click.echo(say("command.store.accept"))


store.add_command(copy)


def _named(file: Path, backups: Path) -> Path:
    """A path, or the name of one of the backups."""
    return file if file.exists() or file.parent != Path() else backups / file


def _list(kept: tuple[Backup, ...], befores: tuple[Path, ...], folder: Path, as_json: bool, say: Words) -> None:
    """The backups there are, and the copies from before an upgrade; Problem `backup_none`."""
    if as_json:
        click.echo(to_json([_told(one) for one in kept] + [{"file": str(one)} for one in befores]))
        return
    if not kept and not befores:
        raise Problem("backup_none", folder=str(folder))
    click.echo(say("command.store.list", folder=folder))
    for one in kept:
        click.echo(say("command.store.one", file=one.file.name, at=f"{one.made_at:%Y-%m-%d %H:%M}",
                       mb=_mb(one.size), entries=one.entries))
    for file in befores:
        click.echo(say("command.store.before", file=file.name, mb=_mb(file.stat().st_size)))
    click.echo(say("command.store.how", file=kept[0].file.name if kept else befores[0].name))


def _tell_aside(aside: Path | None, say: Words) -> None:
    if aside:
        click.echo(say("command.store.kept", file=aside.name))


def _told(one: Backup) -> dict[str, object]:
    return {"file": str(one.file), "made_at": one.made_at.isoformat(timespec="seconds"), "bytes": one.size,
            "sha256": one.sha256, "entries": one.entries, "hash": one.hash, "last_at": one.last_at,
            "schema": one.schema, "documents": len(one.documents)}


def _found(one: Proof) -> dict[str, object]:
    return {"entries": one.entries, "hash": one.hash, "last_at": one.last_at, "version": one.version,
            "schema": one.schema, "documents": len(one.documents),
            "rows": {name: rows for name, (rows, _) in one.content.items()}}


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}"
