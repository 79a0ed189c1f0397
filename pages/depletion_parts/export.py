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
from core.scenario.plan import Month, Plan, plan
from core.scenario.report import report
from core.scenario.result import PERCENTILES, Result
from pages import exports, workbooks
from pages.base import Context
from pages.depletion_parts import assumed
from ui import rules as shown_rules
from ui.format import month
from ui.words import Words
from ui.workbook import Cell, Sheet, comma_separated, live

ACCOUNT = ("opening", "stored", "owed", "offset", "purchase", "made_good", "served", "waiting", "unbacked", "closing")
CHOICES = ("depletion.price", "depletion.use", "depletion.sizes", "depletion.kind")  # words of what a scenario chooses


def buttons(ctx: Context, scenario: Scenario, result: Result, planned: Plan, odds: Sequence[Odds]) -> None:
    exports.buttons(ctx, "scenario", {
        "xlsx": lambda: _book(ctx, scenario, result, planned, odds),
        "csv": lambda: comma_separated(_headers(ctx), _months(result, odds)),
        "yaml": lambda: file.write(scenario),
        "json": lambda: to_json(report(result, planned, ctx.snapshot.demo)).encode(),
    })


def shown(ctx: Context, name: str, scenario: Scenario, tables: Sequence[Sheet]) -> None:
    """What a view works out from a scenario, with the scenario whole."""
    exports.buttons(ctx, name, {"xlsx": lambda: shown_book(ctx, scenario, tables)})


def shown_book(ctx: Context, scenario: Scenario, tables: Sequence[Sheet]) -> bytes:
    say = ctx.say
    return workbooks.book(ctx, [*tables, _scenario(ctx, scenario)], (plan(scenario).step,), asked=[
        (say("depletion.scenario_name"), scenario.name), (say("depletion.start"), month(scenario.start)),
        (say("depletion.months"), scenario.months), (say("depletion.paths"), scenario.paths),
        (say("depletion.seed"), scenario.seed), *assumed.rows(ctx, scenario)], demo=ctx.snapshot.reserve.demo)


def _scenario(ctx: Context, scenario: Scenario) -> Sheet:
    say = ctx.say
    return Sheet(say("depletion.sheet.scenario"), [
        *(say(f"depletion.sheet.{name}") for name in ("table", "row", "field")), say("export.value")],
        list(whole(ctx, scenario)))


def _headers(ctx: Context) -> list[str]:
    say = ctx.say
    return [say("column.month"), *(f"{one} % {say('axis.tonnes')}" for one in PERCENTILES), say("depletion.odds"),
            say("depletion.odds_low"), say("depletion.odds_high")]


def _months(result: Result, odds: Sequence[Odds]) -> list[Sequence[Cell]]:
    """Percentiles of the net position and the odds of having run short, by month."""
    return [(month(result.scenario.month(at)), *(tonnes(Decimal(f"{value:.6f}")) for value in result.balance[at]),
             *(Decimal(f"{value:.6f}") for value in (odds[at].share, odds[at].low, odds[at].high)))
            for at in range(result.scenario.months)]


def whole(ctx: Context, scenario: Scenario) -> Iterator[tuple[str, int | str, str, Cell]]:
    """Table, row, field and value of every figure of the scenario, choices and parameters by their words; the file of
    the scenario has them as they are read again."""
    for table, row, field, value in _plain(ctx.say, scenario):
        yield table, row, field, _worded(ctx, value) if isinstance(value, str) else value


def _worded(ctx: Context, value: str) -> str:
    if value in ctx.snapshot.rules.at(ctx.today):
        return shown_rules.name(ctx.snapshot.rules[value], ctx.say)
    if value in ("True", "False"):
        return ctx.say("export.yes") if value == "True" else ctx.say("export.no")
    return next((ctx.say(f"{one}.{value}") for one in CHOICES if ctx.say.has(f"{one}.{value}")), value)


def _plain(say: Words, scenario: Scenario) -> Iterator[tuple[str, int | str, str, Cell]]:
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


def _live(row: Month, before: Month | None) -> Sequence[Cell]:
    """A month's account, computed: what is opened with is what the month before closed with, what is bought is what
    is owed − offset, and what is left is opened with + stored − made good − served (+ sold with nothing behind it)."""
    cells: dict[str, Cell] = {name: getattr(row, f"{name}_t") for name in ACCOUNT}
    unbacked, more = (row.unbacked_t, "+J{row}") if before is None else (row.unbacked_t - before.unbacked_t,
                                                                         "+J{row}-J{above}")
    if before is not None:
        cells["opening"] = live("=K{above}", before.closing_t, row.opening_t)
    cells["purchase"] = live("=D{row}-E{row}", row.owed_t - row.offset_t, row.purchase_t)
    cells["closing"] = live("=B{row}+C{row}-G{row}-H{row}" + more,
                            row.opening_t + row.stored_t - row.made_good_t - row.served_t + unbacked, row.closing_t)
    return (month(row.month), *cells.values())


def _book(ctx: Context, scenario: Scenario, result: Result, planned: Plan, odds: Sequence[Odds]) -> bytes:
    say = ctx.say
    account = [_live(row, planned.months[at - 1] if at else None) for at, row in enumerate(planned.months)]
    given: list[Sequence[Cell]] = [
        (say("depletion.scenario_name"), scenario.name, ""), (say("depletion.start"), month(scenario.start), ""),
        (say("depletion.months"), scenario.months, ""), (say("depletion.paths"), result.paths, ""),
        (say("depletion.seed"), result.seed, ""), *assumed.rows(ctx, scenario),
        *((one.name, f"{month(one.month)} · {one.owed_t} t · {one.probability}", say(f"depletion.use.{one.use}"))
          for one in scenario.listed),
        *((one.name, f"{month(one.month)} · {one.area_hm2} hm² · {one.yield_t_hm2} t/hm²", "")
          for one in scenario.batches)]
    return workbooks.book(ctx, [
        Sheet(say("depletion.sheet.months"), _headers(ctx), _months(result, odds),
              ("",) + (exports.T3,) * 5 + ("0.0%",) * 3),
        Sheet(say("depletion.sheet.account"), [say("column.month"), *(say(f"depletion.column.{name}")
                                                                      for name in ACCOUNT)], account,
              ("",) + (exports.T3,) * len(ACCOUNT), total=say("export.sum"), sums=(2, 3, 4, 5, 6, 7)),
        _scenario(ctx, scenario)], (planned.step,), asked=given, demo=ctx.snapshot.reserve.demo)
