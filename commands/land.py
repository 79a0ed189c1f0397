"""`manage.py land`: what a land file holds (`read`), and the inventory import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import LateGroup
from commands.say import spoken
from core.problem import Problem
from ui.words import Words

if TYPE_CHECKING:
    from core.land import LandFile

SHOWN = 20  # features listed in text; JSON lists all


class LandGroup(LateGroup):
    """The commands of `land`, imported when asked for."""

    late: Mapping[str, str] = {
        "read": "commands.land:read",
        "import": "commands.inventory:import_inventory",
    }


@click.group(cls=LandGroup)
def land() -> None:
    """Read land files and import the forest inventory (用地文件与森林资源数据)."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--crs", type=int, metavar="EPSG", help="Coordinate system, where the file has none (坐标系).")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Column of a field (指定字段所在列).")
@click.option("--codes", type=click.Choice(["2019", "older", "each"]), help="Land-class codes (地类代码体系).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def read(file: Path, crs: int | None, columns: tuple[str, ...], codes: str | None, as_json: bool,
         lang: str | None) -> None:
    """Say what a land file holds: features, areas, coordinate system, problems (读取并检查用地文件).

    FILE is a zipped shapefile, GeoPackage, GeoJSON, KML, KMZ or workbook of table A.1. Nothing is stored.
    """
    from api.render import to_json

    say = spoken(lang)
    try:
        found = _read(file, crs, dict(_pair(one) for one in columns), codes)
    except Problem as problem:
        if as_json:
            click.echo(to_json(_refusal(problem, say)))
        else:
            click.echo("\n".join([say.problem(problem), *_choices(problem, say)]), err=True)
        raise SystemExit(1) from None
    click.echo(to_json(as_values(found, say)) if as_json else "\n".join(lines(found, say)))


def _read(file: Path, crs: int | None, mapping: dict[str, str], codes: str | None) -> LandFile:
    from core.land import PROPOSAL, read_land
    from store.shipped import county_outline

    try:
        if file.stat().st_size > PROPOSAL.bytes:  # before a byte of it is in memory
            raise Problem("geojson_size", limit=PROPOSAL.bytes // 1_000_000)
        data = file.read_bytes()
    except OSError:
        raise Problem("file_missing", file=str(file)) from None
    return read_land(file.name, data, county=county_outline()[0], crs=crs, mapping=mapping, codes=codes)


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals:
        raise click.BadParameter(text, param_hint="--map FIELD=COLUMN")
    return field.strip(), column.strip()


def _refusal(problem: Problem, say: Words) -> dict[str, Any]:
    out: dict[str, Any] = {"problem": problem.key, "detail": say.problem(problem)}
    choices = getattr(problem, "choices", ())
    if choices:
        out["choices"] = [one if isinstance(one, str) else {
            "epsg": one.epsg, "name": say.pick(one.name_zh, one.name_en), "area_hm2": one.area_hm2,
            "share_inside": one.share_inside} for one in choices]
    return out


def _choices(problem: Problem, say: Words) -> Iterator[str]:
    """What to add to the command for a second try."""
    from ui import format as fmt

    for one in getattr(problem, "choices", ()):
        if isinstance(one, str):
            yield f"  --codes {one}"
        else:
            share = "–" if one.share_inside is None else fmt.percent(one.share_inside)
            yield "  " + say("command.land.choice", option=f"--crs {one.epsg}", area=fmt.hectares(one.area_hm2),
                             name=say.pick(one.name_zh, one.name_en), share=share)


def as_values(found: LandFile, say: Words) -> dict[str, Any]:
    """The file as JSON values: areas are decimals, sentences are in the language of `say`."""
    from ui.land import check_sentence, note_sentence

    return {
        "file": found.name, "kind": found.kind, "crs": found.crs, "encoding": found.encoding,
        "layers": found.layers, "code_system": found.code_system,
        "features": [{
            "number": one.number, "layer": one.layer, "area_hm2": one.area_hm2,
            "area_geodesic_hm2": one.area_geodesic_hm2, "area_file_hm2": one.attributes.get("area_hm2"),
            "geometry": None if one.geometry is None else one.geometry.geom_type, "attributes": one.attributes,
        } for one in found.features],
        "area_hm2": found.area_hm2, "area_geodesic_hm2": found.area_geodesic_hm2, "overlap_hm2": found.overlap_hm2,
        "fields": found.fields, "unmatched": found.unmatched,
        "notes": [{"note": one.key, "feature": one.feature or None, "detail": note_sentence(one, say)}
                  for one in found.notes],
        "checks": [{"feature": one.feature, "field": one.field, "what": one.what, "value": one.value,
                    "expected": one.expected, "difference": one.difference, "detail": check_sentence(one, say)}
                   for one in found.checks],
        "problems": [_refusal(one, say) for one in _no_strata(found)],
    }


def _no_strata(found: LandFile) -> list[Problem]:
    """What keeps the file's own attributes from being calculated with."""
    try:
        found.strata()
    except Problem as problem:
        return [problem]
    return []


def lines(found: LandFile, say: Words) -> Iterator[str]:
    """The file as text for people."""
    from ui import format as fmt
    from ui.land import check_sentence, note_sentence

    layers = ", ".join(filter(None, found.layers)) or "–"
    yield say("command.land.file", file=found.name, kind=found.kind, layers=layers,
              crs="–" if found.crs is None else f"EPSG:{found.crs}", encoding=found.encoding or "–")
    yield say("command.land.area", count=len(found.features), area=fmt.hectares(found.area_hm2),
              geodesic="–" if found.area_geodesic_hm2 is None else fmt.hectares(found.area_geodesic_hm2))
    for field, column in found.fields.items():
        yield "  " + say("command.land.field", field=say(f"field.{field}"), column=column)
    if found.unmatched:
        yield "  " + say("command.land.unmatched", columns=", ".join(found.unmatched))
    for one in found.features[:SHOWN]:
        yield f"{one.number:>6}  {fmt.hectares(one.area_hm2)}  " + "  ".join(
            say.show(one.attributes[name]) for name in ("sub_compartment", "land_class", "species", "volume_m3_hm2")
            if name in one.attributes)
    if len(found.features) > SHOWN:
        yield "  " + say("command.land.more", count=len(found.features) - SHOWN)
    yield from (note_sentence(one, say) for one in found.notes)
    yield from (check_sentence(one, say) for one in found.checks)
    yield from (say.problem(one) for one in _no_strata(found))
