"""`docs make` writes the certificate that the page of its number gives."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

import commands
from kiosk.paper import issued
from store import open_house, today
from store.snapshot import current

NUMBER = "YM-C-2026-0003"


def make(number: str, to: Path) -> Result:
    return CliRunner().invoke(commands.main, ["docs", "make", "certificate", number, "--to", str(to), "--lang", "zh"])


def test_a_certificate_is_the_same_as_on_its_page(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    answer = make(NUMBER, path)
    assert (answer.exit_code, str(path) in answer.output) == (0, True)
    store = open_house()
    assert path.read_bytes() == issued(store, current(store), NUMBER, today())


def test_an_unknown_number_and_a_file_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    for number, to, said in (("YM-C-1999-9999", tmp_path / "x.pdf", "YM-C-1999-9999"), (NUMBER, tmp_path, "写不进去")):
        answer = make(number, to)
        assert (answer.exit_code, said in answer.output) == (1, True)
