"""Illustrative acts: read with their days and numbers, done in order, refused with the place of what is wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.ledger.plot_file import AgreePlot, PostNotice, ScreenPlot
from core.problem import Problem
from store import Store
from store.books import take_over
from store.demo_desk import made, play
from store.journal import verify
from store.shipped import shipped_rules

DAY = date(2026, 11, 23)
AGREED = {"do": "AgreePlot", "plot": "A", "number": "N-1", "mode": "joint", "signed_on": "today-30",
          "collective_share": "0.6", "company_share": "0.3", "cost_share": "0.1", "right": "R-1", "reason": "x"}
REGISTER = """- {do: RegisterCertificate, serial: TP-1, kind: carbon_ticket, issuer: 示例, place: "532328",
  valid_until: today+30, quantity: "%s", demo: true}
"""


def test_fields_are_read_as_their_types_want_them() -> None:
    assert made(AGREED, DAY) == AgreePlot(
        "A", "N-1", "joint", date(2026, 10, 24), Decimal("0.6"), Decimal("0.3"), Decimal("0.1"), "R-1")
    assert made({"do": "ScreenPlot", "plot": "A", "on": "today", "checks": [["soil", "pass"]]}, DAY) == ScreenPlot(
        "A", DAY, (("soil", "pass"),))
    assert made({"do": "PostNotice", "plot": "A", "review": "R", "start": date(2026, 11, 1), "end": "today+7",
                 "places": ["township"]}, DAY) == PostNotice(
        "A", "R", date(2026, 11, 1), date(2026, 11, 30), ("township",))


@pytest.mark.parametrize(("field", "value"), [
    ("do", "AgreePlots"), ("signed_on", "yesterday"), ("signed_on", "2026-1-1"), ("collective_share", Decimal("0.6")),
    ("collective_share", "much"), ("plot", Decimal(1)), ("share", "1"), ("right", None)])
def test_a_field_that_is_wrong_is_named(field: str, value: object) -> None:
    with pytest.raises(Problem) as refused:
        made(AGREED | {field: value}, DAY)
    assert (refused.value.key, refused.value.fields["field"]) == ("demo_desk_field", field)


def test_an_act_that_is_refused_is_named_and_nothing_is_done(store: Store, tmp_path: Path) -> None:
    (tmp_path / "10-a.yaml").write_text(REGISTER % "10", "utf-8")
    (tmp_path / "20-b.yaml").write_text(REGISTER % "20", "utf-8")
    with pytest.raises(Problem) as refused:
        store.write(lambda cursor: play(cursor, tmp_path, take_over(cursor), shipped_rules()))
    assert {name: refused.value.fields[name] for name in ("file", "item", "do")} == {
        "file": "20-b.yaml", "item": 1, "do": "RegisterCertificate"}
    assert refused.value.fields["problem"].key == "certificate_known"
    assert verify(store).head is None
    (tmp_path / "20-b.yaml").write_text((REGISTER % "20").replace("TP-1", "TP-2"), "utf-8")
    store.write(lambda cursor: play(cursor, tmp_path, take_over(cursor), shipped_rules()))
    found = verify(store)
    assert {serial: one.tonnes for serial, one in found.certificates.items()} == {"TP-1": 10, "TP-2": 20}
    assert found.head.key == "demo 20-b 1"
