"""Saving, publishing and bringing back scenarios on the depletion page, over a store of the test's own."""

from __future__ import annotations

from dataclasses import replace

from depletion_scenes import CERTAIN, EVERYTHING, LIKELY, with_scenario
from driving import Open, open_drawers, run
from streamlit.testing.v1 import AppTest
from visible import page_text

from core.scenario import file
from pages.depletion_parts.address import read
from store import Store
from store.snapshot import current


def as_staff(open_page: Open, scenario=CERTAIN) -> AppTest:
    at = with_scenario(scenario, view="saved")(open_page, "zh")
    at.session_state["staff:session"] = True
    return run(at)


def save(at: AppTest, name: str) -> AppTest:
    at.text_input(key="depletion:save_name").set_value(name)
    at.text_input(key="depletion:note").set_value("为会议准备")
    at.button(key="depletion:save").click()
    return run(at)


def test_only_staff_save_and_see_what_is_saved(own: Store, open_page: Open):
    at = save(as_staff(open_page, LIKELY), "方案一")
    assert "已保存：方案一。" in page_text(at)
    assert [(one.name, one.version, one.note) for one in current(own).scenarios] == [("方案一", 1, "为会议准备")]
    later = as_staff(open_page)
    later.button(key="depletion:open:1").click()
    assert read(run(later).query_params["scenario"]) == replace(LIKELY, name="方案一")
    for view in ("saved", "compare"):
        visitor = open_page("depletion", view=view, beside="1")
        assert "方案一" not in page_text(visitor)
        assert not {"depletion:save", "depletion:open:1", "depletion:publish:1", "depletion:add_saved"} & {
            one.key for one in visitor.button}


def test_the_same_again_is_not_saved_twice(own: Store, open_page: Open):
    at = save(as_staff(open_page), "方案一")
    save(at, "方案一")
    assert len(current(own).scenarios) == 1
    assert [one for one in at.get("html") if "zb-bad" in one.proto.body and "方案一" in one.proto.body]


def test_what_is_published_is_seen_by_everybody_until_it_is_taken_back(own: Store, open_page: Open):
    at = open_drawers(save(as_staff(open_page), "年度前景"))
    at.button(key="depletion:publish:1").click()
    run(at)
    assert current(own).outlook is None  # not without a reason
    at.text_input(key="depletion:reason:1").set_value("领导小组第三次会议")
    at.button(key="depletion:publish:1").click()
    assert "已发布：年度前景，第 1 版。" in page_text(run(at))
    said = page_text(open_page("depletion", view="saved"))
    assert "现行发布：年度前景（第 1 版）" in said
    assert "领导小组第三次会议" in said
    assert "到 2028-10 不够用的可能为 > 99 %" in said  # CERTAIN is short from 2027-09 on every path
    assert "居中为 2027-09" in said
    overview = page_text(open_page("overview"))
    published = current(own).outlook
    assert published is not None
    assert f"县里发布的前景“年度前景”（{published.day}）：到 2028-10 不够用的可能为 > 99 %。" in overview
    open_drawers(at)
    at.text_input(key="depletion:reason:back").set_value("账簿更正")
    at.button(key="depletion:unpublish").click()
    assert "已收回发布。" in page_text(run(at))
    assert current(own).outlook is None
    said = page_text(open_drawers(open_page("depletion", view="saved")))
    back = current(own).publications[-1].withdrawn_day
    assert f"“年度前景”（第 1 版）已于 {back} 收回，现在没有发布的前景。收回理由：账簿更正" in said


def test_a_name_stands_as_it_was_typed(own: Store, open_page: Open):
    """Asterisks, dollars and brackets are marks to Streamlit, and ** is one of ours."""
    name = "基准 **粗** $a$ [b] :red[c] `d`"
    at = save(as_staff(open_page), name)
    assert f"已保存：{name}。" in page_text(at)
    open_drawers(at)
    assert f"{name}，第 1 版 · " in page_text(at)
    label = next(one.proto.label for one in at.get("expander") if one.proto.label.startswith("发布或撤下"))
    assert label == r"发布或撤下：基准 \*\*粗\*\* \$a\$ \[b\] \:red\[c\] \`d\`，第 1 版"
    at.text_input(key="depletion:reason:1").set_value("**因此**")
    at.button(key="depletion:publish:1").click()
    run(at)
    for page in ("depletion", "overview"):
        assert name in page_text(open_page(page, **({"view": "saved"} if page == "depletion" else {})))


def test_a_withdrawn_version_is_no_longer_offered(own: Store, open_page: Open):
    at = open_drawers(save(as_staff(open_page), "方案一"))
    at.button(key="depletion:withdraw:1").click()
    assert "已撤下：方案一，第 1 版。" in page_text(run(at))
    assert "还没有保存的情景。" in page_text(as_staff(open_page))


def test_a_file_comes_back_as_it_went_out(open_page: Open):
    at = open_page("depletion", view="saved")
    at.file_uploader(key="depletion:upload").set_value(("s.yaml", file.write(EVERYTHING), "application/yaml"))
    run(at)
    at.button(key="depletion:open:file").click()
    assert read(run(at).query_params["scenario"]) == EVERYTHING


def test_a_broken_file_is_refused_in_words(open_page: Open):
    at = open_page("depletion", view="saved")
    at.file_uploader(key="depletion:upload").set_value(("s.yaml", b"zhanbu_scenario: 99\n", "application/yaml"))
    run(at)
    assert [one for one in at.get("html") if "zb-bad" in one.proto.body and "99" in one.proto.body]
    assert not [one for one in at.button if one.key == "depletion:open:file"]
