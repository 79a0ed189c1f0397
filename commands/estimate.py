"""`manage.py estimate`: the estimate of the API, from a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from api.asked import read_request
from api.estimate import answer
from api.render import to_json
from core.problem import Problem
from store import open_house, today
from store.snapshot import current
from ui import format as fmt
from ui.words import Words, preferred, words


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The API's whole answer (接口的完整结果).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; the terminal's if absent (语言).")
def estimate(file: Path, as_json: bool, lang: str | None) -> None:
    """Estimate what a land use would owe and cost (测算应补偿量与费用).

    FILE holds the body of the API's POST /api/v1/estimate as JSON (FILE 为接口请求体 JSON).
    """
    say = words(lang or preferred(os.environ.get("LC_ALL") or os.environ.get("LANG")))
    try:
        result = answer(read_request(_bytes(file)), current(open_house()), today(), say)
    except Problem as problem:
        for each in ("en", "zh"):
            click.echo(words(each).problem(problem), err=True)
        raise SystemExit(1) from None
    click.echo(to_json(result) if as_json else "\n".join(lines(result, say)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise Problem("file_missing", file=str(file)) from None


def lines(result: dict[str, Any], say: Words) -> Iterator[str]:
    """The answer in a few lines of text."""
    yield say("estimate.head", date=result["date"], version=result["data_version"])
    yield say("estimate.owed", owed=fmt.tonnes_book(result["loss_t"]), years=result["years"],
              basis=say(f"estimate.basis.{result['loss_basis']}"))
    yield say("estimate.losses", stock=fmt.tonnes_book(result["loss_stock_t"]),
              flow=fmt.tonnes_book(result["loss_flow_t"]), total=fmt.tonnes_book(result["loss_total_t"]))
    if "footprint_hm2" in result:
        yield say("estimate.land", footprint=fmt.area(result["footprint_hm2"], say),
                  forest=fmt.area(result["forest_hm2"], say))
    for one in result["strata"]:
        name = say.pick(one["species_zh"], one["species_latin"])
        yield say("estimate.stratum", name=" ".join(filter(None, (one.get("sub_compartment"), name))),
                  area=fmt.hectares(one["area_hm2"]), stock=fmt.tonnes_book(one["loss_stock_t"]),
                  flow=fmt.tonnes_book(one["loss_flow_t"]))
    yield say("estimate.offset", offset=fmt.tonnes_book(result["offset_t"]),
              limit=fmt.tonnes_book(result["offset_max_t"]), purchase=fmt.tonnes_book(result["purchase_t"]))
    yield say("estimate.price", price=fmt.unit_price(result["trading_price"]),
              average=fmt.unit_price(result["national_average"]), market_date=result["market_date"],
              share=fmt.percent(result["multiplier"]))
    yield say("estimate.amount", amount=fmt.money(result["amount_cny"]))
    if "stale_working_days" in result:
        yield say("estimate.stale", days=result["stale_working_days"])
    yield from (note["detail"] for note in result["notes"])
    if result["assumptions"]:
        yield say("estimate.assumptions", count=len(result["assumptions"]),
                  ids=", ".join(result["assumptions"]))
    if result["demo"]:
        yield say("estimate.demo")
