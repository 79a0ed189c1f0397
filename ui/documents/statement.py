"""对账单, the statement of one village group: what it was given of the income, order by order, and what was paid out.

It names nobody and can be put up in the village.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from datetime import date as Date

from core.amount_words import in_capitals
from core.ledger.entry import Entry
from core.ledger.income import Line
from core.numbers import ZERO
from ui.documents.typeset import pdf
from ui.format import money, number
from ui.words import Words

COLUMNS = ("shared_on", "order", "lot", "tonnes", "part", "share", "amount", "agreement", "paid_on")
FIGURES = (3, 4, 5, 6)


def statement(group: str, mine: Sequence[Line], shown: Callable[[Line, str], str], head: Entry, day: Date,
              say: Words) -> bytes:
    """PDF/A. `mine`: the group's portions; `shown`: a cell of a line as the page shows it; `head`: the last entry of
    the journal, up to which it speaks; `day`: when. The same bytes for the same books and day."""
    given = sum((one.portion.amount_cny for one in mine), ZERO)
    paid = sum((one.portion.amount_cny for one in mine if one.portion.paid_on), ZERO)
    tonnes = number(sum((one.portion.tonnes for one in mine), ZERO), 3)
    total = {"shared_on": say("sharing.sum"), "tonnes": tonnes, "amount": money(given)}
    return pdf("statement", {
        "lang": say.lang, "title": say("paper.statement"), "subject": group,
        "as_of": say("paper.statement_as_of", day=day, entry=head.number),
        "demo": say("frame.demo") if any(one.demo for one in mine) else "",
        "cards": [{"label": say(f"sharing.column.{name}"), "value": money(amount),
                   "more": in_capitals(amount) if say.lang == "zh" else ""}
                  for name, amount in (("amount", given), ("paid", paid), ("open", given - paid))],
        "head": [say(f"sharing.column.{name}") for name in COLUMNS], "right": list(FIGURES),
        "rows": [[shown(one, name) for name in COLUMNS] for one in mine],
        "sum": [total.get(name, "") for name in COLUMNS],
        "notes": [say("sharing.statement_note")],
        "footer": say("paper.statement_hash", entry=head.number, hash=head.hash),
    }, datetime.combine(day, datetime.min.time(), UTC))
