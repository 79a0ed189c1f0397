"""Meeting mode: one topic a screen, figures of one moment until somebody asks for the newest, a link to a topic."""

from __future__ import annotations

import json

import pytest
from driving import Open, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from pages.meeting_parts import reserve, scenarios
from store import Store

MORE = "UPDATE lot SET stored_t = stored_t + 1000 WHERE lot = (SELECT min(lot) FROM lot)"


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click()
    return run(at)


def topic(at: AppTest) -> str:
    asked = at.query_params["meeting"]
    return asked if isinstance(asked, str) else asked[-1]


def keys(at: AppTest) -> set[str]:
    return {one.key or "" for one in at.button}


def test_keys_walk_through_the_overview_and_stop_at_its_ends(open_page: Open) -> None:
    at = press(open_page("overview"), "meeting:in")
    assert at.button(key="meeting:Left").disabled
    walked = [topic(at)]
    while not at.button(key="meeting:Right").disabled:
        press(at, "meeting:PageDown" if len(walked) % 2 else "meeting:Right")
        walked.append(topic(at))
    assert walked == [one.name for one in reserve.TOPICS]
    press(at, "meeting:PageUp")
    assert topic(at) == walked[-2]
    press(at, "meeting:leave")
    assert "meeting" not in at.query_params
    assert "meeting:in" in keys(at)


def test_figures_stand_still_until_the_newest_are_asked_for_and_move_again_outside(
        open_page: Open, own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at, version = open_page("overview", meeting="state"), own.data_version
    before = page_text(at)
    assert f"（数据第 {version} 版）" in before
    assert "2,103" in before
    assert "meeting:newest" not in keys(at)
    own.write(lambda cursor: cursor.execute(MORE))
    press(at, "meeting:Right")
    after = page_text(press(at, "meeting:Left"))
    assert "meeting:newest" in keys(at)
    assert "2,103" in after
    assert f"（数据第 {version} 版）" in after
    monkeypatch.setenv("ZHANBU_TODAY", "2026-11-25")
    assert "已是 2 天前的数字" in page_text(run(at))
    newest = page_text(press(at, "meeting:newest"))
    assert "3,103" in newest
    assert "天前" not in newest
    assert "meeting:newest" not in keys(at)
    own.write(lambda cursor: cursor.execute(MORE))
    assert "4,103" in page_text(press(at, "meeting:leave"))
    at.query_params["meeting"] = "state"
    assert "4,103" in page_text(run(at))  # a meeting of later has a moment of its own


def test_what_the_speaker_says_comes_with_the_working_and_goes_with_the_screen(open_page: Open) -> None:
    at = press(open_page("overview", meeting="price"), "meeting:notes_button")
    said = page_text(at)
    assert "全国成交均价" in said.partition("可以这样讲")[2]
    assert "0.3" in said.partition("计算过程")[2]
    press(at, "meeting:Right")
    assert "可以这样讲" not in page_text(at)


def test_a_link_opens_on_its_topic_and_scenarios_share_their_axes(open_page: Open) -> None:
    at = open_page("depletion", meeting="scenarios")
    first = page_text(at)
    charts = [json.loads(one.proto.spec) for one in at.get("plotly_chart")]
    assert len(charts) > 1
    assert len({json.dumps([one["layout"][axis]["range"] for axis in ("xaxis", "yaxis")]) for one in charts}) == 1
    press(at, "meeting:choice:1")
    assert topic(at) == "scenarios"
    assert page_text(at) != first
    assert [json.loads(one.proto.spec) for one in at.get("plotly_chart")] == charts  # only another one is seen
    press(at, "meeting:Right")
    assert "最管用的一步" not in page_text(at)  # nothing is played before it is asked for
    assert "最管用的一步" in page_text(press(at, "meeting:levers_go"))


def test_a_topic_that_there_is_not_opens_the_first(open_page: Open) -> None:
    assert "储备还有多少？" in page_text(open_page("overview", meeting="nonsense"))


def test_a_scenario_that_cannot_be_read_is_refused_before_the_meeting(open_page: Open) -> None:
    at = open_page("depletion", meeting="answer", scenario="broken")
    assert "meeting" not in at.query_params
    assert "meeting:leave" not in keys(at)


def test_where_there_is_no_reserve_nobody_is_told_odds(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios.outlook, "nothing", lambda _: True)
    assert "没有什么可推演" in page_text(open_page("depletion", meeting="scenarios"))
