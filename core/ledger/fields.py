"""What may stand in a command and in an entry: names, serials, tonnes, money, dates, numbers of certificates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from core.ledger.decision import Decision
from core.ledger.occupation import Occupation
from core.ledger.personal import check_public
from core.ledger.plot_file import PlotFile
from core.ledger.state import Booking, Certificate, Stock
from core.ledger.watch import Finding
from core.numbers import CENT, TONNE, ZERO, tonnes_down
from core.problem import Problem

LONGEST_NAME, LONGEST_TEXT, LONGEST_STATEMENT = 60, 500, 2000
SHARE = Decimal("0.0001")
MOST = Decimal(10) ** 9  # t or CNY; far more than any county has
NUMBER = re.compile(r"YM-C-(\d{4})-(\d{4,})")  # the certificates of cancellation that this journal gives


def certificate_number(year: int, number: int) -> str:
    return f"YM-C-{year:04}-{number:04}"


def notice_number(year: int, number: int) -> str:
    """Of a notice of loss (告知书)."""
    return f"YM-N-{year:04}-{number:04}"


def certificate_place(text: str) -> tuple[int, int] | None:
    """(year, number) of a certificate of cancellation; None for any other text."""
    found = NUMBER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def name(value: str, field: str, longest: int = LONGEST_NAME) -> str:
    """A text in one line, without blanks around it; Problem `ledger_text`."""
    text = value.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise Problem("ledger_text", field=f"ledger.{field}", longest=longest)
    return text


def public(value: str, field: str) -> str:
    """A text in words that anybody may read; Problem `ledger_text`, `journal_personal`."""
    return name(check_public(value), field, LONGEST_TEXT)


def statement(value: str, field: str) -> str:
    """A longer one of the same sort."""
    return name(check_public(value), field, LONGEST_STATEMENT)


def share(value: Decimal, field: str) -> Decimal:
    """A share from 0 to 1 with at most four decimals; Problem `ledger_share`."""
    if not value.is_finite() or not 0 <= value <= 1 or value != value.quantize(SHARE):
        raise Problem("ledger_share", field=f"ledger.{field}", value=value)
    return value.quantize(SHARE)


def serial(value: str) -> str:
    """A serial number in the one way it is written here, so that it cannot come twice in two spellings."""
    return name("".join(unicodedata.normalize("NFKC", value).upper().split()), "serial")


def day(value: str, field: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Problem("ledger_date", field=f"ledger.{field}", value=value[:LONGEST_NAME]) from None


def tonnes(value: Decimal, field: str, least: Decimal = TONNE) -> Decimal:
    """Tonnes (or another quantity) to 0.001, from `least` on; Problem `ledger_tonnes`. Nothing is rounded here."""
    if not value.is_finite() or not least <= value <= MOST or value != value.quantize(TONNE):
        raise Problem("ledger_tonnes", field=f"ledger.{field}", value=value, least=least, most=MOST)
    return value.quantize(TONNE)


def money(value: Decimal, field: str, least: Decimal = ZERO) -> Decimal:
    """CNY to 0.01, from `least` on; Problem `ledger_money`."""
    if not value.is_finite() or not least <= value <= MOST or value != value.quantize(CENT):
        raise Problem("ledger_money", field=f"ledger.{field}", value=value, least=least, most=MOST)
    return value.quantize(CENT)


def quantity(text: str, field: str) -> Decimal:
    """Tonnes in a correction, written with a point."""
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", text):
        raise Problem("ledger_tonnes", field=f"ledger.{field}", value=text[:LONGEST_NAME], least=TONNE, most=MOST)
    return tonnes(Decimal(text), field)


Thing = Stock | Certificate | Booking | PlotFile | Occupation | Finding | Decision
Reader = Callable[[str, str], Any]

# What a correction may change, by the kind of thing. Anything else has an act of its own that undoes it.
CORRECTABLE: Mapping[str, Mapping[str, Reader]] = {
    "lot": {"batch": name, "plot": name, "period_start": day, "period_end": day, "stored_t": quantity},
    "certificate": {"issuer": name, "valid_until": day, "quantity": quantity},
    "order": {"project_zh": name, "project_en": name, "kind": name, "township_zh": name, "township_en": name},
    "plot": {"name_zh": name, "name_en": name, "township_zh": name, "township_en": name, "group_zh": name,
             "planted_on": day},
    "occupation": {"project_zh": name, "project_en": name, "township_zh": name, "township_en": name,
                   "planned_on": day},
    "finding": {"source": public, "subject": public},
    "decision": {"meeting": public, "met_on": day, "matter": public, "text": statement,
                 "basis": public},
}


def as_text(value: Decimal | date | str) -> str:
    """A field as entries have it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def said(thing: Thing, field: str) -> str:
    """What the books say now of a correctable field."""
    part = thing.lot if isinstance(thing, Stock) else thing.order if isinstance(thing, Booking) else thing
    return as_text(getattr(part, field))


def corrected(thing: Thing, field: str, text: str) -> Thing:
    """The thing with another text in a correctable field. Problem when it would not balance any more."""
    if isinstance(thing, Stock):
        value = CORRECTABLE["lot"][field](text, field)
        return _lot_may(replace(thing, lot=replace(thing.lot, **{field: value})), field)
    if isinstance(thing, Booking):
        value = CORRECTABLE["order"][field](text, field)
        return thing._replace(order=thing.order._replace(**{field: value}))
    if isinstance(thing, PlotFile):
        return _undecided(replace(thing, **{field: CORRECTABLE["plot"][field](text, field)}), field, thing.screening)
    if isinstance(thing, Occupation):
        value = CORRECTABLE["occupation"][field](text, field)
        return _undecided(replace(thing, **{field: value}), field, thing.assessment)
    if isinstance(thing, Decision):
        return replace(thing, **{field: CORRECTABLE["decision"][field](text, field)})
    if isinstance(thing, Finding):
        return replace(thing, **{field: CORRECTABLE["finding"][field](text, field)})
    value = CORRECTABLE["certificate"][field](text, field)
    if field == "quantity":
        return replace(thing, quantity=value, tonnes=tonnes_down(value * thing.factor))
    return replace(thing, **{field: value})


Filed = TypeVar("Filed", PlotFile, Occupation)


def _undecided(thing: Filed, field: str, decided: object) -> Filed:
    """Screening and assessment went by the dates, which stay once there is one (`decided`); Problem `correct_decided`.
    """
    if field in ("planted_on", "planned_on") and decided is not None:
        raise Problem("correct_decided", field=f"ledger.{field}")
    return thing


def _lot_may(stock: Stock, field: str) -> Stock:
    """Settlement and losses were reckoned from what was accounted, settlement after its period: they stay as they were.
    Problem `correct_settled`, `correct_period`."""
    lot, settled = stock.lot, stock.measured_t is not None
    if (field == "stored_t" and (settled or stock.lost_t)) or (field in ("period_start", "period_end") and settled):
        raise Problem("correct_settled", lot=lot.lot)
    if lot.period_end <= lot.period_start:
        raise Problem("correct_period", lot=lot.lot, start=lot.period_start, end=lot.period_end)
    return stock
