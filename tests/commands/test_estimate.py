"""`python manage.py estimate FILE.json`."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from commands import main

BODY = {"date": "2025-10-21", "occupation": "permanent", "offset_t": 10.5,
        "strata": [{"species": "Pinus yunnanensis", "area_hm2": 1, "volume_m3_hm2": 100}]}


@pytest.fixture
def run(tmp_path):
    def call(content: bytes | dict, *options: str):
        path = tmp_path / "占用 1.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return CliRunner().invoke(main, ["estimate", str(path), *options])

    return call


def test_json_is_the_answer_of_the_api(run):
    result = run(BODY, "--json")
    assert result.exit_code == 0, result.output
    got = json.loads(result.stdout, parse_float=Decimal)
    assert (got["loss_t"], got["purchase_t"], got["amount_cny"]) == (
        Decimal("25.337"), Decimal("25.337") - Decimal("10.5"), Decimal("190.80"))
    assert '"loss_stock_t":167.908,' in result.stdout


def test_text_in_chinese(run):
    text = run(BODY, "--lang", "zh").stdout
    assert "应补偿：25.337 tCO₂e（按碳汇能力损失，3 年）" in text
    assert "抵消 10.500 tCO₂e（最多 20.269 tCO₂e），购买 14.837 tCO₂e" in text
    assert "每吨价格 ¥12.86/t：2025-10-20 全国均价 ¥42.88/t × 30 %" in text
    assert "应付：¥190.80" in text


def test_text_in_english(run):
    text = run(BODY, "--lang", "en").stdout
    assert "Pinus yunnanensis, 1.0000 hm²: stock 167.908 tCO₂e, sink 25.337 tCO₂e" in text
    assert "To pay: ¥190.80" in text
    assert "Demo" not in text


def test_text_of_an_outline(run):
    square = [[101.899, 25.7465], [101.905, 25.7465], [101.905, 25.7485], [101.899, 25.7485],
              [101.899, 25.7465]]
    body = {"occupation": "permanent", "geometry": {"type": "Polygon", "coordinates": [square]}}
    text = run(body, "--lang", "en").stdout
    assert "Outline " in text
    assert "SC00001" not in text  # an estimate for anybody: by kind of forest
    assert "Demo: some of the data" in text


@pytest.mark.parametrize(("content", "says"), [
    (b'{"occupation": ', "The text stops being JSON at line 1, column 16"),
    (b"[]", "one JSON object"),
    ({"occupation": "permanent"}, "either strata or geometry"),
    (BODY | {"offset_t": 21}, "at most 20.269 t may be offset"),
    (BODY | {"strata": [{"species": "云南松", "area_hm2": 0, "volume_m3_hm2": 1}]}, "Row 1: The area 0 hm²"),
])
def test_a_refusal_is_a_sentence(run, content, says):
    result = run(content)
    assert (result.exit_code, result.stdout) == (1, "")
    english, chinese = result.stderr.strip().splitlines()
    assert says in english
    assert chinese.endswith("。")


def test_a_missing_file(tmp_path):
    result = CliRunner().invoke(main, ["estimate", str(tmp_path / "none.json")])
    assert result.exit_code == 1
    assert "none.json cannot be read" in result.stderr
    assert "Traceback" not in result.stderr
