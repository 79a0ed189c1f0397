"""`python manage.py carbon plots FILE`."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner

from commands import main
from core.carbon.sheets import COLUMNS

D = Decimal
HEAD = "样地号,样地面积,测定日期,树种,胸径,树高\n"
ONCE = HEAD + "".join(f"{plot},0.05,2022-01-01,台湾相思,8,6\n" for plot in "abc")
TWICE = ONCE + "".join(f"{plot},0.05,2025-01-01,台湾相思,16,9\n" for plot in "abc")
AREA = ("--area", "10", "--planted", "2016-01-01")


@pytest.fixture
def run(tmp_path):
    def call(content: str | bytes, *options: str, name: str = "样地 1.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(main, ["carbon", "plots", str(path), *options])

    return call


def found(result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_float=Decimal)


def test_two_rounds_as_json(run):
    """Three plots of one acacia of 8, then 16 cm on 10 hm²: 29.500733 t, × 0.9 (worked out in test_removals.py)."""
    got = found(run(TWICE, *AREA, "--json", "--date", "2026-09-01"))
    assert (got["basis"], got["removals_t"], got["rounds"]) == ("remeasured", D("26.550"), 2)
    assert (got["file"], got["date"], got["start"], got["end"]) == (
        "样地 1.csv", "2026-09-01", "2022-01-01", "2025-01-01")
    assert got["removals_t_hm2_yr"] == D("0.885000")
    assert (got["change"]["total_t"], got["change"]["relative"], got["change"]["discount"]) == (D("29.501"), 0, 0)
    assert got["change"]["low_t"] == got["change"]["high_t"] == D("29.501")
    assert [(one["stratum"], one["plots"], one["total_t"]) for one in got["strata"]] == [("1", 3, D("29.501"))]
    assert [one["stock_t_hm2"] for one in got["sample_plots"]] == [D("0.730273")] * 3 + [D("3.680346")] * 3
    assert got["working"]["step"] == "removals.claimed"
    assert got["working"]["value"] == "26.550"
    assert "non_permanence_risk" in got["assumptions"]
    assert got["below_minimum"] == []


def test_the_band_holds_the_result_and_is_the_same_each_time(run):
    got, again = (found(run(TWICE, *AREA, "--json"))["band"] for _ in range(2))
    assert got == again
    assert got["p5"] < got["p25"] < got["p50"] < got["p75"] < got["p95"]
    assert got["p5"] < D("26.550") < got["p95"]


def test_one_round_since_planting_and_grown_on(run):
    """10 hm² · 0.730273 · 0.9 = 6.572 t stand; grown from six to twelve years by the illustrative curve."""
    stands = found(run(ONCE, *AREA, "--json"))
    assert (stands["basis"], stands["removals_t"], stands["years"]) == ("since_planting", D("6.572"), 6)
    grows = found(run(ONCE, *AREA, "--until", "2028-01-01", "--json"))
    ratio = ((1 - D("-0.78948").exp()) / (1 - D("-0.39474").exp())) ** 2
    assert (grows["basis"], grows["end"]) == ("projected", "2028-01-01")
    assert grows["removals_t"] == pytest.approx(D("6.57245916") * (ratio - 1), abs=D("0.0011"))


def test_a_workbook_is_read_like_the_csv(run):
    book = openpyxl.Workbook()
    for line in TWICE.splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    assert found(run(out.getvalue(), *AREA, "--json", name="a.xlsx"))["removals_t"] == D("26.550")


def test_text_in_chinese(run):
    text = run(TWICE, *AREA, "--lang", "zh").stdout
    assert "26.550" in text
    assert "29.501" in text
    assert "两次" in text
    assert "Measured" not in text


def test_text_in_english(run):
    result = run(TWICE, *AREA, "--lang", "en")
    lines = result.stdout.splitlines()
    assert "26.550" in lines[0]
    assert "difference of two rounds of measurement" in lines[0]
    assert "90 %" in lines[1]
    assert not any(letter >= "一" for letter in result.stdout if letter.isalpha())


def test_text_says_what_is_thin_and_what_was_left_out(run):
    """Two plots only, measured three times."""
    thin = "".join(line + "\n" for line in TWICE.splitlines() if not line.startswith("c"))
    thin += "".join(f"{plot},0.05,2028-01-01,台湾相思,18,9\n" for plot in "ab")
    result = run(thin, *AREA, "--lang", "en")
    assert result.exit_code == 0, result.output
    usual = run(TWICE, *AREA, "--lang", "en").stdout
    assert len(result.stdout.splitlines()) == len(usual.splitlines()) + 2
    got = found(run(thin, *AREA, "--json"))
    assert (got["rounds"], got["below_minimum"], got["end"]) == (3, ["1"], "2028-01-01")


# --- the template


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_filled_in_is_read(run, tmp_path, lang):
    """Written, its example line replaced by three plots, and read back by the same command."""
    path = tmp_path / "空表.xlsx"
    result = CliRunner().invoke(main, ["carbon", "plots", "--template", str(path), "--lang", lang])
    assert result.exit_code == 0, result.output
    assert "空表.xlsx" in result.stdout
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    assert page.max_column == len(COLUMNS)
    headers = [cell.value for cell in page[1]]
    keys = {column.key: at for at, column in enumerate(COLUMNS)}
    assert len(book.worksheets[1]["A"]) == len(headers) + 1  # each column is explained
    example = [cell.value for cell in page[2]]
    page.delete_rows(2)
    for name, dbh in (("1", 8), ("2", 8), ("3", 8)):
        line = list(example)
        for key, value in {"sample_plot": name, "stratum_area_hm2": 10, "planted_on": "2016-01-01",
                           "species": "台湾相思", "plot_area_hm2": 0.05, "date": "2022-01-01", "dbh_cm": dbh,
                           "count": 1}.items():
            line[keys[key]] = value
        page.append(line)
    out = io.BytesIO()
    book.save(out)
    assert found(run(out.getvalue(), "--json", name="b.xlsx"))["removals_t"] == D("6.572")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_s_own_example_is_a_plot_that_can_be_read(run, tmp_path, lang):
    """As it comes it has one plot, which is said to be too few; nothing else is wrong with it."""
    path = tmp_path / "t.xlsx"
    CliRunner().invoke(main, ["carbon", "plots", "--template", str(path), "--lang", lang])
    result = run(path.read_bytes(), "--lang", "en", name="t.xlsx")
    assert result.exit_code == 1
    assert "1 sample plot(s)" in result.stderr


# --- refusals


@pytest.mark.parametrize(("content", "options", "says"), [
    (ONCE, ("--area", "10"), None),
    (ONCE, (), "does not say the area of stratum “1”"),
    (ONCE, ("--area", "ten"), "“--area”"),
    (ONCE, ("--area", "NaN"), "“--area”"),
    (ONCE, ("--area", "-3"), "“--area”"),
    (ONCE, ("--area", "10", "--until", "2028-01-01"), "no planting date"),
    (ONCE, (*AREA, "--until", "2021-01-01"), "does not lie after"),
    (ONCE, (*AREA, "--until", "9999-12-31"), "Correct the dates"),
    (HEAD, AREA, "has a header but no rows"),
    (ONCE.replace("台湾相思,8", "台湾相思,8cm", 1), AREA, "row 2: "),
    (ONCE.replace("台湾相思", "银杉", 1), AREA, "species “银杉”"),
    ("a,b\n1,2\n", AREA, "lacks these columns"),
    (HEAD + "a,0.05,2022-01-01,台湾相思,8,6\n", AREA, "1 sample plot(s)"),
])
def test_a_refusal_is_a_sentence_and_exit_code_1(run, content, options, says):
    result = run(content, *options, "--lang", "en")
    if says is None:
        assert result.exit_code == 0, result.output
        return
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_refused_in_chinese(run):
    result = run(ONCE, "--lang", "zh")
    assert result.exit_code == 1
    assert "没有写明层“1”的面积" in result.stderr
    assert result.stderr.strip().endswith("。")


def test_another_kind_of_file_and_a_missing_one(run, tmp_path):
    assert "neither CSV nor xlsx" in run("x", name="a.ods").stderr
    result = CliRunner().invoke(main, ["carbon", "plots", str(tmp_path / "none.csv")])
    assert result.exit_code == 1
    assert "none.csv cannot be read" in result.stderr


@pytest.mark.parametrize("options", [(), ("--until", "soon"), ("--lang", "fr")])
def test_a_call_that_makes_no_sense_is_exit_code_2(options):
    result = CliRunner().invoke(main, ["carbon", "plots", *options])
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_day_before_the_rules_is_refused(run):
    result = run(TWICE, *AREA, "--date", "2019-01-01", "--lang", "en")
    assert result.exit_code == 1
    assert "2019-01-01" in result.stderr
