"""`manage.py bulletins`: what a market bulletin states (`read`). Nothing is stored here, the store is not opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import LateGroup
from commands.say import spoken
from core.problem import Problem
from ui.words import Words

if TYPE_CHECKING:
    from core.market.bulletins import Bulletin


class BulletinsGroup(LateGroup):
    """The commands of `bulletins`, imported when asked for."""

    late: Mapping[str, str] = {
        "read": "commands.bulletins:read",
        "import": "commands.bulletins_import:import_bulletins",
        "list": "commands.bulletins_import:list_bulletins",
        "withdraw": "commands.bulletins_import:withdraw_bulletin",
        "fetch": "commands.bulletins_fetch:fetch_bulletins",
    }


@click.group(cls=BulletinsGroup)
def bulletins() -> None:
    """Read, store and fetch bulletins of the national carbon market (全国碳市场行情通报)."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per bulletin, a line each (每条行情一行 JSON).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def read(files: tuple[Path, ...], as_json: bool, lang: str | None) -> None:
    """Say what bulletins state, and what is wrong with them (读取并检查行情通报).

    FILE is a .txt, .html, .csv or .xlsx, or a .zip of them; each may hold many bulletins. Nothing is stored. The
    exit code is 1 when any is refused. With --json each line is one object: kind (day, clearing_day, week, month,
    year; null where not recognised), date or start and end, the figures in t, CNY and CNY/t (null where not
    stated), refused, problems, notes, title, file, place.
    """
    from api.render import to_json

    say = spoken(lang)
    found = read_files(files)
    for one in found:
        click.echo(to_json(as_values(one, say)) if as_json else "\n".join(lines(one, say)))
    if any(one.refused for one in found):
        raise SystemExit(1)


def read_files(files: Sequence[Path]) -> list[Bulletin]:
    """The bulletins of all files, held against each other; a file that cannot be opened is one, refused."""
    from core.market.bulletins import Bulletin, check_together, read_file
    from core.market.bulletins.files import LIMITS

    out: list[Bulletin] = []
    for path in files:
        try:
            if path.stat().st_size > LIMITS.bytes:  # before a byte of it is in memory
                raise Problem("bulletin_file_size", file=path.name, limit=LIMITS.bytes // 1_000_000)
            out += [replace(one, file=one.file or path.name) for one in read_file(path.name, path.read_bytes())]
        except OSError:
            out.append(Bulletin("", None, None, file=path.name,
                                problems=(Problem("file_missing", file=str(path)),)))
        except Problem as problem:
            out.append(Bulletin("", None, None, file=path.name, problems=(problem,)))
    return check_together(out)


def as_values(one: Bulletin, say: Words) -> dict[str, Any]:
    """A bulletin as JSON values: figures exact, whole ones without a point, sentences in the language of `say`."""
    from core.market.bulletins import FIGURES

    day = one.kind in ("day", "clearing_day") or (not one.kind and one.start == one.end)
    dates = {"date": one.start} if day else {"start": one.start, "end": one.end}
    return {
        "kind": one.kind or None, **dates,
        **{name: _exact(getattr(one, name)) for name in FIGURES},
        "refused": one.refused,
        "problems": [say.problem(problem) for problem in one.problems],
        "notes": [say.problem(note) for note in one.notes],
        "title": one.title, "file": one.file, "place": one.place,
    }


def _exact(value: Decimal | None) -> Decimal | None:
    """The same number without zeros that say nothing: 1118000.00 is 1118000."""
    from core.numbers import plain

    return None if value is None else Decimal(plain(value))


def lines(one: Bulletin, say: Words) -> Iterator[str]:
    """A bulletin as text for people."""
    from core.market.bulletins import FIGURES
    from ui import format as fmt

    when = "–" if one.start is None else str(one.start) if one.start == one.end else f"{one.start} – {one.end}"
    kind = say(f"bulletins.kind.{one.kind or 'none'}")
    yield say("command.bulletins.heading", kind=kind, when=when, file=one.file or "–", place=one.place or "1")
    for name in FIGURES:
        value = getattr(one, name)
        if value is not None:
            yield f"  {say(f'field.{name}')}  " + (fmt.number(value) if name.endswith("_t") else fmt.number(value, 2))
    if one.refused:
        yield "  " + say("command.bulletins.refused")
    yield from ("  " + say.problem(problem) for problem in (*one.problems, *one.notes))
