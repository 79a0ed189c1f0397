"""A county that has imported nothing yet: every page says what would fill it. In a process with its own store."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from driving import ROOT
from letters import CHINESE, SOURCE_TITLES, WORD, is_code, unmarked

EMPTIED = Path(__file__).with_name("emptied.py")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, str], dict]:
    environment = os.environ | {"ZHANBU_STORE": str(tmp_path_factory.mktemp("empty") / "zhanbu.duckdb"),
                                "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, EMPTIED], cwd=ROOT, env=environment, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return {(one["page"], one["how"], one["lang"]): one for one in json.loads(done.stdout)}


def text(one: dict) -> str:
    return "\n".join(text for _, text in one["texts"])


def test_no_page_fails(shown: dict):
    assert {key: one["exceptions"] for key, one in shown.items() if one["exceptions"]} == {}


@pytest.mark.parametrize(("lang", "sentence"), [
    ("zh", "储备里还没有地块。运行 python manage.py demo 装入演示数据，或导入本县的地块。"),
    ("en", "python manage.py demo"),
])
@pytest.mark.parametrize("page", ["overview", "inventory"])
def test_pages_about_the_reserve_say_what_would_fill_them(shown: dict, page: str, lang: str, sentence: str):
    assert sentence in text(shown[page, "", lang])


def test_the_map_says_what_would_fill_it(shown: dict):
    assert "还没有小班数据。运行 python manage.py demo" in text(shown["loss", "map", "zh"])


def test_what_needs_no_reserve_still_answers(shown: dict):
    """2 hm² with 60 m³/hm² on the fresh calculator: 25.337289 × 1.2 = 30.404747 t; and the day's price."""
    assert "30.405" in text(shown["loss", "", "zh"])
    assert "¥28.57/t" in text(shown["price", "", "zh"])


def test_nothing_in_reserve_is_said_so_and_nothing_is_short(shown: dict):
    """No demand is known either: the outlook must not divide by it."""
    said = text(shown["depletion", "", "zh"])
    assert "还没有储备，也没有任何需求，没有什么可推演。" in said


def test_nothing_wears_the_mark_of_illustrative_data(shown: dict):
    assert [key for key, one in shown.items() if "演示数据\n" in text(one) or "demo data" in text(one)
            or "示意" in re.sub("示意(生长)?曲线", "", text(one))] == []  # parameters of a curve of that name


def test_the_empty_pages_keep_to_their_language(shown: dict):
    chinese = [(key, text) for key, one in shown.items() if key[2] == "en" for _, text in one["texts"]
               if CHINESE.search(SOURCE_TITLES.sub("", text).replace("中文", ""))]
    unnamed = [(key, text) for key, one in shown.items() if key[2] == "qps" for _, text in one["texts"]
               for word in WORD.findall(unmarked(text)) if not is_code(word)]
    assert (chinese, unnamed) == ([], [])
