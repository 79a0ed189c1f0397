"""The desk's first and last view: what waits today, and looking things up, with corrections."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from driving import Open, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.ledger.commands import Correct
from core.ledger.document import KINDS as PAPERS
from core.ledger.entry import Entry
from core.ledger.evolve import CHANGES
from core.ledger.fields import CORRECTABLE
from core.ledger.state import STATUSES
from core.rules import load_rules
from pages.desk_parts.sentences import sentence
from store import Store
from store.acts import act, books
from store.journal import verify
from store.snapshot import current
from ui.words import LANGUAGES, words

LEDGER = Path(__file__).resolve().parents[1] / "core" / "ledger"
VERIFIED = '<a href="/verify/YM-C-2026-0003?lang=en" target="_blank" rel="noopener">YM-C-2026-0003</a>'
RULES = Path(__file__).resolve().parents[2] / "data" / "rules"


def as_staff(open_page: Open, lang: str = "zh", **address: str) -> AppTest:
    at = open_page("desk", lang, **address)
    at.session_state["staff:session"] = True
    for name, value in address.items():
        at.query_params[name] = value
    return run(at)


def lines(at: AppTest) -> list[str]:
    return [one.label for one in at.button if one.key and one.key.startswith("desk:today:")]


def test_what_waits_stands_first_and_opens_its_view(own: Store, open_page: Open):
    """The illustrative books: the paid and cancelled orders of before, and one that is held without a last day."""
    at = as_staff(open_page)
    assert any("待缴费" in one and "O-2026-004" in one and "120.250 t" in one for one in lines(at))
    at.segmented_control(key="desk:today:office").set_value("planner")
    assert not any("O-2026-004" in one for one in lines(run(at)))
    at.segmented_control(key="desk:today:office").set_value("")
    run(at)
    next(one for one in at.button if "O-2026-004" in one.label).click()
    run(at)
    assert at.session_state["desk:view"] == "orders"
    assert at.session_state["desk:orders:order"] == "O-2026-004"


def test_a_certificate_leads_to_its_order_and_back_to_its_plots(own: Store, open_page: Open):
    at = as_staff(open_page, "en", view="history")
    assert "The last entries" in page_text(at)
    at.text_input(key="desk:history:q").set_value("ym-c-2026-0003")
    run(at)
    at.button(key="desk:history:hit:order:O-2026-003").click()
    said = page_text(run(at))
    assert "116.680 t bought, 466.720 t offset" in said
    assert any(VERIFIED in one.proto.body for one in at.get("html"))
    assert "Where these tonnes come from" in said
    assert {"YM-01-L1", "103.176", "YM-02-L1", "13.504"} <= set(said.split())
    at.button(key="desk:history:link:lot:YM-01-L1").click()
    assert "Where these tonnes went" in page_text(run(at))
    at.text_input(key="desk:history:q").set_value("nothing of the sort")
    assert "Nothing in the books fits." in page_text(run(at))


def test_a_name_is_corrected_with_a_reason_and_both_stay(own: Store, open_page: Open):
    at = open_drawers(as_staff(open_page, view="history", thing="order/O-2026-003"))
    entry = books(own).orders["O-2026-003"].entry
    key = f"desk:history:correct:{entry}:0"
    at.text_input(key=f"{key}:value:project_zh").set_value("示例 *水库* 扩建二期")
    run(at)
    assert "原为“示例 水库扩建”，更正为“示例 *水库* 扩建二期”。" in page_text(at)
    at.button(key=f"{key}:do").click()
    run(at)
    assert books(own).orders["O-2026-003"].order.project_zh == "示例 水库扩建"  # not without a reason
    at.text_input(key=f"{key}:reason").set_value("与批文不一致")
    at.button(key=f"{key}:do").click()
    said = page_text(open_drawers(run(at)))
    assert books(own).orders["O-2026-003"].order.project_zh == "示例 *水库* 扩建二期"
    number = books(own).head.number
    assert f"（已由第 {number} 号更正）" in " ".join(one.label for one in at.get("expander"))
    assert "理由：与批文不一致" in said


def test_what_pages_read_follows_a_correction(own: Store):
    """Names stand in the tables of plots and of planned land uses too; the start compares them with the journal."""
    kept = books(own)
    plot, proposal = (next(iter(shelf.values())) for shelf in (kept.plots, kept.occupations))
    finding = next(iter(kept.findings.values()), None)
    act(own, Correct(plot.entry, "name_zh", "示例 改名地块"), "registrar", "录入错误", "c1")
    act(own, Correct(proposal.entry, "project_zh", "示例 改名项目"), "registrar", "录入错误", "c2")
    if finding is not None:
        act(own, Correct(finding.entry, "subject", "示例 改写"), "registrar", "录入错误", "c3")
    after = current(own)
    assert "示例 改名地块" in {one.name_zh for one in after.reserve.plots}
    assert "示例 改名项目" in {one.name_zh for one in after.proposals}
    assert verify(own).head == books(own).head


@pytest.fixture(scope="module")
def every_kind() -> list[Entry]:
    """Entries of as many kinds as the feature tables show passing."""
    sys.path.insert(0, str(LEDGER))
    try:
        from ledger_tables import cases, play
    finally:
        sys.path.remove(str(LEDGER))
    rules = load_rules(RULES)
    found: dict[str, Entry] = {}
    for table in sorted(LEDGER.glob("*.feature")):
        for entry in play(next(case.acts for case in cases(table) if case.after), rules)[0]:
            found.setdefault(entry.kind, entry)
    return list(found.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_is_said_in_a_sentence(every_kind: list[Entry], lang: str):
    say = words(lang)
    assert set(CHANGES) - {one.kind for one in every_kind} == {"lot_opened", "order_opened"}  # the demo data has them
    for one in every_kind:
        said = sentence(say, one)
        assert said and "{" not in said
    assert [kind for kind in CHANGES if not (say.has(f"entry.{kind}") and say.has(f"undo.{kind}"))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_and_field_has_its_word(lang: str):
    say = words(lang)
    assert all(say.has(f"now.order.{one}") for one in STATUSES)
    assert all(say.has(f"entry.value.{one}") for one in PAPERS)
    assert all(say.has(f"field.ledger.{field}") for fields in CORRECTABLE.values() for field in fields)
