"""Several purchases on several dates: what each costs and why, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.market.basket import COLUMNS, MOST_T, Basket, Entry, price_basket
from core.numbers import money as cents
from core.numbers import tonnes as rounded
from core.problem import Problem
from core.sheet import read_sheet
from pages import exports, parts, workbooks
from pages.base import Context
from ui import blocks, link
from ui.format import money, number, unit_price
from ui.show import drawer
from ui.workbook import Cell, Sheet, comma_separated, live, workbook

ROWS, EDITOR, KEPT = "price:basket_rows", "price:basket:editor", "price:basket:kept"
MOST = 200  # rows
UPLOAD_MB = 2
Rows = list[tuple[str, str, str]]


def _packed(text: str) -> Rows:
    """Rows that the table can show; ValueError for any other."""
    found = link.unpack(text)
    if not isinstance(found, list) or not 0 < len(found) <= MOST:
        raise ValueError(text[:40])
    for row in found:
        if not (isinstance(row, list) and len(row) == 3 and all(isinstance(cell, str) for cell in row)):
            raise ValueError(text[:40])
        if row[0]:
            link.day(row[0])
        if row[1]:
            link.between(-float(MOST_T), float(MOST_T))(row[1])
    return [(row[0], row[1][:20], row[2][:60]) for row in found]


READERS = {ROWS: (None, _packed)}


def show(ctx: Context) -> dict[str, object]:
    if st.session_state[ROWS] is None:
        last = ctx.snapshot.series.last_date
        st.session_state[ROWS] = [((last - timedelta(days=days)).isoformat(), amount, "")
                                  for days, amount in ((365, "100"), (180, "250.5"), (0, "50"))]
    if EDITOR not in st.session_state and KEPT in st.session_state:  # back from another view: the editor was let go
        st.session_state[ROWS] = st.session_state[KEPT]
    answer = st.container()
    _upload(ctx)
    rows = _edit(ctx)
    st.session_state[KEPT] = rows
    basket = price_basket(ctx.snapshot.series, ctx.snapshot.rules, _entries(rows), ctx.today)
    with answer:
        _answer(ctx, basket)
    steps = tuple(line.price.step for line in basket.lines if line.price is not None)
    parts.working(ctx, steps[:20], "price:basket:working")
    exports.buttons(ctx, "basket", {"xlsx": lambda: _workbook(ctx, basket), "csv": lambda: comma_separated(
        _headers(ctx), _cells(ctx, basket))})
    return {ROWS: link.pack(rows)}


def _entries(rows: Rows) -> list[Entry]:
    return [Entry(date.fromisoformat(day), _decimal(amount), label) for day, amount, label in rows if day and amount]


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
        return rounded(found) if abs(found) <= MOST_T else found
    except ArithmeticError:
        return Decimal("NaN")


def _answer(ctx: Context, basket: Basket) -> None:
    say = ctx.say
    good = [line for line in basket.lines if line.amount_cny is not None]
    if not good:
        blocks.note(say("basket.empty"))
    else:
        blocks.answer(say("basket.answer", count=len(good), tonnes=number(basket.tonnes, 3),
                          amount=money(basket.amount_cny),
                          average=unit_price(basket.amount_cny / basket.tonnes)))
    if any(line.price is not None and line.price.market_date == ctx.snapshot.series.last_date
           and line.entry.trade_date > line.price.market_date for line in good):
        parts.price_age(ctx)
    if any(line.assumed for line in good):
        blocks.note(say("basket.assumed"))
    for at, line in enumerate(basket.lines, start=1):
        if line.problem is not None:
            blocks.refusal(say("basket.row", row=at, why=say.problem(line.problem)))
    if good:
        blocks.table(_headers(ctx), [*([_text(cell) for cell in row] for row in _cells(ctx, basket)),
                                     [say("price.kind.total"), "", number(basket.tonnes, 3), "", "", "",
                                      money(basket.amount_cny), ""]], (2, 4, 5, 6), sum_row=True)
        blocks.note(parts.price_source(ctx))


def _headers(ctx: Context) -> list[str]:
    return [ctx.say(f"price.column.{name}") for name in (
        "trade_date", "label", "tonnes", "market_date", "average", "trading", "amount", "source")]


def _cells(ctx: Context, basket: Basket) -> list[Sequence[Cell]]:
    return [(line.entry.trade_date, line.entry.label, line.entry.tonnes, line.price.market_date,
             line.price.national_average, line.price.trading_price, line.amount_cny,
             ctx.say.pick(*[(line.price.day.week or line.price.day).source] * 2))
            for line in basket.lines if line.price is not None]


def _text(cell: Cell) -> str:
    return f"{cell:,f}" if isinstance(cell, Decimal) else str(cell)


def _edit(ctx: Context) -> Rows:
    """The rows as a table that can be typed or pasted into."""
    say = ctx.say
    st.header(say("basket.rows"), anchor=False)
    frame = pd.DataFrame([(date.fromisoformat(day) if day else None, _number(amount), label)
                          for day, amount, label in st.session_state[ROWS]], columns=["date", "tonnes", "label"])
    edited = st.data_editor(frame, num_rows="dynamic", hide_index=True, key=EDITOR, column_config={
        "date": st.column_config.DateColumn(say("price.column.trade_date"), min_value=link.DAYS[0],
                                            max_value=link.DAYS[1], format="YYYY-MM-DD"),
        "tonnes": st.column_config.NumberColumn(say("price.column.tonnes"), min_value=0.0, max_value=float(MOST_T),
                                                format="%.3f"),
        "label": st.column_config.TextColumn(say("price.column.label"), max_chars=60)})
    blocks.note(say("basket.paste"))
    return [(_day(row.date), "" if pd.isna(row.tonnes) else repr(float(row.tonnes)),
             "" if pd.isna(row.label) else str(row.label)[:60])
            for row in edited.head(MOST).itertuples(index=False)]


def _number(text: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _day(value: Any) -> str:
    return "" if pd.isna(value) else pd.Timestamp(value).date().isoformat()


def _upload(ctx: Context) -> None:
    """A sheet of purchases takes the place of the rows; a faulty one changes nothing."""
    drawer(ctx.say("basket.upload"), "price:basket:file", lambda: _file(ctx))


def _file(ctx: Context) -> None:
    say = ctx.say
    st.download_button(say("basket.template"), lambda: workbook([Sheet(say("basket.rows"), [
        say("price.column.trade_date"), say("price.column.tonnes"), say("price.column.label")],
        [(date(2025, 10, 21), Decimal("12.5"), "")])]), file_name="zhanbu-basket-template.xlsx",
        mime=exports.TYPES["xlsx"], key="price:basket:template", on_click="ignore")
    file = st.file_uploader(say("basket.file"), type=["xlsx", "csv"], key="price:basket:upload",
                            max_upload_size=UPLOAD_MB)
    if file is None or st.session_state.get("price:basket:read") == file.file_id:
        return
    try:
        rows = _read(file.name, file.getvalue())
    except Problem as problem:
        blocks.refusal(say.problem(problem))
        return
    st.session_state["price:basket:read"] = file.file_id
    st.session_state[ROWS] = rows
    st.session_state.pop(EDITOR, None)
    st.session_state.pop(KEPT, None)
    st.rerun()


def _read(name: str, data: bytes) -> Rows:
    rows: Rows = []
    for row in read_sheet(name, data, COLUMNS):
        row.need("date")
        row.need("tonnes")
        day, amount = row.day("date"), row.number("tonnes", Decimal(0), MOST_T)
        assert day is not None and amount is not None  # needed above
        if not link.DAYS[0] <= day <= link.DAYS[1]:
            raise Problem("basket_day", file=name, row=row.line, value=day, first=link.DAYS[0], last=link.DAYS[1])
        rows.append((day.isoformat(), f"{amount:f}", row.text("label")[:60]))
    if len(rows) > MOST:
        raise Problem("sheet_rows", file=name, limit=MOST)
    return rows


def _workbook(ctx: Context, basket: Basket) -> bytes:
    say = ctx.say
    steps = [line.price.step for line in basket.lines if line.price is not None]
    rows = [(*cells[:5], live(f"=ROUND(E{{row}}*{line.price.multiplier},2)",
                              cents(line.price.national_average * line.price.multiplier), line.price.trading_price),
             cells[6] if line.amount_cny is None else live(
                 "=ROUND(C{row}*F{row},2)", cents(line.entry.tonnes * line.price.trading_price), line.amount_cny),
             cells[7])
            for line, cells in zip([one for one in basket.lines if one.price is not None], _cells(ctx, basket),
                                   strict=True) if line.price is not None]
    return workbooks.book(ctx, [
        Sheet(say("basket.rows"), _headers(ctx), rows, ("", "", exports.T3, "", exports.CNY, exports.CNY, exports.CNY),
              total=say("price.kind.total"), sums=(2, 6))], steps)
