"""What leaves the depletion page: a workbook, percentiles by month as CSV, the scenario as a file, the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core.exact_json import to_json
from core.numbers import tonnes
from core.scenario import file
from core.scenario.answers import Odds
from core.scenario.model import Scenario
from core.scenario.plain import FORMAT_KEY, to_plain
from core.scenario.plan import Plan
from core.scenario.report import report
from core.scenario.result import PERCENTILES, Result
from pages import exports
from pages.base import Context
from pages.depletion_parts import assumed
from ui.format import month
from ui.words import Words
from ui.workbook import Cell, Sheet, comma_separated, workbook

ACCOUNT = ("opening", "stored", "owed", "offset", "purchase", "made_good", "served", "waiting", "unbacked", "closing")


def buttons(ctx: Context, scenario: Scenario, result: Result, planned: Plan, odds: Sequence[Odds]) -> None:
    exports.buttons(ctx, "scenario", {
        "xlsx": lambda: workbook(_sheets(ctx, scenario, result, planned, odds)),
        "csv": lambda: comma_separated(_headers(ctx), _months(result, odds)),
        "yaml": lambda: file.write(scenario),
        "json": lambda: to_json(report(result, planned, ctx.snapshot.demo)).encode(),
    })


def _headers(ctx: Context) -> list[str]:
    say = ctx.say
    return [say("column.month"), *(f"{one} % {say('axis.tonnes')}" for one in PERCENTILES), say("depletion.odds"),
            say("depletion.odds_low"), say("depletion.odds_high")]


def _months(result: Result, odds: Sequence[Odds]) -> list[Sequence[Cell]]:
    """Percentiles of the net position and the odds of having run short, by month."""
    return [(month(result.scenario.month(at)), *(tonnes(Decimal(f"{value:.6f}")) for value in result.balance[at]),
             *(Decimal(f"{value:.6f}") for value in (odds[at].share, odds[at].low, odds[at].high)))
            for at in range(result.scenario.months)]


def whole(say: Words, scenario: Scenario) -> Iterator[tuple[str, int | str, str, Cell]]:
    """Table, row, field and value of every figure of the scenario, as its file has it: with these it can be played
    again."""
    plain = {name: value for name, value in to_plain(scenario).items() if name != FORMAT_KEY}
    return _cells(say, "", "", plain)


def _cells(say: Words, table: str, row: int | str, fields: Mapping[str, Any]
           ) -> Iterator[tuple[str, int | str, str, Cell]]:
    for name, value in fields.items():
        own = f"field.scenario.{table}.{name}"
        word = say(own) if table and say.has(own) else say(f"field.scenario.{name}")
        if isinstance(value, dict):
            yield from _cells(say, table or name, row, value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, one in enumerate(value, start=1):
                yield from _cells(say, name, number, one)
        else:
            text = " ".join(map(str, value)) if isinstance(value, list) else value
            yield (say(f"field.scenario.{table}") if table else "", row, word,
                   text if isinstance(text, Decimal) else "" if text is None else str(text))


def _sheets(ctx: Context, scenario: Scenario, result: Result, planned: Plan, odds: Sequence[Odds]) -> list[Sheet]:
    say = ctx.say
    account: list[Sequence[Cell]] = [
        (month(row.month), *(getattr(row, f"{name}_t") for name in ACCOUNT)) for row in planned.months]
    given: list[Sequence[Cell]] = [
        (say("depletion.scenario_name"), scenario.name, ""), (say("depletion.start"), month(scenario.start), ""),
        (say("depletion.months"), scenario.months, ""), (say("depletion.paths"), result.paths, ""),
        (say("depletion.seed"), result.seed, ""), *assumed.rows(ctx, scenario),
        *((one.name, f"{month(one.month)} · {one.owed_t} t · {one.probability}", say(f"depletion.use.{one.use}"))
          for one in scenario.listed),
        *((one.name, f"{month(one.month)} · {one.area_hm2} hm² · {one.yield_t_hm2} t/hm²", "")
          for one in scenario.batches)]
    return [
        Sheet(say("depletion.sheet.months"), _headers(ctx), _months(result, odds),
              ("",) + (exports.T3,) * 5 + ("0.0%",) * 3),
        Sheet(say("depletion.sheet.account"), [say("column.month"), *(say(f"depletion.column.{name}")
                                                                      for name in ACCOUNT)], account,
              ("",) + (exports.T3,) * len(ACCOUNT)),
        Sheet(say("export.inputs"), (say("export.what"), say("export.value"), say("export.reference")), given),
        Sheet(say("depletion.sheet.scenario"), [say("depletion.sheet.table"), say("depletion.sheet.row"),
                                                say("depletion.sheet.field"), say("export.value")],
              list(whole(say, scenario))),
        exports.working(ctx, (planned.step,)), exports.about(ctx, (planned.step,), ctx.snapshot.reserve.demo),
    ]
