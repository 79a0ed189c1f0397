"""The checklist as a workbook and as CSV, with empty columns for working it through on paper."""

from __future__ import annotations

from collections.abc import Sequence

from pages import exports, workbooks
from pages.base import Context
from pages.conformity_case import Entry, View, amount, entry_name, status_word
from ui import rules as shown
from ui.workbook import Cell, Sheet, comma_separated


def buttons(ctx: Context, found: View, rows: Sequence[Entry]) -> None:
    """Downloads of what the filters leave; the workbook has the records and what the figures rest on, too."""
    say = ctx.say
    demo = any(one.demo for one in ctx.snapshot.proposals)
    exports.buttons(ctx, "conformity", {
        "xlsx": lambda: workbooks.book(
            ctx, [Sheet(say("conformity.sheet.list"), headers(ctx, found), lines(ctx, found, rows)),
                  Sheet(say("conformity.sheet.records"), _record_headers(ctx), _records(ctx))],
            read=[one.found.reading if one.found else one.rule.id for one in rows], demo=demo),
        "csv": lambda: comma_separated(headers(ctx, found), lines(ctx, found, rows)),
    })


def headers(ctx: Context, found: View) -> list[str]:
    say = ctx.say
    return [say("conformity.column.id"), *(say(f"conformity.column.{name}") for name in (
        "name", "group", "status", "value")), say("conformity.fact.since"), say("conformity.fact.source"),
        *(say("conformity.column.range_of", headline=say(f"conformity.headline.{name}"))
          for name in found.list.base),
        *(say(f"conformity.blank.{name}") for name in ("value", "document", "clause", "date", "by"))]


def lines(ctx: Context, found: View, rows: Sequence[Entry]) -> list[Sequence[Cell]]:
    say, at, out = ctx.say, ctx.snapshot.rules.at(ctx.today), []
    for one in rows:
        reading = one.found.reading if one.found is not None else at[one.rule.id]
        moved = {} if one.found is None else {each.headline: each for each in one.found.movements if each.width}
        out.append((one.rule.id, entry_name(ctx, one), say(f"conformity.group.{one.group}"),
                    status_word(one.status, say),
                    shown.value(reading.value, reading.unit, say, ctx.snapshot.species), reading.since,
                    say.pick(reading.reference.title_zh, reading.reference.title_en),
                    *(say("conformity.range", low=amount(name, moved[name].low), high=amount(name, moved[name].high))
                      if name in moved else "" for name in found.list.base), "", "", "", "", ""))
    return out


def _record_headers(ctx: Context) -> list[str]:
    say = ctx.say
    return [say(f"conformity.column.{name}") for name in ("number", "id", "value")] + [
        say("conformity.fact.since"), say("conformity.document"), say("conformity.clause"), say("conformity.link"),
        say("conformity.column.note"), say("conformity.column.recorded_utc"), say("conformity.column.withdraws")]


def _records(ctx: Context) -> list[Sequence[Cell]]:
    out: list[Sequence[Cell]] = []
    for one in ctx.snapshot.decisions:
        kept = one.confirmed
        value = "" if kept is None else shown.value(kept.value, "", ctx.say, ctx.snapshot.species)
        out.append((one.number, one.rule, value, kept.since if kept else None, kept.document if kept else "",
                    kept.clause if kept else "", kept.link if kept else "", one.note,
                    f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", one.withdraws))
    return out
