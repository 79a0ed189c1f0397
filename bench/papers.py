"""Benches of documents: a certificate, the brief, a hundred certificates as a zip."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pypdf
import typst

from bench.engines import Differs
from bench.table import Figure, Goal
from bench.timing import in_turn
from core.ledger.cancellation import Cancellation
from core.ledger.state import Booking
from core.numbers import TONNE
from kiosk.paper import packed
from store.acts import books
from store.database import Store
from store.journal import cancelled
from store.shipped import load_demo, load_prices
from store.snapshot import Snapshot, current
from ui.documents import typeset
from ui.documents.brief import Brief, Section, as_pdf
from ui.documents.certificate import certificate, content

MANY, SOME = 100, 10
HOME = "https://carbon.example.gov.cn"  # so that each has its code
TODAY = date(2026, 11, 23)


def papers(folder: Path, quick: bool) -> list[Figure]:
    """Warm documents beside a compiler that is set up anew for each, fonts and all, as a script would."""
    store = Store(folder / "papers.duckdb")
    try:
        store.write(load_prices)
        store.write(load_demo)
        return _measured(current(store), quick)
    finally:
        store.close()


def _measured(snapshot: Snapshot, quick: bool) -> list[Figure]:
    found = books(snapshot.store)
    booking = next(one for one in found.orders.values() if one.order.certificate)
    one = cancelled(snapshot.store, booking.order.certificate)
    many = several(one, SOME if quick else MANY)
    ours, theirs = cycle(many[:-1]), cycle(many[1:])  # another each time: the typesetter keeps what it has set
    warm = in_turn({"ours": lambda: made(next(ours), booking, snapshot),
                    "bare": lambda: bare(next(theirs), booking, snapshot)}, 3 if quick else 15)
    if words(made(one, booking, snapshot)) != words(bare(one, booking, snapshot)):
        raise Differs("the words of a certificate and of one by a fresh compiler")
    at = count()
    pages = in_turn({"ours": lambda: as_pdf(brief(next(at))), "bare": lambda: fresh(brief(next(at)))},
                    3 if quick else 10)
    zipped = seconds(lambda: packed((f"{each.order}.pdf", made(each, booking, snapshot)) for each in many))
    each = seconds(lambda: [bare(each, booking, snapshot) for each in many])
    against = "the same template by a fresh compiler that loads its fonts"
    return [
        Figure("papers", "certificate of cancellation, warm", against, warm["ours"], warm["bare"],
               goal=Goal("≤", 50, "ms")),
        Figure("papers", "one-page brief, warm", against, pages["ours"], pages["bare"], goal=Goal("≤", 1000, "ms")),
        Figure("papers", f"{len(many)} certificates, each another, as a zip", against, zipped, each, "s",
               None if quick else Goal("≤", 3, "s")),
    ]


def several(one: Cancellation, number: int) -> list[Cancellation]:
    """Certificates that differ, so that nothing of one serves another."""
    return [replace(one, tonnes=one.tonnes + TONNE * at, order=f"{one.order}-{at}") for at in range(number)]


def made(one: Cancellation, booking: Booking, snapshot: Snapshot) -> bytes:
    return certificate(one, booking, snapshot.reserve, prices=True, address=HOME)


def bare(one: Cancellation, booking: Booking, snapshot: Snapshot) -> bytes:
    """The same sheet with nothing kept from the one before."""
    filled = content(one, booking, snapshot.reserve, prices=True, address=HOME)
    return compiled("certificate", filled, datetime.fromisoformat(one.entry.at))


def brief(number: int) -> Brief:
    """Four sections of some length, which no other number has."""
    text = f"{number}：余额、冻结和核销取自县碳汇台账；前景为情景推演，不是预测。" * 3
    return Brief("zh", TODAY, "林业碳汇占补工作简报", "元谋县 2026-11-23",
                 [Section(f"{at}、", text) for at in "一二三四"], "数据版本 1")


def fresh(sheet: Brief) -> bytes:
    return compiled("brief", asdict(sheet) | {"day": ""}, typeset.noon(sheet.day))


def compiled(template: str, data: dict[str, Any], at: datetime) -> bytes:
    found = typst.Compiler(
        typeset.TEMPLATES / f"{template}.typ", root=typeset.TEMPLATES, font_paths=typeset.fonts(),
        ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}).compile(
            format="pdf", pdf_standards=typeset.STANDARD, timestamp=at.replace(microsecond=0))
    assert isinstance(found, bytes)
    return found


def words(sheet: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet)).pages)


def seconds(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started
