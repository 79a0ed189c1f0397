"""The depletion page against scenarios that can be reckoned by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from depletion_scenes import ABSURD, CERTAIN, EVERYTHING, LIKELY, NEVER, NOTHING, D, with_scenario
from driving import Open, drawers, run
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest
from visible import html_texts, page_text

from core.scenario.model import Listed, Scenario
from pages.base import Context
from pages.depletion_parts import export, listing, runs
from pages.depletion_parts.address import packed, read
from store import open_house
from store.snapshot import current
from ui.theme import LIGHT
from ui.words import words


def answer(at: AppTest) -> str:
    """The sentence before any chart."""
    return next("".join(text for _, text in html_texts(one.proto.body)) for one in at.get("html")
                if 'class="zb-answer"' in one.proto.body)


def edit(at: AppTest, section: str, **changes: Any) -> AppTest:
    """Open a table and change it as the browser says: edited_rows, added_rows, deleted_rows."""
    at.session_state[f"depletion:in_{section}"] = True
    run(at)
    edition = at.session_state.get("depletion:edition", 0)
    at.session_state[f"depletion:{section}:editor{edition}"] = {
        "edited_rows": {}, "added_rows": [], "deleted_rows": [], **changes}
    return run(at)


def shown(at: AppTest) -> Any:
    """The scenario in the address."""
    return read(at.query_params["scenario"])


@pytest.mark.parametrize(("lang", "sentence"), [
    ("zh", "照此推演，储备自 2027-09 起不够用，缺口最多 140 tCO₂e。"),
    ("en", "On these assumptions the reserve is short from 2027-09, by up to 140 tCO₂e."),
])
def test_what_is_certain_is_said_without_odds(open_page: Open, lang: str, sentence: str):
    """100 t, 10 t a month: the eleventh month from 2026-11 is short; after 24 months 240 − 100 t are missing."""
    assert answer(with_scenario(CERTAIN)(open_page, lang)) == sentence


def test_the_odds_are_those_of_the_one_uncertain_project(open_page: Open):
    """96 t are certain over 24 months; 10 t more with 30 % make the 23rd month short: 4 · 23 + 10 > 100."""
    said = answer(with_scenario(LIKELY)(open_page, "zh"))
    assert said.startswith("照此推演，到 2028-10 够用的可能为 ")
    found = re.search(r"(\d+) %；不够用的可能为 (\d+) %（95% 区间 (\d+)–(\d+) %）。$", said)
    assert found
    enough, short, low, high = map(int, found.groups())
    assert enough + short == 100
    assert low <= 30 <= high  # a 95 % interval, and this seed's holds it
    assert "按预期（不计偶然）：到 2028-10 都够用，届时还剩 1 t。" in page_text(with_scenario(LIKELY)(open_page, "zh"))


def test_more_likely_than_not_is_a_month(open_page: Open):
    often = replace(LIKELY, listed=(replace(LIKELY.listed[0], probability=D("0.7")),))
    said = answer(with_scenario(often)(open_page, "zh"))
    assert said.startswith("照此推演，储备在 2028-09 前后不够用（一半情形早于此月）")


def test_offsetting_half_lasts_twice_as_long(open_page: Open):
    """5 t a month: the 21st month, 2028-07, is short."""
    at = with_scenario(CERTAIN)(open_page, "zh")
    at.slider(key="depletion:share").set_value(50.0)
    assert "自 2028-07 起不够用" in answer(run(at))
    assert shown(at) == replace(CERTAIN, offsets=replace(CERTAIN.offsets, share=D("0.5")))


def test_more_than_the_rule_allows_does_not_count(open_page: Open):
    """80 % at most: 2 t a month last beyond the 24 months, with 100 − 48 t left."""
    at = with_scenario(CERTAIN)(open_page, "zh")
    at.slider(key="depletion:share").set_value(100.0)
    assert answer(run(at)) == "照此推演，到 2028-10 都够用，届时还剩 52 tCO₂e。"


def test_a_change_can_be_undone_and_the_county_be_had_again(open_page: Open):
    at = open_page("depletion")
    before = answer(at)
    assert "scenario" not in at.query_params
    assert at.button(key="depletion:undo").disabled
    for months in (60, 24):
        at.slider(key="depletion:months").set_value(months)
        run(at)
    at.button(key="depletion:undo").click()
    run(at)
    assert shown(at).months == 60
    at.button(key="depletion:reset").click()
    assert answer(run(at)) == before
    assert "scenario" not in at.query_params


def test_the_county_as_it_is_can_be_held_in_the_address(open_page: Open):
    """A link to the page follows the books; one that holds today's figures opens with them, in either language."""
    at = open_page("depletion")
    said = answer(at)
    assert "链接随账簿更新" in page_text(at)
    at.button(key="depletion:hold").click()
    assert answer(run(at)) == said
    assert "已固定在链接里" in page_text(at)
    for lang, held in (("zh", "已固定在链接里"), ("en", "held in the link")):
        again = open_page("depletion", lang, scenario=at.query_params["scenario"])
        assert held in page_text(run(again))
        assert shown(again).lots == shown(at).lots
    at.slider(key="depletion:months").set_value(60)
    assert "已固定在链接里" not in page_text(run(at))
    at.button(key="depletion:undo").click()
    assert "已固定在链接里" in page_text(run(at))
    at.button(key="depletion:reset").click()
    assert "scenario" not in run(at).query_params


def test_opening_every_drawer_changes_nothing(open_page: Open):
    """What a table shows is what the scenario has, to the last digit."""
    at = with_scenario(EVERYTHING)(open_page, "zh")
    for key in drawers(at):
        at.session_state[key] = True
    run(at)
    assert shown(at) == EVERYTHING


def test_edits_of_a_table_count_and_survive_in_the_address(open_page: Open):
    """A second 100 t lot lasts ten months longer; the project added takes all of it in its first month."""
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "lots", added_rows=[{"lot": "L2", "stored": 100.0, "available": 100.0, "end": "2040-12-31"}])
    assert "自 2028-07 起不够用" in answer(at)
    edit(at, "listed", added_rows=[{"name": "P", "month": "2026-12-01", "owed": 100.0, "probability": 100.0,
                                    "use": "临时", "approved": True}])
    assert "自 2027-09 起不够用" in answer(at)
    assert shown(at).listed == (Listed("P", date(2026, 12, 1), D(100), use="temporary"),)
    again = open_page("depletion", "en", scenario=at.query_params["scenario"])
    assert "short from 2027-09" in answer(again)


def test_edits_stay_when_the_drawer_is_shut_and_another_page_was_read(open_page: Open):
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "lots", edited_rows={0: {"stored": 50.0, "available": 50.0}})
    assert "自 2027-04 起不够用" in answer(at)
    at.switch_page("price.py")
    run(at)
    at.switch_page("depletion.py")
    assert "自 2027-04 起不够用" in answer(run(at))


def test_a_row_half_filled_in_is_not_counted_and_said_to_be(open_page: Open):
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "lots", added_rows=[{"lot": "L2", "stored": 500.0}])
    assert "有 1 行没有填完或日期不对，没有计入。" in page_text(at)
    assert "自 2027-09 起不够用" in answer(at)


def test_a_batch_without_a_yield_grows_as_the_curve_says(open_page: Open):
    """Three years old when stored, as the first batch was: 7.681898 t/hm², and 10 hm² store 76.818 t."""
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "batches", added_rows=[{"name": "N", "species": "台湾相思", "planted": "2024-05-01",
                                     "month": "2027-05-01", "area": 10.0, "width": 0.0, "usual": 0, "worst": 0}])
    batch = shown(at).batches[0]
    assert (batch.species, batch.yield_t_hm2, batch.tonnes) == ("acacia_confusa", D("7.681898"), D("76.818"))
    assert "自 2028-04 起不够用" in answer(at)  # 176.818 t: the 18th month


def test_what_cannot_be_meant_gets_its_sentence_at_its_table(open_page: Open):
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "lots", edited_rows={0: {"available": 200.0}})
    refusals = [text for one in at.get("html") if "zb-bad" in one.proto.body for _, text in html_texts(one.proto.body)]
    assert len(refusals) == 2  # in place of the answer, and above the table
    assert not [one for one in at.get("html") if 'class="zb-answer"' in one.proto.body]
    edit(at, "lots")
    assert "自 2027-09 起不够用" in answer(at)


def test_an_address_that_cannot_be_read_is_said_and_gives_the_county_as_it_is(open_page: Open):
    for address, says in (("no-scenario", "链接里的情景读不出来，下面是本县现状。"),
                          (packed(ABSURD), "链接里的情景不能用，下面是本县现状："
                           "“已列的拟议项目”第 1 行的“成事可能”为 200 %")):
        at = open_page("depletion", scenario=address)
        assert says in page_text(at)
        assert answer(at) == answer(open_page("depletion"))
        at.slider(key="depletion:months").set_value(24)
        assert says not in page_text(run(at))


def test_more_paths_are_played_when_asked_for(open_page: Open):
    at = with_scenario(replace(LIKELY, paths=20_000))(open_page, "zh")
    assert "这里先用 10,000 种情形" in page_text(at)
    at.button(key="depletion:play").click()
    run(at)
    assert "这里先用" not in page_text(at)
    assert not [one for one in at.button if one.key == "depletion:play"]


def test_a_run_that_is_stopped_leaves_the_answer_there_was(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    at = with_scenario(replace(LIKELY, paths=20_000))(open_page, "zh")
    before = answer(at)

    def clicked(*_: Any, progress: Callable[[float], bool] | None = None, **__: Any) -> None:
        raise RerunException(RerunData())

    monkeypatch.setattr(runs, "simulate", clicked)
    at.button(key="depletion:play").click()
    at.run()
    assert runs.LONG not in at.session_state
    monkeypatch.undo()
    assert answer(run(at)) == before


@pytest.mark.parametrize(("scenario", "step"), [(CERTAIN, 1), (replace(EVERYTHING, steady_t=D(25)), 100)])
def test_what_is_paid_is_the_villages_and_the_operator_s_parts_as_shown(open_page: Open, scenario: Scenario, step: int):
    """Drawn money stands in whole hundreds, little of it in whole yuan; 100 t at ¥30 are ¥3,000, 70 % of it theirs."""
    text = page_text(with_scenario(scenario)(open_page, "zh"))
    found = [re.search(rf"{name}.*\n.*?¥([\d,]+)\s+90% 在 ¥([\d,]+) 至 ¥([\d,]+)", text)
             for name in ("占用者合计支付", "其中归村集体", "其中归储备运营方")]
    cost, villages, company = ([int(part.replace(",", "")) for part in one.groups()] for one in found if one)
    assert [one + other for one, other in zip(villages, company, strict=True)] == cost
    assert {part % step for part in (*cost, *villages, *company)} == {0}
    if scenario is CERTAIN:
        assert (cost[1], villages[1], company[1]) == (3000, 2100, 900)


def test_a_list_becomes_the_scenario_s_proposals(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    taken = [(Listed("P", date(2026, 12, 1), D(60)),)]
    monkeypatch.setattr(listing, "show", lambda *_: taken.pop() if taken else None)
    at = with_scenario(CERTAIN, view="list")(open_page, "zh")
    at.segmented_control(key="depletion:view").set_value("outlook")
    assert "自 2027-03 起不够用" in answer(run(at))  # 60 t at once: 40 t last four months
    assert [one.name for one in shown(at).listed] == ["P"]


def test_what_changed_since_a_scenario_was_made_is_said(open_page: Open):
    """It was made from version 0 of the books, and its model was fitted to prices that are not the known ones."""
    corrected = replace(EVERYTHING, price=replace(EVERYTHING.price, fingerprint="000000000000"))
    text = page_text(with_scenario(corrected)(open_page, "zh"))
    assert "这个情景从账簿的数据版本 0 出发" in text
    assert "2026-08-14 以前的行情在情景保存之后有更正" in text
    assert "更正" not in page_text(open_page("depletion"))


def test_the_solver_s_batch_keeps_the_odds(open_page: Open):
    at = with_scenario(EVERYTHING, view="solver", limit="0.3")(open_page, "zh")
    said = answer(at)
    assert "降到 30 % 以内，最少再收储" in said
    at.button(key="depletion:take").click()
    assert "已在 30 % 以内" in answer(run(at))
    assert f"{shown(at).batches[-1].area_hm2} hm²" in said
    assert shown(at).batches[-1].area_hm2 == shown(at).batches[-1].area_hm2.quantize(D("0.1"))


@pytest.mark.parametrize(("scenario", "says", "never"), [
    (CERTAIN, ("100 %\n没有什么偶然",), "95% 区间 9"), (NEVER, ("< 1 %", "–\n期内没有一种情形不够"), "90% 在 – 至"),
    (NOTHING, ("没有什么可推演",), "占用者合计支付"),
])
def test_cards_say_only_what_there_is_to_say(open_page: Open, scenario: Scenario, says: tuple[str, ...], never: str):
    text = page_text(with_scenario(scenario)(open_page, "zh"))
    assert [one for one in says if one not in re.sub(r"\n\s*\n", "\n", text)] == []
    assert never not in text


def test_a_day_that_is_none_leaves_its_row_out(open_page: Open):
    at = with_scenario(CERTAIN)(open_page, "zh")
    edit(at, "batches", added_rows=[{"name": "N", "month": "+080601-02-02", "area": 10.0}])
    assert "有 1 行没有填完或日期不对，没有计入。" in page_text(at)
    assert not at.exception


def test_a_scenario_of_long_ago_can_be_edited(open_page: Open):
    at = with_scenario(replace(CERTAIN, start=date(2002, 3, 1), rules=tuple(
        replace(one, since=date(2000, 1, 1)) for one in CERTAIN.rules)))(open_page, "zh")
    at.session_state["depletion:in_playing"] = True
    assert not run(at).exception
    assert at.date_input(key="depletion:start").value == date(2002, 3, 1)


def test_scenarios_without_names_can_be_told_apart(open_page: Open):
    """The page's is not the county as it is, and one set aside is neither."""
    at = with_scenario(replace(CERTAIN, name=""), view="compare")(open_page, "zh")
    at.button(key="depletion:add_page").click()
    said = page_text(run(at))
    assert all(f"{letter} · {name}" in said for letter, name in zip("ABC", ("页面上的情景", "本县现状", "留下的情景"),
                                                                    strict=True))
    assert "没有差别可看" in page_text(open_page("depletion", view="compare"))
    assert "没有差别可看" not in said


def test_comparing_before_and_after(open_page: Open):
    """Short in month 10 and in month 20: kept, then changed, the one kept lasts ten months less."""
    at = with_scenario(CERTAIN, view="compare", beside="none")(open_page, "zh")
    at.button(key="depletion:add_page").click()
    run(at)
    at.segmented_control(key="depletion:view").set_value("outlook")
    run(at)
    at.slider(key="depletion:share").set_value(50.0)
    run(at)
    at.segmented_control(key="depletion:view").set_value("compare")
    said = page_text(run(at))
    assert "与 A 相比" in said
    assert "−10.0" in said
    assert re.search(r"抵消.* · .*\n0\.5\n0\n", said)


def test_scenarios_of_other_months_are_not_set_side_by_side(open_page: Open):
    """The county as it is takes the months of the page's scenario, but begins this month."""
    earlier = replace(CERTAIN, start=date(2026, 10, 1))
    assert "起止相同的情景才能比较" in page_text(with_scenario(earlier, view="compare")(open_page, "zh"))
    assert "起止相同的情景才能比较" not in page_text(with_scenario(CERTAIN, view="compare")(open_page, "zh"))


def test_morris_when_asked_for(open_page: Open):
    """The tonnes owed each month move the one project's odds; nothing else is uncertain but its tonnes and odds."""
    at = with_scenario(replace(LIKELY, paths=200), view="levers", by="odds")(open_page, "zh")
    at.button(key="depletion:morris").click()
    said = page_text(run(at))
    assert "第一列为整个范围内平均变动多少" in said
    assert said.count("已列项目成事可能") > 1


def test_a_scenario_of_the_other_language_calls_proposals_as_the_page_does(open_page: Open):
    """An English link opened in Chinese: no English name, and nothing differs but the months."""
    english = open_page("depletion", "en")
    english.slider(key="depletion:months").set_value(96)
    address = run(english).query_params["scenario"]
    said = page_text(open_page("depletion", view="compare", scenario=address))
    assert "假设完全相同。" in said
    assert "Example" not in said


def test_the_workbook_holds_the_whole_scenario():
    """Every figure of the file, by table, row and field, in the page's words."""
    rows = list(export.whole(Context(words("zh"), date(2026, 11, 23), current(open_house()), LIGHT), EVERYTHING))
    batch, codes = EVERYTHING.batches[0], {"bootstrap", "lognormal", "permanent", "offset_max_share"}
    assert ("计划收储的批次", 1, "面积", batch.area_hm2) in rows
    assert ("计划收储的批次", 1, "计划入库月份", f"{batch.month:%Y-%m}") in rows
    figures = [value for *_, value in rows if isinstance(value, Decimal)]
    assert {EVERYTHING.steady_t, EVERYTHING.offsets.share, EVERYTHING.settlement.common} <= set(figures)
    assert all(name and not name.isascii() and value not in codes for _, _, name, value in rows)
