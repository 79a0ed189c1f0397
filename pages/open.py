"""Open data: transparency tables (R11, R12) to look up by township and period, to sort, to download."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from api.open_data import Published, published
from api.open_files import cell, heading, plain_name, spoken
from core.open_data import PLACES, Column, Table
from pages import exports, parts, workbooks
from pages.base import Context, context
from ui import blocks, link
from ui.format import number, tonnes_book
from ui.linked import verified
from ui.show import drawer
from ui.workbook import Sheet

TABLE, TOWN, START, END = "open:table", "open:town", "open:from", "open:until"
ROW_PX, TALLEST_PX = 35, 560


def main() -> None:
    ctx = context()
    say, found = ctx.say, published(ctx.snapshot, ctx.today)
    names = [one.name for one in found.tables]
    towns = _towns(found)
    link.restore("open", {TABLE: ("trades", link.one_of(*names)), TOWN: (None, link.one_of(*towns)),
                          START: (None, link.day), END: (None, link.day)})
    if st.session_state[TABLE] not in names:  # prices are published no more
        st.session_state[TABLE] = names[0]
    blocks.title(say("open.question"), say("open.lead"), parts.demo_mark(ctx, any(one.demo for one in found.tables)))
    held = ctx.snapshot.reserve
    blocks.answer(say("open.answer", tables=len(names), rows=number(sum(len(one.rows) for one in found.tables)),
                      stored=tonnes_book(held.stored_t), available=number(held.available_t, 3),
                      held=number(held.held_t, 3), cancelled=number(held.cancelled_t, 3)))
    if not found.prices:
        blocks.note(say("open.no_prices"))
    table = found.table(_asked(ctx, names, towns))
    assert table is not None  # one of the names
    start, end = st.session_state[START], st.session_state[END]
    if start and end and end < start:
        blocks.refusal(say("open.until_wrong"))
    chosen = table.only(st.session_state[TOWN], start, end)
    _table(ctx, table, chosen)
    _agrees(ctx, table)
    _downloads(ctx, found, table)
    if chosen.rows:
        exports.buttons(ctx, f"open-{table.name}", {"xlsx": lambda: _book(ctx, chosen, towns)})
    _licence(ctx, found)
    drawer(say("open.dictionary"), "open:dictionary", lambda: _dictionary(ctx, table))
    parts.end(ctx, "open", {"table": table.name, "town": st.session_state[TOWN], "from": start, "until": end},
              table.demo)


def _towns(found: Published) -> dict[str, str]:
    """Townships that rows are of, Chinese name → English."""
    pairs = {(row[table.at("township_zh")], row[table.at("township_en")]) for table in found.tables
             if "township_zh" in (one.name for one in table.columns) for row in table.rows}
    return dict(sorted((str(zh), str(en)) for zh, en in pairs if zh and "; " not in str(zh)))


def _asked(ctx: Context, names: list[str], towns: dict[str, str]) -> str:
    say = ctx.say
    chosen: str = st.pills(say("open.which"), names, key=TABLE, required=True, persist_state="session",
                           format_func=lambda one: say(f"open.table.{one}"))
    blocks.note(say(f"open.about.{chosen}"))
    place, first, last = st.columns(3)
    place.selectbox(say("open.township"), list(towns), index=None, key=TOWN, persist_state="session",
                    format_func=lambda zh: say.pick(zh, towns[zh]), placeholder=say("open.township_all"))
    for column, key, label in ((first, START, say("open.from")), (last, END, say("open.until"))):
        column.date_input(label, value=None, key=key, min_value=link.DAYS[0], max_value=link.DAYS[1],
                          format="YYYY-MM-DD", persist_state="session")
    return chosen


def _table(ctx: Context, whole: Table, chosen: Table) -> None:
    """The rows that were chosen, and their sums."""
    say = ctx.say
    if not chosen.rows:
        blocks.note(say("open.none" if not whole.rows else "open.none_chosen"))
        return
    shown = [(at, one) for at, one in enumerate(chosen.columns) if one.lang in ("", say.lang)]
    frame = pd.DataFrame({one.name: [_plain(ctx, one, row[at]) for row in chosen.rows] for at, one in shown})
    st.dataframe(frame, hide_index=True, height=min(TALLEST_PX, ROW_PX * (len(frame) + 1) + 3), key="open:rows",
                 column_config={one.name: _config(ctx, one) for _, one in shown},
                 alt=say("open.table_alt", table=say(f"open.table.{chosen.name}")))
    blocks.note(say("open.rows", shown=number(len(chosen.rows)), all=number(len(whole.rows))))
    sums = chosen.sums()
    if sums:
        columns = [one for one in chosen.columns if one.name in sums]
        blocks.table(["", *(heading(one, say) for one in columns)],
                     [[say("open.sum"), *(number(sums[one.name], PLACES[one.kind]) for one in columns)]],
                     range(1, len(columns) + 1), sum_row=True)
    if chosen.demo:
        blocks.note(say("open.demo"))


def _plain(ctx: Context, column: Column, value: Any) -> Any:
    """As a table can sort it; a certificate leads to its page."""
    if column.name == "certificate" and value:
        return getattr(verified(value, ctx.say.lang), "path", value)
    found = cell(column, value, ctx.say)
    if isinstance(found, Decimal):
        return float(found)
    return "" if found is None and column.kind in ("text", "code") else found


def _config(ctx: Context, column: Column) -> Any:
    label, meaning = heading(column, ctx.say), ctx.say(f"open.mean.{plain_name(column)}")
    if column.kind in PLACES:
        places = 2 if column.kind == "share" else PLACES[column.kind]
        return st.column_config.NumberColumn(label, help=meaning, format=f"%.{places}f")
    if column.kind == "date":
        return st.column_config.DateColumn(label, help=meaning, format="YYYY-MM-DD")
    if column.name == "certificate":
        return st.column_config.LinkColumn(label, help=meaning, display_text=r"/verify/([^?]+)")
    return st.column_config.TextColumn(label, help=meaning)


def _agrees(ctx: Context, table: Table) -> None:
    """Whether the whole table adds up to the reserve, where it should."""
    say, held, sums = ctx.say, ctx.snapshot.reserve, table.sums()
    if table.name in ("plots", "lots"):
        balances = {"stored": held.stored_t, "available": held.available_t, "held": held.held_t,
                    "cancelled": held.cancelled_t}
        agrees = all(sums[f"{name}_t"] == value for name, value in balances.items())
        text = say("open.agrees", **{name: number(value, 3) for name, value in balances.items()})
    elif table.name == "cancellations":
        agrees, text = sums["tonnes_t"] == held.cancelled_t, say("open.used", tonnes=tonnes_book(held.cancelled_t))
    else:
        return
    if agrees:
        blocks.note(text)
    else:
        blocks.warning(say("open.differs"))


def _downloads(ctx: Context, found: Published, table: Table) -> None:
    """The same files that other machines fetch, the CSV in words of the page's language."""
    say = ctx.say
    st.header(say("open.downloads"), anchor=False)
    with st.container(horizontal=True):
        for file in found.files(table.name):
            form = file.rpartition(".")[2]
            query = f"?names={say.lang}" if form == "csv" else ""
            st.link_button(say(f"open.download_{form}"), f"/api/v1/open/{file}{query}", icon=":material/download:")
    blocks.note(say("open.machines", listing="/api/v1/open", file=f"/api/v1/open/{table.name}.csv"))


def _book(ctx: Context, table: Table, towns: dict[str, str]) -> bytes:
    """The rows that were looked up, in words of the page's language. `towns`: Chinese name → English."""
    say, (heads, rows) = ctx.say, spoken(table, ctx.say)
    shown = [one for one in table.columns if one.lang in ("", say.lang)]
    formats = ["#,##0." + "0" * PLACES[one.kind] if PLACES.get(one.kind) else "" for one in shown]
    sums = [at for at, one in enumerate(shown) if at and one.name in table.sums()]
    return workbooks.book(
        ctx, [Sheet(say(f"open.table.{table.name}"), heads, rows, formats, total=say("export.sum") if sums else "",
                    sums=sums)],
        asked=workbooks.filters(ctx, (say("open.township"), TOWN, lambda zh: say.pick(zh, towns[zh])),
                                (say("open.from"), START, None), (say("open.until"), END, None)),
        read=("open_data_licence",), demo=table.demo)


def _licence(ctx: Context, found: Published) -> None:
    st.header(ctx.say("open.licence"), anchor=False)
    blocks.note(ctx.say(f"open.licence.{found.licence.text}"))


def _dictionary(ctx: Context, table: Table) -> None:
    say = ctx.say
    blocks.table([say(f"open.dictionary.{name}") for name in ("name", "meaning", "type")],
                 [[heading(one, say), say(f"open.mean.{plain_name(one)}"), say(f"open.type.{one.kind}")]
                  for one in table.columns if one.lang in ("", say.lang)])
    blocks.note(say("open.dictionary_note"))
    st.link_button(say("open.dictionary_csv"), "/api/v1/open/dictionary.csv", icon=":material/download:")


main()
