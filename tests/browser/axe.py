"""axe-core in the browser: what it finds wrong on a page for people who see, hear or move otherwise."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

GRAVE = ("serious", "critical")
HELD = ("heading-order",)  # less than grave to axe, and yet how one finds the way by ear
# Of Streamlit's own making, each with the reason why it is let pass. Empty: nothing grave is left to it.
STREAMLITS: dict[str, str] = {}
RUN = "async rules => (await axe.run({preload: false, resultTypes: ['violations'], rules})).violations"


@cache
def engine() -> str:
    """axe.min.js as the pinned package brings it; no network."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def findings(page: Page) -> list[str]:
    """Every serious or critical finding on the page as it stands, and headings that skip a level: rule, place, what is
    wrong."""
    page.evaluate(engine())
    found = page.evaluate(RUN, {rule: {"enabled": False} for rule in STREAMLITS})
    return [f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:150]}"
            for one in found if one["impact"] in GRAVE or one["id"] in HELD for node in one["nodes"]]
