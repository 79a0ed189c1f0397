"""`manage.py bench`: measurements, each beside a reference that runs in the same call."""

from __future__ import annotations

import json
from pathlib import Path

import click

NAMES = ("rerun", "opened", "sessions", "crowd", "memory", "start", "history", "overlay", "overlay_million", "import",
         "estimate", "bands", "open", "bulletins", "ahead", "depletion", "journal", "server", "kiosk",
         "papers", "soak")
RESULTS = Path(__file__).resolve().parent.parent / "bench" / "results.json"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", type=click.Choice(NAMES))
@click.option("--quick", is_flag=True, help="Fewer rounds and visitors: a look, not a measurement (快速概览).")
@click.option("--json", "as_json", is_flag=True, help="Every figure as JSON (以 JSON 输出).")
def bench(names: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Measure speed and load beside references (性能测量，与参照同机同时运行).

    NAME is one or more of the names in the usage line; all but `soak` without any (NAME 可选其中若干项，缺省为除 soak
    外的全部); a whole run that is not quick is kept in bench/results.json. It measures and does not judge: the exit
    code is 0 unless something could not be measured. docs/performance.md says what each line means.
    """
    from bench import table
    from bench.call import run

    figures = run(names, quick)
    found = json.dumps(table.as_json(figures), ensure_ascii=False, indent=1)
    if not names and not quick:
        RESULTS.write_text(f"{found}\n", "utf-8")
    click.echo(found if as_json else table.as_text(figures))
    if any(figure.failed for figure in figures):
        raise SystemExit(1)
