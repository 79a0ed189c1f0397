"""A meeting at a projector of 1366 × 768: keys turn the screens, nothing scrolls, scenarios change without a blink."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.desk import Desk

FITS = """() => [...document.querySelectorAll('.st-key-meeting, .st-key-meeting *'), document.documentElement]
    .every(one => one.scrollHeight <= one.clientHeight + 1
        || !['auto', 'scroll'].includes(getComputedStyle(one).overflowY))
    && document.documentElement.scrollHeight <= innerHeight
    && document.querySelector('.st-key-meeting-bar').getBoundingClientRect().bottom <= innerHeight"""
KEEP = "() => document.querySelectorAll('.js-plotly-plot').forEach(one => { one.kept = true; })"
KEPT = "() => [...document.querySelectorAll('.js-plotly-plot')].every(one => one.kept)"

# The labels of the chart as seen: whether none lies on another one and all are on the screen.
APART = """() => {
    const boxes = [...document.querySelectorAll('.annotation .bg')].map(one => one.getBoundingClientRect());
    return boxes.length > 3 && boxes.every((one, at) => one.left >= 0 && one.right <= innerWidth && boxes.every(
        (two, beside) => at === beside || one.right <= two.left || two.right <= one.left
            || one.bottom <= two.top || two.bottom <= one.top))
}"""


def test_keys_turn_the_screens_and_change_scenarios(desk: Desk) -> None:
    page = desk.page
    question, figure = page.locator(".zb-question"), page.locator(".st-key-meeting-cards .v").first
    desk.go("/depletion?lang=zh&meeting=scenarios")
    expect(page.locator(".js-plotly-plot")).to_have_count(3)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert page.evaluate(FITS)
    page.evaluate(KEEP)
    odds = figure.inner_text()
    page.keyboard.press("2")
    expect(figure).not_to_have_text(odds)
    assert page.evaluate(KEPT)  # the same charts are still there
    page.keyboard.press("PageDown")
    expect(question).to_contain_text("怎么办最管用？")
    page.keyboard.press("ArrowLeft")
    expect(question).to_contain_text("几种做法")
    page.keyboard.press("PageUp")
    expect(question).to_contain_text("什么时候会不够？")
    desk.address_says("meeting=answer")
    page.keyboard.press("n")
    expect(page.locator(".zb-speaker")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".zb-speaker")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("meeting"))
    expect(page.get_by_test_id("stSidebar")).to_be_visible()


def test_a_phone_reads_the_labels_of_a_chart(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.go("/depletion?lang=en&meeting=answer")
    desk.page.wait_for_function(APART)
