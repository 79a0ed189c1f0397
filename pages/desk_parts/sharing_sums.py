"""Income that was shared, added up by year and party, and the statement of one village group (对账单)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.ledger.income import Line, Sum, groups, lines, sums
from core.ledger.portions import share_of
from core.numbers import ZERO
from core.numbers import money as cents
from pages import exports, parts, workbooks
from pages.base import Context
from pages.desk_parts.named import called
from pages.desk_parts.sharing_order import who
from ui import blocks
from ui.documents.sheet import Sheet as Paper
from ui.documents.statement import statement as paper
from ui.format import money, number, percent
from ui.workbook import Cell, Sheet, live

TOTALS = ("year", "party", "tonnes", "amount", "paid", "open")
SHOWN = ("order", "amount", "paid_on", "tonnes", "part", "share", "lot", "agreement")  # on a phone the first
STATEMENT = ("shared_on", "order", "lot", "plot", "tonnes", "part", "share", "amount", "agreement", "paid_on",
             "voucher")


def totals(ctx: Context, key: str) -> None:
    """Per year, village groups first; the year is chosen where there are several. `key`: of the chosen year."""
    say, found = ctx.say, sums(lines(ctx.books))
    years = ["", *dict.fromkeys(str(one.year) for one in found)]
    if st.session_state[key] not in years:
        st.session_state[key] = ""
    year = st.selectbox(say("sharing.year"), years, key=key, persist_state="session",
                        format_func=lambda name: name or say("sharing.every_year"))
    mine = [one for one in found if year in ("", str(one.year))]
    blocks.table([say(f"sharing.column.{name}") for name in TOTALS],
                 [(str(one.year), who(ctx, (one.party, one.group_zh)), number(one.tonnes, 3), money(one.amount_cny),
                   money(one.paid_cny), money(one.open_cny)) for one in mine] + [_sum_row(ctx, mine)],
                 (2, 3, 4, 5), sum_row=True)
    blocks.note(say("sharing.totals_note"))
    exports.buttons(ctx, "sharing", {"xlsx": lambda: _totals_book(ctx, mine)})


def _sum_row(ctx: Context, mine: Sequence[Sum]) -> tuple[str, ...]:
    """Money only: the tonnes of a lot stand in the line of each party it was shared to."""
    return (ctx.say("sharing.sum"), "", "", *(money(sum((getattr(one, field) for one in mine), ZERO))
                                              for field in ("amount_cny", "paid_cny", "open_cny")))


def _totals_book(ctx: Context, mine: Sequence[Sum]) -> bytes:
    say = ctx.say
    rows: list[Sequence[Cell]] = [(one.year, who(ctx, (one.party, one.group_zh)), one.tonnes, one.amount_cny,
                                   one.paid_cny, live("=D{row}-E{row}", one.amount_cny - one.paid_cny, one.open_cny))
                                  for one in mine]
    demo = any(one.demo for one in lines(ctx.books))
    sheet = Sheet(say("sharing.part.totals"), [say(f"sharing.column.{name}") for name in TOTALS], rows,
                  ("0", "", exports.T3, *(exports.CNY,) * 3), total=say("export.sum"), sums=(3, 4, 5))
    return workbooks.book(ctx, [sheet], demo=demo, read=("village_income_share",))


def statement(ctx: Context, key: str) -> None:
    """What one village group was given, order by order, and what of it was paid out. `key`: of the chosen group."""
    say, names = ctx.say, groups(ctx.books)
    if not names:
        blocks.note(say("sharing.groups_empty"))
        return
    if st.session_state[key] not in names:
        st.session_state[key] = names[0]
    group = st.selectbox(say("sharing.group"), names, key=key, persist_state="session",
                         format_func=lambda name: say.pick(name, name))
    mine = _lines(ctx, group)
    given = sum((one.portion.amount_cny for one in mine), ZERO)
    paid = sum((one.portion.amount_cny for one in mine if one.portion.paid_on), ZERO)
    blocks.answer(say("sharing.statement_answer", group=blocks.typed(say.pick(group, group)), given=money(given),
                      paid=money(paid), open=money(given - paid)))
    if mark := parts.demo_mark(ctx, any(one.demo for one in mine)):
        blocks.note(mark)
    rows = [{column: _shown(column, cell) for column, cell in zip(STATEMENT, _row(ctx, one), strict=True)}
            for one in mine]
    total = {"order": say("sharing.sum"), "amount": money(given),
             "tonnes": number(sum((one.portion.tonnes for one in mine), ZERO), 3)}
    blocks.table([say(f"sharing.column.{name}") for name in SHOWN],
                 [[row.get(name, "") for name in SHOWN] for row in (*rows, total)], (1, 3, 4, 5), sum_row=True)
    blocks.note(say("sharing.statement_note"))
    exports.papers(ctx, "statement", lambda: statement_book(ctx, group), statement_sheet(ctx, group))


def _lines(ctx: Context, group: str) -> list[Line]:
    return [one for one in lines(ctx.books) if one.portion.group_zh == group]


def _row(ctx: Context, one: Line) -> tuple[Cell, ...]:
    portion = one.portion
    return (one.shared_on, called(ctx, "order", one.order), portion.lot, portion.plot, portion.tonnes, one.part_cny,
            share_of(ctx.books, portion), portion.amount_cny, portion.agreement, portion.paid_on,
            portion.voucher or None)


def _shown(column: str, cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return number(cell, 3) if column == "tonnes" else percent(cell, 2) if column == "share" else money(cell)
    return "–" if cell is None else str(cell)


def statement_sheet(ctx: Context, group: str) -> Paper:
    """The statement to print and put up."""
    def shown(one: Line, column: str) -> str:
        return _shown(column, dict(zip(STATEMENT, _row(ctx, one), strict=True))[column])

    assert ctx.books.head is not None  # what was shared stands in the journal
    return paper(ctx.say.pick(group, group), _lines(ctx, group), shown, ctx.books.head, ctx.today, ctx.say)


def statement_book(ctx: Context, group: str) -> bytes:
    """The statement as a workbook to hand out: what the page shows, and nobody's name."""
    say, mine = ctx.say, _lines(ctx, group)
    asked: list[Sequence[Cell]] = [
        (say("sharing.group"), say.pick(group, group)), (say("sharing.statement_of"), ctx.today),
        (say("sharing.column.open"), sum((one.portion.amount_cny for one in mine if not one.portion.paid_on), ZERO),
         "CNY")]
    rows = [(*cells[:7], live("=ROUND(F{row}*G{row},2)", cents(cells[5] * cells[6]), cells[7]), *cells[8:])
            if isinstance(cells[5], Decimal) and isinstance(cells[6], Decimal) and isinstance(cells[7], Decimal)
            else cells for cells in (_row(ctx, one) for one in mine)]
    return workbooks.book(ctx, [
        Sheet(say("sharing.part.statement"), [say(f"sharing.column.{name}") for name in STATEMENT],
              rows, ("", "", "", "", exports.T3, exports.CNY, "0.00%", exports.CNY),
              total=say("export.sum"), sums=(4, 7))],
        asked=asked, read=("village_income_share",), demo=any(one.demo for one in mine))
