"""What every page's workbook holds besides its results: what was asked, the working, sources and assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import streamlit as st

from core.market.days import PUBLISHER_EN, PUBLISHER_ZH
from core.numbers import money, tonnes
from core.problem import Problem
from core.rules import Reading
from core.trace import Given, Step, Value, readings, walk
from pages.base import Context
from ui import rules as shown
from ui.workbook import Cell, Sheet, live, workbook
from ui.working import said, symbol, unit

Row = Sequence[Cell]


def book(ctx: Context, sheets: Sequence[Sheet], steps: Sequence[Step] = (), *, asked: Sequence[Row] = (),
         read: Iterable[str | Reading] = (), worked: Sequence[tuple[str, str]] = (), demo: bool = False) -> bytes:
    """A page's workbook, its own sheets first; of several those with rows. `asked`: (what, value, unit) of what the
    result was asked for; `read`: parameters behind it that no step names, by id or as
    they were read; `worked`: (figure, how it comes
    about) where it is a sum of the books."""
    found = _found(ctx, steps, read)
    return workbook([*([one for one in sheets if one.rows] or sheets[:1]), inputs(ctx, asked),
                     working(ctx, steps, worked), sources(ctx, found, demo), assumptions(ctx, found)])


def filters(ctx: Context, *used: tuple[str, str, Callable[[str], str] | None]) -> list[Row]:
    """By which filters the rows of a list were found: (label, key in the session, its value in words)."""
    chosen = [(label, st.session_state.get(key), named) for label, key, named in used]
    return [(label, (named(value) if named else value) if value else ctx.say("export.every"))
            for label, value, named in chosen]


def inputs(ctx: Context, asked: Sequence[Row]) -> Sheet:
    """What was asked, and of which day and state of the books."""
    say, head = ctx.say, ctx.books.head
    rows: list[Row] = [row for row in asked if row[1] not in (None, "")]
    rows += [(say("export.as_of"), ctx.today), (say("export.data_version"), ctx.snapshot.version)]
    if head is not None:
        rows.append((say("export.entry"), head.number))
    return Sheet(say("export.inputs"), (say("export.what"), say("export.value"), say("export.unit")), rows)


def working(ctx: Context, steps: Sequence[Step], worked: Sequence[tuple[str, str]] = ()) -> Sheet:
    """Every step, its formula and inputs, one a row; sums of the books in words."""
    say = ctx.say
    rows: list[Row] = [(what, None, "", how) for what, how in worked]
    for top in steps:
        for step in walk(top):
            rows.append((say(f"step.{step.key}"), _cell(step.value, ctx), unit(step.unit, say), step.formula,
                         say.pick(step.source, step.source)))
            rows += [(_given(ctx, given), _cell(given.value, ctx), unit(given.unit, say), "",
                      say.pick(given.rule.reference.title_zh, given.rule.reference.title_en) if given.rule else "")
                     for given in step.inputs]
    if not steps:
        rows.append((say("export.worked"), None, "", say("export.worked_books")))
    return Sheet(say("export.working"), (say("export.what"), say("export.value"), say("export.unit"),
                                         say("export.formula"), say("export.reference")), rows)


def sources(ctx: Context, found: Sequence[Reading], demo: bool) -> Sheet:
    """Where the figures come from, and every parameter behind them."""
    say, head = ctx.say, ctx.books.head
    rows: list[Row] = []
    if len(ctx.snapshot.series) and any(one.id == "price_multiplier" for one in found):
        rows.append((say("export.price_source"), ctx.snapshot.series.last_date, "", None, "",
                     say.pick(PUBLISHER_ZH, PUBLISHER_EN)))
    if head is not None:
        rows.append((say("export.hash"), head.hash))
    if demo:
        rows.append((say("frame.demo"), say("frame.demo_note")))
    rows += [(_named(ctx, one.id), *_value(ctx, one), one.since, say(f"status.{one.status}"),
              say.pick(one.reference.title_zh, one.reference.title_en), one.reference.href) for one in found]
    return Sheet(say("export.sources"), (
        *(say(f"export.{name}") for name in ("what", "value", "unit", "since", "status", "reference", "href")),), rows)


def assumptions(ctx: Context, found: Sequence[Reading]) -> Sheet:
    """The parameters that an official still has to confirm, with what they may be."""
    say = ctx.say
    rows: list[Row] = [
        (_named(ctx, one.id), *_value(ctx, one), *(one.plausible or (None, None)), say(f"status.{one.status}"),
         say.pick(one.reference.title_zh, one.reference.title_en)) for one in found if one.is_assumption]
    return Sheet(say("export.assumptions"), (
        *(say(f"export.{name}") for name in ("what", "value", "unit", "likely_low", "likely_high", "status",
                                             "reference")),), rows or [(say("export.no_assumptions"),)])


def settlement(ctx: Context, first: int, owed: Decimal, offset: Decimal, purchase: Decimal,
               price: tuple[Decimal, Decimal] | None, unit_price: Decimal, amount: Decimal) -> list[Row]:
    """owed − offset = purchase; average × share = price; tonnes × price = amount, from row `first` on (2: the first
    below the headings). `price`: national average and the scheme's share of it, where they are known."""
    say, cny, cny_t = ctx.say, unit("CNY", ctx.say), unit("CNY/t", ctx.say)
    rows: list[Row] = [
        (say("loss.owed"), owed, "tCO₂e"), (say("loss.offset"), offset, "tCO₂e"),
        (say("loss.purchase"), live(f"=ROUND(B{first}-B{first + 1},3)", tonnes(owed - offset), purchase), "tCO₂e")]
    made: Cell = unit_price
    if price is not None:
        average, share = price
        rows += [(say("price.column.average"), average, cny_t), (say("export.price_share"), share, "")]
        made = live(f"=ROUND(B{first + 3}*B{first + 4},2)", money(average * share), unit_price)
    rows.append((say("price.trading"), made, cny_t))
    last = first + len(rows) - 1
    rows.append((say("loss.cost"), live(f"=ROUND(B{first + 2}*B{last},2)", money(purchase * unit_price), amount),
                 cny))
    return rows


def _found(ctx: Context, steps: Sequence[Step], read: Iterable[str | Reading]) -> list[Reading]:
    """Each parameter once: those of the steps as they were read, the others as they are today."""
    seen = {one.id: one for step in steps for one in readings(step)}
    at = ctx.snapshot.rules.at(ctx.today)
    for one in read:
        found = one if isinstance(one, Reading) else at[one]
        seen.setdefault(found.id, found)
    return list(seen.values())


def _named(ctx: Context, rule_id: str) -> str:
    try:
        return shown.name(ctx.snapshot.rules[rule_id], ctx.say)
    except Problem:  # an equation of a tree is read like a parameter and is none
        return ctx.say("export.equation")


def _value(ctx: Context, one: Reading) -> tuple[Cell, str]:
    """A parameter and its unit; a number stays one."""
    if isinstance(one.value, Decimal):
        return one.value, unit(one.unit, ctx.say)
    return shown.value(one.value, "", ctx.say, ctx.snapshot.species), unit(one.unit, ctx.say)


def _given(ctx: Context, given: Given) -> str:
    """The letter of the formula, and what it stands for where that is a parameter."""
    letter = f"    {symbol(given.symbol, ctx.say)}"
    return f"{letter} · {_named(ctx, given.rule.id)}" if given.rule else letter


def _cell(value: Value, ctx: Context) -> Cell:
    return value if isinstance(value, Decimal) else said(value, ctx.say)
