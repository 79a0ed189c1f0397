"""Occupations on the desk: from the proposal to the occupier's choice, from the loss page too, and on the overview."""

from __future__ import annotations

import json
from decimal import Decimal

from driving import Open, drawers, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from store import Store
from store.acts import books
from store.journal import verify
from store.occupations import WORKING, kept

D = Decimal
NEW, CHOOSE = "desk:occupations:new", "desk:occupations:choose"


def as_staff(open_page: Open, page: str, lang: str = "zh", **address: str) -> AppTest:
    at = open_page(page, lang, **address)
    at.session_state["staff:session"] = True
    return run(at)


def desk(open_page: Open, lang: str = "zh", proposal: str = "") -> AppTest:
    return as_staff(open_page, "desk", lang, view="occupations", proposal=proposal)


def click(at: AppTest, key: str) -> str:
    at.button(key=key).click()
    return page_text(run(at))


def refused(at: AppTest) -> str:
    return " ".join(one.proto.body for one in at.get("html") if "zb-bad" in one.proto.body)


def test_a_proposal_goes_all_the_way_to_its_choice(own: Store, open_page: Open) -> None:
    """2 hm² of pine lose 30.405 t in three years; 80 % of that is 24.324 t, of the rest 10.405 t cost 297.27 CNY."""
    at = desk(open_page)
    at.session_state["desk:occupations:register"] = True
    run(at)
    click(at, f"{NEW}:do")
    assert "项目名称（中文）" in refused(at)  # it has no name yet: nothing is submitted
    assert len(books(own).occupations) == 5
    at.text_input(key=f"{NEW}:project_zh").set_value("村道 *硬化*")
    assert "已登记拟用地项目（第 " in click(at, f"{NEW}:do")
    one = books(own).occupations["YM-P-2026-0001"]
    assert (one.project_en, one.occupation, one.demo) == ("村道 *硬化*", "permanent", True)
    assert "测算已冻结" in click(at, "desk:occupations:assess:do")
    at.checkbox(key="desk:occupations:sign:sure").check()
    run(at)
    said = click(at, "desk:occupations:sign:do")
    assert "告知书 YM-N-2026-0003" in said
    assert "最多 24.324 tCO₂e；其余至少 6.081 tCO₂e" in said
    at.number_input(key=f"{CHOOSE}:tonnes").set_value(24.325)
    run(at)
    assert "24.325" in refused(at)  # one kilogram too much
    assert at.button(key=f"{CHOOSE}:do").disabled
    at.slider(key=f"{CHOOSE}:share").set_value(50)
    run(at)
    assert at.number_input(key=f"{CHOOSE}:tonnes").value == 15.202  # 15.2025 rounded down
    at.number_input(key=f"{CHOOSE}:tonnes").set_value(20)
    assert "须付 ¥297.27" in page_text(run(at))
    click(at, f"{CHOOSE}:do")
    one = books(own).occupations["YM-P-2026-0001"]
    assert (one.step, one.choice.offset_t, one.choice.purchase_t) == ("order", D("20.000"), D("10.405"))
    assert kept(own, WORKING, one.assessment.working)["owed_t"] == "30.405"
    said = page_text(open_drawers(at))
    assert "撤销" in said
    assert one.assessment.working in said
    verify(own)


def test_the_list_is_searched_and_a_file_opens_in_english(own: Store, open_page: Open) -> None:
    at = desk(open_page, "en")
    assert "5 planned occupations are submitted, 5 of them in progress; 218.712 t" in page_text(at)
    at.text_input(key="desk:occupations:text").set_value("quarry")
    assert "P-08" in page_text(run(at))
    assert "P-01" not in page_text(at)
    at.selectbox(key="desk:occupations:open").set_value("P-08")
    said = page_text(run(at))
    assert "The notice will be YM-N-2026-0003 and tells the occupier that 46.861 tCO₂e are owed" in said
    assert at.query_params["proposal"] == "P-08"


def test_staff_submit_what_is_on_the_loss_page_and_others_cannot(own: Store, open_page: Open) -> None:
    assert "loss:save" not in drawers(open_page("loss"))
    at = as_staff(open_page, "loss", rows="eucalyptus~3~~5", kind="temporary", years="2", date="2027-05-01")
    at.session_state["loss:save"] = True
    run(at)
    at.text_input(key=f"{NEW}:project_zh").set_value("临时料场")
    at.selectbox(key=f"{NEW}:township").set_value("黄瓜园镇")
    assert "已登记拟用地项目" in click(at, f"{NEW}:do")
    one = books(own).occupations["YM-P-2026-0001"]
    assert (one.township_zh, one.township_en, one.years, f"{one.planned_on}") == (
        "黄瓜园镇", "Huangguayuan", 2, "2027-05-01")
    with own.read() as cursor:
        body = cursor.execute("SELECT body FROM occupation_site WHERE sha256 = ?", [one.outline]).fetchall()[0][0]
    assert json.loads(body) == {"strata": [{"species": "eucalyptus", "area_hm2": "3.0000", "age": "5"}]}
    listed = open_page("loss", how="file").selectbox(key="loss:proposal").options
    assert len(listed) == 12  # it has no outline to be drawn


def test_the_overview_says_what_is_owed_and_not_made_good(own: Store, open_page: Open) -> None:
    """196.337 t and 22.375 t are notified, nothing of it ordered."""
    at = open_drawers(open_page("overview"))
    said = page_text(at)
    assert "应补未补 218.712 tCO₂e：2 份已签发的告知书" in said
    assert "YM-N-2026-0002" in said
