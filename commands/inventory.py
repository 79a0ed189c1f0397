"""`land import`: the county's whole forest inventory into the store, as a new version."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.say import sentences
from core.problem import Problem
from ui.words import Words

if TYPE_CHECKING:
    from store.stocktake import Report
    from store.versions import Version

PERCENT = 5  # steps in which progress is said where the output is no terminal


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--check", "only_check", is_flag=True, help="Only say what would be stored (仅检查，不保存).")
@click.option("--crs", type=int, metavar="EPSG", help="Coordinate system, where the file does not say it (坐标系).")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Column of a field (指定字段).")
@click.option("--codes", type=click.Choice(["2019", "older", "each"]), help="System of land-class codes (地类代码).")
@click.option("--layer", help="Layer, where the file has several (图层).")
@click.option("--strict", is_flag=True, help="Store nothing if a faulty row is left out (有问题即不导入).")
@click.option("--versions", "list_them", is_flag=True, help="List the versions stored (列出各版).")
@click.option("--use", "use_number", type=int, metavar="N", help="Put version N in force again (启用第 N 版).")
@click.option("--drop", "drop_number", type=int, metavar="N", help="Take an old version out (删除第 N 版).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def import_inventory(file: Path | None, only_check: bool, crs: int | None, columns: tuple[str, ...],
                     codes: str | None, layer: str | None, strict: bool, list_them: bool, use_number: int | None,
                     drop_number: int | None, as_json: bool, lang: str | None) -> None:
    """Store the county's forest inventory as a new version (导入森林资源小班).

    FILE is a zipped shapefile, its folder, a GeoPackage or GeoJSON. Rows that cannot be stored are listed and left
    out, with their hectares; --check writes nothing. docs/inventory.md says more.
    """
    from store.stocktake import Asked

    with sentences(lang) as say:
        if list_them or use_number is not None or drop_number is not None:
            _versions(say, use_number, drop_number, as_json)
            return
        if file is None:
            raise Problem("stocktake_no_file")
        asked = Asked(crs, dict(_pair(one) for one in columns), codes, layer)
        _import(say, file, asked, only_check, strict, as_json)


def _import(say: Words, file: Path, asked: Any, only_check: bool, strict: bool, as_json: bool) -> None:
    from store import open_house
    from store.shipped import shipped_species, township_names
    from store.stocktake import read_inventory

    house = None if only_check else open_house()  # first: a file that the app holds should be said at once
    try:
        with _interrupts() as stopped, read_inventory(
                file, shipped_species(), asked, townships=township_names(),
                progress=_Progress(say), cancelled=lambda: bool(stopped)) as found:
            if not as_json:
                _print(say, found.report)
            version = None if house is None else found.store(house, strict)
            if as_json:
                click.echo(json.dumps(_as_json(found.report, version), ensure_ascii=False, indent=1, default=str))
            elif version is None:
                click.echo(say("command.stocktake.checked"))
            else:
                click.echo(say("command.stocktake.done", version=version.number, rows=f"{version.rows:,}",
                               area=version.area_hm2))
    finally:
        if house is not None:
            house.close()


def _versions(say: Words, use_number: int | None, drop_number: int | None, as_json: bool) -> None:
    from store import open_house
    from store.clock import SHANGHAI
    from store.versions import drop, use, versions

    house = open_house()
    try:
        if use_number is not None:
            house.write(lambda cursor: use(cursor, use_number))
        if drop_number is not None:
            house.write(lambda cursor: drop(cursor, drop_number))
        with house.read() as cursor:
            known = versions(cursor)
    finally:
        house.close()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in known], ensure_ascii=False, indent=1, default=str))
        return
    if not known:
        click.echo(say("command.stocktake.none"))
    for one in known:
        on = one.imported_at and one.imported_at.replace(tzinfo=UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        click.echo(say("command.stocktake.version", version=one.number, file=one.file, rows=f"{one.rows:,}",
                       area=one.area_hm2, on=on, status=say(f"command.stocktake.status.{one.status}"),
                       demo=say("frame.demo") if one.demo else "").rstrip())


def _print(say: Words, report: Report) -> None:
    """What would be stored, and the table of findings with their first rows."""
    click.echo(say("command.stocktake.read", file=report.file, read=f"{report.read:,}", epsg=report.epsg))
    columns = ", ".join(f"{say(f'field.{name}')} ← {column}" for name, column in report.columns.items())
    click.echo(say("command.stocktake.columns", columns=columns))
    click.echo(say("command.stocktake.rows", rows=f"{report.rows:,}", area=report.area_hm2))
    click.echo(say("command.stocktake.left_out", rows=f"{report.left_out:,}", area=report.left_out_hm2))
    for name, count in report.townships.items():
        click.echo(f"  {name} {count:,}")
    for one in report.ordered():
        kind = say(f"command.stocktake.kind.{one.kind}")
        click.echo("  " + say("command.stocktake.finding_out" if one.left_out else "command.stocktake.finding",
                              kind=kind, count=f"{one.count:,}", area=one.area_hm2))
        for row in one.first:
            where = say("command.stocktake.row", row=row.number) if row.number else ""
            click.echo("    " + " ".join(filter(None, (where, row.column, row.value))))


def _as_json(report: Report, version: Version | None) -> dict[str, Any]:
    return {
        "file": report.file, "sha256": report.sha256, "epsg": report.epsg, "columns": report.columns,
        "unused_columns": report.unused, "read": report.read, "rows": report.rows, "area_hm2": report.area_hm2,
        "left_out": report.left_out, "left_out_hm2": report.left_out_hm2, "townships": report.townships,
        "findings": [asdict(one) | {"left_out": one.left_out} for one in report.ordered()],
        "version": version.number if version else None,
    }


def _pair(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not equals:
        raise Problem("stocktake_map", text=text)
    return name.strip(), column.strip()


class _Progress:
    """One line on stderr that is written over on a terminal; a line every few percent elsewhere."""

    def __init__(self, say: Words):
        self._say, self._last = say, ("", -1)

    def __call__(self, step: str, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1) // PERCENT * PERCENT
        if (step, percent) != self._last:
            self._last = (step, percent)
            line = self._say(f"command.stocktake.step.{step}", percent=percent)
            click.echo(f"\r{line}" if sys.stderr.isatty() else line, err=True, nl=not sys.stderr.isatty())


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """Ctrl-C asks the import to stop between batches instead of tearing it; the list has an entry once asked."""
    stopped: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: stopped.append(number))
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
