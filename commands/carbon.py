"""`manage.py carbon plots`: sample plots → removals with their interval, the same function as the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from commands.say import sentences
from core.numbers import plain
from core.problem import Problem

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def carbon() -> None:
    """Carbon accounting from measurements (碳汇计量)."""


@carbon.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--area", help="Area of the only stratum, hm², where the sheet does not say.")
@click.option("--planted", type=DAY, help="Planting date of the only stratum, where the sheet does not say.")
@click.option("--until", type=DAY, help="Measured once: grow on to this day by the illustrative curve.")
@click.option("--date", "on", type=DAY, help="Day whose rules apply; today if absent.")
@click.option("--template", type=click.Path(path_type=Path), help="Write the empty sheet (xlsx) here and stop.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def plots(file: Path | None, area: str | None, planted: datetime | None, until: datetime | None,
          on: datetime | None, template: Path | None, as_json: bool, lang: str | None) -> None:
    """Sample plots to removals with their interval (样地调查表算碳汇量).

    FILE is a CSV or xlsx with one line a tree; --template writes an empty one.
    """
    from api.render import to_json
    from api.survey import answer
    from core.carbon import account, removal_band
    from core.carbon.sheets import read_survey
    from store import open_house, today
    from store.snapshot import current
    from ui.survey import template_workbook

    with sentences(lang) as say:
        if template is not None:
            template.write_bytes(template_workbook(say))
            click.echo(say("plots.template", file=template.name))
            return
        if file is None:
            raise click.UsageError("FILE or --template")
        day = on.date() if on else today()
        snapshot = current(open_house())
        tools = snapshot.tools(day)
        survey = read_survey(file.name, _bytes(file), snapshot.species, _area(area), _date(planted))
        removals = account(survey, tools, _date(until))
        found = answer(survey, removals, removal_band(removals, tools.rules), tools, say)
        if as_json:
            click.echo(to_json({"file": file.name, "date": day, **found}))
        else:
            click.echo("\n".join(_lines(found, say, until is not None)))


@carbon.command("set")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--check", "only_check", is_flag=True, help="Only say whether it can be stored.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def own_set(file: Path | None, only_check: bool, lang: str | None) -> None:
    """Store a parameter set of the county's own, or list the sets (本县参数组).

    FILE is a CSV or xlsx with the columns set, species, parameter (D, BEF, R, CF), value, source and, if you like,
    link and status (sourced, weak, assumption). Without FILE the sets there are are listed.
    """
    from core.carbon.own_sets import read_own_sets
    from store import open_house
    from store.own_sets import add_sets
    from store.snapshot import current

    with sentences(lang) as say:
        house = open_house()
        snapshot = current(house)
        if file is None:
            for name in snapshot.rules["parameter_set"].options:
                click.echo(f"{name}  {say(f'value.{name}')}" if say.has(f"value.{name}") else name)
            return
        values = read_own_sets(file.name, _bytes(file), snapshot.species)
        for name in dict.fromkeys(one.set for one in values):
            click.echo(say("command.own_set", name=name, count=sum(one.set == name for one in values)))
        if not only_check:
            house.write(lambda cursor: add_sets(cursor, values, snapshot.rules))
            click.echo(say("command.own_set_done"))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise Problem("file_missing", file=str(file)) from None


def _date(value: datetime | None) -> date | None:
    return value.date() if value else None


def _area(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        value = Decimal("NaN")
    if not (value.is_finite() and 0 < value <= 1_000_000):
        raise Problem("survey_area", stratum="--area", value=text)
    return value


def _lines(found: dict[str, Any], say: Any, grown_on: bool) -> list[str]:
    from ui import format as fmt

    change = found["change"]
    lines = [
        say("plots.removals" if found["removals_t"] >= 0 else "plots.shrunk",
            tonnes=fmt.tonnes_book(found["removals_t"]), basis=say(f"plots.basis.{found['basis']}"),
            years=plain(round(found["years"], 2)), area=fmt.area(found["area_hm2"], say)),
        say("plots.interval", total=fmt.tonnes_book(change["total_t"]), low=fmt.tonnes_book(change["low_t"]),
            high=fmt.tonnes_book(change["high_t"]), reliability=fmt.percent(change["reliability"]),
            relative=fmt.percent(change["relative"], 1), discount=fmt.percent(change["discount"], 2)),
        say("plots.band", low=fmt.tonnes_book(found["band"]["p5"]), high=fmt.tonnes_book(found["band"]["p95"])),
        *(say("plots.stratum", name=one["stratum"], area=fmt.hectares(one["area_hm2"]), plots=one["plots"],
              mean=fmt.number(one["mean_t_hm2"], 3), sd=fmt.number(one["sd_t_hm2"], 3)) for one in found["strata"])]
    if grown_on and found["basis"] == "remeasured":
        lines.append(say("plots.until_ignored"))
    if not found["paired"]:
        lines.append(say("plots.not_paired"))
    elif found["plots_not_paired"]:
        lines.append(say("plots.left_out", count=found["plots_not_paired"]))
    if found["rounds"] > 2:
        lines.append(say("plots.dropped", rounds=found["rounds"]))
    if found["below_minimum"]:
        lines.append(say("plots.few", least=found["minimum_plots"], names=", ".join(found["below_minimum"])))
    if found["assumptions"]:
        lines.append(say("plots.assumptions", count=len(found["assumptions"])))
    return lines
