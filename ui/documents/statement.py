"""对账单, the statement of one village group: what it was given of the income, order by order, and what was paid out.

It names nobody and can be put up in the village.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from core.amount_words import in_capitals
from core.ledger.entry import Entry
from core.ledger.income import Line
from core.numbers import ZERO
from ui.documents.sheet import Figure, Sheet
from ui.format import money, number
from ui.words import Words

COLUMNS = ("shared_on", "order", "lot", "tonnes", "part", "share", "amount", "agreement", "paid_on")


def statement(group: str, mine: Sequence[Line], shown: Callable[[Line, str], str], head: Entry, day: date,
              say: Words) -> Sheet:
    """`mine`: the group's portions; `shown`: a cell of a line as the page shows it; `head`: the last entry of the
    journal, up to which it speaks; `day`: when."""
    given = sum((one.portion.amount_cny for one in mine), ZERO)
    paid = sum((one.portion.amount_cny for one in mine if one.portion.paid_on), ZERO)
    total = {"shared_on": say("sharing.sum"), "amount": money(given),
             "tonnes": number(sum((one.portion.tonnes for one in mine), ZERO), 3)}
    return Sheet(
        say.lang, day, say("paper.statement"), group, say("paper.statement_as_of", day=day, entry=head.number),
        [Figure(say(f"sharing.column.{name}"), money(amount), in_capitals(amount) if say.lang == "zh" else "")
         for name, amount in (("amount", given), ("paid", paid), ("open", given - paid))],
        [say(f"sharing.column.{name}") for name in COLUMNS],
        [[shown(one, name) for name in COLUMNS] for one in mine],
        [at for at, name in enumerate(COLUMNS) if name in ("tonnes", "part", "share", "amount")],
        [total.get(name, "") for name in COLUMNS], [say("sharing.statement_note")],
        say("paper.statement_hash", entry=head.number, hash=head.hash),
        say("frame.demo") if any(one.demo for one in mine) else "")
