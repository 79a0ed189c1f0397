"""`manage.py scenario`: depletion scenarios from files and from the store; nothing is stored here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.say import sentences
from core.problem import Problem
from ui.words import Words

if TYPE_CHECKING:
    from core.scenario.model import Scenario
    from store import Snapshot

LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (输出 JSON).")
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def scenario() -> None:
    """Play, check and export depletion scenarios (储备情景推演)."""


@scenario.command()
@FILE
@click.option("--paths", type=int, help="Number of paths instead of the file's (情形数).")
@click.option("--seed", type=int, help="Seed instead of the file's (随机种子).")
@AS_JSON
@LANG
def run(file: Path, paths: int | None, seed: int | None, as_json: bool, lang: str | None) -> None:
    """Play a scenario and say when the reserve runs short (推演情景).

    FILE is YAML as `scenario example` prints it. Rules and prices it leaves out are those of the store, and so is the
    history that price models are fitted to. With --json: inputs, odds, percentiles by month, costs, seed and versions.
    """
    from core.exact_json import to_json
    from core.scenario.checks import beyond, check
    from core.scenario.prices import prices_changed

    with sentences(lang) as say:
        snapshot = _snapshot()
        own = _read(file, snapshot)
        found = replace(own, paths=own.paths if paths is None else paths, seed=own.seed if seed is None else seed)
        check(found)
        results = _play(found, snapshot)
        if as_json:
            click.echo(to_json(results))
            return
        click.echo("\n".join(lines(results, say)))
        if late := beyond(found):
            click.echo(say("command.scenario.beyond", end=f"{found.end:%Y-%m}", names=", ".join(late)))
        if prices_changed(found, snapshot.price_sample):
            click.echo(say("command.scenario.prices_changed", until=found.price.until))


@scenario.command("check")
@FILE
@LANG
def check_file(file: Path, lang: str | None) -> None:
    """Say whether a scenario can be played; exit code 1 and the reason if not (检查情景文件)."""
    from core.scenario.checks import beyond

    with sentences(lang) as say:
        found = _read(file, _snapshot())
        click.echo(say("command.scenario.sound", name=found.name or "–", start=f"{found.start:%Y-%m}",
                       months=found.months, lots=len(found.lots), listed=len(found.listed), batches=len(found.batches)))
        if late := beyond(found):
            click.echo(say("command.scenario.beyond", end=f"{found.end:%Y-%m}", names=", ".join(late)))


@scenario.command()
@LANG
def example(lang: str | None) -> None:
    """Print the county as it is, as a scenario file to change (输出本县现状情景).

    A short file written by hand, with remarks, is data/demo/scenario.yaml.
    """
    from core.scenario.file import write
    from store import today
    from store.present import present

    with sentences(lang) as say:
        found = present(_snapshot(), today(), say.lang)
        click.echo(write(replace(found, name=say("command.scenario.present"))).decode(), nl=False)


@scenario.command("list")
@AS_JSON
@LANG
def list_saved(as_json: bool, lang: str | None) -> None:
    """Scenarios saved in the desk, with the published one marked (列出已保存的情景)."""
    from core.exact_json import to_json

    with sentences(lang) as say:
        snapshot = _snapshot()
        outlook = snapshot.outlook.scenario if snapshot.outlook else None
        if as_json:
            click.echo(to_json({"scenarios": [
                {"number": one.number, "name": one.name, "version": one.version, "data_version": one.data_version,
                 "recorded_at": one.recorded_at.isoformat(), "role": one.role, "note": one.note,
                 "published": one.number == outlook} for one in snapshot.scenarios]}))
            return
        for one in snapshot.scenarios:
            mark = say("command.scenario.published") if one.number == outlook else ""
            click.echo(say("command.scenario.saved", number=one.number, name=one.name, version=one.version,
                           date=one.recorded_at.date(), note=one.note, mark=mark).rstrip())
        if not snapshot.scenarios:
            click.echo(say("command.scenario.none"))


@scenario.command()
@click.argument("number", type=int)
@LANG
def export(number: int, lang: str | None) -> None:
    """Print a saved scenario as a file, by its number in `scenario list` (导出情景)."""
    from core.scenario.file import write

    with sentences(lang):
        for one in _snapshot().scenarios:
            if one.number == number:
                click.echo(write(one.scenario()).decode(), nl=False)
                return
        raise Problem("scenario_unknown", number=number)


def _snapshot() -> Snapshot:
    from store import open_house
    from store.snapshot import current

    return current(open_house())


def _read(file: Path, snapshot: Snapshot) -> Scenario:
    from core.scenario.file import MAX_BYTES, read
    from store import today
    from store.present import price_model

    try:
        with file.open("rb") as opened:  # no more of a huge file than it takes to refuse it
            data = opened.read(MAX_BYTES + 1)
    except OSError:
        raise Problem("file_missing", file=str(file)) from None
    return read(file.name, data, snapshot.rules, price_model(snapshot, today()))


def _play(found: Scenario, snapshot: Snapshot) -> dict[str, Any]:
    """The report of a run; how far it is stands on the terminal meanwhile."""
    from core.scenario.engine import simulate
    from core.scenario.plan import plan
    from core.scenario.prices import expected_prices, price_bank
    from core.scenario.report import report

    bank = price_bank(found, snapshot.price_sample)
    result = simulate(found, bank, progress=_progress)
    return report(result, plan(found, expected_prices(bank)), snapshot.demo)


def _progress(share: float) -> bool:
    if sys.stderr.isatty():
        click.echo("\r" + (" " * 5 if share >= 1 else f"{share:4.0%}") + "\r", nl=False, err=True)
    return True


def lines(results: Mapping[str, Any], say: Words) -> Iterator[str]:
    """A report in a few lines: the answer, what it costs, the balance year by year."""
    from ui import format as fmt

    inputs, odds, months = results["scenario"], results["depletion"], results["months"]
    yield say("command.scenario.head", name=inputs["name"] or "–", start=months[0]["month"], months=len(months),
              paths=fmt.number(results["paths"]), seed=results["seed"],
              version=results["versions"]["data_version"])
    yield say("command.scenario.odds", end=months[-1]["month"], share=fmt.percent(odds["share"], 1),
              low=fmt.percent(odds["low"], 1), high=fmt.percent(odds["high"], 1))
    known = [(one["share"], one["month"]) for one in results["depleted_by"] if one["month"]]
    if known:
        yield say("command.scenario.dates", dates=fmt.listed(
            (say("command.scenario.date", share=fmt.percent(share), month=month) for share, month in known), say))
    yield say("command.scenario.unmet", median=fmt.tonnes(results["unmet_t"]["p50"]),
              high=fmt.tonnes(results["unmet_t"]["p95"]), peak=fmt.tonnes(results["peak_t"]["p95"]))
    cost, villages = results["cost_cny"], results["villages_cny"]
    yield say("command.scenario.cost", median=fmt.money(cost["p50"]), low=fmt.money(cost["p5"]),
              high=fmt.money(cost["p95"]), villages=fmt.money(villages["p50"]))
    for at, year in enumerate(results["years"]):
        last = months[min(12 * at + 11, len(months) - 1)]
        yield say("command.scenario.year", month=last["month"], low=fmt.tonnes(last["balance_t"]["p5"]),
                  median=fmt.tonnes(last["balance_t"]["p50"]), high=fmt.tonnes(last["balance_t"]["p95"]),
                  share=fmt.percent(last["depleted"]["share"], 1), cost=fmt.money(year["cost_cny"]["p50"]))
